#pragma once
#include "sandbox/registry.hpp"

namespace dvcpay::sandbox::vpbank {

extern const ProviderSide side;

}  // namespace dvcpay::sandbox::vpbank
