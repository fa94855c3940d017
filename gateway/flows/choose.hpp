#pragma once
// Which contract serves a payment, and within which limits. Pure.
#include "flows/core.hpp"

namespace dvcpay::flows {

/// The limits that decide, copied out of the adapter: safe on the store's threads.
struct Offer {
    ProviderAccount account;
    MethodCapability method;
    std::int64_t description_max = 255;
    std::optional<NumberPlan> numbers;  ///< of the contract, where the method is paid to a number
};

/// The enabled account of `provider` that serves `agency` on `day`: the one naming the most
/// specific agency, then the highest priority. Null where there is none.
const ProviderAccount* choose_account(
    const FlowConfig& config, const std::string& provider, const std::string& agency, Day day
);

/// Faults: unknown_provider, provider_not_allowed (also under announced maintenance),
/// method_not_offered, amount_out_of_range.
Result<Offer> choose(
    const Core& core,
    const std::string& provider,
    std::optional<Method> method,
    const std::string& agency,
    Money due,
    Wall now
);

}  // namespace dvcpay::flows
