// The shape of a change that is one commit with its claim: what an older version, which claimed in
// a commit of its own, left behind.
#include "flows/once.hpp"

#include <gtest/gtest.h>

#include "world.hpp"

namespace dvcpay::testing {
namespace {

class OrphanedClaim : public ::testing::Test {
  protected:
    OrphanedClaim() {
        call.scope = {"portal", "POST /v1/refunds/rf_X/approve", "k1"};
        call.body_sha256 = std::string(64, 'a');
        call.refusal = [](const Error& error) {
            StoredAnswer out;
            out.status = 409;
            out.body = std::string(code_of(error.fault));
            return out;
        };
        world.write([this](Txn& txn) {
            flows::make_claim(txn, call, {}, "a process that died", world.clock.wall());
        });
    }
    Result<flows::Once<int>> once() {
        auto work = [this](Txn&) -> Result<flows::Made<int>> {
            ++worked;
            if (refusal) return *refusal;
            StoredAnswer answer;
            answer.status = 200;
            answer.body = "done";
            return flows::Made<int>{answer, 7};
        };
        return world.await(flows::once<int>(&world.core, call, work));
    }
    std::optional<StoredAnswer> stored() {
        std::optional<StoredAnswer> out;
        world.read([&](Reader&) {});
        world.write([&](Txn& txn) { out = txn.idempotency(call.scope)->answer; });
        return out;
    }

    ApiWorld world;
    flows::IdempotentCall call;
    std::optional<Fault> refusal;
    int worked = 0;
};

TEST_F(OrphanedClaim, IsWorkedOnceAndAnsweredForEverAfter) {
    const auto first = once();
    ASSERT_TRUE(first.has_value()) << first.error().detail;
    EXPECT_FALSE(first.value().answered.replayed);
    EXPECT_EQ(first.value().value, 7);
    ASSERT_TRUE(stored().has_value());
    EXPECT_EQ(stored()->body, "done");
    const auto again = once();
    ASSERT_TRUE(again.has_value());
    EXPECT_TRUE(again.value().answered.replayed);
    EXPECT_EQ(again.value().answered.answer.body, "done");
    EXPECT_EQ(again.value().value, std::nullopt);  // nothing is left for the loop to do
    EXPECT_EQ(worked, 1);
}

TEST_F(OrphanedClaim, TakesARefusalAsItsAnswer) {
    refusal = Fault::state_conflict;
    const auto refused = once();
    ASSERT_TRUE(refused.has_value());
    EXPECT_EQ(refused.value().answered.answer.body, "state_conflict");
    refusal.reset();
    EXPECT_EQ(once().value().answered.answer.body, "state_conflict");
    EXPECT_EQ(worked, 1);
}

TEST_F(OrphanedClaim, StaysOneWhereTheWorkMustNotBeKept) {
    refusal = Fault::same_person;
    EXPECT_EQ(once().error().fault, Fault::same_person);
    EXPECT_FALSE(stored().has_value());
    refusal.reset();
    EXPECT_EQ(once().value().answered.answer.body, "done");
}

TEST_F(OrphanedClaim, IsNotAnsweredToAnotherBody) {
    call.body_sha256 = std::string(64, 'b');
    EXPECT_EQ(once().error().fault, Fault::idempotency_key_reused);
    EXPECT_EQ(worked, 0);
}

}  // namespace
}  // namespace dvcpay::testing
