#include "vietcombank/numbers.hpp"

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::vietcombank {
namespace {

const Collection& contract() {
    static const Collection it = testing::settings().collection;
    return it;
}

TEST(VietcombankNumbers, AreThePrefixAndThirteenDigits) {
    const NumberPlan plan = number_plan(contract());
    EXPECT_EQ(plan.spell(Day{2026, 1, 15}, 157), testing::number);
    EXPECT_EQ(plan.spell(Day{2026, 1, 15}, plan.size), "DVCTS29999999999999");
    EXPECT_FALSE(plan.per_day);
    EXPECT_FALSE(plan.pooled);
    EXPECT_EQ(plan.series, "vietcombank/DVCTS2");
}

TEST(VietcombankNumbers, FourCharactersLeaveFifteenDigits) {
    const auto short_prefix = testing::settings({{"va_prefix", "DVCT"}}).collection;
    EXPECT_EQ(number_plan(short_prefix).spell(Day{2026, 1, 15}, 7), "DVCT000000000000007");
}

TEST(VietcombankNumbers, NothingElseIsOne) {
    EXPECT_TRUE(is_number(contract(), testing::number));
    for (const char* other :
         {"",
          "DVCTS2",
          "DVCTS2000000000015",
          "DVCTS200000000001577",
          "dvcts20000000000157",
          "DVCTS3000000000157X",
          "DVCTS2000000000015A"})
        EXPECT_FALSE(is_number(contract(), other)) << other;
}

TEST(VietcombankMemo, FindsTheNumberAndTheReference) {
    const std::string content = content_of(contract(), testing::attempt());
    EXPECT_EQ(content, "DVCKG7Q2M9XC4T8W1ZB");
    const Whose both = whose_in(contract(), "CT DEN " + testing::number + " " + content + " ND");
    EXPECT_EQ(both.number, testing::number);
    EXPECT_EQ(both.order_ref, testing::order_ref_text);
    EXPECT_EQ(whose_in(contract(), "dvc kg7q2m9x-c4t8w1zb").order_ref, testing::order_ref_text);
    EXPECT_EQ(whose_in(contract(), "DVCTS2 0000 0000 00157").number, testing::number);
}

TEST(VietcombankMemo, WhatIsNotBeyondDoubtIsForPeople) {
    const Whose two =
        whose_in(contract(), testing::number + " va DVCTS20000000000158 DVCKG7Q2M9XC4T8W1ZB");
    EXPECT_EQ(two.number, "");
    EXPECT_EQ(two.order_ref, testing::order_ref_text);
    EXPECT_EQ(whose_in(contract(), testing::number + "9").number, "");
    EXPECT_EQ(whose_in(contract(), "TIEN NHA").order_ref, "");
    EXPECT_EQ(whose_in(contract(), "DVCKG7Q2M9XC4T8W1ZB DVCKG7Q2M9XC4T8W1ZC").order_ref, "");
}

}  // namespace
}  // namespace dvcpay::vietcombank
