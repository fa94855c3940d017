#include "vietcombank/settings.hpp"

#include <set>

#include <gtest/gtest.h>

#include "support.hpp"
#include "vietcombank/module.hpp"

namespace dvcpay::vietcombank {
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

std::set<std::string> key_names(const Changes& changes) {
    std::set<std::string> out;
    for (const auto& key : keys_of(testing::settings(changes))) out.insert(key.name);
    return out;
}

using Names = std::set<std::string>;

TEST(VietcombankSettings, HaveThePresetsOfTheProtocol) {
    const Settings s = testing::settings();
    EXPECT_EQ(s.collection.va_length, 19);
    EXPECT_EQ(s.collection.signing, Signing::sha256);
    EXPECT_EQ(s.collection.error_code_type, ErrorCodeType::text);
    EXPECT_EQ(s.collection.refusal, Refusal::reverses);
    EXPECT_EQ(s.collection.repetition, Repetition::success);
    EXPECT_EQ(s.collection.advices, Advices::refused);
    EXPECT_EQ(s.collection.login, BasicLogin::required);
    EXPECT_EQ(s.collection.account_name, "TT PHUC VU HCC");
    EXPECT_EQ(s.collection.amount_min, Money::dong(1000));
    EXPECT_EQ(s.collection.amount_max, Money::dong(499'999'999));
    EXPECT_EQ(s.collection.bill_life_s, 86'400);
    EXPECT_EQ(s.answer_within_ms, 5000);
    EXPECT_EQ(s.api.question, BankQuestion::none);
    EXPECT_FALSE(s.checkout.offered);
}

TEST(VietcombankSettings, AContractHasOneProductAtLeast) {
    EXPECT_EQ(mistakes({{"va_prefix", ""}}), Names{"va_prefix"});
    EXPECT_TRUE(mistakes(testing::with(testing::with_checkout, {{"va_prefix", ""}})).empty());
}

TEST(VietcombankSettings, EveryMistakeIsNamedAtOnce) {
    const auto found = mistakes(
        {{"va_prefix", "dvc"},
         {"sig_alg", "sha1"},
         {"inbound_user", "a:b"},
         {"amount_max", "10"},
         {"advice_enabled", "on"},
         {"advice_time_formats", "qq"},
         {"api_base_url", "https://h/"},
         {"nl_refund_status_map", "1=x"},
         {"unheard_of", "1"}}
    );
    for (const char* name :
         {"va_prefix",
          "sig_alg",
          "inbound_user",
          "amount_max",
          "advice_account",
          "advice_time_formats",
          "api_base_url",
          "nl_refund_status_map",
          "unheard_of"})
        EXPECT_TRUE(found.contains(name)) << name;
}

TEST(VietcombankSettings, APrefixLeavesRoomForSerials) {
    EXPECT_EQ(mistakes({{"va_prefix", "ABCDEFGH"}, {"va_total_len", "12"}}), Names{"va_total_len"});
    EXPECT_TRUE(mistakes({{"va_prefix", "ABCD"}, {"va_total_len", "19"}}).empty());
}

TEST(VietcombankSettings, EntriesAreToldOfByOneSourceOnly) {
    const Changes api = {
        {"api_base_url", "https://api.vcb.test"},
        {"api_app_id", "DVCGW"},
        {"api_query", "va_history"}
    };
    EXPECT_TRUE(mistakes(api).empty());
    EXPECT_EQ(
        mistakes(testing::with(api, {{"advice_enabled", "on"}, {"advice_account", "1"}})),
        Names{"api_query"}
    );
    EXPECT_EQ(
        mistakes(testing::with(
            testing::with(api, testing::with_checkout),
            {{"api_query", "statement"}, {"statement_account", "1"}}
        )),
        Names{"api_query"}
    );
}

TEST(VietcombankSettings, NoAdviceIsTakenThatRsaDoesNotCover) {
    EXPECT_EQ(
        mistakes({{"sig_alg", "rsa-sha256"}, {"advice_enabled", "on"}, {"advice_account", "1"}}),
        Names{"advice_enabled"}
    );
}

TEST(VietcombankSettings, KeysFollowTheProfile) {
    EXPECT_EQ(key_names({}), (Names{"secret", "inbound_password"}));
    EXPECT_EQ(
        key_names(testing::with(testing::no_login, {{"sig_alg", "rsa-sha256"}})),
        (Names{"partner_key", "bank_key"})
    );
    EXPECT_EQ(key_names(testing::with_checkout), (Names{"secret", "passcode"}));
    EXPECT_EQ(
        key_names(
            {{"api_base_url", "https://api.vcb.test"},
             {"api_app_id", "A"},
             {"api_qr", "on"},
             {"api_auth", "oauth2-cc"},
             {"api_token_url", "https://api.vcb.test/token"},
             {"api_client_id", "c"}}
        ),
        (Names{"secret", "inbound_password", "client_secret"})
    );
}

TEST(VietcombankModule, NamesItsKindsAndTheBanksOwnPaths) {
    const ProviderModule& it = module();
    EXPECT_EQ(it.name, "vietcombank");
    EXPECT_EQ(it.inbound_kinds.size(), 4U);
    std::set<std::string> paths;
    for (const auto& route : it.routes) paths.insert(route.method + " " + route.path);
    EXPECT_TRUE(paths.contains("POST /VCBPayment/Inquiry"));
    EXPECT_TRUE(paths.contains("POST /VCBPayment/Payment"));
    EXPECT_TRUE(paths.contains("POST /VCBPayment/AccountAdvice"));
    EXPECT_TRUE(paths.contains("GET /VCBPayment/Checkout"));
    EXPECT_TRUE(it.check(testing::account()));
    EXPECT_FALSE(it.check(testing::account({{"va_prefix", ""}})));
}

const MethodCapability* method_of(const testing::House& house, Method method) {
    return house.adapter->capability(testing::account_key).find(method);
}

TEST(VietcombankCapability, SaysWhatTheContractHas) {
    const testing::House numbers;
    const Capability& plain = numbers.adapter->capability(testing::account_key);
    EXPECT_EQ(plain.opening, Opening::local);
    EXPECT_FALSE(plain.query_attempt);
    EXPECT_FALSE(plain.query_account);
    EXPECT_FALSE(plain.refund);
    EXPECT_EQ(plain.methods.size(), 1U);
    EXPECT_TRUE(numbers.adapter->numbers(testing::account_key).has_value());
    EXPECT_FALSE(numbers.adapter->account_call());
    EXPECT_FALSE(numbers.adapter->refund_call());

    const testing::House both(testing::with_checkout);
    const Capability& wide = both.adapter->capability(testing::account_key);
    EXPECT_EQ(wide.opening, Opening::call);
    EXPECT_TRUE(wide.query_attempt);
    EXPECT_TRUE(wide.refund);
    EXPECT_EQ(wide.refund_route, RefundRoute::back);
    EXPECT_EQ(wide.inbound_kinds.front(), "ipn");
    ASSERT_NE(method_of(both, Method::redirect), nullptr);
    EXPECT_EQ(method_of(both, Method::redirect)->amount_min, Money::dong(2000));

    const testing::House checkout(testing::with(testing::with_checkout, {{"va_prefix", ""}}));
    EXPECT_EQ(method_of(checkout, Method::qr), nullptr);
    EXPECT_FALSE(checkout.adapter->numbers(testing::account_key).has_value());
}

TEST(VietcombankCapability, FinalityIsWhatARefusalIsWorth) {
    const testing::House reverses;
    EXPECT_EQ(method_of(reverses, Method::qr)->finality, Finality::refusal);
    const testing::House keeps({{"refusal_reverses", "off"}});
    EXPECT_EQ(method_of(keeps, Method::qr)->finality, Finality::push_only);
    EXPECT_EQ(method_of(keeps, Method::qr)->watch_days, 30);
    EXPECT_EQ(method_of(keeps, Method::qr)->grace_s, 900);
}

TEST(VietcombankCapability, AStatementIsAskedPerAccount) {
    const testing::House house(
        {{"api_base_url", "https://api.vcb.test"},
         {"api_app_id", "A"},
         {"api_query", "statement"},
         {"statement_account", "0071000123456"}}
    );
    EXPECT_TRUE(house.adapter->capability(testing::account_key).query_account);
    EXPECT_TRUE(house.adapter->account_call());
}

}  // namespace
}  // namespace dvcpay::vietcombank
