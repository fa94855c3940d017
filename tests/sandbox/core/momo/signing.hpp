#pragma once
// MoMo's signature rule, read for a second time: HMAC-SHA256 over name=value pairs of the signed
// members, sorted by name, joined with '&', values unescaped, an absent member with an empty value.
// accessKey is signed, not sent. Which members are signed is a set per message; the order is always
// computed by sorting, never written down. Source: spec §3 and the "Signed" line of §4–§8. Pure.
#include <span>
#include <string>
#include <string_view>

#include "ports/secret.hpp"
#include "sandbox/provider.hpp"

namespace dvcpay::sandbox::momo {

enum class Message : std::uint8_t {
    create,
    create_answer_a,
    create_answer_b,  ///< the other published edition: without `message`
    query,
    refund,
    refund_query,
    confirm,
    notice,  ///< IPN and browser return
};

std::span<const std::string_view> signed_members(Message message);

/// The text under the signature. Numbers count with their decimal text; other members of `body` do
/// not matter.
std::string raw_text(Message message, const Json& body, std::string_view access_key);

/// 64 lower-case hexadecimal digits.
std::string sign(const Secret& secret_key, std::string_view raw);

/// Constant time after a look at the form; upper case is accepted.
bool verifies(const Secret& secret_key, std::string_view raw, std::string_view signature);

}  // namespace dvcpay::sandbox::momo
