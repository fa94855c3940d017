#pragma once
// VNPT Pay (VNPT Money) as the rest of the gateway sees it before there is an adapter.
#include "ports/provider_module.hpp"

namespace dvcpay::vnptpay {

/// VNPT's papers name no path for its call to us: it is registered with the contract, so only the
/// gateway's own alias stands.
const ProviderModule& module();

}  // namespace dvcpay::vnptpay
