#pragma once
// MoMo's signature (AIO v2, "Signature"): lower-case hex of HMAC-SHA256 over "name=value&…", names
// in ascending ASCII order, values unescaped, an absent field as "name=". `accessKey` is always
// signed and never read from a message.
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "domain/evidence.hpp"
#include "ports/keys.hpp"
#include "toolkit/fields.hpp"

namespace dvcpay::momo {

/// The messages that carry a signature. MoMo has published the answer to create in two editions,
/// with and without `message`; the IPN and the browser's return are signed alike.
enum class Signed : std::uint8_t {
    create,
    create_answer_a,  ///< with message
    create_answer_b,  ///< without
    query,
    refund,
    refund_query,
    confirm,
    notice,
};

/// The signed names in their order.
std::span<const std::string_view> signed_names(Signed what);
std::string text_to_sign(Signed what, std::string_view access_key, const toolkit::Fields& fields);

/// Checks `fields`' own member "signature" (64 hex digits, either case) in constant time. Empty: no
/// proof.
std::optional<Proof> verify_signature(
    const Keys& keys,
    const KeyName& key,
    Signed what,
    std::string_view access_key,
    const toolkit::Fields& fields
);

}  // namespace dvcpay::momo
