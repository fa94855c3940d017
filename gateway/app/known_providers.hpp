#pragma once
// What the configuration must know of each adapter. One entry per provider: the one line of wiring
// a new one needs here; the other is in wiring_adapters.cpp.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ports/adapter.hpp"
#include "ports/config.hpp"

namespace dvcpay::app {

struct KnownProvider {
    std::string_view name;
    std::vector<std::string_view>
        secrets;  ///< names under [provider_account.secrets], all required
    std::vector<std::string_view> inbound_kinds;
    /// Checks an account's settings: the plan of questions, or Fault::configuration whose fields
    /// name each setting.
    Result<AskPlan> (*check)(const ProviderAccount& account) = nullptr;
    /// Like `secrets`: RSA or EC keys, PEM or in a token. Those are texts for MACs.
    std::vector<std::string_view> signing_keys = {};
};

std::span<const KnownProvider> known_providers();
const KnownProvider* find_provider(std::string_view name);

}  // namespace dvcpay::app
