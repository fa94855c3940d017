// Upkeep: which ring key wraps what, rewrapping, erasing, what is old enough to go.
#include "sqlite_world.hpp"
#include "world.hpp"

namespace dvcpay::testing {
namespace {

PersonalData sealed_person(std::uint64_t n, const std::string& key) {
    return {
        nth_id<PaymentId>(n),
        Sealed{key, "wrapped-" + std::to_string(n), "cipher-" + std::to_string(n)}
    };
}

RawInbound raw_bytes(std::uint64_t n, const std::string& key, Wall at = noon) {
    RawInbound raw;
    raw.id = nth_id<EvidenceId>(n);
    raw.account = {"momo", "default"};
    raw.kind = "ipn";
    raw.received_at = at;
    raw.sha256 = "hash-" + std::to_string(n);
    raw.masked = "{\"masked\":" + std::to_string(n) + "}";
    raw.sealed = Sealed{key, "wrapped-" + std::to_string(n), "cipher-" + std::to_string(n)};
    return raw;
}

TEST_P(StoreContract, EachRingKeyIsCountedPerKindOfRecord) {
    world->write([](Txn& txn) {
        txn.put_personal_data(sealed_person(1, "k1"));
        txn.put_personal_data(sealed_person(2, "k2"));
        txn.put_personal_data(sealed_person(3, "k2"));
        txn.insert_raw(raw_bytes(1, "k1"));
    });
    world->read([](Reader& reader) {
        const auto uses = reader.key_uses();
        ASSERT_EQ(uses.size(), 2U);
        EXPECT_EQ(uses[0].ring_key_id, "k1");
        EXPECT_EQ(uses[0].personal_data, 1);
        EXPECT_EQ(uses[0].raw_inbound, 1);
        EXPECT_EQ(uses[1].personal_data, 2);
        EXPECT_EQ(uses[1].total(), 2);
    });
}

TEST_P(StoreContract, AWalkOverOneKeyGoesOnBehindItsLastRecord) {
    world->write([](Txn& txn) {
        for (std::uint64_t n = 1; n <= 5; ++n)
            txn.put_personal_data(sealed_person(n, n == 3 ? "k2" : "k1"));
    });
    world->read([](Reader& reader) {
        const auto first = reader.wrapped_by(SealedKind::personal_data, "k1", 0, 3);
        ASSERT_EQ(first.size(), 3U);
        EXPECT_EQ(first[0].record, nth_id<PaymentId>(1).text());
        EXPECT_EQ(first[0].wrapped.wrapped_key, "wrapped-1");
        EXPECT_EQ(first[2].record, nth_id<PaymentId>(4).text());
        const auto rest = reader.wrapped_by(SealedKind::personal_data, "k1", first[2].number, 3);
        ASSERT_EQ(rest.size(), 1U);
        EXPECT_EQ(rest[0].record, nth_id<PaymentId>(5).text());
        EXPECT_TRUE(reader.wrapped_by(SealedKind::raw_inbound, "k1", 0, 3).empty());
    });
}

TEST_P(StoreContract, RewrappingReplacesTheWrappingOnceAndNothingElse) {
    world->write([](Txn& txn) {
        txn.put_personal_data(sealed_person(1, "k1"));
        txn.insert_raw(raw_bytes(7, "k1"));
    });
    const Rewrapped person{nth_id<PaymentId>(1).text(), {"k1", "wrapped-1"}, {"k2", "fresh"}};
    const Rewrapped raw{nth_id<EvidenceId>(7).text(), {"k1", "wrapped-7"}, {"k2", "fresh"}};
    world->write([&](Txn& txn) {
        EXPECT_TRUE(txn.rewrap(SealedKind::personal_data, person));
        EXPECT_FALSE(txn.rewrap(SealedKind::personal_data, person));  // done already
        EXPECT_TRUE(txn.rewrap(SealedKind::raw_inbound, raw));
    });
    world->crash_and_restart();
    world->read([](Reader& reader) {
        const auto found = reader.personal_data(nth_id<PaymentId>(1));
        ASSERT_TRUE(found);
        EXPECT_EQ(found->sealed.ring_key_id, "k2");
        EXPECT_EQ(found->sealed.wrapped_key, "fresh");
        EXPECT_EQ(found->sealed.ciphertext, "cipher-1");
        EXPECT_EQ(reader.wrapped_by(SealedKind::raw_inbound, "k2", 0, 9).size(), 1U);
    });
}

TEST(SqliteScrub, TheLogIsEmptyAfterwardsUnlessSomebodyReads) {
    SqliteWorld world;
    world.write([](Txn& txn) { txn.set_meta("a", "findable-text-in-the-log"); });
    const std::string log = world.options.path + "-wal";
    ASSERT_NE(world.disk.content(log).find("findable-text"), std::string::npos);
    const auto emptied = await(world.loop, world.store().scrub());
    ASSERT_TRUE(emptied);
    EXPECT_TRUE(emptied.value());
    EXPECT_TRUE(world.disk.content(log).empty());
    EXPECT_NE(world.disk.content(world.options.path).find("findable-text"), std::string::npos);
    EXPECT_EQ(
        world.get<std::string>([](Reader& r) { return r.meta("a"); }), "findable-text-in-the-log"
    );
    await(world.loop, world.store().close());
    const auto closed = await(world.loop, world.store().scrub());
    EXPECT_FALSE(closed.value());
}

TEST(SqliteScrub, WhatIsOverwrittenIsInNoFileOfTheStoreAnyMore) {
    SqliteWorld world;
    world.write([](Txn& txn) {
        PersonalData data = sealed_person(1, "k1");
        data.sealed.ciphertext = "the-old-ciphertext" + std::string(20'000, 'x') + "-and-its-end";
        txn.put_personal_data(data);
    });
    world.write([](Txn& txn) { txn.put_personal_data(sealed_person(1, "k1")); });
    ASSERT_TRUE(await(world.loop, world.store().scrub()).value());
    for (const auto* ending : {"", "-wal"}) {
        const std::string file = world.options.path + ending;
        EXPECT_EQ(world.disk.content(file).find("the-old-ciphertext"), std::string::npos) << file;
        EXPECT_EQ(world.disk.content(file).find("-and-its-end"), std::string::npos) << file;
    }
}

}  // namespace
}  // namespace dvcpay::testing
