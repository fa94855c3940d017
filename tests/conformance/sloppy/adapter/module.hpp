#pragma once
#include "ports/provider_module.hpp"

namespace dvcpay::sloppy {

const ProviderModule& module();

}  // namespace dvcpay::sloppy
