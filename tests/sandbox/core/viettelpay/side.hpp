#pragma once
#include "sandbox/registry.hpp"

namespace dvcpay::sandbox::viettelpay {

extern const ProviderSide side;

}  // namespace dvcpay::sandbox::viettelpay
