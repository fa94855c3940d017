#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::vietcombank {
namespace {

using testing::advice_json;
using testing::House;
using testing::Json;
using testing::only_notice;

const testing::Changes with_advices = {
    {"inbound_basic_auth", "off"}, {"advice_enabled", "on"}, {"advice_account", "0071000123456"}
};
const std::string remark = "CT DEN DVC" + testing::order_ref_text + " nop le phi";

InboundCall advice_call(const Json& payload) {
    return testing::call_of("advice", testing::signed_body(testing::context_json(), payload));
}

TEST(VietcombankAdvice, IsAnEntryOfTheAccountsBook) {
    House house(with_advices);
    const auto call = advice_call(advice_json(remark));
    EXPECT_EQ(
        house.adapter->locate(call, {house.contract}).value().order_refs,
        std::vector<std::string>{testing::order_ref_text}
    );
    const auto verified = house.verify(call, testing::context(house.contract));
    const Notice* notice = only_notice(verified);
    ASSERT_NE(notice, nullptr);
    EXPECT_EQ(notice->order_ref, testing::order_ref_text);
    EXPECT_EQ(notice->amount, Money::dong(12'000));
    EXPECT_EQ(notice->source, Source::statement);
    EXPECT_EQ(notice->provider_txn, "0071000123456|6800|5000|001|20260115");
    EXPECT_EQ(notice->occurred_at, parse_rfc3339("2026-01-15T02:02:05.000Z").value());
    EXPECT_FALSE(notice->refusable);
}

TEST(VietcombankAdvice, MayNameTheNumberInstead) {
    House house(with_advices);
    const auto call = advice_call(advice_json("thu ho " + testing::number));
    const auto verified = house.verify(call, testing::context(house.contract));
    ASSERT_NE(only_notice(verified), nullptr);
    EXPECT_EQ(only_notice(verified)->paid_to, testing::number);
}

TEST(VietcombankAdvice, WhatLeavesOrIsNotOursBooksNothingAndIsKept) {
    House house(with_advices);
    auto debit = advice_json(remark);
    debit["dorc"] = "D";
    for (const Json& payload : {debit, advice_json("tien thue nha")}) {
        const auto verified = house.verify(advice_call(payload), testing::context(house.contract));
        const auto* all = std::get_if<std::vector<Verified<Notice>>>(&verified);
        ASSERT_NE(all, nullptr);
        EXPECT_TRUE(all->empty());
    }
}

TEST(VietcombankAdvice, TimesAreReadByTheContractsPatterns) {
    House house(with_advices);
    for (const char* time : {"15-01-2026 09:02:05", "2026-01-15 09:02:05", "20260115090205"}) {
        auto payload = advice_json(remark);
        payload["transactionTime"] = time;
        const auto verified = house.verify(advice_call(payload), testing::context(house.contract));
        ASSERT_NE(only_notice(verified), nullptr) << time;
        EXPECT_EQ(
            only_notice(verified)->occurred_at, parse_rfc3339("2026-01-15T02:02:05.000Z").value()
        );
    }
}

TEST(VietcombankAdvice, AFieldThatIsWrongIsSaid) {
    House house(with_advices);
    const auto context = testing::context(house.contract);
    const std::pair<const char*, const char*> wrong[] = {
        {"account", "123"},
        {"account", ""},
        {"amount", "1e5"},
        {"currency", "USD"},
        {"dorc", "X"},
        {"transactionTime", "yesterday"},
        {"serviceId", "BC9"},
    };
    for (const auto& [name, text] : wrong) {
        SCOPED_TRACE(std::string(name) + "=" + text);
        auto payload = advice_json(remark);
        payload[name] = text;
        const auto call = advice_call(payload);
        const Distrust distrust = testing::distrust_in(house.verify(call, context));
        EXPECT_EQ(
            testing::code_in(house.answer(call, testing::distrusted(context, distrust))), "21"
        );
    }
}

TEST(VietcombankAdvice, IsAnsweredWithNothingButTheContext) {
    House house(with_advices);
    const auto context = testing::context(house.contract);
    const auto answer =
        house.answer(advice_call(advice_json(remark)), testing::taken(context, Verdict::repeated));
    const Json body = Json::parse(answer.body);
    EXPECT_EQ(body["context"]["errorCode"], "0");
    EXPECT_TRUE(body["payload"].is_object());
    EXPECT_TRUE(body["payload"].empty());
}

TEST(VietcombankAdvice, IsNotTakenWhereTheContractHasNone) {
    House house(testing::no_login);
    const auto call = advice_call(advice_json(remark));
    const auto context = testing::context(house.contract);
    EXPECT_EQ(testing::distrust_in(house.verify(call, context)), Distrust::malformed);
    EXPECT_EQ(
        testing::code_in(house.answer(call, testing::distrusted(context, Distrust::malformed))),
        "400"
    );
}

}  // namespace
}  // namespace dvcpay::vietcombank
