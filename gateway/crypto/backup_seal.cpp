#include "crypto/backup_seal.hpp"

#include <array>
#include <memory>
#include <optional>

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "crypto/digest.hpp"
#include "crypto/gcm.hpp"

namespace dvcpay::crypto {
namespace {

constexpr std::string_view magic = "dvcpay-backup-1";
constexpr std::size_t curve_bytes = 32;
constexpr std::size_t key_id_digits = 16;

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)>;
using Bytes = std::unique_ptr<BIO, decltype(&BIO_free)>;

Key nothing() {
    return {nullptr, &EVP_PKEY_free};
}

Bytes bytes_of(std::string_view text) {
    return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free};
}

const unsigned char* in(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

bool is_curve(const Key& key) {
    return key && EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_X25519;
}

std::string public_half(const Key& key) {
    std::string out(curve_bytes, '\0');
    std::size_t size = out.size();
    auto* to = reinterpret_cast<unsigned char*>(out.data());
    if (EVP_PKEY_get_raw_public_key(key.get(), to, &size) != 1) return {};
    return out;
}

Key public_key(std::string_view raw) {
    return {
        EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, in(raw), raw.size()), &EVP_PKEY_free
    };
}

/// X25519; empty where the other point gives nothing (all zeros).
Secret agree(const Key& ours, const Key& theirs) {
    const KeyContext context(EVP_PKEY_CTX_new(ours.get(), nullptr), &EVP_PKEY_CTX_free);
    std::string out(curve_bytes, '\0');
    std::size_t size = out.size();
    auto* to = reinterpret_cast<unsigned char*>(out.data());
    const bool worked = context && EVP_PKEY_derive_init(context.get()) == 1 &&
                        EVP_PKEY_derive_set_peer(context.get(), theirs.get()) == 1 &&
                        EVP_PKEY_derive(context.get(), to, &size) == 1;
    return worked ? Secret(std::move(out)) : Secret();
}

/// HKDF-SHA256 (RFC 5869) for one block of output.
Secret derive(const Secret& input, std::string_view salt, std::string_view what) {
    const Secret extracted(input.reveal([&](std::string_view bytes) {
        return hmac(MacAlgorithm::hmac_sha256, salt, bytes);
    }));
    return Secret(extracted.reveal([&](std::string_view bytes) {
        return hmac(
            MacAlgorithm::hmac_sha256, bytes, std::string(magic) + std::string(what) + '\x01'
        );
    }));
}

std::string line(std::string_view name, std::string_view value) {
    return std::string(name) + ": " + std::string(value) + "\n";
}

/// Takes "name: value\n" off the front.
std::optional<std::string> take_line(std::string_view& rest, std::string_view name) {
    const std::string begin = std::string(name) + ": ";
    const std::size_t end = rest.find('\n');
    if (!rest.starts_with(begin) || end == std::string_view::npos) return std::nullopt;
    std::string value(rest.substr(begin.size(), end - begin.size()));
    rest.remove_prefix(end + 1);
    return value;
}

struct Parsed {
    BackupOf what = BackupOf::store;
    std::string key_id;
    std::string first;   ///< salt, or the recipient's public key
    std::string second;  ///< the ephemeral public key
};

std::optional<std::string> take_point(std::string_view& rest, std::string_view name) {
    const auto text = take_line(rest, name);
    auto raw = text ? from_hex(*text) : std::nullopt;
    if (raw && raw->size() != curve_bytes) raw.reset();
    return raw;
}

Result<Parsed> parse(std::string_view header) {
    const Error wrong(Fault::malformed, "not a backup file of dvcpay");
    if (!header.starts_with(std::string(magic) + "\n")) return wrong;
    std::string_view rest = header.substr(magic.size() + 1);
    const auto what = take_line(rest, "what");
    Parsed out;
    if (what == "store") {
        const auto key_id = take_line(rest, "key");
        const auto salt = take_point(rest, "salt");
        if (!key_id || !salt) return wrong;
        out.key_id = *key_id;
        out.first = *salt;
    } else if (what == "ring") {
        out.what = BackupOf::ring;
        const auto recipient = take_point(rest, "recipient");
        const auto ephemeral = take_point(rest, "ephemeral");
        if (!recipient || !ephemeral) return wrong;
        out.first = *recipient;
        out.second = *ephemeral;
    } else {
        return wrong;
    }
    if (rest != "\n") return wrong;
    return out;
}

BackupKey store_key(std::string header, const Secret& backup_key, std::string_view salt) {
    return BackupKey{std::move(header), derive(backup_key, salt, "store")};
}

Result<BackupKey> ring_key(
    std::string header, const Secret& agreed, std::string_view ephemeral, std::string_view recipient
) {
    if (agreed.empty()) return Error(Fault::configuration, "the recovery key cannot be used");
    const std::string salt = std::string(ephemeral) + std::string(recipient);
    return BackupKey{std::move(header), derive(agreed, salt, "ring")};
}

