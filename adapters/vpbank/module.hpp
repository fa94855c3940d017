#pragma once
#include "ports/provider_module.hpp"

namespace dvcpay::vpbank {

const ProviderModule& module();

}  // namespace dvcpay::vpbank
