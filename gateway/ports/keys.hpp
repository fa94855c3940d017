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
#include "ports/secret.hpp"
#include "ports/task.hpp"

namespace dvcpay {

/// Names a secret of the configuration: "momo/default/secret_key". While a key rotates the name
/// stands for both; signing uses the newest, verifying accepts each.
using KeyName = std::string;

enum class MacAlgorithm : std::uint8_t { hmac_sha1, hmac_sha256, hmac_sha512 };

/// Digest of a text that has the secret in it: weaker than a MAC, but what some contracts demand.
enum class DigestAlgorithm : std::uint8_t { md5, sha256 };

/// SHA-1 exists for calls of one bank that know nothing better. The others: SHA-256. RSA:
/// PKCS#1 1.5, or PSS with MGF1 and a salt of 32 bytes. ECDSA: P-256, DER.
enum class SignAlgorithm : std::uint8_t {
    rsa_pkcs1_sha1,
    rsa_pkcs1_sha256,
    rsa_pss_sha256,
    ecdsa_p256_sha256
};

/// JSON Web Encryption (RFC 7518): how the content key is found, and how the content is sealed.
enum class KeyManagement : std::uint8_t { direct, a256kw };
enum class ContentCipher : std::uint8_t { a128cbc_hs256, a256gcm };
/// Raw bytes of each part, not base64url.
struct JweParts {
    std::string encrypted_key;  ///< empty with `direct`
    std::string iv;
    std::string ciphertext;
    std::string tag;
};

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
    /// Raw digest of before ‖ secret ‖ after, with the newest secret. Fault::configuration where
    /// the name is unknown.
    virtual Result<std::string> digest(
        const KeyName& key,
        DigestAlgorithm algorithm,
        std::string_view before,
        std::string_view after
    ) const = 0;
    /// Constant time, with each secret of the name. `digest` is raw bytes.
    virtual std::optional<Proof> verify_digest(
        const KeyName& key,
        DigestAlgorithm algorithm,
        std::string_view before,
        std::string_view after,
        std::string_view digest
    ) const = 0;
    /// Constant time: is `candidate` one of the secrets of the name? Its proof is of the kind
    /// `credential`.
    virtual std::optional<Proof> verify_text(const KeyName& key, std::string_view candidate)
        const = 0;
    /// The newest secret itself, for the one who puts it on the wire (toolkit/authorizer.cpp; a
    /// rule of tests/tidy names the files). Fault::configuration where the name is unknown.
    virtual Result<Secret> text(const KeyName& key) const = 0;
    /// With the symmetric key of the name: 64 hex digits. Content key and IV are drawn afresh.
    virtual Result<JweParts> encrypt(
        const KeyName& key,
        KeyManagement management,
        ContentCipher cipher,
        std::string_view clear,
        std::string_view authenticated
    ) = 0;
    /// Fault::forged where no key of the name opens it: not one byte of the text is given then.
    virtual Result<std::string> decrypt(
        const KeyName& key,
        KeyManagement management,
        ContentCipher cipher,
        const JweParts& parts,
        std::string_view authenticated
    ) const = 0;
    /// RSAES-PKCS1-v1_5 with a private key of ours. Proves nothing about the sender. Fault::forged.
    virtual Result<std::string> decrypt_rsa(const KeyName& key, std::string_view ciphertext)
        const = 0;
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
