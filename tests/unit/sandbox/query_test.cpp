#include <gtest/gtest.h>

#include "world.hpp"

namespace dvcpay::sandbox::momo {
namespace {

using test::World;

TEST(MomoQuery, PendingOrderIsWaitingAndHasNoTransaction) {
    World world;
    world.create("DVC-1", 50'000);
    const auto body = world.query("DVC-1").json();
    EXPECT_EQ(body["resultCode"], 1000);
    EXPECT_EQ(body["amount"], 50'000);
    EXPECT_EQ(body["transId"], 0);
    EXPECT_EQ(body["payType"], "");
    EXPECT_EQ(body["extraData"], "eyJocyI6IkgwMS4yMiJ9");
    EXPECT_FALSE(body.contains("signature"));
}

TEST(MomoQuery, PaidOrderNamesTransactionAndPayType) {
    World world;
    world.create("DVC-1", 50'000);
    world.paid("DVC-1");
    const auto body = world.query("DVC-1").json();
    EXPECT_EQ(body["resultCode"], 0);
    EXPECT_EQ(body["transId"], world.momo().find("DVC-1")->trans_id);
    EXPECT_GT(body["transId"], 0);
    EXPECT_EQ(body["payType"], "qr");
    EXPECT_EQ(body["partnerCode"], test::partner_code);
    EXPECT_EQ(body["orderId"], "DVC-1");
    EXPECT_EQ(body["requestId"], "q-1");
    EXPECT_TRUE(body["refundTrans"].empty());
}

TEST(MomoQuery, UnknownOrderIsNotFound) {
    World world;
    EXPECT_EQ(world.query("NONE").json()["resultCode"], 42);
}

TEST(MomoQuery, SameRequestIdIsNoFreshQuestion) {
    World world;
    world.create("DVC-1", 50'000);
    EXPECT_EQ(world.query("DVC-1", "poll").json()["resultCode"], 1000);
    world.paid("DVC-1");
    EXPECT_EQ(world.query("DVC-1", "poll").json()["resultCode"], 40);
    const auto final = world.query("DVC-1", "poll-2");
    EXPECT_EQ(world.query("DVC-1", "poll-2").response().body, final.response().body);
}

TEST(MomoQuery, WrongSignatureIsRefusedAndCounted) {
    World world;
    Json body;
    body["partnerCode"] = test::partner_code;
    body["requestId"] = "q";
    body["orderId"] = "DVC-1";
    body["lang"] = "vi";
    body["signature"] = std::string(64, '0');
    EXPECT_EQ(world.post("/v2/gateway/api/query", body).json()["resultCode"], 13);
    EXPECT_EQ(world.momo().requests()["operations"]["query"]["signature_failures"], 1);
}

TEST(MomoQuery, OrderExpiresAtTheEndOfItsLifeAndNotBefore) {
    World world;
    world.create("DVC-1", 50'000);
    world.clock.advance_ms(15 * 60 * 1000 - 1);
    EXPECT_EQ(world.query("DVC-1").json()["resultCode"], 1000);
    world.clock.advance_ms(1);
    EXPECT_EQ(world.query("DVC-1").json()["resultCode"], 1005);
    EXPECT_EQ(world.book.of("expired").size(), 1U);
    EXPECT_TRUE(world.merchant.got.empty());
}

TEST(MomoIpn, PaymentIsToldOnceWithThirteenMembersAndAValidSignature) {
    World world;
    world.create("DVC-1", 50'000);
    world.paid("DVC-1");
    ASSERT_EQ(world.merchant.got.size(), 1U);
    EXPECT_EQ(world.merchant.got[0].url, test::ipn_url);
    EXPECT_EQ(world.merchant.got[0].channel, "sandbox");
    EXPECT_EQ(world.merchant.got[0].method, "POST");
    const auto notice = world.ipn(0);
    EXPECT_EQ(notice.size(), 13U);
    EXPECT_TRUE(World::signed_well(notice));
    EXPECT_EQ(notice["resultCode"], 0);
    EXPECT_EQ(notice["amount"], 50'000);
    EXPECT_EQ(notice["requestId"], "rq-DVC-1");
    EXPECT_EQ(notice["orderType"], "momo_wallet");
    EXPECT_EQ(notice["payType"], "qr");
    EXPECT_EQ(notice["extraData"], "eyJocyI6IkgwMS4yMiJ9");
    EXPECT_EQ(notice["orderInfo"], "Lệ phí A&B=2 <b>");
    world.clock.advance_ms(3600 * 1000);
    EXPECT_EQ(world.merchant.got.size(), 1U);
}

TEST(MomoIpn, WhatTheMerchantAnsweredStandsInTheBook) {
    World world;
    world.merchant.answer = [](const OutboundRequest&) { return SendResult(NoAnswer{"timeout"}); };
    world.create("DVC-1", 50'000);
    world.paid("DVC-1");
    EXPECT_EQ(world.momo().find("DVC-1")->ipns.at(0).outcome, "no answer: timeout");
    ASSERT_EQ(world.book.of("ipn").size(), 1U);
    EXPECT_EQ(world.book.of("ipn")[0]["status"], 0);
}

TEST(MomoIpn, IsRepeatedUntilAcknowledgedOnlyWhereTheSettingsSaySo) {
    World world;
    world.momo().settings().ipn_attempts = 3;
    int calls = 0;
    world.merchant.answer = [&calls](const OutboundRequest&) {
        HttpAnswer answer;
        answer.status = ++calls < 2 ? 500 : 204;
        return SendResult(answer);
    };
    world.create("DVC-1", 50'000);
    world.paid("DVC-1");
    EXPECT_EQ(calls, 1);
    world.clock.advance_ms(60'000);
    EXPECT_EQ(calls, 2);
    EXPECT_EQ(world.momo().find("DVC-1")->ipns.at(0).status, 204);
}

TEST(MomoIpn, DeclineIsToldToo) {
    World world;
    world.create("DVC-1", 50'000);
    ASSERT_TRUE(world.momo().decline("DVC-1", 1006));
    world.clock.settle();
    const auto notice = world.ipn(0);
    EXPECT_EQ(notice["resultCode"], 1006);
    EXPECT_EQ(notice["payType"], "");
    EXPECT_EQ(notice["message"], "Giao dịch bị từ chối bởi người dùng.");
    EXPECT_TRUE(World::signed_well(notice));
    EXPECT_EQ(world.query("DVC-1").json()["resultCode"], 1006);
    EXPECT_TRUE(world.book.of("paid").empty());
}

TEST(MomoBook, MoneyIsWrittenBeforeAnybodyIsTold) {
    World world;
    std::size_t lines_when_told = 0;
    world.merchant.answer = [&](const OutboundRequest&) {
        lines_when_told = world.book.of("paid").size();
        return SendResult(HttpAnswer{});
    };
    world.create("DVC-1", 50'000);
    world.paid("DVC-1");
    EXPECT_EQ(lines_when_told, 1U);
    const auto line = world.book.of("paid").at(0);
    EXPECT_EQ(line["order_id"], "DVC-1");
    EXPECT_EQ(line["amount"], 50'000);
    EXPECT_EQ(line["asked"], 50'000);
    EXPECT_EQ(line["trans_id"], world.momo().find("DVC-1")->trans_id);
}

TEST(MomoBook, NobodyPaysAnOrderTwice) {
    World world;
    world.create("DVC-1", 50'000);
    world.paid("DVC-1");
    EXPECT_FALSE(world.momo().pay("DVC-1", std::nullopt, "qr"));
    EXPECT_FALSE(world.momo().decline("DVC-1", 1006));
    EXPECT_FALSE(world.momo().expire("DVC-1"));
    EXPECT_EQ(world.book.of("paid").size(), 1U);
}

TEST(MomoBook, TransactionNumbersNeverRepeatAndGrowWithTheClock) {
    World world;
    std::int64_t last = 0;
    for (int i = 0; i < 5; ++i) {
        const auto id = "DVC-" + std::to_string(i);
        world.create(id, 50'000);
        world.paid(id);
        EXPECT_GT(world.momo().find(id)->trans_id, last);
        last = world.momo().find(id)->trans_id;
    }
    EXPECT_GE(last, world.clock.wall().ms * 1000);
}

TEST(MomoAutoPay, PaysEveryOrderAfterTheSetTime) {
    World world;
    world.momo().settings().auto_pay = AutoPay::pay;
    world.create("DVC-1", 50'000);
    world.clock.advance_ms(499);
    EXPECT_EQ(world.momo().find("DVC-1")->state, OrderState::pending);
    world.clock.advance_ms(1);
    EXPECT_EQ(world.momo().find("DVC-1")->state, OrderState::paid);
    EXPECT_EQ(world.merchant.got.size(), 1U);
}

TEST(MomoAutoPay, CanDeclineInstead) {
    World world;
    world.momo().settings().auto_pay = AutoPay::decline;
    world.create("DVC-1", 50'000);
    world.clock.advance_ms(500);
    EXPECT_EQ(world.momo().find("DVC-1")->state, OrderState::declined);
}

TEST(MomoAutoPay, LeavesAloneWhatThePayerDecidedHimself) {
    World world;
    world.momo().settings().auto_pay = AutoPay::pay;
    world.create("DVC-1", 50'000);
    ASSERT_TRUE(world.momo().decline("DVC-1", 1006));
    world.clock.advance_ms(1000);
    EXPECT_EQ(world.momo().find("DVC-1")->state, OrderState::declined);
}

}  // namespace
}  // namespace dvcpay::sandbox::momo
