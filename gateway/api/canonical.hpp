#pragma once
// RFC 8785 (JCS): one text for all bodies that mean the same. Its SHA-256 is what an idempotency
// key is compared by; a payment's metadata is kept in this form.
#include <string>
#include <string_view>

#include "api/json.hpp"

namespace dvcpay::api {

/// Members by UTF-16 code units, numbers as ECMAScript writes doubles, strings with the fewest
/// escapes. An integer beyond 2^53 is written as the double nearest to it, as the RFC says; whoever
/// keeps the text refuses such numbers first.
std::string canonical_json(const Json& value);

/// A JSON string with its quotes. `text` is valid UTF-8.
void append_json_string(std::string& out, std::string_view text);

/// RFC 8785 §3.2.3: does `a` sort before `b`?
bool utf16_less(std::string_view a, std::string_view b);

inline constexpr std::int64_t exact_integer_max = (1LL << 53) - 1;

}  // namespace dvcpay::api
