// SHA-256, HMAC and the encodings against published vectors: FIPS 180-4 examples, RFC 4231, RFC
// 2202, RFC 4648 §10.
#include "crypto/digest.hpp"

#include <string>

#include <gtest/gtest.h>

namespace dvcpay::crypto {
namespace {

std::string repeat(const char* byte, int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out += byte;
    return out;
}

TEST(Digest, MatchesTheExamplesOfFips180) {
    EXPECT_EQ(
        sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(
        sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    );
    EXPECT_EQ(
        sha256_hex(repeat("a", 1'000'000)),
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    );
}

struct HmacVector {
    const char* name;
    MacAlgorithm algorithm;
    std::string key;
    std::string text;
    std::string mac_hex;
};

class HmacVectors : public testing::TestWithParam<HmacVector> {};

TEST_P(HmacVectors, Agree) {
    const auto& v = GetParam();
    const std::string mac = to_hex(hmac(v.algorithm, v.key, v.text));
    EXPECT_EQ(mac.substr(0, v.mac_hex.size()), v.mac_hex);
}

INSTANTIATE_TEST_SUITE_P(
    Rfc4231,
    HmacVectors,
    testing::Values(
        HmacVector{
            "Case1",
            MacAlgorithm::hmac_sha256,
            repeat("\x0b", 20),
            "Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        },
        HmacVector{
            "Case2",
            MacAlgorithm::hmac_sha256,
            "Jefe",
            "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        },
        HmacVector{
            "Case3",
            MacAlgorithm::hmac_sha256,
            repeat("\xaa", 20),
            repeat("\xdd", 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        },
        HmacVector{
            "Case5Truncated",
            MacAlgorithm::hmac_sha256,
            repeat("\x0c", 20),
            "Test With Truncation",
            "a3b6167473100ee06e0c796c2955552b"
        },
        HmacVector{
            "Case6LongKey",
            MacAlgorithm::hmac_sha256,
            repeat("\xaa", 131),
            "Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        },
        HmacVector{
            "Case2Sha512",
            MacAlgorithm::hmac_sha512,
            "Jefe",
            "what do ya want for nothing?",
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
            "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
        },
        HmacVector{
            "Rfc2202Case2",
            MacAlgorithm::hmac_sha1,
            "Jefe",
            "what do ya want for nothing?",
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"
        }
    ),
    [](const auto& one) { return std::string(one.param.name); }
);

TEST(ConstantTimeComparison, TellsEqualFromUnequalAndFromShorter) {
    EXPECT_TRUE(equal_constant_time("abc", "abc"));
    EXPECT_TRUE(equal_constant_time("", ""));
    EXPECT_FALSE(equal_constant_time("abc", "abd"));
    EXPECT_FALSE(equal_constant_time("abc", "ab"));
    EXPECT_FALSE(equal_constant_time("", "a"));
}

TEST(Base64, MatchesRfc4648) {
    const char* const pairs[][2] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
    };
    for (const auto& [clear, encoded] : pairs) {
        EXPECT_EQ(to_base64(clear), encoded);
        EXPECT_EQ(from_base64(encoded), clear);
    }
    EXPECT_EQ(to_base64url("\xfb\xff\xfe"), "-__-");
    EXPECT_EQ(to_base64url("f"), "Zg");
}

TEST(Encodings, Base64urlHasOneSpellingOfEachText) {
    for (const std::string clear : {"", "f", "fo", "foo", "\xfb\xff\xfe", "foob"})
        EXPECT_EQ(from_base64url(to_base64url(clear)), clear);
    // standard alphabet, padding, white space, one left over, idle bits
    for (const auto* bad :
         {"-_+/", "Zg==", "Zg=", "Z g", "Zg\n", "Z", "Zm9vY", "Zh", "Zm9=", "Zm_9*"})
        EXPECT_FALSE(from_base64url(bad)) << bad;
}

TEST(Base64, RefusesWhatIsNotExactlyBase64) {
    for (const char* bad :
         {"Zg", "Zg=", "Z", "Zm9v\n", "Zm 9v", "Z===", "====", "Zm9-", "Zg==Zg==", "=Zg="}) {
        EXPECT_FALSE(from_base64(bad)) << bad;
    }
}

TEST(Hex, GoesBothWaysAndTakesEitherCase) {
    EXPECT_EQ(to_hex(std::string("\x00\xff\x10", 3)), "00ff10");
    EXPECT_EQ(from_hex("00FF10"), std::string("\x00\xff\x10", 3));
    EXPECT_FALSE(from_hex("0"));
    EXPECT_FALSE(from_hex("0g"));
}

}  // namespace
}  // namespace dvcpay::crypto
