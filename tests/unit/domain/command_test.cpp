// What the portal may ask for, and what our own create call may bring back.
#include "given.hpp"

namespace dvcpay {
namespace {

using given::attempt;
using given::events;
using given::failure;
using given::id;
using given::money;
using given::noon;
using given::notice;
using given::Story;
using testing::ElementsAre;
using testing::IsEmpty;

const AttemptId first = id<AttemptId>(1);
const Input cancel = input::CancelAsked{"withdrawn", "prn_portal"};
const Input supersede = input::Superseded{id<PaymentId>(2), "prn_portal"};

Input open(int n, Finality finality = Finality::provider) {
    return input::OpenAttempt{attempt(n, finality), "prn_portal"};
}

TEST(OpenPayment, BeginsOpenWithOneEventAndVersionOne) {
    Story s;
    EXPECT_THAT(events(s.last()), ElementsAre("payment.created"));
    EXPECT_EQ(s.payment_now().version, 1);
    EXPECT_EQ(s.payment_now().created_at, noon);
    EXPECT_EQ(status_of(s.file()), Status::created);
}

TEST(OpenPayment, NothingDueIsPaidAtOnceWithoutAProvider) {
    Payment draft = given::payment();
    draft.amount = Money();
    draft.zero_reason = "exempt";
    Story s(draft);
    EXPECT_THAT(events(s.last()), ElementsAre("payment.created", "payment.paid"));
    EXPECT_TRUE(s.payment_now().zero_amount);
    EXPECT_EQ(s.payment_now().paid_at, noon);
    EXPECT_EQ(s.payment_now().settlement, Settlement::none);
    EXPECT_EQ(s.payment_now().version, 1);
}

TEST(OpenAttempt, IsDurableAsInitiatingBeforeAnythingIsSent) {
    Story s;
    s.then(open(1));
    EXPECT_THAT(events(s.last()), ElementsAre("attempt.initiating"));
    EXPECT_EQ(s.attempt_now().state, AttemptState::initiating);
    EXPECT_EQ(status_of(s.file()), Status::created);
}

TEST(OpenAttempt, NotBesideALiveOneAtTheProvider) {
    EXPECT_EQ(Story().offered().refused(open(2)), Fault::attempt_open);
    EXPECT_EQ(Story().then(open(1)).refused(open(2)), Fault::attempt_open);
    EXPECT_EQ(Story().offered(1, Finality::refusal).refused(open(2)), Fault::attempt_open);
}

TEST(OpenAttempt, AgainAfterTheFirstFailed) {
    Story s;
    s.offered().hears(notice(Said::declined)).then(open(2));
    EXPECT_EQ(s.file().attempts.size(), 2U);
}

TEST(OpenAttempt, ReplacesAnOldQrWatchesItAndWarns) {
    Story s;
    s.offered(1, Finality::push_only).then(open(2, Finality::push_only));
    EXPECT_EQ(s.attempt_now(1).state, AttemptState::cancelled);
    EXPECT_THAT(s.payment_now().warnings, ElementsAre("old_qr_may_still_be_paid"));
    EXPECT_TRUE(s.attempt_now(1).watched_until);
    s.then(open(3, Finality::push_only));
    EXPECT_THAT(s.payment_now().warnings, ElementsAre("old_qr_may_still_be_paid")) << "said once";
}

TEST(OpenAttempt, AnOldQrIsWatchedAtLeastUntilItWouldHaveEnded) {
    Attempt qr = attempt(1, Finality::push_only);
    qr.watched_until.reset();
    Story s;
    s.then(input::OpenAttempt{qr, "p"}).then(open(2, Finality::push_only));
    EXPECT_EQ(s.attempt_now(1).watched_until, qr.expires_at);
}

TEST(OpenAttempt, NotOnAPaymentThatIsOverOrAboutToBe) {
    EXPECT_EQ(Story().refused(open(1), noon.plus_s(900)), Fault::payment_closed)
        << "its time has passed";
    EXPECT_EQ(Story().then(cancel).refused(open(1)), Fault::payment_closed);
    EXPECT_EQ(Story().then(supersede).refused(open(1)), Fault::payment_closed);
    EXPECT_EQ(Story().offered().then(cancel).refused(open(2)), Fault::payment_closed);
    EXPECT_EQ(Story().offered().hears(money(60'000)).refused(open(2)), Fault::payment_closed);
}

TEST(OpenAttempt, NotWhereMoneyHasBegunToArrive) {
    EXPECT_EQ(Story().offered().hears(money(20'000)).refused(open(2)), Fault::state_conflict);
}

TEST(Opened, PutsTheAttemptOnOffer) {
    Story s;
    s.offered();
    EXPECT_THAT(events(s.last()), ElementsAre("attempt.opened", "payment.awaiting_payer"));
    EXPECT_EQ(s.attempt_now().next_action, given::pay_page());
    s.then(input::Opened{first, {}});
    EXPECT_FALSE(s.last().changed) << "an answer heard twice";
    EXPECT_EQ(s.attempt_now().next_action, given::pay_page());
}

TEST(Opened, AfterItsTimeItIsNotShownButAsked) {
    Story s;
    s.then(open(1)).then(input::Opened{first, given::pay_page()}, noon.plus_s(900));
    EXPECT_EQ(s.attempt_now().state, AttemptState::unknown);
    EXPECT_EQ(s.attempt_now().next_action, NextAction{});
    EXPECT_THAT(s.last().ask_now, ElementsAre(first));
}

TEST(Opened, ByARepeatedCreateEndsTheDoubtAboutTheFirst) {
    Story s;
    s.then(open(1)).then(input::NoAnswer{first}).then(input::Opened{first, given::pay_page()});
    EXPECT_EQ(s.attempt_now().state, AttemptState::pending);
    EXPECT_EQ(status_of(s.file()), Status::awaiting_payer);
}

TEST(Opened, AfterTheCallbackChangesNothing) {
    Story s;
    s.then(open(1)).hears(money(60'000)).then(input::Opened{first, given::pay_page()});
    EXPECT_FALSE(s.last().changed);
    EXPECT_EQ(s.payment_now().state, PaymentState::paid);
}

TEST(Refused, EndsTheAttemptAndThePortalMayRetry) {
    Story s;
    s.then(open(1)).then(input::Refused{first, failure("refused_by_provider")});
    EXPECT_THAT(events(s.last()), ElementsAre("attempt.failed"));
    EXPECT_EQ(s.attempt_now().failure->code, "refused_by_provider");
    EXPECT_EQ(s.attempt_now().closed_at, noon.plus_s(60));
    EXPECT_TRUE(can_retry(s.file()));
}

TEST(Refused, AfterAnOfferIsDoubtedAndAsked) {
    Story s;
    s.offered().then(input::Refused{first, failure()});
    EXPECT_EQ(s.attempt_now().state, AttemptState::pending);
    EXPECT_EQ(s.attempt_now().failure, std::nullopt);
    EXPECT_THAT(s.last().ask_now, ElementsAre(first));
}

TEST(NotSent, SaysNothingAboutAnEarlierSending) {
    Story s;
    s.then(open(1))
        .then(input::NoAnswer{first})
        .then(input::NotSent{first, failure("provider_unavailable")});
    EXPECT_EQ(s.attempt_now().state, AttemptState::unknown);
    EXPECT_EQ(s.attempt_now().failure, std::nullopt);
}

TEST(NotSent, OfTheFirstTryEndsTheAttempt) {
    Story s;
    s.then(open(1)).then(input::NotSent{first, failure("provider_unavailable")});
    EXPECT_EQ(s.attempt_now().state, AttemptState::failed);
    EXPECT_TRUE(s.attempt_now().failure->can_retry);
}

TEST(NoAnswer, IsUnknownAndAsked) {
    Story s;
    s.then(open(1)).then(input::NoAnswer{first});
    EXPECT_THAT(events(s.last()), ElementsAre("attempt.unknown", "payment.outcome_unknown"));
    EXPECT_THAT(s.last().ask_now, ElementsAre(first));
}

TEST(Cancel, WithoutAnAttemptClosesAtOnce) {
    Story s;
    s.then(cancel);
    EXPECT_THAT(events(s.last()), ElementsAre("payment.cancel_requested", "payment.cancelled"));
    EXPECT_EQ(s.payment_now().cancel_reason, "withdrawn");
    EXPECT_EQ(s.payment_now().closed_at, noon.plus_s(60));
}

TEST(Cancel, WaitsForTheProvidersWord) {
    Story s;
    s.offered().then(cancel);
    EXPECT_THAT(events(s.last()), ElementsAre("payment.cancel_requested"));
    EXPECT_THAT(s.last().ask_now, ElementsAre(first));
    EXPECT_EQ(status_of(s.file()), Status::awaiting_payer);
    s.then(cancel);
    EXPECT_FALSE(s.last().changed) << "asked twice";
    s.hears(notice(Said::waiting));
    EXPECT_FALSE(s.last().changed);
    s.hears(notice(Said::cancelled));
    EXPECT_THAT(
        events(s.last()), ElementsAre("evidence.received", "attempt.failed", "payment.cancelled")
    );
}

TEST(Cancel, MoneyThatComesMeanwhileWinsAndIsNotLate) {
    Story s;
    s.offered().then(cancel).hears(money(60'000));
    EXPECT_EQ(s.payment_now().state, PaymentState::paid);
    EXPECT_FALSE(s.payment_now().late);
}

TEST(Cancel, ClosesAtOnceWhatOurOwnWordEnds) {
    Story qr;
    qr.offered(1, Finality::push_only).then(cancel);
    EXPECT_EQ(qr.attempt_now().state, AttemptState::cancelled);
    EXPECT_EQ(qr.payment_now().state, PaymentState::cancelled);
    EXPECT_TRUE(is_watched(qr.file(), noon.plus_s(3600)));
    Story checked;
    checked.offered(1, Finality::refusal).then(cancel);
    EXPECT_EQ(checked.attempt_now().state, AttemptState::expired);
    EXPECT_EQ(checked.payment_now().state, PaymentState::cancelled);
}

TEST(Cancel, NotOnceMoneyBeganToArriveOrThePaymentIsOver) {
    EXPECT_EQ(Story().offered().hears(money(20'000)).refused(cancel), Fault::state_conflict);
    EXPECT_EQ(Story().offered().hears(money(60'000)).refused(cancel), Fault::payment_closed);
    EXPECT_EQ(Story().then(cancel).refused(cancel), Fault::payment_closed);
}

TEST(Supersede, ClosesTheOldPaymentByTheRuleOfFinality) {
    Story idle;
    idle.then(supersede);
    EXPECT_THAT(
        events(idle.last()),
        ElementsAre("payment.superseded", "payment.cancel_requested", "payment.cancelled")
    );
    EXPECT_EQ(idle.payment_now().superseded_by, id<PaymentId>(2));
    Story alive;
    alive.offered().then(supersede);
    EXPECT_EQ(alive.payment_now().state, PaymentState::open);
    EXPECT_TRUE(alive.payment_now().cancel_requested);
    EXPECT_THAT(alive.last().ask_now, ElementsAre(first));
}

TEST(Supersede, OfAPaidPaymentKeepsItPaid) {
    Story s;
    s.offered().hears(money(60'000)).then(supersede);
    EXPECT_THAT(events(s.last()), ElementsAre("payment.superseded"));
    EXPECT_EQ(s.payment_now().state, PaymentState::paid);
}

TEST(Supersede, HappensOnce) {
    EXPECT_EQ(Story().then(supersede).refused(supersede), Fault::state_conflict);
}

TEST(Supersede, MoneyOnTheOldPaymentStillPaysTheDebt) {
    Story s;
    s.offered().then(supersede).hears(money(60'000));
    EXPECT_EQ(s.payment_now().state, PaymentState::paid);
    EXPECT_TRUE(s.last().obligation_paid) << "the new payment must hear of it";
}

TEST(ObligationPaid, ClosesWhatIsStillOpenAndNothingElse) {
    Story idle;
    idle.then(input::ObligationPaid{id<PaymentId>(2)});
    EXPECT_EQ(idle.payment_now().state, PaymentState::cancelled);
    EXPECT_EQ(idle.payment_now().cancel_reason, "obligation_paid");
    Story paid;
    paid.offered().hears(money(60'000)).then(input::ObligationPaid{id<PaymentId>(2)});
    EXPECT_FALSE(paid.last().changed);
    Story part;
    part.offered().hears(money(20'000)).then(input::ObligationPaid{id<PaymentId>(2)});
    EXPECT_FALSE(part.last().changed) << "money is here: people decide";
    EXPECT_THAT(part.last().events, IsEmpty());
}

TEST(Decide, AnAttemptThatIsNotInTheFileIsABugAndStops) {
    EXPECT_DEATH(
        static_cast<void>(decide(Story().file(), input::NoAnswer{first}, noon, given::fresh(1))),
        "invariant_broken"
    );
}

}  // namespace
}  // namespace dvcpay
