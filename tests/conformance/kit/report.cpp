#include "conformance/report.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <map>

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

namespace dvcpay::conformance {

namespace {

std::string text_of(const Verdict& verdict) {
    Json json;
    json["kind"] = static_cast<int>(verdict.kind);
    json["words"] = verdict.words;
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Verdict verdict_of(const std::string& text, int status) {
    const auto json = Json::parse(text, nullptr, false);
    if (json.is_object()) {
        Verdict out;
        out.kind = static_cast<Verdict::Kind>(json.at("kind").get<int>());
        out.words = json.at("words").get<std::vector<std::string>>();
        return out;
    }
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM) {
        return {Verdict::Kind::failed, {"the situation does not end: somebody loops or waits"}};
    }
    return {
        Verdict::Kind::failed,
        {"the process broke down (an invariant, an exception or a crash; its last words are above)"}
    };
}

std::string read_all(int from) {
    std::string out;
    std::array<char, 4096> buffer{};
    for (;;) {
        const auto n = ::read(from, buffer.data(), buffer.size());
        if (n <= 0) return out;
        out.append(buffer.data(), static_cast<std::size_t>(n));
    }
}

void write_all(int into, std::string_view text) {
    while (!text.empty()) {
        const auto n = ::write(into, text.data(), text.size());
        if (n <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(n));
    }
}

}  // namespace

Verdict play_apart(const Contender& contender, const Situation& situation, int limit_s) {
    std::array<int, 2> pipe{};
    if (::pipe(pipe.data()) != 0) return {Verdict::Kind::failed, {"no pipe"}};
    const auto child = ::fork();
    if (child < 0) return {Verdict::Kind::failed, {"no process"}};
    if (child == 0) {
        ::close(pipe[0]);
        ::alarm(static_cast<unsigned>(limit_s));
        write_all(pipe[1], text_of(play(contender, situation)));
        ::close(pipe[1]);
        std::_Exit(0);
    }
    ::close(pipe[1]);
    const auto text = read_all(pipe[0]);
    ::close(pipe[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    return verdict_of(text, status);
}

std::string table_of(
    const std::vector<std::string>& contenders, const std::vector<Played>& results
) {
    std::map<std::pair<std::string_view, std::string>, const Verdict*> at;
    for (const auto& one : results) at[{one.situation, one.contender}] = &one.verdict;
    std::map<std::string, std::vector<std::string>> reasons;
    std::string out = "| situation | |";
    for (const auto& name : contenders) out += fmt::format(" {} |", name);
    out += "\n|---|---|";
    for (std::size_t i = 0; i < contenders.size(); ++i) out += "---|";
    out += '\n';
    for (const auto& situation : all_situations()) {
        out += fmt::format("| `{}` | {} |", situation.name, situation.says);
        for (const auto& name : contenders) {
            const auto found = at.find({situation.name, name});
            if (found == at.end()) {
                out += "  |";
                continue;
            }
            const auto& verdict = *found->second;
            const bool passed = verdict.kind == Verdict::Kind::passed;
            const bool failed = verdict.kind == Verdict::Kind::failed;
            out += passed ? " pass |" : failed ? " **fail** |" : " n/a |";
            if (!passed && !failed) {
                const auto reason = verdict.words.empty() ? "" : verdict.words.front();
                reasons[name].push_back(fmt::format("`{}`: {}", situation.name, reason));
            }
        }
        out += '\n';
    }
    out += "\nNot applicable, with the section of the provider's specification:\n\n";
    for (const auto& name : contenders) {
        out += fmt::format("- **{}**: {}.\n", name, fmt::join(reasons[name], "; "));
    }
    return out;
}

}  // namespace dvcpay::conformance
