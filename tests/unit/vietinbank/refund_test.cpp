// Money back by a payout: name inquiry, transfer, and the debit in the statement.
#include <string>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::vietinbank {
namespace {

ProviderAccount paying() {
    ProviderAccount out = testing::account_with("refunds", "transfer");
    out.settings["transfer_approver"] = "300000001duyet.kg";
    return out;
}

RefundOrder order() {
    RefundOrder out;
    out.account = paying();
    out.refund_ref = "KG7Q2M9XC4T8WRFA";
    out.request_id = testing::request_id;
    out.order_ref = testing::order_ref_text;
    out.amount = Money::dong(150'000);
    out.destination = Destination{"970436", "0071000123456", "Nguyễn Văn An"};
    out.submitted_at = testing::now;
    out.now = testing::now;
    return out;
}

const std::string id = "7b0d2c0e5d0a4b579a511f0c6d2b00";
const std::string name_id = "7b0d2c0e5d0a4b579a511f0c6d2b0N";

Json name_answer() {
    return Json{
        {"requestId", name_id},
        {"providerId", "99881"},
        {"status", {{"code", "1"}}},
        {"accountName", "NGUYEN VAN AN"},
        {"active", "true"},
    };
}

Json transfer_answer(const std::string& code = "1") {
    return Json{{"requestId", id}, {"providerId", "99881"}, {"status", {{"code", code}}}};
}

struct Refunded {
    RefundResult result;
    std::vector<OutboundRequest> sent;
};

Refunded refund(std::vector<SendResult> answers, const RefundOrder& of = order()) {
    testing::House house(of.account);
    for (auto& answer : answers) house.transport.answers.push_back(std::move(answer));
    auto call = house.adapter->refund_call();
    RefundResult result = testing::run(call(of, Mono{}));
    return {std::move(result), std::move(house.transport.sent)};
}

SendResult ok(const Json& body) {
    return testing::http_answer(200, body.dump());
}

TEST(VietinbankRefund, IsThereOnlyWhereTheContractPaysOut) {
    testing::House without;
    EXPECT_FALSE(without.adapter->refund_call());
    EXPECT_FALSE(without.adapter->refund_query_call());
    EXPECT_FALSE(without.adapter->capability().refund);
    testing::House with(paying());
    const auto& capability = with.adapter->capability();
    EXPECT_TRUE(capability.refund);
    EXPECT_EQ(capability.refund_route, RefundRoute::destination);
    EXPECT_FALSE(capability.refund_repeatable);
}

TEST(VietinbankRefund, AcceptedForApprovalIsPending) {
    const auto done = refund({ok(name_answer()), ok(transfer_answer())});
    EXPECT_EQ(done.result.believed(), RefundSaid::pending);
    ASSERT_EQ(done.sent.size(), 2U);
    EXPECT_TRUE(done.sent[0].url.ends_with("/erp/v1/account/benAcctInq"));
    EXPECT_TRUE(done.sent[1].url.ends_with("/erp/v1/payment/transfer"));
    const Json question = Json::parse(done.sent[0].body);
    EXPECT_EQ(question.at("requestId"), name_id);
    EXPECT_EQ(question.at("bankId"), "970436");
    const Json body = Json::parse(done.sent[1].body);
    EXPECT_EQ(body.at("requestId"), id);
    const Json& record = body.at("records").at(0);
    EXPECT_EQ(record.at("transId"), "KG7Q2M9XC4T8WRFA");
    EXPECT_EQ(record.at("transType"), "np");
    EXPECT_EQ(record.at("amount"), "150000");
    EXPECT_EQ(record.at("recvAcctName"), "NGUYEN VAN AN");
    EXPECT_EQ(record.at("remark"), "KG7Q2M9XC4T8WRFA HOAN PHI KG7Q2M9XC4T8W1ZB");
}

TEST(VietinbankRefund, InsideTheBankGoesByItsOwnId) {
    RefundOrder inside = order();
    inside.destination->bank_bin = "970415";
    const auto done = refund({ok(name_answer()), ok(transfer_answer())}, inside);
    EXPECT_EQ(Json::parse(done.sent[0].body).at("bankId"), "01201001");
    const Json body = Json::parse(done.sent[1].body);
    EXPECT_EQ(body.at("records").at(0).at("transType"), "in");
    EXPECT_EQ(body.at("records").at(0).at("recvBankId"), "01201001");
}

TEST(VietinbankRefund, AnotherNameOrAClosedAccountIsRefusedBeforeTheTransfer) {
    Json other = name_answer();
    other["accountName"] = "TRAN THI BE";
    auto refused = refund({ok(other)});
    EXPECT_EQ(refused.result.believed(), RefundSaid::refused);
    EXPECT_EQ(refused.result.failure.code, "destination_name_differs");
    EXPECT_EQ(refused.sent.size(), 1U);
    Json closed = name_answer();
    closed["active"] = "false";
    refused = refund({ok(closed)});
    EXPECT_EQ(refused.result.failure.code, "destination_closed");
    EXPECT_EQ(refused.sent.size(), 1U);
}

TEST(VietinbankRefund, WithoutAnAnswerToTheNameNothingIsSent) {
    const SendResult silences[] = {
        Unavailable{"x", 0},
        NoAnswer{"x"},
        testing::http_answer(500, "x"),
        testing::http_answer(200, "<html>"),
        ok(transfer_answer()),
        testing::http_answer(401, R"({"httpCode":"401"})")
    };
    for (const auto& silence : silences) {
        const auto none = refund({silence});
        EXPECT_EQ(none.result.believed(), RefundSaid::not_sent);
        EXPECT_EQ(none.sent.size(), 1U);
    }
}

TEST(VietinbankRefund, ASlowAnswerToTheNameLeavesTheTransferItsWholeTime) {
    testing::House house(paying());
    const auto& capability = house.adapter->capability();
    ASSERT_GE(capability.refund_timeout_ms, 2 * capability.call_timeout_ms);
    house.transport.answers = {ok(name_answer()), ok(transfer_answer())};
    const Mono due = Mono{}.plus_ms(capability.refund_timeout_ms);
    testing::run(house.adapter->refund_call()(order(), due));
    ASSERT_EQ(house.transport.dues.size(), 2U);
    EXPECT_EQ(house.transport.dues[0].plus_ms(capability.call_timeout_ms), due);
    EXPECT_EQ(house.transport.dues[1], due);
    ProviderAccount unnamed = paying();
    unnamed.settings["transfer_name_check"] = "off";
    EXPECT_EQ(testing::House(unnamed).adapter->capability().refund_timeout_ms, 0);
}

TEST(VietinbankRefund, AfterATimeOutOfTheTransferNothingIsKnown) {
    const SendResult silences[] = {
        NoAnswer{"time-out"},
        testing::http_answer(500, "x"),
        testing::http_answer(429, "x"),
        testing::http_answer(401, "<html>"),
        testing::http_answer(200, "<html>"),
        testing::http_answer(200, transfer_answer().dump(), testing::Origin::unproven),
        ok(name_answer()),  // repeats another request
    };
    for (const auto& silence : silences) {
        EXPECT_EQ(refund({ok(name_answer()), silence}).result.believed(), RefundSaid::unknown);
    }
    for (const char* code : {"", "0", "00", "2", "07", "27", "99"}) {
        const auto result = refund({ok(name_answer()), ok(transfer_answer(code))}).result;
        EXPECT_EQ(result.believed(), RefundSaid::unknown) << code;
    }
}

TEST(VietinbankRefund, WhatNeverReachedTheBankWasNotSent) {
    EXPECT_EQ(
        refund({ok(name_answer()), Unavailable{"x", 0}}).result.believed(), RefundSaid::not_sent
    );
    for (const int status : {401, 403, 404}) {
        const std::string body = R"({"httpCode":")" + std::to_string(status) + R"("})";
        const auto result = refund({ok(name_answer()), testing::http_answer(status, body)}).result;
        EXPECT_EQ(result.believed(), RefundSaid::not_sent) << status;
        EXPECT_TRUE(result.alarm);
    }
}

TEST(VietinbankRefund, ADestinationThatCannotBeWrittenIsRefusedHere) {
    for (const auto& bad :
         {Destination{"97043", "0071", "AN"},
          Destination{"970436", "", "AN"},
          Destination{"970436", "00 71", "AN"},
          Destination{"970436", "0071", "()"}}) {
        RefundOrder of = order();
        of.destination = bad;
        const auto none = refund({}, of);
        EXPECT_EQ(none.result.believed(), RefundSaid::refused);
        EXPECT_TRUE(none.sent.empty());
    }
    RefundOrder of = order();
    of.destination = std::nullopt;
    EXPECT_EQ(refund({}, of).result.believed(), RefundSaid::refused);
    of = order();
    of.amount = Money::dong(500'000'000);
    EXPECT_EQ(refund({}, of).result.believed(), RefundSaid::not_refundable);
    of.destination->bank_bin = "970415";  // inside the bank no instant limit holds
    EXPECT_EQ(
        refund({ok(name_answer()), ok(transfer_answer())}, of).result.believed(),
        RefundSaid::pending
    );
}

Json statement(const std::string& debit, const std::string& text, char day) {
    return Json{
        {"requestId", id.substr(0, 29) + day},
        {"providerId", "99881"},
        {"status", {{"code", "1"}}},
        {"account", "118000009999"},
        {"transactions",
         Json::array(
             {{{"transactionDate", "05-10-2026 09:00:00"},
               {"transactionContent", text},
               {"debit", debit},
               {"credit", ""},
               {"transactionNumber", "FT26100500001"}}}
         )},
    };
}

RefundResult ask(std::vector<SendResult> answers, const RefundOrder& of = order()) {
    testing::House house(of.account);
    for (auto& answer : answers) house.transport.answers.push_back(std::move(answer));
    auto call = house.adapter->refund_query_call();
    return testing::run(call(of, Mono{}));
}

TEST(VietinbankRefundQuery, TheDebitThatNamesTheRefundIsItsEnd) {
    const auto done = ask({ok(statement("150000.00", "HOAN kg7q2m9 xc4t8wrfa HOAN PHI", '5'))});
    EXPECT_EQ(done.believed(), RefundSaid::done);
    EXPECT_EQ(done.provider_refund_id, "FT26100500001");
}

TEST(VietinbankRefundQuery, AnotherAmountOrTextIsNot) {
    EXPECT_EQ(
        ask({ok(statement("149999", "KG7Q2M9XC4T8WRFA", '5'))}).believed(), RefundSaid::unknown
    );
    EXPECT_EQ(
        ask({ok(statement("150000", "KG7Q2M9XC4T8WRFB", '5'))}).believed(), RefundSaid::unknown
    );
    EXPECT_EQ(ask({NoAnswer{"x"}}).believed(), RefundSaid::unknown);
}

TEST(VietinbankRefundQuery, ReadsTodayAndTheDayBefore) {
    RefundOrder of = order();
    of.now = of.submitted_at.plus_s(86'400);
    const auto result =
        ask({ok(statement("1", "x", '6')), ok(statement("150000", "KG7Q2M9XC4T8WRFA", '5'))}, of);
    EXPECT_EQ(result.believed(), RefundSaid::done);
}

TEST(VietinbankRefundQuery, TwoDebitsOfOneRefundAreForPeople) {
    Json twice = statement("150000", "KG7Q2M9XC4T8WRFA", '5');
    twice["transactions"].push_back(twice["transactions"][0]);
    EXPECT_EQ(ask({ok(twice)}).believed(), RefundSaid::unknown);
}

}  // namespace
}  // namespace dvcpay::vietinbank
