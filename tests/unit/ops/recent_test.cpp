#include "ops/recent.hpp"

#include <gtest/gtest.h>

namespace dvcpay::ops {
namespace {

TEST(RecentCalls, WithoutCallsThereIsNoRate) {
    const auto s = RecentCalls().summary(Wall{1'000'000});
    EXPECT_EQ(s.calls, 0);
    EXPECT_FALSE(s.success_percent);
    EXPECT_FALSE(s.p95_ms);
}

TEST(RecentCalls, ThePercentileIsTheBoundThatHoldsIt) {
    RecentCalls calls;
    for (int i = 0; i < 95; ++i) calls.add(Wall{0}, true, 8);
    for (int i = 0; i < 5; ++i) calls.add(Wall{0}, true, 4000);
    EXPECT_EQ(calls.summary(Wall{0}).p95_ms, 10);
    calls.add(Wall{0}, false, 4000);
    EXPECT_EQ(calls.summary(Wall{0}).p95_ms, 5000);
    EXPECT_EQ(calls.summary(Wall{0}).success_percent, 99);
}

TEST(RecentCalls, AfterFiveMinutesACallIsForgotten) {
    RecentCalls calls;
    calls.add(Wall{0}, false, 5);
    EXPECT_EQ(calls.summary(Wall{299'999}).calls, 1);
    EXPECT_EQ(calls.summary(Wall{300'000}).calls, 0);
    calls.add(Wall{300'000}, true, 5);
    EXPECT_EQ(calls.summary(Wall{300'000}).success_percent, 100);
}

TEST(AlarmBook, KeepsTheLatestHundredKinds) {
    AlarmBook book;
    for (int i = 0; i < 120; ++i) book.add(Wall{i}, "e" + std::to_string(i), {});
    ASSERT_EQ(book.rows().size(), 100U);
    EXPECT_EQ(book.rows().front().event, "e119");
    EXPECT_EQ(book.rows().back().event, "e20");
}

}  // namespace
}  // namespace dvcpay::ops
