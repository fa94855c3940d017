#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "ports/adapter.hpp"
#include "ports/keys.hpp"

namespace dvcpay::app {

using Adapters = std::map<std::string, std::unique_ptr<Adapter>>;

/// One adapter per provider that has an account, also a disabled one: its old attempts are still
/// asked for and its callbacks taken. The ports outlive them.
Adapters make_adapters(
    Transport* transport, Keys* keys, const std::vector<ProviderAccount>& accounts
);

}  // namespace dvcpay::app
