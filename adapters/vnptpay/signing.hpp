#pragma once
// VNPT Pay's SECURE_CODE: lower-case hex of SHA-256 over the values joined by '|', the secret last.
// No HMAC. Values are the decoded ones, numbers by their literal, an absent or null one is empty.
// Each request signs a list of its own; an answer signs all it holds in the order received.
//
// The text is injective only where no value but the last holds a '|': `splits_one_way` is that
// guard, and without it no signature is worth anything.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "domain/evidence.hpp"
#include "domain/result.hpp"
#include "ports/keys.hpp"
#include "toolkit/fields.hpp"

namespace dvcpay::vnptpay {

enum class Signed : std::uint8_t {
    init,                 ///< 1.0.5
    init_multi_merchant,  ///< 1.0.6
    pay_qr,               ///< 1.0.6
    query,
    confirm,         ///< VNPT's call to us
    confirm_answer,  ///< ours to it
    refund,
    refund_query,
};

/// The signed names in their order.
std::span<const std::string_view> signed_names(Signed what);
/// "v1|v2|…|vn|", to which the secret is appended.
std::string text_before_secret(Signed what, const toolkit::Fields& fields);
/// The same over all members but SECURE_CODE, in their order.
std::string text_in_received_order(const toolkit::Fields& fields);

/// 64 lower-case hex digits. Fault::configuration where the account has no secret.
Result<std::string> secure_code(const Keys& keys, const KeyName& key, std::string_view text);

/// Checks the message's own SECURE_CODE (hex, either case) in constant time. Empty: no proof.
std::optional<Proof> verify_listed(
    const Keys& keys, const KeyName& key, Signed what, const toolkit::Fields& fields
);
std::optional<Proof> verify_received(
    const Keys& keys, const KeyName& key, const toolkit::Fields& fields
);

/// No value but the last of the signed ones holds the separator.
bool splits_one_way(Signed what, const toolkit::Fields& fields);
bool received_splits_one_way(const toolkit::Fields& fields);

}  // namespace dvcpay::vnptpay
