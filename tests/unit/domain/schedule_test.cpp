#include "domain/schedule.hpp"

#include "given.hpp"

namespace dvcpay {
namespace {

using given::noon;

AskPlan momo_plan() {
    AskPlan plan;
    plan.after_opening_s = {15, 60, 180, 600, 1800};
    return plan;
}

Attempt pending() {
    Attempt a = given::attempt(1);
    a.state = AttemptState::pending;
    return a;
}

/// Seconds after noon; -1: never.
std::int64_t next_s(const Attempt& attempt, Wall now, const AskPlan& plan = momo_plan()) {
    const auto at = next_ask(plan, attempt, now);
    return at ? (at->ms - noon.ms) / 1000 : -1;
}

TEST(NextAsk, FollowsThePlanAndTightensAroundExpiry) {
    const std::int64_t expected[] = {15, 60, 180, 600, 905, 960, 1200, 1800, 5400, 9000};
    Wall now = noon;
    for (const auto s : expected) {
        ASSERT_EQ(next_s(pending(), now), s) << "after " << (now.ms - noon.ms) / 1000;
        now = noon.plus_s(s);
    }
}

TEST(NextAsk, IsStrictlyLaterThanNow) {
    EXPECT_EQ(next_s(pending(), noon.plus_ms(14'999)), 15);
    EXPECT_EQ(next_s(pending(), noon.plus_ms(15'000)), 60);
    EXPECT_EQ(next_s(pending(), noon.plus_s(1800)), 5400);
}

TEST(NextAsk, GoesOnHourlyUntilTheEndOfTheAskingAndNotBeyond) {
    const Wall end = asking_ends(noon);
    Attempt a = pending();
    a.state = AttemptState::unknown;
    int asked = 0;
    std::optional<Wall> last;
    for (auto at = next_ask(momo_plan(), a, noon); at; at = next_ask(momo_plan(), a, *at)) {
        ASSERT_LE(*at, end);
        last = at;
        ASSERT_LT(++asked, 200);
    }
    ASSERT_TRUE(last);
    EXPECT_GT(*last, end.plus_s(-3600));
}

TEST(NextAsk, IsNoMoreOnceTheAskingHasEnded) {
    Attempt a = pending();
    a.state = AttemptState::unknown;
    a.overdue = true;
    EXPECT_EQ(next_s(a, noon), -1);
}

TEST(NextAsk, AnAttemptThatClosedWithoutMoneyIsWatchedAWhile) {
    Attempt a = pending();
    a.state = AttemptState::cancelled;
    a.closed_at = noon.plus_s(100);
    EXPECT_EQ(next_s(a, noon.plus_s(100)), 700);
    EXPECT_EQ(next_s(a, noon.plus_s(700)), 3700);
    EXPECT_EQ(next_s(a, noon.plus_s(3700)), 21'700);
    EXPECT_EQ(next_s(a, noon.plus_s(21'700)), -1);
}

TEST(NextAsk, AnAttemptThatBroughtMoneyIsLeftAlone) {
    Attempt a = pending();
    a.state = AttemptState::succeeded;
    a.closed_at = noon;
    EXPECT_EQ(next_s(a, noon), -1);
}

TEST(NextAsk, AnEmptyPlanAsksNever) {
    AskPlan nothing;
    nothing.then_every_s = 0;
    nothing.around_expiry_s.clear();
    EXPECT_EQ(next_s(pending(), noon, nothing), -1);
}

TEST(AskingEnds, AtTheEndOfTheSecondDayAfterTheOpeningInVietnam) {
    EXPECT_EQ(to_rfc3339(asking_ends(noon)), "2026-11-25T17:00:00.000Z");
    EXPECT_EQ(asking_ends(parse_rfc3339("2026-11-22T17:00:00Z").value()), asking_ends(noon));
    EXPECT_EQ(asking_ends(parse_rfc3339("2026-11-23T16:59:59.999Z").value()), asking_ends(noon));
    EXPECT_LT(asking_ends(parse_rfc3339("2026-11-22T16:59:59.999Z").value()), asking_ends(noon));
    EXPECT_EQ(
        to_rfc3339(asking_ends(parse_rfc3339("2024-02-27T05:00:00Z").value())),
        "2024-02-29T17:00:00.000Z"
    );
}

std::int64_t due_s(const PaymentFile& file) {
    const auto at = next_due(file);
    return at ? (at->ms - noon.ms) / 1000 : -1;
}

TEST(NextDue, AnOpenPaymentWithNothingOnOfferEndsAtItsExpiry) {
    EXPECT_EQ(due_s(given::Story().file()), 900);
}

TEST(NextDue, ALiveAttemptDecidesByItsFinality) {
    EXPECT_EQ(due_s(given::Story().offered(1, Finality::provider).file()), 900);
    EXPECT_EQ(due_s(given::Story().offered(1, Finality::refusal).file()), 900);
    EXPECT_EQ(due_s(given::Story().offered(1, Finality::push_only).file()), 1200)
        << "with its grace";
}

TEST(NextDue, AnUnknownAttemptWaitsForTheEndOfTheAskingThenForPeople) {
    given::Story s;
    s.offered().then(input::ClockPassed{}, noon.plus_s(900));
    EXPECT_EQ(next_due(s.file()), asking_ends(noon));
    s.then(input::ClockPassed{}, asking_ends(noon));
    EXPECT_EQ(next_due(s.file()), std::nullopt);
}

TEST(NextDue, IsNeverForWhatIsOver) {
    EXPECT_EQ(due_s(given::Story().offered().hears(given::money(60'000)).file()), -1);
    EXPECT_EQ(due_s(given::Story().then(input::CancelAsked{"withdrawn", "p"}).file()), -1);
    EXPECT_EQ(due_s(given::Story().offered().hears(given::money(20'000)).file()), -1)
        << "part of the money is there";
}

TEST(NextDue, IsStoredWithThePaymentByEveryDecisionThatChangesIt) {
    given::Story s;
    EXPECT_EQ(s.payment_now().next_due_at, noon.plus_s(900));
    s.offered().then(input::ClockPassed{}, noon.plus_s(900));
    EXPECT_EQ(s.payment_now().next_due_at, asking_ends(noon));
}

}  // namespace
}  // namespace dvcpay
