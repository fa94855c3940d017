#pragma once
// What reaches us from MoMo and from browsers it sends back: pure, on the exact received bytes.
#include <optional>
#include <string_view>
#include <vector>

#include "ports/adapter.hpp"
#include "ports/keys.hpp"

namespace dvcpay::momo {

inline constexpr std::string_view ipn_kind = "ipn";

class Inbound {
  public:
    /// `keys` must outlive it.
    explicit Inbound(const Keys& keys) : keys_(&keys) {}

    /// partnerCode names the account, orderId the order. Fault::malformed: not an IPN.
    /// Fault::forged: a partner that is none of ours.
    Result<Located> locate(const InboundCall& call, const std::vector<ProviderAccount>& accounts)
        const;
    VerifyResult verify(const InboundCall& call, const InboundContext& context) const;
    std::optional<ReturnVisit> read_return(
        std::string_view query, const std::vector<ProviderAccount>& accounts
    ) const;

  private:
    const Keys* keys_;
};

/// MoMo wants 204 without a body; 400 for what does not verify; 503 where we could not keep it. It
/// never sees why.
HttpResponse answer_to(InboundOutcome::Kind outcome);

}  // namespace dvcpay::momo
