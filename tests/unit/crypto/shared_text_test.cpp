// What the key store does with texts besides MACs: digests, passwords, symmetric keys.
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "crypto/digest.hpp"
#include "crypto/keys.hpp"
#include "signing_fixture.hpp"

namespace dvcpay::crypto {
namespace {

using enum ContentCipher;
using enum KeyManagement;

/// Gives prepared bytes, in their order.
class Prepared final : public Entropy {
  public:
    explicit Prepared(std::string bytes) : bytes_(std::move(bytes)) {}
    void fill(std::span<std::byte> out) override {
        for (auto& b : out) b = static_cast<std::byte>(bytes_.at(at_++));
    }
    std::size_t drawn() const { return at_; }

  private:
    std::string bytes_;
    std::size_t at_ = 0;
};

const std::string hex_key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
const std::string other_hex_key(64, 'a');

FileKeys keys_of(std::vector<std::string> texts, Entropy* entropy = nullptr) {
    SecretsByName secrets;
    for (auto& text : texts) secrets["bank"].emplace_back(std::move(text));
    secrets["signs"].emplace_back(ec_pair().private_half);
    return FileKeys::make(std::move(secrets), {}, entropy).value();
}

struct Formula {
    DigestAlgorithm algorithm;
    std::string before, after, hex;
};

// Of BIDV: bill checksums, where the secret stands in front, and secureCode, where it stands last.
const Formula formulas[] = {
    {DigestAlgorithm::md5, "", "KGDVC1KG261005000001", "ebd5a65f7206b379927593b9734e682e"},
    {DigestAlgorithm::md5,
     "",
     "0000000000017KG261005000001150000",
     "c39bc634c65606b2f45840dc7c49a1ac"},
    {DigestAlgorithm::sha256,
     "262780361801|KGDVC1|KGDVC1|CONG DVC KIEN GIANG|",
     "",
     "d77c248edc01234968ff8f6f4ba6dc96db42bd83e648f75db392ba02b288b80d"},
};

TEST(DigestWithSecret, HasTheSecretBetweenBeforeAndAfter) {
    const FileKeys keys = keys_of({"BidvTestSecret01"});
    for (const auto& f : formulas) {
        const std::string raw = keys.digest("bank", f.algorithm, f.before, f.after).value();
        EXPECT_EQ(to_hex(raw), f.hex);
        const auto proof = keys.verify_digest("bank", f.algorithm, f.before, f.after, raw);
        ASSERT_TRUE(proof);
        EXPECT_EQ(proof->kind(), ProofKind::signature);
        EXPECT_FALSE(keys.verify_digest("bank", f.algorithm, f.before, f.after + "0", raw));
        EXPECT_FALSE(keys.verify_digest("bank", f.algorithm, f.before, f.after, raw.substr(1)));
        EXPECT_FALSE(keys.verify_digest("bank", f.algorithm, f.before, f.after, ""));
        EXPECT_FALSE(keys.verify_digest("nobody", f.algorithm, f.before, f.after, raw));
    }
}

TEST(DigestWithSecret, IsMadeWithTheNewestAndVerifiedWithEach) {
    const FileKeys both = keys_of({"new", "old"});
    const std::string by_new = digest(DigestAlgorithm::md5, {"a", "new", "b"});
    const std::string by_old = digest(DigestAlgorithm::md5, {"a", "old", "b"});
    EXPECT_EQ(both.digest("bank", DigestAlgorithm::md5, "a", "b").value(), by_new);
    EXPECT_TRUE(both.verify_digest("bank", DigestAlgorithm::md5, "a", "b", by_new));
    EXPECT_TRUE(both.verify_digest("bank", DigestAlgorithm::md5, "a", "b", by_old));
    EXPECT_FALSE(both.verify_digest("bank", DigestAlgorithm::sha256, "a", "b", by_old));
}

TEST(SharedTexts, ACandidateIsProvenOnlyByTheWholeTextOfTheName) {
    const FileKeys keys = keys_of({"p@ss:word", "before"});
    const auto proof = keys.verify_text("bank", "p@ss:word");
    ASSERT_TRUE(proof);
    EXPECT_EQ(proof->kind(), ProofKind::credential);
    EXPECT_TRUE(keys.verify_text("bank", "before"));
    for (const auto* wrong : {"", "p@ss:wor", "p@ss:word ", "P@ss:word", "p@ss:wore"})
        EXPECT_FALSE(keys.verify_text("bank", wrong)) << wrong;
    EXPECT_FALSE(keys.verify_text("nobody", ""));
}

TEST(SharedTexts, TheNewestIsGivenAndNeverAKeyThatSigns) {
    const FileKeys keys = keys_of({"new", "old"});
    EXPECT_TRUE(keys.text("bank").value().reveal([](auto text) { return text == "new"; }));
    EXPECT_EQ(keys.text("nobody").error().fault, Fault::configuration);
    EXPECT_EQ(keys.text("signs").error().fault, Fault::configuration);
    EXPECT_FALSE(keys.digest("signs", DigestAlgorithm::md5, "", ""));
    EXPECT_FALSE(keys.verify_text("signs", "x"));
}

TEST(JsonWebEncryption, DrawsTheContentKeyThenTheIv) {
    const std::string drawn = from_hex(
                                  "101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f"
                                  "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf"
    )
                                  .value();
    Prepared entropy(drawn);
    FileKeys keys = keys_of({hex_key}, &entropy);
    const auto parts = keys.encrypt("bank", a256kw, a128cbc_hs256, "text", "aad").value();
    EXPECT_EQ(entropy.drawn(), 48U);
    EXPECT_EQ(
        to_base64url(parts.encrypted_key),
        "DKN-ucNqqMzCPcKdIux5xpJP57cbjnOlqkgOpMltCseK6PpYFXsvhw"  // a vector of BIDV's
    );
    EXPECT_EQ(parts.iv, drawn.substr(32));
    EXPECT_EQ(keys.decrypt("bank", a256kw, a128cbc_hs256, parts, "aad").value(), "text");
}

TEST(JsonWebEncryption, DirectlyDrawsTheIvAloneAndCarriesNoKey) {
    Prepared entropy(std::string(16, 'i'));
    FileKeys keys = keys_of({hex_key}, &entropy);
    auto parts = keys.encrypt("bank", direct, a128cbc_hs256, "text", "aad").value();
    EXPECT_EQ(entropy.drawn(), 16U);
    EXPECT_TRUE(parts.encrypted_key.empty());
    EXPECT_EQ(keys.decrypt("bank", direct, a128cbc_hs256, parts, "aad").value(), "text");
    parts.encrypted_key = "x";
    EXPECT_EQ(
        keys.decrypt("bank", direct, a128cbc_hs256, parts, "aad").error().fault, Fault::forged
    );
}

TEST(JsonWebEncryption, OpensOnlyWithTheKeyCipherAndTextsItWasSealedWith) {
    for (const auto management : {direct, a256kw}) {
        for (const auto cipher : {a128cbc_hs256, a256gcm}) {
            Prepared entropy(std::string(48, 'e'));
            FileKeys keys = keys_of({hex_key}, &entropy);
            const auto sealed = keys.encrypt("bank", management, cipher, "text", "aad").value();
            const FileKeys rotated = keys_of({other_hex_key, hex_key});
            EXPECT_EQ(rotated.decrypt("bank", management, cipher, sealed, "aad").value(), "text");
            const FileKeys stranger = keys_of({other_hex_key});
            const auto refused =
                [&](const FileKeys& by, KeyManagement m, ContentCipher c, std::string_view aad) {
                    return by.decrypt("bank", m, c, sealed, aad).error().fault == Fault::forged;
                };
            EXPECT_TRUE(refused(stranger, management, cipher, "aad"));
            EXPECT_TRUE(refused(keys, management, cipher, "aaD"));
            EXPECT_TRUE(refused(keys, management == direct ? a256kw : direct, cipher, "aad"));
            const auto other = cipher == a256gcm ? a128cbc_hs256 : a256gcm;
            EXPECT_TRUE(refused(keys, management, other, "aad"));
        }
    }
}

TEST(JsonWebEncryption, WhatIsNoSymmetricKeyIsAFaultThatDoesNotRepeatIt) {
    Prepared entropy(std::string(48, 'e'));
    for (const std::string text : {"secret", "00010203", "zz"}) {
        FileKeys keys = keys_of({text}, &entropy);
        const auto made = keys.encrypt("bank", direct, a256gcm, "", "");
        ASSERT_FALSE(made);
        EXPECT_EQ(made.error().fault, Fault::configuration);
        EXPECT_EQ(made.error().detail.find(text), std::string::npos);
        EXPECT_EQ(
            keys.decrypt("bank", direct, a256gcm, {}, "").error().fault, Fault::configuration
        );
    }
    FileKeys keys = keys_of({hex_key}, &entropy);
    EXPECT_EQ(keys.encrypt("nobody", direct, a256gcm, "", "").error().fault, Fault::configuration);
    EXPECT_EQ(keys.encrypt("signs", direct, a256gcm, "", "").error().fault, Fault::configuration);
    FileKeys without = keys_of({hex_key});
    EXPECT_EQ(without.encrypt("bank", direct, a256gcm, "", "").error().fault, Fault::configuration);
}

}  // namespace
}  // namespace dvcpay::crypto
