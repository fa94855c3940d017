#pragma once
// What reaches us from SHB: the result of a transaction (3.2). Pure, on the exact received bytes.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ports/adapter.hpp"
#include "ports/keys.hpp"
#include "shb/settings.hpp"
#include "toolkit/known_settings.hpp"

namespace dvcpay::shb {

inline constexpr std::string_view ipn_kind = "ipn";
inline constexpr std::string_view ipn_path = "/shb/v1/payment-results";

class Inbound {
  public:
    /// `keys` must outlive it. The settings of `accounts` are read here and not with each call.
    explicit Inbound(const Keys& keys, const std::vector<ProviderAccount>& accounts = {})
        : keys_(&keys), settings_(&read_settings, of_shb(accounts)) {}

    /// MaDoiTac names the account, MaHoaDon and SoTaiKhoan the order. Fault::malformed: not a
    /// result. Fault::forged: a partner that is none of ours.
    Result<Located> locate(const InboundCall& call, const std::vector<ProviderAccount>& accounts)
        const;
    VerifyResult verify(const InboundCall& call, const InboundContext& context) const;

  private:
    static std::vector<ProviderAccount> of_shb(const std::vector<ProviderAccount>& accounts);

    const Keys* keys_;
    toolkit::KnownSettings<Settings> settings_;
};

/// Our answer before it is signed: HTTP 200 with a MaLoi, 401 for what does not verify. Repeats the
/// names of the call where they can be ones. The bank repeats its call unless MaLoi is 00.
struct Ack {
    int status = 200;
    std::string message_id;  ///< of the call, to be repeated; empty where it has none
    std::string body;
};
Ack ack_of(const InboundCall& call, const InboundOutcome& outcome);

}  // namespace dvcpay::shb
