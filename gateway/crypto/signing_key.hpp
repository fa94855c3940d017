#pragma once
// RSA and EC keys that sign or verify: PEM as its file holds it, or a key in a token.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "domain/result.hpp"
#include "ports/keys.hpp"
#include "ports/secret.hpp"

struct evp_pkey_st;

namespace dvcpay::crypto {

/// A key in a token as one secret: its URI and its PIN. Fault as of parse_token_uri().
Result<Secret> token_secret(std::string_view uri, const Secret& pin);
/// The PIN in what token_secret() made; empty for every other secret.
std::optional<Secret> token_pin(const Secret& secret);

/// Immutable. Any thread; sign() of one key on one thread at a time.
class SigningKey {
  public:
    /// PEM or token_secret(), as against the text of a MAC. What is such a key never makes a MAC: a
    /// public key as HMAC key would let everybody sign.
    static bool is_one(const Secret& secret);
    /// PEM: PRIVATE KEY (PKCS#8 or traditional, not encrypted), PUBLIC KEY, or one CERTIFICATE, of
    /// which only the key counts: it is pinned, so neither its dates nor its issuer are asked. A
    /// chain is refused, because its authority's key would verify too. RSA of 2048 bits and more,
    /// or P-256. Logs in to a token, which blocks. Fault::configuration, never repeating the text.
    static Result<SigningKey> load(const Secret& secret);

    /// RSA: as long as the modulus; PSS with MGF1 of SHA-256 and a salt of 32 bytes. ECDSA: DER
    /// (X9.62). Blocks: RSA-4096 takes 4 ms, a token as long as it likes. Fault::configuration: a
    /// key of the other kind, or a public one; unavailable: the token does not sign.
    Result<std::string> sign(SignAlgorithm algorithm, std::string_view text) const;
    /// With the public half, in memory.
    bool verify(SignAlgorithm algorithm, std::string_view text, std::string_view signature) const;
    /// RSAES-PKCS1-v1_5. Fault::configuration: not a private RSA key in memory (a token's has one
    /// thread, the signer's); forged: it does not open. An OpenSSL that hides a wrong padding gives
    /// random bytes instead, so the caller checks what comes out.
    Result<std::string> decrypt(std::string_view ciphertext) const;

  private:
    enum class Place : std::uint8_t { memory, token };
    SigningKey(
        std::shared_ptr<evp_pkey_st> private_half,
        std::shared_ptr<evp_pkey_st> public_half,
        Place place
    )
        : private_(std::move(private_half)), public_(std::move(public_half)), place_(place) {}
    std::shared_ptr<evp_pkey_st> private_;  ///< null: only verifies
    std::shared_ptr<evp_pkey_st> public_;
    Place place_;
};

}  // namespace dvcpay::crypto
