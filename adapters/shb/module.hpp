#pragma once
#include "ports/provider_module.hpp"

namespace dvcpay::shb {

/// SHB to the rest of the gateway: its name, its paths, its keys, how an account is checked.
const ProviderModule& module();

}  // namespace dvcpay::shb
