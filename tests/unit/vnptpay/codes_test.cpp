// The code tables, read like the protocol's own: one line per code, one column per operation.
#include "vnptpay/codes.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::vnptpay {
namespace {

constexpr auto opened = OpenSaid::opened;
constexpr auto refused = OpenSaid::refused;
constexpr auto unknown = OpenSaid::unknown;
constexpr auto answered = QuerySaid::answered;
constexpr auto missing = QuerySaid::not_found;
constexpr auto nothing = QuerySaid::nothing;
constexpr auto r_done = RefundSaid::done;
constexpr auto r_refused = RefundSaid::refused;
constexpr auto r_unknown = RefundSaid::unknown;

enum class Us { fine, blamed };

struct Line {
    const char* code;
    OpenSaid open;
    QuerySaid query;
    Said confirm;
    RefundSaid refund;
    Us us;
    const char* failure;
    bool can_retry;
};

// clang-format off
const Line lines[] = {
    // code  opening   query     CONFIRM          refund     our set-up   our word                 retry
    {"00",   opened,   answered, Said::paid,      r_done,    Us::fine,    "provider_declined",      false},
    {"01",   refused,  nothing,  Said::declined,  r_refused, Us::fine,    "declined",               true},
    {"02",   refused,  nothing,  Said::unclear,   r_refused, Us::blamed,  "provider_setup_refused", false},
    {"03",   unknown,  nothing,  Said::unclear,   r_unknown, Us::fine,    "provider_declined",      false},
    {"04",   unknown,  nothing,  Said::unclear,   r_unknown, Us::fine,    "provider_declined",      false},
    {"05",   unknown,  missing,  Said::unclear,   r_unknown, Us::fine,    "provider_declined",      false},
    {"06",   unknown,  nothing,  Said::unclear,   r_unknown, Us::fine,    "provider_declined",      false},
    {"07",   refused,  nothing,  Said::unclear,   r_refused, Us::blamed,  "provider_setup_refused", false},
    {"08",   refused,  nothing,  Said::unclear,   r_refused, Us::blamed,  "provider_setup_refused", false},
    {"09",   refused,  nothing,  Said::unclear,   r_refused, Us::blamed,  "provider_setup_refused", false},
    {"96",   refused,  nothing,  Said::unclear,   r_unknown, Us::fine,    "provider_maintenance",   true},
    {"99",   unknown,  nothing,  Said::unclear,   r_unknown, Us::fine,    "provider_declined",      false},
};
// clang-format on

TEST(VnptPayCodes, MeanWhatTheTableSaysForEachOperation) {
    std::set<std::string_view> seen;
    for (const Line& line : lines) {
        SCOPED_TRACE(line.code);
        const Blame blame = line.us == Us::blamed ? Blame::our_setup : Blame::nobody;
        EXPECT_EQ(meaning_at_open(line.code).said, line.open);
        EXPECT_EQ(meaning_at_open(line.code).blame, blame);
        EXPECT_EQ(meaning_at_query(line.code).said, line.query);
        EXPECT_EQ(meaning_at_query(line.code).blame, blame);
        EXPECT_EQ(meaning_at_confirm(line.code), line.confirm);
        EXPECT_EQ(meaning_at_refund(line.code).said, line.refund);
        EXPECT_EQ(meaning_at_refund(line.code).blame, blame);
        EXPECT_EQ(meaning_at_refund_query(line.code).said, line.query);
        const Failure failure = failure_of(line.code);
        EXPECT_EQ(failure.code, line.failure);
        EXPECT_EQ(failure.can_retry, line.can_retry);
        EXPECT_EQ(failure.provider_code, line.code);
        EXPECT_FALSE(failure.message_vi.empty());
        EXPECT_FALSE(failure.message_en.empty());
        seen.insert(line.code);
    }
    EXPECT_EQ(seen, std::set<std::string_view>(known_codes().begin(), known_codes().end()));
}

TEST(VnptPayCodes, WhatIsInNoTableIsNeitherSuccessNorFailure) {
    for (const char* code : {"", "0", "000", " 00", "00 ", "1", "10", "98", "abc", "00\n", "-1"}) {
        EXPECT_EQ(meaning_at_open(code).said, OpenSaid::unknown) << code;
        EXPECT_EQ(meaning_at_query(code).said, QuerySaid::nothing) << code;
        EXPECT_EQ(meaning_at_confirm(code), Said::unclear) << code;
        EXPECT_EQ(meaning_at_refund(code).said, RefundSaid::unknown) << code;
        EXPECT_EQ(meaning_at_refund_query(code).said, QuerySaid::nothing) << code;
    }
}

TEST(VnptPayCodes, AStatusMeansWhatTheAccountsMapSays) {
    const Settings preset = read_settings(testing::account()).value();
    EXPECT_EQ(status_of_purchase(preset, "00"), Said::paid);
    EXPECT_EQ(status_of_purchase(preset, "01"), Said::declined);
    EXPECT_EQ(status_of_purchase(preset, "02"), Said::waiting);
    EXPECT_EQ(status_of_purchase(preset, "03"), Said::unclear);
    EXPECT_EQ(status_of_purchase(preset, ""), Said::unclear);
    EXPECT_EQ(status_of_purchase(preset, "04"), Said::unclear);
    EXPECT_EQ(status_of_refund(preset, "03"), RefundSaid::done);
    EXPECT_EQ(status_of_refund(preset, "01"), RefundSaid::refused);
    EXPECT_EQ(status_of_refund(preset, "02"), RefundSaid::pending);
    EXPECT_EQ(status_of_refund(preset, "00"), RefundSaid::unknown);
    const Settings other =
        read_settings(testing::account({{"status_paid", "S,10"}, {"status_pending", "00"}}))
            .value();
    EXPECT_EQ(status_of_purchase(other, "S"), Said::paid);
    EXPECT_EQ(status_of_purchase(other, "10"), Said::paid);
    EXPECT_EQ(status_of_purchase(other, "00"), Said::waiting);
}

TEST(VnptPayCodes, EachReplyHasACodeOfItsOwn) {
    std::set<std::string_view> codes;
    for (const auto reply :
         {Reply::stored,
          Reply::order_unknown,
          Reply::repeated,
          Reply::amount_differs,
          Reply::busy,
          Reply::signature_wrong,
          Reply::other})
        codes.insert(words_of(reply).code);
    EXPECT_EQ(codes, (std::set<std::string_view>{"00", "01", "02", "04", "08", "97", "99"}));
}

}  // namespace
}  // namespace dvcpay::vnptpay
