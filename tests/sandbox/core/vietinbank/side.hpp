#pragma once
#include "sandbox/registry.hpp"

namespace dvcpay::sandbox::vietinbank {

extern const ProviderSide side;

}  // namespace dvcpay::sandbox::vietinbank
