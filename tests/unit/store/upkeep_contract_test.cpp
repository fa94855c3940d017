// Upkeep: which ring key wraps what, rewrapping, erasing, what is old enough to go.
#include <sqlite3.h>

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

TEST_P(StoreContract, ErasingDestroysTheKeyAndTheCiphertextOfOnePaymentOnly) {
    world->write([](Txn& txn) {
        txn.insert(open_payment_file(1));
        txn.insert(open_payment_file(2));
        txn.put_personal_data({open_payment_file(1).payment.id, Sealed{"k1", "w1", "c1"}});
        txn.put_personal_data({open_payment_file(2).payment.id, Sealed{"k1", "w2", "c2"}});
    });
    const auto first = open_payment_file(1).payment.id;
    world->write([&](Txn& txn) {
        EXPECT_EQ(txn.erase_personal_data(first), 1);
        EXPECT_EQ(txn.erase_personal_data(first), 0);
    });
    world->read([&](Reader& reader) {
        EXPECT_FALSE(reader.personal_data(first));
        EXPECT_TRUE(reader.personal_data(open_payment_file(2).payment.id));
        EXPECT_EQ(reader.key_uses()[0].personal_data, 1);
        EXPECT_EQ(
            reader.payment(first)->payment.payer_masked_json,
            open_payment_file(1).payment.payer_masked_json
        );
    });
    // A rewrapping that was read before does not bring it back.
    world->write([&](Txn& txn) {
        const Rewrapped late{first.text(), {"k1", "w1"}, {"k2", "w1-again"}};
        EXPECT_FALSE(txn.rewrap(SealedKind::personal_data, late));
    });
}

