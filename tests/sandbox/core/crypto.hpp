#pragma once
// The providers' cryptography, on OpenSSL alone: what the gateway signs is checked by other code
// than the code that signed it. Every function that meets bytes from outside says no instead of
// failing; a key that cannot be read is a mistake of the configuration. Pure but for `random`,
// which callers draw from Entropy.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/result.hpp"

namespace dvcpay::sandbox::crypto {

enum class Hash : std::uint8_t { md5, sha1, sha256, sha512 };

// --- texts
std::string hex(std::string_view bytes);                        ///< lower case
std::optional<std::string> unhex(std::string_view text);        ///< either case
std::string base64(std::string_view bytes);                     ///< with padding
std::optional<std::string> unbase64(std::string_view text);     ///< strict
std::string base64url(std::string_view bytes);                  ///< without padding
std::optional<std::string> unbase64url(std::string_view text);  ///< without padding, strict
bool same(std::string_view a, std::string_view b);              ///< constant time

// --- digests; raw bytes
std::string digest(Hash hash, std::string_view text);
std::string hmac(Hash hash, std::string_view key, std::string_view text);

// --- signatures; keys as PEM, signatures as raw bytes
enum class Scheme : std::uint8_t {
    rsa_sha1,
    rsa_sha256,      ///< PKCS#1 1.5; RS256 of JWS
    rsa_pss_sha256,  ///< MGF1-SHA256, salt of 32 bytes
    ecdsa_sha256,    ///< DER
};
/// `configuration` where the key cannot be read or is of another kind.
Result<std::string> sign(Scheme scheme, std::string_view private_pem, std::string_view text);
/// `pem`: a public key, a certificate, or a private key (its public half).
bool verify(Scheme scheme, std::string_view pem, std::string_view text, std::string_view signature);
/// RSAES-PKCS1-v1_5 to the owner of `pem`.
Result<std::string> rsa_encrypt(std::string_view pem, std::string_view text);
/// PEM out of the body of a certificate or key on one line (headers of banks carry it so).
std::string pem_of_line(std::string_view label, std::string_view one_line);
/// A bare Base64 body without label: "PRIVATE KEY", "PUBLIC KEY", "CERTIFICATE".
std::optional<std::string> line_of_pem(std::string_view pem);

// --- JWS (RFC 7515) with RS256
/// header.payload.signature; `protected_header` is the exact JSON text.
Result<std::string> jws(
    std::string_view private_pem, std::string_view protected_header, std::string_view payload
);
struct JwsSeen {
    std::string header;   ///< the JSON text
    std::string payload;  ///< as given, or out of the compact form
};
/// Compact, or with an empty middle part and the payload beside it. Only RS256; nothing else is
/// believed, whatever the header asks for.
std::optional<JwsSeen> verify_jws(
    std::string_view pem, std::string_view compact, std::optional<std::string_view> beside
);

// --- JWE (RFC 7516), the parts as raw bytes
enum class Wrap : std::uint8_t { direct, a256kw };
enum class Content : std::uint8_t { a128cbc_hs256, a256gcm };
struct Jwe {
    std::string encrypted_key;  ///< empty with `direct`
    std::string iv;
    std::string ciphertext;
    std::string tag;
};
/// `key`: 32 raw bytes. `random`: at least 64 fresh bytes, for content key and IV.
/// `authenticated`: the base64url text of the protected header.
Jwe seal(
    Wrap wrap,
    Content content,
    std::string_view key,
    std::string_view random,
    std::string_view clear,
    std::string_view authenticated
);
std::optional<std::string> open(
    Wrap wrap,
    Content content,
    std::string_view key,
    const Jwe& parts,
    std::string_view authenticated
);

}  // namespace dvcpay::sandbox::crypto
