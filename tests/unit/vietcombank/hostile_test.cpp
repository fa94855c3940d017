// Bytes from outside: nothing is believed, nothing breaks; and what people see of them.
#include <gtest/gtest.h>

#include "support.hpp"
#include "vietcombank/mask.hpp"

namespace dvcpay::vietcombank {
namespace {

using testing::House;
using testing::Json;

std::vector<std::string> hostile_bodies() {
    const std::string good = testing::credit_call().request.body;
    std::vector<std::string> out = {
        "",
        "null",
        "{}",
        "[]",
        "{\"context\":[],\"payload\":{}}",
        "{\"context\":{},\"payload\":{}}",
        std::string(20'000, '['),
        std::string(64, '\0'),
        "\xff\xfe\xc0\x80",
        "a=1&a=2&=&&%zz",
        "token_code=90001-a&order_code=&status=3&amount=1",
        good + "x",
        R"({"context":{"channelId":"VAH","channelId":"X"},"payload":{}})",
        "{\"context\":{\"channelId\":\"" + std::string(70'000, 'A') + "\"},\"payload\":{}}",
    };
    for (const std::size_t part : {1U, 3U, 7U, 15U})
        out.push_back(good.substr(0, good.size() * part / 16));
    return out;
}

TEST(VietcombankHostile, NothingIsBelievedAndEverythingIsAnswered) {
    House house(testing::with_checkout);
    for (const auto& body : hostile_bodies()) {
        for (const char* kind : {"bill", "credit", "advice", "ipn"}) {
            const auto call = testing::call_of(kind, body);
            const auto located = house.adapter->locate(call, {house.contract});
            auto context = testing::context(house.contract);
            const auto verified = house.verify(call, context);
            ASSERT_TRUE(std::holds_alternative<Distrust>(verified)) << kind << ' ' << body;
            auto outcome = testing::distrusted(context, std::get<Distrust>(verified));
            outcome.account_known = static_cast<bool>(located);
            EXPECT_LT(house.answer(call, outcome).status, 500) << kind << ' ' << body;
        }
    }
}

TEST(VietcombankHostile, WhatCannotBeReadIsHttp400) {
    House house(testing::no_login);
    const auto call = testing::call_of("credit", "{\"a\":");
    InboundOutcome outcome;
    outcome.kind = InboundOutcome::Kind::distrusted;
    EXPECT_EQ(house.answer(call, outcome).status, 400);
}

TEST(VietcombankMask, ShowsNumbersAndHidesPeople) {
    auto payload = testing::payment_json();
    payload["bills"][0]["addnlFields"] =
        Json::array({Json{{"fieldId", "CustName"}, {"fieldValue", "NGUYEN VAN AN"}}});
    const std::string masked = mask_message(testing::credit_call(payload).request.body);
    EXPECT_NE(masked.find(testing::number), std::string::npos);
    EXPECT_NE(masked.find(testing::txn), std::string::npos);
    EXPECT_NE(masked.find("12000"), std::string::npos);
    EXPECT_EQ(masked.find("NGUYEN"), std::string::npos);
    const Json call = Json::parse(testing::credit_call().request.body);
    EXPECT_EQ(masked.find(call["signature"].get<std::string>()), std::string::npos);
}

TEST(VietcombankMask, HidesTheTextOfANotice) {
    const std::string masked = mask_message(
        "token_code=90001-a&order_code=KG1A&order_description=Nguyen+Van+An&status=3&checksum=ab"
    );
    EXPECT_NE(masked.find("90001-a"), std::string::npos);
    EXPECT_EQ(masked.find("Nguyen"), std::string::npos);
    EXPECT_EQ(masked.find("\"ab\""), std::string::npos);
    EXPECT_EQ(mask_message("\x01\x02"), "(2 bytes that are no message)");
}

TEST(VietcombankMask, HidesTheRemarkOfAnAdvice) {
    const std::string masked = mask_message(
        testing::signed_body(testing::context_json(), testing::advice_json("NGUYEN VAN AN ck"))
    );
    EXPECT_EQ(masked.find("NGUYEN"), std::string::npos);
    EXPECT_NE(masked.find("6800"), std::string::npos);
}

}  // namespace
}  // namespace dvcpay::vietcombank
