#pragma once
// Both sides of one test contract: all that an adapter and a provider's side must agree on to speak
// with each other, made of the specification's test keys. Conformance kit, simulation and
// quickstart are set up from it and from nothing else.
#include <map>
#include <string>
#include <vector>

#include "ports/capability.hpp"
#include "sandbox/provider.hpp"

namespace dvcpay::sandbox {

/// Where the two find each other; no trailing slash.
struct Places {
    std::string sandbox_url = "https://sandbox.test";
    std::string gateway_url = "https://gateway.test";
};

struct TestContract {
    /// The gateway's block [provider_account]: name, settings, beneficiary.
    ProviderAccount account;
    /// The gateway's secrets by the last part of their names ("secret_key"), newest first.
    std::map<std::string, std::vector<std::string>> secrets;
    /// The same while the provider's key rotates: only the names that change, both keys of each.
    std::map<std::string, std::vector<std::string>> rotating;
    /// The provider's side, as in the file of `dvcpay-sandbox --config`.
    Json sandbox;
    /// A word for a further profile of the specification: "md5"; empty for the usual contract.
    std::string profile;
};

}  // namespace dvcpay::sandbox
