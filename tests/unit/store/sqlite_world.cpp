#include "sqlite_world.hpp"

namespace dvcpay::testing {
namespace {

std::string next_name() {
    static int number = 0;
    return "memory-" + std::to_string(++number);
}

}  // namespace

SqliteWorld::SqliteWorld() : disk(next_name()) {
    options.path = "dvcpay.db";
    options.vfs_name = disk.name();
    const auto migrated = sqlite::migrate(options);
    EXPECT_TRUE(migrated.has_value());
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
