#include "viettelpay/answers.hpp"

#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::viettelpay {
namespace {

using testing::http_answer;
using testing::inquiry_answer;
using testing::refund_answer;
using testing::signed_json;
using testing::with;
using toolkit::Fields;

QueryResult query(const SendResult& sent, const QueryOrder& order = testing::query_order()) {
    const auto keys = testing::test_keys();
    return decode_inquiry(read_settings(order.account).value(), order, keys, sent);
}
QueryResult answered(const Fields& fields, bool origin_proven = true) {
    return query(http_answer(signed_json(Signed::inquiry_answer, fields), 200, origin_proven));
}
Notice told(const QueryResult& result) {
    return std::get<QueryAnswer>(result).first();
}
bool is_silent(const QueryResult& result) {
    return std::holds_alternative<QuerySilent>(result);
}
Fields ended(const char* status, const char* code) {
    return with(with(inquiry_answer(), "payment_status", status), "error_code", code);
}

TEST(ViettelPayInquired, PaidCountsAsWhatTheStoredOrderAsks) {
    const auto result = answered(inquiry_answer());
    EXPECT_EQ(std::get<QueryAnswer>(result).notices().front().proof(), ProofKind::signature);
    const Notice notice = told(result);
    EXPECT_EQ(notice.said, Said::paid);
    EXPECT_EQ(notice.amount, Money::dong(120'000));
    EXPECT_EQ(notice.provider_txn, testing::txn);
    EXPECT_EQ(notice.source, Source::status_answer);
    EXPECT_EQ(notice.provider_code, "1/00");
}

TEST(ViettelPayInquired, PaidIsUnclearWhereSomethingIsMissing) {
    EXPECT_EQ(told(answered(with(inquiry_answer(), "vt_transaction_id", ""))).said, Said::unclear);
    EXPECT_EQ(
        told(answered(with(inquiry_answer(), "vt_transaction_id", "1x"))).said, Said::unclear
    );
    EXPECT_EQ(told(answered(with(inquiry_answer(), "error_code", "813"))).said, Said::unclear);
    EXPECT_EQ(told(answered(inquiry_answer(), false)).said, Said::unclear);
    QueryOrder stranger = testing::query_order();
    stranger.expected = Money();
    EXPECT_EQ(
        told(query(http_answer(signed_json(Signed::inquiry_answer, inquiry_answer())), stranger))
            .said,
        Said::unclear
    );
}

TEST(ViettelPayInquired, EndsFollowTheStatus) {
    EXPECT_EQ(told(answered(ended("-1", "00"))).said, Said::waiting);
    EXPECT_EQ(told(answered(ended("0", "00"))).said, Said::waiting);
    EXPECT_EQ(told(answered(ended("3", "W04"))).said, Said::unclear);
    const Notice failed = told(answered(ended("2", "16")));
    EXPECT_EQ(failed.said, Said::declined);
    EXPECT_EQ(failed.failure.code, "insufficient_funds");
    const Notice cancelled = told(answered(ended("5", "V06")));
    EXPECT_EQ(cancelled.said, Said::cancelled);
    EXPECT_EQ(cancelled.failure.code, "declined_by_payer");
    EXPECT_TRUE(told(answered(ended("2", "V05"))).alarm);
}

TEST(ViettelPayInquired, UnprovenOrAboutAnotherOrderTeachesNothing) {
    EXPECT_TRUE(is_silent(query(Unavailable{"x"})));
    EXPECT_TRUE(is_silent(query(NoAnswer{"x"})));
    EXPECT_TRUE(is_silent(query(http_answer(json_body(inquiry_answer(), "")))));
    EXPECT_TRUE(
        is_silent(query(http_answer(signed_json(Signed::inquiry_answer, inquiry_answer()), 500)))
    );
    EXPECT_TRUE(is_silent(answered(with(inquiry_answer(), "order_id", "DVC260115000009A"))));
    EXPECT_TRUE(is_silent(answered(with(inquiry_answer(), "merchant_code", "OTHER"))));
    EXPECT_TRUE(is_silent(answered(with(inquiry_answer(), "version", "3.0"))));
    EXPECT_TRUE(is_silent(answered(with(inquiry_answer(), "payment_status", "7"))));
    for (const char* body : {"", "<html>", "{", "null", "[]", "{}", "\xff"}) {
        EXPECT_TRUE(is_silent(query(http_answer(body)))) << body;
    }
    // One checksum, another cut: the status may not grow at the version's cost.
    Fields moved = with(with(inquiry_answer(), "payment_status", "12"), "version", ".0");
    EXPECT_TRUE(is_silent(query(
        http_answer(json_body(moved, testing::checksum(Signed::inquiry_answer, inquiry_answer())))
    )));
}

TEST(ViettelPayInquired, ARefusalOfOurSetUpRaisesTheAlarm) {
    const auto result = query(http_answer(R"({"error_code":"M01"})"));
    EXPECT_TRUE(std::get<QuerySilent>(result).alarm);
    const auto unproven = query(http_answer(R"({"error_code":"M01"})", 200, false));
    EXPECT_FALSE(std::get<QuerySilent>(unproven).alarm);
}

// --- refund

RefundResult refund(const SendResult& sent) {
    const auto keys = testing::test_keys();
    const RefundOrder order = testing::refund_order();
    return decode_refund(read_settings(order.account).value(), order, keys, sent);
}
RefundResult said(const Fields& fields, int status = 200, bool origin_proven = true) {
    return refund(http_answer(signed_json(Signed::refund_answer, fields), status, origin_proven));
}

TEST(ViettelPayRefunded, DoneIsSignedAndNamed) {
    const RefundResult done = said(refund_answer());
    EXPECT_EQ(done.believed(), RefundSaid::done);
    EXPECT_EQ(done.provider_refund_id, "1801160000000002");
}

TEST(ViettelPayRefunded, FollowsTheTable) {
    const auto of = [](const char* code) {
        return said(with(refund_answer(), "error_code", code));
    };
    EXPECT_EQ(of("KG3").believed(), RefundSaid::refused);
    EXPECT_EQ(of("17").believed(), RefundSaid::not_refundable);
    EXPECT_EQ(of("17").failure.code, "not_refundable");
    EXPECT_EQ(of("176").believed(), RefundSaid::unknown);
    EXPECT_TRUE(of("176").alarm);
    EXPECT_EQ(of("").believed(), RefundSaid::unknown);
    EXPECT_EQ(of("zz").believed(), RefundSaid::unknown);
}

TEST(ViettelPayRefunded, WithoutItsProofIsUnknown) {
    EXPECT_EQ(refund(Unavailable{"x"}).believed(), RefundSaid::not_sent);
    EXPECT_EQ(refund(NoAnswer{"x"}).believed(), RefundSaid::unknown);
    EXPECT_EQ(refund(http_answer(json_body(refund_answer(), ""))).believed(), RefundSaid::unknown);
    EXPECT_EQ(said(refund_answer(), 502).believed(), RefundSaid::unknown);
    EXPECT_EQ(said(refund_answer(), 200, false).believed(), RefundSaid::unknown);
    EXPECT_EQ(
        said(with(refund_answer(), "order_id", "DVC260115000009A")).believed(), RefundSaid::unknown
    );
    EXPECT_EQ(said(with(refund_answer(), "version", "1.0")).believed(), RefundSaid::unknown);
    EXPECT_EQ(said(with(refund_answer(), "merchant_code", "X")).believed(), RefundSaid::unknown);
}

}  // namespace
}  // namespace dvcpay::viettelpay
