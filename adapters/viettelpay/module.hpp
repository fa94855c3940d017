#pragma once
// ViettelPay (Viettel Money, PaymentGateway 2.0) as the rest of the gateway sees it before there is
// an adapter.
#include "ports/provider_module.hpp"

namespace dvcpay::viettelpay {

/// Viettel's papers name no paths for its calls to us: the three addresses are registered with the
/// contract, so only the gateway's own aliases stand.
const ProviderModule& module();

}  // namespace dvcpay::viettelpay
