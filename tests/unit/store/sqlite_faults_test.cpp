// What the disk may do to the store: full, broken, lying, gone. An answer is never guessed.
#include <sqlite3.h>

#include "sqlite_world.hpp"

namespace dvcpay::testing {
namespace {

Result<void> set(SqliteWorld& world, const std::string& name) {
    return world.try_write([name](Txn& txn) -> Result<void> {
        txn.set_meta(name, "1");
        return ok();
    });
}

bool has(SqliteWorld& world, const std::string& name) {
    return world.get<std::string>([&](Reader& r) { return r.meta(name); }) == "1";
}

constexpr auto forever = UINT64_MAX;

TEST(SqliteCommit, AFailedSyncWhoseRecordStandsInTheLogIsAnsweredAsCommitted) {
    SqliteWorld world;
    world.disk.fail({.strikes = Operation::sync, .file = "-wal"});
    const auto done = set(world, "a");
    EXPECT_TRUE(world.disk.struck());
    EXPECT_TRUE(done.has_value());
    EXPECT_TRUE(has(world, "a"));
    world.crash_and_restart();  // told means durable, also after this
    EXPECT_TRUE(has(world, "a"));
}

TEST(SqliteCommit, AMarkThatAnotherProcessPrunedIsMadeAgainSoThatTheCommitCanBeAskedAbout) {
    SqliteWorld world;
    sqlite3* other = nullptr;
    ASSERT_EQ(
        sqlite3_open_v2(
            world.options.path.c_str(),
            &other,
            SQLITE_OPEN_READWRITE,
            world.options.vfs_name.c_str()
        ),
        SQLITE_OK
    );
    EXPECT_EQ(
        sqlite3_exec(other, "DELETE FROM commit_marks", nullptr, nullptr, nullptr), SQLITE_OK
    );
    EXPECT_EQ(sqlite3_close(other), SQLITE_OK);
    world.disk.fail({.strikes = Operation::sync, .file = "-wal"});
    EXPECT_TRUE(set(world, "a").has_value());
    EXPECT_TRUE(world.disk.struck());
    EXPECT_TRUE(has(world, "a"));
}

TEST(SqliteCommit, AFailedSyncThatLostTheRecordIsAnsweredAsNotCommitted) {
    SqliteWorld world;
    world.disk.on_failed_sync(MemoryVfs::FailedSync::drops);
    world.disk.fail({.strikes = Operation::sync, .file = "-wal"});
    const auto done = set(world, "a");
    EXPECT_TRUE(world.disk.struck());
    ASSERT_FALSE(done.has_value());
    EXPECT_EQ(done.error().fault, Fault::store_unavailable);
    EXPECT_FALSE(has(world, "a"));
    EXPECT_TRUE(world.store().health().writable);
    EXPECT_TRUE(set(world, "b").has_value());
    world.crash_and_restart();
    EXPECT_FALSE(has(world, "a"));
    EXPECT_TRUE(has(world, "b"));
}

TEST(SqliteCommit, AFailedWriteOfTheLogIsAnsweredAsNotCommitted) {
    SqliteWorld world;
    world.disk.fail({.strikes = Operation::write, .file = "-wal"});
    const auto done = set(world, "a");
    ASSERT_FALSE(done.has_value());
    EXPECT_EQ(done.error().fault, Fault::store_unavailable);
    EXPECT_FALSE(has(world, "a"));
    EXPECT_TRUE(set(world, "b").has_value());
}

TEST(SqliteCommit, WhatCannotBeAskedIsUnknownAndTheStoreRecovers) {
    SqliteWorld world;
    // The sync of COMMIT fails, and then nobody can look.
    world.disk.fail({.strikes = Operation::sync | Operation::open, .times = forever, .file = ""});
    const auto done = set(world, "a");
    ASSERT_FALSE(done.has_value());
    EXPECT_EQ(done.error().fault, Fault::commit_unknown);
    EXPECT_FALSE(world.store().health().writable);
    EXPECT_NE(world.store().health().detail, "");
    const auto next = set(world, "b");
    ASSERT_FALSE(next.has_value());
    EXPECT_EQ(next.error().fault, Fault::store_unavailable);
    EXPECT_GT(next.error().retry_after_s, 0);
    world.disk.heal();
    EXPECT_TRUE(set(world, "c").has_value());
    EXPECT_TRUE(world.store().health().writable);
    EXPECT_FALSE(has(world, "b"));
    EXPECT_TRUE(has(world, "c"));
}

TEST(SqliteCommit, NothingKeptAndNothingLostWhereverTheNthOperationFails) {
    for (const auto failed_sync : {MemoryVfs::FailedSync::keeps, MemoryVfs::FailedSync::drops}) {
        std::uint64_t nth = 0;
        for (;; ++nth) {
            SqliteWorld world;
            world.options.checkpoint_pages = 2;
            world.shut();
            ASSERT_TRUE(world.open().has_value());
            world.disk.on_failed_sync(failed_sync);
            world.disk.fail({.after = nth, .file = ""});
            std::vector<Result<void>> results;
            for (const char* name : {"a", "b", "c"}) results.push_back(set(world, name));
            const bool struck = world.disk.struck();
            world.disk.heal();
            world.crash(nth % 2 == 0 ? MemoryVfs::Loss::everything : MemoryVfs::Loss::some, nth);
            std::size_t i = 0;
            for (const char* name : {"a", "b", "c"}) {
                const auto& result = results[i++];
                if (result.has_value()) {
                    EXPECT_TRUE(has(world, name))
                        << "acknowledged and lost: " << name << " nth=" << nth;
                } else if (result.error().fault == Fault::store_unavailable) {
                    EXPECT_FALSE(has(world, name))
                        << "refused and kept: " << name << " nth=" << nth;
                } else {
                    EXPECT_EQ(result.error().fault, Fault::commit_unknown);
                }
            }
            EXPECT_TRUE(set(world, "after").has_value()) << "nth=" << nth;
            if (!struck) break;
        }
        EXPECT_GT(nth, 10U);
    }
}

TEST(SqliteCommit, ReadsFailAsUnavailableAndRecover) {
    std::uint64_t nth = 0;
    for (;; ++nth) {
        SqliteWorld world;
        ASSERT_TRUE(set(world, "a").has_value());
        world.disk.fail({.after = nth, .file = ""});
        std::function<Result<void>(Reader&)> look = [](Reader& r) -> Result<void> {
            return r.meta("a") == "1" ? Result<void>(ok()) : Result<void>(Fault::not_found);
        };
        const auto done = await(world.loop, world.store().read(look));
        const bool struck = world.disk.struck();
        world.disk.heal();
        if (!done) {
            EXPECT_EQ(done.error().fault, Fault::store_unavailable) << "nth=" << nth;
        }
        EXPECT_TRUE(await(world.loop, world.store().read(look)).has_value());
        if (!struck) break;
    }
    EXPECT_GT(nth, 2U);
}

TEST(SqliteDisk, AFullDiskRefusesClearlyAndRecovers) {
    SqliteWorld world;
    world.disk.fail({.strikes = Operation::write, .times = forever, .code = SQLITE_FULL, .file = ""}
    );
    const auto done = set(world, "a");
    ASSERT_FALSE(done.has_value());
    EXPECT_EQ(done.error().fault, Fault::store_unavailable);
    const auto health = world.store().health();
    EXPECT_FALSE(health.writable);
    EXPECT_NE(health.detail.find("full"), std::string::npos) << health.detail;
    EXPECT_FALSE(has(world, "a"));
    EXPECT_FALSE(set(world, "b").has_value());
    world.disk.heal();
    EXPECT_TRUE(set(world, "c").has_value());
    EXPECT_TRUE(world.store().health().writable);
}

TEST(SqliteDisk, AskingForHealthMakesABrokenStoreTryAgain) {
    SqliteWorld world;
    world.disk.fail({.strikes = Operation::write, .times = forever, .code = SQLITE_FULL, .file = ""}
    );
    ASSERT_FALSE(set(world, "a").has_value());
    const auto ask = [&] {
        const bool writable = world.store().health().writable;
        world.loop.restart();
        world.loop.run();
        return writable;
    };
    EXPECT_FALSE(ask());
    EXPECT_FALSE(ask());
    world.disk.heal();
    EXPECT_FALSE(ask());  // this question makes it try
    EXPECT_TRUE(ask());
}

TEST(SqliteDisk, AFailingCheckpointDoesNotStopWriting) {
    SqliteWorld world;
    world.options.checkpoint_pages = 1;
    world.shut();
    ASSERT_TRUE(world.open().has_value());
    world.disk.fail({.strikes = Operation::write, .times = forever, .file = ".db"});
    for (int i = 0; i < 10; ++i) {
        EXPECT_TRUE(set(world, "k" + std::to_string(i)).has_value());
    }
    EXPECT_TRUE(world.disk.struck());
    EXPECT_NE(world.store().health().detail, "");
    world.crash_and_restart();
    EXPECT_TRUE(has(world, "k9"));
}

TEST(SqliteCrash, AnyLossOfWhatWasNotSyncedLosesNothingAcknowledged) {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        SqliteWorld world;
        world.options.checkpoint_pages = static_cast<std::int64_t>(seed % 7);
        world.shut();
        ASSERT_TRUE(world.open().has_value());
        std::uint64_t made = 0;
        for (int round = 0; round < 4; ++round) {
            for (std::uint64_t i = 0; i < 1 + seed % 5; ++i) {
                world.write([&](Txn& txn) {
                    const PaymentFile file = open_payment_file(made);
                    txn.insert(file);
                    txn.append(
                        file.payment.id.text(), {new_event(made, EventType::payment_created)}
                    );
                });
                ++made;
            }
            world.crash(
                seed % 3 == 0 ? MemoryVfs::Loss::nothing : MemoryVfs::Loss::some,
                seed * 10 + static_cast<std::uint64_t>(round)
            );
            world.read([&](Reader& r) {
                for (std::uint64_t k = 0; k < made; ++k) {
                    const auto file = r.payment(nth_id<PaymentId>(k));
                    ASSERT_TRUE(file) << "seed=" << seed << " payment " << k << " of " << made;
                    EXPECT_EQ(file->payment.sequence, 1);
                }
            });
        }
    }
}

TEST(SqliteCrash, WorkThatWasCutOffIsAbsentOrWhole) {
    // The crash comes at the nth operation of the disk: from there on the process gets nothing
    // done.
    for (std::uint64_t nth = 0; nth < 200; ++nth) {
        SqliteWorld world;
        world.disk.fail({.after = nth, .times = forever, .file = ""});
        const auto done = world.try_write([](Txn& txn) -> Result<void> {
            const PaymentFile file = open_payment_file(1);
            txn.insert(file);
            txn.put_personal_data({file.payment.id, Sealed{"r", "k", "c"}});
            return ok();
        });
        const bool struck = world.disk.struck();
        world.disk.heal();
        world.crash(MemoryVfs::Loss::some, nth);
        world.read([&](Reader& r) {
            const bool payment = r.payment(nth_id<PaymentId>(1)).has_value();
            EXPECT_EQ(payment, r.personal_data(nth_id<PaymentId>(1)).has_value()) << "nth=" << nth;
            if (done.has_value()) {
                EXPECT_TRUE(payment) << "nth=" << nth;
            }
            if (!done.has_value() && done.error().fault == Fault::store_unavailable) {
                EXPECT_FALSE(payment) << "nth=" << nth;
            }
        });
        if (!struck) break;
    }
}

}  // namespace
}  // namespace dvcpay::testing
