#pragma once
// A provider's accounts together: what the widest of its contracts allows. Each call keeps the
// limits of its own contract; this record is for whoever asks about the provider as a whole.
#include <map>
#include <optional>

#include "ports/capability.hpp"

namespace dvcpay::toolkit {

/// `out` allows what either allows: methods by name, wider amounts and longer times, operations of
/// both; of openings the more careful one, of times to answer the shorter.
void widen(Capability& out, const Capability& other);

/// Over all contracts; `capability_of` projects an entry's value. Empty where there is none.
template <class Value, class Project>
std::optional<Capability> widest(
    const std::map<AccountKey, Value>& contracts, Project capability_of
) {
    std::optional<Capability> out;
    for (const auto& [key, contract] : contracts) {
        if (!out) {
            out = capability_of(contract);
        } else {
            widen(*out, capability_of(contract));
        }
    }
    return out;
}

}  // namespace dvcpay::toolkit
