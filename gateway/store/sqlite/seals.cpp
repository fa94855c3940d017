// Seals, and what of the events a seal covers.
#include "store/sqlite/reads.hpp"

namespace dvcpay::sqlite {
namespace {

const std::string seal_columns =
    "number, sealed_at, last_position, events, payments, root, prev_hash, hash, key_id, signature";

Seal read_seal(Row row) {
    Seal seal;
    seal.number = row.integer();
    seal.sealed_at = row.wall();
    seal.last_position = row.integer();
    seal.events = row.integer();
    seal.payments = row.integer();
    seal.root = row.text();
    seal.prev_hash = row.text();
    seal.hash = row.text();
    seal.key_id = row.text();
    seal.signature = row.text();
    return seal;
}

}  // namespace

std::vector<EventMark> load_marks(Connection& db, std::int64_t after, std::int64_t limit) {
    auto rows = db.query(
        "SELECT position, hash, type = 'payment.created' FROM events WHERE position > ?1 "
        "ORDER BY position LIMIT ?2",
        after,
        limit
    );
    std::vector<EventMark> out;
    while (rows.next()) {
        Row row = rows.row();
        EventMark mark;
        mark.position = row.integer();
        mark.hash = row.text();
        mark.begins_payment = row.flag();
        out.push_back(std::move(mark));
    }
    return out;
}

std::optional<Seal> load_last_seal(Connection& db) {
    static const std::string sql =
        "SELECT " + seal_columns + " FROM seals ORDER BY number DESC LIMIT 1";
    auto rows = db.query(sql);
    if (!rows.next()) return std::nullopt;
    return read_seal(rows.row());
}

std::vector<Seal> load_seals(Connection& db, std::int64_t after, std::int64_t limit) {
    static const std::string sql =
        "SELECT " + seal_columns + " FROM seals WHERE number > ?1 ORDER BY number LIMIT ?2";
    auto rows = db.query(sql, after, limit);
    std::vector<Seal> out;
    while (rows.next()) out.push_back(read_seal(rows.row()));
    return out;
}

void put_seal(Connection& db, const Seal& seal) {
    db.exec(
        "INSERT INTO seals (number, sealed_at, last_position, events, payments, root, prev_hash, "
        "hash, key_id, signature) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        seal.number,
        seal.sealed_at,
        seal.last_position,
        seal.events,
        seal.payments,
        seal.root,
        seal.prev_hash,
        seal.hash,
        seal.key_id,
        seal.signature
    );
}

}  // namespace dvcpay::sqlite
