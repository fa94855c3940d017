#include "momo/settings.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::momo {
namespace {

std::set<std::string> mistakes(const std::map<std::string, std::string>& changes) {
    ProviderAccount account = testing::account();
    for (const auto& [name, text] : changes) account.settings[name] = text;
    const auto settings = read_settings(account);
    std::set<std::string> out;
    if (settings) return out;
    EXPECT_EQ(settings.error().fault, Fault::configuration);
    for (const auto& field : settings.error().fields) out.insert(field.pointer);
    return out;
}

TEST(MomoSettings, HaveThePresetsOfTheProtocol) {
    const Settings settings = read_settings(testing::account()).value();
    EXPECT_EQ(settings.endpoint, "https://test-payment.momo.vn");
    EXPECT_EQ(settings.prefix, "/v2/gateway/api");
    EXPECT_EQ(settings.request_type, "captureWallet");
    EXPECT_EQ(settings.extra_data, "");
    EXPECT_EQ(settings.pay_url_hosts, std::vector<std::string>{"test-payment.momo.vn"});
    EXPECT_EQ(settings.app_link_schemes, std::vector<std::string>{"momo"});
    EXPECT_EQ(settings.amount_min, Money::dong(1000));
    EXPECT_EQ(settings.amount_max, Money::dong(50'000'000));
    EXPECT_EQ(settings.call_timeout_ms, 35'000);
    EXPECT_EQ(
        settings.ask_plan.after_opening_s, (std::vector<std::int64_t>{15, 60, 180, 600, 1800})
    );
    EXPECT_EQ(settings.ask_plan.then_every_s, 3600);
    EXPECT_FALSE(settings.clear_text_allowed);
}

TEST(MomoSettings, NameEveryMistakeAtOnce) {
    ProviderAccount empty;
    empty.key = {"momo", "default"};
    empty.settings["enpoint"] = "https://x";
    empty.settings["amount_max"] = "many";
    const auto settings = read_settings(empty);
    ASSERT_FALSE(settings);
    std::set<std::string> pointers;
    for (const auto& field : settings.error().fields) pointers.insert(field.pointer);
    EXPECT_EQ(
        pointers, (std::set<std::string>{"enpoint", "amount_max", "partner_code", "access_key"})
    );
}

TEST(MomoSettings, RefuseWhatCouldNotWork) {
    using Changes = std::map<std::string, std::string>;
    const std::pair<const char*, Changes> cases[] = {
        {"endpoint", {{"endpoint", "https://momo.vn/"}}},
        {"endpoint", {{"endpoint", "momo.vn"}}},
        {"prefix", {{"prefix", "v2"}}},
        {"prefix", {{"prefix", "/v2/"}}},
        {"partner_code", {{"partner_code", ""}}},
        {"partner_code", {{"partner_code", std::string(51, 'P')}}},
        {"partner_code", {{"partner_code", "a\nb"}}},
        {"access_key", {{"access_key", "\xFF"}}},
        {"request_type", {{"request_type", ""}}},
        {"pay_url_hosts", {{"pay_url_hosts", "https://momo.vn"}}},
        {"pay_url_hosts", {{"pay_url_hosts", "a.vn,,b.vn"}}},
        {"app_link_schemes", {{"app_link_schemes", "javascript"}}},
        {"app_link_schemes", {{"app_link_schemes", "momo:"}}},
        {"unsigned_create_answer", {{"unsigned_create_answer", "yes"}}},
        {"amount_min", {{"amount_min", "0"}}},
        {"amount_max", {{"amount_max", "999"}}},
        {"amount_max", {{"amount_max", "1000.5"}}},
        {"call_timeout_ms", {{"call_timeout_ms", "10"}}},
        {"qr_expiry_s", {{"qr_expiry_s", "-1"}}},
        {"ask_after_s", {{"ask_after_s", "60,15"}}},
        {"ask_after_s", {{"ask_after_s", "x"}}},
        {"ask_then_every_s", {{"ask_then_every_s", "0"}}},
    };
    for (const auto& [name, changes] : cases) {
        EXPECT_EQ(mistakes(changes), std::set<std::string>{name}) << changes.begin()->second;
    }
}

TEST(MomoSettings, AreAllDescribedAndTheirPresetsAreValid) {
    std::set<std::string_view> names;
    ProviderAccount presets = testing::account();
    for (const auto& spec : settings_schema()) {
        EXPECT_TRUE(names.insert(spec.name).second);
        EXPECT_FALSE(spec.help.empty());
        if (spec.need == toolkit::Need::optional)
            presets.settings[std::string(spec.name)] = spec.preset;
    }
    EXPECT_TRUE(read_settings(presets));
}

TEST(MomoCapability, SpeaksForTheAccountsOfTheConfiguration) {
    testing::House house;
    const Capability& plain = house.adapter->capability();
    EXPECT_EQ(plain.provider, "momo");
    ASSERT_EQ(plain.methods.size(), 3U);
    EXPECT_EQ(plain.methods[0].method, Method::redirect);
    EXPECT_EQ(plain.find(Method::qr)->longest_expiry_s, 600);
    EXPECT_EQ(plain.find(Method::redirect)->longest_expiry_s, 900);
    EXPECT_EQ(plain.find(Method::app)->longest_expiry_s, 900);
    for (const auto& method : plain.methods) EXPECT_EQ(method.finality, Finality::provider);
    EXPECT_TRUE(plain.query_attempt && plain.refund);
    EXPECT_FALSE(plain.cancel);
    EXPECT_TRUE(house.adapter->refund_call() && house.adapter->refund_query_call());
    EXPECT_EQ(plain.inbound_kinds, std::vector<std::string>{"ipn"});

    ProviderAccount wide = testing::account();
    wide.key.account = "wide";
    wide.settings["amount_max"] = "90000000";
    wide.settings["qr_expiry_s"] = "1200";
    ProviderAccount broken = testing::account();
    broken.settings["amount_max"] = "x";
    const auto adapter = make_momo(house.transport, house.keys, {testing::account(), wide, broken});
    EXPECT_EQ(adapter->capability().methods[0].amount_max, Money::dong(90'000'000));
    EXPECT_EQ(adapter->capability().methods[0].amount_min, Money::dong(1000));
    EXPECT_EQ(adapter->capability().find(Method::qr)->longest_expiry_s, 1200);
    const Capability& narrow = adapter->capability(testing::account().key);
    EXPECT_EQ(narrow.methods[0].amount_max, Money::dong(50'000'000));
    EXPECT_EQ(adapter->capability(wide.key).methods[0].amount_max, Money::dong(90'000'000));
    EXPECT_EQ(make_momo(house.transport, house.keys, {})->capability().methods.size(), 3U);
}

TEST(MomoKeyName, BelongsToTheAccount) {
    EXPECT_EQ(secret_key_name({"momo", "north"}), "momo/north/secret_key");
}

}  // namespace
}  // namespace dvcpay::momo
