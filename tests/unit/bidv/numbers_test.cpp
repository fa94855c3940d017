#include "bidv/numbers.hpp"

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::bidv {
namespace {

TEST(BidvNumbers, ArePrefixLettersDayAndSerial) {
    const NumberPlan plan = number_plan(testing::settings());
    EXPECT_EQ(plan.spell(Day{2026, 10, 5}, 1), "V2KGKG261005000001");
    EXPECT_EQ(plan.spell(Day{2030, 1, 31}, 999'999), "V2KGKG300131999999");
    EXPECT_TRUE(plan.per_day);
    EXPECT_FALSE(plan.pooled);
    EXPECT_EQ(plan.size, 999'999);
}

TEST(BidvNumbers, OfContractsThatShareThemComeFromOneCounter) {
    const auto series = [](const testing::Changes& changes) {
        return number_plan(testing::settings(changes)).series;
    };
    EXPECT_EQ(series({}), series({{"service_id", "OTHER1"}}));
    EXPECT_NE(series({}), series({{"code_letters", "AG"}}));
    EXPECT_NE(series({}), series({{"va_prefix", "V2KH"}}));
}

TEST(BidvNumbers, AreKnownByTheCodeAndByTheWholeNumber) {
    const Settings settings = testing::settings();
    EXPECT_EQ(number_of(settings, "KG261005000001"), "V2KGKG261005000001");
    EXPECT_EQ(number_of(settings, "V2KGKG261005000001"), "V2KGKG261005000001");
    for (const char* other :
         {"",
          "KG26100500000",
          "KG2610050000011",
          "AG261005000001",
          "kg261005000001",
          "V2KHKG261005000001",
          "V2KG261005000001",
          "V2KGV2KGKG261005000001",
          "KG26100500000A",
          " KG261005000001",
          "12010000009999"}) {
        EXPECT_FALSE(number_of(settings, other)) << other;
        EXPECT_FALSE(code_of(settings, other)) << other;
    }
    EXPECT_EQ(code_of(settings, "V2KGKG261005000001"), "KG261005000001");
    EXPECT_FALSE(code_of(settings, "KG261005000001"));
}

TEST(BidvNumbers, AreFoundInATransfersTextWhereThereIsOnlyOne) {
    const Settings settings = testing::settings();
    const std::string found = "V2KGKG261005000001";
    EXPECT_EQ(number_in(settings, "NOP LE PHI KG261005000001"), found);
    EXPECT_EQ(number_in(settings, "v2kg kg2610 0500 0001.ND le phi"), found);
    EXPECT_EQ(number_in(settings, "KG261005000001 V2KGKG261005000001"), found);
    EXPECT_FALSE(number_in(settings, ""));
    EXPECT_FALSE(number_in(settings, "KG26100500000"));
    EXPECT_FALSE(number_in(settings, "KG261005000001, KG261005000002"));
    EXPECT_FALSE(number_in(settings, "KG2610050000012"));  // another number that begins like it
}

}  // namespace
}  // namespace dvcpay::bidv
