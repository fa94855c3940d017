#pragma once
// The bank's calls, on the exact received bytes: the bill behind a number (`bill`), the money that
// was taken for it (`credit`), an entry of the account (`advice`). Source: Vietcombank's calls to
// partners (Inquiry, Payment, AccountAdvice).
#include <string_view>
#include <vector>

#include "ports/adapter.hpp"
#include "ports/keys.hpp"
#include "vietcombank/settings.hpp"

namespace dvcpay::vietcombank {

inline constexpr std::string_view bill_kind = "bill";
inline constexpr std::string_view credit_kind = "credit";
inline constexpr std::string_view advice_kind = "advice";

/// Pure. The contract that the call names, else the first that has numbers, so that a stranger is
/// answered properly, too. Fault::malformed: none of these calls. Fault::forged: no contract.
Result<Located> locate_bank_call(
    const InboundCall& call, const std::vector<ProviderAccount>& accounts
);
/// Pure.
VerifyResult verify_bank_call(
    const Keys& keys, const InboundCall& call, const InboundContext& context
);
/// Signed wherever the call could be read. Suspends for the signature alone.
Task<HttpResponse> answer_bank_call(Keys* keys, InboundCall call, InboundOutcome outcome);

}  // namespace dvcpay::vietcombank
