#include "shb/module.hpp"

#include <map>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::shb {
namespace {

TEST(ShbModule, SaysWhatTheGatewayMustKnow) {
    const ProviderModule& shb = module();
    EXPECT_EQ(shb.name, "shb");
    std::map<std::string, std::string> kinds;
    for (const auto& route : shb.routes) {
        EXPECT_EQ(route.method, "POST");
        kinds[route.path] = route.kind;
    }
    const std::map<std::string, std::string> expected = {
        {"/shb/v1/payment-results", "ipn"},
        {"/shb/v1/bills/payment", "ipn"},
        {"/shb/v1/bills/inquiry", "bill"},
    };
    EXPECT_EQ(kinds, expected);
    EXPECT_TRUE(shb.check(testing::account()));
    EXPECT_FALSE(shb.check(testing::account_with({{"base_url", "ftp://x"}})));
}

TEST(ShbModule, TheCapabilityIsTheWidestAndEachContractKeepsItsOwn) {
    auto small = testing::account_with({{"amount_max", "1000000"}});
    small.key.account = "small";
    ProviderAccount foreign;
    foreign.key = {"momo", "default"};
    testing::FakeTransport transport;
    auto keys = testing::gateway_keys();
    const auto adapter = module().make(transport, keys, {small, testing::account(), foreign});
    const Capability& all = adapter->capability();
    ASSERT_EQ(all.methods.size(), 1U);
    EXPECT_EQ(all.methods[0].method, Method::qr);
    EXPECT_EQ(all.methods[0].finality, Finality::provider);
    EXPECT_EQ(all.methods[0].amount_max, Money::dong(499'999'999));
    EXPECT_EQ(all.opening, Opening::repeatable);
    EXPECT_TRUE(all.query_attempt);
    EXPECT_FALSE(all.query_account);
    EXPECT_FALSE(all.cancel);
    EXPECT_TRUE(all.refund);
    EXPECT_EQ(all.refund_route, RefundRoute::back);
    EXPECT_FALSE(all.refund_full_only);
    EXPECT_TRUE(all.refund_repeatable);
    EXPECT_TRUE(all.wants_payer_name);
    EXPECT_EQ(all.inbound_kinds, std::vector<std::string>{"ipn"});
    const auto pulling = testing::account_with({{"pull_mode", "on"}});
    const auto asked = module().make(transport, keys, {pulling});
    EXPECT_EQ(asked->capability().inbound_kinds, (std::vector<std::string>{"ipn", "bill"}));
    EXPECT_EQ(adapter->capability(small.key).methods[0].amount_max, Money::dong(1'000'000));
    EXPECT_FALSE(adapter->numbers(small.key)) << "the bank issues them";
    EXPECT_FALSE(adapter->account_call());
    EXPECT_TRUE(adapter->refund_query_call());
    EXPECT_FALSE(adapter->read_return("a=b", {small}));
}

}  // namespace
}  // namespace dvcpay::shb
