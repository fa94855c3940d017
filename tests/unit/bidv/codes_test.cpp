// Every code there is, in every table: what is not in one is neither success nor failure.
#include "bidv/codes.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace dvcpay::bidv {
namespace {

std::string three(int n) {
    std::string out = std::to_string(n);
    return std::string(3 - out.size(), '0') + out;
}

TEST(BidvCodes, OnlyOneMeansThatAQrWasMade) {
    for (int n = 0; n < 1000; ++n) EXPECT_EQ(meaning_at_qr(three(n)) == QrSaid::made, n == 0) << n;
    for (const char* odd : {"", "0", "00", "0000", "000 ", "OK", "success"})
        EXPECT_EQ(meaning_at_qr(odd), QrSaid::not_made) << odd;
}

TEST(BidvCodes, OnlyOneMeansThatAListIsGiven) {
    for (int n = 0; n < 1000; ++n)
        EXPECT_EQ(meaning_at_list(three(n)) == ListSaid::given, n == 0) << n;
    EXPECT_EQ(meaning_at_list(""), ListSaid::silent);
}

TEST(BidvCodes, OnlyOneStatusOfARowIsMoney) {
    for (int n = 0; n < 1000; ++n)
        EXPECT_EQ(meaning_of_row(three(n)) == RowSaid::paid, n == 0) << n;
    for (const char* odd : {"", "0", "00", "OK"}) EXPECT_EQ(meaning_of_row(odd), RowSaid::unclear);
}

TEST(BidvCodes, AnHttpStatusSaysWhoIsToBlame) {
    for (int status = 100; status < 600; ++status) {
        HttpSaid expected = HttpSaid::failing;
        if (status / 100 == 2) expected = HttpSaid::answered;
        if (status == 400 || status == 401 || status == 403) expected = HttpSaid::refused;
        if (status == 429) expected = HttpSaid::busy;
        EXPECT_EQ(meaning_of_status(status), expected) << status;
    }
}

TEST(BidvCodes, EveryVerdictHasItsAnswer) {
    const std::pair<Verdict, const char*> table[] = {
        {Verdict::kept, "000"},
        {Verdict::repeated, "000"},
        {Verdict::stranger, "000"},
        {Verdict::contradicts, "031"},
        {Verdict::refused_unknown, "021"},
        {Verdict::refused_closed, "021"},
        {Verdict::refused_paid, "023"},
        {Verdict::refused_amount, "022"},
    };
    for (const auto& [verdict, code] : table)
        EXPECT_EQ(words_of(reply_to_verdict(verdict)).code, code);
}

TEST(BidvCodes, EveryDistrustHasItsAnswer) {
    const std::pair<Distrust, const char*> table[] = {
        {Distrust::malformed, "001"},
        {Distrust::bad_credentials, "003"},
        {Distrust::bad_signature, "004"},
        {Distrust::out_of_bounds, "004"},
        {Distrust::foreign_partner, "006"},
        {Distrust::reused_message, "031"},
    };
    for (const auto& [distrust, code] : table)
        EXPECT_EQ(words_of(reply_to_distrust(distrust)).code, code);
}

TEST(BidvCodes, OfOurAnswersAreAllDifferent) {
    std::set<std::string_view> codes;
    for (int n = 0; n <= static_cast<int>(Reply::our_fault); ++n) {
        const ReplyWords words = words_of(static_cast<Reply>(n));
        EXPECT_EQ(words.code.size(), 3U);
        EXPECT_FALSE(words.description.empty());
        codes.insert(words.code);
    }
    EXPECT_EQ(codes.size(), 11U);
}

}  // namespace
}  // namespace dvcpay::bidv
