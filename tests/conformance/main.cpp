// dvcpay-conformance: every adapter against its provider's sandbox side.
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/known_providers.hpp"
#include "conformance/report.hpp"

namespace dvcpay::conformance {
namespace {

constexpr int must_apply = 30;
constexpr std::string_view begin_mark = "<!-- table: begin, made by tests/conformance/run -->\n";
constexpr std::string_view end_mark = "<!-- table: end -->\n";

struct Options {
    std::vector<std::string> providers;
    std::vector<std::string> situations;
    std::string readme;
    bool check = false;
    bool list = false;
    bool here = false;
};

/// Of a further profile.
std::string word_of(const sandbox::TestContract& contract, int nth) {
    if (!contract.profile.empty()) return contract.profile;
    const auto& account = contract.account.key.account;
    return account == "default" ? std::to_string(nth) : account;
}

std::vector<Contender> contenders(const Options& o) {
    const std::set<std::string> wanted(o.providers.begin(), o.providers.end());
    std::vector<Contender> out;
    for (const auto* module : app::known_providers()) {
        const std::string name(module->name);
        if (!wanted.empty() && !wanted.contains(name)) continue;
        const auto* side = sandbox::side_named(name);
        if (side == nullptr) {
            std::cerr << name << ": no sandbox side (tests/sandbox/core/" << name << "/side.hpp)\n";
            continue;
        }
        int nth = 0;
        for (auto& contract : side->contracts({"https://sandbox.test", "https://gateway.test"})) {
            Contender one;
            one.name = name + (nth++ == 0 ? "" : '/' + word_of(contract, nth));
            one.module = module;
            one.side = side;
            one.contract = std::move(contract);
            out.push_back(std::move(one));
        }
    }
    return out;
}

std::string slurp(const std::string& path) {
    std::ifstream in(path);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

/// 0: the README shows this table (now).
int put_table(const Options& o, const std::string& table) {
    const auto text = slurp(o.readme);
    const auto begin = text.find(begin_mark);
    const auto end = text.find(end_mark);
    if (begin == std::string::npos || end == std::string::npos) {
        std::cerr << o.readme << ": the markers of the table are missing\n";
        return 1;
    }
    const auto fresh =
        text.substr(0, begin + begin_mark.size()) + '\n' + table + '\n' + text.substr(end);
    if (fresh == text) return 0;
    if (o.check) {
        std::cerr << o.readme
                  << ": the table is not what this run found; run tests/conformance/run\n";
        return 1;
    }
    std::ofstream(o.readme) << fresh;
    return 0;
}

int run(const Options& o) {
    const std::set<std::string> wanted(o.situations.begin(), o.situations.end());
    std::vector<Situation> situations;
    for (const auto& one : all_situations()) {
        if (wanted.empty() || wanted.contains(std::string(one.name))) situations.push_back(one);
    }
    if (o.list) {
        for (const auto& one : situations) std::cout << one.name << ": " << one.says << '\n';
        return 0;
    }
    std::vector<Played> results;
    std::map<std::string, int> applied;
    int passed = 0;
    int failed = 0;
    for (const auto& contender : contenders(o)) {
        for (const auto& situation : situations) {
            Played played{
                contender.name,
                situation.name,
                o.here ? play(contender, situation) : play_apart(contender, situation)
            };
            const auto& verdict = played.verdict;
            const bool bad = verdict.kind == Verdict::Kind::failed;
            const bool good = verdict.kind == Verdict::Kind::passed;
            if (good) ++passed;
            if (bad) ++failed;
            if (verdict.kind != Verdict::Kind::not_applicable) ++applied[contender.name];
            std::cout << fmt::format(
                "{:<20} {:<24} {}\n",
                contender.name,
                situation.name,
                good  ? "pass"
                : bad ? "FAIL"
                      : "n/a   " + verdict.words.front()
            );
            if (bad) {
                for (const auto& word : verdict.words) std::cout << "    " << word << '\n';
            }
            std::cout << std::flush;
            results.push_back(std::move(played));
        }
        if (wanted.empty() && applied[contender.name] < must_apply) {
            ++failed;
            std::cout << fmt::format(
                "{}: only {} situations apply, {} must\n",
                contender.name,
                applied[contender.name],
                must_apply
            );
        }
    }
    if (!o.readme.empty() && put_table(o, table_of(results)) != 0) ++failed;
    std::cout << fmt::format("{} passed, {} failed\n", passed, failed);
    return failed == 0 && passed > 0 ? 0 : 1;
}

}  // namespace
}  // namespace dvcpay::conformance

int main(int argc, char** argv) {
    CLI::App app{"dvcpay-conformance: every adapter, every situation"};
    dvcpay::conformance::Options options;
    app.add_option("--provider", options.providers, "only these");
    app.add_option("--situation", options.situations, "only these");
    app.add_option("--readme", options.readme, "put the table between the markers of this file");
    app.add_flag("--check", options.check, "the table of --readme must be what the run finds");
    app.add_flag("--list", options.list, "the situations");
    app.add_flag("--here", options.here, "in this process: for a debugger");
    CLI11_PARSE(app, argc, argv);
    return dvcpay::conformance::run(options);
}
