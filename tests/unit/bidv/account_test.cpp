// The day's list of successes: how money is found whose paybill never came.
#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "bidv/lists.hpp"
#include "support.hpp"

namespace dvcpay::bidv {
namespace {

using testing::Changes;
using testing::House;
using testing::Json;

constexpr Day day{2026, 10, 5};
const std::string header =
    "stt|transId|transDate|serviceId|customerId|billId|amount|channel|status|remark\n";
const std::string row_1 =
    "1|0000000000017|20261005080634|KGDVC1|KG261005000001|KG7Q2M9XC4T8W1ZB|150000|QR|000|le phi\n";
const std::string row_2 =
    "2|0000000000018|20261005090000|KGDVC1|KG261005000002|KG7Q2M9XC4T8W1ZC|8000|CTR|000|a|b\n";
const std::string two_rows = header + row_1 + row_2 + "TOTAL|2|158000\n";

std::string given(const std::string& file, const Json& more = Json::object()) {
    Json out = {
        {"errorCode", "000"},
        {"errorDesc", ""},
        {"fileName", "x"},
        {"fileContent", crypto::to_base64(file)},
    };
    out.update(more);
    return out.dump();
}

AccountResult asked(SendResult answer, const Changes& changes = {}) {
    House house(changes);
    house.transport.answers.push_back(std::move(answer));
    return house.ask(day);
}

std::vector<Verified<Notice>> notices_of(const AccountResult& result) {
    const auto* page = std::get_if<AccountPage>(&result);
    EXPECT_NE(page, nullptr);
    if (page == nullptr) return {};
    EXPECT_FALSE(page->more);
    return page->notices;
}

void expect_silent(SendResult answer, const std::string& why, const Changes& changes = {}) {
    EXPECT_TRUE(std::holds_alternative<QuerySilent>(asked(std::move(answer), changes))) << why;
}

std::vector<Verified<Notice>> rows_of(const std::string& file) {
    return notices_of(asked(testing::http_answer(200, given(file))));
}

TEST(BidvList, IsAskedForOneServiceAndDay) {
    House house;
    (void)house.ask(day);
    ASSERT_EQ(house.transport.sent.size(), 1U);
    const OutboundRequest& sent = house.transport.sent[0];
    EXPECT_TRUE(sent.url.ends_with("/open-banking/paygate/common/reconciliation/v1"));
    EXPECT_EQ(sent.headers.get("X-API-Interaction-ID").size(), 12U);
    const auto clear = toolkit::decrypt_jwe(
        house.keys, key_name(testing::account_key, symmetric_key), {}, sent.body
    );
    EXPECT_EQ(
        clear.value(),
        R"({"type":"1","providerId":"KGDVC1","serviceId":"KGDVC1","transDate":"20261005","fileType":"1"})"
    );
}

TEST(BidvList, NamesTheVeryTransactionsThatPaybillNames) {
    const auto notices = rows_of(two_rows);
    ASSERT_EQ(notices.size(), 2U);
    EXPECT_EQ(notices[0].proof(), ProofKind::tls_echo);
    const Notice& first = notices[0].value();
    EXPECT_EQ(first.account, testing::account_key);
    EXPECT_EQ(first.said, Said::paid);
    EXPECT_EQ(first.provider_txn, "0000000000017");
    EXPECT_EQ(first.order_ref, testing::order_ref_text);
    EXPECT_EQ(first.paid_to, testing::number);
    EXPECT_EQ(first.amount, Money::dong(150'000));
    EXPECT_EQ(to_rfc3339(first.occurred_at), "2026-10-05T01:06:34.000Z");
    // Told by name: two payments of one amount are two, whichever row comes first.
    EXPECT_EQ(first.source, Source::status_answer);
    EXPECT_EQ(notices[1].value().provider_txn, "0000000000018");
}

TEST(BidvList, IsBelievedBySignatureOrOverAProvenConnection) {
    House house;
    const auto by_signature =
        notices_of(asked(house.signed_answer(given(two_rows), testing::Origin::unproven)));
    ASSERT_EQ(by_signature.size(), 2U);
    EXPECT_EQ(by_signature[0].proof(), ProofKind::signature);
    const auto sealed = notices_of(asked(testing::http_answer(200, house.sealed(given(two_rows)))));
    EXPECT_EQ(sealed.size(), 2U);
    expect_silent(
        testing::http_answer(200, given(two_rows), testing::Origin::unproven), "unproven"
    );
    expect_silent(
        testing::http_answer(200, given(two_rows)), "unsigned", {{"unsigned_answer", "refuse"}}
    );
    HttpAnswer forged = house.signed_answer(given(two_rows));
    forged.body += " ";
    expect_silent(forged, "forged");
}

TEST(BidvList, LeavesOutWhatIsNoMoneyOfThisContract) {
    const auto with = [](std::string row, std::size_t at, const std::string& text) {
        std::size_t from = 0;
        for (std::size_t i = 0; i < at; ++i) from = row.find('|', from) + 1;
        return row.replace(from, row.find('|', from) - from, text);
    };
    const auto count = [](const std::string& row, const std::string& sum = "150000") {
        return rows_of(header + row + "TOTAL|1|" + sum + "\n").size();
    };
    EXPECT_EQ(count(row_1), 1U);
    EXPECT_EQ(count(with(row_1, 3, "OTHER1")), 0U);
    EXPECT_EQ(count(with(row_1, 8, "001")), 0U);
    EXPECT_EQ(count(with(row_1, 8, "")), 0U);
    EXPECT_EQ(count(with(row_1, 1, "")), 0U);
    EXPECT_EQ(count(with(row_1, 6, "0"), "0"), 0U);
    // Of a customer that is no number of ours the bill still says whose it is.
    EXPECT_EQ(count(with(row_1, 4, "anybody")), 1U);
}

TEST(BidvList, MayBringWhatCameAfterTheBanksOwnEndOfTheDayBefore) {
    std::string late = row_1;
    late.replace(late.find("20261005"), 8, "20261004");
    EXPECT_EQ(rows_of(header + late + "TOTAL|1|150000\n").size(), 1U);
    late.replace(late.find("20261004"), 8, "20261003");
    expect_silent(testing::http_answer(200, given(header + late + "TOTAL|1|150000\n")), "old");
    late.replace(late.find("20261003"), 8, "20261006");
    expect_silent(testing::http_answer(200, given(header + late + "TOTAL|1|150000\n")), "new");
}

TEST(BidvList, WithoutRowsIsAnEmptyDay) {
    EXPECT_TRUE(rows_of(header + "TOTAL|0|0\n").empty());
    EXPECT_TRUE(rows_of(header + "TOTAL|0|0").empty());
}

TEST(BidvList, ThatIsCutOrDoesNotAddUpIsNotRead) {
    const std::pair<const char*, std::string> table[] = {
        {"empty", ""},
        {"header alone", header},
        {"no footer", header + row_1 + row_2},
        {"other count", header + row_1 + "TOTAL|2|150000\n"},
        {"other sum", header + row_1 + "TOTAL|1|150001\n"},
        {"rows behind the footer", header + row_1 + "TOTAL|1|150000\n" + row_2},
        {"few columns", header + "1|2|3\nTOTAL|1|3\n"},
        {"amount with a point",
         header + "1|17|20261005|KGDVC1|KG261005000001|X|1.5|QR|000|\nTOTAL|1|1\n"},
        {"negative amount", header + "1|17|20261005|KGDVC1|KG261005000001|X|-5|QR|000|\nTOTAL|1|0\n"
        },
        {"not UTF-8", header + row_1 + "\xff|1\n"},
    };
    for (const auto& [why, file] : table)
        expect_silent(testing::http_answer(200, given(file)), why);
    for (std::size_t n = 0; n + 1 < two_rows.size(); ++n)
        EXPECT_FALSE(decode_list(testing::settings(), given(two_rows.substr(0, n)))) << n;
    expect_silent(testing::http_answer(200, given(two_rows, {{"totalRecord", 3}})), "totalRecord");
    expect_silent(
        testing::http_answer(200, given(two_rows, {{"totalAmount", "1"}})), "totalAmount"
    );
    EXPECT_EQ(
        notices_of(asked(testing::http_answer(
                       200, given(two_rows, {{"totalRecord", "2"}, {"totalAmount", 158'000}})
                   )))
            .size(),
        2U
    );
}

TEST(BidvList, ThatIsNotGivenIsSilence) {
    expect_silent(Unavailable{"refused", 0}, "unavailable");
    expect_silent(NoAnswer{"time-out"}, "no answer");
    expect_silent(testing::http_answer(500, given(two_rows)), "500");
    expect_silent(testing::http_answer(403, "{}"), "403");
    expect_silent(testing::http_answer(200, "<html>"), "garbage");
    expect_silent(testing::http_answer(200, R"({"errorCode":"031"})"), "031");
    expect_silent(testing::http_answer(200, R"({"errorCode":"777"})"), "777");
    expect_silent(testing::http_answer(200, R"({"errorCode":"000"})"), "no file");
    expect_silent(
        testing::http_answer(200, R"({"errorCode":"000","fileContent":"@@"})"), "no base64"
    );
}

TEST(BidvList, HasTheColumnsOfTheContract) {
    const std::string file =
        "a|b|c|d|e|f|g\n000|0000000000017|20261005|KGDVC1|KG261005000001|KG7Q2M9XC4T8W1ZB|150000\n"
        "TOTAL|1|150000\n";
    const Changes columns = {
        {"reconciliation_columns", "status,transId,transDate,serviceId,customerId,billId,amount"}
    };
    const auto notices = notices_of(asked(testing::http_answer(200, given(file)), columns));
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_EQ(notices[0].value().occurred_at, Wall{});  // a day is no time
}

TEST(BidvQuestion, AboutOneOrderHasNoAnswer) {
    House house;
    const QueryResult result = testing::run(house.adapter->query_attempt(QueryOrder(), Mono{}));
    EXPECT_TRUE(std::holds_alternative<QuerySilent>(result));
    EXPECT_TRUE(house.transport.sent.empty());
}

}  // namespace
}  // namespace dvcpay::bidv
