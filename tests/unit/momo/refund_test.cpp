#include <string>

#include <gtest/gtest.h>

#include "momo/codes.hpp"
#include "support.hpp"

namespace dvcpay::momo {
namespace {

using testing::Json;
using testing::Origin;

RefundOrder order() {
    RefundOrder out;
    out.account = testing::account();
    out.refund_ref = "RF7Q2M9XC4T8W1ZC";
    out.request_id = "rf-0001";
    out.order_ref = testing::order_ref_text;
    out.provider_txn = "4088878653";
    out.amount = Money::dong(20'000);
    out.description = "Hoàn phí do hồ sơ bị từ chối";
    return out;
}

Json answer(int code = 0) {
    return Json{
        {"partnerCode", testing::partner_code},
        {"orderId", "RF7Q2M9XC4T8W1ZC"},
        {"requestId", "rf-0001"},
        {"amount", 20'000},
        {"transId", 4'088'900'001},
        {"resultCode", code},
        {"message", "ok"},
        {"responseTime", 1'768'449'600'123},
    };
}

RefundResult refund(SendResult sent) {
    testing::House house;
    house.transport.answers.push_back(std::move(sent));
    return testing::run(house.adapter->refund_call()(order(), Mono{1}));
}
RefundResult refund(const Json& body, int http = 200) {
    return refund(SendResult(testing::http_answer(http, body.dump())));
}

TEST(MomoRefund, SendsTheSignedRequest) {
    testing::House house;
    testing::run(house.adapter->refund_call()(order(), Mono{1}));
    const OutboundRequest& request = house.transport.sent.at(0);
    EXPECT_EQ(request.url, "https://test-payment.momo.vn/v2/gateway/api/refund");
    const Json body = Json::parse(request.body);
    EXPECT_EQ(body.at("transId"), 4'088'878'653);
    EXPECT_EQ(body.at("amount"), 20'000);
    EXPECT_EQ(
        body.at("signature"),
        testing::mac_hex("accessKey=AKtest0000000001&amount=20000&description=Hoàn phí do hồ sơ bị "
                         "từ chối&orderId=RF7Q2M9XC4T8W1ZC"
                         "&partnerCode=MOMOTEST01&requestId=rf-0001&transId=4088878653")
    );
}

TEST(MomoRefund, DoneNeedsProofEchoAndATransactionOfItsOwn) {
    const RefundResult done = refund(answer());
    EXPECT_EQ(done.said, RefundSaid::done);
    EXPECT_EQ(done.provider_refund_id, "4088900001");
    for (const char* name : {"partnerCode", "orderId", "requestId", "amount", "transId"}) {
        Json missing = answer();
        missing.erase(name);
        EXPECT_EQ(refund(missing).said, RefundSaid::unknown) << name;
        Json other = answer();
        other[name] = std::string(name) == "amount" ? Json(20'001) : Json("OTHER");
        EXPECT_EQ(refund(other).said, RefundSaid::unknown) << name;
    }
    EXPECT_EQ(
        refund(SendResult(testing::http_answer(200, answer().dump(), Origin::unproven))).said,
        RefundSaid::unknown
    );
    for (const int http : {302, 400, 422, 500})
        EXPECT_EQ(refund(answer(), http).said, RefundSaid::unknown) << http;
}

TEST(MomoRefund, RefusedOnlyByAFinalNo) {
    EXPECT_EQ(refund(answer(1080)).said, RefundSaid::refused);
    EXPECT_EQ(refund(answer(1080)).failure.code, "refund_failed");
    EXPECT_EQ(refund(answer(1088)).said, RefundSaid::not_refundable);
    EXPECT_EQ(refund(answer(1081)).said, RefundSaid::unknown);
    EXPECT_EQ(refund(answer(99)).said, RefundSaid::unknown);
    EXPECT_EQ(refund(answer(4711)).said, RefundSaid::unknown);
    EXPECT_EQ(refund(answer(7002)).said, RefundSaid::pending);
    EXPECT_EQ(refund(answer(7000), 422).said, RefundSaid::pending);
    EXPECT_EQ(refund(answer(1080), 500).said, RefundSaid::unknown);
    const auto unproven = testing::http_answer(200, answer(1080).dump(), Origin::unproven);
    EXPECT_EQ(refund(SendResult(unproven)).said, RefundSaid::unknown);
    const RefundResult setup = refund(answer(13));
    EXPECT_EQ(setup.said, RefundSaid::refused);
    EXPECT_TRUE(setup.alarm);
}

TEST(MomoRefund, AfterAFailedOneNewIdsAreTakenOnlyAnHourLater) {
    EXPECT_EQ(refund(answer(1080)).not_again_for_s, 3600);
    EXPECT_EQ(refund(answer(1080), 500).not_again_for_s, 0);  // not believed
    EXPECT_EQ(refund(answer(13)).not_again_for_s, 0);
}

TEST(MomoRefund, TellsNotSentFromNoAnswer) {
    EXPECT_EQ(refund(SendResult(Unavailable{"refused", 0})).said, RefundSaid::not_sent);
    EXPECT_EQ(refund(SendResult(NoAnswer{"time-out"})).said, RefundSaid::unknown);
    EXPECT_EQ(refund(SendResult(testing::http_answer(200, "garbage"))).said, RefundSaid::unknown);
}

TEST(MomoRefund, WhatCannotBeAskedIsNotSent) {
    const std::string amount_code = amount_not_accepted().code;
    int hopeless = 0;
    std::vector<RefundOrder> orders(6, order());
    orders[0].provider_txn = "";
    orders[1].provider_txn = "FT2601";
    orders[2].refund_ref = orders[2].order_ref;
    orders[3].amount = Money();
    orders[4].refund_ref = std::string(51, 'R');
    orders[5].amount = Money::dong(999);
    for (auto& one : orders) {
        testing::House house;
        const auto result = testing::run(house.adapter->refund_call()(std::move(one), Mono{1}));
        // An amount no try can have goes by hand; the rest can be mended and tried again.
        const bool no_amount = result.failure.code == amount_code;
        EXPECT_EQ(result.believed(), no_amount ? RefundSaid::not_refundable : RefundSaid::not_sent);
        hopeless += no_amount ? 1 : 0;
        EXPECT_FALSE(result.failure.code.empty());
        EXPECT_TRUE(house.transport.sent.empty());
    }
    EXPECT_EQ(hopeless, 2);
}

// --- refund query
// -----------------------------------------------------------------------------------------------

Json row(const char* id, int code, int amount = 20'000) {
    return Json{
        {"orderId", id},
        {"amount", amount},
        {"resultCode", code},
        {"transId", 4'088'900'001},
        {"createdTime", 1}
    };
}

Json rows_answer(Json rows) {
    return Json{
        {"partnerCode", testing::partner_code},
        {"orderId", "RF7Q2M9XC4T8W1ZC"},
        {"requestId", "rf-0001"},
        {"resultCode", 0},
        {"refundTrans", std::move(rows)}
    };
}

struct Asked {
    RefundResult result;
    std::vector<OutboundRequest> sent;
};

Asked ask(std::vector<SendResult> answers) {
    testing::House house;
    for (auto& one : answers) house.transport.answers.push_back(std::move(one));
    Asked out;
    out.result = testing::run(house.adapter->refund_query_call()(order(), Mono{1}));
    out.sent = house.transport.sent;
    return out;
}
SendResult http(const Json& body) {
    return testing::http_answer(200, body.dump());
}

TEST(MomoRefundQuery, PicksOurRowOutOfMany) {
    const Asked asked = ask(
        {http(rows_answer({row("OTHER", 1080), row("RF7Q2M9XC4T8W1ZC", 0), row("ANOTHER", 7000)}))}
    );
    EXPECT_EQ(asked.result.said, RefundSaid::done);
    EXPECT_EQ(asked.result.provider_refund_id, "4088900001");
    ASSERT_EQ(asked.sent.size(), 1U);
    EXPECT_EQ(asked.sent[0].url, "https://test-payment.momo.vn/v2/gateway/api/refund/query");
    const Json body = Json::parse(asked.sent[0].body);
    EXPECT_EQ(
        body.at("signature"),
        testing::mac_hex("accessKey=AKtest0000000001&orderId=RF7Q2M9XC4T8W1ZC&partnerCode="
                         "MOMOTEST01&requestId=rf-0001")
    );
    EXPECT_EQ(
        ask({http(rows_answer(Json::array({row("RF7Q2M9XC4T8W1ZC", 1080)})))}).result.said,
        RefundSaid::refused
    );
    EXPECT_EQ(
        ask({http(rows_answer(Json::array({row("RF7Q2M9XC4T8W1ZC", 7000)})))}).result.said,
        RefundSaid::pending
    );
    EXPECT_EQ(
        ask({http(rows_answer(Json::array({row("RF7Q2M9XC4T8W1ZC", 0, 19'999)})))}).result.said,
        RefundSaid::unknown
    );
}

TEST(MomoRefundQuery, TakesAnAnswerThatIsTheRow) {
    const Asked asked = ask({http(answer())});
    EXPECT_EQ(asked.result.said, RefundSaid::done);
    EXPECT_EQ(asked.sent.size(), 1U);
    EXPECT_EQ(ask({http(answer(1088))}).result.said, RefundSaid::not_refundable);
}

TEST(MomoRefundQuery, AsksThePurchaseWhereOurRowIsMissing) {
    Json purchase = {
        {"partnerCode", testing::partner_code},
        {"orderId", testing::order_ref_text},
        {"requestId", "rf-0001-p"},
        {"resultCode", 0},
        {"amount", 50'000},
        {"transId", 4'088'878'653},
        {"refundTrans", Json::array({row("RF7Q2M9XC4T8W1ZC", 0)})}
    };
    const Asked asked = ask({http(rows_answer(Json::array())), http(purchase)});
    EXPECT_EQ(asked.result.said, RefundSaid::done);
    ASSERT_EQ(asked.sent.size(), 2U);
    EXPECT_EQ(asked.sent[1].url, "https://test-payment.momo.vn/v2/gateway/api/query");
    EXPECT_EQ(Json::parse(asked.sent[1].body).at("requestId"), "rf-0001-p");
    // The purchase being paid says nothing about the refund.
    purchase["refundTrans"] = Json::array();
    EXPECT_EQ(
        ask({http(rows_answer(Json::array())), http(purchase)}).result.said, RefundSaid::unknown
    );
    purchase["refundTrans"] = Json::array({row("RF7Q2M9XC4T8W1ZC", 0)});
    purchase["orderId"] = "OTHER";
    EXPECT_EQ(
        ask({http(rows_answer(Json::array())), http(purchase)}).result.said, RefundSaid::unknown
    );
}

TEST(MomoRefundQuery, ARefusedQuestionSaysNothingAboutTheRefund) {
    const Asked asked = ask({http(Json{{"resultCode", 13}})});
    EXPECT_EQ(asked.result.said, RefundSaid::unknown);
    EXPECT_TRUE(asked.result.alarm);
    EXPECT_EQ(asked.sent.size(), 1U);
    EXPECT_EQ(ask({http(answer(20))}).result.said, RefundSaid::unknown);
}

TEST(MomoRefundQuery, SilenceIsUnknownAndAsksNoFurther) {
    const Asked asked = ask({SendResult(NoAnswer{"time-out"})});
    EXPECT_EQ(asked.result.said, RefundSaid::unknown);
    EXPECT_EQ(asked.sent.size(), 1U);
    const auto unproven = testing::http_answer(200, answer().dump(), Origin::unproven);
    EXPECT_EQ(ask({SendResult(unproven)}).result.said, RefundSaid::unknown);
    EXPECT_EQ(ask({SendResult(Unavailable{"", 0})}).result.said, RefundSaid::unknown);
}

}  // namespace
}  // namespace dvcpay::momo
