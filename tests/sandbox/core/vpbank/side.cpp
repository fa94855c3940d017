// VPBank in the registry, and the test contracts: one per generation of the notice and origin of
// the numbers. Source: §12 (keys of the vectors), §13.
#include "sandbox/vpbank/side.hpp"

#include <string>
#include <utility>

#include "sandbox/vpbank/server.hpp"
#include "sandbox/vpbank/test_keys.hpp"

namespace dvcpay::sandbox::vpbank {

namespace {

constexpr const char* master_account = "232506601";
constexpr const char* client_id = "dvc-vpb-client-0001";
constexpr const char* client_secret = "dvc-vpb-secret-0000000000000001";
constexpr const char* idn_app = "DVCTEST";
// 64 characters, as the bank issues them.
constexpr const char* static_key =
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
constexpr const char* next_static_key =
    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

Result<std::unique_ptr<Provider>> make(Outside outside, const Json& config) {
    auto server = std::make_unique<VpbankServer>(outside, config);
    BOOST_OUTCOME_TRY(server->read_own_config());
    return std::unique_ptr<Provider>(std::move(server));
}

/// Numbers of a pool, signed notices, the holder asked for before a transfer.
TestContract pool(const Places& places) {
    TestContract out;
    out.account.key = {"vpbank", "default"};
    out.account.settings = {
        {"base_url", places.sandbox_url},
        {"client_id", client_id},
        {"idn_app", idn_app},
        {"master_account", master_account},
        {"account_name", "TT PV HCC TINH MAU"},
        {"va_prefix", "VPBDVC"},
        {"va_last", "10000"},
        {"refunds", "transfer"},
    };
    out.account.beneficiary = {master_account, "970432", "TT PV HCC TINH MAU"};
    out.secrets["partner_key"] = {partner_test_key()};
    out.secrets["client_secret"] = {client_secret};
    out.secrets["bank_certificate"] = {bank_test_certificate()};
    // The specification has two key pairs and no third: the partner's plays the bank's next one.
    out.rotating["bank_certificate"] = {partner_test_key(), bank_test_certificate()};
    out.sandbox = Json{
        {"gateway_url", places.gateway_url},
        {"master_account", master_account},
        {"client_id", client_id},
        {"client_secret", client_secret},
        {"idn_app", idn_app},
        {"partner_key", partner_test_key()},
        {"bank_key", bank_test_key()},
        {"next_bank_key", partner_test_key()},
        {"static_key", static_key},
        {"next_static_key", next_static_key},
        {"holder", "NGUYEN VAN AN"},
        {"asks_name", "yes"},
    };
    return out;
}

/// Derived numbers, notices of the second generation, parameters in the query.
TestContract collect(const Places& places) {
    auto out = pool(places);
    out.account.key.account = "collect";
    auto& settings = out.account.settings;
    settings["va_mode"] = "derive";
    settings["va_last"] = "0";
    settings["notify_profile"] = "collect";
    settings["param_style"] = "query";
    settings["refund_name_check"] = "off";
    out.secrets.erase("bank_certificate");
    out.secrets["notify_static_key"] = {static_key};
    out.rotating.clear();
    out.rotating["notify_static_key"] = {next_static_key, static_key};
    out.sandbox["profile"] = "collect";
    out.sandbox["parameters"] = "query";
    out.sandbox["asks_name"] = "no";
    return out;
}

/// Numbers of the bank's own, a signature without separators.
TestContract issued(const Places& places) {
    auto out = pool(places);
    out.account.key.account = "issued";
    out.account.settings["va_mode"] = "api";
    out.account.settings["notify_sig_sep"] = "none";
    out.account.settings["refund_name_check"] = "off";
    out.sandbox["numbers"] = "bank";
    out.sandbox["separator"] = "none";
    out.sandbox["asks_name"] = "no";
    return out;
}

std::vector<TestContract> contracts(const Places& places) {
    return {pool(places), collect(places), issued(places)};
}

}  // namespace

const ProviderSide side{"vpbank", make, contracts};

}  // namespace dvcpay::sandbox::vpbank
