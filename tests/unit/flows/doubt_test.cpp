// Who sends calls that do not verify waits its turn; nobody else notices.
#include "flows/doubt.hpp"

#include <gtest/gtest.h>

namespace dvcpay::flows {
namespace {

constexpr Mono begin{1'000'000'000};

/// Three at once, two a second, four may wait.
struct DoubtTest : ::testing::Test {
    Doubt doubt{DoubtLimit{3, 2, 4}};

    int forge(std::string_view provider, std::string_view peer, int times, Mono now = begin) {
        int told = 0;
        for (int i = 0; i < times; ++i) told += doubt.forged(provider, peer, now) ? 1 : 0;
        return told;
    }
    /// How long a call of this address waits for its turn, in ms; -1: refused. It has left then.
    std::int64_t waits(std::string_view provider, std::string_view peer, Mono now = begin) {
        const auto turn = doubt.arrive(provider, peer, now);
        if (turn.reserved) doubt.left(provider, peer, now);
        return turn.refused ? -1 : (turn.at.ns - now.ns) / 1'000'000;
    }
};

TEST_F(DoubtTest, AnAddressWaitsOnceItsBurstIsUsedUp) {
    EXPECT_EQ(forge("momo", "10.0.0.1", 2), 0);
    EXPECT_EQ(waits("momo", "10.0.0.1"), 0);
    EXPECT_EQ(forge("momo", "10.0.0.1", 1), 1);
    EXPECT_EQ(waits("momo", "10.0.0.1"), 500);
}

TEST_F(DoubtTest, NeitherOtherAddressesNorOtherProvidersWait) {
    forge("momo", "10.0.0.1", 100);
    EXPECT_EQ(waits("momo", "10.0.0.2"), 0);
    EXPECT_EQ(waits("shb", "10.0.0.1"), 0);
}

TEST_F(DoubtTest, EachHasATurnOfItsOwnInTheOrderOfArrivalAndTheFifthIsRefusedAfterAsLong) {
    forge("momo", "10.0.0.1", 3);
    for (const std::int64_t ms : {500, 1000, 1500, 2000}) {
        const auto turn = doubt.arrive("momo", "10.0.0.1", begin);
        EXPECT_TRUE(turn.reserved && !turn.refused);
        EXPECT_EQ(turn.at, begin.plus_ms(ms));
    }
    const auto fifth = doubt.arrive("momo", "10.0.0.1", begin);
    EXPECT_TRUE(fifth.refused && !fifth.reserved);
    EXPECT_EQ(fifth.at, begin.plus_ms(2000)) << "who is refused at once would be back at once";
}

TEST_F(DoubtTest, WhoSendsAsMuchAsItCanIsHeardAtTheBucketsPace) {
    forge("momo", "10.0.0.1", 3);
    Mono now = begin;
    for (int i = 0; i < 20; ++i) {  // one connection, the next call as soon as the last is over
        const auto turn = doubt.arrive("momo", "10.0.0.1", now);
        ASSERT_TRUE(turn.reserved);
        now = turn.at;
        doubt.forged("momo", "10.0.0.1", now);
        doubt.left("momo", "10.0.0.1", now);
    }
    EXPECT_EQ(now, begin.plus_ms(20 * 500));
}

TEST_F(DoubtTest, CallsThatVerifyGiveTheirTurnBackAndHoldNobodyUp) {
    forge("momo", "10.0.0.1", 100);
    const Mono later =
        begin.plus_ms(4 * 500 + 500);  // what 100 forged calls have used up is bounded
    for (int i = 0; i < 100; ++i) EXPECT_EQ(waits("momo", "10.0.0.1", later), 0);
    forge("momo", "10.0.0.1", 1, later);
    EXPECT_EQ(waits("momo", "10.0.0.1", later), 500);
    forge("momo", "10.0.0.1", 1, begin.plus_ms(1'000'000));
    EXPECT_EQ(waits("momo", "10.0.0.1", begin.plus_ms(1'000'000)), 0);
}

TEST_F(DoubtTest, WhoWasGivenATurnAndLeavesLetsTheNextOneIn) {
    forge("momo", "10.0.0.1", 3);
    const auto gone = doubt.arrive("momo", "10.0.0.1", begin);
    EXPECT_EQ(waits("momo", "10.0.0.1"), 1000);
    ASSERT_TRUE(gone.reserved);
    doubt.left("momo", "10.0.0.1", begin);
    EXPECT_EQ(waits("momo", "10.0.0.1"), 500);
}

TEST_F(DoubtTest, WhoIsNotDoubtedReservesNothing) {
    EXPECT_FALSE(doubt.arrive("momo", "10.0.0.1", begin).reserved);
    forge("momo", "10.0.0.1", 1);
    EXPECT_TRUE(doubt.arrive("momo", "10.0.0.1", begin).reserved);
    EXPECT_FALSE(doubt.arrive("momo", "10.0.0.1", begin.plus_ms(10'000)).reserved);
}

TEST_F(DoubtTest, TellsOnceAMinute) {
    EXPECT_EQ(forge("momo", "10.0.0.1", 100), 1);
    EXPECT_EQ(forge("momo", "10.0.0.1", 100, begin.plus_ms(59'999)), 0);
    EXPECT_EQ(forge("momo", "10.0.0.1", 100, begin.plus_ms(60'000)), 1);
}

TEST_F(DoubtTest, WithoutABurstNobodyWaits) {
    Doubt none{DoubtLimit{0, 2, 4}};
    for (int i = 0; i < 1000; ++i) EXPECT_FALSE(none.forged("momo", "10.0.0.1", begin));
    EXPECT_EQ(none.arrive("momo", "10.0.0.1", begin).at, begin);
}

TEST_F(DoubtTest, RemembersABoundedNumberOfAddresses) {
    for (std::size_t i = 0; i < Doubt::addresses_max; ++i)
        forge("momo", "2001:db8::" + std::to_string(i), 3);
    // Nobody can be forgotten: newcomers share what one address may.
    forge("momo", "10.0.0.1", 2);
    EXPECT_EQ(waits("momo", "10.0.0.2"), 0);
    forge("momo", "10.0.0.3", 1);
    EXPECT_EQ(waits("momo", "10.0.0.2"), 500);
    EXPECT_EQ(waits("momo", "2001:db8::7"), 500);
    EXPECT_EQ(waits("shb", "10.0.0.2"), 0);
    // Later those who have been quiet are forgotten, and each has its own again.
    const Mono later = begin.plus_ms(10'000);
    forge("momo", "10.0.0.4", 3, later);
    EXPECT_EQ(waits("momo", "10.0.0.4", later), 500);
    EXPECT_EQ(waits("momo", "10.0.0.5", later), 0);
}

}  // namespace
}  // namespace dvcpay::flows
