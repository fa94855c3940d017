#pragma once
// One parse of a body: a strict SAX reader that builds our own small tree, used both for typed
// reading and for the canonical form. A DOM parser would lose what must be refused: duplicate
// members, the text of a number.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"

namespace dvcpay::api {

struct Json {
    enum class Kind : std::uint8_t { null, boolean, integer, number, string, array, object };
    Kind kind = Kind::null;
    bool boolean = false;
    std::int64_t integer = 0;
    std::string text;                ///< string: its value; number: the token as it was sent
    std::vector<std::string> names;  ///< object: member names, beside `items`
    std::vector<Json> items;         ///< array: elements; object: member values

    const Json* find(std::string_view name) const;
};

inline constexpr std::size_t json_depth_max = 16;
inline constexpr std::size_t json_members_max = 256;

/// Reads exactly one JSON text (RFC 8259, UTF-8). Integers that 64 bits hold become Kind::integer,
/// every other number Kind::number.
/// Fault::malformed_json, with the pointer of the place where one can be named, for: syntax,
/// invalid UTF-8, a byte order mark, trailing bytes, duplicate members, NUL (also escaped), nesting
/// deeper than json_depth_max, more than json_members_max members in one object.
Result<Json> parse_json(std::string_view text);

/// RFC 6901: `/` and `~` of a member name are escaped.
std::string pointer_to(std::string_view parent, std::string_view name);
std::string pointer_to(std::string_view parent, std::size_t index);

}  // namespace dvcpay::api
