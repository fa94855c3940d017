#include "flows/choose.hpp"

namespace dvcpay::flows {
namespace {

/// How closely `pattern` names `agency`: its length where it is the code itself or an ancestor
/// ("H01" of "H01.12"), else 0.
std::size_t closeness(const std::string& pattern, const std::string& agency) {
    if (pattern == agency) return pattern.size() + 1;
    return agency.starts_with(pattern + ".") ? pattern.size() : 0;
}

std::optional<std::size_t> serves(const ProviderAccount& account, const std::string& agency) {
    if (account.agencies.empty()) return 0;
    std::size_t best = 0;
    for (const auto& pattern : account.agencies) best = std::max(best, closeness(pattern, agency));
    if (best == 0) return std::nullopt;
    return best;
}

Error amount_error(const MethodCapability& m) {
    Error error(Fault::amount_out_of_range);
    error.fields.push_back(
        {"/amount",
         "amount_out_of_range",
         "this method takes " + std::to_string(m.amount_min.count()) + " to " +
             std::to_string(m.amount_max.count())}
    );
    return error;
}

}  // namespace

const ProviderAccount* choose_account(
    const FlowConfig& config, const std::string& provider, const std::string& agency, Day day
) {
    const ProviderAccount* best = nullptr;
    std::pair<std::size_t, std::int64_t> best_rank{};
    for (const auto& account : config.accounts) {
        if (account.key.provider != provider || !account.enabled || !account.validity.holds_on(day))
            continue;
        const auto close = serves(account, agency);
        if (!close) continue;
        const std::pair rank{*close, account.priority};
        if (best == nullptr || rank > best_rank) {
            best = &account;
            best_rank = rank;
        }
    }
    return best;
}

Result<Offer> choose(
    const Core& core,
    const std::string& provider,
    std::optional<Method> method,
    const std::string& agency,
    Money due,
    Wall now
) {
    const Adapter* adapter = core.adapter(provider);
    if (adapter == nullptr) return Fault::unknown_provider;
    if (const auto until = core.config->maintenance_until(provider, now)) {
        Error closed(Fault::provider_not_allowed, "under maintenance until " + to_rfc3339(*until));
        closed.retry_after_s = (until->ms - now.ms) / 1000 + 1;
        return closed;
    }
    const ProviderAccount* account = choose_account(*core.config, provider, agency, ict_day(now));
    if (account == nullptr) return Fault::provider_not_allowed;
    const Capability& capability = adapter->capability(account->key);
    DVC_INVARIANT(!capability.methods.empty());
    const MethodCapability* chosen =
        method ? capability.find(*method) : &capability.methods.front();
    if (chosen == nullptr) return Fault::method_not_offered;
    if (due < chosen->amount_min || due > chosen->amount_max) return amount_error(*chosen);
    Offer offer{*account, *chosen, capability.description_max, std::nullopt};
    if (chosen->method == Method::qr) offer.numbers = adapter->numbers(account->key);
    return offer;
}

}  // namespace dvcpay::flows
