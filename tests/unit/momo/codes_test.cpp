// The code tables, read like the protocol's own: one line per code, one column per operation.
#include "momo/codes.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace dvcpay::momo {
namespace {

constexpr auto c_opened = CreateSaid::opened;
constexpr auto c_refused = CreateSaid::refused;
constexpr auto c_unknown = CreateSaid::unknown;
constexpr auto r_done = RefundSaid::done;
constexpr auto r_pending = RefundSaid::pending;
constexpr auto r_refused = RefundSaid::refused;
constexpr auto r_never = RefundSaid::not_refundable;
constexpr auto r_unknown = RefundSaid::unknown;
constexpr auto f_done = ConfirmSaid::done;
constexpr auto f_pending = ConfirmSaid::pending;
constexpr auto f_refused = ConfirmSaid::refused;
constexpr auto f_over = ConfirmSaid::over;
constexpr auto f_unknown = ConfirmSaid::unknown;

struct Line {
    const char* code;
    CreateSaid create;
    Said query;
    RefundSaid refund;
    RefundSaid refund_query;
    ConfirmSaid confirm;
    const char* failure;
    bool can_retry;
};

// clang-format off
const Line lines[] = {
    // code    create     query             refund     refund q.  confirm    our word                    retry
    {"0",      c_opened,  Said::paid,       r_done,    r_done,    f_done,    "provider_declined",        false},
    {"9000",   c_unknown, Said::waiting,    r_unknown, r_unknown, f_unknown, "provider_declined",        false},
    {"1000",   c_unknown, Said::waiting,    r_pending, r_pending, f_pending, "provider_declined",        false},
    {"7000",   c_unknown, Said::waiting,    r_pending, r_pending, f_pending, "provider_declined",        false},
    {"7002",   c_unknown, Said::waiting,    r_pending, r_pending, f_pending, "provider_declined",        false},
    {"8000",   c_unknown, Said::waiting,    r_pending, r_pending, f_pending, "provider_declined",        false},
    {"10",     c_unknown, Said::unclear,    r_unknown, r_unknown, f_unknown, "provider_declined",        false},
    {"11",     c_refused, Said::unclear,    r_refused, r_unknown, f_refused, "provider_setup_refused",   false},
    {"12",     c_refused, Said::unclear,    r_refused, r_unknown, f_refused, "provider_setup_refused",   false},
    {"13",     c_refused, Said::unclear,    r_refused, r_unknown, f_refused, "provider_setup_refused",   false},
    {"20",     c_refused, Said::unclear,    r_refused, r_unknown, f_refused, "request_rejected",         false},
    {"45",     c_refused, Said::unclear,    r_refused, r_unknown, f_refused, "request_rejected",         false},
    {"47",     c_refused, Said::unclear,    r_refused, r_unknown, f_refused, "request_rejected",         false},
    {"21",     c_refused, Said::unclear,    r_never, r_never, f_refused, "amount_not_accepted",      false},
    {"22",     c_refused, Said::unclear,    r_never, r_never, f_refused, "amount_not_accepted",      false},
    {"40",     c_unknown, Said::unclear,    r_unknown, r_unknown, f_unknown, "provider_declined",        false},
    {"41",     c_unknown, Said::unclear,    r_unknown, r_unknown, f_unknown, "provider_declined",        false},
    {"42",     c_unknown, Said::not_found,  r_unknown, r_unknown, f_unknown, "provider_declined",        false},
    {"43",     c_unknown, Said::unclear,    r_unknown, r_unknown, f_unknown, "provider_declined",        false},
    {"98",     c_refused, Said::declined,   r_unknown, r_unknown, f_unknown, "qr_not_generated",         true},
    {"99",     c_unknown, Said::unclear,    r_unknown, r_unknown, f_unknown, "provider_declined",        false},
    {"1001",   c_refused, Said::declined,   r_refused, r_refused, f_over,    "insufficient_funds",       true},
    {"1002",   c_refused, Said::declined,   r_refused, r_refused, f_over,    "declined_by_issuer",       true},
    {"1004",   c_refused, Said::declined,   r_refused, r_refused, f_over,    "payer_limit_exceeded",     true},
    {"1007",   c_refused, Said::declined,   r_refused, r_refused, f_over,    "payer_account_inactive",   true},
    {"1003",   c_unknown, Said::cancelled,  r_unknown, r_unknown, f_over,    "cancelled_by_provider",    true},
    {"1005",   c_unknown, Said::lapsed,     r_unknown, r_unknown, f_over,    "offer_expired",            true},
    {"1006",   c_unknown, Said::cancelled,  r_unknown, r_unknown, f_over,    "declined_by_payer",        true},
    {"1017",   c_unknown, Said::cancelled,  r_unknown, r_unknown, f_over,    "cancelled_by_merchant",    true},
    {"1026",   c_refused, Said::declined,   r_refused, r_refused, f_refused, "promotion_not_applicable", false},
    {"2019",   c_refused, Said::declined,   r_refused, r_refused, f_refused, "request_rejected",         false},
    {"1080",   c_unknown, Said::unclear,    r_refused, r_refused, f_unknown, "refund_failed",            true},
    {"1081",   c_unknown, Said::unclear,    r_unknown, r_unknown, f_unknown, "refund_rejected",          false},
    {"1088",   c_unknown, Said::unclear,    r_never,   r_never,   f_unknown, "not_refundable",           false},
    {"4001",   c_refused, Said::declined,   r_refused, r_refused, f_over,    "payer_account_restricted", true},
    {"4002",   c_refused, Said::declined,   r_refused, r_refused, f_over,    "payer_not_verified",       true},
    {"4100",   c_refused, Said::declined,   r_refused, r_refused, f_over,    "payer_login_failed",       true},
};
// clang-format on

TEST(MomoCodes, MeanWhatTheTableSaysForEachOperation) {
    for (const auto& line : lines) {
        EXPECT_EQ(meaning_at_create(line.code).said, line.create) << line.code;
        EXPECT_EQ(meaning_at_query(line.code).said, line.query) << line.code;
        EXPECT_EQ(meaning_at_refund(line.code).said, line.refund) << line.code;
        EXPECT_EQ(meaning_at_refund_query(line.code).said, line.refund_query) << line.code;
        EXPECT_EQ(meaning_at_confirm(line.code).said, line.confirm) << line.code;
        const Failure failure = failure_of(line.code);
        EXPECT_EQ(failure.code, line.failure) << line.code;
        EXPECT_EQ(failure.can_retry, line.can_retry) << line.code;
        EXPECT_EQ(failure.provider_code, line.code);
        EXPECT_FALSE(failure.message_vi.empty());
        EXPECT_FALSE(failure.message_en.empty());
    }
}

TEST(MomoCodes, AreAllInThisTest) {
    std::set<std::string> here;
    for (const auto& line : lines) here.insert(line.code);
    std::set<std::string> known;
    for (const int code : known_codes()) known.insert(std::to_string(code));
    EXPECT_EQ(here, known);
    EXPECT_EQ(known.size(), 37U);
}

TEST(MomoCodes, OnANoticeMeanTheSameAsAtQueryExceptHeldMoney) {
    for (const auto& line : lines) {
        const Said expected = std::string(line.code) == "9000" ? Said::authorised : line.query;
        EXPECT_EQ(meaning_at_notice(line.code).said, expected) << line.code;
    }
}

TEST(MomoCodes, ElevenToThirteenBlameOurSetUpAndNoOtherDoes) {
    for (const auto& line : lines) {
        const std::string code = line.code;
        const Blame blame =
            code == "11" || code == "12" || code == "13" ? Blame::our_setup : Blame::nobody;
        EXPECT_EQ(meaning_at_create(code).blame, blame) << code;
        EXPECT_EQ(meaning_at_query(code).blame, blame) << code;
        EXPECT_EQ(meaning_at_notice(code).blame, blame) << code;
        EXPECT_EQ(meaning_at_refund(code).blame, blame) << code;
        EXPECT_EQ(meaning_at_refund_query(code).blame, blame) << code;
        EXPECT_EQ(meaning_at_confirm(code).blame, blame) << code;
    }
}

TEST(MomoCodes, OutsideTheTableSettleNothing) {
    for (const char* code :
         {"1",
          "2",
          "44",
          "1008",
          "9001",
          "-1",
          "-0",
          "00",
          "0.0",
          " 0",
          "0 ",
          "",
          "zero",
          "9223372036854775808",
          "4294967296",
          "18446744073709551616"}) {
        EXPECT_EQ(meaning_at_create(code).said, CreateSaid::unknown) << code;
        EXPECT_EQ(meaning_at_query(code).said, Said::unclear) << code;
        EXPECT_EQ(meaning_at_notice(code).said, Said::unclear) << code;
        EXPECT_EQ(meaning_at_refund(code).said, RefundSaid::unknown) << code;
        EXPECT_EQ(meaning_at_refund_query(code).said, RefundSaid::unknown) << code;
        EXPECT_EQ(meaning_at_confirm(code).said, ConfirmSaid::unknown) << code;
    }
}

TEST(MomoCodes, ARefundMayOnlyBeTriedAgainAfterAFinalNo) {
    // Every code that is not final at MoMo must keep the refund unknown or pending, or money could
    // go out twice.
    for (const char* code :
         {"10", "40", "41", "42", "43", "99", "1000", "1081", "7000", "7002", "8000", "9000"}) {
        for (const auto said : {meaning_at_refund(code).said, meaning_at_refund_query(code).said}) {
            EXPECT_TRUE(said == RefundSaid::unknown || said == RefundSaid::pending) << code;
        }
    }
}

}  // namespace
}  // namespace dvcpay::momo
