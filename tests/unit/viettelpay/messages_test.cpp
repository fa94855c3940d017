// What goes out: the payer's address, QR texts, inquiries, refunds.
#include "viettelpay/messages.hpp"

#include <variant>

#include <gtest/gtest.h>

#include "support.hpp"
#include "toolkit/url.hpp"

namespace dvcpay::viettelpay {
namespace {

using testing::Json;

NextAction opened(const CreateOrder& order) {
    testing::House house(order.account);
    const CreateResult result = testing::run(house.adapter->initiate(order, Mono{}));
    EXPECT_TRUE(house.transport.sent.empty());  // nothing is sent
    return std::get<CreateOpened>(result).next_action;
}

TEST(ViettelPayPage, IsASignedAddressAndNothingIsSent) {
    const NextAction next = opened(testing::create_order());
    EXPECT_EQ(next.kind, NextAction::Kind::redirect);
    EXPECT_TRUE(
        next.url.starts_with("https://sandbox.viettel.vn/PaymentGateway/payment?version=2.0&"
                             "command=PAYMENT&merchant_code=DVCTEST&")
    );
    const auto fields = toolkit::parse_query(toolkit::query_of(next.url)).value();
    EXPECT_EQ(fields.text("order_id"), testing::order_id);
    EXPECT_EQ(fields.text("billcode"), testing::order_id);
    EXPECT_EQ(fields.text("trans_amount"), "120000");
    EXPECT_EQ(fields.text("desc"), "Nộp lệ phí hồ sơ");
    EXPECT_EQ(fields.text("return_url"), "https://pay.example.gov.vn/v1/return/viettelpay");
    EXPECT_EQ(fields.text("cancel_url"), fields.text("return_url"));
    EXPECT_EQ(fields.text("check_sum"), testing::checksum(Signed::payment, fields));
    EXPECT_EQ(next.url.find(testing::access_code), std::string::npos);
    EXPECT_EQ(next.url.find('+'), std::string::npos);  // a '+' would be read as a space
    EXPECT_EQ(next.url.find_first_of(" \"<>"), std::string::npos);
}

TEST(ViettelPayPage, ReproducesTheVectorOfThePayment) {
    CreateOrder order = testing::create_order();
    order.attempt.order_ref = OrderRef::parse("DVC260115000002A").value();
    order.attempt.amount = Money::dong(1000);
    EXPECT_TRUE(opened(order).url.ends_with("&check_sum=e20qN6mx60eOxEE8f559tqaEJlM%3D"));
}

TEST(ViettelPayPage, IsNotOpenedWithWhatViettelWouldNotTake) {
    testing::House house;
    for (const std::int64_t amount : {0, 999, 100'000'001}) {
        CreateOrder order = testing::create_order();
        order.attempt.amount = Money::dong(amount);
        EXPECT_TRUE(std::holds_alternative<CreateNotSent>(
            testing::run(house.adapter->initiate(order, Mono{}))
        )) << amount;
    }
    CreateOrder order = testing::create_order();
    order.return_url = "nowhere";
    EXPECT_TRUE(std::get<CreateRefused>(testing::run(house.adapter->initiate(order, Mono{}))).alarm
    );
    order = testing::create_order(Method::qr);
    EXPECT_TRUE(
        std::holds_alternative<CreateRefused>(testing::run(house.adapter->initiate(order, Mono{})))
    );
}

TEST(ViettelPayQr, IsAJsonTextWithTheNamesOfTheContract) {
    const NextAction next = opened(testing::create_order(Method::qr, {{"qr", "on"}}));
    EXPECT_EQ(next.kind, NextAction::Kind::qr);
    EXPECT_EQ(
        next.qr_payload,
        R"({"priority":"1","version":"1","type":"1","billcode":"DVC260115000001A",)"
        R"("order_id":"DVC260115000001A","amount":120000,"merchant_code":"DVCTEST"})"
    );
    const NextAction other = opened(testing::create_order(
        Method::qr, {{"qr", "on"}, {"qr_names", "p,v,t,b,o,a,m"}, {"qr_type", "QR"}}
    ));
    EXPECT_EQ(
        other.qr_payload,
        R"({"p":"1","v":"1","t":"QR","b":"DVC260115000001A","o":"DVC260115000001A","a":120000,)"
        R"("m":"DVCTEST"})"
    );
}

TEST(ViettelPayInquiry, IsAFormWithItsChecksum) {
    testing::House house;
    (void)testing::run(house.adapter->query_attempt(testing::query_order(), Mono{}));
    ASSERT_EQ(house.transport.sent.size(), 1U);
    const OutboundRequest& sent = house.transport.sent[0];
    EXPECT_EQ(sent.url, "https://sandbox.viettel.vn/PaymentAPI/webresources/postData");
    EXPECT_EQ(sent.channel, "viettelpay/default");
    EXPECT_EQ(sent.headers.get("content-type"), "application/x-www-form-urlencoded");
    EXPECT_EQ(
        sent.body,
        "cmd=TRANS_INQUIRY&merchant_code=DVCTEST&order_id=DVC260115000001A&version=2.0&"
        "check_sum=qjrMhhSUlfHS65VMuY5hcPlgsi4%3D"
    );
    QueryOrder stranger = testing::query_order();
    stranger.order_ref = "a b";
    (void)testing::run(house.adapter->query_attempt(stranger, Mono{}));
    EXPECT_EQ(house.transport.sent.size(), 1U);
}

TEST(ViettelPayRefund, ReturnsTheWholeCreditAndNothingElse) {
    testing::House house;
    (void)testing::run(house.adapter->refund_call()(testing::refund_order(), Mono{}));
    ASSERT_EQ(house.transport.sent.size(), 1U);
    EXPECT_EQ(
        house.transport.sent[0].body,
        "cmd=REFUND_PAYMENT&merchant_code=DVCTEST&order_id=DVC260115000001A&"
        "originalRequestId=1801150849123401&refundType=0&trans_amount=120000&"
        "trans_content=Hoan+phi+do+ho+so+bi+tu+choi&version=2.0&"
        "check_sum=IsHLWj65SMYjVLc36nF7ceHIV2Y%3D"
    );
    for (const std::int64_t amount : {0, 1, 119'999, 120'001}) {
        const auto result =
            testing::run(house.adapter->refund_call()(testing::refund_order(amount), Mono{}));
        EXPECT_EQ(result.believed(), RefundSaid::not_refundable) << amount;
    }
    RefundOrder nameless = testing::refund_order();
    nameless.provider_txn = "x";
    EXPECT_EQ(
        testing::run(house.adapter->refund_call()(nameless, Mono{})).believed(),
        RefundSaid::not_sent
    );
    EXPECT_EQ(house.transport.sent.size(), 1U);
}

TEST(ViettelPayIds, EndWithALetterAndAreShort) {
    for (const char* good : {"KG7Q2M9XC4T8W1ZB", "12345678A", "1234567890123456789A"}) {
        EXPECT_TRUE(is_order_id(good)) << good;
    }
    for (const char* bad :
         {"",
          "A",
          "1234567A",
          "DVC260115000001",
          "dvc26011500001a",
          "DVC26011500 01A",
          "12345678901234567890A",
          "DVC2601150001Á"}) {
        EXPECT_FALSE(is_order_id(bad)) << bad;
    }
}

}  // namespace
}  // namespace dvcpay::viettelpay
