#include "crypto/seal.hpp"

#include <array>
#include <climits>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "crypto/chain.hpp"
#include "crypto/digest.hpp"
#include "crypto/merkle.hpp"
#include "domain/invariant.hpp"

namespace dvcpay::crypto {
namespace {

constexpr std::size_t signature_bytes = 64;
constexpr std::size_t public_key_bytes = 32;
constexpr std::size_t key_id_digits = 16;

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;
using Key = std::shared_ptr<evp_pkey_st>;

const unsigned char* in(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

/// A file that asks for a pass phrase is refused: nobody is there to type one.
int no_pass_phrase(char*, int, int, void*) {
    return -1;
}

using ReadKey = EVP_PKEY* (*)(BIO*, EVP_PKEY**, pem_password_cb*, void*);

Key read_key(std::string_view pem, ReadKey read) {
    if (pem.empty() || pem.size() > INT_MAX) return nullptr;
    const Bio text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
    if (!text) return nullptr;
    Key key(read(text.get(), nullptr, &no_pass_phrase, nullptr), &EVP_PKEY_free);
    if (key && EVP_PKEY_get_id(key.get()) != EVP_PKEY_ED25519) return nullptr;
    return key;
}

std::string public_bytes(const Key& key) {
    std::string bytes(public_key_bytes, '\0');
    std::size_t size = bytes.size();
    auto* out = reinterpret_cast<unsigned char*>(bytes.data());
    const int got = EVP_PKEY_get_raw_public_key(key.get(), out, &size);
    DVC_INVARIANT(got == 1);
    DVC_INVARIANT(size == bytes.size());
    return bytes;
}

std::string sign(const Key& key, std::string_view text) {
    const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    std::string signature(signature_bytes, '\0');
    std::size_t size = signature.size();
    auto* out = reinterpret_cast<unsigned char*>(signature.data());
    const bool signed_it =
        context && EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
        EVP_DigestSign(context.get(), out, &size, in(text), text.size()) == 1;
    DVC_INVARIANT(signed_it && size == signature.size());
    return signature;
}

}  // namespace

std::string seal_text(const Seal& seal) {
    std::string text;
    add_field(text, "dvcpay-seal-1");
    add_field(text, std::to_string(seal.number));
    add_field(text, to_rfc3339(seal.sealed_at));
    add_field(text, std::to_string(seal.last_position));
    add_field(text, std::to_string(seal.events));
    add_field(text, std::to_string(seal.payments));
    add_field(text, seal.root);
    add_field(text, seal.prev_hash);
    return text;
}

std::string seal_hash(const Seal& seal) {
    return sha256_hex(seal_text(seal));
}

SealPublicKey::SealPublicKey(Key key)
    : key_(std::move(key)), id_(sha256_hex(public_bytes(key_)).substr(0, key_id_digits)) {}

Result<SealPublicKey> SealPublicKey::parse(std::string_view pem) {
    Key key = read_key(pem, &PEM_read_bio_PUBKEY);
    if (!key) return Error(Fault::configuration, "no Ed25519 public key in PEM");
    return SealPublicKey(std::move(key));
}

bool SealPublicKey::verify(const Seal& seal) const {
    const auto signature = from_base64(seal.signature);
    // The last digit has idle bits: only one spelling of a signature counts.
    if (!signature || !equal_constant_time(to_base64(*signature), seal.signature)) return false;
    const std::string text = seal_text(seal);
    const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    return context &&
           EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
           EVP_DigestVerify(
               context.get(), in(*signature), signature->size(), in(text), text.size()
           ) == 1;
}

std::string SealPublicKey::pem() const {
    const Bio text(BIO_new(BIO_s_mem()), BIO_free);
    DVC_INVARIANT(text && PEM_write_bio_PUBKEY(text.get(), key_.get()) == 1);
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(text.get(), &bytes);
    return std::string(bytes, static_cast<std::size_t>(size));
}

SealKey::SealKey(Key key) : key_(key), public_(std::move(key)) {}

Result<SealKey> SealKey::parse(const Secret& pem) {
    Key key =
        pem.reveal([](std::string_view text) { return read_key(text, &PEM_read_bio_PrivateKey); });
    if (!key) return Error(Fault::configuration, "no Ed25519 private key in PKCS#8 PEM");
    return SealKey(std::move(key));
}

Result<Seal> SealKey::seal(
    const std::optional<Seal>& before, const std::vector<EventMark>& marks, Wall now
) const {
    DVC_INVARIANT(!marks.empty());
    MerkleTree tree;
    Seal seal = before.value_or(Seal{});
    seal.prev_hash = before ? before->hash : chain_start;
    for (const auto& mark : marks) {
        const auto hash = from_hex(mark.hash);
        if (!hash || hash->size() != 32) {
            return Error(
                Fault::malformed,
                "the event at position " + std::to_string(mark.position) + " has no hash"
            );
        }
        tree.add(*hash);
        seal.payments += mark.begins_payment ? 1 : 0;
    }
    ++seal.number;
    seal.sealed_at = now;
    seal.last_position = marks.back().position;
    seal.events += tree.size();
    seal.root = to_hex(tree.root());
    seal.hash = seal_hash(seal);
    seal.key_id = public_.id();
    seal.signature = to_base64(sign(key_, seal_text(seal)));
    return seal;
}

}  // namespace dvcpay::crypto
