// The account statement, where a contract has no list of successes.
#include <set>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "bidv/lists.hpp"
#include "support.hpp"

namespace dvcpay::bidv {
namespace {

using testing::Changes;
using testing::House;
using testing::Json;

constexpr Day day{2026, 10, 5};
const Changes statement = {
    {"account_query", "statement"},
    {"statement_account", "12010000009999"},
    {"jwe_statement", "none"},
    {"interaction_id_format", "hex32"},
    {"statement_page_rows", "3"},
};

Json row(const std::string& remark, const Json& amount = "150000", const char* side = "C") {
    return Json{
        {"transDate", "20261005"},
        {"transTime", "080634"},
        {"remark", remark},
        {"dorc", side},
        {"amount", amount},
        {"curr", "VND"},
    };
}

/// The answer to the very question that was asked.
AccountResult asked(const Json& rows, std::int64_t total, const std::string& request_id = {}) {
    House probe(statement);
    (void)probe.ask(day);
    std::string id(probe.transport.sent[0].headers.get("X-API-Interaction-ID"));
    if (!request_id.empty()) id = request_id;
    const Json answer = {
        {"requestId", id},
        {"errorCode", "000"},
        {"errorDesc", ""},
        {"data", {{"rows", rows}, {"totalRow", total}}},
    };
    House house(statement);
    house.transport.answers.push_back(testing::http_answer(200, answer.dump()));
    return house.ask(day);
}

AccountPage page_of(const AccountResult& result) {
    const auto* page = std::get_if<AccountPage>(&result);
    EXPECT_NE(page, nullptr);
    return page == nullptr ? AccountPage() : *page;
}

TEST(BidvStatement, IsAskedByAccountDayAndPage) {
    House house(statement);
    (void)house.ask(day, 2);
    ASSERT_EQ(house.transport.sent.size(), 1U);
    EXPECT_TRUE(house.transport.sent[0].url.ends_with("/iconnect/account/getAcctHis/v1.1"));
    EXPECT_EQ(
        house.transport.sent[0].body,
        R"({"accountNo":"12010000009999","transDate":"20261005","pageNum":2})"
    );
}

TEST(BidvStatement, FindsOurNumberInTheTransfersText) {
    const AccountPage page = page_of(asked(Json::array({row("NOP KG261005000001 le phi")}), 1));
    ASSERT_EQ(page.notices.size(), 1U);
    const Notice& notice = page.notices[0].value();
    EXPECT_EQ(notice.paid_to, testing::number);
    EXPECT_EQ(notice.order_ref, "");
    EXPECT_EQ(notice.amount, Money::dong(150'000));
    EXPECT_EQ(notice.source, Source::statement);
    EXPECT_EQ(to_rfc3339(notice.occurred_at), "2026-10-05T01:06:34.000Z");
    EXPECT_FALSE(notice.provider_txn.empty());
    EXPECT_FALSE(page.more);
}

TEST(BidvStatement, LeavesOutWhatWentOutAndWhatNamesNobody) {
    const Json rows = Json::array({
        row("KG261005000001", "150000", "D"),
        row("tien dien"),
        row("KG261005000001 KG261005000002"),
    });
    EXPECT_TRUE(page_of(asked(rows, 3)).notices.empty());
}

TEST(BidvStatement, GivesEachRowANameThatStays) {
    const Json same = row("KG261005000001");
    const Json rows = Json::array({same, same, row("KG261005000001", "8000")});
    const AccountPage first = page_of(asked(rows, 3));
    const AccountPage again = page_of(asked(rows, 3));
    ASSERT_EQ(first.notices.size(), 3U);
    std::set<std::string> names;
    for (std::size_t i = 0; i < 3; ++i) {
        const std::string& name = first.notices[i].value().provider_txn;
        EXPECT_EQ(name, again.notices[i].value().provider_txn);
        names.insert(name);
    }
    EXPECT_EQ(names.size(), 3U);
}

struct Page {
    std::vector<Json> rows;
    std::int64_t total = 0;  ///< of the day, as this page says
};

/// What the movements of one day are called, each page told what the one before has left.
std::vector<std::string> names_over(const std::vector<Page>& pages) {
    std::vector<std::string> out;
    PagesSoFar so_far;
    std::int64_t number = 0;
    for (const auto& each : pages) {
        ++number;
        House probe(statement);
        (void)probe.ask(day, number);
        const Json answer = {
            {"requestId", std::string(probe.transport.sent[0].headers.get("X-API-Interaction-ID"))},
            {"errorCode", "000"},
            {"data", {{"rows", each.rows}, {"totalRow", each.total}}},
        };
        House house(statement);
        house.transport.answers.push_back(testing::http_answer(200, answer.dump()));
        const AccountPage page = page_of(house.ask(day, number, so_far));
        so_far = page.so_far;
        for (const auto& notice : page.notices) out.push_back(notice.value().provider_txn);
    }
    return out;
}

std::set<std::string> movements(const std::vector<Page>& pages) {
    const auto names = names_over(pages);
    return {names.begin(), names.end()};
}

TEST(BidvStatement, TwoAlikeRowsOnTwoPagesAreTwoMovements) {
    const Json same = row("KG261005000001");
    const Json other = row("KG261005000002");
    const std::vector<Page> pages = {{{other, other, same}, 4}, {{same}, 4}};
    EXPECT_EQ(movements(pages).size(), 4U);
    EXPECT_EQ(names_over(pages), names_over(pages)) << "the same day again adds nothing";
    // A row in front of them pushes both; they keep their names.
    const auto later = movements({{{row("x"), other, other}, 5}, {{same, same}, 5}});
    EXPECT_EQ(later, movements(pages));
}

TEST(BidvStatement, ARowPushedToTheNextPageWhileReadingIsOneMovement) {
    const Json pushed = row("KG261005000001");
    const Json other = row("KG261005000002", "8000");
    EXPECT_EQ(movements({{{other, other, pushed}, 4}, {{pushed, row("x")}, 5}}).size(), 3U);
    // Nor are later pages of such a reading counted on, also where their totals agree again.
    const std::vector<Page> three = {
        {{other, other, pushed}, 7}, {{pushed, row("x"), row("y")}, 8}, {{pushed, other}, 8}
    };
    EXPECT_EQ(movements(three).size(), 3U);
}

TEST(BidvStatement, WhoseRowsAreMoreThanItsTotalCountsEachPageForItself) {
    const Json same = row("KG261005000001");
    EXPECT_EQ(movements({{{same, same, same}, 4}, {{same, same, same}, 4}}).size(), 3U);
}

TEST(BidvStatement, OfTheCorporateProductGoesByTheNumberWithinTheDayWhereThereIsNoReference) {
    Changes corp = statement;
    corp["statement_product"] = "corp";
    const auto trans = [](const char* sequence) {
        return Json{
            {"tranDate", "05/10/2026 08:06:34"},
            {"remark", "KG261005000001"},
            {"debitAmount", "0"},
            {"creditAmount", "150000"},
            {"seq", sequence},
            {"ref", ""},
            {"currCode", "VND"},
        };
    };
    House probe(corp);
    (void)probe.ask(day);
    const Json answer = {
        {"requestId", std::string(probe.transport.sent[0].headers.get("X-API-Interaction-ID"))},
        {"body", {{"totalRecords", 2}, {"trans", Json::array({trans("77"), trans("78")})}}},
    };
    House house(corp);
    house.transport.answers.push_back(testing::http_answer(200, answer.dump()));
    const AccountPage page = page_of(house.ask(day));
    ASSERT_EQ(page.notices.size(), 2U);
    EXPECT_EQ(page.notices[0].value().provider_txn, "seq-20261005-77");
    EXPECT_EQ(page.notices[1].value().provider_txn, "seq-20261005-78");
}

TEST(BidvStatement, GoesOnWhileThereAreMoreRows) {
    const Json rows = Json::array({row("a"), row("b"), row("c")});
    EXPECT_TRUE(page_of(asked(rows, 4)).more);
    EXPECT_FALSE(page_of(asked(rows, 3)).more);
    EXPECT_FALSE(page_of(asked(Json::array(), 4)).more);
}

TEST(BidvStatement, ThatAnswersAnotherQuestionIsNotBelieved) {
    const auto result = asked(Json::array({row("KG261005000001")}), 1, "another");
    EXPECT_TRUE(std::holds_alternative<QuerySilent>(result));
}

TEST(BidvStatement, WithARowThatCannotBeReadIsNotReadAtAll) {
    Json foreign = row("KG261005000001");
    foreign["curr"] = "USD";
    for (const Json& odd :
         {row("x", "1.5"),
          row("x", "-1"),
          row("x", ""),
          row("x", "5", "X"),
          foreign,
          Json("x"),
          Json::array()}) {
        const auto result = asked(Json::array({row("KG261005000001"), odd}), 2);
        EXPECT_TRUE(std::holds_alternative<QuerySilent>(result)) << odd;
    }
}

TEST(BidvStatement, OfTheVectorsIsReadAsEmpty) {
    const Json v = testing::vector_file("jws_answer").at("vectors")[2];
    const std::string body = v.at("input").at("body");
    const auto read = decode_statement(StatementProduct::iconnect, body);
    ASSERT_TRUE(read);
    EXPECT_EQ(read.value().request_id, "261005000001");
    EXPECT_TRUE(read.value().rows.empty());
}

TEST(BidvStatement, OfTheCorporateProductNamesItsMovements) {
    const Json answer = {
        {"body",
         {{"totalRecords", 2},
          {"startingBal", "0"},
          {"endingBal", "150000"},
          {"trans",
           Json::array({
               {{"tranDate", "05/10/2026 08:06:34"},
                {"remark", "KG261005000001"},
                {"debitAmount", "0"},
                {"creditAmount", "150000"},
                {"seq", "77"},
                {"ref", "FT26278ABCDE"},
                {"currCode", "VND"}},
               {{"tranDate", "05/10/2026"},
                {"remark", "phi"},
                {"debitAmount", 5500},
                {"creditAmount", 0},
                {"seq", "78"},
                {"ref", ""},
                {"currCode", "VND"}},
           })}}},
    };
    const auto read = decode_statement(StatementProduct::corp, answer.dump());
    ASSERT_TRUE(read);
    ASSERT_EQ(read.value().rows.size(), 2U);
    EXPECT_TRUE(read.value().rows[0].incoming);
    EXPECT_EQ(read.value().rows[0].reference, "FT26278ABCDE");
    EXPECT_EQ(read.value().rows[0].amount, Money::dong(150'000));
    EXPECT_FALSE(read.value().rows[1].incoming);
    EXPECT_EQ(read.value().rows[1].reference, "");
    EXPECT_EQ(read.value().rows[1].sequence, "78");
    EXPECT_EQ(read.value().total, 2);
}

}  // namespace
}  // namespace dvcpay::bidv
