#include "crypto/sealer.hpp"

#include <array>
#include <cstddef>
#include <utility>

#include <openssl/crypto.h>

#include "crypto/digest.hpp"
#include "crypto/gcm.hpp"

namespace dvcpay::crypto {
namespace {

constexpr std::size_t key_bytes = gcm_key_bytes;
using Nonce = GcmNonce;

/// A key on the stack that does not stay there.
struct DataKey {
    std::array<std::byte, key_bytes> bytes{};
    DataKey() = default;
    DataKey(const DataKey&) = delete;
    DataKey& operator=(const DataKey&) = delete;
    ~DataKey() { OPENSSL_cleanse(bytes.data(), bytes.size()); }
    std::string_view view() const {
        return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }
};

std::string associated_data(
    std::string_view purpose,
    std::string_view ring_key_id,
    std::string_view record,
    std::string_view field
) {
    return length_prefixed({purpose, ring_key_id, record, field});
}

Result<void> check_ring(const std::vector<RingKey>& ring) {
    if (ring.empty()) return Error(Fault::configuration, "the key ring for personal data is empty");
    for (std::size_t i = 0; i < ring.size(); ++i) {
        if (ring[i].id.empty()) return Error(Fault::configuration, "a key of the ring has no id");
        const std::size_t size =
            ring[i].key.reveal([](std::string_view bytes) { return bytes.size(); });
        if (size != key_bytes)
            return Error(Fault::configuration, "ring key " + ring[i].id + " is not 32 bytes");
        for (std::size_t j = 0; j < i; ++j) {
            if (ring[j].id == ring[i].id) {
                return Error(Fault::configuration, "ring key " + ring[i].id + " stands twice");
            }
        }
    }
    return ok();
}

}  // namespace

Result<RingSealer> RingSealer::make(std::vector<RingKey> ring, Entropy& entropy) {
    BOOST_OUTCOME_TRY(check_ring(ring));
    return RingSealer(std::move(ring), entropy);
}

Result<void> RingSealer::replace(std::vector<RingKey> ring) {
    BOOST_OUTCOME_TRY(check_ring(ring));
    ring_ = std::move(ring);
    return ok();
}

std::vector<std::string> RingSealer::key_ids() const {
    std::vector<std::string> out;
    out.reserve(ring_.size());
    for (const auto& entry : ring_) out.push_back(entry.id);
    return out;
}

Result<Sealed> RingSealer::seal(
    const std::string& record, const std::string& field, std::string_view clear
) {
    const RingKey& current = ring_.front();
    DataKey data_key;
    Nonce data_nonce{};
    Nonce wrap_nonce{};
    entropy_->fill(data_key.bytes);
    entropy_->fill(data_nonce);
    entropy_->fill(wrap_nonce);
    Sealed sealed;
    sealed.ring_key_id = current.id;
    BOOST_OUTCOME_TRY(
        sealed.ciphertext,
        gcm_encrypt(
            data_key.view(),
            data_nonce,
            associated_data("dvcpay-data-1", current.id, record, field),
            clear
        )
    );
    BOOST_OUTCOME_TRY(sealed.wrapped_key, current.key.reveal([&](std::string_view ring_key) {
        const std::string aad = associated_data("dvcpay-wrap-1", current.id, record, field);
        return gcm_encrypt(ring_key, wrap_nonce, aad, data_key.view());
    }));
    return sealed;
}

Result<RingSealer::DataKeyOf> RingSealer::unwrap(
    const std::string& record, const std::string& field, const Wrapped& wrapped
) const {
    for (const auto& entry : ring_) {
        if (entry.id != wrapped.ring_key_id) continue;
        BOOST_OUTCOME_TRY(auto clear, entry.key.reveal([&](std::string_view ring_key) {
            return gcm_decrypt(
                ring_key,
                associated_data("dvcpay-wrap-1", entry.id, record, field),
                wrapped.wrapped_key
            );
        }));
        const Secret both(std::move(clear));
        return both.reveal([&](std::string_view bytes) -> Result<DataKeyOf> {
            if (bytes.size() < key_bytes) return Error(Fault::malformed, "not a wrapped data key");
            DataKeyOf out;
            out.key = Secret(std::string(bytes.substr(0, key_bytes)));
            out.sealed_under = bytes.substr(key_bytes);
            if (out.sealed_under.empty()) out.sealed_under = entry.id;
            return out;
        });
    }
    return Error(
        Fault::configuration,
        "sealed under ring key " + wrapped.ring_key_id + ", which is not in the ring"
    );
}

Result<std::string> RingSealer::open(
    const std::string& record, const std::string& field, const Sealed& sealed
) const {
    const Wrapped wrapped{sealed.ring_key_id, sealed.wrapped_key};
    BOOST_OUTCOME_TRY(const DataKeyOf data, unwrap(record, field, wrapped));
    return data.key.reveal([&](std::string_view key) {
        return gcm_decrypt(
            key,
            associated_data("dvcpay-data-1", data.sealed_under, record, field),
            sealed.ciphertext
        );
    });
}

Result<Wrapped> RingSealer::rewrap(
    const std::string& record, const std::string& field, const Wrapped& old
) {
    BOOST_OUTCOME_TRY(const DataKeyOf data, unwrap(record, field, old));
    const RingKey& current = ring_.front();
    Nonce nonce{};
    entropy_->fill(nonce);
    const Secret both(data.key.reveal([&](std::string_view key) {
        std::string text;
        text.reserve(
            key.size() + data.sealed_under.size()
        );  // it never moves: no copy stays behind
        text += key;
        if (data.sealed_under != current.id) text += data.sealed_under;
        return text;
    }));
    Wrapped out;
    out.ring_key_id = current.id;
    BOOST_OUTCOME_TRY(out.wrapped_key, current.key.reveal([&](std::string_view ring_key) {
        const std::string aad = associated_data("dvcpay-wrap-1", current.id, record, field);
        return both.reveal([&](std::string_view text) {
            return gcm_encrypt(ring_key, nonce, aad, text);
        });
    }));
    return out;
}

std::string RingSealer::digest_hex(std::string_view bytes) const {
    return sha256_hex(bytes);
}

}  // namespace dvcpay::crypto
