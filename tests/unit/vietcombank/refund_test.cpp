#include <gtest/gtest.h>

#include "support.hpp"
#include "toolkit/form.hpp"

namespace dvcpay::vietcombank {
namespace {

using testing::House;
using testing::http_answer;
using testing::Json;
using testing::token;
using testing::with_checkout;

RefundOrder refund_order(const House& house, std::int64_t dong = 12'000) {
    RefundOrder out;
    out.account = house.contract;
    out.refund_ref = "RF26A000101";
    out.request_id = testing::request_id;
    out.order_ref = testing::order_ref_text;
    out.provider_txn = token;
    out.amount = Money::dong(dong);
    out.credited = Money::dong(12'000);
    out.description = "Nộp thừa";
    out.now = testing::now;
    return out;
}

std::string told(
    const std::string& status,
    const std::string& code = "0000",
    const std::string& id = "88001",
    const std::string& by = testing::passcode_text,
    const std::string& amount = "12000"
) {
    const std::string text = "RF26A000101 " + token + " " + id + " " + by;
    return Json{
        {"result_code", code},
        {"result_data",
         Json{
             {"ref_code_refund", "RF26A000101"},
             {"amount", amount},
             {"token_code", token},
             {"transaction_refund_id", id},
             {"transaction_status", status},
             {"checksum", crypto::sha256_hex(text)}
         }},
    }
        .dump();
}

RefundResult refund(House& house, SendResult answer, std::int64_t dong = 12'000) {
    house.transport.answers.push_back(std::move(answer));
    return testing::run(house.adapter->refund_call()(refund_order(house, dong), Mono{}));
}
RefundResult ask(House& house, SendResult answer) {
    house.transport.answers.push_back(std::move(answer));
    return testing::run(house.adapter->refund_query_call()(refund_order(house), Mono{}));
}

TEST(VietcombankRefund, StatesOfTheContractAreWhatBecameOfIt) {
    House house(with_checkout);
    EXPECT_EQ(refund(house, http_answer(200, told("1"))).believed(), RefundSaid::pending);
    const auto done = refund(house, http_answer(200, told("2")));
    EXPECT_EQ(done.believed(), RefundSaid::done);
    EXPECT_EQ(done.provider_refund_id, "88001");
    EXPECT_EQ(refund(house, http_answer(200, told("3"))).believed(), RefundSaid::refused);
    EXPECT_EQ(refund(house, http_answer(200, told("4"))).believed(), RefundSaid::unknown);
    const OutboundRequest& sent = house.transport.sent.front();
    EXPECT_EQ(sent.url, "https://vietcombank.nganluong.vn/api/web/refund/version_1_0/");
    const auto form = toolkit::parse_form(sent.body).value();
    EXPECT_EQ(form.text("refund_type"), "1");
    EXPECT_EQ(form.text("merchant_email"), "ketoan@example.vn");
}

TEST(VietcombankRefund, APartIsSaidToBeOne) {
    House house(with_checkout);
    refund(
        house, http_answer(200, told("2", "0000", "88001", testing::passcode_text, "5000")), 5000
    );
    const auto form = toolkit::parse_form(house.transport.sent.front().body).value();
    EXPECT_EQ(form.text("refund_type"), "2");
    EXPECT_EQ(form.text("amount"), "5000");
}

TEST(VietcombankRefund, ARefusalIsBelievedWithItsChecksum) {
    House house(with_checkout);
    EXPECT_EQ(
        refund(house, http_answer(200, told("", "0011", ""))).believed(), RefundSaid::refused
    );
    EXPECT_EQ(
        refund(house, http_answer(200, told("", "0016", ""))).believed(), RefundSaid::not_refundable
    );
    EXPECT_EQ(
        refund(house, http_answer(200, R"({"result_code":"0011","result_data":null})")).believed(),
        RefundSaid::unknown
    );
}

TEST(VietcombankRefund, WhatIsNotProvenIsUnknown) {
    House house(with_checkout);
    for (const auto& answer :
         {http_answer(200, told("2", "0000", "88001", "guess")),
          http_answer(200, told("2"), testing::Origin::unproven),
          http_answer(200, told("2", "0000", "88001", testing::passcode_text, "11000")),
          http_answer(200, told("2", "0000", "")),
          http_answer(200, told("2", "0007")),
          http_answer(200, told("2", "9999")),
          http_answer(500, told("2")),
          http_answer(200, "")})
        EXPECT_EQ(refund(house, answer).believed(), RefundSaid::unknown) << answer.body;
    EXPECT_EQ(refund(house, NoAnswer{"time"}).believed(), RefundSaid::unknown);
    EXPECT_EQ(refund(house, Unavailable{"closed"}).believed(), RefundSaid::not_sent);
}

TEST(VietcombankRefund, MoneyThatCameToANumberGoesBackByHand) {
    House house(with_checkout);
    auto order = refund_order(house);
    order.provider_txn = testing::txn;
    const auto result = testing::run(house.adapter->refund_call()(order, Mono{}));
    EXPECT_EQ(result.believed(), RefundSaid::not_refundable);
    EXPECT_TRUE(house.transport.sent.empty());
}

TEST(VietcombankRefund, ARefusedQuestionSaysNothingAboutTheRefund) {
    House house(with_checkout);
    EXPECT_EQ(ask(house, http_answer(200, told("2"))).believed(), RefundSaid::done);
    EXPECT_EQ(ask(house, http_answer(200, told("1"))).believed(), RefundSaid::pending);
    for (const char* code : {"0014", "0016", "0011", "0005"})
        EXPECT_EQ(ask(house, http_answer(200, told("", code))).believed(), RefundSaid::unknown);
    EXPECT_EQ(ask(house, Unavailable{"closed"}).believed(), RefundSaid::unknown);
}

}  // namespace
}  // namespace dvcpay::vietcombank
