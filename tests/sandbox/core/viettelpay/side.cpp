// Viettel in the registry, and its test contracts: the usual check_sum, and the one in hex over
// SHA-256 that other samples write. Keys of the vectors.
#include "sandbox/viettelpay/side.hpp"

#include <utility>

#include "sandbox/viettelpay/server.hpp"

namespace dvcpay::sandbox::viettelpay {

namespace {

constexpr const char* merchant_code = "DVCTEST";
constexpr const char* access_code = "acctest-viettel-0001";
constexpr const char* hash_key = "hashkey-test-viettel-0001";
constexpr const char* next_hash_key = "hashkey-test-viettel-0002";

Result<std::unique_ptr<Provider>> make(Outside outside, const Json& config) {
    auto made = std::make_unique<Viettel>(outside, config);
    BOOST_OUTCOME_TRY(made->read_config());
    for (const char* member : {"merchant_code", "access_code", "hash_key"}) {
        if (config.value(member, "").empty())
            return Error(Fault::configuration, std::string(member) + " is missing");
    }
    return std::unique_ptr<Provider>(std::move(made));
}

TestContract usual(const Places& places) {
    TestContract out;
    out.account.key = {"viettelpay", "default"};
    out.account.settings["pay_url"] = places.sandbox_url + "/PaymentGateway/payment";
    out.account.settings["api_url"] = places.sandbox_url + "/PaymentAPI/webresources/postData";
    out.account.settings["merchant_code"] = merchant_code;
    out.account.settings["access_code"] = access_code;
    out.account.settings["qr"] = "on";
    out.account.beneficiary = {"0011002233", "970415", "SO XAY DUNG"};
    out.secrets["hash_key"] = {hash_key};
    out.rotating["hash_key"] = {next_hash_key, hash_key};
    out.sandbox["gateway_url"] = places.gateway_url;
    out.sandbox["merchant_code"] = merchant_code;
    out.sandbox["access_code"] = access_code;
    out.sandbox["hash_key"] = hash_key;
    out.sandbox["next_hash_key"] = next_hash_key;
    return out;
}

std::vector<TestContract> contracts(const Places& places) {
    TestContract hex = usual(places);
    hex.profile = "hex";
    hex.account.settings["checksum_encoding"] = "hex";
    hex.account.settings["checksum_hash"] = "sha256";
    hex.sandbox["checksum"] = "hex";
    hex.sandbox["hash"] = "sha256";
    return {usual(places), hex};
}

}  // namespace

const ProviderSide side{"viettelpay", make, contracts};

}  // namespace dvcpay::sandbox::viettelpay
