#pragma once
// Personal data and raw bytes at rest: envelope encryption under a ring of keys.
#include <string>
#include <string_view>
#include <vector>

#include "ports/entropy.hpp"
#include "ports/keys.hpp"
#include "ports/secret.hpp"

namespace dvcpay::crypto {

/// `id` is stored beside each blob and names the key for ever; `key` is 32 bytes.
struct RingKey {
    std::string id;
    Secret key;
};

/// AES-256-GCM twice: the clear bytes under a data key drawn for this one blob, the data key under
/// the ring's first key. Both blobs are nonce (12) ‖ ciphertext ‖ tag (16). Associated data, each
/// field written as its decimal byte length, a colon and its bytes: purpose, ring key id, record,
/// field.
///
/// The first key of the ring seals; every key of the ring opens. A key leaves the ring only after
/// nothing it wraps is left.
///
/// What the ring key wraps is the data key (32), followed by the id of the ring key under which the
/// record was sealed where that is another one: the ciphertext's associated data names that key for
/// ever, so that a rotation replaces the wrapping alone. Both are authenticated by the wrapping.
///
/// Threads: all calls belong to the thread that owns Entropy, because replace() may run between any
/// two of them.
class RingSealer final : public Sealer {
  public:
    /// `entropy` must outlive the sealer. Fault::configuration: empty ring, an id that is empty or
    /// stands twice, a key that is not 32 bytes.
    static Result<RingSealer> make(std::vector<RingKey> ring, Entropy& entropy);

    Result<Sealed> seal(const std::string& record, const std::string& field, std::string_view clear)
        override;
    /// Fault::configuration: the wrapping key is not in the ring. Fault::malformed: too short to be
    /// a blob. Fault::forged: changed, or moved from another record or field.
    Result<std::string> open(
        const std::string& record, const std::string& field, const Sealed& sealed
    ) const override;
    /// Faults as open(), of the old wrapping. What the newest key wraps already is wrapped again.
    Result<Wrapped> rewrap(const std::string& record, const std::string& field, const Wrapped& old)
        override;
    std::vector<std::string> key_ids() const override;
    std::string digest_hex(std::string_view bytes) const override;

    /// Another ring from now on; the old one stays where the new one is refused (faults of make()).
    Result<void> replace(std::vector<RingKey> ring);

  private:
    struct DataKeyOf {
        Secret key;
        std::string sealed_under;  ///< the ring key the ciphertext names
    };
    Result<DataKeyOf> unwrap(
        const std::string& record, const std::string& field, const Wrapped& wrapped
    ) const;

    RingSealer(std::vector<RingKey> ring, Entropy& entropy)
        : ring_(std::move(ring)), entropy_(&entropy) {}
    std::vector<RingKey> ring_;
    Entropy* entropy_;
};

}  // namespace dvcpay::crypto
