#pragma once
#include "ports/provider_module.hpp"

namespace dvcpay::momo {

const ProviderModule& module();

}  // namespace dvcpay::momo
