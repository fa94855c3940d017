// VNPT Pay in the registry, and its test contracts, one per profile. Keys of the vectors.
#include "sandbox/vnptpay/side.hpp"

#include <utility>

#include "sandbox/vnptpay/server.hpp"

namespace dvcpay::sandbox::vnptpay {

namespace {

constexpr const char* secret_key = "vnptsecret-test-0001";
constexpr const char* next_secret_key = "vnptsecret-test-0002";
constexpr const char* api_key = "5f1d7a84b6c94c5aa52a3f8a4d0e6b11";

Result<std::unique_ptr<Provider>> make(Outside outside, const Json& config) {
    auto made = std::make_unique<VnptPay>(outside, config);
    BOOST_OUTCOME_TRY(made->read_config());
    for (const char* member : {"service_id", "secret_key", "api_key"}) {
        if (config.value(member, "").empty())
            return Error(Fault::configuration, std::string(member) + " is missing");
    }
    return std::unique_ptr<Provider>(std::move(made));
}

TestContract usual(const Places& places) {
    TestContract out;
    out.account.key = {"vnptpay", "default"};
    out.account.settings["endpoint"] = places.sandbox_url;
    out.account.settings["merchant_service_id"] = "9001";
    out.account.settings["client_ip"] = "203.0.113.10";
    out.account.beneficiary = {"0011002233", "970415", "SO XAY DUNG"};
    out.secrets["secret_key"] = {secret_key};
    out.secrets["api_key"] = {api_key};
    out.rotating["secret_key"] = {next_secret_key, secret_key};
    out.sandbox["gateway_url"] = places.gateway_url;
    out.sandbox["service_id"] = "9001";
    out.sandbox["secret_key"] = secret_key;
    out.sandbox["next_secret_key"] = next_secret_key;
    out.sandbox["api_key"] = api_key;
    return out;
}

std::vector<TestContract> contracts(const Places& places) {
    TestContract page = usual(places);
    page.account.settings["refund_mode"] = "VNPT-REFUND-1";
    page.sandbox["refunds"] = "on";
    TestContract several = usual(places);
    several.profile = "agencies";
    several.account.settings["profile"] = "multi-merchant-1.0.6";
    several.account.settings["agency_id"] = "9101";
    several.account.settings["qr"] = "on";
    several.sandbox["agency_id"] = "9101";
    several.sandbox["callback"] = "data";
    TestContract codes = usual(places);
    codes.profile = "qr";
    codes.account.settings["profile"] = "qr-1.0.6";
    codes.sandbox["callback"] = "form";
    return {page, several, codes};
}

}  // namespace

const ProviderSide side{"vnptpay", make, contracts};

}  // namespace dvcpay::sandbox::vnptpay
