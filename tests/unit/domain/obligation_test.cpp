#include "domain/obligation.hpp"

#include "given.hpp"

namespace dvcpay {
namespace {

using given::id;
using given::money;
using given::noon;
using given::notice;
using given::payment;
using given::Story;

const std::optional<PaymentId> none;

std::optional<Fault> create(
    const std::vector<PaymentFile>& existing, const std::optional<PaymentId>& supersedes
) {
    const auto may = may_create(existing, supersedes, noon.plus_s(120));
    return may ? std::nullopt : std::optional<Fault>(may.error().fault);
}

std::optional<Fault> offer(const PaymentFile& file, const std::vector<PaymentFile>& siblings) {
    const auto may = may_offer(file, siblings);
    return may ? std::nullopt : std::optional<Fault>(may.error().fault);
}

TEST(MayCreate, TheFirstPaymentOfAReference) {
    EXPECT_EQ(create({}, none), std::nullopt);
}

TEST(MayCreate, NotBesideAnOpenOneUnlessItIsSuperseded) {
    const auto open = Story().file();
    EXPECT_EQ(create({open}, none), Fault::reference_in_use);
    EXPECT_EQ(create({open}, open.payment.id), std::nullopt);
}

TEST(MayCreate, NotBesideAPaidOneUnlessItIsSuperseded) {
    const auto paid = Story().offered().hears(money(60'000)).file();
    EXPECT_EQ(create({paid}, none), Fault::reference_paid);
    EXPECT_EQ(create({paid}, paid.payment.id), std::nullopt);
}

TEST(MayCreate, AgainOnceTheOldOneClosedAndNothingOfItIsWatched) {
    const auto closed = Story().then(input::CancelAsked{"w", "p"}).file();
    ASSERT_EQ(closed.payment.state, PaymentState::cancelled);
    EXPECT_EQ(create({closed}, none), std::nullopt);
}

TEST(MayCreate, NotWhileAClosedOneIsStillWatched) {
    Story qr;
    qr.offered(1, Finality::push_only).then(input::ClockPassed{}, noon.plus_s(1200));
    ASSERT_EQ(qr.payment_now().state, PaymentState::expired);
    EXPECT_EQ(create({qr.file()}, none), Fault::reference_in_use);
    EXPECT_EQ(create({qr.file()}, qr.payment_now().id), std::nullopt);
}

TEST(MayCreate, SupersedesNamesAPaymentOfThisObligationThatNoOtherSuperseded) {
    EXPECT_EQ(create({Story().file()}, id<PaymentId>(77)), Fault::validation_failed);
    const auto old = Story().then(input::Superseded{id<PaymentId>(2), "p"}).file();
    EXPECT_EQ(create({old}, old.payment.id), Fault::validation_failed);
    const auto why = may_create({old}, old.payment.id, noon).error();
    ASSERT_EQ(why.fields.size(), 1U);
    EXPECT_EQ(why.fields[0].pointer, "/supersedes");
    EXPECT_EQ(why.fields[0].code, "superseded_already");
}

TEST(MayCreate, NotWhereASupersededPaymentWasPaidAfterAll) {
    auto old = Story()
                   .offered()
                   .then(input::Superseded{id<PaymentId>(2), "p"})
                   .hears(money(60'000))
                   .file();
    auto next = Story(payment(2)).then(input::ObligationPaid{old.payment.id}).file();
    ASSERT_EQ(next.payment.state, PaymentState::cancelled);
    EXPECT_EQ(create({old, next}, none), Fault::reference_paid);
    EXPECT_EQ(create({old, next}, next.payment.id), std::nullopt);
}

TEST(MayCreate, NotWhileASupersededPaymentIsStillAlive) {
    auto old = Story().offered().then(input::Superseded{id<PaymentId>(2), "p"}).file();
    auto next = Story(payment(2)).then(input::CancelAsked{"w", "p"}).file();
    EXPECT_EQ(create({old, next}, none), Fault::reference_in_use);
    EXPECT_EQ(create({old, next}, next.payment.id), std::nullopt);
}

TEST(MayOffer, NotWherePartOfTheMoneyCameOnAnotherPayment) {
    const auto part = Story().offered().hears(money(20'000)).file();
    EXPECT_EQ(offer(Story(payment(2)).file(), {part}), Fault::state_conflict);
}

TEST(MayOffer, NothingStandsInTheWayOfAPaymentAlone) {
    EXPECT_EQ(offer(Story().file(), {Story().file()}), std::nullopt);
}

TEST(MayOffer, NotWhileAnOldAttemptIsAliveAtItsProvider) {
    const auto fresh = Story(payment(2)).file();
    EXPECT_EQ(offer(fresh, {Story().offered().file()}), Fault::attempt_open);
    EXPECT_GT(may_offer(fresh, {Story().offered().file()}).error().retry_after_s, 0);
    EXPECT_EQ(offer(fresh, {Story().offered().hears(notice(Said::declined)).file()}), std::nullopt);
}

TEST(MayOffer, AnOldQrOnAWatchedAccountDoesNotBlockANewOffer) {
    EXPECT_EQ(
        offer(Story(payment(2)).file(), {Story().offered(1, Finality::push_only).file()}),
        std::nullopt
    );
}

TEST(MayOffer, NotWhileAnotherPaymentOfTheDebtHoldsMoney) {
    auto paid = Story().offered().hears(money(60'000)).file();
    const auto fresh = Story(payment(2)).file();
    EXPECT_EQ(offer(fresh, {paid}), Fault::reference_paid);
    Refund refund;
    refund.credit = paid.credits.front().id;
    refund.amount = Money::dong(60'000);
    refund.state = RefundState::succeeded;
    paid.refunds.push_back(refund);
    EXPECT_EQ(offer(fresh, {paid}), std::nullopt) << "the money went back, the debt stands again";
}

}  // namespace
}  // namespace dvcpay
