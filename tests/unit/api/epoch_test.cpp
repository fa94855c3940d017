// The life of a store between two restores: order references of one never meet those of another.
#include "flows/epoch.hpp"

#include <set>

#include <gmock/gmock.h>

#include "world.hpp"

namespace dvcpay::testing {
namespace {

using ::testing::HasSubstr;

class Epochs : public ::testing::Test {
  protected:
    flows::NewEpoch begin() {
        auto begun = world.await(flows::begin_epoch(&world.core, "os:an", "from /b"));
        EXPECT_TRUE(begun) << begun.error().detail;
        return begun.value();
    }
    flows::Epoch now() { return world.await(flows::epoch_of(&world.core)).value(); }

    ApiWorld world;
};

TEST_F(Epochs, TheFirstIsDrawnOnceAndStays) {
    const flows::Epoch first = now();
    EXPECT_EQ(first.name, "1");
    EXPECT_EQ(first.order_ref_space.size(), 2U);
    EXPECT_EQ(now().order_ref_space, first.order_ref_space);
}

TEST_F(Epochs, NoSpaceForOrderReferencesIsEverGivenTwice) {
    std::set<std::string> spaces = {now().order_ref_space};
    for (int i = 0; i < 200; ++i) {
        const flows::NewEpoch epoch = begin();
        EXPECT_TRUE(spaces.insert(epoch.now.order_ref_space).second) << i;
        EXPECT_NE(epoch.now.name, epoch.before.name);
        EXPECT_EQ(now().order_ref_space, epoch.now.order_ref_space);
    }
}

TEST_F(Epochs, EveryOpenAttemptIsAskedAtOnceAndTheChainTellsIt) {
    const Answer made = world.post("/v1/payments", example_body().dump());
    ASSERT_EQ(made.status(), 201);
    auto second = example_body();
    second["reference"] = "R-2";
    ASSERT_EQ(world.post("/v1/payments", second.dump()).status(), 201);
    const std::string id = made.json().at("id");
    world.write([&](Txn& txn) {
        OpenInquiry inquiry;
        inquiry.id = fresh_id<EvidenceId>(world.entropy, world.clock.wall());
        inquiry.account = {"momo", "default"};
        inquiry.created_at = world.clock.wall();
        inquiry.next_ask_at = world.clock.wall().plus_s(3600);
        txn.put_inquiry(inquiry);
        inquiry.id = fresh_id<EvidenceId>(world.entropy, world.clock.wall());
        inquiry.next_ask_at.reset();  // closed
        txn.put_inquiry(inquiry);
    });
    world.read([&](Reader& reader) {
        EXPECT_TRUE(reader.due_asks(world.clock.wall(), 9).empty());
        EXPECT_TRUE(reader.due_inquiries(world.clock.wall(), 9).empty());
    });
    const flows::NewEpoch epoch = begin();
    EXPECT_EQ(epoch.asked.attempts, 2);
    EXPECT_EQ(epoch.asked.inquiries, 1);
    EXPECT_EQ(epoch.asked.refunds, 0);
    world.read([&](Reader& reader) {
        EXPECT_EQ(reader.due_asks(world.clock.wall(), 9).size(), 2U);
        EXPECT_EQ(reader.due_inquiries(world.clock.wall(), 9).size(), 1U);
        const auto told = reader.events_of(std::string(audit_chain)).back();
        EXPECT_EQ(told.type, EventType::store_restored);
        EXPECT_EQ(told.actor, "os:an");
        EXPECT_THAT(told.note, HasSubstr("from /b, epoch 1 -> " + epoch.now.name));
        EXPECT_THAT(told.note, HasSubstr("2 attempts"));
    });
}

TEST_F(Epochs, AFinishedAttemptIsNotAsked) {
    world.adapter.refuse = true;
    ASSERT_EQ(world.post("/v1/payments", example_body().dump()).status(), 201);
    EXPECT_EQ(begin().asked.attempts, 0);
}

}  // namespace
}  // namespace dvcpay::testing
