#include "crypto/signing_key.hpp"

#include <thread>

#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include "crypto/digest.hpp"
#include "signing_fixture.hpp"

namespace dvcpay::crypto {
namespace {

using enum SignAlgorithm;

FileKeys keys_of(const std::vector<std::string>& pems, SignElsewhere elsewhere = {}) {
    SecretsByName secrets;
    for (const auto& pem : pems) secrets["bank"].emplace_back(pem);
    secrets["mac"].emplace_back("a text");
    return FileKeys::make(std::move(secrets), std::move(elsewhere)).value();
}

struct Way {
    SignAlgorithm algorithm;
    PemPair (*pair)();
    std::string name;
};
class EachAlgorithm : public testing::TestWithParam<Way> {};

TEST_P(EachAlgorithm, ASignatureVerifiesByThePublicHalfAndNoNeighbourDoes) {
    const Way& way = GetParam();
    const PemPair pair = way.pair();
    FileKeys signer = keys_of({pair.private_half});
    const FileKeys other_side = keys_of({pair.public_half});
    const std::string signature = sign_with(signer, "bank", way.algorithm, "text").value();
    const auto good = other_side.verify_signature("bank", way.algorithm, "text", signature);
    ASSERT_TRUE(good);
    EXPECT_EQ(good->kind(), ProofKind::signature);
    EXPECT_FALSE(other_side.verify_signature("bank", way.algorithm, "texT", signature));
    EXPECT_FALSE(other_side.verify_signature("bank", way.algorithm, "text", ""));
    EXPECT_FALSE(other_side.verify_signature("bank", way.algorithm, "text", signature + "x"));
    EXPECT_FALSE(other_side.verify_signature("mac", way.algorithm, "text", signature));
    for (std::size_t i = 0; i < signature.size(); i += 7) {
        std::string flipped = signature;
        flipped[i] = static_cast<char>(flipped[i] ^ 1);
        EXPECT_FALSE(other_side.verify_signature("bank", way.algorithm, "text", flipped)) << i;
    }
    const FileKeys by_certificate = keys_of({pair.certificate});
    EXPECT_TRUE(by_certificate.verify_signature("bank", way.algorithm, "text", signature));
    EXPECT_FALSE(by_certificate.verify_signature("bank", way.algorithm, "texT", signature));
    const FileKeys stranger = keys_of({way.pair().public_half});
    EXPECT_FALSE(stranger.verify_signature("bank", way.algorithm, "text", signature));
}

TEST_P(EachAlgorithm, OfAnotherKeyOrPaddingIsNoSignature) {
    const Way& way = GetParam();
    const PemPair pair = way.pair();
    FileKeys keys = keys_of({pair.private_half});
    const std::string signature = sign_with(keys, "bank", way.algorithm, "text").value();
    for (const auto other : {rsa_pkcs1_sha1, rsa_pkcs1_sha256, rsa_pss_sha256, ecdsa_p256_sha256}) {
        const bool same = other == way.algorithm;
        EXPECT_EQ(keys.verify_signature("bank", other, "text", signature).has_value(), same);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Ways,
    EachAlgorithm,
    testing::Values(
        Way{rsa_pkcs1_sha1, [] { return rsa_pair(); }, "RsaPkcs1Sha1"},
        Way{rsa_pkcs1_sha256, [] { return rsa_pair(); }, "RsaPkcs1"},
        Way{rsa_pss_sha256, [] { return rsa_pair(); }, "RsaPss"},
        Way{ecdsa_p256_sha256, [] { return ec_pair(); }, "EcdsaP256"}
    ),
    [](const auto& way) { return way.param.name; }
);

TEST(SigningKeys, ThePssSaltIsAsLongAsTheHashAndPkcs1IsAlwaysTheSameBytes) {
    const PemPair pair = rsa_pair();
    FileKeys keys = keys_of({pair.private_half});
    EXPECT_EQ(
        sign_with(keys, "bank", rsa_pkcs1_sha256, "text").value(),
        sign_with(keys, "bank", rsa_pkcs1_sha256, "text").value()
    );
    EXPECT_NE(
        sign_with(keys, "bank", rsa_pss_sha256, "text").value(),
        sign_with(keys, "bank", rsa_pss_sha256, "text").value()
    );
}

TEST(SigningKeys, WhileAKeyRotatesTheNewestSignsAndEachVerifies) {
    const PemPair fresh = ec_pair();
    const PemPair old = ec_pair();
    FileKeys both = keys_of({fresh.private_half, old.private_half});
    FileKeys before = keys_of({old.private_half});
    const std::string by_new = sign_with(both, "bank", ecdsa_p256_sha256, "text").value();
    const std::string by_old = sign_with(before, "bank", ecdsa_p256_sha256, "text").value();
    EXPECT_TRUE(both.verify_signature("bank", ecdsa_p256_sha256, "text", by_old));
    EXPECT_FALSE(before.verify_signature("bank", ecdsa_p256_sha256, "text", by_new));
}

TEST(SigningKeys, WhileACertificateRotatesEachVerifiesAndNoneSigns) {
    const PemPair fresh = rsa_pair();
    const PemPair old = rsa_pair();
    FileKeys bank = keys_of({fresh.certificate, old.certificate});
    for (const auto& pair : {fresh, old}) {
        FileKeys signer = keys_of({pair.private_half});
        const std::string signature = sign_with(signer, "bank", rsa_pkcs1_sha256, "text").value();
        EXPECT_TRUE(bank.verify_signature("bank", rsa_pkcs1_sha256, "text", signature));
    }
    EXPECT_EQ(
        sign_with(bank, "bank", rsa_pkcs1_sha256, "text").error().fault, Fault::configuration
    );
}

TEST(SigningKeys, AChainOfCertificatesIsRefusedBecauseItsAuthorityWouldVerifyToo) {
    EXPECT_FALSE(SigningKey::load(Secret(rsa_pair().certificate + rsa_pair().certificate)));
    EXPECT_FALSE(SigningKey::load(Secret(rsa_pair().certificate + ec_pair().public_half)));
    EXPECT_FALSE(SigningKey::load(Secret(rsa_pair(1024).certificate)));
    EXPECT_FALSE(SigningKey::load(Secret(ec_pair("P-384").certificate)));
    EXPECT_TRUE(SigningKey::load(Secret("subject=bank\n" + rsa_pair().certificate)));
}

std::string encrypted_to(const std::string& public_pem, std::string_view text) {
    BIO* in = BIO_new_mem_buf(public_pem.data(), static_cast<int>(public_pem.size()));
    EVP_PKEY* key = PEM_read_bio_PUBKEY(in, nullptr, nullptr, nullptr);
    BIO_free(in);
    EVP_PKEY_CTX* context = EVP_PKEY_CTX_new(key, nullptr);
    EVP_PKEY_encrypt_init(context);
    EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING);
    std::string out(static_cast<std::size_t>(EVP_PKEY_get_size(key)), '\0');
    std::size_t size = out.size();
    EVP_PKEY_encrypt(
        context,
        reinterpret_cast<unsigned char*>(out.data()),
        &size,
        reinterpret_cast<const unsigned char*>(text.data()),
        text.size()
    );
    EVP_PKEY_CTX_free(context);
    EVP_PKEY_free(key);
    return out;
}

TEST(SigningKeys, DecryptWhatWasEncryptedToOneOfThem) {
    const PemPair fresh = rsa_pair();
    const PemPair old = rsa_pair();
    const FileKeys keys = keys_of({fresh.private_half, old.private_half});
    const std::string text = "19001 50000 FT1";
    for (const auto& pair : {fresh, old}) {
        const std::string sent = encrypted_to(pair.public_half, text);
        EXPECT_EQ(keys.decrypt_rsa("bank", sent).value(), text);
        std::string changed = sent;
        changed[100] = static_cast<char>(changed[100] ^ 1);
        const auto other = keys.decrypt_rsa("bank", changed);
        EXPECT_TRUE(!other || other.value() != text);
    }
    EXPECT_EQ(keys.decrypt_rsa("bank", "").error().fault, Fault::forged);
    EXPECT_EQ(keys.decrypt_rsa("bank", std::string(257, 'x')).error().fault, Fault::forged);
    EXPECT_EQ(keys.decrypt_rsa("mac", text).error().fault, Fault::configuration);
    EXPECT_EQ(
        keys_of({old.public_half}).decrypt_rsa("bank", text).error().fault, Fault::configuration
    );
    EXPECT_EQ(
        keys_of({ec_pair().private_half}).decrypt_rsa("bank", text).error().fault,
        Fault::configuration
    );
}

TEST(SigningKeys, APublicKeyNeverServesAsTheKeyOfAMac) {
    const PemPair pair = rsa_pair();
    const FileKeys keys = keys_of({pair.public_half});
    const std::string forged = hmac(MacAlgorithm::hmac_sha256, pair.public_half, "text");
    EXPECT_FALSE(keys.verify_mac("bank", MacAlgorithm::hmac_sha256, "text", forged));
    EXPECT_FALSE(keys.mac_all_base64("bank", MacAlgorithm::hmac_sha256, "text"));
}

TEST(SigningKeys, WhatCannotSignIsAFaultOfTheConfiguration) {
    FileKeys keys = keys_of({ec_pair().public_half});
    const auto fault = [&keys](KeyName name, SignAlgorithm algorithm) {
        return sign_with(keys, std::move(name), algorithm, "text").error().fault;
    };
    EXPECT_EQ(fault("bank", ecdsa_p256_sha256), Fault::configuration);  // public
    EXPECT_EQ(fault("mac", ecdsa_p256_sha256), Fault::configuration);
    EXPECT_EQ(fault("nobody", ecdsa_p256_sha256), Fault::configuration);
    FileKeys ec = keys_of({ec_pair().private_half});
    EXPECT_EQ(sign_with(ec, "bank", rsa_pss_sha256, "text").error().fault, Fault::configuration);
}

TEST(SigningKeys, WeakOddOrMixedKeysAreRefusedByName) {
    const auto refused = [](std::vector<std::string> texts) {
        SecretsByName secrets;
        for (auto& text : texts) secrets["bank"].emplace_back(std::move(text));
        const auto made = FileKeys::make(std::move(secrets));
        return made ? std::string() : made.error().detail;
    };
    EXPECT_NE(refused({rsa_pair(1024).private_half}).find("2048"), std::string::npos);
    EXPECT_NE(refused({ec_pair("P-384").private_half}).find("P-256"), std::string::npos);
    EXPECT_EQ(refused({"-----BEGIN PRIVATE KEY-----\nno\n"}).find("bank: "), 0U);
    EXPECT_NE(refused({ec_pair().private_half, "a text"}).find("mixed"), std::string::npos);
}

Task<void> work_there(
    std::function<Result<std::string>()> work, std::thread::id* where, Result<std::string>* out
) {
    *where = std::this_thread::get_id();
    *out = work();
    co_return;
}

Task<Result<std::string>> on_pool(
    boost::asio::thread_pool* pool,
    std::thread::id* where,
    std::function<Result<std::string>()> work
) {
    Result<std::string> done = Fault::internal_error;
    co_await boost::asio::co_spawn(
        *pool, work_there(std::move(work), where, &done), boost::asio::use_awaitable
    );
    co_return done;
}

TEST(SigningKeys, SignOnTheInjectedThreadAndNotOnTheLoop) {
    boost::asio::thread_pool pool(1);
    std::thread::id where;
    FileKeys keys = keys_of(
        {ec_pair().private_half},
        [&pool, &where](std::function<Result<std::string>()> work) {
            return on_pool(&pool, &where, std::move(work));
        }
    );
    const auto signature = sign_with(keys, "bank", ecdsa_p256_sha256, "text");
    ASSERT_TRUE(signature);
    EXPECT_NE(where, std::this_thread::get_id());
    EXPECT_NE(where, std::thread::id());
    EXPECT_TRUE(keys.verify_signature("bank", ecdsa_p256_sha256, "text", signature.value()));
}

TEST(SigningKeys, FollowAReload) {
    const PemPair fresh = ec_pair();
    const PemPair old = ec_pair();
    FileKeys keys = keys_of({old.private_half});
    SecretsByName next;
    next["bank"].emplace_back(fresh.private_half);
    next["mac"].emplace_back("a text");
    auto change = keys.compare(std::move(next)).value();
    EXPECT_EQ(change.names, std::vector<KeyName>{"bank"});
    const std::string by_old = sign_with(keys, "bank", ecdsa_p256_sha256, "text").value();
    keys.adopt(std::move(change));
    const std::string by_new = sign_with(keys, "bank", ecdsa_p256_sha256, "text").value();
    EXPECT_FALSE(keys.verify_signature("bank", ecdsa_p256_sha256, "text", by_old));
    EXPECT_TRUE(keys.verify_signature("bank", ecdsa_p256_sha256, "text", by_new));
}

}  // namespace
}  // namespace dvcpay::crypto
