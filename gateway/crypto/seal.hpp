#pragma once
// The text of a seal, its hash, and the key that signs it. Not `sealer.hpp`, which encrypts.
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "domain/result.hpp"
#include "ports/seal.hpp"
#include "ports/secret.hpp"

struct evp_pkey_st;

namespace dvcpay::crypto {

/// What is hashed and signed: these fields in this order, each written as add_field (chain.hpp)
/// does; numbers in decimal, the time as RFC 3339 UTC with milliseconds, hashes as lower-case hex:
///   "dvcpay-seal-1", number, sealed_at, last_position, events, payments, root, prev_hash
std::string seal_text(const Seal& seal);
std::string seal_hash(const Seal& seal);  ///< SHA-256 of the text, lower-case hex

/// Whoever verifies holds this half. Any thread.
class SealPublicKey {
  public:
    /// PEM, SubjectPublicKeyInfo (RFC 8410), Ed25519. Fault::configuration.
    static Result<SealPublicKey> parse(std::string_view pem);

    /// Over seal_text(); a signature that is no base64 is simply none.
    bool verify(const Seal& seal) const;
    /// The first 16 hex digits of the SHA-256 of the key's 32 bytes.
    const std::string& id() const { return id_; }
    std::string pem() const;

  private:
    friend class SealKey;
    explicit SealPublicKey(std::shared_ptr<evp_pkey_st> key);
    std::shared_ptr<evp_pkey_st> key_;
    std::string id_;
};

/// The notary of a running gateway. Any thread.
class SealKey final : public Notary {
  public:
    /// PEM, PKCS#8, Ed25519, not encrypted. Fault::configuration; the detail never repeats the
    /// text.
    static Result<SealKey> parse(const Secret& pem);

    Result<Seal> seal(
        const std::optional<Seal>& before, const std::vector<EventMark>& marks, Wall now
    ) const override;
    const SealPublicKey& public_key() const { return public_; }

  private:
    explicit SealKey(std::shared_ptr<evp_pkey_st> key);
    std::shared_ptr<evp_pkey_st> key_;
    SealPublicKey public_;
};

}  // namespace dvcpay::crypto
