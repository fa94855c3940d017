#pragma once
#include "ports/provider_module.hpp"

namespace dvcpay::vietinbank {

/// VietinBank: virtual accounts with VietQR, bill inquiry and notices of money, statement, payout.
const ProviderModule& module();

}  // namespace dvcpay::vietinbank
