#include "bidv/settings.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "bidv/module.hpp"
#include "support.hpp"

namespace dvcpay::bidv {
namespace {

using testing::Changes;

std::set<std::string> mistakes(const Changes& changes) {
    const auto settings = read_settings(testing::account(changes));
    std::set<std::string> out;
    if (settings) return out;
    EXPECT_EQ(settings.error().fault, Fault::configuration);
    for (const auto& field : settings.error().fields) out.insert(field.pointer);
    return out;
}

TEST(BidvSettings, HaveThePresetsOfTheProtocol) {
    const Settings s = testing::settings();
    EXPECT_EQ(s.base_url, "https://bidv.net:9303/bidvorg/service");
    EXPECT_EQ(s.token_path, "/openapi/oauth2/token");
    EXPECT_EQ(s.interaction_id, InteractionId::digits12);
    EXPECT_EQ(s.seal_create, Seal::a256kw_cbc);
    EXPECT_EQ(s.seal_reconciliation, Seal::a256kw_cbc);
    EXPECT_EQ(s.seal_statement, Seal::dir_cbc);
    EXPECT_EQ(s.checksum, Checksum::md5_concat);
    EXPECT_EQ(s.checksum_case, LetterCase::exact);
    EXPECT_EQ(s.field_style, FieldStyle::snake);
    EXPECT_EQ(s.data_shape, DataShape::array);
    EXPECT_EQ(s.paybill_mode, PaybillMode::accept_and_flag);
    EXPECT_EQ(s.inbound_login, LogIn::required);
    EXPECT_EQ(s.inbound_token_ttl_s, 300);
    EXPECT_EQ(s.http_status_on_error, 200);
    EXPECT_EQ(s.amount_max, Money::dong(499'999'999));
    EXPECT_EQ(s.qr_expiry_s, 86'400);
}

TEST(BidvSettings, NameEveryMistakeAtOnce) {
    ProviderAccount empty;
    empty.key = testing::account_key;
    empty.settings["servce_id"] = "x";
    const auto settings = read_settings(empty);
    ASSERT_FALSE(settings);
    std::set<std::string> pointers;
    for (const auto& field : settings.error().fields) pointers.insert(field.pointer);
    EXPECT_EQ(
        pointers,
        (std::set<std::string>{
            "servce_id",
            "client_id",
            "channel",
            "user_agent",
            "client_certificate",
            "service_id",
            "merchant_id",
            "account_name",
            "va_prefix",
            "code_letters",
            "inbound_user"
        })
    );
}

TEST(BidvSettings, RefuseWhatCouldNotWork) {
    const std::pair<const char*, Changes> table[] = {
        {"base_url", {{"base_url", "https://bidv.vn/"}}},
        {"base_url", {{"base_url", "bidv.vn"}}},
        {"token_path", {{"token_path", "token"}}},
        {"url_query", {{"url_query", "a b"}}},
        {"client_certificate", {{"client_certificate", "-----BEGIN"}}},
        {"client_certificate", {{"client_certificate", "AAAA"}}},
        {"va_prefix", {{"va_prefix", "V2"}}},
        {"va_prefix", {{"va_prefix", "v2kg"}}},
        {"va_prefix", {{"va_prefix", "V2KGXX"}}},
        {"code_letters", {{"code_letters", "K"}}},
        {"code_letters", {{"code_letters", "K1"}}},
        {"service_id", {{"service_id", "ELEVENCHARS"}}},
        {"account_name", {{"account_name", "···"}}},
        {"jwe_create", {{"jwe_create", "RSA"}}},
        {"jws_form", {{"jws_form", "flat"}}},
        {"checksum_profile", {{"checksum_profile", "md5"}}},
        {"http_status_on_error", {{"http_status_on_error", "500"}}},
        {"inbound_user", {{"inbound_user", "a:b"}}},
        {"reconciliation_columns", {{"reconciliation_columns", "transId,amount"}}},
        {"statement_account", {{"account_query", "statement"}}},
        {"amount_max", {{"amount_max", "1000000000000"}}},
        {"inbound_token_ttl_s", {{"inbound_token_ttl_s", "0"}}},
    };
    for (const auto& [name, changes] : table)
        EXPECT_EQ(mistakes(changes), std::set<std::string>{name}) << changes.begin()->second;
}

TEST(BidvSettings, FoldTheNameThatPayersSee) {
    EXPECT_EQ(
        testing::settings({{"account_name", "Cổng DVC Kiên Giang"}}).account_name,
        "Cong DVC Kien Giang"
    );
}

std::map<std::string, bool> needs(const Changes& changes) {
    std::map<std::string, bool> out;
    for (const auto& need : module().keys(testing::account(changes)))
        out[need.name] = !need.optional;
    return out;
}

TEST(BidvKeys, AreThoseOfTheProfile) {
    const auto usual = needs({});
    EXPECT_TRUE(usual.at("client_secret"));
    EXPECT_TRUE(usual.at("client_key"));
    EXPECT_TRUE(usual.at("symmetric_key"));
    EXPECT_TRUE(usual.at("secret_code"));
    EXPECT_TRUE(usual.at("inbound_password"));
    EXPECT_TRUE(usual.at("token_key"));
    EXPECT_FALSE(usual.at("bank_certificate"));
    EXPECT_FALSE(needs({{"jwe_create", "none"}, {"jwe_reconciliation", "none"}}).at("symmetric_key")
    );
    EXPECT_TRUE(needs({{"unsigned_answer", "refuse"}}).at("bank_certificate"));
    EXPECT_FALSE(needs({{"inbound_token", "off"}}).contains("token_key"));
}

TEST(BidvModule, NamesTheBanksOwnPaths) {
    const ProviderModule& it = module();
    EXPECT_EQ(it.name, "bidv");
    ASSERT_EQ(it.routes.size(), 3U);
    EXPECT_EQ(it.routes[0].path, "/bidv/token_generate");
    EXPECT_EQ(it.routes[1].path, "/bidv/getbill");
    EXPECT_EQ(it.routes[2].path, "/bidv/paybill");
    EXPECT_TRUE(it.check(testing::account()));
    EXPECT_FALSE(it.check(testing::account({{"va_prefix", ""}})));
}

TEST(BidvCapability, SaysWhatTheBankDoesNotHave) {
    const testing::House house;
    const Capability& c = house.adapter->capability(testing::account_key);
    ASSERT_EQ(c.methods.size(), 1U);
    EXPECT_EQ(c.methods[0].method, Method::qr);
    EXPECT_EQ(c.methods[0].finality, Finality::push_only);
    EXPECT_EQ(c.opening, Opening::repeatable);
    EXPECT_FALSE(c.query_attempt);
    EXPECT_TRUE(c.query_account);
    EXPECT_FALSE(c.refund);
    EXPECT_EQ(c.refund_route, RefundRoute::none);
    EXPECT_FALSE(c.cancel);
    EXPECT_FALSE(c.wants_payer_name);
    EXPECT_EQ(c.inbound_kinds, (std::vector<std::string>{"credit", "bill", "token"}));
    EXPECT_FALSE(house.adapter->refund_call());
    EXPECT_FALSE(house.adapter->refund_query_call());
    EXPECT_TRUE(house.adapter->numbers(testing::account_key));
    EXPECT_FALSE(house.adapter->numbers({"bidv", "nobody"}));
    EXPECT_FALSE(house.adapter->read_return("a=b", {}));
}

TEST(BidvCapability, WithoutContractsIsThatOfThePresets) {
    testing::FakeTransport transport;
    const auto adapter = make_bidv(transport, testing::shared_keys(), {});
    EXPECT_EQ(adapter->capability().methods[0].amount_max, Money::dong(499'999'999));
}

}  // namespace
}  // namespace dvcpay::bidv
