// The tables, read like the protocol's own.
#include "viettelpay/codes.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace dvcpay::viettelpay {
namespace {

struct Line {
    const char* code;
    const char* failure;
    Blame blame;
    bool can_retry;
};

// clang-format off
const Line lines[] = {
    // error_code     our word                   people look    retry
    {"00",            "provider_declined",       Blame::nobody, false},
    {"V01",           "provider_setup_refused",  Blame::ours,   false},
    {"V02",           "otp_wrong",               Blame::nobody, true},
    {"22",            "otp_wrong",               Blame::nobody, true},
    {"V03",           "otp_wrong",               Blame::nobody, true},
    {"21",            "pin_wrong",               Blame::nobody, true},
    {"685",           "pin_wrong",               Blame::nobody, true},
    {"16",            "insufficient_funds",      Blame::nobody, true},
    {"W04",           "provider_declined",       Blame::nobody, true},
    {"V04",           "provider_declined",       Blame::nobody, true},
    {"V05",           "order_check_failed",      Blame::ours,   true},
    {"V06",           "declined_by_payer",       Blame::nobody, true},
    {"S_MAINTAIN",    "provider_maintenance",    Blame::nobody, true},
    {"M01",           "provider_setup_refused",  Blame::ours,   false},
    {"M02",           "provider_setup_refused",  Blame::ours,   false},
    {"M03",           "provider_setup_refused",  Blame::ours,   false},
    {"M04",           "qr_not_readable",         Blame::nobody, true},
    {"813",           "provider_declined",       Blame::nobody, true},
    {"99",            "provider_declined",       Blame::nobody, true},
};

struct StatusLine {
    const char* status;
    Said with_00;
    Said with_another;
};
const StatusLine statuses[] = {
    // status  error_code 00    another error_code
    {"-1",     Said::waiting,   Said::waiting},
    {"0",      Said::waiting,   Said::waiting},
    {"1",      Said::paid,      Said::unclear},
    {"2",      Said::unclear,   Said::declined},
    {"3",      Said::unclear,   Said::unclear},
    {"5",      Said::unclear,   Said::cancelled},
};

struct RefundLine {
    const char* code;
    RefundSaid said;
    Blame blame;
};
const RefundLine refunds[] = {
    {"00",  RefundSaid::done,           Blame::nobody},
    {"M01", RefundSaid::refused,        Blame::ours},
    {"M05", RefundSaid::refused,        Blame::ours},
    {"218", RefundSaid::refused,        Blame::ours},
    {"655", RefundSaid::refused,        Blame::ours},
    {"457", RefundSaid::refused,        Blame::ours},
    {"KG3", RefundSaid::refused,        Blame::nobody},
    {"27",  RefundSaid::refused,        Blame::nobody},
    {"KG8", RefundSaid::refused,        Blame::nobody},
    {"485", RefundSaid::refused,        Blame::nobody},
    {"176", RefundSaid::unknown,        Blame::ours},
    {"17",  RefundSaid::not_refundable, Blame::nobody},
    {"159", RefundSaid::not_refundable, Blame::nobody},
    {"813", RefundSaid::unknown,        Blame::ours},
    {"927", RefundSaid::unknown,        Blame::ours},
};
// clang-format on

TEST(ViettelPayCodes, TheStatusDecidesAndMoneyNeedsBoth) {
    for (const StatusLine& line : statuses) {
        SCOPED_TRACE(line.status);
        EXPECT_TRUE(is_payment_status(line.status));
        EXPECT_EQ(meaning_of_result(line.status, "00").said, line.with_00);
        for (const Line& code : lines) {
            if (std::string(code.code) == "00") continue;
            EXPECT_EQ(meaning_of_result(line.status, code.code).said, line.with_another);
        }
        EXPECT_EQ(meaning_of_result(line.status, "").said, line.with_another);
        EXPECT_EQ(meaning_of_result(line.status, "0").said, line.with_another);
    }
    for (const char* status : {"", "4", "6", "01", "11", " 1", "1 ", "-2", "x", "-"}) {
        EXPECT_FALSE(is_payment_status(status)) << status;
        EXPECT_EQ(meaning_of_result(status, "00").said, Said::unclear) << status;
        EXPECT_EQ(meaning_of_result(status, "V06").said, Said::unclear) << status;
    }
}

TEST(ViettelPayCodes, EachErrorCodeHasItsWords) {
    std::set<std::string_view> seen;
    for (const Line& line : lines) {
        SCOPED_TRACE(line.code);
        const Failure failure = failure_of(line.code);
        EXPECT_EQ(failure.code, line.failure);
        EXPECT_EQ(failure.provider_code, line.code);
        EXPECT_EQ(failure.can_retry, line.can_retry);
        EXPECT_FALSE(failure.message_vi.empty());
        EXPECT_FALSE(failure.message_en.empty());
        EXPECT_EQ(meaning_of_result("2", line.code).blame, line.blame);
        seen.insert(line.code);
    }
    EXPECT_EQ(
        seen, std::set<std::string_view>(known_result_codes().begin(), known_result_codes().end())
    );
    EXPECT_EQ(failure_of("XYZ").code, "provider_declined");
    EXPECT_EQ(failure_of("XYZ").provider_code, "XYZ");
}

TEST(ViettelPayCodes, ARefundIsRefusedOnlyWhereItSurelyWasNotDone) {
    std::set<std::string_view> seen;
    for (const RefundLine& line : refunds) {
        EXPECT_EQ(meaning_of_refund(line.code).said, line.said) << line.code;
        EXPECT_EQ(meaning_of_refund(line.code).blame, line.blame) << line.code;
        seen.insert(line.code);
    }
    EXPECT_EQ(
        seen, std::set<std::string_view>(known_refund_codes().begin(), known_refund_codes().end())
    );
    for (const char* code : {"", "0", "000", "1", "99", "x"}) {
        EXPECT_EQ(meaning_of_refund(code).said, RefundSaid::unknown) << code;
    }
}

}  // namespace
}  // namespace dvcpay::viettelpay
