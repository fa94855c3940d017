#pragma once
#include "sandbox/registry.hpp"

namespace dvcpay::sandbox::vietcombank {
extern const ProviderSide side;
}  // namespace dvcpay::sandbox::vietcombank
