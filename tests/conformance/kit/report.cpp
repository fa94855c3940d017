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

using Cells = std::map<std::pair<std::string_view, std::string>, const Verdict*>;

std::string provider_of(const std::string& contender) {
    return contender.substr(0, contender.find('/'));
}

void add_new(std::vector<std::string>& list, std::string name) {
    if (std::ranges::find(list, name) == list.end()) list.push_back(std::move(name));
}

std::string_view cell_of(
    const Cells& cells,
    const std::vector<std::string>& contenders,
    std::string_view situation,
    const std::string& provider
) {
    std::string_view said;
    for (const auto& name : contenders) {
        const auto at = cells.find({situation, name});
        if (provider_of(name) != provider || at == cells.end()) continue;
        switch (at->second->kind) {
            case Verdict::Kind::failed:
                return "**fail**";
            case Verdict::Kind::passed:
                said = "pass";
                break;
            case Verdict::Kind::not_applicable:
                if (said.empty()) said = "n/a";
                break;
        }
    }
    return said;
}

/// One line per contender: each reason with the situations it is the reason of.
std::string reasons_of(const Cells& cells, const std::string& contender) {
    std::vector<std::pair<std::string, std::vector<std::string>>> reasons;
    for (const auto& situation : all_situations()) {
        const auto at = cells.find({situation.name, contender});
        if (at == cells.end() || at->second->kind != Verdict::Kind::not_applicable) continue;
        const auto& why = at->second->words.front();
        auto known = std::ranges::find(reasons, why, [](const auto& one) { return one.first; });
        if (known == reasons.end()) known = reasons.insert(reasons.end(), {why, {}});
        known->second.push_back(fmt::format("`{}`", situation.name));
    }
    std::string out = fmt::format("- **{}**", contender);
    for (const auto& [why, names] : reasons) {
        out += fmt::format("\n  - {}: {}", why, fmt::join(names, ", "));
    }
    return out + '\n';
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

std::string table_of(const std::vector<Played>& results) {
    std::vector<std::string> contenders;
    std::vector<std::string> providers;
    Cells cells;
    for (const auto& one : results) {
        add_new(contenders, one.contender);
        add_new(providers, provider_of(one.contender));
        cells[{one.situation, one.contender}] = &one.verdict;
    }
    std::string out = "| situation | |";
    for (const auto& name : providers) out += fmt::format(" {} |", name);
    out += "\n|---|---|";
    for (std::size_t i = 0; i < providers.size(); ++i) out += "---|";
    out += '\n';
    for (const auto& situation : all_situations()) {
        out += fmt::format("| `{}` | {} |", situation.name, situation.says);
        for (const auto& name : providers) {
            out += fmt::format(" {} |", cell_of(cells, contenders, situation.name, name));
        }
        out += '\n';
    }
    out += "\nNot applicable, and where the specification says so:\n\n";
    for (const auto& name : contenders) out += reasons_of(cells, name);
    return out;
}

}  // namespace dvcpay::conformance
