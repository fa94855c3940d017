#include "store/sqlite/backup.hpp"

#include <filesystem>

#include "store/sqlite/connection.hpp"
#include "store/sqlite/migrate.hpp"
#include "store/sqlite/reads.hpp"

namespace dvcpay::sqlite {
namespace {

std::int64_t one_number(Connection& db, std::string_view sql) {
    auto rows = db.query(sql);
    return rows.next() ? rows.row().integer() : 0;
}

Result<void> check_integrity(Connection& db) {
    auto rows = db.query("PRAGMA integrity_check(1)");
    const std::string said = rows.next() ? rows.row().text() : "no answer";
    if (said == "ok") return ok();
    return Error(Fault::malformed, "the database is damaged: " + said);
}

Result<StoreFacts> look_at(Connection& db) {
    BOOST_OUTCOME_TRY(check_integrity(db));
    StoreFacts facts;
    BOOST_OUTCOME_TRY(facts.migrations, count_known_migrations(db, embedded_migrations()));
    if (facts.migrations == 0) return Error(Fault::configuration, "the database holds no store");
    facts.payments = one_number(db, "SELECT count(*) FROM payments");
    facts.last_position = one_number(db, "SELECT max(position) FROM events");
    facts.epoch = load_meta(db, "epoch");
    for (const auto& use : count_key_uses(db)) facts.ring_key_ids.push_back(use.ring_key_id);
    return facts;
}

}  // namespace

Result<void> copy_store(
    const SqliteOptions& options, const std::string& to, const CopyWatch& watch
) {
    try {
        ConnectionOptions how;
        how.path = options.path;
        how.vfs_name = options.vfs_name;
        how.busy_timeout_ms = options.busy_timeout_ms;
        Connection db(how);
        if (watch) {
            // An upper bound: free pages stay behind.
            const std::int64_t total =
                one_number(db, "PRAGMA page_count") * one_number(db, "PRAGMA page_size");
            db.watch([&watch, &to, total] {
                std::error_code not_yet;
                const auto size = std::filesystem::file_size(to, not_yet);
                if (!not_yet) watch(static_cast<std::int64_t>(size), total);
            });
        }
        // A read transaction of SQLite's own for the whole of it. Rejected: the online backup
        // interface, which starts over whenever another connection writes.
        db.exec("VACUUM INTO ?1", to);
        return ok();
    } catch (const DbError& error) {
        return Error(Fault::store_unavailable, std::string("copy: ") + error.what());
    }
}

Result<StoreFacts> check_store(const std::string& path) {
    Result<StoreFacts> facts = Fault::internal_error;
    try {
        ConnectionOptions how;
        how.path = path;
        Connection db(how);
        facts = look_at(db);
        db.checkpoint(Connection::Checkpoint::truncate);
    } catch (const DbError& error) {
        facts = Error(Fault::store_unavailable, std::string("check: ") + error.what());
    }
    std::error_code ignored;  // empty by now
    std::filesystem::remove(path + "-wal", ignored);
    std::filesystem::remove(path + "-shm", ignored);
    return facts;
}

}  // namespace dvcpay::sqlite
