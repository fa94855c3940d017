// BIDV in the registry, and its test contracts, one per profile. Keys of the vectors.
#include "sandbox/bidv/side.hpp"

#include <utility>

#include "sandbox/bidv/server.hpp"
#include "sandbox/bidv/test_keys.hpp"

namespace dvcpay::sandbox::bidv {

namespace {

constexpr const char* symmetric_key =
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
constexpr const char* secret_code = "BidvTestSecret01";
constexpr const char* next_secret_code = "BidvTestSecret02";

Result<std::unique_ptr<Provider>> make(Outside outside, const Json& config) {
    auto made = std::make_unique<Bidv>(outside, config);
    BOOST_OUTCOME_TRY(made->read_config());
    BOOST_OUTCOME_TRY(made->read_contract());
    return std::unique_ptr<Provider>(std::move(made));
}

std::map<std::string, std::string> settings_of(const Places& places) {
    return {
        {"base_url", places.sandbox_url + "/bidv/service"},
        {"client_id", "kg-client"},
        {"channel", "211701"},
        {"user_agent", "kg-portal"},
        {"client_certificate", std::string(partner_certificate_line)},
        {"service_id", "KGDVC1"},
        {"merchant_id", "KGDVC1"},
        {"account_name", "Cổng DVC Kiên Giang"},
        {"va_prefix", "V2KG"},
        {"code_letters", "KG"},
        {"inbound_user", "bidv-caller"},
    };
}

/// The first integration that is known: snake fields, MD5, sealed calls, signed answers.
TestContract usual(const Places& places) {
    TestContract out;
    out.account.key = {"bidv", "default"};
    out.account.settings = settings_of(places);
    out.account.beneficiary = {"12010000009999", "970418", "CONG DVC KIEN GIANG"};
    out.secrets["client_secret"] = {"s3cr3t"};
    out.secrets["client_key"] = {crypto::pem_of_line("PRIVATE KEY", partner_key_line)};
    out.secrets["symmetric_key"] = {symmetric_key};
    out.secrets["bank_certificate"] = {crypto::pem_of_line("PUBLIC KEY", bank_public_line)};
    out.secrets["secret_code"] = {secret_code};
    out.secrets["inbound_password"] = {"p@ss:word"};
    out.secrets["token_key"] = {"0123456789abcdef0123456789abcdef"};
    out.rotating["secret_code"] = {next_secret_code, secret_code};
    auto& bank = out.sandbox;
    bank["gateway_url"] = places.gateway_url;
    bank["client_id"] = "kg-client";
    bank["client_secret"] = "s3cr3t";
    bank["channel"] = "211701";
    bank["user_agent"] = "kg-portal";
    bank["partner_certificate"] = partner_certificate_line;
    bank["bank_key"] = bank_key_line;
    bank["symmetric_key"] = symmetric_key;
    bank["secret_code"] = secret_code;
    bank["next_secret_code"] = next_secret_code;
    bank["service_id"] = "KGDVC1";
    bank["merchant_id"] = "KGDVC1";
    bank["va_prefix"] = "V2KG";
    bank["inbound_user"] = "bidv-caller";
    bank["inbound_password"] = "p@ss:word";
    return out;
}

/// The second: camel fields, SHA-256, bills within months, sealed and unsigned answers.
TestContract camel(const Places& places) {
    TestContract out = usual(places);
    out.account.key.account = "camel";
    auto& ours = out.account.settings;
    ours["inbound_field_style"] = "camel";
    ours["checksum_profile"] = "sha256_b64_pipe";
    ours["getbill_data_shape"] = "nested";
    ours["getbill_type"] = "2";
    ours["jws_form"] = "compact";
    ours["http_status_on_error"] = "400";
    ours["timestamp_style"] = "z";
    ours["amount_max"] = "999999999999";
    auto& bank = out.sandbox;
    bank["field_style"] = "camel";
    bank["checksum"] = "sha256_b64_pipe";
    bank["data_shape"] = "nested";
    bank["jws"] = "compact";
    bank["status_on_error"] = "400";
    bank["answers"] = "sealed";
    return out;
}

/// What the third reading of the papers would be: bodies in clear, one bill as an object.
TestContract plain(const Places& places) {
    TestContract out = usual(places);
    out.account.key.account = "plain";
    auto& ours = out.account.settings;
    ours["checksum_profile"] = "sha256_b64_literal";
    ours["getbill_data_shape"] = "object";
    ours["jwe_create"] = "none";
    ours["jwe_reconciliation"] = "none";
    auto& bank = out.sandbox;
    bank["checksum"] = "sha256_b64_literal";
    bank["data_shape"] = "object";
    bank["seal"] = "none";
    return out;
}

std::vector<TestContract> contracts(const Places& places) {
    return {usual(places), camel(places), plain(places)};
}

}  // namespace

const ProviderSide side{"bidv", make, contracts};

}  // namespace dvcpay::sandbox::bidv
