#pragma once
#include "sandbox/registry.hpp"

namespace dvcpay::sandbox::vnptpay {

extern const ProviderSide side;

}  // namespace dvcpay::sandbox::vnptpay
