// What is old enough to go. One condition per class, used to count, to find and, again, to drop:
// what was found in a snapshot is dropped only where the condition still holds.
#include "store/sqlite/reads.hpp"

namespace dvcpay::sqlite {
namespace {

struct Rule {
    std::string number;  ///< names the record, and grows with its age
    std::string from;    ///< what stands behind FROM; ?1 is the moment
    std::string drop;    ///< ?1 is the number
};

const Rule& rule_of(RetentionClass what) {
    static const Rule rules[] = {
        {"number",
         "raw_inbound WHERE received_at < ?1 AND ciphertext IS NOT NULL",
         "UPDATE raw_inbound SET ring_key_id = NULL, wrapped_key = NULL, ciphertext = NULL WHERE "
         "number = ?1"},
        // Found through the age of the payment: old people are few, all people are many. The upper
        // bound by number keeps a walk from going on over everything that is younger.
        {"p.number",
         "payments p WHERE p.created_at < ?1 AND "
         "p.number <= (SELECT number FROM payments WHERE created_at < ?1 ORDER BY created_at DESC, "
         "id DESC LIMIT 1) AND "
         "p.state <> 'open' AND coalesce(p.closed_at, p.paid_at, p.expires_at) < ?1 AND "
         "(EXISTS (SELECT 1 FROM personal_data d WHERE d.payment_id = p.id AND d.wrapped_key IS "
         "NOT NULL) OR EXISTS (SELECT 1 FROM refunds r JOIN refund_destinations t ON t.refund_id = "
         "r.id WHERE r.payment_id = p.id AND t.wrapped_key IS NOT NULL)) AND "
         "NOT EXISTS (SELECT 1 FROM refunds r WHERE r.payment_id = p.id AND r.state IN "
         "('requested', 'approved', 'submitted', 'unknown', 'manual')) AND "
         "NOT EXISTS (SELECT 1 FROM incidents i WHERE i.payment_id = p.id AND "
         "i.planned_refund_id IS NOT NULL)",
         ""},
        // Their credit has no payment whose age could speak for them: it is the end of the refund.
        {"t.number",
         "refund_destinations t JOIN refunds r ON r.id = t.refund_id WHERE r.closed_at < ?1 AND "
         "t.wrapped_key IS NOT NULL AND r.payment_id IS NULL AND "
         "r.state IN ('rejected', 'succeeded', 'failed')",
         "UPDATE refund_destinations SET wrapped_key = NULL, ciphertext = NULL WHERE number = ?1"},
        {"number", "quarantine WHERE received_at < ?1", "DELETE FROM quarantine WHERE number = ?1"},
        {"number",
         "deliveries WHERE state = 'delivered' AND coalesce(last_try_at, created_at) < ?1",
         "DELETE FROM deliveries WHERE number = ?1"},
    };
    return rules[static_cast<std::size_t>(what)];
}

std::optional<PaymentId> payment_numbered(Connection& db, std::int64_t number) {
    auto rows = db.query("SELECT id FROM payments WHERE number = ?1", number);
    if (!rows.next()) return std::nullopt;
    return rows.row().id<PaymentId>();
}

bool still_expired(Connection& db, const Rule& rule, Wall before, std::int64_t number) {
    auto rows = db.query(
        "SELECT 1 FROM " + rule.from + " AND " + rule.number + " = ?2 LIMIT 1", before, number
    );
    return rows.next();
}

}  // namespace

std::int64_t count_expired_of(Connection& db, RetentionClass what, Wall before) {
    auto rows = db.query("SELECT count(*) FROM " + rule_of(what).from, before);
    return rows.next() ? rows.row().integer() : 0;
}

std::vector<std::int64_t> find_expired_of(
    Connection& db, RetentionClass what, Wall before, std::int64_t after, std::int64_t limit
) {
    const Rule& rule = rule_of(what);
    auto rows = db.query(
        "SELECT " + rule.number + " FROM " + rule.from + " AND " + rule.number + " > ?2 ORDER BY " +
            rule.number + " LIMIT ?3",
        before,
        after,
        limit
    );
    std::vector<std::int64_t> out;
    while (rows.next()) out.push_back(rows.row().integer());
    return out;
}

std::int64_t drop_expired_of(
    Connection& db, RetentionClass what, Wall before, const std::vector<std::int64_t>& numbers
) {
    const Rule& rule = rule_of(what);
    std::int64_t dropped = 0;
    for (const auto number : numbers) {
        if (!still_expired(db, rule, before, number)) continue;
        if (what == RetentionClass::personal_data) {
            const auto payment = payment_numbered(db, number);
            if (payment && erase_personal(db, *payment) > 0) ++dropped;
        } else {
            dropped += db.exec(rule.drop, number);
        }
    }
    return dropped;
}

}  // namespace dvcpay::sqlite
