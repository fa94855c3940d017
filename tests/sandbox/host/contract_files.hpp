#pragma once
// The test contracts as files, for two processes that are to speak with each other: what a gateway
// reads and what `dvcpay-sandbox --config` reads. Every provider of the registry is in both.
#include <string>
#include <vector>

#include "sandbox/contract.hpp"

namespace dvcpay::sandbox {

/// Writes, all of mode 0600 in folders of mode 0700:
///   <folder>/gateway.toml       [providers.x] and [[provider_account]] of each, reach loopback
///   <folder>/keys/<provider>-…  the gateway's secrets, one file each, named there by their full
///   path <folder>/sandbox.json       the providers' side
/// Of each provider the first contract, the usual one. What was there is replaced. The names of the
/// providers; Fault::configuration where a file cannot be written.
Result<std::vector<std::string>> write_contracts(const std::string& folder, const Places& places);

}  // namespace dvcpay::sandbox
