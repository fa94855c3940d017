#pragma once
// What the gateway must know of Vietcombank before there is an adapter.
#include "ports/provider_module.hpp"

namespace dvcpay::vietcombank {
const ProviderModule& module();
}  // namespace dvcpay::vietcombank
