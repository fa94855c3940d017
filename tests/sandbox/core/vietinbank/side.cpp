// VietinBank in the registry, and the test contracts. Source: spec §13 (keys of the vectors); the
// second contract is the older dialect: record notices, answers signed with the channel.
#include "sandbox/vietinbank/side.hpp"

#include <string>
#include <utility>

#include "sandbox/crypto.hpp"
#include "sandbox/vietinbank/server.hpp"
#include "sandbox/vietinbank/test_keys.hpp"

namespace dvcpay::sandbox::vietinbank {

namespace {

constexpr const char* client_id = "dvc-ibm-client-0001";
constexpr const char* client_secret = "dvc-ibm-secret-0000000000000001";
constexpr const char* provider_id = "99881";
constexpr const char* merchant_id = "8KGG";
constexpr const char* real_account = "118000009999";

Result<std::unique_ptr<Provider>> make(Outside outside, const Json& config) {
    auto server = std::make_unique<VietinbankServer>(outside, config);
    BOOST_OUTCOME_TRY(server->read_config());
    BOOST_OUTCOME_TRY(server->read_keys());
    return std::unique_ptr<Provider>(std::move(server));
}

ProviderAccount account_of(const Places& places) {
    ProviderAccount out;
    out.key = {"vietinbank", "default"};
    out.settings = {
        {"base_url", places.sandbox_url + "/vtb/public"},
        {"client_id", client_id},
        {"provider_id", provider_id},
        {"merchant_id", merchant_id},
        {"vac", merchant_id},
        {"real_account", real_account},
        {"account_name", "CONG DVC KIEN GIANG"},
        {"client_ip", "203.0.113.10"},
        {"refunds", "transfer"},
        {"transfer_approver", "300000001duyet.kg"},
        {"transfer_appointed_approver", "ketoankg"},
        {"transfer_software_provider_id", "KGGW"},
    };
    out.beneficiary = {real_account, "970415", "CONG DVC KIEN GIANG"};
    return out;
}

TestContract flat(const Places& places) {
    TestContract out;
    out.account = account_of(places);
    const auto partner = crypto::pem_of_line("PRIVATE KEY", partner_private_key);
    const auto bank = crypto::pem_of_line("PUBLIC KEY", bank_public_key);
    const auto next = crypto::pem_of_line("PUBLIC KEY", partner_public_key);  // tests have two keys
    out.secrets["partner_key"] = {partner};
    out.secrets["client_secret"] = {client_secret};
    for (const char* name : {"bank_cert_api", "bank_cert_inquiry", "bank_cert_notify"}) {
        out.secrets[name] = {bank};
        out.rotating[name] = {next, bank};
    }
    out.sandbox = Json{
        {"gateway_url", places.gateway_url},
        {"provider_id", provider_id},
        {"merchant_id", merchant_id},
        {"account", real_account},
        {"client_id", client_id},
        {"client_secret", client_secret},
        {"partner_public_key", next},
        {"bank_private_key", crypto::pem_of_line("PRIVATE KEY", bank_private_key)},
        {"bank_next_private_key", partner},
        {"dialect", "flat"},
        {"holder", "NGUYEN VAN AN"},
    };
    return out;
}

TestContract records(const Places& places) {
    TestContract out = flat(places);
    out.account.key.account = "records";
    out.account.settings["notify_dialect"] = "records";
    out.account.settings["inq_resp_sign_profile"] = "legacy_with_channel";
    out.account.settings["inq_amount_min"] = "null";
    out.account.settings["qr_source"] = "local";
    out.account.settings["transfer_name_check"] = "off";
    out.sandbox["dialect"] = "records";
    return out;
}

std::vector<TestContract> contracts(const Places& places) {
    return {flat(places), records(places)};
}

}  // namespace

const ProviderSide side{"vietinbank", make, contracts};

}  // namespace dvcpay::sandbox::vietinbank
