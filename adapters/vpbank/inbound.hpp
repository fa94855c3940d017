#pragma once
// What reaches us from VPBank: notices of money on the collection account, in two generations (spec
// §6). Pure, on the exact received bytes.
#include <string>
#include <string_view>
#include <vector>

#include "ports/adapter.hpp"
#include "ports/keys.hpp"

namespace dvcpay::vpbank {

inline constexpr std::string_view credit_kind = "credit";
/// The bank's own paper says /v1/notification; /v1/ is the portal's here, so the bank is given this
/// address (the path is registered with the contract).
inline constexpr std::string_view credit_path = "/vpbank/v1/notification";

class Inbound {
  public:
    /// `keys` must outlive it.
    explicit Inbound(const Keys& keys) : keys_(&keys) {}

    /// The collection account names the contract; where several share it, the one whose numbers the
    /// virtual account is of. Fault::malformed: names none. Fault::forged: an account that is none
    /// of ours.
    Result<Located> locate(const InboundCall& call, const std::vector<ProviderAccount>& accounts)
        const;
    VerifyResult verify(const InboundCall& call, const InboundContext& context) const;

  private:
    const Keys* keys_;
};

/// The acknowledgement in the contract's style; nothing of it is signed.
HttpResponse acknowledge(const InboundCall& call, const InboundOutcome& outcome);

}  // namespace dvcpay::vpbank
