#include "domain/money.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace dvcpay {
namespace {

constexpr auto most = std::numeric_limits<std::int64_t>::max();
constexpr auto least = std::numeric_limits<std::int64_t>::min();

TEST(Money, IsZeroUnlessSaidOtherwise) {
    EXPECT_TRUE(Money().is_zero());
    EXPECT_FALSE(Money::dong(1).is_zero());
    EXPECT_EQ(Money::dong(60'000).count(), 60'000);
}

TEST(Money, ComparesByAmount) {
    EXPECT_LT(Money::dong(-1), Money());
    EXPECT_LT(Money::dong(59'999), Money::dong(60'000));
    EXPECT_EQ(Money::dong(60'000), Money::dong(60'000));
}

TEST(Money, AddsAndSubtractsBeyondThirtyTwoBits) {
    EXPECT_EQ(add(Money::dong(3'000'000'000), Money::dong(1)).value(), Money::dong(3'000'000'001));
    EXPECT_EQ(
        subtract(Money::dong(1), Money::dong(3'000'000'000)).value(), Money::dong(-2'999'999'999)
    );
}

TEST(Money, ASumThatDoesNotFitIsAFaultAndNotANumber) {
    EXPECT_EQ(add(Money::dong(most), Money::dong(1)).error().fault, Fault::amount_out_of_range);
    EXPECT_EQ(add(Money::dong(least), Money::dong(-1)).error().fault, Fault::amount_out_of_range);
    EXPECT_EQ(add(Money::dong(most), Money()).value(), Money::dong(most));
}

TEST(Money, ADifferenceThatDoesNotFitIsAFaultAndNotANumber) {
    EXPECT_EQ(
        subtract(Money::dong(least), Money::dong(1)).error().fault, Fault::amount_out_of_range
    );
    EXPECT_EQ(subtract(Money(), Money::dong(least)).error().fault, Fault::amount_out_of_range);
    EXPECT_EQ(subtract(Money::dong(most), Money::dong(most)).value(), Money());
}

TEST(Money, NineThousandOfTheLargestAmountStillFit) {
    Money sum;
    for (int i = 0; i < 9000; ++i) sum = add(sum, largest_amount).value();
    EXPECT_EQ(sum.count(), 9'000'000'000'000'000'000);
}

}  // namespace
}  // namespace dvcpay
