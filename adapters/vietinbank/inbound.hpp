#pragma once
// What reaches us from VietinBank: bill inquiries (1100) and notices of money in two dialects, flat
// and records (1200). Pure, on the exact received bytes.
#include <string>
#include <string_view>
#include <vector>

#include "ports/adapter.hpp"
#include "ports/keys.hpp"
#include "vietinbank/messages.hpp"

namespace dvcpay::vietinbank {

inline constexpr std::string_view bill_kind = "bill";
inline constexpr std::string_view credit_kind = "credit";

/// How a call is written.
enum class Form : std::uint8_t { inquiry, flat, records };

/// A call as far as it can be read without believing it.
struct Incoming {
    Form form = Form::inquiry;
    toolkit::JsonValue tree;
    std::string_view partner() const;   ///< providerId
    std::string_view merchant() const;  ///< merchantId, where there is one
    /// The one movement of a flat notice, each record of the other dialect, the inquiry's data.
    std::vector<const toolkit::JsonValue*> items() const;
};
/// Fault::malformed: another kind, too long, no JSON object.
Result<Incoming> read_call(const InboundCall& call, std::int64_t body_max);

class Inbound {
  public:
    /// `keys` must outlive it.
    explicit Inbound(const Keys& keys) : keys_(&keys) {}

    /// providerId names the contract; where several share it, the VAC of the number, then
    /// merchantId. Notices may tell of movements of several: the first record's answers the call.
    /// Fault::malformed: names no partner. Fault::forged: a partner that is none of ours.
    Result<Located> locate(const InboundCall& call, const std::vector<ProviderAccount>& accounts)
        const;
    /// Each movement is a notice of its own contract, proven by that contract's key.
    VerifyResult verify(const InboundCall& call, const InboundContext& context) const;
    /// Of a call that is not believed: the contract that answers would believe it alone. Then the
    /// bank spoke, and keys or settings of another contract of ours stand in the way.
    bool only_another_contract_doubts(const InboundCall& call, InboundContext context) const;

  private:
    const Keys* keys_;
};

/// The answer in the bank's dialect, not yet signed; `status` is the HTTP status it goes out with.
struct Reply {
    Outgoing message;
    int status = 200;
};
Reply reply_to(const InboundCall& call, const InboundOutcome& outcome, const Settings& settings);

}  // namespace dvcpay::vietinbank
