// Notices of money, record dialect (1200, 1210).
#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::vietinbank {
namespace {

using Kind = InboundOutcome::Kind;

InboundCall signed_call(const Json& body) {
    return testing::call_of("credit", testing::with_signature(Signed::records, body).dump());
}

VerifyResult verify(const Json& body) {
    const testing::House house;
    return house.adapter->verify(signed_call(body), testing::context());
}

std::vector<Verified<Notice>> told(const Json& body) {
    return std::get<std::vector<Verified<Notice>>>(verify(body));
}

TEST(VietinbankRecords, EachIsOneNoticeInItsOrder) {
    Json second = testing::record("592564022");
    second["custCode"] = "8KGGDVC261005000004";
    second["recvVirtualAcctId"] = "";
    second["amount"] = "250000";
    Json fee = testing::record("592564023");
    fee["transType"] = "D";
    const auto all = told(testing::records({testing::record("592564021"), second, fee}));
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].value().said, Said::paid);
    EXPECT_EQ(all[0].value().provider_txn, "592564021");
    EXPECT_EQ(all[0].value().paid_to, testing::number_1);
    EXPECT_EQ(all[0].value().other_txns, (std::vector<std::string>{"382S2371BQYU81M2"}));
    EXPECT_EQ(all[1].value().paid_to, "8KGGDVC261005000004");
    EXPECT_EQ(all[1].value().amount, Money::dong(250'000));
    EXPECT_EQ(all[2].value().said, Said::unclear);
}

TEST(VietinbankRecords, OnlyAFinishedMovementIsMoney) {
    for (const char* code : {"01", "", "0", "99"}) {
        Json record = testing::record("592564021");
        record["status"]["code"] = code;
        EXPECT_EQ(told(testing::records({record}))[0].value().said, Said::unclear) << code;
    }
    Json record = testing::record("592564021");
    record.erase("status");
    EXPECT_EQ(told(testing::records({record}))[0].value().said, Said::unclear);
}

TEST(VietinbankRecords, OneThatCannotStandSoSpoilsTheMessage) {
    Json odd = testing::record("592564022");
    odd["amount"] = "0";
    const auto result = verify(testing::records({testing::record("592564021"), odd}));
    EXPECT_EQ(std::get<Distrust>(result), Distrust::out_of_bounds);
}

TEST(VietinbankRecords, AnEmptyOrOddListIsMalformed) {
    EXPECT_EQ(std::get<Distrust>(verify(testing::records({}))), Distrust::malformed);
    Json body = testing::records({testing::record("592564021")});
    body["data"]["records"] = "none";
    EXPECT_EQ(std::get<Distrust>(verify(body)), Distrust::malformed);
    body["data"]["records"] = Json::array({1});
    EXPECT_EQ(std::get<Distrust>(verify(body)), Distrust::malformed);
    Json other = testing::records({testing::record("592564021")});
    other["header"]["msgType"] = "1300";
    EXPECT_EQ(std::get<Distrust>(verify(other)), Distrust::malformed);
}

Json answered(InboundOutcome outcome) {
    testing::House house;
    const auto call =
        signed_call(testing::records({testing::record("592564021"), testing::record("592564022")}));
    const auto response = testing::run(house.adapter->answer(call, std::move(outcome)));
    Json body = Json::parse(response.body);
    EXPECT_TRUE(testing::is_signed_by_us(Signed::records_answer, body));
    return body;
}

TEST(VietinbankRecords, AreAcknowledgedOneByOneAndAsAWhole) {
    auto outcome = testing::outcome_of(Kind::taken);
    outcome.notices.resize(2);
    outcome.verdicts = {Verdict::kept, Verdict::stranger};
    const Json good = answered(outcome);
    EXPECT_EQ(good.at("header").at("msgType"), "1210");
    EXPECT_TRUE(good.at("header").at("merchantId").is_null());
    EXPECT_EQ(good.at("data").at("errors").at("errorCode"), "00");
    const Json& first = good.at("data").at("records").at(0);
    EXPECT_EQ(first.at("transId"), "592564021");
    EXPECT_EQ(first.at("status").at("code"), "00");
    EXPECT_FALSE(first.contains("balance"));

    outcome.verdicts = {Verdict::kept, Verdict::contradicts};
    const Json mixed = answered(outcome);
    EXPECT_EQ(mixed.at("data").at("errors").at("errorCode"), "99");
    EXPECT_EQ(mixed.at("data").at("records").at(0).at("status").at("code"), "00");
    EXPECT_EQ(mixed.at("data").at("records").at(1).at("status").at("code"), "99");

    outcome = testing::outcome_of(Kind::distrusted);
    outcome.distrust = Distrust::bad_signature;
    const Json bad = answered(outcome);
    EXPECT_EQ(bad.at("data").at("errors").at("errorCode"), "01");
    EXPECT_EQ(bad.at("data").at("records").at(1).at("status").at("code"), "01");
}

}  // namespace
}  // namespace dvcpay::vietinbank
