#pragma once
// Viettel's three calls to us (order-check before the debit, ipn with the result, status when our
// answer was lost), our signed answers, and the browser's return. Works on the exact received
// bytes.
#include <optional>
#include <string_view>
#include <vector>

#include "ports/adapter.hpp"
#include "ports/keys.hpp"
#include "viettelpay/messages.hpp"

namespace dvcpay::viettelpay {

inline constexpr std::string_view ipn_kind = "ipn";
inline constexpr std::string_view order_check_kind = "order-check";
inline constexpr std::string_view status_kind = "status";

class Inbound {
  public:
    /// `keys` must outlive this.
    explicit Inbound(const Keys& keys) : keys_(&keys) {}

    Result<Located> locate(const InboundCall& call, const std::vector<ProviderAccount>& accounts)
        const;
    VerifyResult verify(const InboundCall& call, const InboundContext& context) const;
    std::optional<ReturnVisit> read_return(
        std::string_view query, const std::vector<ProviderAccount>& accounts
    ) const;

  private:
    VerifyResult verify_order_check(
        const Settings& settings, const InboundContext& context, const toolkit::Fields& fields
    ) const;
    VerifyResult verify_status(
        const Settings& settings, const InboundContext& context, const toolkit::Fields& fields
    ) const;
    VerifyResult verify_result(
        const Settings& settings, const InboundContext& context, const toolkit::Fields& fields
    ) const;

    const Keys* keys_;
};

/// What we answer, not yet signed. Of a stranger's bytes only an order id in our own form is
/// repeated: whatever we sign could be read as another message.
Outgoing answer_to(const InboundCall& call, const InboundOutcome& outcome);

}  // namespace dvcpay::viettelpay