std::string chunk_data(const BackupKey& key, std::int64_t number, ChunkPlace place) {
    return length_prefixed(
        {"dvcpay-chunk-1",
         sha256_hex(key.header),
         std::to_string(number),
         place == ChunkPlace::last ? "last" : "more"}
    );
}

GcmNonce nonce_of(std::int64_t number) {
    GcmNonce out{};
    auto rest = static_cast<std::uint64_t>(number);
    for (std::size_t i = 0; i < 8; ++i, rest >>= 8U)
        out[out.size() - 1 - i] = static_cast<std::byte>(rest & 0xffU);
    return out;
}

std::string random_bytes(Entropy& entropy) {
    std::array<std::byte, curve_bytes> bytes{};
    entropy.fill(bytes);
    std::string out(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    OPENSSL_cleanse(bytes.data(), bytes.size());
    return out;
}

}  // namespace

std::string backup_key_id(const Secret& backup_key) {
    return backup_key.reveal([](std::string_view bytes) {
        const Secret named("dvcpay-backup-key-1" + std::string(bytes));
        return named.reveal([](std::string_view all) {
            return sha256_hex(all).substr(0, key_id_digits);
        });
    });
}

Result<BackupHeader> read_backup_header(std::string_view header) {
    BOOST_OUTCOME_TRY(const auto parsed, parse(header));
    return BackupHeader{parsed.what, parsed.key_id};
}

Result<BackupKey> begin_store_backup(const Secret& backup_key, Entropy& entropy) {
    const std::string salt = random_bytes(entropy);
    std::string header = std::string(magic) + "\n" + line("what", "store") +
                         line("key", backup_key_id(backup_key)) + line("salt", to_hex(salt)) + "\n";
    return store_key(std::move(header), backup_key, salt);
}

Result<BackupKey> open_store_backup(std::string_view header, const Secret& backup_key) {
    BOOST_OUTCOME_TRY(const auto parsed, parse(header));
    if (parsed.what != BackupOf::store)
        return Error(Fault::configuration, "this is the backup of a ring, not of a store");
    if (parsed.key_id != backup_key_id(backup_key))
        return Error(Fault::configuration, "made under another backup key, " + parsed.key_id);
    return store_key(std::string(header), backup_key, parsed.first);
}

Result<BackupKey> begin_ring_backup(std::string_view recipient_pem, Entropy& entropy) {
    const Bytes pem = bytes_of(recipient_pem);
    const Key recipient(PEM_read_bio_PUBKEY(pem.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
    if (!is_curve(recipient))
        return Error(Fault::configuration, "expected a public X25519 key in PEM");
    const Secret raw(random_bytes(entropy));
    Key ours = nothing();
    raw.reveal([&ours](std::string_view bytes) {
        ours.reset(EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, in(bytes), bytes.size()));
    });
    if (!ours) return Error(Fault::internal_error, "no ephemeral key");
    const std::string ephemeral = public_half(ours);
    const std::string to = public_half(recipient);
    std::string header = std::string(magic) + "\n" + line("what", "ring") +
                         line("recipient", to_hex(to)) + line("ephemeral", to_hex(ephemeral)) +
                         "\n";
    return ring_key(std::move(header), agree(ours, recipient), ephemeral, to);
}

Result<BackupKey> open_ring_backup(std::string_view header, const Secret& recovery_pem) {
    BOOST_OUTCOME_TRY(const auto parsed, parse(header));
    if (parsed.what != BackupOf::ring)
        return Error(Fault::configuration, "this is the backup of a store, not of a ring");
    Key ours = nothing();
    recovery_pem.reveal([&ours](std::string_view text) {
        const Bytes pem = bytes_of(text);
        ours.reset(PEM_read_bio_PrivateKey(pem.get(), nullptr, nullptr, nullptr));
    });
    if (!is_curve(ours))
        return Error(Fault::configuration, "expected the private X25519 key in PEM");
    if (public_half(ours) != parsed.first)
        return Error(Fault::configuration, "made for another recovery key");
    const Key ephemeral = public_key(parsed.second);
    if (!ephemeral) return Error(Fault::malformed, "not a backup file of dvcpay");
    return ring_key(std::string(header), agree(ours, ephemeral), parsed.second, parsed.first);
}

Result<std::string> seal_chunk(
    const BackupKey& key, std::int64_t number, ChunkPlace place, std::string_view clear
) {
    return key.key.reveal([&](std::string_view bytes) {
        return gcm_encrypt(bytes, nonce_of(number), chunk_data(key, number, place), clear);
    });
}

Result<std::string> open_chunk(
    const BackupKey& key, std::int64_t number, ChunkPlace place, std::string_view sealed
) {
    return key.key.reveal([&](std::string_view bytes) -> Result<std::string> {
        auto clear = gcm_decrypt(bytes, chunk_data(key, number, place), sealed);
        if (clear) return clear;
        return Error(
            Fault::forged,
            "chunk " + std::to_string(number) + " was changed, moved, or is not where the file ends"
        );
    });
}

}  // namespace dvcpay::crypto
