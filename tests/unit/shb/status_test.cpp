#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::shb {
namespace {

using testing::Json;
using testing::with;

Json told(const char* state) {
    return Json{
        {"MaLoi", "00"},
        {"MoTaLoi", "Thành công"},
        {"MaDoiTac", testing::partner},
        {"MaHoaDon", testing::bill},
        {"MaGiaoDich", testing::transaction},
        {"TrangThaiGD", state},
        {"SoTien", "150000"},
        {"MaTienTe", "VND"},
    };
}
Json paid() {
    Json body = told("1");
    body["ThoiGianThanhToan"] = "20261005080634";
    body["SoThamChieu"] = testing::core_reference;
    body["KenhThanhToan"] = "NAPAS";
    return body;
}
Json code(const char* text) {
    return Json{{"MaLoi", text}, {"MaDoiTac", testing::partner}, {"MaHoaDon", testing::bill}};
}

QueryResult ask(SendResult answer, const QueryOrder& order = testing::query_order()) {
    testing::House house(order.account);
    house.transport.answers.push_back(std::move(answer));
    return testing::run(house.adapter->query_attempt(order, Mono{1}));
}
QueryResult ask(const Json& body, const QueryOrder& order = testing::query_order()) {
    return ask(testing::bank_answer(body), order);
}
bool is_silent(const QueryResult& result) {
    return std::holds_alternative<QuerySilent>(result);
}
Notice notice_of(const QueryResult& result) {
    return std::get<QueryAnswer>(result).first();
}

TEST(ShbStatus, AsksWithTheTimeOfTheOrder) {
    testing::House house;
    testing::run(house.adapter->query_attempt(testing::query_order(), Mono{5}));
    ASSERT_EQ(house.transport.sent.size(), 1U);
    EXPECT_EQ(house.transport.sent[0].url, "https://shb.test/gov-payment/v1/transactions/status");
    EXPECT_EQ(
        Json::parse(house.transport.sent[0].body),
        (Json{
            {"MaDoiTac", testing::partner},
            {"MaHoaDon", testing::bill},
            {"ThoiGianGD", "20261005080700"},
        })
    );
}

TEST(ShbStatus, PaidIsMoneyUnderItsCoreReference) {
    const QueryResult result = ask(paid());
    ASSERT_FALSE(is_silent(result));
    EXPECT_EQ(std::get<QueryAnswer>(result).notices().front().proof(), ProofKind::signature);
    const Notice notice = notice_of(result);
    EXPECT_EQ(notice.said, Said::paid);
    EXPECT_EQ(notice.order_ref, testing::bill);
    EXPECT_EQ(notice.provider_txn, testing::core_reference);
    EXPECT_TRUE(notice.other_txns.empty()) << "two transfers to one alias share their MaGiaoDich";
    EXPECT_EQ(notice.amount, Money::dong(150'000));
    EXPECT_EQ(notice.occurred_at, testing::opened_at.plus_s(394));
    EXPECT_EQ(notice.source, Source::status_answer);
    EXPECT_FALSE(notice.ask_first);
    EXPECT_FALSE(notice.alarm);
}

TEST(ShbStatus, EachStateMeansOneThing) {
    EXPECT_EQ(notice_of(ask(told("3"))).said, Said::waiting);
    EXPECT_EQ(notice_of(ask(told("4"))).said, Said::declined);
    EXPECT_EQ(notice_of(ask(told("5"))).said, Said::lapsed);
    EXPECT_EQ(notice_of(ask(told("6"))).said, Said::cancelled);
    for (const char* end : {"4", "5", "6"}) {
        const Notice notice = notice_of(ask(told(end)));
        EXPECT_FALSE(notice.failure.code.empty());
        EXPECT_EQ(notice.failure.provider_code, end);
        EXPECT_TRUE(notice.provider_txn.empty());
    }
    for (const char* back : {"7", "8"}) {
        const Notice notice = notice_of(ask(told(back)));
        EXPECT_EQ(notice.said, Said::unclear) << back;
        EXPECT_TRUE(notice.alarm) << "paid and given back, and we did not see it";
    }
    for (const char* other : {"0", "2", "9", "", "paid"})
        EXPECT_EQ(notice_of(ask(told(other))).said, Said::unclear) << other;
}

TEST(ShbStatus, MoneyWithoutANameOrASizeIsNotBooked) {
    Json nameless = paid();
    nameless.erase("SoThamChieu");
    EXPECT_EQ(notice_of(ask(nameless)).said, Said::unclear);
    EXPECT_EQ(notice_of(ask(with(paid(), "SoThamChieu", "a b"))).said, Said::unclear);
    EXPECT_EQ(notice_of(ask(with(paid(), "SoTien", "0"))).said, Said::unclear);
    EXPECT_TRUE(is_silent(ask(with(paid(), "SoTien", "-1"))));
    EXPECT_TRUE(is_silent(ask(with(paid(), "SoTien", "1e5"))));
    EXPECT_TRUE(is_silent(ask(with(paid(), "SoTien", "1000000000000"))));
    EXPECT_TRUE(is_silent(ask(with(paid(), "MaTienTe", "USD"))));
}

TEST(ShbStatus, AnotherAmountIsToldAsItIs) {
    const Notice notice = notice_of(ask(with(paid(), "SoTien", "150001")));
    EXPECT_EQ(notice.said, Said::paid);
    EXPECT_EQ(notice.amount, Money::dong(150'001));
}

TEST(ShbStatus, TheEndOfAnotherTransactionOrAmountIsNotTheEndOfThisOne) {
    EXPECT_EQ(notice_of(ask(with(told("4"), "MaGiaoDich", "SHB2"))).said, Said::unclear);
    EXPECT_EQ(notice_of(ask(with(told("4"), "SoTaiKhoan", "SHB2"))).said, Said::unclear);
    EXPECT_EQ(notice_of(ask(with(told("4"), "SoTien", "150001"))).said, Said::unclear);
    const Notice money = notice_of(ask(with(paid(), "MaGiaoDich", "SHB2")));
    EXPECT_EQ(money.said, Said::paid) << "the bill's money all the same";
    EXPECT_TRUE(money.alarm);
    auto stranger = testing::query_order();
    stranger.provider_ref.clear();
    stranger.virtual_account.clear();
    stranger.expected = Money();
    EXPECT_FALSE(notice_of(ask(with(paid(), "MaGiaoDich", "SHB2"), stranger)).alarm);
}

TEST(ShbStatus, CodesDecide) {
    EXPECT_EQ(notice_of(ask(code("07"))).said, Said::not_found);
    EXPECT_EQ(notice_of(ask(code("08"))).said, Said::waiting);
    EXPECT_EQ(notice_of(ask(code("10"))).said, Said::lapsed);
    for (const char* setup : {"01", "02", "03", "04"}) {
        const QueryResult result = ask(code(setup));
        ASSERT_TRUE(is_silent(result)) << setup;
        EXPECT_TRUE(std::get<QuerySilent>(result).alarm) << setup;
    }
    for (const char* open : {"06", "68", "96", "99", "42"}) {
        const QueryResult result = ask(code(open));
        ASSERT_TRUE(is_silent(result)) << open;
        EXPECT_FALSE(std::get<QuerySilent>(result).alarm) << open;
    }
}

TEST(ShbStatus, NothingIsLearntWithoutProofOrEcho) {
    EXPECT_TRUE(is_silent(ask(testing::unsigned_answer(paid()))));
    EXPECT_TRUE(is_silent(ask(with(paid(), "MaHoaDon", "KG26100500000002B"))));
    EXPECT_TRUE(is_silent(ask(with(paid(), "MaDoiTac", "ANGIANG"))));
    EXPECT_TRUE(is_silent(ask(testing::bank_answer(paid(), 500))));
    EXPECT_TRUE(is_silent(ask(testing::bank_answer(paid(), 404))));
    EXPECT_TRUE(is_silent(ask(testing::bank_answer(code("07"), 503))));
    EXPECT_TRUE(is_silent(ask(SendResult(NoAnswer{"time-out"}))));
    EXPECT_TRUE(is_silent(ask(SendResult(Unavailable{"refused"}))));
    auto cut = testing::bank_answer(paid());
    for (std::size_t n = 0; n < cut.body.size(); n += 7) {
        auto prefix = cut;
        prefix.body.resize(n);
        EXPECT_TRUE(is_silent(ask(prefix)));
    }
}

TEST(ShbStatus, AStrangersReferenceMustStillBeOne) {
    auto order = testing::query_order();
    for (const char* ref : {"", "kg1", "A B", "\"", "AAAAAAAAAABBBBBBBBBBCCCCCCCCCCD"}) {
        order.order_ref = ref;
        EXPECT_TRUE(is_silent(ask(paid(), order))) << ref;
    }
}

}  // namespace
}  // namespace dvcpay::shb
