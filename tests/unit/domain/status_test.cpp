#include "given.hpp"

namespace dvcpay {
namespace {

using given::money;
using given::notice;
using given::Story;

PaymentFile with(
    PaymentState state,
    std::vector<AttemptState> attempts = {},
    std::vector<CreditState> credits = {}
) {
    PaymentFile file;
    file.payment = given::payment();
    file.payment.state = state;
    int n = 0;
    for (const auto s : attempts) {
        file.attempts.push_back(given::attempt(++n));
        file.attempts.back().state = s;
    }
    for (const auto s : credits) {
        Credit c;
        c.amount = Money::dong(10'000);
        c.state = s;
        file.credits.push_back(c);
    }
    return file;
}

TEST(StatusOf, IsTheOneDocumentedFunctionOfStateAttemptsAndCredits) {
    using P = PaymentState;
    using A = AttemptState;
    using C = CreditState;
    struct Row {
        PaymentFile file;
        Status status;
    };
    // clang-format off
    const Row table[] = {
        {with(P::open),                                  Status::created},
        {with(P::open, {A::initiating}),                 Status::created},
        {with(P::open, {A::pending}),                    Status::awaiting_payer},
        {with(P::open, {A::unknown}),                    Status::outcome_unknown},
        {with(P::open, {A::failed}),                     Status::created},
        {with(P::open, {A::cancelled, A::pending}),      Status::awaiting_payer},
        {with(P::open, {A::unknown, A::pending}),        Status::outcome_unknown},
        {with(P::open, {A::succeeded}, {C::partial}),    Status::outcome_unknown},
        {with(P::open, {A::succeeded}, {C::reversed}),   Status::created},
        {with(P::open, {A::succeeded}, {C::duplicate}),  Status::created},
        {with(P::paid, {A::unknown}, {C::applied}),      Status::paid},
        {with(P::cancelled, {A::cancelled}),             Status::cancelled},
        {with(P::expired, {A::expired}),                 Status::expired},
        {with(P::expired, {A::succeeded}, {C::partial}), Status::outcome_unknown},
        {with(P::cancelled, {A::succeeded}, {C::partial}), Status::outcome_unknown},
    };
    // clang-format on
    int n = 0;
    for (const auto& row : table) {
        EXPECT_EQ(to_string(status_of(row.file)), to_string(row.status)) << "row " << n;
        ++n;
    }
}

TEST(StatusOf, OnlyTheLastThreeAreFinished) {
    EXPECT_FALSE(is_finished(Status::created));
    EXPECT_FALSE(is_finished(Status::awaiting_payer));
    EXPECT_FALSE(is_finished(Status::outcome_unknown));
    EXPECT_TRUE(is_finished(Status::paid));
    EXPECT_TRUE(is_finished(Status::cancelled));
    EXPECT_TRUE(is_finished(Status::expired));
}

TEST(AmountReceived, CountsWhatPaysThisPaymentAndNothingElse) {
    using C = CreditState;
    const auto file = with(
        PaymentState::paid,
        {},
        {C::applied, C::surplus, C::partial, C::duplicate, C::unmatched, C::reversed}
    );
    EXPECT_EQ(amount_received(file), Money::dong(30'000));
}

TEST(HoldsMoney, UntilAllOfItWentBack) {
    auto file = with(PaymentState::paid, {}, {CreditState::applied});
    EXPECT_TRUE(holds_money(file));
    Refund refund;
    refund.amount = Money::dong(10'000);
    refund.state = RefundState::submitted;
    file.refunds.push_back(refund);
    EXPECT_TRUE(holds_money(file)) << "a refund on its way has returned nothing";
    file.refunds[0].state = RefundState::succeeded;
    EXPECT_FALSE(holds_money(file));
    file.payment.zero_amount = true;
    EXPECT_TRUE(holds_money(file)) << "nothing was due, nothing can go back";
}

TEST(AmountDue, IsTheAmountAndTheFeeThePayerBears) {
    Payment p = given::payment();
    p.service_fee = Money::dong(2'200);
    EXPECT_EQ(amount_due(p), Money::dong(62'200));
}

TEST(Attempts, TheShownOneIsTheOneThatBroughtMoneyElseTheNewest) {
    using A = AttemptState;
    EXPECT_EQ(latest_attempt(with(PaymentState::open)), nullptr);
    EXPECT_EQ(
        latest_attempt(with(PaymentState::open, {A::failed, A::pending}))->id,
        given::id<AttemptId>(2)
    );
    EXPECT_EQ(
        latest_attempt(with(PaymentState::paid, {A::succeeded, A::failed}))->id,
        given::id<AttemptId>(1)
    );
    EXPECT_EQ(live_attempt(with(PaymentState::open, {A::failed, A::cancelled})), nullptr);
    EXPECT_EQ(
        live_attempt(with(PaymentState::open, {A::unknown, A::cancelled}))->id,
        given::id<AttemptId>(1)
    );
}

TEST(CanRetry, OnlyAfterAnAttemptEndedAndWhileThePaymentIsOpen) {
    EXPECT_FALSE(can_retry(Story().file())) << "nothing was tried yet";
    EXPECT_FALSE(can_retry(Story().offered().file()));
    EXPECT_TRUE(can_retry(Story().offered().hears(notice(Said::declined)).file()));
    EXPECT_FALSE(can_retry(Story().offered().hears(money(20'000)).file()));
    EXPECT_FALSE(can_retry(Story().offered().hears(money(60'000)).file()));
    EXPECT_FALSE(can_retry(Story().offered().then(input::CancelAsked{"w", "p"}).file()));
}

TEST(CanCancel, UntilMoneyBeginsToArrive) {
    EXPECT_TRUE(can_cancel(Story().file()));
    EXPECT_TRUE(can_cancel(Story().offered().file()));
    EXPECT_FALSE(can_cancel(Story().offered().hears(money(20'000)).file()));
    EXPECT_FALSE(can_cancel(Story().offered().then(input::CancelAsked{"w", "p"}).file()));
}

TEST(IsWatched, WhileSomethingInThePayersHandMayStillBringMoney) {
    EXPECT_FALSE(is_watched(Story().file(), given::noon));
    EXPECT_TRUE(is_watched(Story().offered().file(), given::noon));
    EXPECT_FALSE(is_watched(Story().offered().hears(notice(Said::declined)).file(), given::noon));
    Story qr;
    qr.offered(1, Finality::push_only).then(input::ClockPassed{}, given::noon.plus_s(1200));
    ASSERT_EQ(qr.attempt_now().state, AttemptState::expired);
    EXPECT_TRUE(is_watched(qr.file(), given::noon.plus_s(7 * 86'400 - 1)));
    EXPECT_FALSE(is_watched(qr.file(), given::noon.plus_s(7 * 86'400)));
}

TEST(Catalogue, AnswersWithTheRowThatHeldOnThatDay) {
    Catalogue all;
    Agency before{"H01.12", "Sở A", "so", "H01", "", {std::nullopt, Day{2025, 6, 30}}};
    Agency after{"H01.12", "Sở B", "so", "H01", "", {Day{2025, 7, 1}, std::nullopt}};
    all.agencies.emplace("H01.12", before);
    all.agencies.emplace("H01.12", after);
    EXPECT_EQ(all.agency_on("H01.12", {2025, 6, 30})->name_vi, "Sở A");
    EXPECT_EQ(all.agency_on("H01.12", {2025, 7, 1})->name_vi, "Sở B");
    EXPECT_EQ(all.agency_on("H99", {2025, 7, 1}), nullptr);
    EXPECT_EQ(all.service_on("1.004222", {2025, 7, 1}), nullptr);
    EXPECT_TRUE(all.knows_agency("H01.12"));
    Service gone;
    gone.code = "1.004222";
    gone.validity = {Day{2025, 1, 1}, Day{2025, 12, 31}};
    all.services.emplace(gone.code, gone);
    EXPECT_NE(all.service_on("1.004222", {2025, 12, 31}), nullptr);
    EXPECT_EQ(all.service_on("1.004222", {2026, 1, 1}), nullptr);
}

}  // namespace
}  // namespace dvcpay
