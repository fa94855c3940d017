// A copy of a store that is in use: consistent, whole, and nothing of it damaged without a word.
#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include <boost/asio/thread_pool.hpp>

#include "store/sqlite/backup.hpp"
#include "store/sqlite/store.hpp"
#include "support/sql.hpp"
#include "world.hpp"

namespace dvcpay::testing {
namespace {

namespace fs = std::filesystem;

class SqliteBackup : public ::testing::Test {
  protected:
    SqliteBackup() {
        const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
        root_ = fs::path(::testing::TempDir()) / (std::string("dvcpay-copy-") + info->name());
        fs::remove_all(root_);
        fs::create_directories(root_);
        options.path = (root_ / "a.db").string();
        options.boot_id = "boot";
        EXPECT_TRUE(sqlite::migrate(options).has_value());
    }
    ~SqliteBackup() override { fs::remove_all(root_); }
    std::string at(const std::string& name) const { return (root_ / name).string(); }

    std::string ask(const std::string& file, const std::string& sql) {
        return support::run_sql(file, sql);
    }

    fs::path root_;
    sqlite::SqliteOptions options;
};

/// Each transaction adds a payment, its event and a count: a copy that holds one holds all of them.
Task<void> write_until(Store* store, std::atomic<bool>* stop, int* written) {
    for (std::uint64_t n = 1; !stop->load(); ++n) {
        std::function<Result<void>(Txn&)> work = [n](Txn& txn) -> Result<void> {
            txn.insert(open_payment_file(n));
            txn.append(nth_id<PaymentId>(n).text(), {new_event(n, EventType::payment_created)});
            txn.set_meta("count", std::to_string(n));
            return ok();
        };
        const Result<void> done = co_await store->write(Priority::ordinary, std::move(work));
        EXPECT_TRUE(done.has_value());
        ++*written;
    }
    co_await store->close();
}

TEST_F(SqliteBackup, CopiesUnderConcurrentWritesAreEachOneMoment) {
    boost::asio::io_context loop(1);
    boost::asio::thread_pool writer(1);
    boost::asio::thread_pool readers(1);
    auto store = std::move(
        sqlite::SqliteStore::open(options, writer.get_executor(), readers.get_executor()).value()
    );
    std::atomic<bool> stop{false};
    int written = 0;
    boost::asio::co_spawn(
        loop,
        write_until(store.get(), &stop, &written),
        [](std::exception_ptr bug) { EXPECT_FALSE(bug); }
    );
    std::thread busy([&loop] { loop.run(); });
    std::int64_t last = -1;
    for (int i = 0; i < 8; ++i) {
        const std::string copy = at("copy" + std::to_string(i));
        const auto copied = sqlite::copy_store(options, copy);
        EXPECT_TRUE(copied) << copied.error().detail;
        const auto facts = sqlite::check_store(copy);
        ASSERT_TRUE(facts) << facts.error().detail;
        const std::string count = ask(copy, "SELECT value FROM meta WHERE name = 'count'");
        EXPECT_EQ(std::to_string(facts.value().payments), count.empty() ? "0" : count);
        EXPECT_EQ(facts.value().last_position, facts.value().payments);
        EXPECT_GE(facts.value().payments, last);
        last = facts.value().payments;
    }
    stop = true;
    busy.join();
    EXPECT_GT(last, 0);
    EXPECT_GE(written, last);
    store.reset();
    writer.join();
    readers.join();
}

TEST_F(SqliteBackup, ATakenNameIsNotOverwritten) {
    std::ofstream(at("taken")) << "precious";
    const auto copied = sqlite::copy_store(options, at("taken"));
    EXPECT_FALSE(copied);
    std::ifstream in(at("taken"));
    EXPECT_EQ((std::string{std::istreambuf_iterator<char>(in), {}}), "precious");
}

TEST_F(SqliteBackup, TheCheckLeavesOneFile) {
    ASSERT_TRUE(sqlite::copy_store(options, at("copy")));
    ASSERT_TRUE(sqlite::check_store(at("copy")));
    EXPECT_TRUE(fs::exists(at("copy")));
    EXPECT_FALSE(fs::exists(at("copy-wal")));
    EXPECT_FALSE(fs::exists(at("copy-shm")));
}

TEST_F(SqliteBackup, DamageAndForeignMigrationsAreFound) {
    ask(options.path,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) "
        "INSERT INTO claim_order_ref SELECT 'REF' || i, 'att', 'pay' FROM n");
    ASSERT_TRUE(sqlite::copy_store(options, at("copy")));
    ASSERT_TRUE(sqlite::check_store(at("copy")));
    const auto size = fs::file_size(at("copy"));
    fs::copy_file(at("copy"), at("damaged"));
    {
        std::fstream file(at("damaged"), std::ios::in | std::ios::out | std::ios::binary);
        for (auto place = size / 2; place < size; place += 4096) {
            file.seekp(static_cast<std::streamoff>(place));
            file << std::string(64, '\x55');
        }
    }
    EXPECT_FALSE(sqlite::check_store(at("damaged")));
    fs::copy_file(at("copy"), at("changed"));
    ask(at("changed"), "UPDATE schema_migrations SET sha256 = '00' WHERE number = 1");
    EXPECT_EQ(sqlite::check_store(at("changed")).error().fault, Fault::configuration);
    fs::copy_file(at("copy"), at("newer"));
    ask(at("newer"), "INSERT INTO schema_migrations VALUES (999, 'later', '00')");
    EXPECT_EQ(sqlite::check_store(at("newer")).error().fault, Fault::configuration);
    EXPECT_FALSE(sqlite::check_store(at("missing")));
    std::ofstream(at("text")) << "no database";
    EXPECT_FALSE(sqlite::check_store(at("text")));
}

TEST_F(SqliteBackup, WhatWasDeletedIsNotInTheCopy) {
    ask(options.path, "INSERT INTO meta VALUES ('gone', 'findable-deleted-text')");
    ask(options.path, "DELETE FROM meta WHERE name = 'gone'");
    ASSERT_TRUE(sqlite::copy_store(options, at("copy")));
    std::ifstream in(at("copy"), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    EXPECT_EQ(bytes.find("findable-deleted-text"), std::string::npos);
}

}  // namespace
}  // namespace dvcpay::testing
