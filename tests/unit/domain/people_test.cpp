// What people do about money on a payment: refunds and incidents over the whole file.
#include "domain/decide_money.hpp"
#include "given.hpp"

namespace dvcpay::given {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
namespace in = refund_input;
namespace act = incident_input;

const PrincipalId maker = id<PrincipalId>(1);
const PrincipalId checker = id<PrincipalId>(2);
const RefundId first = id<RefundId>(11);

/// A payment's file on its way through what people decide.
class Desk {
  public:
    explicit Desk(const Story& story) : file_(story.file()) {}

    Desk& asked(std::int64_t dong, std::size_t credit = 0) {
        Refund draft;
        draft.id = first;
        draft.amount = Money::dong(dong);
        draft.requested_by = maker;
        const Credit& of = file_.credits.at(credit);
        return refund(in::Asked{draft, refundable(credit_file(file_, of))}, credit);
    }
    Desk& returned(std::int64_t dong, std::size_t credit = 0) {
        asked(dong, credit).refund(in::Approved{first, checker}, credit);
        refund(in::Submitted{first, "R1", "q"}, credit);
        return refund(said(RefundSaid::done), credit);
    }
    static RefundInput said(RefundSaid word) {
        return in::Told{first, "R1", word, "T9", failure(), "provider:momo"};
    }
    Desk& refund(const RefundInput& input, std::size_t credit = 0) {
        return take(decide_refund(file_, file_.credits.at(credit).id, input, noon, fresh(++steps_))
        );
    }
    Desk& incident(const IncidentInput& input, std::size_t n = 0) {
        return take(
            decide_incident(file_, file_.incidents.at(n).id, input, first, noon, fresh(++steps_))
        );
    }
    std::optional<Fault> refused(const IncidentInput& input, std::size_t n = 0) {
        const auto done =
            decide_incident(file_, file_.incidents.at(n).id, input, first, noon, fresh(99));
        return done ? std::nullopt : std::optional(done.error().fault);
    }
    void keep_by_law() { file_.kept_by_law = true; }
    const PaymentFile& file() const { return file_; }
    const MoneyDecision& last() const { return last_; }
    std::vector<std::string> told() const { return events(last_.decision); }

