#include "viettelpay/settings.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "support.hpp"
#include "viettelpay/module.hpp"

namespace dvcpay::viettelpay {
namespace {

using testing::Texts;

bool is_wrong(const std::string& name, Texts more) {
    const auto result = read_settings(testing::account(std::move(more)));
    if (result) return false;
    EXPECT_EQ(result.error().fault, Fault::configuration);
    return std::ranges::find(result.error().fields, name, &FieldFault::pointer) !=
           result.error().fields.end();
}

TEST(ViettelPaySettings, PresetsAreTheSandboxAndTheUsualChecksum) {
    const Settings out = read_settings(testing::account()).value();
    EXPECT_EQ(out.pay_url, "https://sandbox.viettel.vn/PaymentGateway/payment");
    EXPECT_EQ(out.api_url, "https://sandbox.viettel.vn/PaymentAPI/webresources/postData");
    EXPECT_EQ(out.version, "2.0");
    EXPECT_EQ(out.checksum_encoding, Encoding::base64);
    EXPECT_EQ(out.checksum_hash, MacAlgorithm::hmac_sha1);
    EXPECT_FALSE(out.offers_qr);
    EXPECT_EQ(out.qr_names[0], "priority");
    EXPECT_EQ(out.qr_names[6], "merchant_code");
    EXPECT_EQ(out.amount_max, Money::dong(100'000'000));
}

TEST(ViettelPaySettings, MistakesAreNamed) {
    EXPECT_TRUE(is_wrong("merchant_code", {{"merchant_code", ""}}));
    EXPECT_TRUE(is_wrong("access_code", {{"access_code", ""}}));
    EXPECT_TRUE(is_wrong("access_code", {{"access_code", "a b"}}));
    EXPECT_TRUE(is_wrong("accesscode", {{"accesscode", "a"}}));
    EXPECT_TRUE(is_wrong("pay_url", {{"pay_url", ""}}));
    EXPECT_TRUE(is_wrong("pay_url", {{"pay_url", "https://h/p?x=1"}}));
    EXPECT_TRUE(is_wrong("api_url", {{"api_url", "ftp://h/p"}}));
    EXPECT_TRUE(is_wrong("checksum_encoding", {{"checksum_encoding", "base32"}}));
    EXPECT_TRUE(is_wrong("checksum_hash", {{"checksum_hash", "md5"}}));
    EXPECT_TRUE(is_wrong("qr_names", {{"qr_names", "a,b"}}));
    EXPECT_TRUE(is_wrong("qr_names", {{"qr_names", "a,b,c,d,e,f,f"}}));
    EXPECT_TRUE(is_wrong("amount_max", {{"amount_min", "2000"}, {"amount_max", "1999"}}));
    EXPECT_TRUE(is_wrong("version", {{"version", ""}}));
}

TEST(ViettelPayModule, NamesItsKeyAndItsKinds) {
    const ProviderModule& it = module();
    EXPECT_EQ(it.name, "viettelpay");
    EXPECT_EQ(it.inbound_kinds, (std::vector<std::string_view>{"ipn", "order-check", "status"}));
    ASSERT_EQ(it.keys(testing::account()).size(), 1U);
    EXPECT_EQ(it.keys(testing::account())[0].name, "hash_key");
    EXPECT_TRUE(it.check(testing::account()));
    EXPECT_FALSE(it.check(testing::account({{"qr", "perhaps"}})));
}

TEST(ViettelPayCapability, OpensLocallyAndEndsByOurRefusal) {
    const testing::House house(testing::account({{"qr", "on"}}));
    const Capability& it = house.adapter->capability();
    ASSERT_EQ(it.methods.size(), 2U);
    EXPECT_EQ(it.methods[0].method, Method::redirect);
    EXPECT_EQ(it.methods[1].method, Method::qr);
    for (const auto& method : it.methods) EXPECT_EQ(method.finality, Finality::refusal);
    EXPECT_EQ(it.opening, Opening::local);
    EXPECT_TRUE(it.query_attempt);
    EXPECT_TRUE(it.refund);
    EXPECT_TRUE(it.refund_full_only);
    EXPECT_FALSE(it.refund_repeatable);
    EXPECT_EQ(it.inbound_kinds.front(), "ipn");
    EXPECT_EQ(testing::House().adapter->capability().methods.size(), 1U);
    EXPECT_FALSE(testing::House().adapter->refund_query_call());
    EXPECT_FALSE(testing::House().adapter->account_call());
}

}  // namespace
}  // namespace dvcpay::viettelpay
