#pragma once
// CONFIRM, VNPT Pay's call to us, and our signed answer. Pure; works on the exact received bytes.
#include <optional>
#include <string_view>
#include <vector>

#include "ports/adapter.hpp"
#include "ports/keys.hpp"
#include "vnptpay/codes.hpp"
#include "vnptpay/messages.hpp"

namespace dvcpay::vnptpay {

inline constexpr std::string_view ipn_kind = "ipn";

class Inbound {
  public:
    /// `keys` must outlive this.
    explicit Inbound(const Keys& keys) : keys_(&keys) {}

    Result<Located> locate(const InboundCall& call, const std::vector<ProviderAccount>& accounts)
        const;
    VerifyResult verify(const InboundCall& call, const InboundContext& context) const;
    /// Always HTTP 200; signed wherever the account is known.
    HttpResponse answer(const InboundCall& call, const InboundOutcome& outcome) const;

  private:
    const Keys* keys_;
};

/// Which of our seven words an outcome is.
Reply reply_to(const InboundOutcome& outcome);

/// The browser's return. Its parameters are published nowhere: an order is looked for under the
/// name the other messages use, and nothing else is read.
std::optional<ReturnVisit> read_return(std::string_view query);

}  // namespace dvcpay::vnptpay
