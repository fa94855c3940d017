// Draws gateway/domain/TRANSITIONS.md from the code and fails where the committed page says
// something else.
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include "domain/step.hpp"
#include "situations.hpp"

namespace dvcpay::given {
namespace {

const char* const page = DVCPAY_SOURCE_DIR "/gateway/domain/TRANSITIONS.md";

std::string cell(AttemptState from, AttemptInput input) {
    const auto to = step(from, input);
    std::string out(to.next == from ? "·" : to_string(to.next));
    if (to.duty != Duty::none) out += " + " + std::string(to_string(to.duty));
    return out;
}

void draw_steps(std::ostream& out) {
    out << "| input |";
    for (int s = 0; s < attempt_state_count; ++s)
        out << " " << to_string(static_cast<AttemptState>(s)) << " |";
    out << "\n|---|";
    for (int s = 0; s < attempt_state_count; ++s) out << "---|";
    out << "\n";
    for (int i = 0; i < attempt_input_count; ++i) {
        const auto input = static_cast<AttemptInput>(i);
        out << "| `" << to_string(input) << "` |";
        for (int s = 0; s < attempt_state_count; ++s)
            out << " " << cell(static_cast<AttemptState>(s), input) << " |";
        out << "\n";
    }
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& w : words) out += (out.empty() ? "" : ", ") + w;
    return out;
}

std::string outcome(const Situation& s, const Decision& d) {
    std::vector<std::string> out;
    if (d.changed) {
        out.push_back(std::string(to_string(status_of(d.after))));
        const auto* attempt = find_attempt(d.after, s.attempt);
        if (attempt != nullptr && attempt->state != find_attempt(s.file, s.attempt)->state) {
            out.push_back("attempt " + std::string(to_string(attempt->state)));
        }
        if (d.after.credits.size() > s.file.credits.size()) {
            out.push_back("credit " + std::string(to_string(d.after.credits.back().state)));
        }
        const Settlement settled = d.after.payment.settlement;
        if (settled != s.file.payment.settlement && settled != Settlement::pending)
            out.push_back("settlement " + std::string(to_string(settled)));
        for (std::size_t i = s.file.incidents.size(); i < d.after.incidents.size(); ++i) {
            out.push_back("incident " + std::string(to_string(d.after.incidents[i].kind)));
        }
    }
    if (!d.ask_now.empty()) out.emplace_back("ask");
    return joined(out);
}

void draw_situation(std::ostream& out, const Situation& s) {
    std::vector<std::string> still;
    std::ostringstream rows;
    for (const auto& h : happenings(s)) {
        if (h.names_attempt && s.attempt.empty()) continue;
        const auto d = decide(s.file, h.input, h.at, fresh(500));
        if (!d) {
            rows << "| " << h.name << " | refused: `" << code_of(d.error().fault) << "` | |\n";
        } else if (!d.value().changed && d.value().ask_now.empty()) {
            still.push_back(h.name);
        } else {
            rows << "| " << h.name << " | " << outcome(s, d.value()) << " | "
                 << joined(events(d.value())) << " |\n";
        }
    }
    out << "\n### " << s.name << " — `" << to_string(status_of(s.file)) << "`\n\n";
    out << "| what happens | then | events |\n|---|---|---|\n" << rows.str();
    if (!still.empty()) out << "\nNothing changes: " << joined(still) << ".\n";
}

std::string drawn() {
    std::ostringstream out;
    out << "# Transitions\n\n"
           "Drawn from the code by `tests/unit/domain/transitions_test.cpp`; do not edit. To draw "
           "it again:\n"
           "`DVCPAY_REGENERATE=1 build/release/bin/unit_domain "
           "--gtest_filter='Transitions.*'`\n\n"
           "## One attempt: `step`\n\n"
           "The next state, and what must be done besides. `·` the state stays. `ask`: the "
           "provider is asked at once.\n"
           "`contradict`: the provider contradicts its own final word, an incident. `overdue`: an "
           "incident\n"
           "`outcome_overdue`.\n\n";
    draw_steps(out);
    out << "\n## One payment: `decide`\n\n"
           "60 000 đồng are due. Under each situation: what happens, the payment's status "
           "afterwards with what else\n"
           "changed, and the events in order. What leaves everything as it is stands below the "
           "table.\n";
    for (const auto& s : situations()) draw_situation(out, s);
    return out.str();
}

TEST(Transitions, ThePageIsWhatTheCodeDoes) {
    const std::string now = drawn();
    if (std::getenv("DVCPAY_REGENERATE") != nullptr) {
        std::ofstream(page, std::ios::binary) << now;
        GTEST_SKIP() << "wrote " << page;
    }
    std::ifstream in(page, std::ios::binary);
    const std::string committed{std::istreambuf_iterator<char>(in), {}};
    EXPECT_TRUE(
        committed == now
    ) << page
      << " differs from what the code does. If the change is meant, run this test with "
         "DVCPAY_REGENERATE=1 "
      << "and commit the page with the code.\n--- what the code does ---\n"
      << now;
}

}  // namespace
}  // namespace dvcpay::given
