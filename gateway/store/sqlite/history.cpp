#include "store/sqlite/history.hpp"

#include "store/sqlite/migrate.hpp"
#include "store/sqlite/reads.hpp"

namespace dvcpay::sqlite {
namespace {

const std::string row_columns =
    "position,id,chain,sequence,type,at,client,agency_code,data,note,actor,prev_hash,hash";

EventRow read_row(Row row) {
    EventRow e;
    e.position = row.integer();
    e.id = row.text();
    e.chain = row.text();
    e.sequence = row.integer();
    e.type = row.text();
    e.at = row.wall();
    e.client = row.text();
    e.agency_code = row.text();
    e.data = row.maybe_text().value_or("{}");
    e.note = row.text();
    e.actor = row.text();
    e.prev_hash = row.text();
    e.hash = row.text();
    return e;
}

/// What the database refuses is a value here: a damaged page is a finding, no bug.
template <class Look>
auto guarded(Look look) -> Result<decltype(look())> {
    try {
        return look();
    } catch (const DbError& error) {
        return Error(Fault::store_unavailable, error.what());
    }
}

std::vector<std::string> read_texts(Connection& db, std::string_view sql, std::int64_t limit) {
    auto rows = db.query(sql, limit);
    std::vector<std::string> out;
    while (rows.next()) out.push_back(rows.row().text());
    return out;
}

}  // namespace

SqliteHistory::SqliteHistory(std::unique_ptr<Connection> db) : db_(std::move(db)) {}
SqliteHistory::~SqliteHistory() = default;

Result<std::unique_ptr<SqliteHistory>> SqliteHistory::open(const SqliteOptions& options) {
    ConnectionOptions how;
    how.path = options.path;
    how.vfs_name = options.vfs_name;
    how.busy_timeout_ms = options.busy_timeout_ms;
    how.cache_kib = options.reader_cache_kib;
    how.use = ConnectionOptions::Use::look;
    try {
        auto db = std::make_unique<Connection>(how);
        BOOST_OUTCOME_TRY(check_migrations(*db, embedded_migrations()));
        return std::unique_ptr<SqliteHistory>(new SqliteHistory(std::move(db)));
    } catch (const DbError& error) {
        return Error(Fault::store_unavailable, error.what());
    }
}

Result<History::End> SqliteHistory::end() {
    return guarded([this] {
        auto rows = db_->query(
            "SELECT coalesce((SELECT max(position) FROM events), 0), "
            "coalesce((SELECT max(number) FROM seals), 0)"
        );
        End end;
        if (rows.next()) {
            Row row = rows.row();
            end.position = row.integer();
            end.seal = row.integer();
        }
        return end;
    });
}

Result<std::vector<EventRow>> SqliteHistory::events(
    std::int64_t after, std::int64_t last, std::int64_t limit
) {
    static const std::string sql =
        "SELECT " + row_columns +
        " FROM events WHERE position > ?1 AND position <= ?2 ORDER BY position LIMIT ?3";
    return guarded([&] {
        auto rows = db_->query(sql, after, last, limit);
        std::vector<EventRow> out;
        while (rows.next()) out.push_back(read_row(rows.row()));
        return out;
    });
}

Result<std::vector<ChainLink>> SqliteHistory::links(const ChainLink& after, std::int64_t limit) {
    return guarded([&] {
        auto rows = db_->query(
            "SELECT chain, sequence, position, prev_hash, hash FROM events "
            "WHERE (chain, sequence) > (?1, ?2) ORDER BY chain, sequence LIMIT ?3",
            after.chain,
            after.sequence,
            limit
        );
        std::vector<ChainLink> out;
        while (rows.next()) {
            Row row = rows.row();
            ChainLink link;
            link.chain = row.text();
            link.sequence = row.integer();
            link.position = row.integer();
            link.prev_hash = row.text();
            link.hash = row.text();
            out.push_back(std::move(link));
        }
        return out;
    });
}

Result<std::vector<Seal>> SqliteHistory::seals(std::int64_t after, std::int64_t limit) {
    return guarded([&] { return load_seals(*db_, after, limit); });
}

Result<std::optional<EventRow>> SqliteHistory::event(const std::string& id) {
    static const std::string sql = "SELECT " + row_columns + " FROM events WHERE id = ?1";
    return guarded([&]() -> std::optional<EventRow> {
        auto rows = db_->query(sql, id);
        if (!rows.next()) return std::nullopt;
        return read_row(rows.row());
    });
}

Result<std::vector<std::string>> SqliteHistory::payments_without_history(std::int64_t limit) {
    return guarded([&] {
        return read_texts(
            *db_,
            "SELECT id FROM payments WHERE NOT EXISTS "
            "(SELECT 1 FROM events WHERE chain = payments.id AND sequence = 1) LIMIT ?1",
            limit
        );
    });
}

Result<std::vector<std::string>> SqliteHistory::histories_without_payment(std::int64_t limit) {
    return guarded([&] {
        // Answered from the index of chains; a payment's history begins with its first event.
        return read_texts(
            *db_,
            "SELECT chain FROM events WHERE sequence = 1 AND chain GLOB 'pay_*' AND NOT EXISTS "
            "(SELECT 1 FROM payments WHERE id = events.chain) LIMIT ?1",
            limit
        );
    });
}

}  // namespace dvcpay::sqlite
