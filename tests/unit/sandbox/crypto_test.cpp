// Published vectors: the sandbox is the second reading, so it stands on papers and not on the
// gateway.
#include "sandbox/crypto.hpp"

#include <gtest/gtest.h>

namespace dvcpay::sandbox::crypto {
namespace {

std::string raw(std::string_view text) {
    return unhex(text).value();
}

TEST(SandboxCrypto, DigestsOfRfc1321AndFips180) {
    EXPECT_EQ("900150983cd24fb0d6963f7d28e17f72", hex(digest(Hash::md5, "abc")));
    EXPECT_EQ("a9993e364706816aba3e25717850c26c9cd0d89d", hex(digest(Hash::sha1, "abc")));
    EXPECT_EQ(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        hex(digest(Hash::sha256, "abc"))
    );
}

TEST(SandboxCrypto, HmacOfRfc4231Case2) {
    EXPECT_EQ(
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        hex(hmac(Hash::sha256, "Jefe", "what do ya want for nothing?"))
    );
}

TEST(SandboxCrypto, Base64IsStrictInBothAlphabets) {
    EXPECT_EQ("AQID", base64("\x01\x02\x03"));
    EXPECT_EQ("_w", base64url("\xff"));
    EXPECT_EQ("\xff", unbase64url("_w"));
    EXPECT_FALSE(unbase64url("_x"));  // another spelling of the same byte
    EXPECT_FALSE(
        unbase64("AQ=="
                 " ")
    );
    EXPECT_FALSE(unbase64("AQI"));
    EXPECT_EQ("", unbase64(""));
}

// RFC 7518, B.1: the content cipher with its key split in two halves.
TEST(SandboxCrypto, OpensTheAes128CbcHmacVectorOfRfc7518) {
    const auto key = raw("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    Jwe jwe;
    jwe.iv = raw("1af38c2dc2b96ffdd86694092341bc04");
    jwe.ciphertext =
        raw("c80edfa32ddf39d5ef00c0b468834279a2e46a1b8049f792f76bfe54b903a9c9"
            "a94ac9b47ad2655c5f10f9aef71427e2fc6f9b3f399a221489f16362c7032336"
            "09d45ac69864e3321cf82935ac4096c86e133314c54019e8ca7980dfa4b9cf1b"
            "384c486f3a54c51078158ee5d79de59fbd34d848b3d69550a67646344427ade5"
            "4b8851ffb598f7f80074b9473c82e2db");
    jwe.tag = raw("652c3fa36b0a7c5b3219fab3a30bc1c4");
    const auto authenticated =
        raw("546865207365636f6e64207072696e6369706c65206f662041756775737465204b6572636b686f666673");
    const auto clear = open(Wrap::direct, Content::a128cbc_hs256, key, jwe, authenticated);
    ASSERT_TRUE(clear);
    EXPECT_TRUE(clear->starts_with("A cipher system must not be required to be secret"));
    jwe.tag[0] = static_cast<char>(jwe.tag[0] ^ 1);
    EXPECT_FALSE(open(Wrap::direct, Content::a128cbc_hs256, key, jwe, authenticated));
}

TEST(SandboxCrypto, WhatItSealsItOpensAndNothingElse) {
    const std::string key(32, 'k');
    const std::string random(64, 'r');
    for (const auto wrap : {Wrap::direct, Wrap::a256kw}) {
        for (const auto content : {Content::a128cbc_hs256, Content::a256gcm}) {
            const auto jwe = seal(wrap, content, key, random, "Hoàn phí", "header");
            EXPECT_EQ("Hoàn phí", open(wrap, content, key, jwe, "header"));
            EXPECT_FALSE(open(wrap, content, key, jwe, "Header"));
            EXPECT_FALSE(open(wrap, content, std::string(32, 'x'), jwe, "header"));
            auto other = jwe;
            other.ciphertext[0] = static_cast<char>(other.ciphertext[0] ^ 1);
            EXPECT_FALSE(open(wrap, content, key, other, "header"));
        }
    }
}

TEST(SandboxCrypto, AKeyThatIsNoneIsAMistakeOfTheConfiguration) {
    const auto done = sign(Scheme::rsa_sha256, "no key", "text");
    ASSERT_FALSE(done);
    EXPECT_EQ(Fault::configuration, done.error().fault);
    EXPECT_FALSE(verify(Scheme::rsa_sha256, "no key", "text", "signature"));
    EXPECT_FALSE(verify_jws("no key", "e30.e30.AA", std::nullopt));
}

TEST(SandboxCrypto, AJwsIsNeverBelievedByWhatItsHeaderAsksFor) {
    // {"alg":"none"} and {"alg":"HS256"}, both with a signature that would do.
    EXPECT_FALSE(verify_jws("no key", "eyJhbGciOiJub25lIn0.e30.", std::nullopt));
    EXPECT_FALSE(verify_jws("no key", "eyJhbGciOiJIUzI1NiJ9.e30.AA", std::nullopt));
}

}  // namespace
}  // namespace dvcpay::sandbox::crypto
