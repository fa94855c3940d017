#pragma once
// Keys by name. An adapter owns no key: it asks for a signature over its text, or whether one
// verifies.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/evidence.hpp"
#include "domain/result.hpp"
#include "ports/task.hpp"

namespace dvcpay {

/// Names a secret of the configuration: "momo/default/secret_key". While a key rotates the name
/// stands for both; signing uses the newest, verifying accepts each.
using KeyName = std::string;

enum class MacAlgorithm : std::uint8_t { hmac_sha1, hmac_sha256, hmac_sha512 };

/// SHA-256 in each. RSA: PKCS#1 1.5, or PSS with MGF1 and a salt of 32 bytes. ECDSA: P-256, DER.
enum class SignAlgorithm : std::uint8_t { rsa_pkcs1_sha256, rsa_pss_sha256, ecdsa_p256_sha256 };

class Keys {
  public:
    virtual ~Keys() = default;
    /// Raw MAC bytes. Fault::configuration where the name is unknown.
    virtual Task<Result<std::string>> mac(
        KeyName key, MacAlgorithm algorithm, std::string text
    ) = 0;
    /// Constant time. `mac` is raw bytes; a wrong length is simply no proof.
    virtual std::optional<Proof> verify_mac(
        const KeyName& key, MacAlgorithm algorithm, std::string_view text, std::string_view mac
    ) const = 0;
    /// Raw signature of the newest private key of the name; computed off the loop, where it lies in
    /// a token inside that token. Fault::configuration: the name is unknown, or its key is of
    /// another kind or public; unavailable: the token does not sign.
    virtual Task<Result<std::string>> sign(
        KeyName key, SignAlgorithm algorithm, std::string text
    ) = 0;
    /// With each key of the name, public or the public half of a private one.
    virtual std::optional<Proof> verify_signature(
        const KeyName& key,
        SignAlgorithm algorithm,
        std::string_view text,
        std::string_view signature
    ) const = 0;
    /// Every current secret of the name, newest first, as base64 MACs of `text`: webhook signatures
    /// during rotation.
    virtual Result<std::vector<std::string>> mac_all_base64(
        const KeyName& key, MacAlgorithm algorithm, std::string_view text
    ) const = 0;
};

/// Personal data and raw bytes at rest: AES-256-GCM, a fresh data key per record, wrapped by the
/// ring.
struct Sealed {
    std::string ring_key_id;  ///< which key of the ring wraps the data key
    std::string wrapped_key;  ///< nonce ‖ ciphertext ‖ tag
    std::string ciphertext;   ///< nonce ‖ ciphertext ‖ tag
};

/// The part of a record that a rotation of the ring replaces.
struct Wrapped {
    std::string ring_key_id;
    std::string wrapped_key;
};

class Sealer {
  public:
    virtual ~Sealer() = default;
    /// `record` and `field` are the associated data: a blob moved to another place does not open.
    virtual Result<Sealed> seal(
        const std::string& record, const std::string& field, std::string_view clear
    ) = 0;
    virtual Result<std::string> open(
        const std::string& record, const std::string& field, const Sealed& sealed
    ) const = 0;
    /// The same data key under the ring's newest key; the ciphertext beside it stays as it is.
    virtual Result<Wrapped> rewrap(
        const std::string& record, const std::string& field, const Wrapped& old
    ) = 0;
    /// Ids of the ring's keys; the first seals.
    virtual std::vector<std::string> key_ids() const = 0;
    /// SHA-256 of exact bytes, lower-case hex: what stays of raw bytes for ten years.
    virtual std::string digest_hex(std::string_view bytes) const = 0;
};

}  // namespace dvcpay
