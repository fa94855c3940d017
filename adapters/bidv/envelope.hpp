#pragma once
// What stands around the bodies of our calls and the bank's answers: headers, sealing (JWE), then
// the signature over what is sent (JWS in X-JWS-Signature). Source: BIDV general API rules; RFC
// 7515 appendix F, RFC 7516.
#include <optional>
#include <string>
#include <string_view>

#include "bidv/settings.hpp"
#include "domain/evidence.hpp"
#include "ports/keys.hpp"
#include "ports/transport.hpp"

namespace dvcpay::bidv {

/// One call before it is sealed and signed.
struct Call {
    std::string path;  ///< below base_url
    std::string body;  ///< in clear
    Seal seal = Seal::none;
    std::string interaction_id;
    std::string idempotency_key;  ///< empty: not sent
    Wall now;
};

/// The id of one call in the contract's form. digits12 is yy, day of the year, second of the day
/// and `counter` modulo 100, which tells calls of one second apart; the others come from `seed`,
/// which must be another for each call.
std::string interaction_id(
    const Settings& settings, Wall now, std::string_view seed, std::int64_t counter
);
/// A UUID that is the same whenever `seed` is.
std::string uuid_of(std::string_view seed);
/// 2026-10-05T08:06:34.120+07:00, or …Z.
std::string timestamp(TimestampStyle style, Wall at);

/// Seals, signs and addresses a call. Fault::configuration: a key is missing or unusable.
Task<Result<OutboundRequest>> wrap(Keys* keys, AccountKey account, Settings settings, Call call);

/// An answer of the bank, opened.
struct Opened {
    std::string body;            ///< in clear
    std::optional<Proof> proof;  ///< by its signature; empty: only the connection vouches for it
};
/// Fault::forged: a signature that does not verify, or a body that does not open; an unsigned one
/// where the contract wants signatures, or over a connection that proves nothing. Fault::malformed:
/// a sealed body that cannot be read. Nothing of such an answer may be believed.
Result<Opened> open_answer(
    const Keys& keys,
    const AccountKey& account,
    const Settings& settings,
    Seal seal,
    const HttpAnswer& answer
);

}  // namespace dvcpay::bidv
