#include "vietcombank/bank_api.hpp"

#include <gtest/gtest.h>

#include "support.hpp"
#include "vietcombank/collect.hpp"

namespace dvcpay::vietcombank {
namespace {

using testing::Changes;
using testing::House;
using testing::http_answer;
using testing::Json;

const Changes with_api = {
    {"inbound_basic_auth", "off"},
    {"api_base_url", "https://api.vcb.test/gw"},
    {"api_app_id", "DVCGW"},
};

std::string answered(
    const Json& payload, const std::string& code = "0", const std::string& ref = testing::request_id
) {
    return Json{
        {"payload", payload},
        {"signature", "00000000000000000000000000000000"},
        {"context",
         Json{
             {"messageTime", "2026-01-15T09:01:21.0000000+07:00"},
             {"appId", "BE"},
             {"messageId", "1"},
             {"refMessageId", ref},
             {"responseStatus", Json{{"status", "SUCCESS"}, {"errorCode", code}}}
         }},
    }
        .dump();
}

Json row(const std::string& id, const std::string& amount, const std::string& text = "") {
    return Json{
        {"transactionId", id},
        {"amount", amount},
        {"transactionTime", "15-01-2026 09:02:05"},
        {"remark", text},
        {"dorc", "C"},
    };
}

TEST(VietcombankBankQr, IsShownWhereItIsTheOneAskedFor) {
    House house(testing::with(with_api, {{"api_qr", "on"}}));
    const auto order = testing::create_order(with_api);
    const auto ours = open_number(testing::settings().collection, order);
    const std::string right = std::get<CreateOpened>(ours).next_action.qr_payload;
    house.transport.answers.push_back(http_answer(200, answered(Json{{"data", right}})));
    auto asked = testing::create_order(testing::with(with_api, {{"api_qr", "on"}}));
    const auto result = house.create(asked);
    ASSERT_TRUE(std::holds_alternative<CreateOpened>(result));
    EXPECT_FALSE(std::get<CreateOpened>(result).alarm);
    const Json sent = Json::parse(house.transport.sent.front().body);
    EXPECT_EQ(sent["payload"]["MID"], testing::number);
    EXPECT_EQ(sent["payload"]["amount"]["amount"], "12000");
    EXPECT_EQ(sent["context"]["messageTime"], "2026-01-15T09:01:20.3470000+07:00");
    EXPECT_EQ(sent["context"]["appId"], "DVCGW");
    EXPECT_EQ(
        sent["signature"],
        crypto::sha256_hex(
            "DVCGW|" + testing::request_id + "|2026-01-15T09:01:20.3470000+07:00|" +
            testing::secret_text
        )
    );
    EXPECT_EQ(house.transport.sent.front().url, "https://api.vcb.test/gw/qr/generate");
}

TEST(VietcombankBankQr, OursTakesThePlaceOfAWrongOne) {
    const Changes changes = testing::with(with_api, {{"api_qr", "on"}});
    const std::string wrong =
        testing::vector_file("vietqr").at("vectors")[0].at("input").at("text");
    for (SendResult answer :
         {SendResult(http_answer(200, answered(Json{{"data", wrong}}))),
          SendResult(http_answer(200, answered(Json{{"data", wrong}}, "99"))),
          SendResult(http_answer(500, "")),
          SendResult(NoAnswer{"time"}),
          SendResult(Unavailable{"closed"})}) {
        House house(changes);
        house.transport.answers.push_back(answer);
        const auto result = house.create(testing::create_order(changes));
        ASSERT_TRUE(std::holds_alternative<CreateOpened>(result));
        EXPECT_TRUE(std::get<CreateOpened>(result).alarm);
        EXPECT_EQ(std::get<CreateOpened>(result).next_action.account_number, testing::number);
    }
}

const Changes with_history = testing::with(with_api, {{"api_query", "va_history"}});

QueryResult ask(House& house, SendResult answer) {
    QueryOrder order;
    order.account = house.contract;
    order.order_ref = testing::order_ref_text;
    order.request_id = testing::request_id;
    order.expected = Money::dong(12'000);
    order.virtual_account = testing::number;
    order.opened_at = testing::now;
    order.now = testing::now.plus_s(86'400);
    house.transport.answers.push_back(std::move(answer));
    return testing::run(house.adapter->query_attempt(order, Mono{}));
}

TEST(VietcombankHistory, TellsOfEveryIncomingMovement) {
    House house(with_history);
    auto debit = row("9", "12000");
    debit["dorc"] = "D";
    const Json rows = Json::array({debit, row("10", "500"), row("11", "12000.00")});
    const auto result = ask(house, http_answer(200, answered(Json{{"data", rows}})));
    const auto* answer = std::get_if<QueryAnswer>(&result);
    ASSERT_NE(answer, nullptr);
    ASSERT_EQ(answer->notices().size(), 2U) << "a debit is no payment";
    EXPECT_EQ(answer->notices()[0].value().provider_txn, "10");
    EXPECT_EQ(answer->notices()[0].value().amount, Money::dong(500));
    EXPECT_EQ(answer->notices()[1].value().provider_txn, "11");
    EXPECT_EQ(answer->notices()[1].value().amount, Money::dong(12'000));
    for (const auto& verified : answer->notices()) {
        EXPECT_EQ(verified.value().said, Said::paid);
        EXPECT_EQ(verified.value().source, Source::statement);
        EXPECT_EQ(verified.value().paid_to, testing::number);
        EXPECT_EQ(verified.proof(), ProofKind::tls_echo);
    }
    const Json sent = Json::parse(house.transport.sent.front().body);
    EXPECT_EQ(sent["payload"]["vaNumber"], testing::number);
    EXPECT_EQ(sent["payload"]["fromDate"], "15-01-2026");
    EXPECT_EQ(sent["payload"]["toDate"], "16-01-2026");
}

TEST(VietcombankHistory, AnEmptyListMeansWaiting) {
    House house(with_history);
    const auto result = ask(house, http_answer(200, answered(Json{{"data", Json::array()}})));
    EXPECT_EQ(std::get<QueryAnswer>(result).first().said, Said::waiting);
}

TEST(VietcombankHistory, WhatProvesNothingIsSilence) {
    const Json rows = Json{{"data", Json::array({row("1", "12000")})}};
    for (const auto& answer :
         {http_answer(200, answered(rows, "0", "another-id")),
          http_answer(200, answered(rows), testing::Origin::unproven),
          http_answer(200, answered(rows, "68")),
          http_answer(200, answered(Json{{"data", "x"}})),
          http_answer(200, "{}"),
          http_answer(502, answered(rows))}) {
        House house(with_history);
        EXPECT_TRUE(std::holds_alternative<QuerySilent>(ask(house, answer))) << answer.body;
    }
    House house(with_history);
    EXPECT_TRUE(std::get<QuerySilent>(ask(house, http_answer(200, answered(rows, "90")))).alarm);
}

TEST(VietcombankStatement, NamesWhoseRowsAre) {
    const Changes changes = testing::with(
        with_api,
        {{"api_query", "statement"}, {"statement_account", "0071000123456"}, {"api_page_rows", "3"}}
    );
    House house(changes);
    const Json rows = Json::array(
        {row("1", "12000", "DVC" + testing::order_ref_text),
         row("2", "12000", "thu ho " + testing::number),
         row("3", "700", "tien nha")}
    );
    house.transport.answers.push_back(http_answer(200, answered(Json{{"data", rows}})));
    AccountQuery query;
    query.account = house.contract;
    query.day = Day{2026, 1, 15};
    query.request_id = testing::request_id;
    query.now = testing::now;
    const auto result = testing::run(house.adapter->account_call()(query, Mono{}));
    const auto* page = std::get_if<AccountPage>(&result);
    ASSERT_NE(page, nullptr);
    ASSERT_EQ(page->notices.size(), 2U);
    EXPECT_EQ(page->notices[0].value().order_ref, testing::order_ref_text);
    EXPECT_EQ(page->notices[1].value().paid_to, testing::number);
    EXPECT_TRUE(page->more);
    EXPECT_EQ(Json::parse(house.transport.sent.front().body)["payload"]["fromDate"], "15-01-2026");
}

TEST(VietcombankBankLogin, IsNamedAndNeverHeld) {
    House basic(testing::with(with_history, {{"api_auth", "basic"}, {"api_user", "dvc"}}));
    ask(basic, NoAnswer{"time"});
    const auto& by_basic = basic.transport.sent.front().credentials;
    ASSERT_EQ(by_basic.size(), 1U);
    EXPECT_EQ(by_basic.front().kind, Credential::Kind::basic);
    EXPECT_EQ(by_basic.front().key, "vietcombank/default/api_password");
    House token(testing::with(
        with_history,
        {{"api_auth", "oauth2-cc"},
         {"api_token_url", "https://api.vcb.test/token"},
         {"api_client_id", "dvc"}}
    ));
    ask(token, NoAnswer{"time"});
    const auto& by_token = token.transport.sent.front().credentials;
    ASSERT_EQ(by_token.size(), 1U);
    EXPECT_EQ(by_token.front().kind, Credential::Kind::token);
    EXPECT_EQ(by_token.front().token.client_secret, "vietcombank/default/client_secret");
}

}  // namespace
}  // namespace dvcpay::vietcombank
