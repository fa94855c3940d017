// What time alone does to a payment.
#include "domain/schedule.hpp"
#include "given.hpp"

namespace dvcpay {
namespace {

using given::events;
using given::id;
using given::incidents;
using given::money;
using given::noon;
using given::notice;
using given::Story;
using testing::ElementsAre;
using testing::IsEmpty;

const AttemptId first = id<AttemptId>(1);
const Input clock_passed = input::ClockPassed{};

TEST(Clock, AnOpenPaymentWithoutAnAttemptExpiresAtItsTimeAndNotBefore) {
    Story s;
    s.then(clock_passed, noon.plus_ms(899'999));
    EXPECT_FALSE(s.last().changed);
    s.then(clock_passed, noon.plus_s(900));
    EXPECT_THAT(events(s.last()), ElementsAre("payment.expired"));
    EXPECT_EQ(s.payment_now().closed_at, noon.plus_s(900));
    s.then(clock_passed, noon.plus_s(901));
    EXPECT_FALSE(s.last().changed);
}

TEST(Clock, PastExpiryAnUnfinishedAttemptIsUnknownAndAsked) {
    Story s;
    s.offered().then(clock_passed, noon.plus_s(900));
    EXPECT_THAT(events(s.last()), ElementsAre("attempt.unknown", "payment.outcome_unknown"));
    EXPECT_THAT(s.last().ask_now, ElementsAre(first));
    EXPECT_EQ(s.payment_now().state, PaymentState::open) << "silence expires nothing";
    s.then(clock_passed, noon.plus_s(901));
    EXPECT_FALSE(s.last().changed);
    EXPECT_THAT(s.last().ask_now, IsEmpty());
}

TEST(Clock, TheProvidersLastWordThenExpiresThePayment) {
    Story s;
    s.offered().then(clock_passed, noon.plus_s(900)).hears(notice(Said::lapsed), noon.plus_s(905));
    EXPECT_THAT(
        events(s.last()), ElementsAre("evidence.received", "attempt.failed", "payment.expired")
    );
}

TEST(Clock, WithoutAnAnswerOneIncidentIsOpenedAtTheEndOfTheAsking) {
    const Wall end = asking_ends(noon);
    Story s;
    s.offered().then(clock_passed, noon.plus_s(900)).then(clock_passed, end.plus_ms(-1));
    EXPECT_FALSE(s.last().changed);
    s.then(clock_passed, end);
    EXPECT_THAT(events(s.last()), ElementsAre("incident.opened"));
    EXPECT_THAT(incidents(s.file()), ElementsAre("outcome_overdue 60000 ask_provider"));
    EXPECT_TRUE(s.attempt_now().overdue);
    EXPECT_EQ(s.attempt_now().state, AttemptState::unknown);
    EXPECT_EQ(status_of(s.file()), Status::outcome_unknown);
    s.then(clock_passed, end.plus_s(86'400));
    EXPECT_FALSE(s.last().changed);
}

TEST(Clock, AClockThatSleptThroughEverythingDoesItAllOnce) {
    Story s;
    s.offered().then(clock_passed, asking_ends(noon).plus_s(1));
    EXPECT_THAT(
        events(s.last()),
        ElementsAre("attempt.unknown", "payment.outcome_unknown", "incident.opened")
    );
    EXPECT_EQ(s.file().incidents.size(), 1U);
}

TEST(Clock, MoneyAfterTheAskingEndedStillPays) {
    Story s;
    s.offered()
        .then(clock_passed, asking_ends(noon))
        .hears(money(60'000), asking_ends(noon).plus_s(9));
    EXPECT_EQ(s.payment_now().state, PaymentState::paid);
    EXPECT_FALSE(s.payment_now().late);
}

TEST(Clock, APushOnlyQrClosesByOurClockAfterItsGrace) {
    Story s;
    s.offered(1, Finality::push_only).then(clock_passed, noon.plus_s(1199));
    EXPECT_FALSE(s.last().changed);
    s.then(clock_passed, noon.plus_s(1200));
    EXPECT_THAT(events(s.last()), ElementsAre("attempt.failed", "payment.expired"));
    EXPECT_EQ(s.attempt_now().state, AttemptState::expired);
    EXPECT_THAT(s.last().ask_now, IsEmpty()) << "there is nobody to ask";
}

TEST(Clock, ARefusableAttemptClosesAtItsTime) {
    Story s;
    s.offered(1, Finality::refusal).then(clock_passed, noon.plus_s(899));
    EXPECT_FALSE(s.last().changed);
    s.then(clock_passed, noon.plus_s(900));
    EXPECT_THAT(events(s.last()), ElementsAre("attempt.failed", "payment.expired"));
}

TEST(Clock, ACreditOnAClosedQrIsLateMoney) {
    Story s;
    s.offered(1, Finality::push_only)
        .then(clock_passed, noon.plus_s(1200))
        .hears(money(60'000), noon.plus_s(2000));
    EXPECT_EQ(s.payment_now().state, PaymentState::paid);
    EXPECT_TRUE(s.payment_now().late);
    EXPECT_THAT(incidents(s.file()), ElementsAre("late_payment 60000 none"));
}

TEST(Clock, AnotherAttemptsDoubtOnAPaidPaymentIsStillAsked) {
    Story s;
    s.offered().hears(notice(Said::declined)).offered(2).hears(money(60'000), noon.plus_s(70), 1);
    ASSERT_EQ(s.payment_now().state, PaymentState::paid);
    s.then(clock_passed, noon.plus_s(900));
    EXPECT_THAT(s.last().ask_now, ElementsAre(id<AttemptId>(2)));
    EXPECT_EQ(status_of(s.file()), Status::paid);
}

}  // namespace
}  // namespace dvcpay
