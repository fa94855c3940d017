#pragma once
// JSON from outside, read for signatures: the exact source text of every number is kept, and
// whatever could be read in two ways is refused. The syntax itself is nlohmann's; this header does
// not show it.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"
#include "toolkit/fields.hpp"

namespace dvcpay::toolkit {

struct JsonLimits {
    std::size_t bytes_max = 64 * 1024;
    std::size_t depth_max = 8;      ///< arrays and objects within each other
    std::size_t values_max = 2000;  ///< of all kinds, in the whole document
};

struct JsonMember;

struct JsonValue {
    enum class Kind : std::uint8_t { null, boolean, number, string, array, object };
    Kind kind = Kind::null;
    /// string: decoded UTF-8, may hold U+0000 · number: the literal exactly as it stood ("1.0",
    /// "-0", "1e3", "18446744073709551616") · boolean: "true" or "false" · null, array, object:
    /// empty
    std::string text;
    std::vector<JsonMember> members;  ///< object, in their order, names unique
    std::vector<JsonValue> items;     ///< array

    bool is_object() const { return kind == Kind::object; }
    bool is_array() const { return kind == Kind::array; }
    /// Null where this is no object or has no such member.
    const JsonValue* find(std::string_view name) const;
};

struct JsonMember {
    std::string name;
    JsonValue value;
};

/// The whole of `text` as one JSON value (RFC 8259). Fault::malformed, with a reason that repeats
/// nothing of the input: syntax, bytes after the value, invalid UTF-8, a raw NUL, a duplicate
/// member (after unescaping), a number beyond the range of a double, over a limit.
Result<JsonValue> parse_json(std::string_view text, JsonLimits limits = {});

/// The string and number members of an object as named texts, null as an empty text; booleans,
/// arrays and objects are left out.
Fields scalar_fields(const JsonValue& object);

}  // namespace dvcpay::toolkit
