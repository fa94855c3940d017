// Who sends calls that do not verify is not read for a while; nobody else notices.
#include "flows/doubt.hpp"

#include <gtest/gtest.h>

namespace dvcpay::flows {
namespace {

constexpr Mono begin{1'000'000'000};

struct DoubtTest : ::testing::Test {
    Doubt doubt{DoubtLimit{3, 2}};

    int forge(std::string_view provider, std::string_view peer, int times, Mono now = begin) {
        int told = 0;
        for (int i = 0; i < times; ++i) told += doubt.forged(provider, peer, now) ? 1 : 0;
        return told;
    }
};

TEST_F(DoubtTest, HoldsAnAddressOnceItsBurstIsUsedUp) {
    EXPECT_EQ(forge("momo", "10.0.0.1", 2), 0);
    EXPECT_FALSE(doubt.holds("momo", "10.0.0.1", begin));
    EXPECT_EQ(forge("momo", "10.0.0.1", 1), 1);
    EXPECT_TRUE(doubt.holds("momo", "10.0.0.1", begin));
}

TEST_F(DoubtTest, HoldsNeitherOtherAddressesNorOtherProviders) {
    forge("momo", "10.0.0.1", 100);
    EXPECT_FALSE(doubt.holds("momo", "10.0.0.2", begin));
    EXPECT_FALSE(doubt.holds("shb", "10.0.0.1", begin));
}

TEST_F(DoubtTest, ListensAgainAfterAWhileAndToEveryCallThatVerifies) {
    forge("momo", "10.0.0.1", 100);
    EXPECT_TRUE(doubt.holds("momo", "10.0.0.1", begin.plus_ms(499)));
    // Calls that verify are not told to it: however many come now, all are read.
    for (int i = 0; i < 100; ++i) EXPECT_FALSE(doubt.holds("momo", "10.0.0.1", begin.plus_ms(500)));
    forge("momo", "10.0.0.1", 1, begin.plus_ms(500));
    EXPECT_TRUE(doubt.holds("momo", "10.0.0.1", begin.plus_ms(500)));
    forge("momo", "10.0.0.1", 1, begin.plus_ms(1'000'000));
    EXPECT_FALSE(doubt.holds("momo", "10.0.0.1", begin.plus_ms(1'000'000)));
}

TEST_F(DoubtTest, TellsOnceAMinute) {
    EXPECT_EQ(forge("momo", "10.0.0.1", 100), 1);
    EXPECT_EQ(forge("momo", "10.0.0.1", 100, begin.plus_ms(59'999)), 0);
    EXPECT_EQ(forge("momo", "10.0.0.1", 100, begin.plus_ms(60'000)), 1);
}

TEST_F(DoubtTest, WithoutABurstNobodyIsHeld) {
    Doubt none{DoubtLimit{0, 2}};
    for (int i = 0; i < 1000; ++i) EXPECT_FALSE(none.forged("momo", "10.0.0.1", begin));
    EXPECT_FALSE(none.holds("momo", "10.0.0.1", begin));
}

TEST_F(DoubtTest, RemembersABoundedNumberOfAddresses) {
    for (std::size_t i = 0; i < Doubt::addresses_max; ++i)
        forge("momo", "2001:db8::" + std::to_string(i), 3);
    // Nobody can be forgotten: newcomers share what one address may.
    forge("momo", "10.0.0.1", 2);
    EXPECT_FALSE(doubt.holds("momo", "10.0.0.2", begin));
    forge("momo", "10.0.0.3", 1);
    EXPECT_TRUE(doubt.holds("momo", "10.0.0.2", begin));
    EXPECT_TRUE(doubt.holds("momo", "2001:db8::7", begin));
    EXPECT_FALSE(doubt.holds("shb", "10.0.0.2", begin));
    // Later those who have been quiet are forgotten, and each has its own again.
    const Mono later = begin.plus_ms(10'000);
    forge("momo", "10.0.0.4", 3, later);
    EXPECT_TRUE(doubt.holds("momo", "10.0.0.4", later));
    EXPECT_FALSE(doubt.holds("momo", "10.0.0.5", later));
}

}  // namespace
}  // namespace dvcpay::flows
