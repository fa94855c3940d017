// What may happen to a refund: every state with every input, then the rules one by one.
#include "domain/decide_refund.hpp"
#include "domain/invariant.hpp"
#include "given.hpp"

namespace dvcpay {
namespace {

using given::failure;
using given::id;
using given::noon;
using testing::ElementsAre;
using testing::IsEmpty;
namespace in = refund_input;
using Word = RefundSaid;

const PrincipalId maker = id<PrincipalId>(1);
const PrincipalId checker = id<PrincipalId>(2);
const RefundId first = id<RefundId>(11);
const RefundId second = id<RefundId>(12);

Money dong(std::int64_t count) {
    return Money::dong(count);
}

Refund draft(RefundId which, std::int64_t amount) {
    Refund refund;
    refund.id = which;
    refund.amount = dong(amount);
    refund.reason = "paid twice";
    refund.requested_by = maker;
    return refund;
}

/// A credit of 50,000 đồng on its way through decide_refund.
class Case {
  public:
    explicit Case(CreditState state = CreditState::duplicate) {
        file_.credit.id = id<CreditId>(5);
        file_.credit.amount = dong(50'000);
        file_.credit.state = state;
    }
    Case& kept_by_law() {
        file_.kept_by_law = true;
        return *this;
    }
    Case& taken_back() {
        file_.credit.state = CreditState::reversed;
        return *this;
    }
    Case& then(const RefundInput& input, Wall now = noon) {
        auto decided = decide_refund(file_, input, now);
        EXPECT_TRUE(decided.has_value()) << code_of(decided.error().fault);
        last_ = std::move(decided.value());
        file_ = last_.after;
        return *this;
    }
    Case& asked(RefundId which = first, std::int64_t amount = 50'000) {
        return then(in::Asked{draft(which, amount), refundable(file_)});
    }
    Case& approved(RefundId which = first) { return then(in::Approved{which, checker}); }
    Case& sent(std::string name = "R1", RefundId which = first) {
        return then(in::Submitted{which, std::move(name), "req"});
    }
    Case& told(Word word, RefundId which = first) { return then(say(word, which)); }
    static RefundInput say(Word word, RefundId which = first, std::string name = "R1") {
        return in::Told{which, std::move(name), word, "T9", failure("refused"), "provider:momo"};
    }
    static RefundInput not_again_for(std::int64_t seconds) {
        in::Told told{first, "R1", Word::refused, {}, failure("refund_failed"), "provider:momo"};
        told.not_again_for_s = seconds;
        return told;
    }
    static RefundInput not_sent_at_first() {
        in::Told told{first, "R1", Word::not_sent, {}, failure("unavailable"), "provider:momo"};
        told.first_call = true;
        return told;
    }
    /// Seconds after which a refusal says that it may be tried again; 0: it says nothing of the
    /// kind.
    std::int64_t put_off_s(const RefundInput& input, Wall now) const {
        auto decided = decide_refund(file_, input, now);
        return decided ? 0 : decided.error().retry_after_s;
    }
    std::optional<Fault> refused(const RefundInput& input) const {
        auto decided = decide_refund(file_, input, noon);
        if (decided) return std::nullopt;
        return decided.error().fault;
    }
    Money left() const { return refundable(file_); }
    const Refund& refund(std::size_t n = 0) const { return file_.refunds.at(n); }
    const RefundDecision& last() const { return last_; }
    std::vector<std::string> events() const {
        std::vector<std::string> out;
        for (const auto& e : last_.events) out.emplace_back(to_string(e.type));
        return out;
    }

  private:
    CreditFile file_;
    RefundDecision last_;
};

Case in_state(RefundState state) {
    Case c;
    c.asked();
    switch (state) {
        case RefundState::requested:
            return c;
        case RefundState::approved:
            return c.approved();
        case RefundState::rejected:
            return c.then(in::Rejected{first, checker, "no"});
        case RefundState::submitted:
            return c.approved().sent();
        case RefundState::unknown:
            return c.approved().sent().told(Word::unknown);
        case RefundState::succeeded:
            return c.approved().sent().told(Word::done);
        case RefundState::failed:
            return c.approved().sent().told(Word::refused);
        case RefundState::manual:
            return c.approved().sent().told(Word::not_refundable);
    }
    invariant_broken("in_state");
}

/// One letter a state: where an input leads; '-' refused with state_conflict; '=' nothing changes;
/// '?' no such try. The columns are the states in the order of the enum.
TEST(RefundTable, EveryStateWithEveryInput) {
    const std::string letters = "qarsuSFm";
    const std::vector<std::pair<RefundInput, std::string>> table = {
        // from:                                      q a r s u S F m
        {in::Approved{first, checker}, /*          */ "a-------"},
        {in::Rejected{first, checker, "no"}, /*    */ "r-------"},
        {in::Submitted{first, "R2", "req"}, /*     */ "-s------"},
        {in::NoOperation{first}, /*                */ "-m------"},
        {in::Retried{first, checker}, /*           */ "------a-"},
        {in::Closed{first, true, "UNC 12", checker}, "-------S"},
        {in::Closed{first, false, "UNC 12", checker}, "-------F"},
        {Case::say(Word::done), /*                 */ "???SS=SS"},
        {Case::say(Word::pending), /*              */ "???ss==="},
        {Case::say(Word::unknown), /*              */ "???uu==="},
        {Case::say(Word::refused), /*              */ "???FF==="},
        {Case::not_sent_at_first(), /*             */ "???FF==="},
        {Case::say(Word::not_sent), /*             */ "???uu==="},
        {Case::say(Word::not_refundable), /*       */ "???mm==="},
    };
    for (const auto& [input, row] : table) {
        for (std::size_t n = 0; n < letters.size(); ++n) {
            const auto state = static_cast<RefundState>(n);
            const Case from = in_state(state);
            const std::string what = "input " + std::to_string(input.index()) + " in state " +
                                     std::string(to_string(state));
            ASSERT_EQ(from.refund().state, state) << what;
            if (row[n] == '-') {
                EXPECT_EQ(from.refused(input), Fault::state_conflict) << what;
                continue;
            }
            if (row[n] == '?') {
                EXPECT_EQ(from.refused(input), Fault::not_found) << what;
                continue;
            }
            Case after = from;
            after.then(input);
            const std::size_t expected = row[n] == '=' ? n : letters.find(row[n]);
            EXPECT_EQ(after.refund().state, static_cast<RefundState>(expected)) << what;
            const bool moved = expected != n;
            EXPECT_EQ(after.refund().version, from.refund().version + (moved ? 1 : 0)) << what;
            EXPECT_EQ(after.last().events.empty(), !moved) << what;
        }
    }
}

TEST(RefundRequest, HoldsItsMoneyFromTheRequestOn) {
    Case c;
    c.asked(first, 30'000);
    EXPECT_THAT(c.events(), ElementsAre("refund.requested"));
    EXPECT_EQ(c.left(), dong(20'000));
    EXPECT_EQ(
        c.refused(in::Asked{draft(second, 20'001), dong(20'000)}), Fault::refund_exceeds_credit
    );
    c.asked(second, 20'000);
    EXPECT_EQ(c.left(), dong(0));
}

TEST(RefundRequest, OnAStaleFigureIsRefusedSoThatTwoScreensCannotRefundTwice) {
    Case c;
    c.asked(first, 10'000);
    EXPECT_EQ(
        c.refused(in::Asked{draft(second, 10'000), dong(50'000)}), Fault::refundable_amount_changed
    );
}

TEST(RefundRequest, OfNothingOrLessIsRefused) {
    EXPECT_EQ(Case().refused(in::Asked{draft(first, 0), dong(50'000)}), Fault::amount_out_of_range);
    EXPECT_EQ(
        Case().refused(in::Asked{draft(first, -1), dong(50'000)}), Fault::amount_out_of_range
    );
}

TEST(RefundRequest, AFeeKeptByLawGoesBackOnlyWhereItPaidNothing) {
    const in::Asked ask{draft(first, 50'000), dong(50'000)};
    EXPECT_EQ(Case(CreditState::applied).kept_by_law().refused(ask), Fault::not_refundable);
    for (const auto state :
         {CreditState::surplus, CreditState::partial, CreditState::duplicate, CreditState::unmatched
         }) {
        EXPECT_EQ(Case(state).kept_by_law().refused(ask), std::nullopt) << to_string(state);
    }
    EXPECT_EQ(Case(CreditState::applied).refused(ask), std::nullopt);
}

TEST(RefundRequest, OfMoneyTheProviderTookBackIsRefused) {
    EXPECT_EQ(
        Case(CreditState::reversed).refused(in::Asked{draft(first, 1), dong(50'000)}),
        Fault::state_conflict
    );
}

TEST(RefundTwoPersons, WhoAskedDecidesNothing) {
    EXPECT_EQ(
        in_state(RefundState::requested).refused(in::Approved{first, maker}), Fault::same_person
    );
    EXPECT_EQ(
        in_state(RefundState::requested).refused(in::Rejected{first, maker, {}}), Fault::same_person
    );
    EXPECT_EQ(in_state(RefundState::failed).refused(in::Retried{first, maker}), Fault::same_person);
    EXPECT_EQ(
        in_state(RefundState::manual).refused(in::Closed{first, true, "UNC 12", maker}),
        Fault::same_person
    );
}

TEST(RefundSending, FollowsTheApprovalAndAsksWhileTheOutcomeIsOpen) {
    Case c;
    EXPECT_TRUE(c.asked().approved().last().send);
    EXPECT_FALSE(c.sent().last().send);
    EXPECT_TRUE(c.told(Word::pending).last().ask);
    EXPECT_TRUE(c.told(Word::unknown).last().ask);
    EXPECT_FALSE(c.told(Word::done).last().ask);
}

TEST(RefundRetry, TakesANewNameAtTheProvider) {
    Case c = in_state(RefundState::failed);
    c.then(in::Retried{first, checker}).sent("R2");
    EXPECT_EQ(c.refund().provider_refund_id, "R2");
    EXPECT_FALSE(c.refund().failure.has_value());
}

TEST(RefundRetry, NotOfARefundThatPeopleClosedSoThatOnePersonCannotPayItAgain) {
    Case c = in_state(RefundState::manual);
    c.then(in::Closed{first, false, "the bank sent it back", checker});
    EXPECT_EQ(c.refund().state, RefundState::failed);
    EXPECT_EQ(c.refused(in::Retried{first, checker}), Fault::state_conflict);
    EXPECT_EQ(c.left(), dong(50'000));  // for a new one, by two persons
}

TEST(RefundRetry, NotOfMoneyThatAnotherRefundHoldsMeanwhile) {
    Case c = in_state(RefundState::failed);
    EXPECT_EQ(c.left(), dong(50'000));
    c.asked(second, 1);
    EXPECT_EQ(c.refused(in::Retried{first, checker}), Fault::refund_exceeds_credit);
}

TEST(RefundRetry, BeforeTheProviderTakesANewTryIsPutOffUntilThen) {
    Case c = in_state(RefundState::submitted);
    c.then(Case::not_again_for(3600));
    EXPECT_EQ(c.refund().state, RefundState::failed);
    const RefundInput again = in::Retried{first, checker};
    EXPECT_EQ(c.refused(again), Fault::state_conflict);
    EXPECT_EQ(c.put_off_s(again, noon), 3600);
    EXPECT_EQ(c.put_off_s(again, noon.plus_ms(3'599'001)), 1);
    c.then(again, noon.plus_s(3600));
    EXPECT_TRUE(c.last().send);
}

TEST(RefundApproval, OfAnotherRefundOfThatMoneyStandsAndIsSentWhenTheProviderTakesIt) {
    Case c = in_state(RefundState::submitted);
    c.then(Case::not_again_for(3600)).asked(second).approved(second);
    EXPECT_EQ(c.refund(1).state, RefundState::approved);
    EXPECT_FALSE(c.last().send);
    EXPECT_EQ(c.refund(1).not_before, noon.plus_s(3600));
    // Whoever tries to send it too early is told.
    const RefundInput early = in::Submitted{second, "R2", "q"};
    EXPECT_EQ(c.put_off_s(early, noon.plus_s(10)), 3590);
    c.then(early, noon.plus_s(3600));
    EXPECT_EQ(c.refund(1).state, RefundState::submitted);
}

TEST(RefundWords, ThatNameNoTimeHoldNothingUp) {
    Case c = in_state(RefundState::failed);
    EXPECT_FALSE(c.refund().not_before.has_value());
    EXPECT_EQ(c.refused(in::Retried{first, checker}), std::nullopt);
}

TEST(RefundRequest, MayBeAskedForWhileSomethingIsLeftThatTheLawLetsGo) {
    const auto may = [](CreditState state, bool kept) {
        CreditFile file;
        file.credit.amount = dong(50'000);
        file.credit.state = state;
        file.kept_by_law = kept;
        return may_ask_refund(file);
    };
    EXPECT_TRUE(may(CreditState::applied, false));
    EXPECT_FALSE(may(CreditState::applied, true));
    EXPECT_TRUE(may(CreditState::surplus, true));
    EXPECT_TRUE(may(CreditState::duplicate, true));
    EXPECT_FALSE(may(CreditState::reversed, false));
}

TEST(RefundWords, ASuccessAfterAnotherEndIsBelievedAndCalledAContradiction) {
    Case c = in_state(RefundState::failed);
    c.asked(second, 50'000).told(Word::done);
    EXPECT_TRUE(c.last().contradicted);
    EXPECT_THAT(c.events(), ElementsAre("refund.succeeded"));
    EXPECT_EQ(c.left(), dong(-50'000));  // both went back: said, not hidden
    c.then(in::Rejected{second, checker, "gone already"});
    EXPECT_EQ(c.left(), dong(0));
}

TEST(RefundWords, AnEarlierTryThatPaidAfterAllEndsTheRefundWhenTheNewerOneFails) {
    Case c = in_state(RefundState::failed);
    c.then(in::Retried{first, checker}).sent("R2");
    c.then(Case::say(Word::done, first, "R1"));
    EXPECT_TRUE(c.last().contradicted);
    EXPECT_EQ(c.refund().state, RefundState::submitted);  // R2 may pay a second time: asked on
    EXPECT_EQ(c.refund().tries[0].state, RefundTry::State::succeeded);
    c.then(Case::say(Word::refused, first, "R2"));
    EXPECT_EQ(c.refund().state, RefundState::succeeded);
}

TEST(RefundWords, WithoutAnyByTheEndOfTheAskingAreSaidOnceToPeople) {
    Case c = in_state(RefundState::unknown);
    EXPECT_TRUE(c.then(in::AskingOver{first}).last().overdue);
    EXPECT_FALSE(c.then(in::AskingOver{first}).last().overdue);
    EXPECT_EQ(c.refund().state, RefundState::unknown);
    c.told(Word::done);
    EXPECT_EQ(c.refund().state, RefundState::succeeded);
}

TEST(RefundWords, AfterTheAskingHasEndedTwoPersonsMayCloseIt) {
    Case c = in_state(RefundState::unknown);
    EXPECT_EQ(c.refused(in::Closed{first, true, "UNC 12", checker}), Fault::state_conflict);
    c.then(in::AskingOver{first}).then(in::Closed{first, false, "letter of MoMo", checker});
    EXPECT_EQ(c.refund().state, RefundState::failed);
    EXPECT_FALSE(c.refund().overdue);
}

TEST(RefundApproval, OfMoneyTheProviderTookBackMeanwhileIsRefused) {
    Case c = in_state(RefundState::requested);
    c.taken_back();
    EXPECT_EQ(c.refused(in::Approved{first, checker}), Fault::state_conflict);
}

TEST(RefundWords, TheSameAgainChangesNothing) {
    for (const auto word : {Word::done, Word::refused, Word::not_refundable, Word::unknown}) {
        Case c = in_state(RefundState::submitted);
        c.told(word).told(word);
        EXPECT_THAT(c.events(), IsEmpty()) << to_string(word);
    }
}

TEST(RefundNames, ARefundNobodyKnowsIsNotFound) {
    const Case c;
    EXPECT_EQ(c.refused(in::Approved{first, checker}), Fault::not_found);
    EXPECT_EQ(c.refused(in::Rejected{first, checker, {}}), Fault::not_found);
    EXPECT_EQ(c.refused(in::Submitted{first, "R1", "req"}), Fault::not_found);
    EXPECT_EQ(c.refused(in::NoOperation{first}), Fault::not_found);
    EXPECT_EQ(c.refused(Case::say(Word::done)), Fault::not_found);
    EXPECT_EQ(c.refused(in::Retried{first, checker}), Fault::not_found);
    EXPECT_EQ(c.refused(in::Closed{first, true, {}, checker}), Fault::not_found);
}

}  // namespace
}  // namespace dvcpay
