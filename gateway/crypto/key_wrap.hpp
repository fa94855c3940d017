#pragma once
// AES key wrap with a 256-bit key (RFC 3394, its default initial value): "A256KW" of RFC 7518.
// Pure.
#include <cstddef>
#include <string>
#include <string_view>

#include "domain/result.hpp"

namespace dvcpay::crypto {

inline constexpr std::size_t wrapping_key_bytes = 32;

/// Eight bytes longer than `key`, which has a multiple of 8 bytes, 16 at least.
/// Fault::internal_error: lengths our own code got wrong.
Result<std::string> wrap_key(std::string_view wrapping_key, std::string_view key);
/// Fault::forged: of another length, changed, or wrapped with another key.
Result<std::string> unwrap_key(std::string_view wrapping_key, std::string_view wrapped);

}  // namespace dvcpay::crypto
