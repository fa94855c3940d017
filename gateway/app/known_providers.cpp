#include "app/known_providers.hpp"

#include "momo/settings.hpp"

namespace dvcpay::app {
namespace {

Result<AskPlan> check_momo(const ProviderAccount& account) {
    BOOST_OUTCOME_TRY(auto settings, momo::read_settings(account));
    return settings.ask_plan;
}

const std::vector<KnownProvider>& all() {
    static const std::vector<KnownProvider> list = {
        {"momo", {"secret_key"}, {"ipn"}, check_momo},
    };
    return list;
}

}  // namespace

std::span<const KnownProvider> known_providers() {
    return all();
}

const KnownProvider* find_provider(std::string_view name) {
    for (const auto& provider : all()) {
        if (provider.name == name) return &provider;
    }
    return nullptr;
}

}  // namespace dvcpay::app
