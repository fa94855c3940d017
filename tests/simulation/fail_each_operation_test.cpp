// Every store operation of one bill fails once, then every call to the provider, then every
// operation of the disk; the bill must end right each time.
#include <gtest/gtest.h>

#include "simulation/setting.hpp"
#include "simulation/world.hpp"

namespace dvcpay::simulation {
namespace {

constexpr std::int64_t day_ms = 86'400'000;

DossierPlan one_bill() {
    DossierPlan plan;
    plan.reference = "H01.12-261123-0001";
    return plan;
}

/// The portal asks, the citizen pays as soon as he can, days pass.
void pay_one_bill(World& world) {
    auto known = std::make_shared<std::optional<Known>>();
    auto script = [](World* w, std::shared_ptr<std::optional<Known>> out) -> Task<void> {
        const std::string body = payment_body(one_bill(), "");
        auto answer = co_await w->portal().insist("POST", "/v1/payments", "key-1", body);
        if (!answer) co_return;
        *out = read_payment(*answer);
        for (int i = 0; i < 100 && *out && (*out)->url.empty() && !(*out)->finished; ++i) {
            co_await w->clock.sleep_until(w->clock.mono().plus_ms(10'000));
            const std::string path = "/v1/payments/" + (*out)->payment;
            auto seen = co_await w->portal().insist("GET", path, "", "");
            if (!seen) co_return;
            *out = read_payment(*seen);
        }
        if (*out && !(*out)->url.empty())
            co_await w->payer().act(PayerMood::pays, (*out)->order_ref, (*out)->url);
    };
    world.actors().spawn(script(&world, known));
    world.run_for(4 * day_ms);
    ASSERT_TRUE(known->has_value());
}

/// Paid, or the provider was never reached and the payment says so.
void expect_right_end(World& world) {
    world.end_troubles();
    world.run_for(60'000);
    world.judge();
    EXPECT_TRUE(world.judgement.agrees()) << world.judgement.text();
    const auto& end = world.auditor.summary();
    EXPECT_EQ(1, end.payments);
    EXPECT_EQ(1, end.paid + end.expired);
    EXPECT_EQ(end.paid, end.credits);
    EXPECT_EQ(0, end.unlearnt);
}

TEST(FailEveryOperationOnce, OfTheStore) {
    for (std::int64_t nth = 0;; ++nth) {
        SCOPED_TRACE("nth=" + std::to_string(nth));
        World world({.seed = 7});
        world.faults.fail_operation(nth);
        pay_one_bill(world);
        const bool fired = world.faults.fired();
        expect_right_end(world);
        if (HasFailure() || !fired || nth > 400) break;
    }
}

class FailEveryCall : public ::testing::TestWithParam<Fate::Kind> {};

TEST_P(FailEveryCall, OfTheNetwork) {
    for (std::int64_t nth = 0;; ++nth) {
        SCOPED_TRACE("nth=" + std::to_string(nth));
        World world({.seed = 7});
        std::int64_t count = 0;
        bool fired = false;
        world.network.decide = [&](const std::string&,
                                   const std::string&,
                                   const OutboundRequest&) -> std::optional<Fate> {
            if (count++ != nth) return std::nullopt;
            fired = true;
            Fate fate;
            fate.kind = GetParam();
            fate.hang_up = true;
            return fate;
        };
        pay_one_bill(world);
        world.network.decide = nullptr;
        expect_right_end(world);
        if (HasFailure() || !fired || nth > 400) break;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Each, FailEveryCall, ::testing::Values(Fate::Kind::refused, Fate::Kind::lost, Fate::Kind::mute)
);

TEST(FailEveryOperationOnce, PowerGoesAtEveryFourthFileOperation) {
    for (std::uint64_t nth = 0;; nth += 4) {
        SCOPED_TRACE("nth=" + std::to_string(nth));
        World world({.seed = 7});
        world.power_goes_after(nth);
        pay_one_bill(world);
        const bool fired = world.lives() > 1;
        expect_right_end(world);
        if (HasFailure() || !fired || nth > 4000) break;
    }
}

}  // namespace
}  // namespace dvcpay::simulation
