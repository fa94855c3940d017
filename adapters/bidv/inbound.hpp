#pragma once
// What BIDV asks of us, pure, on the exact received bytes: its login, the bill behind a number, and
// the money that came for it. Source: BIDV partner interface, token_generate, getbill, paybill.
#include <optional>
#include <string_view>
#include <vector>

#include "bidv/codes.hpp"
#include "bidv/settings.hpp"
#include "ports/adapter.hpp"
#include "ports/keys.hpp"

namespace dvcpay::bidv {

inline constexpr std::string_view token_kind = "token";
inline constexpr std::string_view bill_kind = "bill";
inline constexpr std::string_view credit_kind = "credit";

class Inbound {
  public:
    /// `keys` must outlive it.
    explicit Inbound(const Keys& keys) : keys_(&keys) {}

    /// A login is found by its user name, the others by service id, field style and number.
    /// Fault::malformed: none of BIDV's calls. Fault::forged: a service or user that is none of
    /// ours.
    Result<Located> locate(const InboundCall& call, const std::vector<ProviderAccount>& accounts)
        const;
    VerifyResult verify(const InboundCall& call, const InboundContext& context) const;

  private:
    VerifyResult verify_bill(
        const InboundCall& call, const InboundContext& context, const Settings& settings
    ) const;
    VerifyResult verify_credit(
        const InboundCall& call, const InboundContext& context, const Settings& settings
    ) const;

    const Keys* keys_;
};

/// The answer to getbill and paybill. BIDV's partners sign none of their answers.
/// `status_for_strangers`: of a "no" to a call that names no contract.
HttpResponse answer_to(
    const InboundCall& call, const InboundOutcome& outcome, int status_for_strangers = 200
);

}  // namespace dvcpay::bidv
