#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::momo {
namespace {

using testing::Json;
using testing::Origin;

QueryOrder question() {
    QueryOrder out;
    out.account = testing::account();
    out.order_ref = testing::order_ref_text;
    out.request_id = "q-0001";
    out.expected = Money::dong(50'000);
    return out;
}

Json status(int code = 0) {
    return Json{
        {"partnerCode", testing::partner_code},
        {"requestId", "q-0001"},
        {"orderId", testing::order_ref_text},
        {"extraData", ""},
        {"amount", 50'000},
        {"transId", 4'088'878'653},
        {"payType", "qr"},
        {"resultCode", code},
        {"refundTrans", Json::array()},
        {"message", "Successful."},
        {"responseTime", 1'768'449'600'123},
    };
}

QueryResult ask(SendResult answer) {
    testing::House house;
    house.transport.answers.push_back(std::move(answer));
    return testing::run(house.adapter->query_attempt(question(), Mono{1}));
}
QueryResult ask(const Json& body, int http = 200) {
    return ask(SendResult(testing::http_answer(http, body.dump())));
}

bool is_silent(const QueryResult& result) {
    return std::holds_alternative<QuerySilent>(result);
}
Notice told(const QueryResult& result) {
    return std::get<QueryAnswer>(result).first();
}

TEST(MomoQuery, SendsTheSignedQuestion) {
    testing::House house;
    testing::run(house.adapter->query_attempt(question(), Mono{5}));
    const OutboundRequest& request = house.transport.sent.at(0);
    EXPECT_EQ(request.url, "https://test-payment.momo.vn/v2/gateway/api/query");
    EXPECT_EQ(request.channel, "momo/default");
    const Json expected = {
        {"partnerCode", "MOMOTEST01"},
        {"requestId", "q-0001"},
        {"orderId", testing::order_ref_text},
        {"lang", "vi"},
        {"signature",
         testing::mac_hex("accessKey=AKtest0000000001&orderId=KG7Q2M9XC4T8W1ZB&partnerCode="
                          "MOMOTEST01&requestId=q-0001")},
    };
    EXPECT_EQ(Json::parse(request.body), expected);
}

TEST(MomoQuery, PaidIsMoneyWithItsNameProvenByConnectionAndEcho) {
    const QueryResult result = ask(status());
    const auto& verified = std::get<QueryAnswer>(result).notices().front();
    EXPECT_EQ(verified.proof(), ProofKind::tls_echo);
    const Notice& notice = verified.value();
    EXPECT_EQ(notice.said, Said::paid);
    EXPECT_EQ(notice.amount, Money::dong(50'000));
    EXPECT_EQ(notice.provider_txn, "4088878653");
    EXPECT_EQ(notice.provider_code, "0");
    EXPECT_EQ(notice.order_ref, testing::order_ref_text);
    EXPECT_EQ(notice.account, (AccountKey{"momo", "default"}));
    EXPECT_EQ(notice.source, Source::status_answer);
    EXPECT_FALSE(notice.ask_first);
    EXPECT_FALSE(notice.alarm);
    EXPECT_EQ(notice.occurred_at, Wall{});
}

TEST(MomoQuery, AnotherAmountIsEvidenceOfAnotherAmount) {
    Json body = status();
    body["amount"] = 49'999;
    EXPECT_EQ(told(ask(body)).said, Said::paid);
    EXPECT_EQ(told(ask(body)).amount, Money::dong(49'999));
    body["amount"] = "60000";
    EXPECT_EQ(told(ask(body)).amount, Money::dong(60'000));
    body["amount"] = 1'000'000'000'000'000;
    EXPECT_EQ(told(ask(body)).amount, largest_amount);
}

TEST(MomoQuery, AnswersAboutAnotherOrderOrUnprovenOnesSayNothing) {
    for (const char* name : {"partnerCode", "orderId", "requestId"}) {
        Json other = status();
        other[name] = "OTHER";
        EXPECT_TRUE(is_silent(ask(other))) << name;
        Json missing = status();
        missing.erase(name);
        EXPECT_TRUE(is_silent(ask(missing))) << name;
    }
    EXPECT_TRUE(
        is_silent(ask(SendResult(testing::http_answer(200, status().dump(), Origin::unproven))))
    );
}

TEST(MomoQuery, MoneyWithoutNameOrSizeIsUnclear) {
    for (const Json& transaction :
         {Json(0), Json(""), Json(nullptr), Json("x"), Json(-1), Json(1.5), Json("007")}) {
        Json body = status();
        body["transId"] = transaction;
        EXPECT_EQ(told(ask(body)).said, Said::unclear) << transaction;
    }
    Json body = status();
    body.erase("transId");
    EXPECT_EQ(told(ask(body)).said, Said::unclear);
    body = status();
    body["amount"] = 0;
    EXPECT_EQ(told(ask(body)).said, Said::unclear);
    body.erase("amount");
    EXPECT_EQ(told(ask(body)).said, Said::unclear);
}

TEST(MomoQuery, AmountsThatAreNoAmountsSayNothing) {
    for (const char* literal :
         {"50000.0",
          "50000.5",
          "-50000",
          "5e4",
          "1000000000000001",
          "9223372036854775807",
          "9223372036854775808",
          "18446744073709551616",
          "\"050000\"",
          "\" 50000\"",
          "\"50,000\"",
          "-0"}) {
        std::string body = status().dump();
        body.replace(body.find("\"amount\":50000"), 14, std::string("\"amount\":") + literal);
        EXPECT_TRUE(is_silent(ask(SendResult(testing::http_answer(200, body))))) << literal;
    }
}

TEST(MomoQuery, EndsWithoutMoneyCarryTheirWords) {
    const Notice declined = told(ask(status(1001)));
    EXPECT_EQ(declined.said, Said::declined);
    EXPECT_EQ(declined.failure.code, "insufficient_funds");
    EXPECT_EQ(told(ask(status(1006))).said, Said::cancelled);
    EXPECT_EQ(told(ask(status(1006))).failure.code, "declined_by_payer");
    EXPECT_EQ(told(ask(status(1005))).said, Said::lapsed);
    EXPECT_EQ(told(ask(status(1005))).failure.code, "offer_expired");
    Json without_amount = status(1005);
    without_amount["amount"] = 0;
    without_amount["transId"] = 0;
    EXPECT_EQ(told(ask(without_amount)).said, Said::lapsed);
}

TEST(MomoQuery, TheEndOfAnotherAmountIsNotTheEndOfThisOne) {
    Json body = status(1006);
    body["amount"] = 60'000;
    EXPECT_EQ(told(ask(body)).said, Said::unclear);
}

TEST(MomoQuery, WaitingNotFoundAndUnclearAreTold) {
    EXPECT_EQ(told(ask(status(1000))).said, Said::waiting);
    EXPECT_EQ(told(ask(status(7000), 422)).said, Said::waiting);
    EXPECT_EQ(told(ask(status(9000))).said, Said::waiting);
    EXPECT_EQ(told(ask(status(42), 404)).said, Said::not_found);
    EXPECT_EQ(told(ask(status(99))).said, Said::unclear);
    EXPECT_EQ(told(ask(status(123456))).said, Said::unclear);
    EXPECT_EQ(told(ask(status(-7))).said, Said::unclear);
}

TEST(MomoQuery, CodesElevenToThirteenSayNothingAndRaiseAnAlarm) {
    for (const int code : {11, 12, 13}) {
        const QueryResult result = ask(Json{{"resultCode", code}}, 401);
        EXPECT_TRUE(std::get<QuerySilent>(result).alarm) << code;
        const auto unproven =
            testing::http_answer(200, Json{{"resultCode", code}}.dump(), Origin::unproven);
        EXPECT_FALSE(std::get<QuerySilent>(ask(SendResult(unproven))).alarm) << code;
    }
}

TEST(MomoQuery, AnErrorStatusNeverPays) {
    for (const int http : {302, 400, 404, 422, 500, 503})
        EXPECT_TRUE(is_silent(ask(status(), http))) << http;
    for (const int http : {500, 503}) EXPECT_TRUE(is_silent(ask(status(1006), http))) << http;
}

TEST(MomoQuery, SilenceIsSilence) {
    EXPECT_TRUE(is_silent(ask(SendResult(Unavailable{"circuit open", 0}))));
    EXPECT_TRUE(is_silent(ask(SendResult(NoAnswer{"time-out"}))));
    const std::string good = status().dump();
    for (std::size_t size = 0; size < good.size(); ++size) {
        ASSERT_TRUE(is_silent(ask(SendResult(testing::http_answer(200, good.substr(0, size))))))
            << size;
    }
    for (const std::string& body :
         {std::string(),
          std::string("ok"),
          std::string(9000, '['),
          R"({"resultCode":0,)" + good.substr(1)}) {
        EXPECT_TRUE(is_silent(ask(SendResult(testing::http_answer(200, body)))));
    }
}

TEST(MomoQuery, AsksNothingItCannotAsk) {
    for (const char* ref : {"", "a b", "A&B", "-A", "A-", "Ộ"}) {
        testing::House house;
        QueryOrder order = question();
        order.order_ref = ref;
        EXPECT_TRUE(is_silent(testing::run(house.adapter->query_attempt(std::move(order), Mono{1})))
        ) << ref;
        EXPECT_TRUE(house.transport.sent.empty());
    }
    testing::House house;
    QueryOrder order = question();
    order.account.key.account = "without-secret";
    const auto result = testing::run(house.adapter->query_attempt(std::move(order), Mono{1}));
    EXPECT_TRUE(std::get<QuerySilent>(result).alarm);
}

}  // namespace
}  // namespace dvcpay::momo
