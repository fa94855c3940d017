#include "shb/settings.hpp"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::shb {
namespace {

std::vector<std::string> faults_of(const ProviderAccount& account) {
    const auto settings = read_settings(account);
    std::vector<std::string> out;
    if (settings) return out;
    for (const auto& field : settings.error().fields) out.push_back(field.pointer);
    return out;
}

TEST(ShbSettings, PresetsAreTheProfile) {
    const Settings settings = testing::settings_of(testing::account());
    EXPECT_EQ(settings.url(Operation::create), "https://shb.test/gov-payment/v1/transactions");
    EXPECT_EQ(
        settings.url(Operation::payer_account), "https://shb.test/gov-payment/v1/payer-accounts"
    );
    EXPECT_EQ(settings.login, Login::oauth2);
    EXPECT_EQ(settings.signature.algorithm, SignatureProfile::Algorithm::rsa_sha256);
    EXPECT_EQ(settings.signature.payload, SignatureProfile::Payload::body);
    EXPECT_TRUE(settings.sign_answers_required);
    EXPECT_EQ(settings.state("1"), TradeState::paid);
    EXPECT_EQ(settings.state("8"), TradeState::partly_refunded);
    EXPECT_EQ(settings.state("2"), TradeState::unknown);
    EXPECT_EQ(settings.code("00"), "00");
    EXPECT_EQ(settings.amount_max, Money::dong(499'999'999));
    EXPECT_EQ(settings.longest_expiry_s, 86'400);
    EXPECT_EQ(settings.ask_plan.around_expiry_s, (std::vector<std::int64_t>{600, 3600, 21'600}));
    EXPECT_EQ(settings.call_timeout_ms, 20'000);
}

TEST(ShbSettings, EveryMistakeIsNamedAtOnce) {
    auto account = testing::account_with({
        {"base_url", "https://shb.test/"},
        {"partner_code", "KIEN GIANG"},
        {"auth_mode", "saml"},
        {"signature_algorithm", "SHA1"},
        {"signature_header", "x sig"},
        {"status_map", "1=paid,1=failed"},
        {"field_names", "A=B,C=B"},
        {"amount_max", "1000000000000"},
        {"pull_mode", "maybe"},
        {"nonsense", "1"},
    });
    auto found = faults_of(account);
    std::ranges::sort(found);
    const std::vector<std::string> expected = {
        "amount_max",
        "auth_mode",
        "base_url",
        "field_names",
        "nonsense",
        "partner_code",
        "pull_mode",
        "signature_algorithm",
        "signature_header",
        "status_map",
    };
    EXPECT_EQ(found, expected);
}

TEST(ShbSettings, WhatAContractNeedsIsAskedFor) {
    ProviderAccount bare;
    bare.key = {"shb", "default"};
    auto found = faults_of(bare);
    std::ranges::sort(found);
    EXPECT_EQ(found, (std::vector<std::string>{"base_url", "client_id", "partner_code"}));
    EXPECT_TRUE(faults_of(testing::account_with({{"auth_mode", "none"}, {"client_id", ""}})).empty()
    );
}

TEST(ShbSettings, AStatusMayHaveSeveralDigits) {
    const auto settings =
        testing::settings_of(testing::account_with({{"status_map", "S=paid,P=pending,W=pending"}}));
    EXPECT_EQ(settings.state("S"), TradeState::paid);
    EXPECT_EQ(settings.state("W"), TradeState::pending);
    EXPECT_EQ(settings.state("1"), TradeState::unknown);
}

std::vector<std::string> keys_of(const std::map<std::string, std::string>& more) {
    std::vector<std::string> out;
    for (const auto& need : keys_needed(testing::account_with(more))) {
        if (!need.optional) out.push_back(need.name);
    }
    return out;
}

TEST(ShbSettings, TheProfileDecidesTheKeys) {
    using Names = std::vector<std::string>;
    EXPECT_EQ(keys_of({}), (Names{"partner_key", "bank_certificate", "client_secret"}));
    EXPECT_EQ(
        keys_of({{"signature_algorithm", "HMAC-SHA256-hex"}, {"auth_mode", "apikey"}}),
        (Names{"shared_key", "api_key"})
    );
    EXPECT_EQ(keys_of({{"auth_mode", "none"}}), (Names{"partner_key", "bank_certificate"}));
}

}  // namespace
}  // namespace dvcpay::shb
