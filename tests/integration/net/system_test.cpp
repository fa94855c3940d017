// The machine's clock, chance and signals behind their ports.
#include "net/system.hpp"

#include <array>
#include <csignal>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "harness.hpp"
#include "net/signals.hpp"

namespace dvcpay::net::test {
namespace {

namespace asio = boost::asio;

TEST(NetSystemClock, SleepsUntilTheTimeHasCome) {
    asio::io_context loop{1};
    SystemClock clock;
    run(loop, [](SystemClock* c) -> Task<void> {
        const auto due = c->mono().plus_ms(5);
        const bool came = co_await c->sleep_until(due);
        EXPECT_TRUE(came);
        EXPECT_GE(c->mono(), due);
        const bool past = co_await c->sleep_until(due);
        EXPECT_TRUE(past);
    }(&clock));
}

TEST(NetSystemClock, ASleeperThatIsCancelledWakesWithFalse) {
    asio::io_context loop{1};
    SystemClock clock;
    TaskGroup tasks(loop.get_executor());
    bool came = true;
    tasks.spawn([](SystemClock* c, bool* into) -> Task<void> {
        *into = co_await c->sleep_until(c->mono().plus_ms(3'600'000));
    }(&clock, &came));
    run(loop, [](TaskGroup* group) -> Task<void> { co_await group->close(); }(&tasks));
    EXPECT_FALSE(came);
}

TEST(NetSystemEntropy, FillsEveryByteAndNeverTheSameTwice) {
    SystemEntropy entropy;
    std::array<std::byte, 64> one{};
    std::array<std::byte, 64> two{};
    entropy.fill(one);
    entropy.fill(two);
    EXPECT_NE(one, two);
    std::array<bool, 64> touched{};
    for (int round = 0; round < 20; ++round) {
        entropy.fill(one);
        for (std::size_t i = 0; i < one.size(); ++i)
            touched[i] = touched[i] || one[i] != std::byte{0};
    }
    for (const bool each : touched) EXPECT_TRUE(each);
}

TEST(NetSignals, AreWaitedForAndTold) {
    asio::io_context loop{1};
    SignalWatcher watcher(loop.get_executor());
    run(loop, [](SignalWatcher* w) -> Task<void> {
        std::raise(SIGHUP);
        const auto first = co_await w->next();
        EXPECT_EQ(first, Signal::hangup);
        std::raise(SIGTERM);
        const auto second = co_await w->next();
        EXPECT_EQ(second, Signal::terminate);
        std::raise(SIGINT);
        const auto third = co_await w->next();
        EXPECT_EQ(third, Signal::interrupt);
    }(&watcher));
}

}  // namespace
}  // namespace dvcpay::net::test
