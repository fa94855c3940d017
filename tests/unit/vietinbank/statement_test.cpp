// One question for all payments of a day: the statement of the account behind the numbers.
#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::vietinbank {
namespace {

const std::string erp_request_id = "7b0d2c0e5d0a4b579a511f0c6d2b00";

Json row(const std::string& transaction, const std::string& credit) {
    return Json{
        {"order", "1"},
        {"transactionDate", "05-10-2026 08:06:34"},
        {"transactionContent", "CT DEN:164T26A0500JAJ01 DVC261005000001"},
        {"debit", ""},
        {"credit", credit},
        {"accountBal", "118242581"},
        {"transactionNumber", transaction},
        {"corresponsiveAccount", "0071000123456"},
        {"corresponsiveAccountName", "NGUYEN VAN AN"},
        {"virtualAccount", testing::number_1},
        {"channel", "IBFT"},
    };
}

Json statement(std::vector<Json> rows) {
    return Json{
        {"requestId", erp_request_id},
        {"providerId", "99881"},
        {"merchantId", "8KGG"},
        {"status", {{"code", "1"}, {"message", "Thanh cong"}}},
        {"account", "118000009999"},
        {"curency", "VND"},
        {"openningBal", "0"},
        {"transactions", std::move(rows)},
    };
}

AccountResult ask(
    SendResult answer, const ProviderAccount& of = testing::account(), std::int64_t page = 1
) {
    testing::House house(of);
    house.transport.answers.push_back(std::move(answer));
    AccountQuery query;
    query.account = of;
    query.day = Day{2026, 10, 5};
    query.page = page;
    query.request_id = testing::request_id;
    query.now = testing::now;
    auto call = house.adapter->account_call();
    return testing::run(call(query, Mono{}));
}

AccountResult ask(const Json& body) {
    return ask(testing::http_answer(200, body.dump()));
}

std::vector<Verified<Notice>> notices(const Json& body) {
    return std::get<AccountPage>(ask(body)).notices;
}

TEST(VietinbankStatement, IncomingRowsOfOurNumbersAreMoney) {
    const auto all = notices(statement({row("164T26A0500JAJ01", "150000.00")}));
    ASSERT_EQ(all.size(), 1U);
    const Notice& notice = all[0].value();
    EXPECT_EQ(all[0].proof(), ProofKind::tls_echo);
    EXPECT_EQ(notice.said, Said::paid);
    EXPECT_EQ(notice.amount, Money::dong(150'000));
    EXPECT_EQ(notice.provider_txn, "164T26A0500JAJ01");
    EXPECT_EQ(notice.paid_to, testing::number_1);
    EXPECT_EQ(to_rfc3339(notice.occurred_at), "2026-10-05T01:06:34.000Z");
}

TEST(VietinbankStatement, TheTextNamesTheNumberWhereTheColumnIsEmpty) {
    Json plain = row("T1", "150000");
    plain["virtualAccount"] = "";
    EXPECT_EQ(notices(statement({plain}))[0].value().paid_to, testing::number_1);
    plain["virtualAccount"] = nullptr;
    plain["transactionContent"] = "NOP PHI";
    EXPECT_TRUE(notices(statement({plain})).empty());
    plain["virtualAccount"] = "9XXX0001";
    plain["transactionContent"] = "DVC261005000001";
    EXPECT_TRUE(notices(statement({plain})).empty());
}

TEST(VietinbankStatement, RowsThatAreNoIncomingMoneyAreLeftOut) {
    Json debit = row("T1", "");
    debit["debit"] = "150000";
    Json both = row("T2", "150000");
    both["debit"] = "150000";
    Json neither = row("T3", "0.00");
    Json nameless = row("", "150000");
    Json odd = row("T4", "150000.50");
    Json zero_debit = row("T5", "150000");
    zero_debit["debit"] = "0.00";
    const auto all = notices(statement({debit, both, neither, nameless, odd, zero_debit}));
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].value().provider_txn, "T5");
}

TEST(VietinbankStatement, AnEmptyDayIsAnAnswer) {
    EXPECT_TRUE(notices(statement({})).empty());
    Json none = statement({});
    none["transactions"] = nullptr;
    EXPECT_TRUE(notices(none).empty());
}

bool is_silent(const AccountResult& result) {
    return std::holds_alternative<QuerySilent>(result);
}

TEST(VietinbankStatement, IsBelievedOnlyAsAnEchoOverAProvenConnection) {
    const Json good = statement({row("T1", "150000")});
    for (const char* name : {"requestId", "providerId", "account"}) {
        Json body = good;
        body[name] = "other";
        EXPECT_TRUE(is_silent(ask(body))) << name;
        body.erase(name);
        EXPECT_TRUE(is_silent(ask(body))) << name;
    }
    EXPECT_TRUE(is_silent(ask(testing::http_answer(200, good.dump(), testing::Origin::unproven))));
}

TEST(VietinbankStatement, ASignatureThatIsThereMustVerify) {
    Json body = testing::with_signature(Signed::erp_answer, statement({row("T1", "150000")}));
    EXPECT_EQ(notices(body).size(), 1U);
    EXPECT_FALSE(is_silent(ask(
        testing::http_answer(200, body.dump()), testing::account_with("erp_signature", "required")
    )));
    body["signature"] = "AAAA";
    EXPECT_TRUE(is_silent(ask(body)));
    body.erase("signature");
    EXPECT_TRUE(is_silent(ask(
        testing::http_answer(200, body.dump()), testing::account_with("erp_signature", "required")
    )));
}

TEST(VietinbankStatement, EveryCodeButOneTeachesNothing) {
    for (const char* code : {"", "0", "00", "2", "99"}) {
        Json body = statement({row("T1", "150000")});
        body["status"]["code"] = code;
        EXPECT_TRUE(is_silent(ask(body))) << code;
    }
}

TEST(VietinbankStatement, SilenceAndGatewayErrorsTeachNothing) {
    EXPECT_TRUE(is_silent(ask(SendResult(NoAnswer{"x"}))));
    EXPECT_TRUE(is_silent(ask(SendResult(Unavailable{"x", 0}))));
    for (const int status : {302, 400, 429, 500, 503}) {
        EXPECT_TRUE(is_silent(ask(testing::http_answer(status, statement({}).dump())))) << status;
    }
    const auto refused = ask(testing::http_answer(401, R"({"httpCode":"401"})"));
    EXPECT_TRUE(std::get<QuerySilent>(refused).alarm);
    Json dollars = statement({row("T1", "150000")});
    dollars["curency"] = "USD";
    EXPECT_TRUE(std::get<QuerySilent>(ask(dollars)).alarm);
}

TEST(VietinbankStatement, ADayIsOnePage) {
    const Json body = statement({row("T1", "150000")});
    const auto second = ask(testing::http_answer(200, body.dump()), testing::account(), 2);
    EXPECT_TRUE(std::get<AccountPage>(second).notices.empty());
    EXPECT_FALSE(std::get<AccountPage>(ask(body)).more);
}

}  // namespace
}  // namespace dvcpay::vietinbank
