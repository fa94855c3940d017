#pragma once
// SHB in the registry of providers.
#include "sandbox/registry.hpp"

namespace dvcpay::sandbox::shb {

extern const ProviderSide side;

}  // namespace dvcpay::sandbox::shb
