#include <string>

#include <gtest/gtest.h>

#include "shb/messages.hpp"
#include "support.hpp"

namespace dvcpay::shb {
namespace {

using testing::Json;
using testing::with;

const std::string refund_id = payout_message_id("KGRF26100600000001");

Json answered(const char* state) {
    return Json{
        {"MaLoi", "00"},
        {"MoTaLoi", "Thành công"},
        {"MaDoiTac", testing::partner},
        {"MaHoaDon", testing::bill},
        {"MaGiaoDichHoan", "SHB26100600000007"},
        {"TrangThai", state},
        {"SoThamChieu", "FT26279000009"},
        {"ThoiGianGD", "20261006090012"},
    };
}
Json code(const char* text) {
    return Json{{"MaLoi", text}, {"MaDoiTac", testing::partner}, {"MaHoaDon", testing::bill}};
}

enum class By { refund, question };
RefundResult refund(
    SendResult answer, By by = By::refund, const RefundOrder& order = testing::refund_order()
) {
    testing::House house;
    house.transport.answers.push_back(std::move(answer));
    const auto call =
        by == By::refund ? house.adapter->refund_call() : house.adapter->refund_query_call();
    return testing::run(call(order, Mono{1}));
}
RefundResult refund(const Json& body, int status = 200) {
    return refund(testing::bank_answer(body, status, refund_id));
}

TEST(ShbRefund, TheQuestionIsTheSameRefundWithTheSameIds) {
    testing::House house;
    auto order = testing::refund_order();
    testing::run(house.adapter->refund_call()(order, Mono{1}));
    order.request_id = "another-id-for-the-question";
    order.now = order.now.plus_s(3600);
    testing::run(house.adapter->refund_query_call()(order, Mono{2}));
    ASSERT_EQ(house.transport.sent.size(), 2U);
    const auto& first = house.transport.sent[0];
    const auto& second = house.transport.sent[1];
    EXPECT_EQ(first.url, "https://shb.test/gov-payment/v1/refunds");
    EXPECT_EQ(first.body, second.body);
    EXPECT_EQ(first.headers.get("x-request-id"), second.headers.get("x-request-id"));
    EXPECT_EQ(first.headers.get("x-request-id"), refund_id);
    EXPECT_EQ(refund_id.size(), 36U);
    EXPECT_EQ(refund_id[14], '8');
    EXPECT_NE(payout_message_id("KGRF26100600000002"), refund_id);
}

TEST(ShbRefund, StatesOfTheAnswer) {
    const RefundResult done = refund(answered("SUCCESS"));
    EXPECT_EQ(done.believed(), RefundSaid::done);
    EXPECT_EQ(done.provider_refund_id, "SHB26100600000007");
    EXPECT_EQ(refund(answered("PENDING")).believed(), RefundSaid::pending);
    const RefundResult failed = refund(answered("FAILED"));
    EXPECT_EQ(failed.believed(), RefundSaid::refused);
    EXPECT_EQ(failed.failure.code, "refund_failed");
    for (const char* state : {"", "success", "DONE"})
        EXPECT_EQ(refund(answered(state)).believed(), RefundSaid::unknown) << state;
}

TEST(ShbRefund, MoneyThatLeftHasANameOfItsOwn) {
    Json body = answered("SUCCESS");
    body.erase("MaGiaoDichHoan");
    EXPECT_EQ(refund(body).provider_refund_id, "FT26279000009");
    body["SoThamChieu"] = testing::core_reference;
    EXPECT_EQ(refund(body).believed(), RefundSaid::unknown) << "the purchase's own name";
    body.erase("SoThamChieu");
    EXPECT_EQ(refund(body).believed(), RefundSaid::unknown);
}

TEST(ShbRefund, CodesDecide) {
    for (const char* no : {"01", "07", "08", "11", "12", "13"})
        EXPECT_EQ(refund(code(no)).believed(), RefundSaid::refused) << no;
    EXPECT_EQ(refund(code("14")).believed(), RefundSaid::pending);
    for (const char* open :
         {"02", "03", "04", "05", "06", "09", "10", "15", "68", "96", "99", "42"})
        EXPECT_EQ(refund(code(open)).believed(), RefundSaid::unknown) << open;
    EXPECT_TRUE(refund(code("03")).alarm);
    EXPECT_TRUE(refund(code("13")).failure.can_retry) << "with an account named";
    EXPECT_EQ(refund(code("12"), 500).believed(), RefundSaid::unknown);
    EXPECT_EQ(refund(answered("SUCCESS"), 502).believed(), RefundSaid::unknown);
}

TEST(ShbRefund, NothingIsBelievedAboutAnotherRefund) {
    const auto unknown = RefundSaid::unknown;
    EXPECT_EQ(refund(with(answered("SUCCESS"), "MaHoaDon", "KG2")).believed(), unknown);
    EXPECT_EQ(refund(with(answered("SUCCESS"), "MaDoiTac", "X")).believed(), unknown);
    EXPECT_EQ(refund(with(answered("SUCCESS"), "MaHoanTien", "KGRF2")).believed(), unknown);
    EXPECT_EQ(refund(with(answered("SUCCESS"), "SoTien", "149999")).believed(), unknown);
    EXPECT_EQ(refund(with(answered("FAILED"), "MaHoanTien", "KGRF2")).believed(), unknown);
    EXPECT_EQ(
        refund(testing::bank_answer(answered("SUCCESS"), 200, testing::request_id)).believed(),
        unknown
    ) << "an answer to another call";
    EXPECT_EQ(refund(testing::unsigned_answer(answered("SUCCESS"))).believed(), unknown);
    EXPECT_EQ(refund(SendResult(NoAnswer{"time-out"})).believed(), unknown);
}

TEST(ShbRefund, ThatAQuestionDidNotGoOutSaysNothingAboutTheRefund) {
    EXPECT_EQ(refund(SendResult(Unavailable{"no"})).believed(), RefundSaid::not_sent);
    EXPECT_EQ(refund(SendResult(Unavailable{"no"}), By::question).believed(), RefundSaid::unknown);
    auto order = testing::refund_order();
    order.account.settings["amount_max"] = "oops";
    EXPECT_EQ(
        refund(SendResult(Unavailable{"no"}), By::refund, order).believed(), RefundSaid::not_sent
    );
    const RefundResult asked = refund(SendResult(Unavailable{"no"}), By::question, order);
    EXPECT_EQ(asked.believed(), RefundSaid::unknown);
    EXPECT_TRUE(asked.alarm);
}

TEST(ShbRefund, MoneyWithoutATransactionOfOursGoesBackByHand) {
    auto order = testing::refund_order();
    order.provider_ref.clear();
    const RefundResult result = refund(SendResult(NoAnswer{}), By::refund, order);
    EXPECT_EQ(result.believed(), RefundSaid::not_refundable);
    EXPECT_TRUE(result.decided_here);
}

TEST(ShbRefund, AnAccountNamedWithItIsSent) {
    testing::House house;
    auto order = testing::refund_order();
    order.amount = Money::dong(50'000);
    order.destination = Destination{"970436", "0071000123456", "NGUYEN VAN AN"};
    testing::run(house.adapter->refund_call()(order, Mono{1}));
    ASSERT_EQ(house.transport.sent.size(), 1U);
    const Json body = Json::parse(house.transport.sent[0].body);
    EXPECT_EQ(body["SoTien"], "50000");
    EXPECT_EQ(body["TKNhan"], "0071000123456");
    EXPECT_EQ(body["MaNHNhan"], "970436");
    EXPECT_EQ(body["TenTKNhan"], "NGUYEN VAN AN");
}

}  // namespace
}  // namespace dvcpay::shb
