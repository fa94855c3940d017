// Offers: local ones on numbers of the pool, and numbers the bank issues.
#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "support.hpp"
#include "toolkit/lexeme_json.hpp"
#include "toolkit/vietqr.hpp"
#include "vpbank/messages.hpp"

namespace dvcpay::vpbank {
namespace {

using testing::House;
using testing::Json;

TEST(VpbankCreate, APoolsNumberIsOfferedWithoutACall) {
    House house;
    const auto result = house.create(testing::create_order());
    const auto& opened = std::get<CreateOpened>(result);
    EXPECT_TRUE(house.transport.sent.empty());
    EXPECT_EQ(opened.virtual_account, "");  // the one we gave
    EXPECT_FALSE(opened.alarm);
    const NextAction& next = opened.next_action;
    EXPECT_EQ(next.kind, NextAction::Kind::qr);
    EXPECT_EQ(next.bank_bin, "970432");
    EXPECT_EQ(next.bank_name, "VPBank");
    EXPECT_EQ(next.account_number, testing::number_1);
    EXPECT_EQ(next.account_name, "TT PV HCC TINH MAU");
    EXPECT_EQ(next.content, "DVC" + testing::order_ref_text);
    const auto qr = toolkit::parse_vietqr(next.qr_payload);
    ASSERT_TRUE(qr);
    EXPECT_EQ(qr.value().number, testing::number_1);
    EXPECT_EQ(qr.value().amount, Money::dong(30'000));
    EXPECT_EQ(qr.value().purpose, next.content);
    EXPECT_EQ(qr.value().initiation, toolkit::QrInitiation::once);
}

TEST(VpbankCreate, AnAmountOutsideTheLimitsGoesNowhere) {
    House house;
    for (const std::int64_t amount : {1'999LL, 500'000'000LL}) {
        auto order = testing::create_order();
        order.attempt.amount = Money::dong(amount);
        const auto result = house.create(order);
        ASSERT_TRUE(std::holds_alternative<CreateNotSent>(result)) << amount;
        EXPECT_EQ(std::get<CreateNotSent>(result).failure.code, "amount_not_accepted");
    }
}

TEST(VpbankCreate, WithoutANumberThereIsNoOffer) {
    House house;
    auto order = testing::create_order();
    order.attempt.virtual_account.clear();
    const auto result = house.create(order);
    ASSERT_TRUE(std::holds_alternative<CreateRefused>(result));
    EXPECT_TRUE(std::get<CreateRefused>(result).alarm);
}

// --- va_mode api

CreateResult open_with(SendResult answer) {
    House house(testing::api_account());
    house.transport.answers.push_back(std::move(answer));
    return house.create(testing::create_order(testing::api_account()));
}

Json opened_answer() {
    return Json{{"virtualAccountNumber", "VPB26A0000001"}, {"status", "SUCCESS"}};
}

TEST(VpbankOpenNumber, IsSignedAndNamesUs) {
    House house(testing::api_account());
    (void)house.create(testing::create_order(testing::api_account()));
    ASSERT_EQ(house.transport.sent.size(), 1U);
    const auto& sent = house.transport.sent[0];
    EXPECT_EQ(sent.method, "POST");
    EXPECT_EQ(sent.url, "https://vpbank.test/virtual-accounts/v1/accounts");
    EXPECT_EQ(sent.channel, "vpbank/default");
    EXPECT_EQ(sent.headers.get("IDN-App"), "DVCAPP");
    EXPECT_EQ(sent.headers.get("x-request-id"), testing::request_id);
    const Json body = Json::parse(sent.body);
    EXPECT_EQ(body.at("requestId"), testing::request_id);
    EXPECT_EQ(body.at("masterAccountNumber"), "232506601");
    EXPECT_EQ(body.at("virtualName"), "TT PV HCC TINH MAU");
    EXPECT_EQ(body.at("virtualAlkey"), testing::order_ref_text);
    EXPECT_EQ(body.at("amount"), "30000");
    EXPECT_EQ(body.at("expiryDate"), "20260115092710");  // 900 s and the grace later
    EXPECT_EQ(
        body.at("signature"),
        testing::sign_with(
            "a/stranger", testing::request_id + "232506601" + testing::order_ref_text + "30000"
        )
    );
}

TEST(VpbankOpenNumber, LogsInWithABasicHeaderAndTheApplication) {
    House house(testing::api_account());
    (void)house.create(testing::create_order(testing::api_account()));
    ASSERT_EQ(house.transport.sent[0].credentials.size(), 1U);
    const Credential& login = house.transport.sent[0].credentials[0];
    EXPECT_EQ(login.kind, Credential::Kind::token);
    EXPECT_EQ(login.token.url, "https://vpbank.test/token");
    EXPECT_EQ(login.token.client_id, "dvc-client");
    EXPECT_EQ(login.token.client_secret, "vpbank/default/client_secret");
    EXPECT_EQ(login.token.login, TokenPlan::Login::basic_header);
    EXPECT_EQ(login.token.headers.get("IDN-App"), "DVCAPP");
    EXPECT_TRUE(login.token.scope.starts_with("init_payments_data_read make_internal_transfer"));
    EXPECT_EQ(login.token.life_if_silent_s, 300);
}

TEST(VpbankOpenNumber, TheBanksNumberIsOffered) {
    const auto result = open_with(testing::json_answer(opened_answer()));
    const auto& opened = std::get<CreateOpened>(result);
    EXPECT_EQ(opened.virtual_account, "VPB26A0000001");
    EXPECT_EQ(opened.next_action.account_number, "VPB26A0000001");
    EXPECT_NE(opened.next_action.qr_payload.find("VPB26A0000001"), std::string::npos);
}

TEST(VpbankOpenNumber, KnownAlreadyIsOpenWhereItsNumberIsSaid) {
    Json again = opened_answer();
    again["status"] = "05";
    EXPECT_TRUE(std::holds_alternative<CreateOpened>(open_with(testing::json_answer(again))));
    again.erase("virtualAccountNumber");
    EXPECT_TRUE(std::holds_alternative<CreateUnknown>(open_with(testing::json_answer(again))));
}

TEST(VpbankOpenNumber, OnlyARefusalInTheTableIsOne) {
    for (const char* code : {"14", "51", "99", "FAILED"}) {
        const auto result = open_with(testing::json_answer(Json{{"status", code}}));
        EXPECT_TRUE(std::holds_alternative<CreateRefused>(result)) << code;
    }
    for (const char* code : {"01", "PENDING", "68", "96", "77", ""}) {
        const auto result = open_with(testing::json_answer(Json{{"status", code}}));
        EXPECT_TRUE(std::holds_alternative<CreateUnknown>(result)) << code;
    }
}

TEST(VpbankOpenNumber, WhatIsNotTheBanksWordOnOurQuestionSettlesNothing) {
    const auto with = [](const char* name, const char* value) {
        Json out = opened_answer();
        out[name] = value;
        return SendResult(testing::json_answer(out));
    };
    const std::pair<const char*, SendResult> answers[] = {
        {"another request", with("requestId", "other")},
        {"another key", with("virtualAlkey", "KG0000000000000A")},
        {"another account", with("masterAccountNumber", "1")},
        {"another amount", with("amount", "30001")},
        {"no number", with("virtualAccountNumber", "")},
        {"odd number", with("virtualAccountNumber", "vpb 1")},
        {"the account itself", with("virtualAccountNumber", "232506601")},
        {"unproven", testing::http_answer(200, opened_answer().dump(), testing::Origin::unproven)},
        {"server error", testing::http_answer(500, opened_answer().dump())},
        {"redirect", testing::http_answer(302, opened_answer().dump())},
        {"xml", testing::http_answer(200, "<ok/>")},
        {"empty", testing::http_answer(200, "")},
        {"array", testing::http_answer(200, "[]")},
        {"no answer", NoAnswer{"time"}},
    };
    for (const auto& [why, answer] : answers)
        EXPECT_TRUE(std::holds_alternative<CreateUnknown>(open_with(answer))) << why;
}

TEST(VpbankOpenNumber, TheGatewayInFrontSaysThatNothingWasDone) {
    const auto fault = [](int status, int code) {
        return SendResult(testing::json_answer(Json{{"fault", {{"code", code}}}}, status));
    };
    EXPECT_TRUE(std::holds_alternative<CreateNotSent>(open_with(fault(401, 900901))));
    EXPECT_TRUE(std::holds_alternative<CreateNotSent>(open_with(fault(429, 900802))));
    const auto setup = open_with(fault(403, 900908));
    ASSERT_TRUE(std::holds_alternative<CreateRefused>(setup));
    EXPECT_TRUE(std::get<CreateRefused>(setup).alarm);
    EXPECT_TRUE(std::holds_alternative<CreateUnknown>(open_with(fault(503, 101503))));
    EXPECT_TRUE(std::holds_alternative<CreateUnknown>(open_with(fault(403, 12345))));
    EXPECT_TRUE(std::holds_alternative<CreateNotSent>(open_with(Unavailable{"no connection"})));
}

TEST(VpbankCloseNumber, IsACallOnItsOwnPath) {
    const auto message =
        encode_close_number(testing::settings(testing::api_account()), "VPB26A0000001", "id");
    ASSERT_TRUE(message);
    EXPECT_EQ(message.value().path, "/virtual-accounts/v1/accounts/VPB26A0000001/close");
    EXPECT_FALSE(encode_close_number(testing::settings(testing::api_account()), "../x", "id"));
}

// --- what came to a number

QueryOrder question() {
    QueryOrder out;
    out.account = testing::api_account();
    out.order_ref = testing::order_ref_text;
    out.request_id = testing::request_id;
    out.expected = Money::dong(30'000);
    out.virtual_account = testing::number_1;
    out.opened_at = testing::now;
    out.now = testing::now.plus_s(86'400);
    return out;
}

QueryResult ask(SendResult answer) {
    House house(testing::api_account());
    house.transport.answers.push_back(std::move(answer));
    return house.query(question());
}

TEST(VpbankQuery, AsksForTheDaysSinceTheOpening) {
    House house(testing::api_account());
    (void)house.query(question());
    ASSERT_EQ(house.transport.sent.size(), 1U);
    EXPECT_EQ(house.transport.sent[0].method, "GET");
    EXPECT_EQ(
        house.transport.sent[0].url,
        "https://vpbank.test/virtual-accounts/v1/accounts/VPBDVC00000042/transactions"
        "?fromDate=20260115&toDate=20260116"
    );
    EXPECT_TRUE(house.transport.sent[0].body.empty());
}

TEST(VpbankQuery, ARowOfOurNumberIsMoney) {
    const auto result = ask(testing::json_answer(Json::array({testing::notice()})));
    const auto& told = std::get<QueryAnswer>(result).notices().front();
    EXPECT_EQ(told.proof(), ProofKind::tls_echo);
    EXPECT_EQ(told.value().said, Said::paid);
    EXPECT_EQ(told.value().amount, Money::dong(30'000));
    EXPECT_EQ(told.value().provider_txn, testing::txn_1);
    EXPECT_EQ(told.value().order_ref, testing::order_ref_text);
    EXPECT_EQ(told.value().source, Source::status_answer);
}

TEST(VpbankQuery, EveryRowOfOurNumberIsAMovement) {
    Json other = testing::notice();
    other["amount"] = "10,000";
    other["transactionId"] = "FT26015000000007\\BNK";
    const auto both = ask(testing::json_answer(Json::array({other, testing::notice()})));
    const auto& movements = std::get<QueryAnswer>(both).notices();
    ASSERT_EQ(movements.size(), 2U);
    EXPECT_EQ(movements[0].value().provider_txn, "FT26015000000007");
    EXPECT_EQ(movements[0].value().amount, Money::dong(10'000));
    EXPECT_EQ(movements[1].value().provider_txn, testing::txn_1);
    EXPECT_EQ(movements[1].value().amount, Money::dong(30'000));
    Json foreign = testing::notice();
    foreign["virtualAccountNumber"] = "VPBDVC00000043";
    const auto mixed = ask(testing::json_answer(Json::array({foreign, testing::notice()})));
    ASSERT_EQ(std::get<QueryAnswer>(mixed).notices().size(), 1U) << "a row of another number";
    EXPECT_EQ(std::get<QueryAnswer>(mixed).first().provider_txn, testing::txn_1);
    const Json only = Json{{"transactions", Json::array({other})}};
    const auto one = ask(testing::json_answer(only));
    EXPECT_EQ(std::get<QueryAnswer>(one).first().provider_txn, "FT26015000000007");
    EXPECT_EQ(std::get<QueryAnswer>(one).first().amount, Money::dong(10'000));
}

TEST(VpbankQuery, AllElseTeachesNothing) {
    const auto with = [](const char* name, const char* value) {
        Json row = testing::notice();
        row[name] = value;
        return SendResult(testing::json_answer(Json::array({row})));
    };
    const std::pair<const char*, SendResult> answers[] = {
        {"no rows", testing::json_answer(Json::array())},
        {"another number", with("virtualAccountNumber", "VPBDVC00000043")},
        {"another account", with("masterAccountNumber", "1")},
        {"no transaction", with("transactionId", "")},
        {"negative", with("amount", "-30000")},
        {"unproven",
         testing::http_answer(
             200, Json::array({testing::notice()}).dump(), testing::Origin::unproven
         )},
        {"server error", testing::http_answer(500, Json::array({testing::notice()}).dump())},
        {"xml", testing::http_answer(200, "<rows/>")},
        {"an object", testing::json_answer(Json::object())},
        {"no answer", NoAnswer{"time"}},
        {"not sent", Unavailable{"no connection"}},
    };
    for (const auto& [why, answer] : answers)
        EXPECT_TRUE(std::holds_alternative<QuerySilent>(ask(answer))) << why;
    const auto setup = ask(testing::json_answer(Json{{"fault", {{"code", 900908}}}}, 403));
    EXPECT_TRUE(std::get<QuerySilent>(setup).alarm);
}

TEST(VpbankQuery, OfAPoolCannotBeAsked) {
    House house;
    QueryOrder order = question();
    order.account = testing::account();
    EXPECT_TRUE(std::holds_alternative<QuerySilent>(house.query(order)));
    EXPECT_TRUE(house.transport.sent.empty());
}

}  // namespace
}  // namespace dvcpay::vpbank
