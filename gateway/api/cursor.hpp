#pragma once
// Opaque cursors: base64url of a list's letter and the last key. Checked when they come back, never
// trusted.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dvcpay::api {

std::string make_cursor(char list, std::string_view key);
/// The key, where the cursor was made for this list.
std::optional<std::string> read_cursor(char list, std::string_view cursor);
/// A key that is a position: decimal digits, non-negative, 64 bits.
std::optional<std::int64_t> read_position(char list, std::string_view cursor);

}  // namespace dvcpay::api
