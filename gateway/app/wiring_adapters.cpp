#include "app/wiring_adapters.hpp"

#include "app/known_providers.hpp"

namespace dvcpay::app {

Adapters make_adapters(
    Transport* transport, Keys* keys, const std::vector<ProviderAccount>& accounts
) {
    Adapters out;
    for (const auto& account : accounts) {
        const std::string& provider = account.key.provider;
        if (out.contains(provider)) continue;
        if (const ProviderModule* known = find_provider(provider))
            out[provider] = known->make(*transport, *keys, accounts);
    }
    return out;
}

}  // namespace dvcpay::app
