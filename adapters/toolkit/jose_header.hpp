#pragma once
// What signing and encryption ask of a header. Inside the toolkit only.
#include <optional>
#include <string_view>

#include "toolkit/lexeme_json.hpp"

namespace dvcpay::toolkit {

inline constexpr JsonLimits jose_header_limits{
    .bytes_max = 8 * 1024, .depth_max = 6, .values_max = 100
};

/// The object behind a base64url text; empty where it is none.
std::optional<JsonValue> read_jose_header(std::string_view encoded);
/// The member is there and is this text.
bool says(const JsonValue& header, std::string_view member, std::string_view text);

}  // namespace dvcpay::toolkit
