// SHB in the registry, and the test contracts: one per profile of signature and login. Source: §2,
// §3, §12, §13 (keys of the vectors).
#include "sandbox/shb/side.hpp"

#include <utility>

#include "sandbox/shb/server.hpp"
#include "sandbox/shb/test_keys.hpp"

namespace dvcpay::sandbox::shb {

namespace {

constexpr const char* partner_code = "KIENGIANG";
constexpr const char* client_id = "kiengiang-dvc";
constexpr const char* client_secret = "ShbClientSecret01";
constexpr const char* api_key = "ShbApiKey01";
constexpr const char* shared_secret = "ShbSharedSecret01";
constexpr const char* next_shared_secret = "ShbSharedSecret02";

Result<std::unique_ptr<Provider>> make(Outside outside, const Json& config) {
    auto server = std::make_unique<ShbServer>(outside, config);
    BOOST_OUTCOME_TRY(server->read_own_config());
    return std::unique_ptr<Provider>(std::move(server));
}

TestContract plain(const Places& places, const char* account) {
    TestContract out;
    out.account.key = {"shb", account};
    out.account.settings["base_url"] = places.sandbox_url;
    out.account.settings["partner_code"] = partner_code;
    out.account.beneficiary = {"1000999999", "970443", "TRUNG TAM HCC KIEN GIANG"};
    out.sandbox["gateway_url"] = places.gateway_url;
    out.sandbox["partner_code"] = partner_code;
    return out;
}

void sign_with_rsa(TestContract& out, const char* payload) {
    out.account.settings["signature_payload"] = payload;
    out.secrets["partner_key"] = {partner_test_key()};
    out.secrets["bank_certificate"] = {bank_test_key()};
    // The specification has two key pairs and no third: the partner's plays the bank's next one.
    out.rotating["bank_certificate"] = {partner_test_key(), bank_test_key()};
    out.sandbox["signature"] = "rsa";
    out.sandbox["payload"] = payload;
    out.sandbox["partner_key"] = partner_test_key();
    out.sandbox["bank_key"] = bank_test_key();
    out.sandbox["next_bank_key"] = partner_test_key();
}

void log_in_with_token(TestContract& out) {
    out.account.settings["client_id"] = client_id;
    out.secrets["client_secret"] = {client_secret};
    out.sandbox["login"] = "oauth2";
    out.sandbox["client_id"] = client_id;
    out.sandbox["client_secret"] = client_secret;
}

TestContract with_hmac(const Places& places) {
    auto out = plain(places, "hmac");
    out.account.settings["signature_algorithm"] = "HMAC-SHA256-hex";
    out.account.settings["auth_mode"] = "apikey";
    // A contract whose payers also use the counter and CITAD: §6 allows twelve digits.
    out.account.settings["amount_max"] = "999999999999";
    out.sandbox["counter_amounts"] = true;
    // At the counter the bank asks first (§4.10).
    out.account.settings["pull_mode"] = "on";
    out.sandbox["pull_mode"] = true;
    out.secrets["shared_key"] = {shared_secret};
    out.secrets["api_key"] = {api_key};
    out.rotating["shared_key"] = {next_shared_secret, shared_secret};
    out.sandbox["signature"] = "hmac";
    out.sandbox["payload"] = "body";
    out.sandbox["secret"] = shared_secret;
    out.sandbox["next_secret"] = next_shared_secret;
    out.sandbox["login"] = "apikey";
    out.sandbox["api_key"] = api_key;
    return out;
}

std::vector<TestContract> contracts(const Places& places) {
    auto body = plain(places, "default");
    sign_with_rsa(body, "body");
    log_in_with_token(body);
    auto with_id = plain(places, "id-signed");
    sign_with_rsa(with_id, "reqid_dot_body");
    log_in_with_token(with_id);
    return {std::move(body), std::move(with_id), with_hmac(places)};
}

}  // namespace

const ProviderSide side{"shb", make, contracts};

}  // namespace dvcpay::sandbox::shb
