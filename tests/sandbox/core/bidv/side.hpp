#pragma once
#include "sandbox/registry.hpp"

namespace dvcpay::sandbox::bidv {

extern const ProviderSide side;

}  // namespace dvcpay::sandbox::bidv
