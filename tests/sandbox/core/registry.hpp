#pragma once
// The providers this sandbox can play: one constant per folder. CMake lists the folders (the same
// list as for adapters) and generates registry.cpp; nothing else names them.
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "sandbox/contract.hpp"
#include "sandbox/provider.hpp"

namespace dvcpay::sandbox {

struct ProviderSide {
    std::string_view name;
    /// From the provider's part of the configuration file, its secrets as texts. `configuration`
    /// with the member's name.
    Result<std::unique_ptr<Provider>> (*make)(Outside outside, const Json& config) = nullptr;
    /// One per profile of the specification; the first is the usual one.
    std::vector<TestContract> (*contracts)(const Places& places) = nullptr;
};

/// In the order of the list.
std::span<const ProviderSide* const> all_sides();
const ProviderSide* side_named(std::string_view name);  ///< nullptr: none

}  // namespace dvcpay::sandbox
