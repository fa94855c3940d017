#pragma once
// AES-256-GCM, once, for everything that is sealed. Pure; the nonce is the caller's.
#include <array>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

#include "domain/result.hpp"

namespace dvcpay::crypto {

inline constexpr std::size_t gcm_key_bytes = 32;
inline constexpr std::size_t gcm_nonce_bytes = 12;
inline constexpr std::size_t gcm_tag_bytes = 16;
using GcmNonce = std::array<std::byte, gcm_nonce_bytes>;

/// nonce ‖ ciphertext ‖ tag. A nonce is used once under its key. Fault::body_too_large beyond 1
/// GiB.
Result<std::string> gcm_encrypt(
    std::string_view key, const GcmNonce& nonce, std::string_view aad, std::string_view clear
);
/// Fault::malformed: too short to be a blob. Fault::forged: changed, another key or other `aad`.
Result<std::string> gcm_decrypt(std::string_view key, std::string_view aad, std::string_view blob);
/// Each part as its decimal byte length, a colon and its bytes: ("ab","c") and ("a","bc") differ.
std::string length_prefixed(std::initializer_list<std::string_view> parts);

}  // namespace dvcpay::crypto
