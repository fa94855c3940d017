#include "net/breaker.hpp"

#include <gtest/gtest.h>

namespace dvcpay::net {
namespace {

constexpr Mono start{1'000'000'000'000};
using Pass = Breaker::Pass;

TEST(NetBreaker, OpensOnlyAfterFailuresInARow) {
    Breaker breaker(3, 1000);
    for (int i = 0; i < 2; ++i) breaker.failed(breaker.begin(), start);
    breaker.succeeded(breaker.begin());
    for (int i = 0; i < 2; ++i) breaker.failed(breaker.begin(), start);
    EXPECT_EQ(breaker.state(start), Circuit::closed);
    breaker.abandoned(breaker.begin());
    breaker.failed(breaker.begin(), start);
    EXPECT_EQ(breaker.state(start), Circuit::open);
    EXPECT_FALSE(breaker.lets_pass(start));
    EXPECT_EQ(breaker.retry_after_s(start), 1);
}

TEST(NetBreaker, WhatWasUnderWayWhenItOpenedDecidesNothing) {
    Breaker breaker(1, 1000);
    const auto slow_good = breaker.begin();
    const auto slow_bad = breaker.begin();
    breaker.failed(breaker.begin(), start);
    breaker.succeeded(slow_good);
    EXPECT_EQ(breaker.state(start), Circuit::open);
    breaker.failed(slow_bad, start.plus_ms(900));
    EXPECT_EQ(breaker.state(start.plus_ms(1000)), Circuit::half_open) << "not prolonged";
}

TEST(NetBreaker, LetsOneProbePassAtATime) {
    Breaker breaker(1, 1000);
    breaker.failed(breaker.begin(), start);
    const auto later = start.plus_ms(1000);
    ASSERT_TRUE(breaker.lets_pass(later));
    const auto probe = breaker.begin();
    EXPECT_EQ(probe, Pass::probe);
    EXPECT_FALSE(breaker.lets_pass(later));
    breaker.abandoned(probe);
    ASSERT_TRUE(breaker.lets_pass(later));
    breaker.failed(breaker.begin(), later);
    EXPECT_EQ(breaker.state(later.plus_ms(999)), Circuit::open);
    const auto again = later.plus_ms(1000);
    ASSERT_TRUE(breaker.lets_pass(again));
    breaker.succeeded(breaker.begin());
    EXPECT_EQ(breaker.state(again), Circuit::closed);
    EXPECT_TRUE(breaker.lets_pass(again));
}

TEST(NetWindow, The95thPercentileIsAtMostAQuarterAbove) {
    for (const std::int64_t ms : {0, 1, 3, 4, 7, 8, 9, 10, 99, 100, 1000, 4096, 59'999, 900'000}) {
        Window window;
        for (int i = 0; i < 100; ++i) window.succeeded(start, i < 94 ? 0 : ms);
        const auto p95 = window.sums(start).p95_ms;
        EXPECT_GE(p95, ms);
        EXPECT_LE(p95, ms + ms / 4 + 1) << ms;
    }
}

TEST(NetWindow, FiveMinutesForgetSliceBySlice) {
    Window window;
    for (int i = 0; i < 10; ++i) window.failed(start.plus_ms(i * 30'000));
    EXPECT_EQ(window.sums(start.plus_ms(270'000)).failures, 10);
    EXPECT_EQ(window.sums(start.plus_ms(300'000)).failures, 9);
    EXPECT_EQ(window.sums(start.plus_ms(540'000)).failures, 1);
    EXPECT_EQ(window.sums(start.plus_ms(600'000)).failures, 0);
    window.succeeded(start.plus_ms(600'000), 5);
    EXPECT_EQ(window.sums(start.plus_ms(600'000)).successes, 1);
    EXPECT_EQ(window.sums(start.plus_ms(600'000)).failures, 0);
}

}  // namespace
}  // namespace dvcpay::net
