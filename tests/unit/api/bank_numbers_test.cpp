// Which number an attempt is paid to, and what happens when there are none, or one twice.
#include "bank.hpp"

namespace dvcpay::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_F(ABank, ThatIssuesANumberStillHeldLeavesItToItsFirstHolder) {
    bank.plan.reset();
    bank.issues = "ISSUED1";
    const auto first = create("A-1");
    const auto second = create("A-2");
    EXPECT_EQ(second["attempt"]["status"], "failed");
    EXPECT_EQ(second["attempt"]["failure"]["can_retry"], true);
    EXPECT_TRUE(second["attempt"]["next_action"].is_null()) << "nobody may pay to it for this one";
    EXPECT_THAT(world.telemetry.alarms, ElementsAre("virtual_account_still_held"));
    EXPECT_EQ(tell("ISSUED1 60000 T1"), "kept");
    EXPECT_EQ(payment(first)["status"], "paid");
    EXPECT_EQ(payment(second)["amount_received"], 0);
}

TEST_F(ABank, GivesAnIssuedNumberAgainWhenTheWatchOfItsHolderIsOver) {
    bank.plan.reset();
    bank.issues = "ISSUED1";
    create("A-1");
    pass_seconds(5 * 86'400);
    const auto second = create("A-2");
    EXPECT_EQ(second["status"], "awaiting_payer");
    EXPECT_THAT(world.telemetry.alarms, IsEmpty());
    EXPECT_EQ(tell("ISSUED1 60000 T1"), "kept");
    EXPECT_EQ(payment(second)["status"], "paid");
}

// The same bank gives the number of another one while the lost offer is opened again.
TEST_F(ABank, ThatIssuesAHeldNumberWhenOpenedAgainLeavesTheAttemptUnknown) {
    bank.plan.reset();
    bank.issues = "ISSUED1";
    const auto first = create("A-1");
    bank.loses = 1;
    const auto second = create("A-2");
    EXPECT_EQ(second["status"], "outcome_unknown");
    pass_seconds(60);
    world.read([&](Reader& reader) { due = reader.due_asks(world.clock.wall(), 10); });
    std::erase_if(due, [&](const AttemptLocation& where) {
        return where.payment.text() != second["id"].get<std::string>();
    });
    ASSERT_EQ(due.size(), 1U);
    flows::AskStatus asking(&world.core);
    const auto run = [](flows::AskStatus* how, AttemptLocation where, Mono until) -> Task<bool> {
        co_await how->ask(std::move(where), until);
        co_return true;
    };
    world.await(run(&asking, due.front(), world.clock.mono().plus_ms(1000)));
    EXPECT_THAT(world.telemetry.alarms, ElementsAre("virtual_account_still_held"));
    EXPECT_EQ(payment(second)["status"], "outcome_unknown");
    EXPECT_EQ(tell("ISSUED1 60000 T1"), "kept");
    EXPECT_EQ(payment(first)["status"], "paid");
}

TEST_F(ABank, WhoseNumbersRunLowIsAnAlarmLongBeforeTheyAreUsedUp) {
    bank.plan->size = 800;
    create("A-1");
    EXPECT_THAT(world.telemetry.alarms, IsEmpty());
    const auto left = [&] {
        const auto series = flows::series_of(bank, key, ict_day(world.clock.wall()));
        flows::NumbersLeft out;
        world.read([&](Reader& reader) { out = flows::numbers_left(reader, *series); });
        return out;
    };
    EXPECT_EQ(left().left, 800 - 64);
    EXPECT_FALSE(left().low());
    // A restored store leaps over an eighth. The process that restores begins with no block.
    const auto restored = [&](const std::string& epoch) {
        world.write([&](Txn& txn) { txn.set_meta("epoch", epoch); });
        *world.core.numbers = flows::NumberBlocks();
    };
    for (const std::string epoch : {"2-a", "3-b", "4-c"}) {
        restored(epoch);
        create("A-" + epoch);
    }
    EXPECT_THAT(world.telemetry.alarms, IsEmpty());
    restored("5-d");
    EXPECT_EQ(left().left, 800 - 4 * 164) << "the leap counts before the first number is given";
    EXPECT_TRUE(left().low());
    create("A-5");
    EXPECT_THAT(world.telemetry.alarms, ElementsAre("virtual_accounts_running_out"));
    EXPECT_THAT(world.telemetry.all, ::testing::HasSubstr("account=default left=80"));
    restored("6-e");
    nlohmann::json body = nlohmann::json::parse(
        R"({"reference":"A-6","service_code":"1.004222","agency_code":"H01.12","amount":60000,
            "currency":"VND","description":"Lệ phí","provider":"bank",
            "return_url":"https://dichvucong.example.vn/x"})"
    );
    const Answer refused = world.post("/v1/payments", body.dump());
    EXPECT_EQ(refused.json()["code"], "method_not_offered") << refused.http.body;
    EXPECT_EQ(world.telemetry.alarms.back(), "virtual_accounts_used_up");
    EXPECT_EQ(left().left, 0);
}

}  // namespace
}  // namespace dvcpay::testing
