#include "crypto/sealer.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "crypto/digest.hpp"

namespace dvcpay::crypto {
namespace {

/// Counts upwards: never repeats within a test, and a test can say what was drawn.
class CountingEntropy final : public Entropy {
  public:
    void fill(std::span<std::byte> out) override {
        for (auto& b : out) b = static_cast<std::byte>((next_++ * 2654435761U) >> 24U);
        draws_.push_back(out.size());
    }
    const std::vector<std::size_t>& draws() const { return draws_; }

  private:
    std::uint32_t next_ = 1;
    std::vector<std::size_t> draws_;
};

RingKey ring_key(std::string id, char fill) {
    return RingKey{std::move(id), Secret(std::string(32, fill))};
}

RingSealer sealer_with(Entropy& entropy, std::vector<std::pair<std::string, char>> keys) {
    std::vector<RingKey> ring;
    ring.reserve(keys.size());
    for (auto& [id, fill] : keys) ring.push_back(ring_key(id, fill));
    auto made = RingSealer::make(std::move(ring), entropy);
    return std::move(made).value();
}

const std::string clear_text = "Nguyễn Văn An, 091099001234";

TEST(RingSealerTest, OpensWhatItSealed) {
    CountingEntropy entropy;
    RingSealer sealer = sealer_with(entropy, {{"k1", 'a'}});
    for (const std::string& clear :
         {clear_text, std::string(), std::string(1, '\0'), std::string(100'000, 'x')}) {
        const auto sealed = sealer.seal("pay_1", "payer", clear);
        ASSERT_TRUE(sealed);
        EXPECT_EQ(sealed.value().ring_key_id, "k1");
        EXPECT_EQ(sealed.value().ciphertext.size(), 12 + clear.size() + 16);
        EXPECT_EQ(sealed.value().wrapped_key.size(), 12U + 32U + 16U);
        if (!clear.empty()) {
            EXPECT_EQ(sealed.value().ciphertext.find(clear.substr(0, 20)), std::string::npos);
        }
        EXPECT_EQ(sealer.open("pay_1", "payer", sealed.value()).value(), clear);
    }
}

TEST(RingSealerTest, DrawsAFreshKeyAndFreshNoncesForEachBlob) {
    CountingEntropy entropy;
    RingSealer sealer = sealer_with(entropy, {{"k1", 'a'}});
    const Sealed one = sealer.seal("pay_1", "payer", clear_text).value();
    const Sealed two = sealer.seal("pay_1", "payer", clear_text).value();
    EXPECT_NE(one.ciphertext.substr(0, 12), two.ciphertext.substr(0, 12));
    EXPECT_NE(one.ciphertext.substr(12), two.ciphertext.substr(12));
    EXPECT_NE(one.wrapped_key.substr(0, 12), two.wrapped_key.substr(0, 12));
    EXPECT_NE(one.wrapped_key.substr(12), two.wrapped_key.substr(12));
    EXPECT_EQ(entropy.draws(), (std::vector<std::size_t>{32, 12, 12, 32, 12, 12}));
}

TEST(RingSealerTest, OpensNothingOfWhichOneByteWasChanged) {
    CountingEntropy entropy;
    RingSealer sealer = sealer_with(entropy, {{"k1", 'a'}});
    const Sealed sealed = sealer.seal("pay_1", "payer", clear_text).value();
    for (std::size_t i = 0; i < sealed.ciphertext.size(); ++i) {
        Sealed changed = sealed;
        changed.ciphertext[i] = static_cast<char>(changed.ciphertext[i] ^ 0x40);
        EXPECT_EQ(sealer.open("pay_1", "payer", changed).error().fault, Fault::forged) << i;
    }
    for (std::size_t i = 0; i < sealed.wrapped_key.size(); ++i) {
        Sealed changed = sealed;
        changed.wrapped_key[i] = static_cast<char>(changed.wrapped_key[i] ^ 0x01);
        EXPECT_EQ(sealer.open("pay_1", "payer", changed).error().fault, Fault::forged) << i;
    }
}

TEST(RingSealerTest, OpensNothingCutOrLengthened) {
    CountingEntropy entropy;
    RingSealer sealer = sealer_with(entropy, {{"k1", 'a'}});
    const Sealed sealed = sealer.seal("pay_1", "payer", clear_text).value();
    for (std::size_t size = 0; size < sealed.ciphertext.size(); ++size) {
        Sealed cut = sealed;
        cut.ciphertext.resize(size);
        EXPECT_FALSE(sealer.open("pay_1", "payer", cut)) << size;
    }
    for (std::size_t size = 0; size < sealed.wrapped_key.size(); ++size) {
        Sealed cut = sealed;
        cut.wrapped_key.resize(size);
        EXPECT_FALSE(sealer.open("pay_1", "payer", cut)) << size;
    }
    Sealed longer = sealed;
    longer.ciphertext += '\0';
    EXPECT_FALSE(sealer.open("pay_1", "payer", longer));
    EXPECT_EQ(sealer.open("pay_1", "payer", Sealed{"k1", "", ""}).error().fault, Fault::malformed);
}

TEST(RingSealerTest, ABlobMovedToAnotherPlaceDoesNotOpen) {
    CountingEntropy entropy;
    RingSealer sealer = sealer_with(entropy, {{"k1", 'a'}});
    const Sealed sealed = sealer.seal("pay_1", "payer", clear_text).value();
    EXPECT_EQ(sealer.open("pay_2", "payer", sealed).error().fault, Fault::forged);
    EXPECT_EQ(sealer.open("pay_1", "owner", sealed).error().fault, Fault::forged);
    EXPECT_EQ(sealer.open("pay_1p", "ayer", sealed).error().fault, Fault::forged);
    const Sealed other = sealer.seal("pay_1", "owner", clear_text).value();
    EXPECT_FALSE(sealer.open("pay_1", "payer", Sealed{"k1", other.wrapped_key, sealed.ciphertext}));
    EXPECT_FALSE(sealer.open("pay_1", "payer", Sealed{"k1", sealed.wrapped_key, other.ciphertext}));
}

TEST(RingSealerTest, AnOldKeyOfTheRingStillOpensAndTheFirstSeals) {
    CountingEntropy entropy;
    RingSealer before = sealer_with(entropy, {{"k1", 'a'}});
    const Sealed old = before.seal("pay_1", "payer", clear_text).value();
    RingSealer after = sealer_with(entropy, {{"k2", 'b'}, {"k1", 'a'}});
    EXPECT_EQ(after.open("pay_1", "payer", old).value(), clear_text);
    EXPECT_EQ(after.seal("pay_1", "payer", clear_text).value().ring_key_id, "k2");
    const RingSealer without = sealer_with(entropy, {{"k2", 'b'}});
    EXPECT_EQ(without.open("pay_1", "payer", old).error().fault, Fault::configuration);
    // The id alone does not help: another key under the old name opens nothing.
    const RingSealer wrong = sealer_with(entropy, {{"k1", 'c'}});
    EXPECT_EQ(wrong.open("pay_1", "payer", old).error().fault, Fault::forged);
    // The same key under another name neither: the id is authenticated.
    const RingSealer renamed = sealer_with(entropy, {{"k9", 'a'}});
    Sealed relabelled = old;
    relabelled.ring_key_id = "k9";
    EXPECT_EQ(renamed.open("pay_1", "payer", relabelled).error().fault, Fault::forged);
}

/// 0, 1, 2 …: what the blob below was made with.
class RisingEntropy final : public Entropy {
  public:
    void fill(std::span<std::byte> out) override {
        for (auto& b : out) b = static_cast<std::byte>(next_++);
    }

  private:
    std::uint8_t next_ = 0;
};

TEST(RingSealerTest, KeepsTheFormatOfBlobsThatAreStoredAlready) {
    // Computed with another AES-GCM implementation: data key 00…1f, nonces 20…2b and 2c…37, ring
    // key 32 times 'a'.
    const std::string ciphertext =
        "202122232425262728292a2b9c5dd3098d239f603a2a864daf38b59781c23fb0bffdba2d0ef2581fcf502c1c";
    const std::string wrapped =
        "2c2d2e2f303132333435363724faee7dbdd7af104615ba830c2a57873951ff905e0693aabc34b7bc6f4fb6de"
        "950ac08011fe99c799b692a1c46d3e9a";
    RisingEntropy entropy;
    RingSealer sealer = sealer_with(entropy, {{"k1", 'a'}});
    const Sealed sealed = sealer.seal("pay_1", "payer", "Nguyễn Văn An").value();
    EXPECT_EQ(to_hex(sealed.ciphertext), ciphertext);
    EXPECT_EQ(to_hex(sealed.wrapped_key), wrapped);
    const Sealed stored{"k1", from_hex(wrapped).value(), from_hex(ciphertext).value()};
    EXPECT_EQ(sealer.open("pay_1", "payer", stored).value(), "Nguyễn Văn An");
}

TEST(RingSealerTest, IsNotMadeFromABadRing) {
    CountingEntropy entropy;
    EXPECT_FALSE(RingSealer::make({}, entropy));
    const auto refuses = [&entropy](RingKey first, RingKey second) {
        std::vector<RingKey> ring;
        ring.push_back(std::move(first));
        ring.push_back(std::move(second));
        const auto made = RingSealer::make(std::move(ring), entropy);
        return !made && made.error().fault == Fault::configuration;
    };
    EXPECT_TRUE(refuses(ring_key("k1", 'a'), ring_key("k1", 'b')));
    EXPECT_TRUE(refuses(ring_key("k1", 'a'), ring_key("", 'b')));
    EXPECT_TRUE(refuses(ring_key("k1", 'a'), RingKey{"k2", Secret("short")}));
}

// --- rotation -----------------------------------------------------------------------------------

TEST(RingSealerTest, WhatWasRewrappedOpensUnderTheNewKeyWithItsOldCiphertext) {
    CountingEntropy entropy;
    RingSealer old_ring = sealer_with(entropy, {{"k1", 'a'}});
    Sealed sealed = old_ring.seal("pay_1", "party", clear_text).value();
    RingSealer ring = sealer_with(entropy, {{"k2", 'b'}, {"k1", 'a'}});
    const auto fresh = ring.rewrap("pay_1", "party", {sealed.ring_key_id, sealed.wrapped_key});
    ASSERT_TRUE(fresh);
    EXPECT_EQ(fresh.value().ring_key_id, "k2");
    sealed.ring_key_id = fresh.value().ring_key_id;
    sealed.wrapped_key = fresh.value().wrapped_key;
    EXPECT_EQ(ring.open("pay_1", "party", sealed).value(), clear_text);
    const RingSealer without_old = sealer_with(entropy, {{"k2", 'b'}});
    EXPECT_EQ(without_old.open("pay_1", "party", sealed).value(), clear_text);
    EXPECT_EQ(without_old.open("pay_2", "party", sealed).error().fault, Fault::forged);
    EXPECT_EQ(without_old.open("pay_1", "raw", sealed).error().fault, Fault::forged);
    EXPECT_EQ(old_ring.open("pay_1", "party", sealed).error().fault, Fault::configuration);
}

TEST(RingSealerTest, ManyRotationsInARowKeepTheCiphertextReadable) {
    CountingEntropy entropy;
    RingSealer ring = sealer_with(entropy, {{"k0", 'a'}});
    Sealed sealed = ring.seal("pay_1", "party", clear_text).value();
    const std::string ciphertext = sealed.ciphertext;
    for (char n = 1; n < 6; ++n) {
        std::vector<RingKey> keys;
        keys.push_back(ring_key("k" + std::to_string(n), static_cast<char>('a' + n)));
        keys.push_back(ring_key("k" + std::to_string(n - 1), static_cast<char>('a' + n - 1)));
        ASSERT_TRUE(ring.replace(std::move(keys)));
        const auto fresh = ring.rewrap("pay_1", "party", {sealed.ring_key_id, sealed.wrapped_key});
        ASSERT_TRUE(fresh) << int{n};
        sealed.ring_key_id = fresh.value().ring_key_id;
        sealed.wrapped_key = fresh.value().wrapped_key;
        EXPECT_EQ(sealed.ciphertext, ciphertext);
        EXPECT_EQ(ring.open("pay_1", "party", sealed).value(), clear_text);
        EXPECT_EQ(ring.seal("r", "f", "x").value().ring_key_id, "k" + std::to_string(n));
    }
}

TEST(RingSealerTest, AWrappingOfAnotherRecordIsNotRewrapped) {
    CountingEntropy entropy;
    RingSealer ring = sealer_with(entropy, {{"k2", 'b'}, {"k1", 'a'}});
    RingSealer old_ring = sealer_with(entropy, {{"k1", 'a'}});
    const Sealed sealed = old_ring.seal("pay_1", "party", clear_text).value();
    const Wrapped wrapped{sealed.ring_key_id, sealed.wrapped_key};
    EXPECT_EQ(ring.rewrap("pay_2", "party", wrapped).error().fault, Fault::forged);
    EXPECT_EQ(ring.rewrap("pay_1", "raw", wrapped).error().fault, Fault::forged);
    EXPECT_EQ(
        ring.rewrap("pay_1", "party", {"k9", sealed.wrapped_key}).error().fault,
        Fault::configuration
    );
}

TEST(RingSealerTest, ARefusedRingLeavesTheOldOneInForce) {
    CountingEntropy entropy;
    RingSealer ring = sealer_with(entropy, {{"k1", 'a'}});
    EXPECT_FALSE(ring.replace({}));
    std::vector<RingKey> twice;
    twice.push_back(ring_key("k2", 'b'));
    twice.push_back(ring_key("k2", 'c'));
    EXPECT_FALSE(ring.replace(std::move(twice)));
    EXPECT_EQ(ring.key_ids(), std::vector<std::string>{"k1"});
    EXPECT_EQ(ring.seal("r", "f", "x").value().ring_key_id, "k1");
}

}  // namespace
}  // namespace dvcpay::crypto
