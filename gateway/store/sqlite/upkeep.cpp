// Upkeep: which ring key wraps what, and putting a data key under another one.
#include <map>

#include "domain/invariant.hpp"
#include "store/sqlite/reads.hpp"

namespace dvcpay::sqlite {
namespace {

struct SealedTable {
    std::string name;
    std::string record;  ///< the column that names the record
};

const SealedTable& table_of(SealedKind kind) {
    static const SealedTable tables[] = {
        {"personal_data", "payment_id"}, {"raw_inbound", "id"}, {"refund_destinations", "refund_id"}
    };
    return tables[static_cast<std::size_t>(kind)];
}

std::int64_t& count_in(KeyUse& use, SealedKind kind) {
    switch (kind) {
        case SealedKind::personal_data:
            return use.personal_data;
        case SealedKind::raw_inbound:
            return use.raw_inbound;
        case SealedKind::refund_destination:
            return use.refund_destinations;
    }
    invariant_broken("count_in: value outside its enum");
}

}  // namespace

std::vector<KeyUse> count_key_uses(Connection& db) {
    std::map<std::string, KeyUse> by_key;
    for (const auto kind : sealed_kinds) {
        auto rows = db.query(
            "SELECT ring_key_id, count(*) FROM " + table_of(kind).name +
            " WHERE wrapped_key IS NOT NULL GROUP BY ring_key_id"
        );
        while (rows.next()) {
            Row row = rows.row();
            const std::string key = row.text();
            KeyUse& use = by_key[key];
            use.ring_key_id = key;
            count_in(use, kind) = row.integer();
        }
    }
    std::vector<KeyUse> out;
    out.reserve(by_key.size());
    for (auto& [key, use] : by_key) out.push_back(std::move(use));
    return out;
}

std::vector<std::string> find_ring_keys(Connection& db, SealedKind kind) {
    // From one key to the next by the index: a start must not read as much as there are records.
    const std::string sql = "SELECT min(ring_key_id) FROM " + table_of(kind).name +
                            " WHERE wrapped_key IS NOT NULL AND ring_key_id > ?1";
    std::vector<std::string> out;
    for (std::string last;;) {
        auto rows = db.query(sql, last);
        auto next = rows.next() ? rows.row().maybe_text() : std::nullopt;
        if (!next) return out;
        last = *next;
        out.push_back(std::move(*next));
    }
}

std::vector<WrappedRecord> find_wrapped_by(
    Connection& db,
    SealedKind kind,
    const std::string& ring_key_id,
    std::int64_t after,
    std::int64_t limit
) {
    const SealedTable& table = table_of(kind);
    auto rows = db.query(
        "SELECT number, " + table.record + ", ring_key_id, wrapped_key FROM " + table.name +
            " WHERE wrapped_key IS NOT NULL AND ring_key_id = ?1 AND number > ?2 "
            "ORDER BY number LIMIT ?3",
        ring_key_id,
        after,
        limit
    );
    std::vector<WrappedRecord> out;
    while (rows.next()) {
        Row row = rows.row();
        WrappedRecord found;
        found.number = row.integer();
        found.record = row.text();
        found.wrapped.ring_key_id = row.text();
        found.wrapped.wrapped_key = row.text();
        out.push_back(std::move(found));
    }
    return out;
}

bool rewrap_record(Connection& db, SealedKind kind, const Rewrapped& r) {
    const SealedTable& table = table_of(kind);
    return db.exec(
               "UPDATE " + table.name + " SET ring_key_id = ?2, wrapped_key = ?3 WHERE " +
                   table.record + " = ?1 AND ring_key_id = ?4 AND wrapped_key = ?5",
               r.record,
               r.after.ring_key_id,
               Blob{r.after.wrapped_key},
               r.before.ring_key_id,
               Blob{r.before.wrapped_key}
           ) == 1;
}

std::int64_t erase_personal(Connection& db, const PaymentId& payment) {
    const auto people = db.exec(
        "UPDATE personal_data SET wrapped_key = NULL, ciphertext = NULL "
        "WHERE payment_id = ?1 AND wrapped_key IS NOT NULL",
        payment
    );
    const auto destinations = db.exec(
        "UPDATE refund_destinations SET wrapped_key = NULL, ciphertext = NULL WHERE wrapped_key IS "
        "NOT NULL AND refund_id IN (SELECT id FROM refunds WHERE payment_id = ?1)",
        payment
    );
    return people + destinations;
}

std::int64_t erase_destinations_of(Connection& db, const CreditId& unmatched) {
    return db.exec(
        "UPDATE refund_destinations SET wrapped_key = NULL, ciphertext = NULL WHERE wrapped_key IS "
        "NOT NULL AND refund_id IN "
        "(SELECT id FROM refunds WHERE credit_id = ?1 AND payment_id IS NULL)",
        unmatched
    );
}

AskedAgain ask_all(Connection& db, Wall now) {
    AskedAgain out;
    // Only where a question is possible: what a bank merely pushes has no moment of asking.
    out.attempts = db.exec(
        "UPDATE attempts SET next_ask_at = ?1 WHERE finality = 'provider' AND state IN "
        "('initiating', 'pending', 'unknown')",
        now
    );
    out.refunds =
        db.exec("UPDATE refunds SET next_ask_at = ?1 WHERE state IN ('submitted', 'unknown')", now);
    out.refunds_unapproved = db.exec(
        "UPDATE refunds SET state = 'requested', approved_by = NULL, next_ask_at = NULL, "
        "version = version + 1 WHERE state = 'approved'"
    );
    out.inquiries =
        db.exec("UPDATE inquiries SET next_ask_at = ?1 WHERE next_ask_at IS NOT NULL", now);
    return out;
}

}  // namespace dvcpay::sqlite
