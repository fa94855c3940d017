#pragma once
// URLs and queries, strictly: what is not plainly right is refused, because a lenient reader and a
// signature or a host check do not go together. Pure functions over bytes from outside.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "domain/result.hpp"
#include "toolkit/fields.hpp"

namespace dvcpay::toolkit {

/// In forms and queries of browsers '+' stands for a space; in paths it stands for itself.
enum class Plus : std::uint8_t { is_space, is_plus };

/// Every '%' must be followed by two hex digits (either case). Decoded once. Fault::malformed.
Result<std::string> percent_decode(std::string_view text, Plus plus);
/// RFC 3986 unreserved characters stay, every other byte becomes %XX (upper case).
std::string percent_encode(std::string_view text);

struct QueryLimits {
    std::size_t bytes_max = 8192;
    std::size_t fields_max = 64;
};
/// "a=1&b=x+y": decoded pairs in their order, '+' as space. A name without '=' has an empty text,
/// an empty piece is skipped, a leading '?' is not expected. Fault::malformed: bad escape, a name
/// twice (after decoding), an empty name, over a limit.
Result<Fields> parse_query(std::string_view query, QueryLimits limits = {});
/// The inverse of parse_query.
std::string encode_query(const Fields& fields);
/// What follows the first '?' of a request target, up to '#'; empty where there is none.
std::string_view query_of(std::string_view target);

struct Url {
    std::string scheme;     ///< lower case
    std::string host;       ///< lower case; an IPv6 address in its brackets
    std::string authority;  ///< host, and ":port" unless it is the scheme's own (443, 80)
    std::string rest;       ///< from the path on, as written
};
/// An absolute http or https URL. Empty for anything else, for user information, white space,
/// control and non-ASCII characters, backslashes, an empty or odd host, a port outside 1–65535.
std::optional<Url> parse_url(std::string_view text);

}  // namespace dvcpay::toolkit
