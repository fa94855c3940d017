#include "crypto/seal.hpp"

#include <functional>

#include <gtest/gtest.h>

#include "crypto/chain.hpp"
#include "crypto/digest.hpp"
#include "crypto/merkle.hpp"
#include "support/seal_key.hpp"

namespace dvcpay::crypto {
namespace {

using support::seal_key_pem;

SealKey key(char seed = 's') {
    return SealKey::parse(Secret(seal_key_pem(seed))).value();
}

EventMark mark(std::int64_t position, bool begins_payment = false) {
    return {position, sha256_hex("event " + std::to_string(position)), begins_payment};
}

Seal first_seal() {
    return key()
        .seal(std::nullopt, {mark(1, true), mark(2), mark(3)}, Wall{1'768'449'600'123})
        .value();
}

TEST(SealText, IsTheFieldsOfTheDocumentedTextInTheirOrder) {
    Seal seal = first_seal();
    seal.root = std::string(64, 'a');
    EXPECT_EQ(
        seal_text(seal),
        "13:dvcpay-seal-1\n1:1\n24:2026-01-15T04:00:00.123Z\n1:3\n1:3\n1:1\n64:" +
            std::string(64, 'a') + "\n64:" + std::string(64, '0') + "\n"
    );
}

TEST(SealKey, CountsTheWholeHistoryAndLinksToTheSealBefore) {
    const Seal first = first_seal();
    EXPECT_EQ(first.number, 1);
    EXPECT_EQ(first.events, 3);
    EXPECT_EQ(first.payments, 1);
    EXPECT_EQ(first.last_position, 3);
    EXPECT_EQ(first.prev_hash, chain_start);
    const Seal second = key().seal(first, {mark(4, true), mark(9)}, Wall{5}).value();
    EXPECT_EQ(second.number, 2);
    EXPECT_EQ(second.events, 5);
    EXPECT_EQ(second.payments, 2);
    EXPECT_EQ(second.last_position, 9);
    EXPECT_EQ(second.prev_hash, first.hash);
    MerkleTree own;
    own.add(sha256("event 4"));
    own.add(sha256("event 9"));
    EXPECT_EQ(second.root, to_hex(own.root())) << "its tree covers its own events only";
}

TEST(SealKey, ItsSignatureVerifiesAndNoChangedFieldDoes) {
    const Seal good = first_seal();
    const SealKey own = key();
    const SealPublicKey& reader = own.public_key();
    EXPECT_TRUE(reader.verify(good));
    EXPECT_EQ(good.hash, seal_hash(good));
    const std::function<void(Seal&)> changes[] = {
        [](Seal& s) { ++s.number; },
        [](Seal& s) { s.sealed_at.ms += 1; },
        [](Seal& s) { ++s.last_position; },
        [](Seal& s) { --s.events; },
        [](Seal& s) { ++s.payments; },
        [](Seal& s) { s.root[5] = s.root[5] == '0' ? '1' : '0'; },
        [](Seal& s) { s.prev_hash[63] = '1'; },
        [](Seal& s) { s.signature[0] = s.signature[0] == 'A' ? 'B' : 'A'; },
        // The last digit of 64 bytes in base64 carries four idle bits.
        [](Seal& s) { s.signature[85] = static_cast<char>(s.signature[85] + 1); },
        [](Seal& s) { s.signature.clear(); },
    };
    for (std::size_t i = 0; i < std::size(changes); ++i) {
        Seal changed = good;
        changes[i](changed);
        EXPECT_FALSE(reader.verify(changed)) << "change " << i;
    }
    EXPECT_FALSE(key('t').public_key().verify(good)) << "another key";
}

TEST(SealKey, AnEventWithoutAHashIsRefusedByItsPosition) {
    auto marks = std::vector{mark(1), mark(2)};
    marks[1].hash = "ABC";
    const auto sealed = key().seal(std::nullopt, marks, Wall{0});
    ASSERT_FALSE(sealed);
    EXPECT_EQ(sealed.error().fault, Fault::malformed);
    EXPECT_NE(sealed.error().detail.find("position 2"), std::string::npos);
}

TEST(SealKey, OnlyAnEd25519KeyIsTaken) {
    // RFC 8410 §10.3 prints this key with its public half.
    const std::string der = "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC";
    const std::string kind = "PRIVATE KEY-----\n";
    const auto rfc = SealKey::parse(Secret("-----BEGIN " + kind + der + "\n-----END " + kind));
    ASSERT_TRUE(rfc);
    const std::string pem = rfc.value().public_key().pem();
    EXPECT_NE(
        pem.find("MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE="), std::string::npos
    ) << pem;
    EXPECT_EQ(SealPublicKey::parse(pem).value().id(), rfc.value().public_key().id());
    for (const char* wrong : {"", "no key", "-----BEGIN PUBLIC KEY-----\nAAAA\n"}) {
        EXPECT_EQ(SealKey::parse(Secret(wrong)).error().fault, Fault::configuration) << wrong;
        EXPECT_EQ(SealPublicKey::parse(wrong).error().fault, Fault::configuration) << wrong;
    }
}

}  // namespace
}  // namespace dvcpay::crypto
