// Bytes of strangers: never a crash, never money.
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::vietinbank {
namespace {

std::vector<std::string> hostile_bodies() {
    std::vector<std::string> out = {
        "",
        "{",
        "{}",
        "[]",
        "null",
        "1",
        "\"x\"",
        "<html></html>",
        std::string(3, '\0'),
        R"({"providerId":"99881"})",
        R"({"providerId":99881,"transId":1,"transTime":2,"amount":3,"signature":4})",
        R"({"providerId":"99881","providerId":"99881"})",
        R"({"header":"x","data":"y"})",
        R"({"header":{"msgType":"1200","providerId":"99881"},"data":{"records":[[]]}})",
        R"({"header":{"msgType":"1100","providerId":"99881","signature":"x"},"data":null})",
        R"({"header":{"msgType":{"a":1},"providerId":"99881"}})",
        "{\"providerId\":\"99881\",\"transId\":\"\xff\"}",
        std::string(200'000, '['),
    };
    Json long_one = testing::notice();
    long_one["remark"] = std::string(40'000, 'x');
    out.push_back(testing::with_signature(Signed::notice, long_one).dump());
    std::string prefix = testing::with_signature(Signed::notice, testing::notice()).dump();
    for (std::size_t n = 0; n < prefix.size(); n += 61) out.push_back(prefix.substr(0, n));
    return out;
}

TEST(VietinbankHostile, NothingOfItIsBelievedAndAllOfItIsAnswered) {
    testing::House house;
    for (const auto& body : hostile_bodies()) {
        for (const char* kind : {"bill", "credit", "other"}) {
            const auto call = testing::call_of(kind, body);
            (void)house.adapter->locate(call, {testing::account()});
            const auto result = house.adapter->verify(call, testing::context());
            EXPECT_TRUE(std::holds_alternative<Distrust>(result)) << body.substr(0, 80);
            auto outcome = testing::outcome_of(InboundOutcome::Kind::distrusted);
            const auto response = testing::run(house.adapter->answer(call, outcome));
            EXPECT_EQ(response.status, 200);
            EXPECT_TRUE(Json::accept(response.body));
            (void)house.adapter->mask_raw(body);
        }
    }
}

TEST(VietinbankHostile, AnswersOfStrangersOpenNothing) {
    const ProviderAccount strict = testing::account_with("qr_local_fallback", "off");
    for (const auto& body : hostile_bodies()) {
        testing::House house(strict);
        house.transport.answers.emplace_back(testing::http_answer(200, body));
        const auto result =
            testing::run(house.adapter->initiate(testing::create_order(strict), Mono{}));
        EXPECT_TRUE(std::holds_alternative<CreateUnknown>(result)) << body.substr(0, 80);
        AccountQuery query;
        query.account = strict;
        query.day = Day{2026, 10, 5};
        query.request_id = testing::request_id;
        house.transport.answers.emplace_back(testing::http_answer(200, body));
        auto call = house.adapter->account_call();
        EXPECT_TRUE(std::holds_alternative<QuerySilent>(testing::run(call(query, Mono{}))));
    }
}

TEST(VietinbankHostile, ABodyOverTheLimitIsNotRead) {
    const testing::House house;
    Json body = testing::notice();
    body["padding"] = std::string(33'000, 'x');
    const auto call =
        testing::call_of("credit", testing::with_signature(Signed::notice, body).dump());
    const auto result = house.adapter->verify(call, testing::context());
    EXPECT_EQ(std::get<Distrust>(result), Distrust::malformed);
}

TEST(VietinbankHostile, NothingReturnsFromABrowser) {
    const testing::House house;
    EXPECT_FALSE(house.adapter->read_return("transId=1", {testing::account()}));
}

}  // namespace
}  // namespace dvcpay::vietinbank
