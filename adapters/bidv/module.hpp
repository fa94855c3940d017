#pragma once
#include "ports/provider_module.hpp"

namespace dvcpay::bidv {

const ProviderModule& module();

}  // namespace dvcpay::bidv
