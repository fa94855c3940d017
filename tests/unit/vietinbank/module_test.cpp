#include "vietinbank/module.hpp"

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::vietinbank {
namespace {

TEST(VietinbankModule, ServesBothDocumentedAddressesOfNotices) {
    const auto& routes = module().routes;
    const auto kind_of = [&routes](std::string_view path) {
        for (const auto& route : routes) {
            if (route.path == path && route.method == "POST") return route.kind;
        }
        return std::string();
    };
    EXPECT_EQ(kind_of("/vpg/collection/api/v1/inq-bill"), "bill");
    EXPECT_EQ(kind_of("/vpg/collection/api/v1/notify-bill"), "credit");
    EXPECT_EQ(kind_of("/api/v1/notify-bill"), "credit");
    EXPECT_EQ(kind_of("/api/v1/notify-trans"), "credit");
}

TEST(VietinbankModule, ChecksSettingsAndMakesAnAdapter) {
    EXPECT_TRUE(module().check(testing::account()));
    EXPECT_FALSE(module().check(ProviderAccount{}));
    testing::FakeTransport transport;
    auto keys = testing::test_keys();
    const auto adapter = module().make(transport, keys, {testing::account()});
    const auto& capability = adapter->capability();
    EXPECT_EQ(capability.provider, "vietinbank");
    EXPECT_EQ(capability.opening, Opening::repeatable);
    ASSERT_EQ(capability.methods.size(), 1U);
    EXPECT_EQ(capability.methods[0].method, Method::qr);
    EXPECT_EQ(capability.methods[0].finality, Finality::push_only);
    EXPECT_EQ(capability.methods[0].watch_days, 30);
    EXPECT_FALSE(capability.query_attempt);
    EXPECT_TRUE(capability.query_account);
    EXPECT_FALSE(capability.cancel);
}

TEST(VietinbankModule, NumbersAreCountedByTheDay) {
    testing::House house;
    const auto plan = house.adapter->numbers(testing::account().key);
    ASSERT_TRUE(plan);
    EXPECT_TRUE(plan->per_day);
    EXPECT_FALSE(plan->pooled);
    EXPECT_EQ(plan->size, 999'999);
    EXPECT_EQ(plan->spell(Day{2026, 10, 5}, 1), testing::number_1);
    EXPECT_FALSE(house.adapter->numbers({"vietinbank", "nobody"}));
}

TEST(VietinbankModule, ContractsWithOneCodeShareOneCounter) {
    ProviderAccount other = testing::account();
    other.key.account = "other";
    testing::FakeTransport transport;
    auto keys = testing::test_keys();
    const auto adapter = make_vietinbank(transport, keys, {testing::account(), other});
    EXPECT_EQ(
        adapter->numbers(testing::account().key)->series, adapter->numbers(other.key)->series
    );
}

}  // namespace
}  // namespace dvcpay::vietinbank
