#include <gtest/gtest.h>

#include "support.hpp"
#include "toolkit/form.hpp"

namespace dvcpay::vietcombank {
namespace {

using testing::create_order;
using testing::House;
using testing::http_answer;
using testing::Json;
using testing::Origin;
using testing::token;
using testing::with_checkout;

const std::string url = "https://vietcombank.nganluong.vn/vi/checkout/" + token;

std::string made(const std::string& checkout_url = url, const std::string& code = "0000") {
    return Json{
        {"result_code", code},
        {"result_message", "Success"},
        {"result_data", Json{{"checkout_url", checkout_url}, {"token_code", token}}},
    }
        .dump();
}

CreateResult create(House& house, SendResult answer) {
    house.transport.answers.push_back(std::move(answer));
    return house.create(create_order(house.contract.settings, Method::redirect));
}

TEST(VietcombankCheckout, OpensAnOrderByAForm) {
    House house(with_checkout);
    const auto result = create(house, http_answer(200, made()));
    const auto* opened = std::get_if<CreateOpened>(&result);
    ASSERT_NE(opened, nullptr);
    EXPECT_EQ(opened->next_action.kind, NextAction::Kind::redirect);
    EXPECT_EQ(opened->next_action.url, url);
    EXPECT_EQ(opened->provider_ref, token);
    ASSERT_EQ(house.transport.sent.size(), 1U);
    const OutboundRequest& sent = house.transport.sent.front();
    EXPECT_EQ(sent.url, "https://vietcombank.nganluong.vn/api/web/checkout/version_1_0/");
    EXPECT_EQ(sent.channel, "vietcombank/default");
    const auto form = toolkit::parse_form(sent.body).value();
    EXPECT_EQ(form.text("function"), "CreateOrder");
    EXPECT_EQ(form.text("order_code"), testing::order_ref_text);
    EXPECT_EQ(form.text("amount"), "12000");
    EXPECT_EQ(form.text("time_limit"), "2026-01-15T09:16:20+07:00");
    EXPECT_EQ(form.text("checksum").size(), 32U);
    // The payer's own name goes nowhere.
    EXPECT_EQ(form.text("buyer_fullname"), "NGUYEN VAN A");
}

TEST(VietcombankCheckout, SpeaksJsonWhereTheContractDoes) {
    House house(testing::with(with_checkout, {{"nl_body", "json"}}));
    create(house, http_answer(200, made()));
    const Json body = Json::parse(house.transport.sent.front().body);
    EXPECT_EQ(body["function"], "CreateOrder");
    EXPECT_EQ(body["order_description"], "Lệ phí cấp đổi GPLX");
}

TEST(VietcombankCheckout, ADescriptionHasAtMost500BytesAndOnlyWholeCharacters) {
    for (const char* character : {"a", "ệ", "😀"}) {
        House house(testing::with(with_checkout, {{"nl_body", "json"}}));
        CreateOrder order = create_order(house.contract.settings, Method::redirect);
        order.description.clear();
        while (order.description.size() < 700) order.description += character;
        house.transport.answers.push_back(http_answer(200, made()));
        house.create(std::move(order));
        const std::string sent =
            Json::parse(house.transport.sent.front().body).at("order_description");
        const std::string whole(character);
        EXPECT_EQ(sent.size(), 500 / whole.size() * whole.size()) << character;
        EXPECT_EQ(sent.substr(sent.size() - whole.size()), whole);
    }
}

TEST(VietcombankCheckout, WhatCannotBeBelievedIsUnknown) {
    for (const auto& answer :
         {http_answer(200, made(), Origin::unproven),
          http_answer(502, made()),
          http_answer(200, "<html>"),
          http_answer(200, made(url, "0001")),
          http_answer(200, made(url, "7777")),
          http_answer(200, made("https://evil.example/pay")),
          http_answer(200, made("http://vietcombank.nganluong.vn/vi")),
          http_answer(200, R"({"result_code":"0000","result_data":{}})")}) {
        House house(with_checkout);
        EXPECT_TRUE(std::holds_alternative<CreateUnknown>(create(house, answer))) << answer.body;
    }
    House house(with_checkout);
    EXPECT_TRUE(std::holds_alternative<CreateUnknown>(create(house, NoAnswer{"time"})));
    EXPECT_TRUE(std::holds_alternative<CreateNotSent>(create(house, Unavailable{"closed"})));
}

TEST(VietcombankCheckout, ARefusalOfOurSetupAlarms) {
    House house(with_checkout);
    auto result = create(house, http_answer(200, made(url, "0017")));
    ASSERT_TRUE(std::holds_alternative<CreateRefused>(result));
    EXPECT_TRUE(std::get<CreateRefused>(result).alarm);
    result = create(house, http_answer(200, made(url, "0007")));
    ASSERT_TRUE(std::holds_alternative<CreateRefused>(result));
    EXPECT_FALSE(std::get<CreateRefused>(result).alarm);
    EXPECT_EQ(std::get<CreateRefused>(result).failure.provider_code, "0007");
}

TEST(VietcombankCheckout, TakesNoAmountBelowItsSmallest) {
    House house(with_checkout);
    auto order = create_order(with_checkout, Method::redirect);
    order.attempt.amount = Money::dong(1999);
    EXPECT_TRUE(std::holds_alternative<CreateNotSent>(house.create(order)));
    EXPECT_TRUE(house.transport.sent.empty());
}

// --- questions

Json order_json(const std::string& status, const std::string& amount = "12000") {
    return Json{
        {"token_code", token},
        {"order_code", testing::order_ref_text},
        {"amount", amount},
        {"currency", "VND"},
        {"status", status},
    };
}

std::string told(const Json& data, const std::string& code = "0000") {
    return Json{{"result_code", code}, {"result_message", ""}, {"result_data", data}}.dump();
}

QueryOrder question(const House& house, const std::string& by_token = token) {
    QueryOrder out;
    out.account = house.contract;
    out.order_ref = testing::order_ref_text;
    out.request_id = testing::request_id;
    out.expected = Money::dong(12'000);
    out.provider_ref = by_token;
    out.opened_at = testing::now;
    out.now = testing::now.plus_s(60);
    return out;
}

QueryResult ask(House& house, QueryOrder order, SendResult answer) {
    house.transport.answers.push_back(std::move(answer));
    return testing::run(house.adapter->query_attempt(std::move(order), Mono{}));
}

const Notice* notice_in(const QueryResult& result) {
    const auto* answer = std::get_if<QueryAnswer>(&result);
    return answer == nullptr ? nullptr : &answer->first();
}

TEST(VietcombankCheck, IsByTokenAndItsAnswerIsBelievedByEcho) {
    House house(with_checkout);
    const auto result = ask(house, question(house), http_answer(200, told(order_json("3"))));
    const Notice* notice = notice_in(result);
    ASSERT_NE(notice, nullptr);
    EXPECT_EQ(notice->said, Said::paid);
    EXPECT_EQ(notice->provider_txn, token);
    EXPECT_EQ(notice->amount, Money::dong(12'000));
    EXPECT_EQ(std::get<QueryAnswer>(result).notices().front().proof(), ProofKind::tls_echo);
    const auto form = toolkit::parse_form(house.transport.sent.front().body).value();
    EXPECT_EQ(form.text("function"), "CheckOrder");
}

TEST(VietcombankCheck, WithoutATokenOurCodeIsAskedForAndMoneyCountsFirst) {
    House house(with_checkout);
    auto paid = order_json("3");
    paid["token_code"] = "90001-c9f0f895fb98ab9159f51fd0297e236d";
    const Json all = Json::array({order_json("4"), paid, order_json("1")});
    const auto result = ask(house, question(house, ""), http_answer(200, told(all)));
    ASSERT_NE(notice_in(result), nullptr);
    EXPECT_EQ(notice_in(result)->said, Said::paid);
    EXPECT_EQ(notice_in(result)->provider_txn, paid["token_code"].get<std::string>());
    const auto form = toolkit::parse_form(house.transport.sent.front().body).value();
    EXPECT_EQ(form.text("function"), "CheckOrderByOrderCode");
}

TEST(VietcombankCheck, TwoPaidOrdersUnderOneCodeAreTwoMovements) {
    House house(with_checkout);
    auto second = order_json("3");
    second["token_code"] = "90001-c9f0f895fb98ab9159f51fd0297e236d";
    const Json all = Json::array({order_json("1"), order_json("3"), order_json("4"), second});
    const auto result = ask(house, question(house, ""), http_answer(200, told(all)));
    const auto* answer = std::get_if<QueryAnswer>(&result);
    ASSERT_NE(answer, nullptr);
    ASSERT_EQ(answer->notices().size(), 2U) << "what is not paid beside them says nothing more";
    EXPECT_EQ(answer->notices()[0].value().provider_txn, token);
    EXPECT_EQ(answer->notices()[1].value().provider_txn, second["token_code"].get<std::string>());
}

TEST(VietcombankCheck, AnotherAmountIsEvidenceOfAnotherAmount) {
    House house(with_checkout);
    const auto result =
        ask(house, question(house), http_answer(200, told(order_json("3", "10000.00"))));
    ASSERT_NE(notice_in(result), nullptr);
    EXPECT_EQ(notice_in(result)->amount, Money::dong(10'000));
}

TEST(VietcombankCheck, AnUnpaidOrderIsOverAfterItsTime) {
    House house(with_checkout);
    auto order = question(house);
    order.now = testing::now.plus_s(1199);
    EXPECT_EQ(
        notice_in(ask(house, order, http_answer(200, told(order_json("1")))))->said, Said::waiting
    );
    order.now = testing::now.plus_s(1200);
    EXPECT_EQ(
        notice_in(ask(house, order, http_answer(200, told(order_json("2")))))->said, Said::lapsed
    );
}

TEST(VietcombankCheck, WhatProvesNothingIsSilence) {
    auto other_token = order_json("3");
    other_token["token_code"] = "90001-c9f0f895fb98ab9159f51fd0297e236d";
    auto other_order = order_json("3");
    other_order["order_code"] = "KG7Q2M9XC4T8W1ZC";
    auto other_currency = order_json("3");
    other_currency["currency"] = "USD";
    auto foreign = order_json("3");
    foreign["token_code"] = "90002-8f14e45fceea167a5a36dedd4bea2543";
    for (const auto& answer :
         {http_answer(200, told(other_token)),
          http_answer(200, told(other_order)),
          http_answer(200, told(other_currency)),
          http_answer(200, told(foreign)),
          http_answer(200, told(order_json("3", "twelve"))),
          http_answer(200, told(Json::array())),
          http_answer(200, told(order_json("3"), "0001")),
          http_answer(200, told(order_json("3")), Origin::unproven),
          http_answer(503, told(order_json("3"))),
          http_answer(200, "[]")}) {
        House house(with_checkout);
        EXPECT_EQ(notice_in(ask(house, question(house), answer)), nullptr) << answer.body;
    }
}

TEST(VietcombankCheck, BlameOfOurSetupAlarms) {
    House house(with_checkout);
    const auto result = ask(house, question(house), http_answer(200, told(Json(), "0017")));
    EXPECT_TRUE(std::get<QuerySilent>(result).alarm);
}

}  // namespace
}  // namespace dvcpay::vietcombank
