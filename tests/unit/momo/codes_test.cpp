// The code tables, read like the protocol's own: one line per code, one column per operation.
#include "momo/codes.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace dvcpay::momo {
namespace {

constexpr auto C_opened = CreateSaid::opened;
constexpr auto C_refused = CreateSaid::refused;
constexpr auto C_unknown = CreateSaid::unknown;
constexpr auto R_done = RefundSaid::done;
constexpr auto R_pending = RefundSaid::pending;
constexpr auto R_refused = RefundSaid::refused;
constexpr auto R_never = RefundSaid::not_refundable;
constexpr auto R_unknown = RefundSaid::unknown;
constexpr auto F_done = ConfirmSaid::done;
constexpr auto F_pending = ConfirmSaid::pending;
constexpr auto F_refused = ConfirmSaid::refused;
constexpr auto F_over = ConfirmSaid::over;
constexpr auto F_unknown = ConfirmSaid::unknown;

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
    {"0",      C_opened,  Said::paid,       R_done,    R_done,    F_done,    "provider_declined",        false},
    {"9000",   C_unknown, Said::waiting,    R_unknown, R_unknown, F_unknown, "provider_declined",        false},
    {"1000",   C_unknown, Said::waiting,    R_pending, R_pending, F_pending, "provider_declined",        false},
    {"7000",   C_unknown, Said::waiting,    R_pending, R_pending, F_pending, "provider_declined",        false},
    {"7002",   C_unknown, Said::waiting,    R_pending, R_pending, F_pending, "provider_declined",        false},
    {"8000",   C_unknown, Said::waiting,    R_pending, R_pending, F_pending, "provider_declined",        false},
    {"10",     C_unknown, Said::unclear,    R_unknown, R_unknown, F_unknown, "provider_declined",        false},
    {"11",     C_refused, Said::unclear,    R_refused, R_unknown, F_refused, "provider_setup_refused",   false},
    {"12",     C_refused, Said::unclear,    R_refused, R_unknown, F_refused, "provider_setup_refused",   false},
    {"13",     C_refused, Said::unclear,    R_refused, R_unknown, F_refused, "provider_setup_refused",   false},
    {"20",     C_refused, Said::unclear,    R_refused, R_unknown, F_refused, "request_rejected",         false},
    {"45",     C_refused, Said::unclear,    R_refused, R_unknown, F_refused, "request_rejected",         false},
    {"47",     C_refused, Said::unclear,    R_refused, R_unknown, F_refused, "request_rejected",         false},
    {"21",     C_refused, Said::unclear,    R_refused, R_refused, F_refused, "amount_not_accepted",      false},
    {"22",     C_refused, Said::unclear,    R_refused, R_refused, F_refused, "amount_not_accepted",      false},
    {"40",     C_unknown, Said::unclear,    R_unknown, R_unknown, F_unknown, "provider_declined",        false},
    {"41",     C_unknown, Said::unclear,    R_unknown, R_unknown, F_unknown, "provider_declined",        false},
    {"42",     C_unknown, Said::not_found,  R_unknown, R_unknown, F_unknown, "provider_declined",        false},
    {"43",     C_unknown, Said::unclear,    R_unknown, R_unknown, F_unknown, "provider_declined",        false},
    {"98",     C_refused, Said::declined,   R_unknown, R_unknown, F_unknown, "qr_not_generated",         true},
    {"99",     C_unknown, Said::unclear,    R_unknown, R_unknown, F_unknown, "provider_declined",        false},
    {"1001",   C_refused, Said::declined,   R_refused, R_refused, F_over,    "insufficient_funds",       true},
    {"1002",   C_refused, Said::declined,   R_refused, R_refused, F_over,    "declined_by_issuer",       true},
    {"1004",   C_refused, Said::declined,   R_refused, R_refused, F_over,    "payer_limit_exceeded",     true},
    {"1007",   C_refused, Said::declined,   R_refused, R_refused, F_over,    "payer_account_inactive",   true},
    {"1003",   C_unknown, Said::cancelled,  R_unknown, R_unknown, F_over,    "cancelled_by_provider",    true},
    {"1005",   C_unknown, Said::lapsed,     R_unknown, R_unknown, F_over,    "offer_expired",            true},
    {"1006",   C_unknown, Said::cancelled,  R_unknown, R_unknown, F_over,    "declined_by_payer",        true},
    {"1017",   C_unknown, Said::cancelled,  R_unknown, R_unknown, F_over,    "cancelled_by_merchant",    true},
    {"1026",   C_refused, Said::declined,   R_refused, R_refused, F_refused, "promotion_not_applicable", false},
    {"2019",   C_refused, Said::declined,   R_refused, R_refused, F_refused, "request_rejected",         false},
    {"1080",   C_unknown, Said::unclear,    R_refused, R_refused, F_unknown, "refund_failed",            true},
    {"1081",   C_unknown, Said::unclear,    R_unknown, R_unknown, F_unknown, "refund_rejected",          false},
    {"1088",   C_unknown, Said::unclear,    R_never,   R_never,   F_unknown, "not_refundable",           false},
    {"4001",   C_refused, Said::declined,   R_refused, R_refused, F_over,    "payer_account_restricted", true},
    {"4002",   C_refused, Said::declined,   R_refused, R_refused, F_over,    "payer_not_verified",       true},
    {"4100",   C_refused, Said::declined,   R_refused, R_refused, F_over,    "payer_login_failed",       true},
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
