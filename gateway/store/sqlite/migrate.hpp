#pragma once
// Numbered, checksummed, forward-only migrations. Run by `dvcpay migrate` and at start-up; running
// them again changes nothing (P8).
#include <cstdint>
#include <string>
#include <vector>

#include "domain/result.hpp"
#include "store/sqlite/options.hpp"

namespace dvcpay::sqlite {

class Connection;

struct Migration {
    std::int64_t number = 0;
    std::string name;
    std::string sql;
};

/// Those of the binary, ascending from 1 without gaps; made by CMake from migrations/*.sql.
std::vector<Migration> embedded_migrations();

/// Brings the store at `options.path` up to date, creating it where absent; each migration is one
/// transaction. Returns the numbers applied now. Faults: configuration (a migration that was
/// applied has another checksum here, or the store is newer than this program), store_unavailable
/// (disk, lock).
Result<std::vector<std::int64_t>> migrate(const SqliteOptions& options);
Result<std::vector<std::int64_t>> migrate(
    const SqliteOptions& options, const std::vector<Migration>& migrations
);

/// How many of `migrations` are applied; each of them unchanged, and none beyond. Faults as of
/// migrate().
Result<std::int64_t> count_known_migrations(
    Connection& db, const std::vector<Migration>& migrations
);
/// The store is exactly as far as `migrations`. Faults as above, and configuration where it is
/// behind.
Result<void> check_migrations(Connection& db, const std::vector<Migration>& migrations);

}  // namespace dvcpay::sqlite
