// A bank that is asked about one order and answers with everything that came for it.
#include <set>

#include <gmock/gmock.h>

#include "bank.hpp"

namespace dvcpay::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class ABankThatIsAsked : public ABank {
  protected:
    ABankThatIsAsked() {
        bank.can.query_account = false;
        bank.can.query_attempt = true;
    }
    Verified<Notice> row(const nlohmann::json& made, std::int64_t amount, std::string txn) {
        return bank.told(key, number_of(made), amount, std::move(txn), Source::status_answer);
    }
    /// The same words of a bank that did not move money: `said` instead of paid.
    static Verified<Notice> said(const Verified<Notice>& row, Said said) {
        return row.restated([said](Notice& notice) { notice.said = said; });
    }
    std::vector<std::string> credits(const nlohmann::json& made) {
        std::vector<std::string> out;
        for (const auto& credit : payment(made)["credits"]) out.push_back(credit["state"]);
        return out;
    }
    /// The question of the attempt as it stands, due or not.
    void ask_again(const nlohmann::json& made) {
        std::optional<AttemptLocation> where;
        world.read([&](Reader& reader) {
            where = reader.attempt_by_order_ref(made["attempt"]["order_ref"].get<std::string>());
        });
        ASSERT_TRUE(where);
        flows::AskStatus asking(&world.core);
        world.await(put(&asking, *where, world.clock.mono().plus_ms(1000)));
    }
    /// The question about money that a notice only spoke of.
    void inquire(const std::string& order_ref) { inquire(key, order_ref, world.clock.wall()); }
    void inquire(const AccountKey& account, const std::string& order_ref, Wall created_at) {
        OpenInquiry inquiry;
        inquiry.id = EvidenceId::make(world.clock.wall(), seed);
        inquiry.account = account;
        inquiry.order_ref = order_ref;
        inquiry.next_ask_at = world.clock.wall();
        inquiry.created_at = created_at;
        world.write([&](Txn& txn) { txn.put_inquiry(inquiry); });
        flows::AskStatus asking(&world.core);
        world.await(put(&asking, inquiry, world.clock.mono().plus_ms(1000)));
    }
    std::set<std::string> evidence(const nlohmann::json& made) {
        std::set<std::string> out;
        world.read([&](Reader& reader) {
            const auto file = reader.payment(*PaymentId::parse(made["id"].get<std::string>()));
            for (const auto& credit : file.value().credits) out.insert(credit.evidence.text());
        });
        return out;
    }

    std::array<std::byte, 10> seed{};

  private:
    static Task<bool> put(flows::AskStatus* asking, AttemptLocation where, Mono until) {
        co_await asking->ask(std::move(where), until);
        co_return true;
    }
    static Task<bool> put(flows::AskStatus* asking, OpenInquiry inquiry, Mono until) {
        co_await asking->ask_inquiry(std::move(inquiry), until);
        co_return true;
    }
};

TEST_F(ABankThatIsAsked, AnswersWithTwoMovementsAndBothAreCreditsOnce) {
    const auto made = create();
    bank.rows = {row(made, 60'000, "T1"), row(made, 60'000, "T2")};
    ask_again(made);
    EXPECT_EQ(payment(made)["status"], "paid");
    EXPECT_THAT(credits(made), UnorderedElementsAre("applied", "duplicate"));
    EXPECT_THAT(incidents(made), ElementsAre("duplicate_payment"));
    EXPECT_EQ(evidence(made).size(), 2U) << "each movement has evidence of its own";
    const auto before = payment(made);
    ask_again(made);
    EXPECT_EQ(payment(made), before) << "the same answer again adds nothing";
    EXPECT_EQ(bank.questions, 2);
    bank.rows.push_back(row(made, 60'000, "T3"));
    ask_again(made);
    EXPECT_THAT(credits(made), UnorderedElementsAre("applied", "duplicate", "duplicate"));
}

TEST_F(ABankThatIsAsked, AnswersWithBothPartsOfAPaymentThatMayComeInParts) {
    auto config = std::make_shared<FlowConfig>(*world.core.config);
    for (auto& account : config->accounts) account.credit_rules.complete_partial = true;
    world.core.config = config;
    const auto made = create();
    bank.rows = {row(made, 50'000, "T1"), row(made, 10'000, "T2")};
    ask_again(made);
    EXPECT_EQ(payment(made)["status"], "paid");
    EXPECT_THAT(credits(made), UnorderedElementsAre("partial", "applied"));
}

TEST_F(ABankThatIsAsked, SpeaksOfMoneyBesideWordsThatAreNone) {
    const auto made = create();
    const auto waits = said(row(made, 60'000, "T0"), Said::waiting);
    bank.rows = {waits, row(made, 60'000, "T1"), waits, row(made, 5'000, "T2")};
    ask_again(made);
    EXPECT_EQ(payment(made)["status"], "paid");
    EXPECT_THAT(credits(made), UnorderedElementsAre("applied", "duplicate"));
}

TEST_F(ABankThatIsAsked, ConfirmsTwoMovementsForNobodyAndBothAreKeptOnce) {
    const auto told = [&](std::int64_t amount, std::string txn) {
        return bank.told(key, "VA77777", amount, std::move(txn), Source::status_answer);
    };
    bank.rows = {told(9'000, "T1/CORE1"), told(9'000, "T2"), told(9'000, "CORE1")};
    inquire("THEIRS-1");
    inquire("THEIRS-1");
    std::vector<std::string> found;
    world.read([&](Reader& reader) {
        for (const auto* txn : {"T1", "T2", "CORE1"}) {
            const auto credit = reader.credit_by_txn(key, txn);
            ASSERT_TRUE(credit) << txn;
            EXPECT_EQ(credit->state, CreditState::unmatched);
            found.push_back(credit->id.text());
        }
    });
    ASSERT_EQ(found.size(), 3U);
    EXPECT_NE(found[0], found[1]);
    EXPECT_EQ(found[0], found[2]) << "one movement under two names";
}

TEST_F(ABankThatIsAsked, IsAskedNothingWhereItsContractIsGoneAndTheInquiryStillEndsWithPeople) {
    const auto due = [&] {
        std::size_t out = 0;
        world.read([&](Reader& reader) {
            out = reader.due_inquiries(world.clock.wall(), 10).size();
        });
        return out;
    };
    const AccountKey gone{key.provider, "gone"};
    inquire(gone, "THEIRS-2", world.clock.wall());
    EXPECT_EQ(due(), 0U) << "due for ever, it would be looked at in every round";
    EXPECT_THAT(world.telemetry.alarms, IsEmpty());
    inquire(gone, "THEIRS-2", world.clock.wall().plus_s(-40 * 86'400));
    EXPECT_EQ(due(), 0U);
    EXPECT_THAT(world.telemetry.alarms, ElementsAre("inquiry_unanswered"));
    bank.can.query_attempt = false;  // since the notice came; FakeBank fails where it is asked
    inquire("THEIRS-3");
    EXPECT_EQ(due(), 0U);
    EXPECT_EQ(bank.questions, 0);
}

TEST_F(ABankThatIsAsked, ConfirmsTwoMovementsOfAnAttemptOfOurs) {
    const auto made = create();
    bank.rows = {row(made, 60'000, "T1"), row(made, 60'000, "T2")};
    inquire(made["attempt"]["order_ref"]);
    EXPECT_THAT(credits(made), UnorderedElementsAre("applied", "duplicate"));
}

}  // namespace
}  // namespace dvcpay::testing
