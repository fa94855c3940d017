#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::vietcombank {
namespace {

using testing::call_of;
using testing::code_in;
using testing::context_json;
using testing::House;
using testing::Json;
using testing::signed_body;

InboundCall bill_call(const Json& payload = testing::bill_json()) {
    return call_of("bill", signed_body(context_json(), payload));
}

Question ask(House& house, const InboundCall& call) {
    return std::get<Question>(house.verify(call, testing::context(house.contract)));
}

std::string answered(House& house, Payable payable) {
    const auto context = testing::context(house.contract, payable);
    auto outcome = testing::outcome(context, InboundOutcome::Kind::answered);
    outcome.question.number = testing::number;
    return house.answer(bill_call(), outcome).body;
}

TEST(VietcombankBill, IsAskedByTheNumber) {
    House house(testing::no_login);
    const Question question = ask(house, bill_call());
    EXPECT_EQ(question.about, Question::About::bill);
    EXPECT_EQ(question.number, testing::number);
    const auto located = house.adapter->locate(bill_call(), {house.contract});
    EXPECT_EQ(located.value().numbers, std::vector<std::string>{testing::number});
    // Its signature would cover a payment of the same number too: the core keeps the two apart.
    EXPECT_FALSE(located.value().message_id.empty());
}

TEST(VietcombankBill, HowAnOrderStandsIsTheCode) {
    House house(testing::no_login);
    const Json open = Json::parse(answered(house, Payable::yes));
    EXPECT_EQ(open["context"]["errorCode"], "0");
    EXPECT_EQ(open["payload"]["bills"][0]["amount"], "12000");
    const Json paid = Json::parse(answered(house, Payable::paid));
    EXPECT_EQ(paid["context"]["errorCode"], "1");
    EXPECT_EQ(paid["context"]["status"], "FAILURE");
    EXPECT_EQ(paid["payload"], (Json{{"customerCode", testing::number}}));
    EXPECT_EQ(Json::parse(answered(house, Payable::closed))["context"]["errorCode"], "17");
}

TEST(VietcombankBill, ACustomerOfNobodyIsUnknown) {
    House house(testing::no_login);
    auto payload = testing::bill_json();
    payload["customerCode"] = "KH0001";
    EXPECT_EQ(ask(house, bill_call(payload)).number, "");
    auto outcome =
        testing::outcome(testing::context(house.contract), InboundOutcome::Kind::answered);
    EXPECT_EQ(code_in(house.answer(bill_call(payload), outcome)), "17");
}

TEST(VietcombankBill, TheCodeIsANumberWhereTheContractSaysSo) {
    House house(testing::with(testing::no_login, {{"error_code_json_type", "number"}}));
    const std::string body = answered(house, Payable::paid);
    EXPECT_NE(body.find("\"errorCode\":1,"), std::string::npos) << body;
    auto down = testing::outcome(testing::context(house.contract), InboundOutcome::Kind::try_again);
    EXPECT_NE(house.answer(bill_call(), down).body.find("\"errorCode\":31,"), std::string::npos);
}

TEST(VietcombankBill, RsaCoversWhatIsSaid) {
    House house(testing::with(testing::no_login, {{"sig_alg", "rsa-sha256"}}));
    const Json request = testing::vector_file("rsa_request").at("vectors")[0];
    const Json answer = testing::vector_file("rsa_answer").at("vectors")[0];
    Json body;
    body["context"] = Json{
        {"channelId", request["input"]["channelId"]},
        {"channelRefNumber", request["input"]["channelRefNumber"]},
        {"requestDateTime", request["input"]["requestDateTime"]}
    };
    body["payload"] = testing::bill_json();
    body["signature"] = request["expected"]["signature"];
    const auto call = call_of("bill", body.dump());
    const auto context = testing::context(house.contract);
    auto outcome = testing::outcome(context, InboundOutcome::Kind::answered);
    outcome.question = std::get<Question>(house.verify(call, context));
    EXPECT_EQ(
        Json::parse(house.answer(call, outcome).body)["signature"], answer["expected"]["signature"]
    );
    body["payload"]["customerCode"] = "DVCTS20000000000158";
    EXPECT_EQ(
        testing::distrust_in(house.verify(call_of("bill", body.dump()), context)),
        Distrust::bad_signature
    );
}

struct Wrong {
    std::string what;
    Json context;
    Json payload;
    Distrust distrust;
    std::string code;
};

TEST(VietcombankBill, WhatIsWrongIsSaidInTheOrderOfThePapers) {
    House house(testing::no_login);
    const Json good = testing::bill_json();
    auto no_customer = good;
    no_customer.erase("customerCode");
    auto other_provider = good;
    other_provider["providerId"] = "OTHER1";
    auto other_service = good;
    other_service["serviceId"] = "BC2";
    auto bad_date = context_json();
    bad_date["requestDateTime"] = "2026-01-15 09:02:04";
    auto barred = context_json("1|2");
    const std::vector<Wrong> all = {
        {"customer", context_json(), no_customer, Distrust::malformed, "10"},
        {"provider", context_json(), other_provider, Distrust::foreign_partner, "24"},
        {"service", context_json(), other_service, Distrust::malformed, "21"},
        {"date", bad_date, good, Distrust::malformed, "20"},
        {"bar", barred, good, Distrust::out_of_bounds, "18"},
    };
    const auto context = testing::context(house.contract);
    for (const auto& wrong : all) {
        SCOPED_TRACE(wrong.what);
        const auto call = call_of("bill", signed_body(wrong.context, wrong.payload));
        const Distrust distrust = testing::distrust_in(house.verify(call, context));
        EXPECT_EQ(distrust, wrong.distrust);
        const auto answer = house.answer(call, testing::distrusted(context, distrust));
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(code_in(answer), wrong.code);
    }
}

TEST(VietcombankBill, AForgedCallIsToldSoInASignedAnswer) {
    House house(testing::no_login);
    const auto call = call_of("bill", signed_body(context_json(), testing::bill_json(), "guess"));
    const auto context = testing::context(house.contract);
    EXPECT_EQ(testing::distrust_in(house.verify(call, context)), Distrust::bad_signature);
    const auto answer = house.answer(call, testing::distrusted(context, Distrust::bad_signature));
    EXPECT_EQ(code_in(answer), "18");
    const std::string expected =
        crypto::sha256_hex("VAH|202601150000201|b1c2d3e4f5a60718|" + testing::secret_text);
    EXPECT_EQ(Json::parse(answer.body)["signature"], expected);
}

TEST(VietcombankBill, AnAnswerOfOursIsNoCallOfTheBank) {
    House house(testing::no_login);
    // The text under our answer, cut as a call: the bar gives it away.
    const auto call = call_of(
        "bill", signed_body(context_json("202601150000201|b1c2d3e4f5a60718"), testing::bill_json())
    );
    EXPECT_EQ(
        testing::distrust_in(house.verify(call, testing::context(house.contract))),
        Distrust::out_of_bounds
    );
}

TEST(VietcombankLogin, IsAskedForFirst) {
    House house;
    const std::string body = signed_body(context_json(), testing::bill_json());
    const auto context = testing::context(house.contract);
    for (const char* login : {"", "vcb:wrong", "other:p@ss:word", ":p@ss:word"}) {
        const auto call = call_of("bill", body, login);
        EXPECT_EQ(testing::distrust_in(house.verify(call, context)), Distrust::bad_credentials)
            << login;
        const auto answer =
            house.answer(call, testing::distrusted(context, Distrust::bad_credentials));
        EXPECT_EQ(answer.status, 401);
        EXPECT_FALSE(answer.headers.get("WWW-Authenticate").empty());
    }
    EXPECT_TRUE(std::holds_alternative<Question>(
        house.verify(call_of("bill", body, "vcb:p@ss:word"), context)
    ));
    auto twice = call_of("bill", body, "vcb:p@ss:word");
    twice.request.headers.add("Authorization", "Basic eA==");
    EXPECT_EQ(testing::distrust_in(house.verify(twice, context)), Distrust::bad_credentials);
}

TEST(VietcombankLocate, FindsTheContractByProviderAndService) {
    House house(testing::no_login);
    auto other = testing::account({{"va_prefix", "DVCTS3"}});
    other.key.account = "second";
    auto payload = testing::bill_json();
    payload["providerId"] = "DVCTS3";
    const auto located = house.adapter->locate(bill_call(payload), {house.contract, other}).value();
    EXPECT_EQ(located.account.account, "second");
    // A stranger is answered by the first, so that he can be answered at all.
    payload["providerId"] = "NOBODY";
    EXPECT_EQ(
        house.adapter->locate(bill_call(payload), {house.contract, other}).value().account.account,
        "default"
    );
    EXPECT_EQ(house.adapter->locate(bill_call(), {}).error().fault, Fault::forged);
}

}  // namespace
}  // namespace dvcpay::vietcombank
