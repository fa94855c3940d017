// What the gateway knows of VPBank before it has an adapter, and its capability records.
#include "vpbank/module.hpp"

#include <gtest/gtest.h>

#include "support.hpp"
#include "vpbank/adapter.hpp"

namespace dvcpay::vpbank {
namespace {

TEST(VpbankModule, HasOneRouteThatLeavesThePortalsPathsAlone) {
    const auto& it = module();
    EXPECT_EQ(it.name, "vpbank");
    ASSERT_EQ(it.inbound_kinds, std::vector<std::string_view>{"credit"});
    ASSERT_EQ(it.routes.size(), 1U);
    EXPECT_EQ(it.routes[0].method, "POST");
    EXPECT_EQ(it.routes[0].path, "/vpbank/v1/notification");
    EXPECT_EQ(it.routes[0].kind, "credit");
    EXPECT_TRUE(it.check(testing::account()));
    EXPECT_FALSE(it.check(testing::account_with({{"va_mode", "?"}})));
}

TEST(VpbankCapability, APoolIsLocalAndOnlyPushed) {
    const testing::House house;
    const auto& can = house.adapter->capability(testing::account().key);
    EXPECT_EQ(can.opening, Opening::local);
    ASSERT_EQ(can.methods.size(), 1U);
    EXPECT_EQ(can.methods[0].method, Method::qr);
    EXPECT_EQ(can.methods[0].finality, Finality::push_only);
    EXPECT_EQ(can.methods[0].grace_s, 600);
    EXPECT_FALSE(can.query_attempt);
    EXPECT_FALSE(can.query_account);
    EXPECT_FALSE(can.cancel);
    EXPECT_FALSE(can.refund);
    EXPECT_EQ(can.refund_route, RefundRoute::none);
    EXPECT_EQ(can.answer_within_ms, 10'000);
    EXPECT_FALSE(house.adapter->account_call());
    EXPECT_FALSE(house.adapter->refund_call());
    EXPECT_FALSE(house.adapter->refund_query_call());
}

TEST(VpbankCapability, RefundsAreTransfersToANamedAccount) {
    const testing::House house(testing::calling());
    const auto& can = house.adapter->capability();
    EXPECT_TRUE(can.refund);
    EXPECT_EQ(can.refund_route, RefundRoute::destination);
    EXPECT_FALSE(can.refund_repeatable);
    EXPECT_FALSE(can.refund_full_only);
    EXPECT_TRUE(house.adapter->refund_query_call());
}

TEST(VpbankCapability, TheApiIsAskedAndRepeated) {
    const testing::House house(testing::api_account());
    const auto& can = house.adapter->capability();
    EXPECT_EQ(can.opening, Opening::repeatable);
    EXPECT_TRUE(can.query_attempt);
    EXPECT_FALSE(house.adapter->numbers(testing::account().key));
}

TEST(VpbankCapability, OfSeveralContractsIsTheWidest) {
    testing::FakeTransport transport;
    auto keys = testing::test_keys();
    auto small = testing::account_with({{"amount_max", "1000000"}, {"watch_days", "3"}});
    auto large = testing::api_account();
    large.key.account = "large";
    const auto adapter = make_vpbank(transport, keys, {small, large});
    EXPECT_EQ(adapter->capability().opening, Opening::repeatable);
    EXPECT_EQ(adapter->capability().methods[0].amount_max, Money::dong(499'999'999));
    EXPECT_EQ(adapter->capability(small.key).methods[0].amount_max, Money::dong(1'000'000));
    EXPECT_EQ(adapter->capability(small.key).opening, Opening::local);
    EXPECT_EQ(adapter->capability({"vpbank", "none"}).provider, "vpbank");
}

TEST(VpbankNumberPlan, APoolComesBackAfterItsRest) {
    const testing::House house;
    const auto plan = house.adapter->numbers(testing::account().key);
    ASSERT_TRUE(plan);
    EXPECT_TRUE(plan->pooled);
    EXPECT_EQ(plan->quarantine_s, 604'800);
    EXPECT_EQ(plan->size, 100);
    EXPECT_FALSE(plan->per_day);
    EXPECT_EQ(plan->spell({}, 1), "VPBDVC00000042");
    EXPECT_EQ(plan->spell({}, 100), "VPBDVC00000141");
}

TEST(VpbankNumberPlan, DerivedNumbersAreUsedOnce) {
    const auto account = testing::account_with({{"va_mode", "derive"}, {"va_last", "0"}});
    const testing::House house(account);
    const auto plan = house.adapter->numbers(account.key);
    ASSERT_TRUE(plan);
    EXPECT_FALSE(plan->pooled);
    EXPECT_EQ(plan->quarantine_s, 0);
    EXPECT_EQ(plan->size, 99'999'958);
}

}  // namespace
}  // namespace dvcpay::vpbank