  private:
    Desk& take(Result<MoneyDecision> done) {
        EXPECT_TRUE(done.has_value()) << code_of(done.error().fault) << done.error().detail;
        if (!done) return *this;
        EXPECT_EQ(
            done.value().decision.after.payment.version,
            file_.payment.version + (done.value().decision.changed ? 1 : 0)
        );
        last_ = std::move(done.value());
        file_ = last_.decision.after;
        return *this;
    }
    PaymentFile file_;
    MoneyDecision last_;
    int steps_ = 100;
};

Story paid_twice() {
    Story s;
    s.offered().hears(money(60'000, "T1")).hears(money(60'000, "T2"));
    return s;
}
Story paid_in_part() {
    Story s;
    s.offered().hears(money(20'000));
    return s;
}

IncidentInput propose(IncidentAction action) {
    return act::Proposed{action, "checked with the bank", maker};
}

TEST(RefundOfAPayment, NeverChangesThatItIsPaid) {
    Desk desk(Story().offered().hears(money(60'000)));
    desk.returned(60'000);
    EXPECT_EQ(status_of(desk.file()), Status::paid);
    EXPECT_EQ(amount_refunded(desk.file()), Money::dong(60'000));
    EXPECT_FALSE(holds_money(desk.file()));
    EXPECT_THAT(desk.told(), ElementsAre("refund.succeeded"));
}

TEST(RefundOfAPayment, OfADuplicateLeavesThePaymentsOwnMoney) {
    Desk desk(paid_twice());
    desk.returned(60'000, 1);
    EXPECT_TRUE(holds_money(desk.file()));
    EXPECT_EQ(amount_held(desk.file()), Money::dong(60'000));
}

TEST(RefundOfAPayment, ThatAnswersItsIncidentClosesIt) {
    Desk desk(paid_twice());
    desk.returned(60'000, 1);
    EXPECT_THAT(desk.told(), ElementsAre("refund.succeeded", "incident.closed"));
    EXPECT_EQ(desk.file().incidents[0].state, IncidentState::closed);
    EXPECT_FALSE(desk.file().incidents[0].decided_by.has_value());
}

TEST(RefundOfAPayment, OfAPartLetsThePaymentEnd) {
    Desk desk(paid_in_part().then(input::ClockPassed{}, noon.plus_s(901)));
    ASSERT_EQ(status_of(desk.file()), Status::outcome_unknown);
    desk.returned(20'000);
    EXPECT_NE(status_of(desk.file()), Status::outcome_unknown);
    EXPECT_EQ(desk.file().incidents[0].state, IncidentState::closed);
}

TEST(RefundOfAPayment, SaidDoneAfterANoIsAContradiction) {
    Desk desk(paid_twice());
    desk.asked(60'000, 1).refund(in::Approved{first, checker}, 1);
    desk.refund(in::Submitted{first, "R1", "q"}, 1).refund(Desk::said(RefundSaid::refused), 1);
    desk.refund(Desk::said(RefundSaid::done), 1);
    EXPECT_THAT(
        incidents(desk.file()),
        ElementsAre("duplicate_payment 60000 refund", "provider_contradiction 60000 ask_provider")
    );
}

TEST(Incident, RefundByTwoPersonsIsMadeAndApprovedInOneStep) {
    Desk desk(paid_twice());
    desk.incident(propose(IncidentAction::refund));
    EXPECT_THAT(desk.told(), ElementsAre("incident.proposed"));
    EXPECT_THAT(desk.file().refunds, IsEmpty());
    desk.incident(act::Approved{checker});
    EXPECT_THAT(desk.told(), ElementsAre("refund.requested", "refund.approved", "incident.closed"));
    ASSERT_EQ(desk.file().refunds.size(), 1U);
    const Refund& refund = desk.file().refunds[0];
    EXPECT_EQ(refund.credit, desk.file().credits[1].id);
    EXPECT_EQ(refund.requested_by, maker);
    EXPECT_EQ(refund.approved_by, checker);
    EXPECT_TRUE(desk.last().work.send);
    EXPECT_EQ(desk.file().incidents[0].refund, refund.id);
}

TEST(Incident, IsOpenAgainWhereTheRefundItDecidedOnFails) {
    Desk desk(paid_twice());
    desk.incident(propose(IncidentAction::refund)).incident(act::Approved{checker});
    const std::int64_t version = desk.file().incidents[0].version;
    desk.refund(in::Submitted{first, "R1", "q"}, 1).refund(Desk::said(RefundSaid::refused), 1);
    EXPECT_THAT(desk.told(), ElementsAre("refund.failed", "incident.opened"));
    const Incident& open = desk.file().incidents[0];
    EXPECT_EQ(open.state, IncidentState::open);
    EXPECT_EQ(open.version, version + 1);
    EXPECT_TRUE(may_propose(open, IncidentAction::refund));
    // The same refund tried again answers it.
    desk.refund(in::Retried{first, checker}, 1).refund(in::Submitted{first, "R2", "q"}, 1);
    desk.refund(in::Told{first, "R2", RefundSaid::done, "T9", failure(), "provider:momo"}, 1);
    EXPECT_THAT(desk.told(), ElementsAre("refund.succeeded", "incident.closed"));
}

TEST(Incident, OfTooLittleRefundsWhatCameAndOfTooMuchOnlyTheSurplus) {
    Desk less(paid_in_part());
    less.incident(propose(IncidentAction::refund)).incident(act::Approved{checker});
    EXPECT_EQ(less.file().refunds.at(0).amount, Money::dong(20'000));
    Desk more(Story().offered().hears(money(75'000)));
    more.incident(propose(IncidentAction::refund)).incident(act::Approved{checker});
    EXPECT_EQ(more.file().refunds.at(0).amount, Money::dong(15'000));
}

TEST(Incident, WhoProposedDoesNotDecide) {
    Desk desk(paid_twice());
    desk.incident(propose(IncidentAction::accept));
    EXPECT_EQ(desk.refused(act::Approved{maker}), Fault::same_person);
    EXPECT_EQ(desk.refused(act::Rejected{maker, "no"}), Fault::same_person);
    desk.incident(act::Approved{checker});
    EXPECT_EQ(desk.file().incidents[0].state, IncidentState::closed);
    EXPECT_THAT(desk.file().refunds, IsEmpty());
}

TEST(Incident, RejectedIsOpenAgain) {
    Desk desk(paid_twice());
    desk.incident(propose(IncidentAction::accept)).incident(act::Rejected{checker, "ask first"});
    EXPECT_EQ(desk.file().incidents[0].state, IncidentState::open);
    EXPECT_EQ(desk.refused(act::Approved{checker}), Fault::state_conflict);
}

TEST(Incident, OfMoneyThatPaidAFeeKeptByLawIsNotRefunded) {
    Story late;
    late.offered().hears(notice(Said::declined)).then(input::ClockPassed{}, noon.plus_s(901));
    late.hears(money(60'000), noon.plus_s(1000));
    ASSERT_THAT(incidents(late.file()), ElementsAre("late_payment 60000 none"));
    Desk desk(late);
    desk.keep_by_law();
    desk.incident(propose(IncidentAction::refund));
    EXPECT_EQ(desk.refused(act::Approved{checker}), Fault::not_refundable);
}

TEST(Contract, APartOnItsWayBackCompletesNothing) {
    Desk desk(paid_in_part());
    desk.asked(20'000).refund(in::Approved{first, checker});
    Input rest = told(id<AttemptId>(1), money(40'000, "T2"));
    std::get<input::Told>(rest).rules.complete_partial = true;
    const auto after = decide(desk.file(), rest, noon, fresh(300));
    EXPECT_THAT(credits(after.value().after), ElementsAre("partial 20000", "partial 40000"));
}

TEST(Incident, AsksTheProviderOnceMoreAndStaysOpen) {
    Desk desk(paid_twice());
    desk.incident(propose(IncidentAction::ask_provider)).incident(act::Approved{checker});
    EXPECT_EQ(desk.file().incidents[0].state, IncidentState::open);
    EXPECT_EQ(desk.last().decision.ask_now.size(), 1U);
}

TEST(Incident, IsRefundedOnceThoughTwoScreensShowIt) {
    Desk desk(paid_twice());
    desk.asked(60'000, 1);
    desk.incident(propose(IncidentAction::refund));
    EXPECT_EQ(desk.refused(act::Approved{checker}), Fault::refund_exceeds_credit);
}

TEST(Incident, ThatHasNoMoneyOfItsOwnCannotBeRefunded) {
    Incident incident;
    incident.kind = IncidentKind::outcome_overdue;
    EXPECT_FALSE(may_propose(incident, IncidentAction::refund));
    EXPECT_FALSE(may_propose(incident, IncidentAction::none));
    EXPECT_TRUE(may_propose(incident, IncidentAction::accept));
}

TEST(IncidentOverdue, IsClosedByTheWordThatWasAwaited) {
    Story story;
    story.offered().then(input::ClockPassed{}, noon.plus_s(3 * 86'400));
    ASSERT_THAT(incidents(story.file()), ElementsAre("outcome_overdue 60000 ask_provider"));
    story.hears(money(60'000), noon.plus_s(3 * 86'400 + 60));
    EXPECT_EQ(story.file().incidents[0].state, IncidentState::closed);
}

UnmatchedFile unmatched_money() {
    Notice said = money(45'000, "T7");
    said.order_ref = "FOREIGN";
    const auto booked = decide_unmatched(
        Verified<Notice>(said, ProofIssuer::signature()), id<EvidenceId>(1), noon, fresh(1)
    );
    return {booked.credit, {}, booked.incident};
}

IncidentInput propose_to(const RefundId& planned) {
    return act::Proposed{IncidentAction::refund, "not ours", maker, planned, R"({"name":"A•"})"};
}

TEST(UnmatchedMoney, GoesBackByTwoPersonsAndItsIncidentKeepsTheHistory) {
    UnmatchedFile file = unmatched_money();
    file = decide_incident(file, propose(IncidentAction::refund), first, noon).value().after;
    auto approved = decide_incident(file, act::Approved{checker}, first, noon);
    ASSERT_TRUE(approved.has_value());
    EXPECT_TRUE(approved.value().work.send);
    file = approved.value().after;
    ASSERT_EQ(file.refunds.size(), 1U);
    EXPECT_EQ(file.refunds[0].amount, Money::dong(45'000));
    file = decide_refund(file, in::Submitted{first, "R1", "q"}, noon).value().after;
    const auto refused = decide_refund(file, Desk::said(RefundSaid::refused), noon);
    ASSERT_EQ(refused.value().events.size(), 2U);
    EXPECT_EQ(refused.value().events[1].type, EventType::incident_opened);
    file = refused.value().after;
    EXPECT_EQ(file.incident.state, IncidentState::open);
    // The provider takes its no back: people look again.
    const auto late = decide_refund(file, Desk::said(RefundSaid::done), noon);
    EXPECT_EQ(late.value().after.incident.state, IncidentState::open);
    for (const auto& event : late.value().events) EXPECT_EQ(event.incident, file.incident.id);
    // A past fault: the one who had decided before could not propose any more.
    file = late.value().after;
    EXPECT_FALSE(file.incident.decided_by.has_value());
    const IncidentInput again = act::Proposed{IncidentAction::ask_provider, "look again", checker};
    EXPECT_TRUE(decide_incident(file, again, first, noon).has_value());
}

TEST(UnmatchedMoney, WhoseRefundFailedByHandMayBeSentElsewhere) {
    UnmatchedFile file = unmatched_money();
    file = decide_incident(file, propose(IncidentAction::refund), first, noon).value().after;
    file = decide_incident(file, act::Approved{checker}, first, noon).value().after;
    file = decide_refund(file, in::NoOperation{first}, noon).value().after;
    const RefundInput bounced = in::Closed{first, false, "no account was given", checker};
    file = decide_refund(file, bounced, noon).value().after;
    EXPECT_EQ(file.incident.state, IncidentState::open);
    const RefundId planned = id<RefundId>(77);
    file = decide_incident(file, propose_to(planned), first, noon).value().after;
    file = decide_incident(file, act::Approved{checker}, planned, noon).value().after;
    ASSERT_EQ(file.refunds.size(), 2U);
    EXPECT_EQ(file.refunds[1].id, planned);
    EXPECT_EQ(file.refunds[1].destination_masked, R"({"name":"A•"})");
}

TEST(UnmatchedMoney, GoesToTheDestinationThatWasProposedUnderTheIdItWasSealedWith) {
    const RefundId planned = id<RefundId>(77);
    UnmatchedFile file = unmatched_money();
    file = decide_incident(file, propose_to(planned), first, noon).value().after;
    EXPECT_EQ(file.incident.planned_refund, planned);
    const auto approved = decide_incident(file, act::Approved{checker}, first, noon);
    ASSERT_TRUE(approved.has_value());
    file = approved.value().after;
    EXPECT_EQ(file.incident.refund, planned);
    ASSERT_EQ(file.refunds.size(), 1U);
    EXPECT_EQ(file.refunds[0].id, planned);
    EXPECT_EQ(file.refunds[0].destination_masked, R"({"name":"A•"})");
    EXPECT_FALSE(file.incident.planned_refund.has_value());  // the refund has it now
}

TEST(UnmatchedMoney, OfARejectedProposalKeepsNoDestination) {
    UnmatchedFile file = unmatched_money();
    file = decide_incident(file, propose_to(id<RefundId>(77)), first, noon).value().after;
    const IncidentInput no = act::Rejected{checker, "whose is it?"};
    file = decide_incident(file, no, first, noon).value().after;
    EXPECT_FALSE(file.incident.planned_refund.has_value());
    EXPECT_EQ(file.incident.destination_masked, "");
}

TEST(UnmatchedMoney, ThatWasLetStandCanStillBeSentBackByTwoPersons) {
    UnmatchedFile file = unmatched_money();
    file = decide_incident(file, propose(IncidentAction::accept), first, noon).value().after;
    file = decide_incident(file, act::Approved{checker}, first, noon).value().after;
    ASSERT_EQ(file.incident.state, IncidentState::closed);
    EXPECT_TRUE(may_propose(file.incident, IncidentAction::refund));
    EXPECT_FALSE(may_propose(file.incident, IncidentAction::accept));
    const auto again = decide_incident(file, propose(IncidentAction::refund), first, noon);
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(again.value().after.incident.state, IncidentState::proposed);
    ASSERT_EQ(again.value().events.size(), 2U);
    EXPECT_EQ(again.value().events[0].type, EventType::incident_opened);  // the portal is told
    EXPECT_EQ(again.value().events[1].type, EventType::incident_proposed);
    const auto sent = decide_incident(again.value().after, act::Approved{checker}, first, noon);
    EXPECT_TRUE(sent.value().work.send);
    // What went back is not taken up once more.
    EXPECT_FALSE(may_propose(sent.value().after.incident, IncidentAction::refund));
}

TEST(Incident, OnlyARefundGoesSomewhere) {
    Desk desk(paid_twice());
    const IncidentInput accept =
        act::Proposed{IncidentAction::accept, "fine", maker, id<RefundId>(77), "{}"};
    EXPECT_EQ(desk.refused(accept), Fault::validation_failed);
}

TEST(Incident, AnsweredByEvidenceForgetsTheDestinationThatWasProposed) {
    Desk desk(paid_twice());
    desk.incident(propose_to(id<RefundId>(77))).returned(60'000, 1);
    EXPECT_EQ(desk.file().incidents[0].state, IncidentState::closed);
    EXPECT_FALSE(desk.file().incidents[0].planned_refund.has_value());
}

TEST(Contract, MayLetALaterCreditCompleteAPart) {
    Story story = paid_in_part();
    Input rest = told(id<AttemptId>(1), money(40'000, "T2"));
    Story strict = story;
    strict.then(rest);
    EXPECT_THAT(credits(strict.file()), ElementsAre("partial 20000", "partial 40000"));
    EXPECT_EQ(status_of(strict.file()), Status::outcome_unknown);
    std::get<input::Told>(rest).rules.complete_partial = true;
    story.then(rest);
    EXPECT_THAT(credits(story.file()), ElementsAre("partial 20000", "applied 40000"));
    EXPECT_EQ(status_of(story.file()), Status::paid);
    EXPECT_EQ(story.file().incidents[0].state, IncidentState::closed);
}

TEST(Contract, MayAcceptASurplus) {
    Input more = told(id<AttemptId>(1), money(75'000));
    std::get<input::Told>(more).rules.accept_surplus = true;
    Story story;
    story.offered().then(more);
    EXPECT_THAT(credits(story.file()), ElementsAre("surplus 75000"));
    EXPECT_THAT(incidents(story.file()), IsEmpty());
}

TEST(Settlement, IsWhatTheStatementsSayAndDoubtNeverChangesTheStatus) {
    using Said = CreditNotice::Said;
    Story story;
    story.offered().hears(money(60'000));
    const CreditId credit = story.file().credits[0].id;
    story.then(heard(credit, Said::missing));
    EXPECT_EQ(story.payment_now().settlement, Settlement::missing);
    EXPECT_THAT(incidents(story.file()), ElementsAre("credit_missing 60000 none"));
    story.then(heard(credit, Said::confirmed));
    EXPECT_EQ(story.payment_now().settlement, Settlement::confirmed);
    EXPECT_EQ(story.file().incidents[0].state, IncidentState::closed);
    story.then(heard(credit, Said::reversed));
    EXPECT_EQ(story.payment_now().settlement, Settlement::reversed);
    EXPECT_THAT(credits(story.file()), ElementsAre("reversed 60000"));
    EXPECT_EQ(status_of(story.file()), Status::paid);
    const auto version = story.payment_now().version;
    story.then(heard(credit, Said::reversed));
    EXPECT_EQ(story.payment_now().version, version);  // told again (P8)
}

/// Paid by the first credit, with a duplicate; then what is heard of either, word by word.
class Heard {
  public:
    /// The statement has this credit, or lacks it; or it is taken back.
    Heard& has(std::size_t credit) { return of(credit, CreditNotice::Said::confirmed); }
    Heard& lacks(std::size_t credit) { return of(credit, CreditNotice::Said::missing); }
    Heard& loses(std::size_t credit) { return of(credit, CreditNotice::Said::reversed); }
    Settlement settlement() const { return story_.payment_now().settlement; }
    /// "credit_missing 0 open" of every incident about what was heard: kind, whose credit, state.
    std::vector<std::string> told() const {
        std::vector<std::string> out;
        for (const auto& i : story_.file().incidents) {
            if (i.kind == IncidentKind::duplicate_payment) continue;
            const auto at = std::ranges::find(story_.file().credits, *i.credit, &Credit::id);
            const auto whose = at - story_.file().credits.begin();
            out.push_back(
                std::string(to_string(i.kind)) + " " + std::to_string(whose) + " " +
                std::string(to_string(i.state))
            );
        }
        return out;
    }
    const Story& story() const { return story_; }

  private:
    Heard& of(std::size_t credit, CreditNotice::Said said) {
        story_.then(heard(story_.file().credits.at(credit).id, said));
        return *this;
    }
    Story story_ = paid_twice();
};

TEST(Settlement, OfLostMoneyIsNotAnsweredByADuplicateThatIsThere) {
    Heard both;
    both.lacks(0).has(1);
    EXPECT_EQ(both.settlement(), Settlement::missing);
    EXPECT_THAT(both.told(), ElementsAre("credit_missing 0 open"));
    both.has(0);
    EXPECT_EQ(both.settlement(), Settlement::confirmed);
    EXPECT_THAT(both.told(), ElementsAre("credit_missing 0 closed"));
}

TEST(Settlement, StandsWhenOnlyTheDuplicateIsTakenBack) {
    Heard both;
    both.has(0).loses(1);
    EXPECT_EQ(both.settlement(), Settlement::confirmed);
    EXPECT_THAT(credits(both.story().file()), ElementsAre("applied 60000", "reversed 60000"));
    EXPECT_THAT(both.told(), ElementsAre("credit_reversed 1 open"));
}

TEST(Settlement, OfMoneyTakenBackIsNotMendedByADuplicateThatIsThere) {
    Heard both;
    both.loses(0).has(1);
    EXPECT_EQ(both.settlement(), Settlement::reversed);
    both.has(0);  // an older statement that is read later
    EXPECT_EQ(both.settlement(), Settlement::reversed);
}

TEST(Settlement, EachCreditThatIsMissingHasItsIncidentAndItsAnswer) {
    Heard both;
    both.lacks(0).lacks(1);
    EXPECT_THAT(both.told(), ElementsAre("credit_missing 0 open", "credit_missing 1 open"));
    const auto version = both.story().payment_now().version;
    both.lacks(0).lacks(1);
    EXPECT_EQ(both.story().payment_now().version, version);  // told again (P8)
    both.has(1);
    EXPECT_THAT(both.told(), ElementsAre("credit_missing 0 open", "credit_missing 1 closed"));
    EXPECT_EQ(both.settlement(), Settlement::missing);
}

TEST(Settlement, IsTheWorstThatWasHeardOfTheMoneyThatPaid) {
    Input rest = told(id<AttemptId>(1), money(40'000, "T2"));
    std::get<input::Told>(rest).rules.complete_partial = true;
    Story story = paid_in_part();
    const CreditId part = story.file().credits[0].id;
    story.then(heard(part, CreditNotice::Said::missing));
    EXPECT_EQ(story.payment_now().settlement, Settlement::none);  // nothing is paid
    story.then(rest);
    EXPECT_EQ(story.payment_now().settlement, Settlement::missing);
    story.then(heard(part, CreditNotice::Said::confirmed));
    EXPECT_EQ(story.payment_now().settlement, Settlement::pending);
    story.then(heard(story.file().credits[1].id, CreditNotice::Said::confirmed));
    EXPECT_EQ(story.payment_now().settlement, Settlement::confirmed);
}

TEST(Settlement, OfAPaymentIsNotInDoubtByAPartThatWasGoneBeforeItWasPaid) {
    Story story = paid_in_part();
    story.then(heard(story.file().credits[0].id, CreditNotice::Said::reversed))
        .hears(money(60'000, "T2"));
    EXPECT_THAT(credits(story.file()), ElementsAre("reversed 20000", "applied 60000"));
    EXPECT_EQ(story.payment_now().settlement, Settlement::pending);
}

}  // namespace
}  // namespace dvcpay::given
