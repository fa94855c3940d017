#include <gtest/gtest.h>

#include "world.hpp"

namespace dvcpay::sandbox::momo {
namespace {

using test::World;

struct PaidWorld : World {
    explicit PaidWorld(std::int64_t amount = 50'000) {
        create("DVC-1", amount);
        paid("DVC-1");
        trans_id = momo().find("DVC-1")->trans_id;
    }
    std::int64_t trans_id = 0;
};

TEST(MomoRefund, WholeAmountIsDoneWithItsOwnTransaction) {
    PaidWorld world;
    const auto pending = world.refund("RF-1", world.trans_id, 50'000);
    EXPECT_EQ(pending.response().status, 200);
    const auto body = pending.json();
    EXPECT_EQ(body["resultCode"], 0);
    EXPECT_EQ(body["orderId"], "RF-1");
    EXPECT_EQ(body["amount"], 50'000);
    EXPECT_NE(body["transId"], world.trans_id);
    EXPECT_FALSE(body.contains("signature"));
    ASSERT_EQ(world.book.of("refunded").size(), 1U);
    EXPECT_EQ(world.book.of("refunded")[0]["of_trans_id"], world.trans_id);
}

TEST(MomoRefund, PartsAreAllowedUntilThePaidAmountIsUsedUp) {
    PaidWorld world;
    EXPECT_EQ(world.refund("RF-1", world.trans_id, 20'000).json()["resultCode"], 0);
    EXPECT_EQ(world.refund("RF-2", world.trans_id, 30'001).json()["resultCode"], 1081);
    EXPECT_EQ(world.refund("RF-3", world.trans_id, 30'000).json()["resultCode"], 0);
    EXPECT_EQ(world.refund("RF-4", world.trans_id, 1'000).json()["resultCode"], 1081);
    const auto rows = world.query("DVC-1").json()["refundTrans"];
    ASSERT_EQ(rows.size(), 4U);
    EXPECT_EQ(rows[1]["resultCode"], 1081);
    EXPECT_EQ(rows[2]["orderId"], "RF-3");
    EXPECT_EQ(world.momo().book()["refunded_amount"], 50'000);
}

TEST(MomoRefund, RepetitionOfTheRequestMovesNoMoneyTwice) {
    PaidWorld world;
    const auto first = world.refund("RF-1", world.trans_id, 20'000);
    world.clock.advance_ms(1000);
    const auto again = world.refund("RF-1", world.trans_id, 20'000);
    EXPECT_EQ(first.response().body, again.response().body);
    EXPECT_EQ(world.book.of("refunded").size(), 1U);
}

TEST(MomoRefund, UsedIdsUnknownPaymentsAndAmountsOutOfRangeAreRefused) {
    PaidWorld world;
    EXPECT_EQ(world.refund("DVC-1", world.trans_id, 20'000).json()["resultCode"], 41);
    EXPECT_EQ(world.refund("RF-1", 12345, 20'000).json()["resultCode"], 42);
    EXPECT_EQ(world.refund("RF-1", world.trans_id, 999).json()["resultCode"], 22);
    EXPECT_EQ(world.refund("RF-1", world.trans_id, 0).json()["resultCode"], 21);
    world.refund("RF-1", world.trans_id, 20'000);
    EXPECT_EQ(world.refund("RF-1", world.trans_id, 20'000, "new").json()["resultCode"], 41);
}

TEST(MomoRefund, DescriptionMayBeLeftOutAndIsSignedAsEmpty) {
    PaidWorld world;
    Json body;
    body["partnerCode"] = test::partner_code;
    body["requestId"] = "rf";
    body["orderId"] = "RF-1";
    body["amount"] = 20'000;
    body["transId"] = world.trans_id;
    body["lang"] = "vi";
    const Secret secret(test::secret_key);
    body["signature"] = sign(
        secret,
        "accessKey=AKtest0000000001&amount=20000&description=&orderId=RF-1&partnerCode=MOMOTEST01"
        "&requestId=rf&transId=" +
            std::to_string(world.trans_id)
    );
    EXPECT_EQ(world.post("/v2/gateway/api/refund", body).json()["resultCode"], 0);
}

TEST(MomoRefund, WhatWasNeverPaidIsNotRefundable) {
    World world;
    world.create("DVC-1", 50'000);
    ASSERT_TRUE(world.momo().decline("DVC-1", 1006));
    EXPECT_EQ(
        world.refund("RF-1", world.momo().find("DVC-1")->trans_id, 50'000).json()["resultCode"], 42
    );
}

TEST(MomoRefund, PendingThenDone) {
    PaidWorld world(50'112);
    const auto first = world.refund("RF-1", world.trans_id, 20'000).json();
    EXPECT_EQ(first["resultCode"], 7002);
    EXPECT_EQ(world.refund("RF-1", world.trans_id, 20'000).json()["resultCode"], 40);
    EXPECT_EQ(world.refund_query("RF-1").json()["refundTrans"][0]["resultCode"], 7002);
    EXPECT_EQ(world.refund("RF-2", world.trans_id, 40'000).json()["resultCode"], 1081);
    EXPECT_TRUE(world.book.of("refunded").empty());
    world.clock.advance_ms(5'000);
    EXPECT_EQ(world.refund_query("RF-1").json()["refundTrans"][0]["resultCode"], 0);
    EXPECT_EQ(world.book.of("refunded").size(), 1U);
    const auto after = world.refund("RF-1", world.trans_id, 20'000).json();
    EXPECT_EQ(after["resultCode"], 0);
    EXPECT_EQ(after["transId"], first["transId"]);
}

TEST(MomoRefund, FailureAndRefusalLeaveThePaymentRefundable) {
    PaidWorld failed(50'125);
    EXPECT_EQ(failed.refund("RF-1", failed.trans_id, 20'000).json()["resultCode"], 1080);
    EXPECT_EQ(failed.momo().find("DVC-1")->refundable(), 50'125);
    PaidWorld refused(50'126);
    EXPECT_EQ(refused.refund("RF-1", refused.trans_id, 20'000).json()["resultCode"], 1088);
    EXPECT_TRUE(refused.book.of("refunded").empty());
}

TEST(MomoRefund, LostAnswerIsFoundByRepetitionAndByQuery) {
    PaidWorld world(50'127);
    const auto lost = world.refund("RF-1", world.trans_id, 20'000);
    EXPECT_FALSE(lost.came());
    EXPECT_EQ(world.book.of("refunded").size(), 1U);
    EXPECT_EQ(world.refund_query("RF-1").json()["refundTrans"][0]["resultCode"], 0);
    EXPECT_EQ(world.refund("RF-1", world.trans_id, 20'000).json()["resultCode"], 0);
    EXPECT_EQ(world.book.of("refunded").size(), 1U);
}

TEST(MomoRefundQuery, AnswersForTheRefundForThePurchaseAndForNothing) {
    PaidWorld world;
    world.refund("RF-1", world.trans_id, 20'000);
    world.refund("RF-2", world.trans_id, 10'000);
    const auto one = world.refund_query("RF-2").json()["refundTrans"];
    ASSERT_EQ(one.size(), 1U);
    EXPECT_EQ(one[0]["orderId"], "RF-2");
    EXPECT_EQ(one[0]["amount"], 10'000);
    EXPECT_GT(one[0]["createdTime"], 0);
    EXPECT_EQ(world.refund_query("DVC-1").json()["refundTrans"].size(), 2U);
    EXPECT_EQ(world.refund_query("RF-3").json()["resultCode"], 42);
}

struct HeldWorld : World {
    HeldWorld() {
        auto body = create_body("DVC-1", 250'000);
        body["autoCapture"] = false;
        api(Message::create, "create", body);
        paid("DVC-1");
    }
};

TEST(MomoConfirm, HeldMoneyIsAuthorisedThenCaptured) {
    HeldWorld world;
    EXPECT_EQ(world.query("DVC-1").json()["resultCode"], 9000);
    EXPECT_EQ(world.ipn(0)["resultCode"], 9000);
    EXPECT_TRUE(world.book.of("paid").empty());
    const auto body = world.confirm("DVC-1", 250'000, "capture").json();
    EXPECT_EQ(body["resultCode"], 0);
    EXPECT_EQ(body["requestType"], "capture");
    EXPECT_EQ(body["transId"], world.momo().find("DVC-1")->trans_id);
    EXPECT_EQ(world.query("DVC-1").json()["resultCode"], 0);
    EXPECT_EQ(world.book.of("paid").size(), 1U);
}

TEST(MomoConfirm, CancelGivesTheHoldBack) {
    HeldWorld world;
    EXPECT_EQ(world.confirm("DVC-1", 250'000, "cancel").json()["resultCode"], 0);
    EXPECT_EQ(world.query("DVC-1").json()["resultCode"], 1003);
    EXPECT_TRUE(world.book.of("paid").empty());
}

TEST(MomoConfirm, HoldEndsByItself) {
    HeldWorld world;
    world.clock.advance_ms(24LL * 3600 * 1000);
    EXPECT_EQ(world.query("DVC-1").json()["resultCode"], 1003);
    EXPECT_EQ(world.confirm("DVC-1", 250'000, "capture").json()["resultCode"], 1003);
}

TEST(MomoConfirm, OtherAmountOtherStateAndUnknownOrderAreRefused) {
    HeldWorld world;
    EXPECT_EQ(world.confirm("DVC-1", 249'999, "capture").json()["resultCode"], 22);
    EXPECT_EQ(world.confirm("DVC-9", 250'000, "capture").json()["resultCode"], 42);
    world.create("DVC-2", 50'000);
    EXPECT_EQ(world.confirm("DVC-2", 50'000, "capture").json()["resultCode"], 47);
}

}  // namespace
}  // namespace dvcpay::sandbox::momo