TEST_P(StoreContract, ThePapersOfAPaymentAreItsOwn) {
    const PaymentId payment = nth_id<PaymentId>(1);
    const auto said = [](std::uint64_t n, const std::string& hash) {
        Evidence e;
        e.id = nth_id<EvidenceId>(100 + n);
        e.said = Said::paid;
        e.proof = ProofKind::tls_echo;
        e.source = Source::status_answer;
        e.order_ref = "REF" + std::to_string(n);
        e.amount = Money::dong(60'000);
        e.raw_sha256 = hash;
        e.received_at = noon;
        return e;
    };
    world->write([&](Txn& txn) {
        txn.insert_raw(raw_bytes(1, "k1"));
        txn.insert_raw(raw_bytes(2, "k1"));
        txn.insert_evidence(said(1, "hash-1"), payment);
        txn.insert_evidence(said(2, "hash-1"), payment);  // one callback, two notices
        txn.insert_evidence(said(3, ""), payment);
        txn.insert_evidence(said(4, "hash-2"), nth_id<PaymentId>(2));
    });
    world->read([&](Reader& reader) {
        const auto evidence = reader.evidence_of(payment);
        ASSERT_EQ(evidence.size(), 3U);
        EXPECT_EQ(evidence[0].order_ref, "REF1");
        EXPECT_EQ(evidence[0].said, Said::paid);
        EXPECT_EQ(evidence[0].proof, ProofKind::tls_echo);
        EXPECT_EQ(evidence[0].source, Source::status_answer);
        EXPECT_EQ(evidence[0].amount.count(), 60'000);
        const auto raw = reader.raw_copies_of(payment);
        ASSERT_EQ(raw.size(), 1U);
        EXPECT_EQ(raw[0].sha256, "hash-1");
        EXPECT_EQ(raw[0].masked, "{\"masked\":1}");
        EXPECT_TRUE(raw[0].has_bytes);
    });
    world->write([&](Txn& txn) {
        const auto what = RetentionClass::raw_bytes;
        txn.drop_expired(what, noon.plus_s(1), txn.find_expired(what, noon.plus_s(1), 0, 9));
        EXPECT_FALSE(txn.raw_copies_of(payment)[0].has_bytes);
    });
}

// --- retention
// --------------------------------------------------------------------------------------------------------

TEST_P(StoreContract, OnlyRawBytesOlderThanTheLimitLoseTheirSealedForm) {
    world->write([](Txn& txn) {
        txn.insert_raw(raw_bytes(1, "k1", noon.plus_s(-10)));
        txn.insert_raw(raw_bytes(2, "k1", noon.plus_s(-5)));
        txn.insert_raw(raw_bytes(3, "k1", noon));
    });
    const auto what = RetentionClass::raw_bytes;
    std::vector<std::int64_t> found;
    world->read([&](Reader& reader) {
        EXPECT_EQ(reader.count_expired(what, noon), 2);
        found = reader.find_expired(what, noon, 0, 9);
        EXPECT_EQ(found.size(), 2U);
        EXPECT_EQ(reader.find_expired(what, noon, 0, 1).size(), 1U);
        EXPECT_EQ(reader.find_expired(what, noon, found[0], 9).size(), 1U);
    });
    world->write([&](Txn& txn) {
        EXPECT_EQ(txn.drop_expired(what, noon.plus_s(-7), found), 1);  // the other is not so old
        EXPECT_EQ(txn.drop_expired(what, noon, found), 1);
        EXPECT_EQ(txn.drop_expired(what, noon, found), 0);
        EXPECT_FALSE(txn.insert_raw(raw_bytes(1, "k1")));  // hash and row stay: still a duplicate
    });
    world->read([&](Reader& reader) {
        EXPECT_EQ(reader.count_expired(what, noon), 0);
        EXPECT_EQ(reader.key_uses()[0].raw_inbound, 1);
    });
}

TEST_P(StoreContract, PeopleOfOpenPaymentsAndOfYoungOnesAreKept) {
    const Wall old = noon.plus_s(-1000);
    const auto add = [&](std::uint64_t n, PaymentState state, std::optional<Wall> closed) {
        PaymentFile file = open_payment_file(n, old);
        file.payment.state = state;
        file.payment.closed_at = closed;
        world->write([&](Txn& txn) {
            txn.insert(file);
            txn.put_personal_data({file.payment.id, Sealed{"k1", "w", "c"}});
        });
        return file.payment.id;
    };
    const PaymentId open = add(1, PaymentState::open, std::nullopt);
    const PaymentId gone = add(2, PaymentState::expired, old.plus_s(10));
    const PaymentId recent = add(3, PaymentState::paid, noon);
    const auto what = RetentionClass::personal_data;
    const Wall before = noon.plus_s(-500);
    std::vector<std::int64_t> found;
    world->read([&](Reader& reader) {
        EXPECT_EQ(reader.count_expired(what, before), 1);
        found = reader.find_expired(what, before, 0, 9);
    });
    world->write([&](Txn& txn) { EXPECT_EQ(txn.drop_expired(what, before, found), 1); });
    world->read([&](Reader& reader) {
        EXPECT_TRUE(reader.personal_data(open));
        EXPECT_FALSE(reader.personal_data(gone));
        EXPECT_TRUE(reader.personal_data(recent));
        EXPECT_TRUE(reader.payment(gone));
        EXPECT_EQ(reader.count_expired(what, before), 0);
    });
}

TEST_P(StoreContract, QuarantineAndDeliveredWebhooksEndAndWhatWaitsOrIsDeadStays) {
    Delivery done, dead, waiting;
    world->write([&](Txn& txn) {
        txn.quarantine({"momo", "ipn", "forged", noon.plus_s(-9), "aa", "peer", "{}"}, 9);
        txn.quarantine({"momo", "ipn", "forged", noon, "bb", "peer", "{}"}, 9);
        const auto at = noon.plus_s(-9);
        const auto event = [&](std::uint64_t n) {
            return txn.append(
                "chain-" + std::to_string(n), {new_event(n, EventType::payment_paid, at)}
            )[0];
        };
        done = new_delivery(1, event(1));
        dead = new_delivery(2, event(2));
        waiting = new_delivery(3, event(3));
        for (const auto* delivery : {&done, &dead, &waiting}) txn.enqueue(*delivery);
        txn.settle_delivery(done.id, DeliveryState::delivered, 1, {}, at, 200, "");
        txn.settle_delivery(dead.id, DeliveryState::dead, 1, {}, at, 500, "");
    });
    for (const auto what : {RetentionClass::quarantine, RetentionClass::deliveries}) {
        world->write([&](Txn& txn) {
            EXPECT_EQ(txn.count_expired(what, noon), 1) << to_string(what);
            const auto found = txn.find_expired(what, noon, 0, 9);
            EXPECT_EQ(txn.drop_expired(what, noon, found), 1);
            EXPECT_EQ(txn.count_expired(what, noon), 0);
        });
    }
    world->read([&](Reader& reader) {
        EXPECT_FALSE(reader.delivery(done.id));
        EXPECT_TRUE(reader.delivery(dead.id));
        EXPECT_TRUE(reader.delivery(waiting.id));
        EXPECT_TRUE(reader.event(done.event));
    });
}

/// Straight into the table: where a refund goes is written by the journey of refunds.
void put_destination(SqliteWorld& world, const RefundId& refund) {
    sqlite3* db = nullptr;
    ASSERT_EQ(
        sqlite3_open_v2(
            world.options.path.c_str(), &db, SQLITE_OPEN_READWRITE, world.options.vfs_name.c_str()
        ),
        SQLITE_OK
    );
    const std::string sql =
        "INSERT INTO refund_destinations (refund_id, ring_key_id, wrapped_key, ciphertext) VALUES "
        "('" +
        refund.text() + "', 'k1', x'0102', x'0304')";
    EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(db);
    sqlite3_close(db);
}

TEST(SqliteErase, DestinationsOfThePaymentsRefundsGoTooAndRewrapLikeTheRest) {
    SqliteWorld world;
    PaymentFile before = open_payment_file(1);
    world.write([&](Txn& txn) { txn.insert(before); });
    PaymentFile file =
        world.get<PaymentFile>([&](Reader& r) { return *r.payment(before.payment.id); });
    PaymentFile after = file;
    const Attempt attempt = pending_attempt(1);
    after.attempts.push_back(attempt);
    after.credits.push_back(applied_credit(1, after, attempt.id, Money::dong(10)));
    after.refunds.push_back(requested_refund(1, after.credits[0].id));
    ++after.payment.version;
    world.write([&](Txn& txn) { txn.update(file, after); });
    put_destination(world, after.refunds[0].id);
    put_destination(world, nth_id<RefundId>(77));  // of another payment
    world.read([&](Reader& reader) {
        EXPECT_EQ(reader.key_uses()[0].refund_destinations, 2);
        EXPECT_EQ(reader.wrapped_by(SealedKind::refund_destination, "k1", 0, 9).size(), 2U);
    });
    world.write([&](Txn& txn) {
        const Rewrapped moved{nth_id<RefundId>(77).text(), {"k1", "\x01\x02"}, {"k2", "new"}};
        EXPECT_TRUE(txn.rewrap(SealedKind::refund_destination, moved));
        EXPECT_EQ(txn.erase_personal_data(before.payment.id), 1);
    });
    world.read([&](Reader& reader) {
        const auto uses = reader.key_uses();
        ASSERT_EQ(uses.size(), 1U);
        EXPECT_EQ(uses[0].ring_key_id, "k2");
        EXPECT_EQ(uses[0].refund_destinations, 1);
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
