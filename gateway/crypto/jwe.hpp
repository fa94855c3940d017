#pragma once
// One encryption to a shared key, as JSON Web Encryption does it (RFC 7516 §5). The texts around it
// are the toolkit's (toolkit/jose.hpp). Pure but for what it draws.
#include <string>
#include <string_view>

#include "domain/result.hpp"
#include "ports/entropy.hpp"
#include "ports/keys.hpp"
#include "ports/secret.hpp"

namespace dvcpay::crypto {

/// 64 hex digits, either case: a symmetric key as banks hand it over. Fault::configuration; the
/// detail never repeats the text.
Result<Secret> parse_symmetric_key(std::string_view text);

/// Draws the content key (a256kw only), then the IV. `key`: 32 bytes.
Result<JweParts> jwe_seal(
    const Secret& key,
    KeyManagement management,
    ContentCipher cipher,
    std::string_view clear,
    std::string_view authenticated,
    Entropy& entropy
);
/// Fault::forged alone.
Result<std::string> jwe_open(
    const Secret& key,
    KeyManagement management,
    ContentCipher cipher,
    const JweParts& parts,
    std::string_view authenticated
);

}  // namespace dvcpay::crypto
