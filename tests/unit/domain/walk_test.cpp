// Every situation × everything that can happen: `decide` is total, and what was promised holds
// after each.
#include <algorithm>
#include <variant>

#include "situations.hpp"

namespace dvcpay::given {
namespace {

constexpr auto input_kinds = std::variant_size_v<Input>;

template <class Check>
void walk(Check check) {
    for (const auto& situation : situations()) {
        for (const auto& happening : happenings(situation)) {
            if (happening.names_attempt && situation.attempt.empty()) continue;
            SCOPED_TRACE(situation.name + " × " + happening.name);
            check(
                situation,
                happening,
                decide(situation.file, happening.input, happening.at, fresh(500))
            );
        }
    }
}

bool is_evidence(const Happening& h) {
    return std::holds_alternative<input::Told>(h.input);
}
bool is_command(const Happening& h) {
    return std::holds_alternative<input::OpenAttempt>(h.input) ||
           std::holds_alternative<input::CancelAsked>(h.input) ||
           std::holds_alternative<input::Superseded>(h.input);
}

TEST(Walk, EveryKindOfInputAndEveryStateIsOnIt) {
    std::vector<bool> inputs(input_kinds), attempts(attempt_state_count), payments(4), statuses(6),
        said(8);
    for (const auto& s : situations()) {
        payments[static_cast<std::size_t>(s.file.payment.state)] = true;
        statuses[static_cast<std::size_t>(status_of(s.file))] = true;
        for (const auto& a : s.file.attempts) attempts[static_cast<std::size_t>(a.state)] = true;
        for (const auto& h : happenings(s)) {
            inputs[h.input.index()] = true;
            if (const auto* told = std::get_if<input::Told>(&h.input)) {
                said[static_cast<std::size_t>(told->notice.value().said)] = true;
            }
        }
    }
    for (const auto* all : {&inputs, &attempts, &payments, &statuses, &said}) {
        EXPECT_THAT(*all, testing::Each(true));
    }
}

TEST(Walk, OnlyCommandsAreEverRefused) {
    walk([](const Situation&, const Happening& h, const Result<Decision>& d) {
        if (!is_command(h)) {
            EXPECT_TRUE(d.has_value()) << "evidence and time are never refused";
        }
    });
}

TEST(Walk, PaidIsNeverLeft) {
    walk([](const Situation& s, const Happening&, const Result<Decision>& d) {
        if (d && s.file.payment.state == PaymentState::paid) {
            EXPECT_EQ(d.value().after.payment.state, PaymentState::paid);
            EXPECT_EQ(d.value().after.payment.paid_at, s.file.payment.paid_at);
            EXPECT_EQ(d.value().after.payment.late, s.file.payment.late);
        }
    });
}

TEST(Walk, CreditsNeverVanishAndNeverChangeButByBeingTakenBack) {
    walk([](const Situation& s, const Happening&, const Result<Decision>& d) {
        if (!d) return;
        const auto& after = d.value().after.credits;
        ASSERT_GE(after.size(), s.file.credits.size());
        for (std::size_t i = 0; i < s.file.credits.size(); ++i) {
            EXPECT_EQ(after[i].id, s.file.credits[i].id);
            EXPECT_EQ(after[i].amount, s.file.credits[i].amount);
            if (after[i].state != CreditState::reversed) {
                EXPECT_EQ(after[i].state, s.file.credits[i].state);
            }
        }
        EXPECT_EQ(d.value().credit.has_value(), after.size() == s.file.credits.size() + 1);
    });
}

TEST(Walk, NoTransactionIsBookedTwice) {
    walk([](const Situation&, const Happening&, const Result<Decision>& d) {
        if (!d) return;
        std::vector<std::string> seen;
        for (const auto& c : d.value().after.credits)
            seen.push_back(c.account.provider + c.account.account + c.provider_txn);
        std::ranges::sort(seen);
        EXPECT_EQ(std::ranges::adjacent_find(seen), seen.end());
    });
}

TEST(Walk, TheVersionGrowsByOneExactlyWhereSomethingChanged) {
    walk([](const Situation& s, const Happening&, const Result<Decision>& d) {
        if (!d) return;
        EXPECT_EQ(
            d.value().after.payment.version, s.file.payment.version + (d.value().changed ? 1 : 0)
        );
        if (!d.value().changed) {
            EXPECT_TRUE(d.value().events.empty());
            EXPECT_EQ(status_of(d.value().after), status_of(s.file));
        }
    });
}

TEST(Walk, AChangeOfStatusIsAlwaysTold) {
    walk([](const Situation& s, const Happening&, const Result<Decision>& d) {
        if (!d || status_of(d.value().after) == status_of(s.file)) return;
        EXPECT_TRUE(std::ranges::any_of(d.value().events, [](const EventDraft& e) {
            return is_public(e.type);
        }));
    });
}

TEST(Walk, EveryNewIncidentIsTold) {
    walk([](const Situation& s, const Happening&, const Result<Decision>& d) {
        if (!d) return;
        const auto opened =
            std::ranges::count(d.value().events, EventType::incident_opened, &EventDraft::type);
        EXPECT_EQ(
            static_cast<std::size_t>(opened),
            d.value().after.incidents.size() - s.file.incidents.size()
        );
    });
}

TEST(Walk, VerifiedMoneyIsACreditOrAQuestionNeverNothing) {
    walk([](const Situation& s, const Happening& h, const Result<Decision>& d) {
        const auto* told = std::get_if<input::Told>(&h.input);
        if (told == nullptr || told->notice.value().said != Said::paid) return;
        const auto& n = told->notice.value();
        const bool known = std::ranges::any_of(s.file.credits, [&](const Credit& c) {
            return c.account == n.account && c.provider_txn == n.provider_txn;
        });
        EXPECT_TRUE(known || d.value().credit || !d.value().ask_now.empty());
    });
}

TEST(Walk, TheSameEvidenceAgainChangesNothing) {
    walk([](const Situation&, const Happening& h, const Result<Decision>& d) {
        if (!is_evidence(h)) return;
        const auto again = decide(d.value().after, h.input, h.at.plus_s(1), fresh(600));
        ASSERT_TRUE(again.has_value());
        const PaymentFile& one = d.value().after;
        const PaymentFile& two = again.value().after;
        EXPECT_EQ(two.credits.size(), one.credits.size());
        EXPECT_EQ(two.incidents.size(), one.incidents.size());
        EXPECT_EQ(two.payment.state, one.payment.state);
        EXPECT_EQ(status_of(two), status_of(one));
        EXPECT_EQ(
            find_attempt(two, std::get<input::Told>(h.input).attempt)->state,
            find_attempt(one, std::get<input::Told>(h.input).attempt)->state
        );
        // Money that may only start a question starts it again, and the history keeps that it was
        // said again.
        if (again.value().ask_now.empty()) {
            EXPECT_FALSE(again.value().changed);
        }
        for (const auto& e : again.value().events) EXPECT_EQ(e.type, EventType::evidence_received);
    });
}

TEST(Walk, TheSameOfAnythingButACommandAgainChangesNothingThatIsTold) {
    walk([](const Situation&, const Happening& h, const Result<Decision>& d) {
        if (is_command(h) || is_evidence(h)) return;
        const auto again = decide(d.value().after, h.input, h.at, fresh(600));
        ASSERT_TRUE(again.has_value());
        EXPECT_FALSE(again.value().changed);
    });
}

TEST(Walk, WhatIsToldNamesOnlyWhatIsInTheFile) {
    walk([](const Situation&, const Happening&, const Result<Decision>& d) {
        if (!d) return;
        const PaymentFile& file = d.value().after;
        for (const auto& e : d.value().events) {
            if (e.attempt) {
                EXPECT_NE(find_attempt(file, *e.attempt), nullptr);
            }
            if (e.credit) {
                EXPECT_TRUE(std::ranges::any_of(file.credits, [&](const Credit& c) {
                    return c.id == *e.credit;
                }));
            }
            if (e.incident) {
                EXPECT_TRUE(std::ranges::any_of(file.incidents, [&](const Incident& i) {
                    return i.id == *e.incident;
                }));
            }
            EXPECT_FALSE(e.actor.empty()) << to_string(e.type);
        }
        for (const auto& asked : d.value().ask_now) EXPECT_NE(find_attempt(file, asked), nullptr);
    });
}

}  // namespace
}  // namespace dvcpay::given
