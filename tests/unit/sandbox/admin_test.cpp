#include <gtest/gtest.h>

#include "world.hpp"

namespace dvcpay::sandbox::momo {
namespace {

using test::World;

TEST(Admin, BookSaysWhoReallyPaid) {
    World world;
    world.create("DVC-1", 50'000);
    world.create("DVC-2", 60'000);
    world.paid("DVC-1");
    world.refund("RF-1", world.momo().find("DVC-1")->trans_id, 20'000);
    const auto book = world.get("/_admin/book").json()["momo"];
    ASSERT_EQ(book["orders"].size(), 2U);
    const auto& first = book["orders"][0];
    EXPECT_EQ(first["order_id"], "DVC-1");
    EXPECT_EQ(first["state"], "paid");
    EXPECT_EQ(first["paid_amount"], 50'000);
    EXPECT_EQ(first["refunds"][0]["order_id"], "RF-1");
    EXPECT_EQ(first["ipns"][0]["status"], 204);
    EXPECT_EQ(first["ipns"][0]["signature"], "right");
    EXPECT_EQ(book["orders"][1]["state"], "pending");
    EXPECT_EQ(book["paid_amount"], 50'000);
    EXPECT_EQ(book["refunded_amount"], 20'000);
}

TEST(Admin, BookAndLogCarryNoTextOfThePayer) {
    World world;
    world.create("DVC-1", 50'000);
    world.paid("DVC-1");
    const auto hidden = std::string("Lệ phí");
    EXPECT_EQ(world.get("/_admin/book").response().body.find(hidden), std::string::npos);
    for (const auto& line : world.telemetry.all) {
        EXPECT_EQ(line.find(hidden), std::string::npos) << line;
        EXPECT_EQ(line.find(test::secret_key), std::string::npos) << line;
    }
    for (const auto& line : world.book.all) {
        EXPECT_EQ(line.dump().find(hidden), std::string::npos) << line.dump();
    }
}

TEST(Admin, IsForThisMachineAndNotForOtherSites) {
    World world;
    EXPECT_EQ(world.get("/_admin/book", "192.0.2.1").response().status, 403);
    HttpRequest request;
    request.method = "POST";
    request.target = "/_admin/reset";
    request.headers.add("Origin", "https://evil.example");
    request.headers.add("Host", "127.0.0.1:9000");
    EXPECT_EQ(world.send(std::move(request)).response().status, 403);
    EXPECT_EQ(world.get("/_admin").response().status, 200);
    EXPECT_EQ(world.get("/_admin/nothing").response().status, 404);
}

TEST(Admin, PayersObeyTheMachine) {
    World world;
    world.create("DVC-1", 50'000);
    world.create("DVC-2", 50'000);
    world.create("DVC-3", 50'000);
    auto paid = world.post("/_admin/momo/orders/DVC-1/pay", Json::object());
    EXPECT_EQ(paid.response().status, 200);
    EXPECT_EQ(paid.json()["state"], "paid");
    EXPECT_EQ(world.post("/_admin/momo/orders/DVC-1/pay", Json::object()).response().status, 409);
    Json decline;
    decline["code"] = 1004;
    EXPECT_EQ(world.post("/_admin/momo/orders/DVC-2/decline", decline).json()["result_code"], 1004);
    EXPECT_EQ(
        world.post("/_admin/momo/orders/DVC-3/expire", Json::object()).json()["state"], "expired"
    );
    EXPECT_EQ(world.post("/_admin/momo/orders/NONE/pay", Json::object()).response().status, 404);
    EXPECT_EQ(world.post("/_admin/momo/orders/DVC-3/eat", Json::object()).response().status, 404);
}

TEST(Admin, APayerCanPayAnotherAmountAndEvenAfterTheEnd) {
    World world;
    world.create("DVC-1", 50'000);
    ASSERT_TRUE(world.momo().expire("DVC-1"));
    Json body;
    body["amount"] = 30'000;
    const auto paid = world.post("/_admin/momo/orders/DVC-1/pay", body).json();
    EXPECT_EQ(paid["paid_amount"], 30'000);
    EXPECT_EQ(world.ipn(0)["amount"], 30'000);
    body["amount"] = -1;
    world.create("DVC-2", 50'000);
    EXPECT_EQ(world.post("/_admin/momo/orders/DVC-2/pay", body).response().status, 400);
    body["amount"] = "1000";
    EXPECT_EQ(world.post("/_admin/momo/orders/DVC-2/pay", body).response().status, 400);
}

TEST(Admin, FaultsAreSetShownAndCleared) {
    World world;
    Json fault;
    fault["fault"] = "server_error";
    fault["operation"] = "query";
    fault["count"] = -1;
    const auto set = world.post("/_admin/momo/faults", fault).json();
    ASSERT_EQ(set["set"].size(), 1U);
    EXPECT_EQ(set["set"][0]["fault"], "server_error");
    EXPECT_EQ(set["known"].size(), all_faults().size());
    world.create("DVC-1", 50'000);
    EXPECT_EQ(world.query("DVC-1").response().status, 500);
    HttpRequest request;
    request.method = "DELETE";
    request.target = "/_admin/momo/faults";
    EXPECT_TRUE(world.send(std::move(request)).json()["set"].empty());
    EXPECT_EQ(world.query("DVC-1").response().status, 200);
    EXPECT_EQ(world.post("/_admin/faults", fault).json()["set"].size(), 1U);
}

TEST(Admin, MisspeltFaultsAreRefusedNotIgnored) {
    World world;
    for (const char* text :
         {R"({"fault":"slwo"})",
          R"({"fault":"slow","operaton":"query"})",
          R"({"fault":"slow","operation":"pay"})",
          R"({"fault":"slow","count":0})",
          R"({"fault":"result_code"})",
          R"({})"}) {
        EXPECT_EQ(world.post("/_admin/momo/faults", Json::parse(text)).response().status, 400)
            << text;
    }
    EXPECT_TRUE(world.momo().faults()["set"].empty());
}

TEST(Admin, ForgedNoticesGoOutAsOrdered) {
    World world;
    world.create("DVC-1", 50'000);
    Json order;
    order["order_id"] = "DVC-1";
    order["result_code"] = 0;
    order["amount"] = 49'999;
    order["trans_id"] = 77;
    order["sign"] = "wrong";
    EXPECT_EQ(world.post("/_admin/momo/ipn", order).response().status, 202);
    ASSERT_EQ(world.merchant.got.size(), 1U);
    EXPECT_EQ(world.ipn(0)["amount"], 49'999);
    EXPECT_EQ(world.ipn(0)["transId"], 77);
    EXPECT_FALSE(World::signed_well(world.ipn(0)));
    order["sign"] = "none";
    world.post("/_admin/momo/ipn", order);
    EXPECT_FALSE(world.ipn(1).contains("signature"));
    order["sign"] = "right";
    world.post("/_admin/momo/ipn", order);
    EXPECT_TRUE(World::signed_well(world.ipn(2)));
    EXPECT_TRUE(world.book.of("paid").empty());
    EXPECT_EQ(world.momo().find("DVC-1")->ipns.size(), 3U);
    order["order_id"] = "NONE";
    EXPECT_EQ(world.post("/_admin/momo/ipn", order).response().status, 404);
}

TEST(Admin, RequestsCountOperationsCodesAndSignatures) {
    World world;
    world.create("DVC-1", 50'000);
    world.query("DVC-1");
    world.query("DVC-9");
    const auto log = world.get("/_admin/requests").json()["momo"];
    EXPECT_EQ(log["operations"]["query"]["requests"], 2);
    EXPECT_EQ(log["operations"]["query"]["by_code"]["42"], 1);
    EXPECT_EQ(log["operations"]["create"]["signature_failures"], 0);
    ASSERT_EQ(log["latest"].size(), 3U);
    EXPECT_EQ(log["latest"][0]["signature"], "right");
}

TEST(Admin, ScenarioIsLoadedWholeOrNotAtAll) {
    World world;
    const auto good = Json::parse(R"({"name":"slow day","momo":{
        "settings":{"auto_pay":"pay","auto_pay_after_ms":10,"answer_signature":"b"},
        "faults":[{"fault":"paid_no_callback","count":1}]}})");
    EXPECT_EQ(world.post("/_admin/scenario", good).response().status, 200);
    world.create("DVC-1", 50'000);
    world.create("DVC-2", 50'000);
    world.clock.advance_ms(10);
    EXPECT_EQ(world.momo().find("DVC-1")->state, OrderState::paid);
    EXPECT_EQ(world.momo().find("DVC-2")->state, OrderState::paid);
    EXPECT_EQ(world.merchant.got.size(), 1U);
    for (const char* text :
         {R"({"momo":{"settings":{"auto_pay":"often"}}})",
          R"({"momo":{"settings":{"auto_pay":"off"},"faults":[{"fault":"x"}]}})",
          R"({"momo":{"setings":{}}})",
          R"({"zalo":{}})",
          R"([])"}) {
        EXPECT_EQ(world.post("/_admin/scenario", Json::parse(text)).response().status, 400) << text;
    }
    EXPECT_EQ(world.momo().settings().auto_pay, AutoPay::pay);
}

TEST(Admin, ResetForgetsEverythingAndOldIdsAreFreeAgain) {
    World world;
    world.momo().settings().auto_pay = AutoPay::pay;
    world.create("DVC-1", 50'102);
    EXPECT_EQ(world.post("/_admin/reset", Json::object()).response().status, 200);
    EXPECT_TRUE(world.momo().orders().empty());
    EXPECT_EQ(world.momo().settings().auto_pay, AutoPay::off);
    world.clock.advance_ms(60'000);
    EXPECT_TRUE(world.merchant.got.empty());
    EXPECT_EQ(world.create("DVC-1", 50'000).json()["resultCode"], 0);
}

TEST(Admin, ResetWhileACallbackIsUnderWayIsSurvived) {
    World world;
    world.merchant.answer = [&](const OutboundRequest&) {
        world.momo().reset();
        return SendResult(HttpAnswer{});
    };
    world.create("DVC-1", 50'107);
    world.clock.advance_ms(60'000);
    EXPECT_TRUE(world.momo().orders().empty());
}

}  // namespace
}  // namespace dvcpay::sandbox::momo
