// A planted bug must be found: an auditor that never rings proves nothing.
#include <gtest/gtest.h>

#include "simulation/world.hpp"

namespace dvcpay::simulation {
namespace {

/// The promise a planted bug breaks, as the auditor words it.
std::string broken_by(PlantedBug bug) {
    switch (bug) {
        case PlantedBug::none:
            return "";
        case PlantedBug::forgets_money:
            return "P1";
        case PlantedBug::writes_behind:
            return "P1";
        case PlantedBug::believes_unsigned:
            return "P3";
        case PlantedBug::tells_too_early:
            return "P3";
        case PlantedBug::answers_differently:
            return "P5";
        case PlantedBug::forgets_webhooks:
            return "P7";
    }
    return "?";
}

class PlantedBugs : public ::testing::TestWithParam<PlantedBug> {};

TEST_P(PlantedBugs, AreFoundWithinTwentySeeds) {
    std::string said;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        WorldOptions options;
        options.seed = seed;
        options.swarm = Swarm::draw(Rng(seed).fork("swarm"));
        options.bug = GetParam();
        World world(std::move(options));
        world.run_story();
        for (const auto& fault : world.judgement.faults()) {
            said += fault + "\n";
            if (fault.starts_with(broken_by(GetParam()))) SUCCEED() << fault;
            if (fault.starts_with(broken_by(GetParam()))) return;
        }
    }
    FAIL() << "the auditor did not ring for " << word(GetParam()) << "; it said:\n" << said;
}

INSTANTIATE_TEST_SUITE_P(
    Each,
    PlantedBugs,
    ::testing::ValuesIn(all_planted_bugs),
    [](const auto& named) { return std::string(word(named.param)); }
);

/// The portal asks, has its answer, and the process is killed before 50 ms have passed.
std::vector<std::string> kill_after_the_answer(PlantedBug bug) {
    WorldOptions options;
    options.bug = bug;
    World world(std::move(options));
    world.run_for(10'000);
    DossierPlan plan;
    plan.reference = "H01.12-1";
    plan.provider_later = true;
    const SendResult sent =
        world.run(world.portal().call("POST", "/v1/payments", "k1", payment_body(plan, "")));
    EXPECT_EQ(201, std::get<HttpAnswer>(sent).status);
    world.crash();
    EXPECT_TRUE(
        world.run_until([&world] { return world.alive() && world.gateway().is_up(); }, 120'000)
    );
    world.run_for(1'000);
    return world.judgement.faults();
}

TEST(PlantedBug, AcknowledgementBeforeTheWriteIsFoundByACrash) {
    EXPECT_TRUE(kill_after_the_answer(PlantedBug::none).empty());
    const auto faults = kill_after_the_answer(PlantedBug::writes_behind);
    ASSERT_FALSE(faults.empty());
    EXPECT_TRUE(faults.front().starts_with("P1")) << faults.front();
}

TEST(Replay, TheSameSeedGivesTheSameBytes) {
    for (const std::uint64_t seed : {3ULL, 11ULL}) {
        std::uint64_t digests[2] = {};
        for (auto& digest : digests) {
            WorldOptions options;
            options.seed = seed;
            options.swarm = Swarm::draw(Rng(seed).fork("swarm"));
            World world(std::move(options));
            world.run_story();
            digest = world.trace.digest();
        }
        EXPECT_EQ(digests[0], digests[1]) << "seed " << seed;
    }
}

TEST(Replay, AnotherSeedIsAnotherStory) {
    std::uint64_t digests[2] = {};
    for (std::uint64_t seed = 0; seed < 2; ++seed) {
        WorldOptions options;
        options.seed = seed + 1;
        options.swarm.bills = 1;
        World world(std::move(options));
        world.run_story();
        EXPECT_TRUE(world.judgement.agrees()) << world.judgement.text();
        digests[seed] = world.trace.digest();
    }
    EXPECT_NE(digests[0], digests[1]);
}

}  // namespace
}  // namespace dvcpay::simulation
