#pragma once
// The text a provider signs: chosen fields, in the provider's order, joined without any escaping.
// Such a text is not injective (a value may hold the separator), so it is only ever built, never
// parsed.
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "toolkit/fields.hpp"

namespace dvcpay::toolkit {

/// How pairs are written: "name=value&name=value" by default.
struct Joining {
    std::string_view between_pairs = "&";
    std::string_view between_name_and_value = "=";
};

/// `names` gives the order; a name that `fields` lacks still contributes "name=". Bytes are taken
/// as they are: no encoding, no trimming, no Unicode normalisation.
std::string canonical_text(
    std::span<const std::string_view> names, const Fields& fields, Joining joining = {}
);

/// Bare values with `separator` between them; an empty value keeps its separators. Where the
/// separator is empty a character can move from one value into the next unseen: whoever verifies
/// such a text compares every value with what is expected, too.
std::string joined(std::span<const std::string_view> values, std::string_view separator);
std::string joined(std::initializer_list<std::string_view> values, std::string_view separator);

/// The values of `names`, in that order, joined; an absent one is empty.
std::string joined(
    std::span<const std::string_view> names, const Fields& fields, std::string_view separator
);

}  // namespace dvcpay::toolkit
