#pragma once
// SQLite on a disk in memory, everything inline on one loop.
#include <memory>
#include <string>

#include "store/sqlite/store.hpp"
#include "support/memory_vfs.hpp"
#include "world.hpp"

namespace dvcpay::testing {

class SqliteWorld : public World {
  public:
    /// A migrated, open store; each world has a disk of its own.
    SqliteWorld();
    ~SqliteWorld() override { store_.reset(); }

    Store& store() override { return *store_; }
    void crash_and_restart() override { crash(MemoryVfs::Loss::everything); }
    void crash(MemoryVfs::Loss loss, std::uint64_t seed = 0);
    void shut() { store_.reset(); }
    Result<void> open();

    MemoryVfs disk;
    sqlite::SqliteOptions options;

  private:
    std::unique_ptr<sqlite::SqliteStore> store_;
    int runs_ = 0;
};

}  // namespace dvcpay::testing
