#pragma once
// The providers this gateway was built with. The list is adapters/providers.cmake; the source is
// generated from it.
#include <span>
#include <string_view>

#include "ports/provider_module.hpp"

namespace dvcpay::app {

std::span<const ProviderModule* const> known_providers();
const ProviderModule* find_provider(std::string_view name);

}  // namespace dvcpay::app
