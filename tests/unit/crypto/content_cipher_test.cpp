#include "crypto/content_cipher.hpp"

#include <gtest/gtest.h>

#include "crypto/digest.hpp"
#include "crypto/key_wrap.hpp"

namespace dvcpay::crypto {
namespace {

using enum ContentCipher;

std::string bytes(std::string_view hex) {
    return from_hex(hex).value();
}

struct Known {
    std::string name;
    ContentCipher cipher;
    std::string key, iv, authenticated, clear, ciphertext, tag;
};

// RFC 7518 appendix B.1; the 16th test case of the GCM specification (McGrew, Viega).
const Known cbc{
    "Rfc7518B1",
    a128cbc_hs256,
    bytes("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"),
    bytes("1af38c2dc2b96ffdd86694092341bc04"),
    "The second principle of Auguste Kerckhoffs",
    "A cipher system must not be required to be secret, and it must be able to fall into the "
    "hands of the enemy without inconvenience",
    bytes("c80edfa32ddf39d5ef00c0b468834279a2e46a1b8049f792f76bfe54b903a9c9a94ac9b47ad2655c5f10f9"
          "aef71427e2fc6f9b3f399a221489f16362c703233609d45ac69864e3321cf82935ac4096c86e133314c540"
          "19e8ca7980dfa4b9cf1b384c486f3a54c51078158ee5d79de59fbd34d848b3d69550a67646344427ade54b"
          "8851ffb598f7f80074b9473c82e2db"),
    bytes("652c3fa36b0a7c5b3219fab3a30bc1c4")
};
const Known gcm{
    "GcmTestCase16",
    a256gcm,
    bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"),
    bytes("cafebabefacedbaddecaf888"),
    bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
    bytes("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e"
          "2449a6b525b16aedf5aa0de657ba637b39"),
    bytes("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b"
          "1056828838c5f61e6393ba7a0abcc9f662"),
    bytes("76fc6ece0f4e1768cddf8853bb2d551b")
};

class KnownAnswers : public testing::TestWithParam<Known> {};

TEST_P(KnownAnswers, SealAndOpenByteForByte) {
    const Known& k = GetParam();
    const auto sealed = seal_content(k.cipher, k.key, k.iv, k.authenticated, k.clear).value();
    EXPECT_EQ(to_hex(sealed.ciphertext), to_hex(k.ciphertext));
    EXPECT_EQ(to_hex(sealed.tag), to_hex(k.tag));
    const auto opened = open_content(k.cipher, k.key, k.iv, k.authenticated, k.ciphertext, k.tag);
    EXPECT_EQ(opened.value(), k.clear);
}

TEST_P(KnownAnswers, WithOneBitChangedAnywhereDoNotOpen) {
    const Known& k = GetParam();
    for (const auto part : {0, 1, 2, 3, 4}) {
        Known changed = k;
        std::string* parts[] = {
            &changed.key, &changed.iv, &changed.authenticated, &changed.ciphertext, &changed.tag
        };
        std::string& text = *parts[part];
        for (std::size_t i = 0; i < text.size(); ++i) {
            text[i] = static_cast<char>(text[i] ^ 1);
            const auto opened = open_content(
                changed.cipher,
                changed.key,
                changed.iv,
                changed.authenticated,
                changed.ciphertext,
                changed.tag
            );
            ASSERT_FALSE(opened) << part << " " << i;
            EXPECT_EQ(opened.error().fault, Fault::forged);
            text[i] = static_cast<char>(text[i] ^ 1);
        }
    }
}

TEST_P(KnownAnswers, WithAShorterOrLongerPartDoNotOpen) {
    const Known& k = GetParam();
    const auto opens = [&k](std::string_view key, std::string_view iv, std::string_view tag) {
        return open_content(k.cipher, key, iv, k.authenticated, k.ciphertext, tag).has_value();
    };
    const std::string_view key = k.key;
    const std::string_view iv = k.iv;
    const std::string_view tag = k.tag;
    EXPECT_TRUE(opens(key, iv, tag));
    EXPECT_FALSE(opens(key.substr(1), iv, tag));
    EXPECT_FALSE(opens(key, iv.substr(1), tag));
    EXPECT_FALSE(opens(key, "", tag));
    for (std::size_t size = 0; size < tag.size(); ++size)
        EXPECT_FALSE(opens(key, iv, tag.substr(0, size))) << size;
    EXPECT_FALSE(opens(key, iv, k.tag + '\0'));
    EXPECT_FALSE(open_content(k.cipher, key, iv, k.authenticated, "", tag));
    EXPECT_EQ(
        seal_content(k.cipher, key.substr(1), iv, "", "x").error().fault, Fault::internal_error
    );
}

INSTANTIATE_TEST_SUITE_P(Ciphers, KnownAnswers, testing::Values(cbc, gcm), [](const auto& known) {
    return known.param.name;
});

TEST(ContentCipher, AnEmptyTextHasACiphertextOfOneBlockOrNone) {
    const auto padded = seal_content(a128cbc_hs256, cbc.key, cbc.iv, "", "").value();
    EXPECT_EQ(padded.ciphertext.size(), 16U);
    EXPECT_EQ(
        open_content(a128cbc_hs256, cbc.key, cbc.iv, "", padded.ciphertext, padded.tag).value(), ""
    );
    const auto plain = seal_content(a256gcm, gcm.key, gcm.iv, "", "").value();
    EXPECT_TRUE(plain.ciphertext.empty());
    EXPECT_EQ(open_content(a256gcm, gcm.key, gcm.iv, "", "", plain.tag).value(), "");
}

// A valid tag over a ciphertext that is no padded text: only who knows the key can make it.
TEST(ContentCipher, AWrongPaddingUnderAValidTagSaysNoMoreThanAWrongTag) {
    const std::string ciphertext(32, 'x');
    const std::string text = cbc.iv + ciphertext + std::string(8, '\0');
    const std::string tag =
        hmac(MacAlgorithm::hmac_sha256, cbc.key.substr(0, 16), text).substr(0, 16);
    const auto padding = open_content(a128cbc_hs256, cbc.key, cbc.iv, "", ciphertext, tag);
    const auto forged =
        open_content(a128cbc_hs256, cbc.key, cbc.iv, "", ciphertext, std::string(16, 'x'));
    ASSERT_FALSE(padding);
    EXPECT_EQ(padding.error().fault, forged.error().fault);
    EXPECT_EQ(padding.error().detail, forged.error().detail);
}

// RFC 3394 §4.3, §4.5, §4.6.
TEST(KeyWrap, GivesThePublishedBytes) {
    const std::string wrapping =
        bytes("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    const std::string_view all = "00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f";
    const std::pair<std::size_t, std::string_view> published[] = {
        {32, "64e8c3f9ce0f5ba263e9777905818a2a93c8191e7d6e8ae7"},
        {48, "a8f9bc1612c68b3ff6e6f4fbe30e71e4769c8b80a32cb8958cd5d17d6b254da1"},
        {64, "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21"},
    };
    for (const auto& [digits, expected] : published) {
        const std::string key = bytes(all.substr(0, digits));
        EXPECT_EQ(to_hex(wrap_key(wrapping, key).value()), expected);
        EXPECT_EQ(unwrap_key(wrapping, bytes(expected)).value(), key);
    }
}

TEST(KeyWrap, UnwrapsNothingThatWasChangedCutOrIsOfAnotherKey) {
    const std::string wrapping(32, 'w');
    const std::string wrapped = wrap_key(wrapping, std::string(32, 'k')).value();
    for (std::size_t i = 0; i < wrapped.size(); ++i) {
        std::string flipped = wrapped;
        flipped[i] = static_cast<char>(flipped[i] ^ 1);
        EXPECT_EQ(unwrap_key(wrapping, flipped).error().fault, Fault::forged) << i;
        EXPECT_FALSE(unwrap_key(wrapping, wrapped.substr(0, i))) << i;
    }
    EXPECT_FALSE(unwrap_key(std::string(32, 'x'), wrapped));
    EXPECT_FALSE(unwrap_key(std::string(16, 'w'), wrapped));
    EXPECT_FALSE(unwrap_key(wrapping, std::string(4096, 'x')));
    EXPECT_EQ(wrap_key(wrapping, "odd").error().fault, Fault::internal_error);
}

}  // namespace
}  // namespace dvcpay::crypto
