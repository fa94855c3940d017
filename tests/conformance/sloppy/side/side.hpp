#pragma once
#include "sandbox/registry.hpp"

namespace dvcpay::sandbox::sloppy {

extern const ProviderSide side;

}  // namespace dvcpay::sandbox::sloppy
