#pragma once
// What the rest of the gateway must know of a provider before it has an adapter: one constant per
// folder under adapters/. CMake lists the folders; nothing else names them.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ports/adapter.hpp"
#include "ports/keys.hpp"
#include "ports/transport.hpp"

namespace dvcpay {

/// A secret under [provider_account.secrets].
struct KeyNeed {
    enum class Kind : std::uint8_t {
        text,   ///< shared secrets, passwords, symmetric keys: never leave the key store but on the
                ///< wire
        signs,  ///< RSA or EC private key: PEM, or in a token
        verifies  ///< RSA or EC public key or certificate of the provider: PEM
    };
    std::string name;
    Kind kind = Kind::text;
    bool optional = false;
};

/// A path the provider's own papers name; the configuration may replace it.
struct DefaultRoute {
    std::string method;
    std::string path;
    std::string kind;
};

struct ProviderModule {
    std::string_view name;
    std::vector<std::string_view> inbound_kinds;
    std::vector<DefaultRoute> routes;
    /// Which keys this contract needs: profiles differ.
    std::vector<KeyNeed> (*keys)(const ProviderAccount& account) = nullptr;
    /// Checks an account's settings: the plan of questions, or Fault::configuration whose fields
    /// name each setting.
    Result<AskPlan> (*check)(const ProviderAccount& account) = nullptr;
    /// One adapter for all accounts of this provider among `accounts`. The ports outlive it.
    std::unique_ptr<Adapter> (*make)(
        Transport& transport, Keys& keys, const std::vector<ProviderAccount>& accounts
    ) = nullptr;
};

}  // namespace dvcpay
