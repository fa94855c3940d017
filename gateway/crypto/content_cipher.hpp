#pragma once
// The content ciphers of JSON Web Encryption (RFC 7518 §5.2.3, §5.3). Pure; key and IV are the
// caller's.
#include <cstddef>
#include <string>
#include <string_view>

#include "domain/result.hpp"
#include "ports/keys.hpp"

namespace dvcpay::crypto {

/// a128cbc_hs256: 16 bytes for the MAC, then 16 for AES. a256gcm: 32 for AES.
inline constexpr std::size_t content_key_bytes = 32;
inline constexpr std::size_t content_tag_bytes = 16;
std::size_t content_iv_bytes(ContentCipher cipher);  ///< 16 or 12

struct SealedContent {
    std::string ciphertext;
    std::string tag;
};

/// Fault::body_too_large beyond 16 MiB; internal_error: key or IV of a wrong length.
Result<SealedContent> seal_content(
    ContentCipher cipher,
    std::string_view key,
    std::string_view iv,
    std::string_view authenticated,
    std::string_view clear
);
/// Fault::forged, and nothing else, whatever did not fit: nothing is decrypted with a128cbc_hs256
/// before its tag verified, and nothing is given with a256gcm.
Result<std::string> open_content(
    ContentCipher cipher,
    std::string_view key,
    std::string_view iv,
    std::string_view authenticated,
    std::string_view ciphertext,
    std::string_view tag
);

}  // namespace dvcpay::crypto
