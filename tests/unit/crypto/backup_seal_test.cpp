#include "crypto/backup_seal.hpp"

#include <memory>
#include <vector>

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

namespace dvcpay::crypto {
namespace {

class CountingEntropy final : public Entropy {
  public:
    void fill(std::span<std::byte> out) override {
        for (auto& b : out) b = static_cast<std::byte>((next_++ * 2654435761U) >> 24U);
    }

  private:
    std::uint32_t next_ = 1;
};

struct Pair {
    std::string private_pem;
    std::string public_pem;
};

std::string text_of(BIO* bio) {
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(bio, &bytes);
    std::string out(bytes, static_cast<std::size_t>(size));
    BIO_free(bio);
    return out;
}

Pair make_pair(int type) {
    EVP_PKEY* key = nullptr;
    EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_id(type, nullptr);
    EVP_PKEY_keygen_init(context);
    EVP_PKEY_keygen(context, &key);
    BIO* secret = BIO_new(BIO_s_mem());
    BIO* open = BIO_new(BIO_s_mem());
    PEM_write_bio_PrivateKey(secret, key, nullptr, nullptr, 0, nullptr, nullptr);
    PEM_write_bio_PUBKEY(open, key);
    EVP_PKEY_free(key);
    EVP_PKEY_CTX_free(context);
    return {text_of(secret), text_of(open)};
}

Secret backup_key(char byte) {
    return Secret(std::string(32, byte));
}

TEST(BackupSeal, AStoreOpensUnderItsKeyAlone) {
    CountingEntropy entropy;
    const BackupKey sealing = begin_store_backup(backup_key('a'), entropy).value();
    const std::string chunk = seal_chunk(sealing, 0, ChunkPlace::last, "the store").value();
    EXPECT_EQ(chunk.find("the store"), std::string::npos);
    const BackupKey opening = open_store_backup(sealing.header, backup_key('a')).value();
    EXPECT_EQ(open_chunk(opening, 0, ChunkPlace::last, chunk).value(), "the store");
    EXPECT_EQ(
        open_store_backup(sealing.header, backup_key('b')).error().fault, Fault::configuration
    );
}

TEST(BackupSeal, TwoBackupsUnderOneKeyShareNothing) {
    CountingEntropy entropy;
    const BackupKey one = begin_store_backup(backup_key('a'), entropy).value();
    const BackupKey two = begin_store_backup(backup_key('a'), entropy).value();
    EXPECT_NE(one.header, two.header);
    const std::string chunk = seal_chunk(one, 0, ChunkPlace::last, "x").value();
    EXPECT_NE(chunk, seal_chunk(two, 0, ChunkPlace::last, "x").value());
    EXPECT_EQ(open_chunk(two, 0, ChunkPlace::last, chunk).error().fault, Fault::forged);
}

TEST(BackupSeal, AChunkOpensAtItsOwnPlaceOnly) {
    CountingEntropy entropy;
    const BackupKey key = begin_store_backup(backup_key('a'), entropy).value();
    const std::string more = seal_chunk(key, 3, ChunkPlace::more, "x").value();
    EXPECT_TRUE(open_chunk(key, 3, ChunkPlace::more, more));
    EXPECT_EQ(open_chunk(key, 3, ChunkPlace::last, more).error().fault, Fault::forged);
    EXPECT_EQ(open_chunk(key, 4, ChunkPlace::more, more).error().fault, Fault::forged);
    for (std::size_t i = 0; i < more.size(); ++i) {
        std::string changed = more;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        EXPECT_EQ(open_chunk(key, 3, ChunkPlace::more, changed).error().fault, Fault::forged) << i;
    }
    EXPECT_FALSE(open_chunk(key, 3, ChunkPlace::more, ""));
}

TEST(BackupSeal, ARingOpensWithThePrivateHalfAlone) {
    CountingEntropy entropy;
    const Pair recovery = make_pair(EVP_PKEY_X25519);
    const Pair other = make_pair(EVP_PKEY_X25519);
    const BackupKey sealing = begin_ring_backup(recovery.public_pem, entropy).value();
    const std::string chunk = seal_chunk(sealing, 0, ChunkPlace::last, "keys").value();
    const BackupKey opening =
        open_ring_backup(sealing.header, Secret(recovery.private_pem)).value();
    EXPECT_EQ(open_chunk(opening, 0, ChunkPlace::last, chunk).value(), "keys");
    EXPECT_EQ(
        open_ring_backup(sealing.header, Secret(other.private_pem)).error().fault,
        Fault::configuration
    );
    EXPECT_FALSE(open_ring_backup(sealing.header, Secret(recovery.public_pem)));
    EXPECT_FALSE(open_store_backup(sealing.header, backup_key('a')));
}

TEST(BackupSeal, AnotherHeaderIsAnotherFile) {
    CountingEntropy entropy;
    const Pair recovery = make_pair(EVP_PKEY_X25519);
    const BackupKey one = begin_ring_backup(recovery.public_pem, entropy).value();
    const BackupKey two = begin_ring_backup(recovery.public_pem, entropy).value();
    const std::string chunk = seal_chunk(one, 0, ChunkPlace::last, "keys").value();
    const BackupKey opening = open_ring_backup(two.header, Secret(recovery.private_pem)).value();
    EXPECT_EQ(open_chunk(opening, 0, ChunkPlace::last, chunk).error().fault, Fault::forged);
}

TEST(BackupSeal, KeysOfAnotherKindAreRefused) {
    CountingEntropy entropy;
    const Pair signing = make_pair(EVP_PKEY_ED25519);
    EXPECT_EQ(begin_ring_backup(signing.public_pem, entropy).error().fault, Fault::configuration);
    EXPECT_FALSE(begin_ring_backup("", entropy));
    EXPECT_FALSE(begin_ring_backup("-----BEGIN PUBLIC KEY-----", entropy));
}

TEST(BackupSeal, NoPrefixOfAHeaderAndNoLongerOneIsRead) {
    CountingEntropy entropy;
    const std::string header = begin_store_backup(backup_key('a'), entropy).value().header;
    EXPECT_EQ(read_backup_header(header).value().key_id, backup_key_id(backup_key('a')));
    for (std::size_t i = 0; i < header.size(); ++i)
        EXPECT_FALSE(read_backup_header(std::string_view(header).substr(0, i))) << i;
    EXPECT_FALSE(read_backup_header(header + "x"));
}

}  // namespace
}  // namespace dvcpay::crypto
