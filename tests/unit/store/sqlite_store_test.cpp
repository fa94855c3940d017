// What is SQLite's own: migrations, limits of queues, plans of queries, determinism, real threads.
#include <filesystem>

#include <boost/asio/thread_pool.hpp>
#include <sqlite3.h>

#include "crypto/chain.hpp"
#include "sqlite_world.hpp"
#include "store/sqlite/connection.hpp"

namespace dvcpay::testing {
namespace {

using sqlite::Migration;

/// How a test writes what an earlier version would have written.
sqlite::ConnectionOptions written_by_hand(const SqliteWorld& world) {
    sqlite::ConnectionOptions how;
    how.path = world.options.path;
    how.vfs_name = world.options.vfs_name;
    how.create = sqlite::ConnectionOptions::Create::if_absent;
    return how;
}

/// A paid payment as the fifth schema keeps it, without its credits.
void insert_paid(sqlite::Connection& old, std::uint64_t n, const std::string& settlement) {
    old.exec(
        "INSERT INTO payments (id, client, reference, created_at, service_code, agency_code, "
        "amount, service_fee, description, return_url, metadata, payer_masked, owner_masked, "
        "warnings, locale, beneficiary_account, beneficiary_bank_bin, beneficiary_name, state, "
        "cancel_requested, cancel_reason, late, zero_amount, zero_reason, settlement, created_by, "
        "expires_at, version) VALUES (?1, 'portal', 'H01', ?2, '', '', 60000, 0, '', '', '{}', '', "
        "'', '', 'vi', '', '', '', 'paid', 0, '', 0, 0, '', ?3, '', ?2, 1)",
        nth_id<PaymentId>(n),
        noon,
        settlement
    );
}

void insert_credit_of(
    sqlite::Connection& old, std::uint64_t payment, std::uint64_t n, const std::string& state
) {
    old.exec(
        "INSERT INTO credits (id, payment_id, provider, account, provider_txn, order_ref, amount, "
        "state, occurred_at, received_at, evidence_id) VALUES (?1, ?2, 'momo', 'default', ?3, '', "
        "60000, ?4, ?5, ?5, ?6)",
        nth_id<CreditId>(n),
        nth_id<PaymentId>(payment),
        "T" + std::to_string(n),
        state,
        noon,
        nth_id<EvidenceId>(n)
    );
}

TEST(SqliteMigration, RunningItAgainAppliesNothing) {
    MemoryVfs disk("migrate-again");
    sqlite::SqliteOptions options{.path = "a.db", .vfs_name = disk.name(), .boot_id = "boot"};
    const auto first = sqlite::migrate(options);
    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(first.value().size(), sqlite::embedded_migrations().size());
    EXPECT_TRUE(sqlite::migrate(options).value().empty());
}

TEST(SqliteMigration, AChangedTextOfAnAppliedMigrationIsRefused) {
    MemoryVfs disk("migrate-changed");
    sqlite::SqliteOptions options{.path = "a.db", .vfs_name = disk.name(), .boot_id = "boot"};
    ASSERT_TRUE(sqlite::migrate(options).has_value());
    auto changed = sqlite::embedded_migrations();
    changed[0].sql += "-- one more remark\n";
    const auto again = sqlite::migrate(options, changed);
    ASSERT_FALSE(again.has_value());
    EXPECT_EQ(again.error().fault, Fault::configuration);
    EXPECT_NE(again.error().detail.find("0001_first"), std::string::npos) << again.error().detail;
}

TEST(SqliteMigration, AStoreOfTheFirstSchemaKeepsItsHistoryAndItsIncidents) {
    SqliteWorld world;
    world.shut();
    world.options.path = "old.db";
    const auto all = sqlite::embedded_migrations();
    ASSERT_TRUE(sqlite::migrate(world.options, {all.front()}).has_value());
    Event event;
    event.id = nth_id<EventId>(1);
    event.chain = nth_id<IncidentId>(2).text();
    event.sequence = 1;
    event.type = EventType::incident_opened;
    event.at = noon;
    event.client = "portal";
    event.data = R"({"incident":{}})";
    event.note = "unmatched_credit";
    event.actor = "rules";
    event.prev_hash = crypto::chain_start;
    event.hash = crypto::chain_hash(event);
    {
        sqlite::Connection old(written_by_hand(world));
        old.exec(
            "INSERT INTO events (id, chain, sequence, type, at, client, agency_code, data, note, "
            "actor, prev_hash, hash) VALUES (?1, ?2, 1, 'incident.opened', ?3, 'portal', '', ?4, "
            "'unmatched_credit', 'rules', ?5, ?6)",
            event.id,
            event.chain,
            event.at,
            event.data,
            event.prev_hash,
            event.hash
        );
        old.exec(
            "INSERT INTO incidents (id, kind, state, amount, proposal, detail, opened_at) VALUES "
            "(?1, 'unmatched_credit', 'open', 45000, 'find_payment', 'none of ours', ?2)",
            event.chain,
            event.at
        );
    }
    ASSERT_EQ(sqlite::migrate(world.options).value().size(), all.size() - 1);
    ASSERT_TRUE(world.open().has_value());
    world.read([&](Reader& reader) {
        const auto kept = reader.events_of(event.chain);
        ASSERT_EQ(kept.size(), 1U);
        EXPECT_EQ(crypto::chain_hash(kept[0]), event.hash);
        IncidentFilter open;
        open.state = IncidentState::open;
        const auto incidents = reader.incidents(open);
        ASSERT_EQ(incidents.size(), 1U);
        EXPECT_EQ(incidents[0].incident.amount, Money::dong(45'000));
        EXPECT_EQ(incidents[0].incident.version, 1);
        EXPECT_EQ(incidents[0].incident.action, IncidentAction::none);
    });
}

TEST(SqliteMigration, AStoreOfTheFifthSchemaSaysOfEachCreditWhatStoodOnItsPayment) {
    SqliteWorld world;
    world.shut();
    world.options.path = "fifth.db";
    const auto all = sqlite::embedded_migrations();
    const std::vector<Migration> fifth(all.begin(), all.begin() + 5);
    ASSERT_TRUE(sqlite::migrate(world.options, fifth).has_value());
    {
        sqlite::Connection old(written_by_hand(world));
        insert_paid(old, 1, "missing");
        insert_credit_of(old, 1, 11, "applied");
        insert_credit_of(old, 1, 12, "duplicate");
        insert_paid(old, 2, "reversed");
        insert_credit_of(old, 2, 21, "applied");
        insert_credit_of(old, 2, 22, "reversed");  // a duplicate, until it was taken back
        old.exec(
            "INSERT INTO incidents (id, payment_id, kind, state, credit_id, amount, proposal, "
            "detail, opened_at) VALUES (?1, ?2, 'duplicate_payment', 'open', ?3, 60000, 'refund', "
            "'', ?4)",
            nth_id<IncidentId>(1),
            nth_id<PaymentId>(2),
            nth_id<CreditId>(22),
            noon
        );
        insert_paid(old, 3, "reversed");
        insert_credit_of(old, 3, 31, "reversed");
    }
    ASSERT_TRUE(sqlite::migrate(world.options).has_value());
    ASSERT_TRUE(world.open().has_value());
    const auto heard = [&](std::uint64_t payment) {
        std::vector<std::string> out;
        world.read([&](Reader& reader) {
            const auto file = reader.payment(nth_id<PaymentId>(payment));
            ASSERT_TRUE(file.has_value());
            for (const auto& credit : file->credits) out.emplace_back(to_string(credit.settlement));
        });
        return out;
    };
    using Words = std::vector<std::string>;
    EXPECT_EQ(heard(1), (Words{"missing", "pending"}));
    EXPECT_EQ(heard(2), (Words{"pending", "pending"}));
    EXPECT_EQ(heard(3), (Words{"reversed"}));
}

TEST(SqliteMigration, ANewerStoreIsRefusedByMigrateAndByOpen) {
    SqliteWorld world;
    auto newer = sqlite::embedded_migrations();
    newer.push_back(
        {static_cast<std::int64_t>(newer.size()) + 1,
         "9999_later",
         "CREATE TABLE later (a INTEGER) STRICT;"}
    );
    ASSERT_EQ(sqlite::migrate(world.options, newer).value().size(), 1U);
    EXPECT_EQ(sqlite::migrate(world.options).error().fault, Fault::configuration);
    world.shut();
    EXPECT_EQ(world.open().error().fault, Fault::configuration);
}

TEST(SqliteMigration, AFailingMigrationLeavesTheStoreAsItWas) {
    SqliteWorld world;
    auto broken = sqlite::embedded_migrations();
    broken.push_back(
        {static_cast<std::int64_t>(broken.size()) + 1,
         "broken",
         "CREATE TABLE b (a INTEGER) STRICT; nonsense;"}
    );
    EXPECT_FALSE(sqlite::migrate(world.options, broken).has_value());
    EXPECT_TRUE(sqlite::migrate(world.options).value().empty());
    broken.back().sql = "CREATE TABLE b (a INTEGER) STRICT;";
    EXPECT_EQ(sqlite::migrate(world.options, broken).value().size(), 1U);
}

TEST(SqliteMigration, AnUnmigratedOrAbsentStoreDoesNotOpen) {
    MemoryVfs disk("unmigrated");
    boost::asio::io_context loop;
    sqlite::SqliteOptions options{.path = "a.db", .vfs_name = disk.name(), .boot_id = "boot"};
    const auto absent =
        sqlite::SqliteStore::open(options, loop.get_executor(), loop.get_executor());
    EXPECT_EQ(absent.error().fault, Fault::store_unavailable);
    ASSERT_TRUE(sqlite::migrate(options, {}).has_value());
    const auto behind =
        sqlite::SqliteStore::open(options, loop.get_executor(), loop.get_executor());
    EXPECT_EQ(behind.error().fault, Fault::configuration);
}

// --- queues
// -----------------------------------------------------------------------------------------------------------

struct Counts {
    int done = 0;
    int overloaded = 0;
    std::int64_t retry_after_s = 0;
};

Task<void> count_write(Store* store, Priority priority, Counts* counts) {
    std::function<Result<void>(Txn&)> work = [](Txn& txn) -> Result<void> {
        txn.set_meta("n", txn.meta("n") + "1");
        return ok();
    };
    const Result<void> done = co_await store->write(priority, std::move(work));
    if (done.has_value()) {
        ++counts->done;
    } else if (done.error().fault == Fault::overloaded) {
        ++counts->overloaded;
        counts->retry_after_s = done.error().retry_after_s;
    }
}

void spawn(SqliteWorld& world, Task<void> task) {
    boost::asio::co_spawn(world.loop, std::move(task), [](std::exception_ptr bug) {
        EXPECT_FALSE(bug);
    });
}

TEST(SqliteQueue, BeyondItsLimitWorkIsRefusedAtOnceButCallbacksStillEnter) {
    SqliteWorld world;
    world.options.queue_max = 5;
    world.shut();
    ASSERT_TRUE(world.open().has_value());
    Counts ordinary;
    Counts money;
    for (int i = 0; i < 8; ++i)
        spawn(world, count_write(&world.store(), Priority::ordinary, &ordinary));
    for (int i = 0; i < 5; ++i) spawn(world, count_write(&world.store(), Priority::money, &money));
    world.loop.restart();
    world.loop.run();
    EXPECT_EQ(ordinary.done, 5);
    EXPECT_EQ(ordinary.overloaded, 3);
    EXPECT_GT(ordinary.retry_after_s, 0);
    EXPECT_EQ(money.done, 5);
    EXPECT_EQ(world.get<std::string>([](Reader& r) { return r.meta("n"); }).size(), 10U);
}

TEST(SqliteQueue, GroupsAreBoundedAndShareOneSync) {
    const auto operations = [](std::int64_t jobs_max) {
        SqliteWorld world;
        world.options.group_jobs_max = jobs_max;
        world.shut();
        EXPECT_TRUE(world.open().has_value());
        const auto before = world.disk.operations();
        Counts counts;
        for (int i = 0; i < 64; ++i)
            spawn(world, count_write(&world.store(), Priority::ordinary, &counts));
        world.loop.restart();
        world.loop.run();
        EXPECT_EQ(counts.done, 64);
        return world.disk.operations() - before;
    };
    const auto single = operations(1);
    const auto pairs = operations(2);
    const auto all = operations(512);
    EXPECT_GT(single, pairs + pairs / 2);
    EXPECT_GT(single, all * 20);
}

TEST(SqliteStoreDeterminism, TheSameWorkLeavesTheSameBytes) {
    const auto bytes = [] {
        MemoryVfs disk("deterministic", 42, MemoryVfs::Default::yes);
        boost::asio::io_context loop;
        sqlite::SqliteOptions options{.path = "a.db", .vfs_name = disk.name(), .boot_id = "boot"};
        EXPECT_TRUE(sqlite::migrate(options).has_value());
        auto store = std::move(
            sqlite::SqliteStore::open(options, loop.get_executor(), loop.get_executor()).value()
        );
        for (std::uint64_t n = 0; n < 20; ++n) {
            std::function<Result<void>(Txn&)> work = [n](Txn& txn) -> Result<void> {
                txn.insert(open_payment_file(n));
                return ok();
            };
            EXPECT_TRUE(await(loop, store->write(Priority::ordinary, work)).has_value());
        }
        std::string all = disk.content("a.db") + disk.content("a.db-wal");
        store.reset();
        return all;
    };
    const std::string first = bytes();
    EXPECT_GT(first.size(), 50'000U);
    EXPECT_EQ(first, bytes());
}

// --- plans
// ------------------------------------------------------------------------------------------------------------

/// What the pollers, the health page and a start ask must not walk a large table.
TEST(SqlitePlans, NoPollerScansALargeTable) {
    SqliteWorld world;
    world.shut();
    sqlite3* db = nullptr;
    ASSERT_EQ(
        sqlite3_open_v2(
            world.options.path.c_str(), &db, SQLITE_OPEN_READWRITE, world.options.vfs_name.c_str()
        ),
        SQLITE_OK
    );
    const std::vector<std::string> statements = {
        "SELECT a.payment_id FROM attempts a WHERE a.next_ask_at <= ?1 ORDER BY a.next_ask_at, "
        "a.number LIMIT ?2",
        "SELECT id FROM payments WHERE next_due_at <= ?1 ORDER BY next_due_at, id LIMIT ?2",
        "SELECT id FROM inquiries WHERE next_ask_at <= ?1 ORDER BY next_ask_at, number LIMIT ?2",
        "SELECT a.payment_id FROM attempts a WHERE a.state = 'initiating' ORDER BY a.opened_at, "
        "a.number LIMIT ?1",
        "SELECT min(next_ask_at) FROM attempts WHERE next_ask_at IS NOT NULL",
        "SELECT min(next_due_at) FROM payments WHERE next_due_at IS NOT NULL",
        "SELECT min(next_ask_at) FROM inquiries WHERE next_ask_at IS NOT NULL",
        "SELECT provider, account, count(*), sum(overdue), min(opened_at) FROM attempts WHERE "
        "state = 'unknown' "
        "GROUP BY provider, account ORDER BY provider, account",
        "SELECT d.id FROM deliveries d WHERE d.endpoint = ?1 AND d.next_try_at <= ?2 ORDER BY "
        "d.next_try_at, d.position "
        "LIMIT ?3",
        "SELECT endpoint, next_try_at FROM deliveries WHERE next_try_at IS NOT NULL AND (endpoint, "
        "next_try_at) > (?1, ?2) "
        "ORDER BY endpoint, next_try_at LIMIT 1",
        "SELECT count(*) FROM deliveries WHERE state = 'waiting'",
        "SELECT count(*) FROM deliveries WHERE state = 'dead'",
        "SELECT number FROM deliveries WHERE chain = ?1 AND endpoint = ?2 AND state = 'waiting' "
        "ORDER BY position, number LIMIT 1",
        "SELECT sequence, hash FROM events WHERE chain = ?1 ORDER BY sequence DESC LIMIT 1",
        "SELECT max(sequence) FROM events WHERE chain = ?1",
        "SELECT number, payment_id FROM personal_data WHERE wrapped_key IS NOT NULL AND "
        "ring_key_id = ?1 AND number > ?2 ORDER BY number LIMIT ?3",
        "SELECT number, id FROM raw_inbound WHERE wrapped_key IS NOT NULL AND ring_key_id = ?1 AND "
        "number > ?2 ORDER BY number LIMIT ?3",
        "SELECT ring_key_id, count(*) FROM personal_data WHERE wrapped_key IS NOT NULL GROUP BY "
        "ring_key_id",
        "SELECT number FROM idempotency WHERE created_at < ?1 ORDER BY created_at LIMIT ?2",
    };
    for (const auto& sql : statements) {
        sqlite3_stmt* statement = nullptr;
        ASSERT_EQ(
            sqlite3_prepare_v2(db, ("EXPLAIN QUERY PLAN " + sql).c_str(), -1, &statement, nullptr),
            SQLITE_OK
        ) << sql;
        while (sqlite3_step(statement) == SQLITE_ROW) {
            const std::string step =
                reinterpret_cast<const char*>(sqlite3_column_text(statement, 3));
            // A walk over a partial index holds only what is open.
            EXPECT_TRUE(step.find("INDEX") != std::string::npos) << sql << "\n  " << step;
            EXPECT_EQ(step.find("TEMP B-TREE"), std::string::npos) << sql << "\n  " << step;
        }
        sqlite3_finalize(statement);
    }
    sqlite3_close(db);
}

// --- real threads and a real disk
// -----------------------------------------------------------------------------------

TEST(SqliteThreads, ManyWritersAndReadersOnRealThreadsAgree) {
    const auto folder = std::filesystem::temp_directory_path() /
                        ("dvcpay-store-test-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    {
        boost::asio::io_context loop(1);
        boost::asio::thread_pool writer(1);
        boost::asio::thread_pool readers(2);
        sqlite::SqliteOptions options;
        options.path = (folder / "a.db").string();
        options.boot_id = "boot";
        options.checkpoint_pages = 50;
        ASSERT_TRUE(sqlite::migrate(options).has_value());
        auto store = std::move(
            sqlite::SqliteStore::open(options, writer.get_executor(), readers.get_executor())
                .value()
        );
        int written = 0;
        int seen = 0;
        for (int i = 0; i < 40; ++i) {
            boost::asio::co_spawn(
                loop,
                [](Store* to, int who, int* count, int* found) -> Task<void> {
                    for (int k = 0; k < 10; ++k) {
                        const auto n = static_cast<std::uint64_t>(who * 100 + k);
                        std::function<Result<void>(Txn&)> work = [n](Txn& txn) -> Result<void> {
                            txn.insert(open_payment_file(n));
                            txn.append(
                                nth_id<PaymentId>(n).text(),
                                {new_event(n, EventType::payment_created)}
                            );
                            return ok();
                        };
                        const Result<void> done =
                            co_await to->write(Priority::ordinary, std::move(work));
                        if (done.has_value()) ++*count;
                        std::function<Result<void>(Reader&)> look = [n](Reader& r) -> Result<void> {
                            if (!r.payment(nth_id<PaymentId>(n))) return Fault::not_found;
                            return ok();
                        };
                        const Result<void> read = co_await to->read(std::move(look));
                        if (read.has_value()) ++*found;
                    }
                }(store.get(), i, &written, &seen),
                [](std::exception_ptr bug) { EXPECT_FALSE(bug); }
            );
        }
        loop.run();
        EXPECT_EQ(written, 400);
        EXPECT_EQ(seen, 400);
        await(loop, store->close());
        store.reset();
        EXPECT_EQ(std::filesystem::file_size(folder / "a.db-wal"), 0U);
        writer.join();
        readers.join();
    }
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace dvcpay::testing
