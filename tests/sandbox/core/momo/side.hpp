#pragma once
#include "sandbox/registry.hpp"

namespace dvcpay::sandbox::momo {

extern const ProviderSide side;

}  // namespace dvcpay::sandbox::momo
