#include "domain/step.hpp"

#include <gtest/gtest.h>

namespace dvcpay {
namespace {

// One row per input, one column per state; read it like the specification.
//   name        the next state, nothing else to do
//   name ?      … and the provider is asked at once
//   name !      … and the provider contradicted itself: an incident
//   name #      … and an incident outcome_overdue
//   .           nothing changes, nothing to do            . ? and so on: nothing changes, but …
struct Row {
    AttemptInput input;
    const char* from[attempt_state_count];
};

using enum AttemptInput;

// clang-format off
constexpr Row table[] = {
//                  initiating     pending        unknown        succeeded  failed         cancelled      expired
    {opened,      {"pending",     ".",           "pending",     ".",       ".",           ".",           "."}},
    {refused,     {"failed",      ". ?",         "failed",      ".",       ".",           ".",           "."}},
    {not_sent,    {"failed",      ".",           ".",           ".",       ".",           ".",           "."}},
    {no_answer,   {"unknown ?",   ".",           ".",           ".",       ".",           ".",           "."}},
    {paid,        {"succeeded",   "succeeded",   "succeeded",   ".",       "succeeded !", "succeeded !", "succeeded !"}},
    {waiting,     {".",           ".",           ".",           ".",       ".",           ".",           "."}},
    {declined,    {"failed",      "failed",      "failed",      ". !",     ".",           ".",           "."}},
    {cancelled,   {"cancelled",   "cancelled",   "cancelled",   ". !",     ".",           ".",           "."}},
    {lapsed,      {"expired",     "expired",     "expired",     ". !",     ".",           ".",           "."}},
    {not_found,   {".",           ".",           ".",           ".",       ".",           ".",           "."}},
    {unclear,     {".",           ".",           ".",           ".",       ".",           ".",           "."}},
    {time_up,     {"unknown ?",   "unknown ?",   ".",           ".",       ".",           ".",           "."}},
    {closed_here, {"expired",     "expired",     "expired",     ".",       ".",           ".",           "."}},
    {superseded,  {"cancelled",   "cancelled",   "cancelled",   ".",       ".",           ".",           "."}},
    {asking_over, {"unknown #",   "unknown #",   ". #",         ".",       ".",           ".",           "."}},
};
// clang-format on

std::string spelt(AttemptState from, const AttemptStep& to) {
    std::string out(to.next == from ? "." : to_string(to.next));
    switch (to.duty) {
        case Duty::none:
            break;
        case Duty::ask:
            out += " ?";
            break;
        case Duty::contradict:
            out += " !";
            break;
        case Duty::overdue:
            out += " #";
            break;
    }
    return out;
}

TEST(AttemptStep, EveryStateWithEveryInputIsAsTheTableSays) {
    ASSERT_EQ(std::size(table), static_cast<std::size_t>(attempt_input_count));
    for (int i = 0; i < attempt_input_count; ++i) {
        const Row& row = table[i];
        ASSERT_EQ(static_cast<int>(row.input), i) << "the table lists the inputs in their order";
        for (int s = 0; s < attempt_state_count; ++s) {
            const auto from = static_cast<AttemptState>(s);
            EXPECT_EQ(spelt(from, step(from, row.input)), row.from[s])
                << to_string(from) << " × " << to_string(row.input);
        }
    }
}

TEST(AttemptStep, VerifiedMoneyWinsFromEveryState) {
    for (int s = 0; s < attempt_state_count; ++s) {
        EXPECT_EQ(step(static_cast<AttemptState>(s), paid).next, AttemptState::succeeded);
    }
}

TEST(AttemptStep, NothingTakesMoneyBack) {
    for (int i = 0; i < attempt_input_count; ++i) {
        EXPECT_EQ(
            step(AttemptState::succeeded, static_cast<AttemptInput>(i)).next,
            AttemptState::succeeded
        );
    }
}

TEST(AttemptStep, OnlyMoneyLeavesAFinalState) {
    for (int s = 0; s < attempt_state_count; ++s) {
        const auto from = static_cast<AttemptState>(s);
        if (!is_final(from)) continue;
        for (int i = 0; i < attempt_input_count; ++i) {
            const auto input = static_cast<AttemptInput>(i);
            if (input != paid) {
                EXPECT_EQ(step(from, input).next, from)
                    << to_string(from) << " × " << to_string(input);
            }
        }
    }
}

TEST(AttemptStep, SilenceIsNeverARefusal) {
    for (const auto silent : {no_answer, waiting, not_found, unclear, time_up, asking_over}) {
        for (int s = 0; s < attempt_state_count; ++s) {
            const auto from = static_cast<AttemptState>(s);
            const auto next = step(from, silent).next;
            EXPECT_TRUE(next == from || next == AttemptState::unknown) << to_string(silent);
        }
    }
}

TEST(AttemptStep, TheSameInputAgainMovesNothing) {
    for (int s = 0; s < attempt_state_count; ++s) {
        for (int i = 0; i < attempt_input_count; ++i) {
            const auto input = static_cast<AttemptInput>(i);
            const auto once = step(static_cast<AttemptState>(s), input).next;
            EXPECT_EQ(step(once, input).next, once) << to_string(input);
        }
    }
}

TEST(AttemptStep, AValueOutsideItsEnumStopsTheProcess) {
    EXPECT_DEATH(step(AttemptState::pending, static_cast<AttemptInput>(99)), "invariant_broken");
    EXPECT_DEATH(step(static_cast<AttemptState>(99), paid), "invariant_broken");
}

}  // namespace
}  // namespace dvcpay
