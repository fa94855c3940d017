#include "app/wiring_adapters.hpp"

#include "momo/adapter.hpp"

namespace dvcpay::app {

Adapters make_adapters(
    Transport* transport, Keys* keys, const std::vector<ProviderAccount>& accounts
) {
    Adapters out;
    for (const auto& account : accounts) {
        const std::string& provider = account.key.provider;
        if (out.contains(provider)) continue;
        if (provider == "momo") out[provider] = momo::make_momo(*transport, *keys, accounts);
    }
    return out;
}

}  // namespace dvcpay::app
