// Vietcombank in the registry, and the test contracts: bills by SHA-256 that may be refused, by MD5
// that may not, with the account's statement, by RSA, with the history of a number, and the
// checkout. Source: §4, §6, §8, §9, §13
// (keys of the vectors).
#include "sandbox/vietcombank/side.hpp"

#include <utility>

#include "sandbox/vietcombank/server.hpp"
#include "sandbox/vietcombank/test_keys.hpp"

namespace dvcpay::sandbox::vietcombank {

namespace {

constexpr const char* prefix = "DVCTS2";
constexpr const char* service = "BC1";
constexpr const char* user = "vcb";
constexpr const char* app_id = "DVCGW";
constexpr const char* collecting = "0071000123456";
constexpr const char* password = "VcbInbound-01";
constexpr const char* secret = "VCBTEST-S3cret-0001";
constexpr const char* next_secret = "VCBTEST-S3cret-0002";
constexpr const char* passcode = "TEST-PASSCODE-01";
constexpr const char* next_passcode = "TEST-PASSCODE-02";
constexpr const char* site = "90001";

Result<std::unique_ptr<Provider>> make(Outside outside, const Json& config) {
    auto server = std::make_unique<VietcombankServer>(outside, config);
    BOOST_OUTCOME_TRY(server->read_config());
    return std::unique_ptr<Provider>(std::move(server));
}

TestContract plain(const Places& places) {
    TestContract out;
    out.account.key = {"vietcombank", "default"};
    out.account.beneficiary = {collecting, "970436", "TT PHUC VU HCC"};
    out.sandbox["gateway_url"] = places.gateway_url;
    return out;
}

TestContract bills(const Places& places, const char* signing) {
    auto out = plain(places);
    out.account.settings["va_prefix"] = prefix;
    out.account.settings["service_id"] = service;
    out.account.settings["account_name"] = "TT PHUC VU HCC";
    out.account.settings["inbound_user"] = user;
    out.account.settings["sig_alg"] = signing;
    out.secrets["inbound_password"] = {password};
    out.sandbox["product"] = "bills";
    out.sandbox["provider_id"] = prefix;
    out.sandbox["service_id"] = service;
    out.sandbox["user"] = user;
    out.sandbox["password"] = password;
    out.sandbox["signing"] = signing;
    return out;
}

void share_secret(TestContract& out) {
    out.secrets["secret"] = {secret};
    out.rotating["secret"] = {next_secret, secret};
    out.sandbox["secret"] = secret;
    out.sandbox["next_secret"] = next_secret;
}

TestContract refusable(const Places& places) {
    auto out = bills(places, "sha256");
    share_secret(out);
    out.sandbox["refusal_reverses"] = true;
    return out;
}

TestContract kept(const Places& places) {
    auto out = bills(places, "md5");
    share_secret(out);
    out.profile = "kept";
    out.account.settings["refusal_reverses"] = "off";
    out.account.settings["error_code_json_type"] = "number";
    out.account.settings["bill_err_field"] = "billErrorCode";
    out.account.settings["api_query"] = "statement";
    out.account.settings["api_base_url"] = places.sandbox_url + "/vcb-gateway";
    out.account.settings["api_app_id"] = app_id;
    out.account.settings["statement_account"] = collecting;
    out.sandbox["app_id"] = app_id;
    out.sandbox["account"] = collecting;
    out.sandbox["number_codes"] = true;
    out.sandbox["bill_err_field"] = "billErrorCode";
    out.sandbox["refusal_reverses"] = false;
    return out;
}

TestContract by_rsa(const Places& places) {
    auto out = bills(places, "rsa-sha256");
    out.profile = "rsa";
    const std::string bank = armoured(bank_key_lines);
    const std::string partner = armoured(partner_key_lines);
    out.secrets["bank_key"] = {bank};
    out.secrets["partner_key"] = {partner};
    // The specification has two key pairs and no third: the partner's plays the bank's next one.
    out.rotating["bank_key"] = {partner, bank};
    out.sandbox["bank_key"] = bank;
    out.sandbox["next_bank_key"] = partner;
    out.sandbox["partner_key"] = partner;
    out.sandbox["refusal_reverses"] = true;
    return out;
}

/// Money that is told is kept, and what came for a number is asked for.
TestContract asking(const Places& places) {
    auto out = bills(places, "sha256");
    share_secret(out);
    out.profile = "history";
    auto& settings = out.account.settings;
    settings["refusal_reverses"] = "off";
    settings["api_base_url"] = places.sandbox_url;
    settings["api_query"] = "va_history";
    settings["api_app_id"] = app_id;
    out.sandbox["app_id"] = app_id;
    out.sandbox["refusal_reverses"] = false;
    return out;
}

TestContract checkout(const Places& places) {
    auto out = plain(places);
    out.profile = "checkout";
    auto& settings = out.account.settings;
    settings["nl_merchant_site_code"] = site;
    settings["nl_base"] = places.sandbox_url;
    settings["nl_merchant_email"] = "ketoan@example.vn";
    settings["nl_buyer_name"] = "TT Phục vụ HCC";
    settings["nl_buyer_email"] = "congdan@example.vn";
    settings["nl_buyer_mobile"] = "0912345678";
    settings["nl_buyer_address"] = "Việt Nam";
    settings["inbound_basic_auth"] = "off";
    out.secrets["passcode"] = {passcode};
    out.rotating["passcode"] = {next_passcode, passcode};
    out.sandbox["product"] = "checkout";
    out.sandbox["site_code"] = site;
    out.sandbox["passcode"] = passcode;
    out.sandbox["next_passcode"] = next_passcode;
    out.sandbox["merchant_email"] = "ketoan@example.vn";
    return out;
}

std::vector<TestContract> contracts(const Places& places) {
    return {refusable(places), kept(places), by_rsa(places), asking(places), checkout(places)};
}

}  // namespace

const ProviderSide side{"vietcombank", make, contracts};

}  // namespace dvcpay::sandbox::vietcombank
