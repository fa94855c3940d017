// What verified money does (P2): each class of credit with its events in order and its incidents.
#include <algorithm>

#include "domain/decide_incident.hpp"
#include "given.hpp"

namespace dvcpay {
namespace {

using given::credits;
using given::events;
using given::id;
using given::incidents;
using given::money;
using given::noon;
using given::notice;
using given::Story;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Credit, TheAmountDuePaysAndOpensNothing) {
    Story s;
    s.offered().hears(money(60'000));
    EXPECT_THAT(
        events(s.last()),
        ElementsAre("evidence.received", "attempt.closed", "credit.received", "payment.paid")
    );
    EXPECT_THAT(credits(s.file()), ElementsAre("applied 60000"));
    EXPECT_THAT(incidents(s.file()), IsEmpty());
    EXPECT_EQ(s.payment_now().state, PaymentState::paid);
    EXPECT_FALSE(s.payment_now().late);
    EXPECT_EQ(s.payment_now().settlement, Settlement::pending);
    EXPECT_EQ(s.payment_now().paid_at, noon.plus_s(60));
    EXPECT_EQ(s.attempt_now().provider_txn, "T1");
    EXPECT_TRUE(s.last().obligation_paid);
    EXPECT_EQ(s.last().credit, s.file().credits[0].id);
}

TEST(Credit, KeepsWhoSaidItWhenAndHow) {
    Notice n = money(60'000);
    n.occurred_at = noon.plus_s(55);
    Story s;
    s.offered().hears(n);
    const Credit& c = s.file().credits.at(0);
    EXPECT_EQ(c.payment, id<PaymentId>(1));
    EXPECT_EQ(c.attempt, id<AttemptId>(1));
    EXPECT_EQ(c.account, given::momo);
    EXPECT_EQ(c.order_ref, n.order_ref);
    EXPECT_EQ(c.occurred_at, noon.plus_s(55));
    EXPECT_EQ(c.received_at, noon.plus_s(60));
    EXPECT_EQ(c.evidence, id<EvidenceId>(900));
}

TEST(Credit, WithoutAProvidersTimeItHappenedWhenWeHeard) {
    Story s;
    s.offered().hears(money(60'000));
    EXPECT_EQ(s.file().credits.at(0).occurred_at, noon.plus_s(60));
}

TEST(Credit, TheServiceFeeIsPartOfWhatIsDue) {
    Payment draft = given::payment();
    draft.service_fee = Money::dong(2'200);
    Story exact(draft);
    exact.offered().hears(money(62'200));
    EXPECT_THAT(credits(exact.file()), ElementsAre("applied 62200"));
    Story without(draft);
    without.offered().hears(money(60'000));
    EXPECT_THAT(incidents(without.file()), ElementsAre("underpayment 2200 complete_or_refund"));
}

TEST(Credit, OneDongMorePaysAndOpensAnOverpayment) {
    Story s;
    s.offered().hears(money(60'001));
    EXPECT_THAT(
        events(s.last()),
        ElementsAre(
            "evidence.received",
            "attempt.closed",
            "credit.received",
            "payment.paid",
            "incident.opened"
        )
    );
    EXPECT_THAT(credits(s.file()), ElementsAre("surplus 60001"));
    EXPECT_THAT(incidents(s.file()), ElementsAre("overpayment 1 refund_surplus"));
    EXPECT_EQ(s.file().incidents[0].credit, s.file().credits[0].id);
}

TEST(Credit, OneDongLessIsKeptAndFlaggedAndPaysNothing) {
    Story s;
    s.offered().hears(money(59'999));
    EXPECT_THAT(
        events(s.last()),
        ElementsAre(
            "evidence.received",
            "attempt.closed",
            "credit.received",
            "payment.outcome_unknown",
            "incident.opened"
        )
    );
    EXPECT_THAT(credits(s.file()), ElementsAre("partial 59999"));
    EXPECT_THAT(incidents(s.file()), ElementsAre("underpayment 1 complete_or_refund"));
    EXPECT_EQ(status_of(s.file()), Status::outcome_unknown);
    EXPECT_EQ(amount_received(s.file()), Money::dong(59'999));
    EXPECT_FALSE(s.last().obligation_paid);
}

TEST(Credit, PartOfTheMoneyKeepsThePaymentOpenPastItsExpiry) {
    Story s;
    s.offered().hears(money(20'000)).then(input::ClockPassed{}, noon.plus_s(100'000));
    EXPECT_FALSE(s.last().changed);
    EXPECT_EQ(status_of(s.file()), Status::outcome_unknown);
}

TEST(Credit, TheWholeAmountAfterAPartPaysAndThePartStaysFlagged) {
    Story s;
    s.offered().hears(money(20'000)).hears(money(60'000, "T2"));
    EXPECT_EQ(s.payment_now().state, PaymentState::paid);
    EXPECT_THAT(credits(s.file()), ElementsAre("partial 20000", "applied 60000"));
    EXPECT_THAT(incidents(s.file()), ElementsAre("underpayment 40000 complete_or_refund"));
}

TEST(Credit, TwoPartsDoNotPayUnlessAContractSaysSo) {
    Story s;
    s.offered().hears(money(20'000)).hears(money(40'000, "T2"));
    EXPECT_EQ(s.payment_now().state, PaymentState::open);
    EXPECT_THAT(credits(s.file()), ElementsAre("partial 20000", "partial 40000"));
    EXPECT_EQ(s.file().incidents.size(), 2U);
}

TEST(Credit, ASecondTransactionAfterPaidIsADuplicateWithARefundProposal) {
    Story s;
    s.offered().hears(money(60'000)).hears(money(60'000, "T2"), noon.plus_s(70));
    EXPECT_THAT(
        events(s.last()), ElementsAre("evidence.received", "credit.received", "incident.opened")
    );
    EXPECT_THAT(credits(s.file()), ElementsAre("applied 60000", "duplicate 60000"));
    EXPECT_THAT(incidents(s.file()), ElementsAre("duplicate_payment 60000 refund"));
    EXPECT_EQ(s.payment_now().paid_at, noon.plus_s(60))
        << "the first success stays the one that paid";
    EXPECT_FALSE(s.last().obligation_paid);
    EXPECT_EQ(amount_received(s.file()), Money::dong(60'000));
    EXPECT_EQ(s.attempt_now().provider_txn, "T1");
}

TEST(Credit, MoneyOnASecondAttemptAfterPaidIsADuplicateToo) {
    Story s;
    s.offered().hears(notice(Said::declined)).offered(2).hears(money(60'000), noon.plus_s(90), 2);
    s.hears(money(60'000, "T2"), noon.plus_s(100), 1);
    EXPECT_THAT(credits(s.file()), ElementsAre("applied 60000", "duplicate 60000"));
    EXPECT_THAT(incidents(s.file()), ElementsAre("duplicate_payment 60000 refund"));
    EXPECT_EQ(s.file().credits[1].attempt, id<AttemptId>(1));
}

TEST(Credit, MoneyForADebtAnotherPaymentHasPaidIsADuplicate) {
    Story s;
    s.offered().then(input::ObligationPaid{id<PaymentId>(2)}).hears(money(60'000));
    EXPECT_THAT(credits(s.file()), ElementsAre("duplicate 60000"));
    EXPECT_THAT(incidents(s.file()), ElementsAre("duplicate_payment 60000 refund"));
    EXPECT_EQ(s.payment_now().state, PaymentState::cancelled)
        << "its own attempt is over, the debt is paid elsewhere";
    EXPECT_FALSE(s.last().obligation_paid);
}

TEST(Credit, MoneyWhereNothingWasDueIsADuplicate) {
    Payment draft = given::payment();
    draft.amount = Money();
    auto file = open_payment(draft, noon).after;
    file.attempts.push_back(given::attempt(1));
    const auto d =
        decide(file, given::told(id<AttemptId>(1), money(60'000)), noon, given::fresh(1)).value();
    EXPECT_THAT(credits(d.after), ElementsAre("duplicate 60000"));
}

TEST(Credit, AfterExpiryItPaysLateWithAnIncident) {
    Story s;
    s.offered().hears(notice(Said::lapsed), noon.plus_s(905));
    ASSERT_EQ(s.payment_now().state, PaymentState::expired);
    s.hears(money(60'000), noon.plus_s(3600));
    EXPECT_THAT(
        events(s.last()),
        ElementsAre(
            "evidence.received",
            "attempt.closed",
            "credit.received",
            "payment.paid",
            "incident.opened"
        )
    );
    EXPECT_EQ(s.payment_now().state, PaymentState::paid);
    EXPECT_TRUE(s.payment_now().late);
    EXPECT_THAT(incidents(s.file()), ElementsAre("late_payment 60000 none"));
    EXPECT_EQ(s.attempt_now().failure, std::nullopt) << "a failure that was wrong is not shown";
}

TEST(Credit, AfterCancelItPaysLateWithAnIncident) {
    Story s;
    s.offered().then(input::CancelAsked{"w", "p"}).hears(notice(Said::cancelled));
    ASSERT_EQ(s.payment_now().state, PaymentState::cancelled);
    s.hears(money(60'000), noon.plus_s(80));
    EXPECT_TRUE(s.payment_now().late);
    EXPECT_THAT(incidents(s.file()), ElementsAre("late_payment 60000 none"));
}

TEST(Credit, MoreThanDueAfterExpiryIsLateAndSurplus) {
    Story s;
    s.offered()
        .hears(notice(Said::lapsed), noon.plus_s(905))
        .hears(money(61'000), noon.plus_s(3600));
    EXPECT_THAT(
        incidents(s.file()),
        ElementsAre("overpayment 1000 refund_surplus", "late_payment 61000 none")
    );
}

TEST(Credit, OutOfUnknownPastExpiryItIsNotLate) {
    Story s;
    s.offered().then(input::ClockPassed{}, noon.plus_s(900));
    ASSERT_EQ(status_of(s.file()), Status::outcome_unknown);
    s.hears(money(60'000), noon.plus_s(7200));
    EXPECT_EQ(s.payment_now().state, PaymentState::paid);
    EXPECT_FALSE(s.payment_now().late);
    EXPECT_THAT(incidents(s.file()), IsEmpty());
}

TEST(Credit, MoneyAfterTheProvidersFinalNoIsAContradiction) {
    Story s;
    s.offered().hears(notice(Said::declined)).hears(money(60'000), noon.plus_s(70));
    EXPECT_EQ(s.payment_now().state, PaymentState::paid);
    EXPECT_FALSE(s.payment_now().late);
    EXPECT_THAT(incidents(s.file()), ElementsAre("provider_contradiction 60000 none"));
}

TEST(Credit, AFinalNoAfterMoneyIsAContradictionAndChangesNoMoney) {
    Story s;
    s.offered().hears(money(60'000)).hears(notice(Said::declined), noon.plus_s(70));
    EXPECT_THAT(events(s.last()), ElementsAre("evidence.received", "incident.opened"));
    EXPECT_EQ(s.payment_now().state, PaymentState::paid);
    EXPECT_EQ(s.attempt_now().state, AttemptState::succeeded);
    EXPECT_EQ(s.attempt_now().failure, std::nullopt);
    EXPECT_THAT(incidents(s.file()), ElementsAre("provider_contradiction 60000 ask_provider"));
    s.hears(notice(Said::cancelled), noon.plus_s(80));
    EXPECT_FALSE(s.last().changed) << "one open contradiction per attempt is enough";
}

TEST(Credit, OneTransactionWithTwoAmountsIsBookedOnceAndContradicts) {
    Story s;
    s.offered().hears(money(60'000)).hears(money(61'000), noon.plus_s(70));
    EXPECT_THAT(credits(s.file()), ElementsAre("applied 60000"));
    EXPECT_THAT(incidents(s.file()), ElementsAre("provider_contradiction 61000 ask_provider"));
    EXPECT_EQ(s.file().incidents[0].credit, s.file().credits[0].id);
}

TEST(Credit, TheSecondAmountOfATransactionSaidAgainChangesNothing) {
    Story s;
    s.offered()
        .hears(money(60'000))
        .hears(money(61'000), noon.plus_s(70))
        .hears(money(61'000), noon.plus_s(80));
    EXPECT_FALSE(s.last().changed);
    s.hears(money(62'000), noon.plus_s(90));
    EXPECT_EQ(s.file().incidents.size(), 2U) << "a third amount is news";
}

TEST(Credit, MoneyOnAQrThatOnlyWeClosedContradictsNobody) {
    Story s;
    s.offered(1, Finality::push_only)
        .offered(2, Finality::push_only)
        .hears(money(60'000), noon.plus_s(90), 1);
    EXPECT_EQ(s.payment_now().state, PaymentState::paid);
    EXPECT_THAT(credits(s.file()), ElementsAre("applied 60000"));
    EXPECT_THAT(incidents(s.file()), IsEmpty());
}

TEST(Credit, TheSameTransactionAtAnotherAccountIsOtherMoney) {
    Notice n = money(60'000);
    n.account.account = "so-y-te";
    Story s;
    s.offered().hears(money(60'000)).hears(n, noon.plus_s(70));
    EXPECT_THAT(credits(s.file()), ElementsAre("applied 60000", "duplicate 60000"));
}

TEST(Credit, MoneyWithoutATransactionIsAskedAboutAndNotBooked) {
    Story s;
    s.offered().hears(money(60'000, ""));
    EXPECT_THAT(events(s.last()), ElementsAre("evidence.received"));
    EXPECT_THAT(s.last().ask_now, ElementsAre(id<AttemptId>(1)));
    EXPECT_THAT(credits(s.file()), IsEmpty());
    EXPECT_EQ(status_of(s.file()), Status::awaiting_payer);
}

TEST(Credit, AnAmountOutOfRangeIsAskedAboutAndNotBooked) {
    for (const std::int64_t dong :
         {std::int64_t{0}, std::int64_t{-60'000}, largest_amount.count() + 1}) {
        Story s;
        s.offered().hears(money(dong));
        EXPECT_THAT(s.last().ask_now, ElementsAre(id<AttemptId>(1))) << dong;
        EXPECT_THAT(credits(s.file()), IsEmpty()) << dong;
    }
    Story s;
    s.offered().hears(money(largest_amount.count()));
    EXPECT_EQ(s.file().credits.at(0).state, CreditState::surplus);
}

TEST(Credit, ASuccessThatDiffersFromTheOrderIsAskedFirstAndTheAnswerPays) {
    Notice n = money(59'999);
    n.ask_first = true;
    Story s;
    s.offered().hears(n);
    EXPECT_THAT(s.last().ask_now, ElementsAre(id<AttemptId>(1)));
    EXPECT_THAT(credits(s.file()), IsEmpty());
    n.ask_first = false;
    n.source = Source::status_answer;
    s.hears(n, noon.plus_s(61));
    EXPECT_THAT(credits(s.file()), ElementsAre("partial 59999"));
}

TEST(Credit, HeldMoneyIsAskedAboutWhileTheAttemptIsAlive) {
    Story s;
    s.offered().hears(notice(Said::authorised));
    EXPECT_THAT(s.last().ask_now, ElementsAre(id<AttemptId>(1)));
    EXPECT_FALSE(s.last().changed);
    Story over;
    over.offered().hears(money(60'000)).hears(notice(Said::authorised));
    EXPECT_THAT(over.last().ask_now, IsEmpty());
}

TEST(Credit, AnAlarmOfOurSetUpIsPassedOnWithoutChangingAnything) {
    Notice n = notice(Said::unclear);
    n.alarm = true;
    Story s;
    s.offered().hears(n);
    EXPECT_EQ(s.last().alarm, id<AttemptId>(1));
    EXPECT_FALSE(s.last().changed);
}

TEST(Credit, EvidenceNamesItsSourceItsWordsAndItsProof) {
    Story s;
    s.offered().hears(notice(Said::declined));
    EXPECT_EQ(s.last().events.at(0).note, "callback says declined (code 0, proven by signature)");
    EXPECT_EQ(s.last().events.at(0).actor, "provider:momo");
}

/// Every order of what a provider may say about one payment of money.
TEST(Credit, WhateverTheOrderTheMoneyIsBookedExactlyOnce) {
    std::vector<int> order = {0, 1, 2, 3, 4};
    const Notice words[] = {
        notice(Said::waiting),
        notice(Said::declined),
        money(60'000),
        money(60'000),
        notice(Said::lapsed)
    };
    int orders = 0;
    do {
        for (const Finality finality :
             {Finality::provider, Finality::refusal, Finality::push_only}) {
            Story s;
            s.offered(1, finality);
            Wall at = noon.plus_s(60);
            for (const int which : order) s.hears(words[which], at = at.plus_s(1));
            ASSERT_EQ(s.payment_now().state, PaymentState::paid);
            ASSERT_FALSE(s.payment_now().late);
            ASSERT_THAT(credits(s.file()), ElementsAre("applied 60000"));
            ASSERT_EQ(s.attempt_now().state, AttemptState::succeeded);
            ASSERT_LE(s.file().incidents.size(), 2U) << "at most before and after the money";
        }
        ++orders;
    } while (std::ranges::next_permutation(order).found);
    EXPECT_EQ(orders, 120);
}

TEST(Unmatched, MoneyForNoOrderOfOursIsACreditAndAnIncidentOfItsOwn) {
    Notice n = money(45'000, "T9");
    n.order_ref = "NOBODYS";
    const auto out = decide_unmatched(
        Verified<Notice>(n, ProofIssuer::tls_echo()), id<EvidenceId>(5), noon, given::fresh(1)
    );
    EXPECT_EQ(out.credit.state, CreditState::unmatched);
    EXPECT_EQ(out.credit.payment, std::nullopt);
    EXPECT_EQ(out.credit.amount, Money::dong(45'000));
    EXPECT_EQ(out.credit.evidence, id<EvidenceId>(5));
    EXPECT_EQ(out.incident.kind, IncidentKind::unmatched_credit);
    EXPECT_EQ(out.incident.payment, std::nullopt);
    EXPECT_EQ(out.incident.credit, out.credit.id);
    EXPECT_EQ(out.incident.proposal, Proposal::find_payment);
    ASSERT_EQ(out.events.size(), 2U);
    EXPECT_EQ(out.events[0].type, EventType::credit_received);
    EXPECT_EQ(out.events[1].type, EventType::incident_opened);
}

TEST(MoneyUnconfirmed, OpensOneIncidentForEachTransactionUnlessItsCreditHasCome) {
    Story s;
    s.offered();
    const AttemptId a = s.file().attempts[0].id;
    s.then(input::MoneyUnconfirmed{a, "T7"});
    EXPECT_THAT(incidents(s.file()), ElementsAre("provider_contradiction 60000 ask_provider"));
    EXPECT_EQ(s.file().incidents[0].provider_txn, "T7");
    EXPECT_FALSE(s.then(input::MoneyUnconfirmed{a, "T7"}).last().changed);
    s.then(input::MoneyUnconfirmed{a, "T8"});
    EXPECT_EQ(s.file().incidents.size(), 2U);
    s.hears(money(60'000, "T9"));
    EXPECT_FALSE(s.then(input::MoneyUnconfirmed{a, "T9"}).last().changed);
}

TEST(MoneyUnconfirmed, ForNoOrderOfOursIsAnIncidentAloneAndNoCredit) {
    const SpokenMoney spoken{given::momo, "THEIRS-1", "T7", Money::dong(45'000)};
    const LoneDecision d = decide_unconfirmed(spoken, noon, given::fresh(1));
    EXPECT_EQ(d.incident.kind, IncidentKind::provider_contradiction);
    EXPECT_FALSE(d.incident.payment || d.incident.credit || d.incident.attempt);
    EXPECT_EQ(d.incident.amount, Money::dong(45'000));
    ASSERT_EQ(d.events.size(), 1U);
    EXPECT_EQ(d.events[0].type, EventType::incident_opened);
    EXPECT_TRUE(may_propose(d.incident, IncidentAction::accept));
    EXPECT_FALSE(may_propose(d.incident, IncidentAction::refund));
    EXPECT_FALSE(may_propose(d.incident, IncidentAction::ask_provider));
}

TEST(BookedElsewhere, OpensOneIncidentForEachTransactionAndBooksNothing) {
    const auto elsewhere = [](const std::string& txn) {
        Input input = given::told(id<AttemptId>(1), given::money(50'000, txn));
        std::get<input::Told>(input).booked_elsewhere = true;
        return input;
    };
    Story s;
    s.offered().then(elsewhere("T1"));
    EXPECT_THAT(
        given::events(s.last()), testing::ElementsAre("evidence.received", "incident.opened")
    );
    EXPECT_EQ(s.file().incidents.back().kind, IncidentKind::provider_contradiction);
    EXPECT_EQ(s.file().incidents.back().proposal, Proposal::ask_provider);
    EXPECT_TRUE(s.file().credits.empty());
    s.then(elsewhere("T1"));
    EXPECT_FALSE(s.last().changed);
    s.then(elsewhere("T2"));
    EXPECT_EQ(s.file().incidents.size(), 2U);
}

}  // namespace
}  // namespace dvcpay
