#include "vnptpay/settings.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "support.hpp"
#include "vnptpay/module.hpp"

namespace dvcpay::vnptpay {
namespace {

using Texts = std::map<std::string, std::string>;

Settings good(Texts more = {}) {
    return read_settings(testing::account(std::move(more))).value();
}
/// Names of the settings that are wrong.
std::vector<std::string> wrong(Texts more) {
    const auto result = read_settings(testing::account(std::move(more)));
    std::vector<std::string> out;
    if (result) return out;
    EXPECT_EQ(result.error().fault, Fault::configuration);
    for (const auto& field : result.error().fields) out.push_back(field.pointer);
    return out;
}
bool is_wrong(const std::string& name, Texts more) {
    const auto names = wrong(std::move(more));
    return std::ranges::find(names, name) != names.end();
}

TEST(VnptPaySettings, PresetsAreTheSandboxOfTheProfile) {
    const Settings first = good();
    EXPECT_EQ(first.base_url, "https://sandbox.vnptpay.vn/rest/payment/v1.0.5");
    EXPECT_EQ(first.pay_url_hosts, std::vector<std::string>{"sandbox.vnptpay.vn"});
    EXPECT_EQ(first.refund_mode, RefundMode::manual);
    EXPECT_EQ(first.response_signature, AnswerTrust::strict);
    EXPECT_EQ(first.amount_min, Money::dong(1000));
    EXPECT_EQ(first.amount_max, Money::dong(50'000'000));
    EXPECT_EQ(first.call_timeout_ms, 30'000);
    EXPECT_FALSE(first.clear_text_allowed);
    const Settings later = read_settings(testing::multi_merchant()).value();
    EXPECT_EQ(later.base_url, "https://sandboxpay.vnptmedia.vn/rest/payment/v1.0.6");
    EXPECT_EQ(later.version(), "1.0.6");
}

TEST(VnptPaySettings, AddressesCanBeNamed) {
    const Settings out = good({{"endpoint", "http://127.0.0.1:9180"}, {"prefix", "/vnpt/v1"}});
    EXPECT_EQ(out.base_url, "http://127.0.0.1:9180/vnpt/v1");
    EXPECT_TRUE(out.clear_text_allowed);
    EXPECT_EQ(out.pay_url_hosts, std::vector<std::string>{"127.0.0.1:9180"});
}

TEST(VnptPaySettings, MistakesAreNamedAllAtOnce) {
    EXPECT_TRUE(is_wrong("merchant_service_id", {{"merchant_service_id", ""}}));
    EXPECT_TRUE(is_wrong("merchant_service_id", {{"merchant_service_id", "90|01"}}));
    EXPECT_TRUE(is_wrong("merchant_servce_id", {{"merchant_servce_id", "9001"}}));
    EXPECT_TRUE(is_wrong("profile", {{"profile", "2.0"}}));
    EXPECT_TRUE(is_wrong("qr", {{"qr", "on"}}));
    EXPECT_TRUE(is_wrong("prefix", {{"prefix", "rest/"}}));
    EXPECT_TRUE(is_wrong("client_ip", {{"client_ip", "1|2"}}));
    EXPECT_TRUE(is_wrong("client_ip", {{"client_ip", ""}}));
    EXPECT_TRUE(is_wrong("response_signature", {{"response_signature", "off"}}));
    EXPECT_TRUE(is_wrong("refund_mode", {{"refund_mode", "api"}}));
    EXPECT_TRUE(is_wrong("amount_max", {{"amount_min", "5000"}, {"amount_max", "4999"}}));
    EXPECT_TRUE(is_wrong("status_paid", {{"status_failed", "00"}}));
    EXPECT_TRUE(is_wrong("status_paid", {{"status_paid", ""}}));
    EXPECT_GE(wrong({{"profile", "x"}, {"prefix", "y"}, {"amount_min", "z"}}).size(), 3U);
}

TEST(VnptPaySettings, AgenciesBelongToTheMultiMerchantProfileAndAreNeededThere) {
    EXPECT_TRUE(is_wrong("agency_id", {{"agency_id", "9101"}}));
    EXPECT_TRUE(is_wrong("agency_id", {{"profile", "multi-merchant-1.0.6"}}));
    const Texts mapped = {
        {"profile", "multi-merchant-1.0.6"}, {"agency_ids", "H01=9101, H01.12=9102"}
    };
    EXPECT_EQ(good(mapped).agency_ids.at("H01.12"), "9102");
    for (const char* bad : {"H01", "=1", "H01=", "H01=1,H01=2", "H01=1|2"}) {
        EXPECT_TRUE(
            is_wrong("agency_ids", {{"profile", "multi-merchant-1.0.6"}, {"agency_ids", bad}})
        ) << bad;
    }
}

TEST(VnptPayModule, NamesItsKeysItsKindAndChecksTheSettings) {
    const ProviderModule& it = module();
    EXPECT_EQ(it.name, "vnptpay");
    ASSERT_EQ(it.inbound_kinds.size(), 1U);
    EXPECT_EQ(it.inbound_kinds.front(), "ipn");
    EXPECT_TRUE(it.routes.empty());
    const auto keys = it.keys(testing::account());
    ASSERT_EQ(keys.size(), 2U);
    EXPECT_EQ(keys[0].name, "secret_key");
    EXPECT_EQ(keys[1].name, "api_key");
    EXPECT_EQ(
        it.check(testing::account()).value().after_opening_s,
        (std::vector<std::int64_t>{30, 120, 300, 900, 3600})
    );
    EXPECT_FALSE(it.check(testing::account({{"profile", "x"}})));
}

TEST(VnptPayCapability, FollowsTheContract) {
    const auto of = [](ProviderAccount account) {
        return testing::House(account).adapter->capability(account.key);
    };
    const Capability page = of(testing::account());
    ASSERT_EQ(page.methods.size(), 1U);
    EXPECT_EQ(page.methods[0].method, Method::redirect);
    EXPECT_EQ(page.methods[0].finality, Finality::provider);
    EXPECT_EQ(page.opening, Opening::call);
    EXPECT_TRUE(page.query_attempt);
    EXPECT_FALSE(page.query_account);
    EXPECT_FALSE(page.cancel);
    EXPECT_FALSE(page.refund);
    EXPECT_EQ(page.refund_route, RefundRoute::none);
    EXPECT_EQ(page.answer_within_ms, 3000);
    EXPECT_EQ(of(testing::multi_merchant()).methods.size(), 2U);
    const Capability qr = of(testing::account({{"profile", "qr-1.0.6"}}));
    ASSERT_EQ(qr.methods.size(), 1U);
    EXPECT_EQ(qr.methods[0].method, Method::qr);
    const Capability refunds = of(testing::with_refunds());
    EXPECT_TRUE(refunds.refund);
    EXPECT_FALSE(refunds.refund_full_only);
    EXPECT_EQ(refunds.refund_route, RefundRoute::back);
}

TEST(VnptPayCapability, WithoutARefundInterfaceThereIsNoRefundCall) {
    EXPECT_FALSE(testing::House().adapter->refund_call());
    EXPECT_FALSE(testing::House().adapter->refund_query_call());
    EXPECT_FALSE(testing::House().adapter->account_call());
    EXPECT_FALSE(testing::House().adapter->numbers({"vnptpay", "default"}));
    EXPECT_TRUE(testing::House(testing::with_refunds()).adapter->refund_call());
}

}  // namespace
}  // namespace dvcpay::vnptpay
