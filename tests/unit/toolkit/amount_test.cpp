#include "toolkit/amount.hpp"

#include <string>

#include <gtest/gtest.h>

namespace dvcpay::toolkit {
namespace {

constexpr AmountSpelling decimals = {.decimals = Decimals::zeros};
constexpr AmountSpelling commas = {.grouping = Grouping::comma};
constexpr AmountSpelling both = {.decimals = Decimals::zeros, .grouping = Grouping::comma};

std::int64_t read(std::string_view text, AmountSpelling spelling = {}) {
    const auto amount = read_amount(text, spelling);
    return amount ? amount->count() : -1;
}

TEST(Amount, HasOneSpellingUnlessAsked) {
    EXPECT_EQ(read("1"), 1);
    EXPECT_EQ(read("150000"), 150'000);
    EXPECT_EQ(read("2147483648"), 2'147'483'648);
    EXPECT_EQ(read("1000000000000000"), largest_amount.count());
    for (const char* bad :
         {"",
          " ",
          "0",
          "00",
          "007",
          "-1",
          "+1",
          "-0",
          "1.",
          "150000.00",
          "30,000",
          "1e3",
          "1E3",
          "NaN",
          "inf",
          "0x10",
          "1 000",
          " 1",
          "1 ",
          "1\n",
          "1.5",
          "1_000",
          "１",
          "1000000000000001",
          "9223372036854775808",
          "99999999999999999999999"}) {
        EXPECT_EQ(read(bad), -1) << bad;
    }
    EXPECT_EQ(read(std::string_view("1\0", 2)), -1);
}

TEST(Amount, MayHaveZeroDecimals) {
    EXPECT_EQ(read("150000", decimals), 150'000);
    EXPECT_EQ(read("150000.0", decimals), 150'000);
    EXPECT_EQ(read("150000.00", decimals), 150'000);
    for (const char* bad :
         {"150000.",
          "150000.000",
          "150000.01",
          "150000.50",
          ".00",
          "1.00.00",
          "0.00",
          "150,000.00",
          "150000,00",
          "1e3.00",
          "-1.00"}) {
        EXPECT_EQ(read(bad, decimals), -1) << bad;
    }
}

TEST(Amount, MayBeGrouped) {
    EXPECT_EQ(read("999", commas), 999);
    EXPECT_EQ(read("30,000", commas), 30'000);
    EXPECT_EQ(read("1,234,567", commas), 1'234'567);
    EXPECT_EQ(read("30000", commas), 30'000);
    EXPECT_EQ(read("1,234,567.00", both), 1'234'567);
    for (const char* bad :
         {",",
          ",000",
          "30,00",
          "30,0000",
          "3000,000",
          "1,234567",
          "1234,567",
          "1,,234",
          "1,234,",
          "0,123",
          "1.234",
          "30,000.00",
          "1,2a4"}) {
        EXPECT_EQ(read(bad, commas), -1) << bad;
    }
}

TEST(Amount, MayBeZeroWhereTheProtocolSaysSo) {
    EXPECT_EQ(read("0", {.zero = Zero::allowed}), 0);
    EXPECT_EQ(read("0.00", {.decimals = Decimals::zeros, .zero = Zero::allowed}), 0);
    EXPECT_EQ(read("00", {.zero = Zero::allowed}), -1);
    EXPECT_EQ(read("-0", {.zero = Zero::allowed}), -1);
}

TEST(Amount, IsWrittenInDigits) {
    EXPECT_EQ(amount_text(Money::dong(150'000)), "150000");
    EXPECT_EQ(read_amount(amount_text(largest_amount)), largest_amount);
}

}  // namespace
}  // namespace dvcpay::toolkit
