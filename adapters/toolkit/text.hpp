#pragma once
// Text of people on its way to a provider, and numbers of providers on their way in.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dvcpay::toolkit {

/// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

struct Character {
    unsigned point = 0;     ///< its code point
    std::size_t bytes = 0;  ///< its length; 0: none, what stands there is not UTF-8 or the end
};
/// The character `text` begins with.
Character first_character(std::string_view text);

/// `text` without control characters (U+0000–001F, U+007F–009F) and without bytes that are not
/// UTF-8, cut to `characters_max` code points. Composition is left as it is: what is signed must be
/// what is sent.
std::string printable(std::string_view text, std::size_t characters_max);

/// A whole number as protocols write it: digits without sign, leading zero, fraction or exponent,
/// up to 2^63 − 1.
std::optional<std::int64_t> parse_whole(std::string_view text);

}  // namespace dvcpay::toolkit
