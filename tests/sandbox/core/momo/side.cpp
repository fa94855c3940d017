// MoMo in the registry, and the test contract. Source: spec §12 (keys of the vectors).
#include "sandbox/momo/side.hpp"

#include <utility>

#include "sandbox/momo/server.hpp"

namespace dvcpay::sandbox::momo {

namespace {

constexpr const char* partner_code = "MOMOTEST01";
constexpr const char* access_key = "AKtest0000000001";
constexpr const char* secret_key = "SKtest-momo-000000000000000001";
constexpr const char* next_secret_key = "SKtest-momo-000000000000000002";

Result<std::unique_ptr<Provider>> make(Outside outside, const Json& config) {
    BOOST_OUTCOME_TRY(auto read, read_config(config));
    return std::unique_ptr<Provider>(std::make_unique<MomoServer>(outside, std::move(read)));
}

std::vector<TestContract> contracts(const Places& places) {
    TestContract out;
    out.account.key = {"momo", "default"};
    out.account.settings["endpoint"] = places.sandbox_url;
    out.account.settings["partner_code"] = partner_code;
    out.account.settings["access_key"] = access_key;
    out.account.beneficiary = {"0011002233", "970415", "SO XAY DUNG"};
    out.secrets["secret_key"] = {secret_key};
    out.rotating["secret_key"] = {next_secret_key, secret_key};
    Json partner;
    partner["code"] = partner_code;
    partner["access_key"] = access_key;
    partner["secret_key"] = secret_key;
    partner["next_secret_key"] = next_secret_key;
    out.sandbox["gateway_url"] = places.gateway_url;
    out.sandbox["partners"] = Json::array({partner});
    return {out};
}

}  // namespace

const ProviderSide side{"momo", make, contracts};

}  // namespace dvcpay::sandbox::momo
