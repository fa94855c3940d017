// Every fault that can be asked for, by its magic amount where it has one.
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "world.hpp"

namespace dvcpay::sandbox::momo {
namespace {

using test::World;

void settle_some(World& world) {
    world.paid("DVC-1");
    world.clock.settle();
}

TEST(FaultTable, EveryFaultHasANameOfItsOwnAndAmountsDoNotCollide) {
    std::set<std::string_view> names;
    std::set<int> digits;
    for (const auto& info : all_faults()) {
        EXPECT_TRUE(names.insert(info.name).second) << info.name;
        EXPECT_EQ(fault_named(info.name), info.kind);
        EXPECT_FALSE(info.meaning.empty());
        if (info.digits != 0) {
            EXPECT_TRUE(digits.insert(info.digits).second) << info.digits;
            EXPECT_EQ(fault_of_amount(50'000 + info.digits), info.kind);
        }
    }
    EXPECT_EQ(fault_of_amount(50'000), std::nullopt);
    EXPECT_EQ(fault_of_amount(50'999), std::nullopt);
}

TEST(FaultTable, TheReadmeListsEveryFaultWithItsAmount) {
    std::ifstream in(SANDBOX_README);
    const std::string readme((std::istreambuf_iterator<char>(in)), {});
    for (const auto& info : all_faults()) {
        const auto amount = info.digits == 0 ? std::string("–") : std::to_string(info.digits);
        const auto row = "| " + amount + " | `" + std::string(info.name) + "` | ";
        EXPECT_NE(readme.find(row), std::string::npos) << row;
    }
}

TEST(FaultPlan, RuleOfTheOrderGoesFirstAndUsesAreCounted) {
    FaultPlan plan;
    plan.add({FaultKind::slow, "query", "", 2, 0, 0});
    plan.add({FaultKind::garbage, "query", "A", 1, 0, 0});
    EXPECT_FALSE(plan.take_answer("create", "A"));
    EXPECT_EQ(plan.take_answer("query", "A")->kind, FaultKind::garbage);
    EXPECT_EQ(plan.take_answer("query", "A")->kind, FaultKind::slow);
    EXPECT_EQ(plan.take_answer("query", "B")->kind, FaultKind::slow);
    EXPECT_FALSE(plan.take_answer("query", "B"));
    EXPECT_TRUE(plan.rules().empty());
}

TEST(FaultPlan, ForEverLastsUntilCleared) {
    FaultPlan plan;
    plan.add({FaultKind::server_error, "query", "", for_ever, 0, 0});
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(plan.take_answer("query", "A"));
    plan.clear();
    EXPECT_FALSE(plan.take_answer("query", "A"));
}

TEST(Fault101, NothingIsDoneAndNoAnswerComesButARepetitionSucceeds) {
    World world;
    const auto lost = world.create("DVC-1", 50'101);
    world.clock.advance_ms(119'999);
    EXPECT_FALSE(lost.came());
    EXPECT_EQ(world.query("DVC-1").json()["resultCode"], 42);
    EXPECT_EQ(world.create("DVC-1", 50'101).json()["resultCode"], 0);
    world.clock.advance_ms(1);
    EXPECT_EQ(lost.response().status, 504);
}

TEST(Fault102, SlowAnswerAndATwinThatIsToldToWait) {
    World world;
    const auto slow = world.create("DVC-1", 50'102);
    EXPECT_FALSE(slow.came());
    const auto twin = world.create("DVC-1", 50'102);
    EXPECT_EQ(twin.response().status, 422);
    EXPECT_EQ(twin.json()["resultCode"], 7000);
    EXPECT_EQ(world.query("DVC-1").json()["resultCode"], 1000);
    world.clock.advance_ms(12'000);
    ASSERT_TRUE(slow.came());
    EXPECT_EQ(slow.json()["resultCode"], 0);
    EXPECT_EQ(world.create("DVC-1", 50'102).response().body, slow.response().body);
}

TEST(Fault103, ServerErrorWithNothingDone) {
    World world;
    EXPECT_EQ(world.create("DVC-1", 50'103).response().status, 500);
    EXPECT_EQ(world.momo().find("DVC-1"), nullptr);
    EXPECT_EQ(world.create("DVC-1", 50'103).json()["resultCode"], 0);
}

TEST(Fault104, GarbageAlthoughItWasDone) {
    World world;
    const auto answer = world.create("DVC-1", 50'104);
    EXPECT_EQ(answer.response().status, 200);
    EXPECT_TRUE(answer.json().is_discarded());
    EXPECT_EQ(world.query("DVC-1").json()["resultCode"], 1000);
}

TEST(Fault105, PaidButNobodyIsTold) {
    World world;
    world.create("DVC-1", 50'105);
    settle_some(world);
    world.clock.advance_ms(60'000);
    EXPECT_TRUE(world.merchant.got.empty());
    EXPECT_EQ(world.query("DVC-1").json()["resultCode"], 0);
    EXPECT_EQ(world.book.of("paid").size(), 1U);
}

TEST(Fault106, TheSameCallbackThreeTimes) {
    World world;
    world.create("DVC-1", 50'106);
    settle_some(world);
    ASSERT_EQ(world.merchant.got.size(), 3U);
    EXPECT_EQ(world.merchant.got[0].body, world.merchant.got[1].body);
    EXPECT_EQ(world.merchant.got[0].body, world.merchant.got[2].body);
    EXPECT_EQ(world.book.of("paid").size(), 1U);
}

TEST(Fault107, CallbackIsAnsweredBeforeTheCreateAnswerLeaves) {
    World world;
    bool create_answered_first = false;
    test::Pending pending;
    world.merchant.answer = [&](const OutboundRequest&) {
        create_answered_first = pending.slot && pending.came();
        HttpAnswer answer;
        answer.status = 204;
        return SendResult(answer);
    };
    pending = world.create("DVC-1", 50'107);
    world.clock.advance_ms(10);
    ASSERT_EQ(world.merchant.got.size(), 1U);
    EXPECT_FALSE(create_answered_first);
    EXPECT_EQ(world.ipn(0)["resultCode"], 0);
    ASSERT_TRUE(pending.came());
    EXPECT_EQ(pending.json()["resultCode"], 0);
}

TEST(Fault108, CallbackSignedWithAWrongKey) {
    World world;
    world.create("DVC-1", 50'108);
    settle_some(world);
    EXPECT_FALSE(World::signed_well(world.ipn(0)));
    EXPECT_EQ(world.ipn(0)["signature"].get<std::string>().size(), 64U);
    EXPECT_EQ(world.query("DVC-1").json()["resultCode"], 0);
}

TEST(Fault109, CallbackValidlySignedWithAnotherAmount) {
    World world;
    world.create("DVC-1", 50'109);
    settle_some(world);
    EXPECT_TRUE(World::signed_well(world.ipn(0)));
    EXPECT_EQ(world.ipn(0)["amount"], 51'109);
    EXPECT_EQ(world.query("DVC-1").json()["amount"], 50'109);
    EXPECT_EQ(world.book.of("paid").at(0)["amount"], 50'109);
}

TEST(Fault110, LatePaymentComesOnlyAfterAQueryHasAnsweredExpired) {
    World world;
    world.create("DVC-1", 50'110);
    world.clock.advance_ms(3600'000);
    EXPECT_EQ(world.momo().find("DVC-1")->state, OrderState::expired);
    EXPECT_EQ(world.query("DVC-1").json()["resultCode"], 1005);
    world.clock.advance_ms(2'999);
    EXPECT_EQ(world.query("DVC-1").json()["resultCode"], 1005);
    world.clock.advance_ms(1);
    EXPECT_EQ(world.query("DVC-1").json()["resultCode"], 0);
    ASSERT_EQ(world.merchant.got.size(), 1U);
    EXPECT_EQ(world.ipn(0)["resultCode"], 0);
    EXPECT_EQ(world.book.of("paid").size(), 1U);
}

TEST(Fault111, DoneButTheAnswerIsLost) {
    World world;
    const auto lost = world.create("DVC-1", 50'111);
    EXPECT_FALSE(lost.came());
    EXPECT_EQ(world.query("DVC-1").json()["resultCode"], 1000);
    const auto again = world.create("DVC-1", 50'111);
    EXPECT_EQ(again.json()["resultCode"], 0);
    EXPECT_EQ(world.momo().orders().size(), 1U);
}

struct PayerRefusal {
    const char* name;
    std::int64_t amount;
    std::int64_t code;
};
class FaultOfThePayer : public testing::TestWithParam<PayerRefusal> {};
TEST_P(FaultOfThePayer, IsToldAndAnsweredWithItsCode) {
    World world;
    world.create("DVC-1", GetParam().amount);
    world.clock.advance_ms(500);
    EXPECT_EQ(world.ipn(0)["resultCode"], GetParam().code);
    EXPECT_TRUE(World::signed_well(world.ipn(0)));
    EXPECT_EQ(world.query("DVC-1").json()["resultCode"], GetParam().code);
    EXPECT_TRUE(world.book.of("paid").empty());
}
INSTANTIATE_TEST_SUITE_P(
    Table,
    FaultOfThePayer,
    testing::Values(
        PayerRefusal{"Declines", 50'113, 1006},
        PayerRefusal{"Limit", 50'114, 1004},
        PayerRefusal{"NoFunds", 50'115, 1001}
    ),
    [](const auto& row) { return row.param.name; }
);

TEST(Fault116, CallbackOfAForeignPartner) {
    World world;
    world.create("DVC-1", 50'116);
    settle_some(world);
    EXPECT_EQ(world.ipn(0)["partnerCode"], "MOMOTEST01X");
}

TEST(Fault117, CallbackSaysAuthorisedAndTheQuerySaysPaid) {
    World world;
    world.create("DVC-1", 50'117);
    settle_some(world);
    EXPECT_EQ(world.ipn(0)["resultCode"], 9000);
    EXPECT_TRUE(World::signed_well(world.ipn(0)));
    EXPECT_EQ(world.query("DVC-1").json()["resultCode"], 0);
}

TEST(Fault118And119, LessOrMoreIsPaidAndBothSidesSaySo) {
    World less;
    less.create("DVC-1", 50'118);
    settle_some(less);
    EXPECT_EQ(less.ipn(0)["amount"], 25'059);
    EXPECT_EQ(less.query("DVC-1").json()["amount"], 25'059);
    EXPECT_EQ(less.book.of("paid").at(0)["amount"], 25'059);
    World more;
    more.create("DVC-1", 50'119);
    settle_some(more);
    EXPECT_EQ(more.ipn(0)["amount"], 51'119);
    EXPECT_EQ(more.query("DVC-1").json()["amount"], 51'119);
}

TEST(Fault120, PaidWithoutCallbackAndTheFirstTwoQueriesKnowNothing) {
    World world;
    world.create("DVC-1", 50'120);
    settle_some(world);
    EXPECT_TRUE(world.merchant.got.empty());
    EXPECT_EQ(world.query("DVC-1").json()["resultCode"], 1000);
    EXPECT_EQ(world.query("DVC-1").json()["resultCode"], 1000);
    EXPECT_EQ(world.query("DVC-1").json()["resultCode"], 0);
}

TEST(Fault121To124, TheCreateAnswerItselfIsSpoilt) {
    World world;
    const Secret secret(test::secret_key);
    const auto bad = world.create("DVC-1", 50'121).json();
    EXPECT_EQ(bad["signature"], std::string(64, '0'));
    const auto echo = world.create("DVC-2", 50'122).json();
    EXPECT_EQ(echo["amount"], 51'122);
    EXPECT_FALSE(echo.contains("signature"));
    const auto bare = world.create("DVC-3", 50'123).json();
    EXPECT_EQ(bare["amount"], 50'123);
    EXPECT_FALSE(bare.contains("signature"));
    const auto b = world.create("DVC-4", 50'124).json();
    EXPECT_EQ(
        b["signature"], sign(secret, raw_text(Message::create_answer_b, b, test::access_key))
    );
    EXPECT_EQ(world.momo().orders().size(), 4U);
}

TEST(Fault128, ServerErrorAlthoughItWasDone) {
    World world;
    EXPECT_EQ(world.create("DVC-1", 50'128).response().status, 500);
    EXPECT_EQ(world.query("DVC-1").json()["resultCode"], 1000);
}

TEST(FaultByAdmin, ResultCodeOfAnyOperationForTheNextRequests) {
    World world;
    world.create("DVC-1", 50'000);
    world.momo().add_fault({FaultKind::result_code, "query", "", 2, 99, 0});
    EXPECT_EQ(world.query("DVC-1").json()["resultCode"], 99);
    EXPECT_EQ(world.query("DVC-1").json()["resultCode"], 99);
    EXPECT_EQ(world.query("DVC-1").json()["resultCode"], 1000);
}

TEST(FaultByAdmin, AnOrderThatExistsCanStillBeSpoilt) {
    World world;
    world.create("DVC-1", 50'000);
    world.momo().add_fault({FaultKind::paid_no_callback, "", "DVC-1", 1, 0, 0});
    settle_some(world);
    EXPECT_TRUE(world.merchant.got.empty());
}

TEST(FaultByAdmin, EveryOrderUntilCleared) {
    World world;
    world.momo().add_fault({FaultKind::callback_bad_signature, "", "", for_ever, 0, 0});
    world.create("DVC-1", 50'000);
    settle_some(world);
    EXPECT_FALSE(World::signed_well(world.ipn(0)));
    world.momo().clear_faults();
    world.create("DVC-2", 50'000);
    world.paid("DVC-2");
    EXPECT_TRUE(World::signed_well(world.ipn(1)));
}

TEST(FaultByAmount, CanBeSwitchedOff) {
    World world;
    world.momo().settings().magic_amounts = MagicAmounts::off;
    EXPECT_EQ(world.create("DVC-1", 50'103).json()["resultCode"], 0);
    world.create("DVC-2", 50'105);
    world.paid("DVC-2");
    EXPECT_EQ(world.merchant.got.size(), 1U);
}

TEST(FaultByAmount, ForgersMeetTheSignatureCheckFirst) {
    World world;
    auto body = World::create_body("DVC-1", 50'103);
    body["signature"] = std::string(64, 'b');
    EXPECT_EQ(world.post("/v2/gateway/api/create", body).json()["resultCode"], 13);
    EXPECT_EQ(world.create("DVC-1", 50'103).response().status, 500);
}

}  // namespace
}  // namespace dvcpay::sandbox::momo
