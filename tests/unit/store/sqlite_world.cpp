#include "sqlite_world.hpp"

namespace dvcpay::testing {
namespace {

std::string next_name() {
    static int number = 0;
    return "memory-" + std::to_string(++number);
}

std::string migrated_file() {
    MemoryVfs disk("memory-migrated");
    sqlite::SqliteOptions options;
    options.path = "dvcpay.db";
    options.vfs_name = disk.name();
    EXPECT_TRUE(sqlite::migrate(options).has_value());
    return disk.content(options.path);
}

}  // namespace

SqliteWorld::SqliteWorld() : disk(next_name()) {
    // Migrating is tested by itself; here every world starts from the same migrated file.
    static const std::string migrated = migrated_file();
    options.path = "dvcpay.db";
    options.vfs_name = disk.name();
    disk.put_content(options.path, migrated);
    EXPECT_TRUE(open().has_value());
}

void SqliteWorld::crash(MemoryVfs::Loss loss, std::uint64_t seed) {
    disk.crash(loss, seed);
    store_.reset();
    loop.restart();
    loop.poll();
    const auto opened = open();
    ASSERT_TRUE(opened.has_value()) << opened.error().detail;
}

Result<void> SqliteWorld::open() {
    options.boot_id = "boot-" + std::to_string(++runs_);
    BOOST_OUTCOME_TRY(
        store_, sqlite::SqliteStore::open(options, loop.get_executor(), loop.get_executor())
    );
    return ok();
}

INSTANTIATE_TEST_SUITE_P(
    Sqlite,
    StoreContract,
    ::testing::Values(Engine{"sqlite", [] { return std::make_unique<SqliteWorld>(); }})
);

}  // namespace dvcpay::testing
