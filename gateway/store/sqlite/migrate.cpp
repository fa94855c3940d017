#include "store/sqlite/migrate.hpp"

#include <map>

#include <sqlite3.h>

#include "crypto/digest.hpp"
#include "domain/invariant.hpp"
#include "store/sqlite/connection.hpp"

namespace dvcpay::sqlite {
namespace {

std::map<std::int64_t, std::string> applied_checksums(Connection& db) {
    std::map<std::int64_t, std::string> out;
    {
        auto table = db.query(
            "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'"
        );
        if (!table.next()) return out;
    }
    auto rows = db.query("SELECT number, sha256 FROM schema_migrations ORDER BY number");
    while (rows.next()) {
        Row row = rows.row();
        const std::int64_t number = row.integer();
        out.emplace(number, row.text());
    }
    return out;
}

/// Every applied migration is one of ours, unchanged.
Result<void> compare(
    const std::map<std::int64_t, std::string>& applied, const std::vector<Migration>& known
) {
    for (const auto& [number, sha256] : applied) {
        if (number > static_cast<std::int64_t>(known.size())) {
            return Error(
                Fault::configuration,
                "the store has migration " + std::to_string(number) + ", this program knows only " +
                    std::to_string(known.size()) + ": use the newer program"
            );
        }
        const Migration& ours = known[static_cast<std::size_t>(number) - 1];
        if (crypto::sha256_hex(ours.sql) != sha256) {
            return Error(
                Fault::configuration,
                "migration " + ours.name + " was applied with another text (checksum " + sha256 +
                    ")"
            );
        }
    }
    return ok();
}

void apply(Connection& db, const Migration& migration) {
    db.script(migration.sql);
    db.exec(
        "INSERT INTO schema_migrations (number, name, sha256) VALUES (?1, ?2, ?3)",
        migration.number,
        migration.name,
        crypto::sha256_hex(migration.sql)
    );
}

Result<std::vector<std::int64_t>> apply_missing(
    Connection& db, const std::vector<Migration>& migrations
) {
    std::vector<std::int64_t> done;
    for (const auto& migration : migrations) {
        DVC_INVARIANT(migration.number == &migration - migrations.data() + 1);
        // What is applied is read inside the transaction: two programs may migrate at once.
        db.script("BEGIN IMMEDIATE");
        const auto applied = applied_checksums(db);
        if (const auto same = compare(applied, migrations); !same) {
            db.script("ROLLBACK");
            return same.error();
        }
        if (!applied.contains(migration.number)) {
            apply(db, migration);
            done.push_back(migration.number);
        }
        db.script("COMMIT");
    }
    return done;
}

}  // namespace

Result<std::vector<std::int64_t>> migrate(const SqliteOptions& options) {
    return migrate(options, embedded_migrations());
}

Result<std::vector<std::int64_t>> migrate(
    const SqliteOptions& options, const std::vector<Migration>& migrations
) {
    try {
        ConnectionOptions how;
        how.path = options.path;
        how.vfs_name = options.vfs_name;
        how.busy_timeout_ms = options.busy_timeout_ms;
        how.create = ConnectionOptions::Create::if_absent;
        Connection db(how);
        BOOST_OUTCOME_TRY(auto done, apply_missing(db, migrations));
        // Leaves one file behind; where another program reads just now, its log stays and is as
        // good.
        if (!done.empty()) db.checkpoint(Connection::Checkpoint::truncate);
        return done;
    } catch (const DbError& error) {
        return Error(Fault::store_unavailable, std::string("migrate: ") + error.what());
    }
}

Result<std::int64_t> count_known_migrations(
    Connection& db, const std::vector<Migration>& migrations
) {
    const auto applied = applied_checksums(db);
    BOOST_OUTCOME_TRY(compare(applied, migrations));
    return static_cast<std::int64_t>(applied.size());
}

Result<void> check_migrations(Connection& db, const std::vector<Migration>& migrations) {
    const auto applied = applied_checksums(db);
    BOOST_OUTCOME_TRY(compare(applied, migrations));
    if (applied.size() < migrations.size()) {
        return Error(
            Fault::configuration,
            "the store is at migration " + std::to_string(applied.size()) + " of " +
                std::to_string(migrations.size()) + ": run dvcpay migrate"
        );
    }
    return ok();
}

}  // namespace dvcpay::sqlite
