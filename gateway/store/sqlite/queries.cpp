// What the pollers, the callbacks and the health page ask. Each statement here is answered from an
// index that holds only what is open (tests/unit/store checks their plans).
#include <algorithm>

#include "store/sqlite/reads.hpp"

namespace dvcpay::sqlite {
namespace {

std::vector<AttemptLocation> read_locations(Cursor& rows) {
    std::vector<AttemptLocation> out;
    while (rows.next()) {
        Row row = rows.row();
        AttemptLocation found;
        found.payment = row.id<PaymentId>();
        found.attempt = read_attempt(row);
        out.push_back(std::move(found));
    }
    return out;
}

void keep_earlier(std::optional<Wall>& best, std::optional<Wall> other) {
    if (other && (!best || *other < *best)) best = other;
}

std::optional<Wall> first_moment(Connection& db, std::string_view sql) {
    auto rows = db.query(sql);
    return rows.next() ? rows.row().maybe_wall() : std::nullopt;
}

}  // namespace

std::optional<PersonalData> load_personal_data(Connection& db, const PaymentId& id) {
    auto rows = db.query(
        "SELECT ring_key_id, wrapped_key, ciphertext FROM personal_data "
        "WHERE payment_id = ?1 AND ciphertext IS NOT NULL",
        id
    );
    if (!rows.next()) return std::nullopt;
    Row row = rows.row();
    PersonalData data;
    data.payment = id;
    data.sealed.ring_key_id = row.text();
    data.sealed.wrapped_key = row.text();
    data.sealed.ciphertext = row.text();
    return data;
}

std::optional<AttemptLocation> find_attempt_by_order_ref(
    Connection& db, const std::string& order_ref
) {
    std::optional<AttemptId> id;
    AttemptLocation found;
    {
        auto rows = db.query(
            "SELECT attempt_id, payment_id FROM claim_order_ref WHERE order_ref = ?1", order_ref
        );
        if (!rows.next()) return std::nullopt;
        Row row = rows.row();
        id = row.id<AttemptId>();
        found.payment = row.id<PaymentId>();
    }
    auto attempt = load_attempt(db, *id);
    if (!attempt) return std::nullopt;
    found.attempt = std::move(*attempt);
    return found;
}

std::optional<Credit> find_credit_by_txn(
    Connection& db, const AccountKey& account, const std::string& provider_txn
) {
    std::optional<CreditId> id;
    {
        auto rows = db.query(
            "SELECT credit_id FROM claim_provider_txn WHERE provider_txn = ?1 AND provider = ?2 "
            "AND account = ?3",
            provider_txn,
            account.provider,
            account.account
        );
        if (!rows.next()) return std::nullopt;
        id = rows.row().id<CreditId>();
    }
    return load_credit(db, *id);
}

std::vector<AttemptLocation> find_due_asks(Connection& db, Wall now, std::int64_t limit) {
    static const std::string sql =
        "SELECT a.payment_id," + attempt_columns +
        " FROM attempts a WHERE a.number IN (SELECT number FROM (SELECT number, row_number() OVER "
        "(PARTITION BY provider, account ORDER BY next_ask_at, number) AS place FROM attempts "
        "WHERE next_ask_at <= ?1) WHERE place <= ?3) ORDER BY a.next_ask_at, a.number LIMIT ?2";
    // One account that answers slowly must not fill the batch in which the others wait.
    const std::int64_t of_one_account = std::max<std::int64_t>(limit / 4, 50);
    auto rows = db.query(sql, now, limit, of_one_account);
    return read_locations(rows);
}

std::vector<AttemptLocation> find_due_asks_of(
    Connection& db, const AccountKey& account, Wall now, std::int64_t limit
) {
    static const std::string sql = "SELECT a.payment_id," + attempt_columns +
                                   " FROM attempts a WHERE a.provider = ?1 AND a.account = ?2 AND "
                                   "a.next_ask_at <= ?3 ORDER BY a.next_ask_at LIMIT ?4";
    auto rows = db.query(sql, account.provider, account.account, now, limit);
    return read_locations(rows);
}

std::vector<PaymentId> find_due_payments(Connection& db, Wall now, std::int64_t limit) {
    auto rows = db.query(
        "SELECT id FROM payments WHERE next_due_at <= ?1 ORDER BY next_due_at, id LIMIT ?2",
        now,
        limit
    );
    std::vector<PaymentId> out;
    while (rows.next()) out.push_back(rows.row().id<PaymentId>());
    return out;
}

std::vector<OpenInquiry> find_due_inquiries(Connection& db, Wall now, std::int64_t limit) {
    auto rows = db.query(
        "SELECT id, provider, account, order_ref, provider_txn, asked, next_ask_at, created_at "
        "FROM inquiries "
        "WHERE next_ask_at <= ?1 ORDER BY next_ask_at, number LIMIT ?2",
        now,
        limit
    );
    std::vector<OpenInquiry> out;
    while (rows.next()) {
        Row row = rows.row();
        OpenInquiry inquiry;
        inquiry.id = row.id<EvidenceId>();
        inquiry.account.provider = row.text();
        inquiry.account.account = row.text();
        inquiry.order_ref = row.text();
        inquiry.provider_txn = row.text();
        inquiry.asked = row.integer();
        inquiry.next_ask_at = row.maybe_wall();
        inquiry.created_at = row.wall();
        out.push_back(std::move(inquiry));
    }
    return out;
}

std::vector<AttemptLocation> find_initiating(Connection& db, std::int64_t limit) {
    static const std::string sql =
        "SELECT a.payment_id," + attempt_columns +
        " FROM attempts a WHERE a.state = 'initiating' ORDER BY a.opened_at, a.number LIMIT ?1";
    auto rows = db.query(sql, limit);
    return read_locations(rows);
}

std::optional<Wall> find_next_moment(Connection& db) {
    std::optional<Wall> best = next_delivery(db);
    keep_earlier(
        best,
        first_moment(db, "SELECT min(next_ask_at) FROM attempts WHERE next_ask_at IS NOT NULL")
    );
    keep_earlier(
        best,
        first_moment(db, "SELECT min(next_due_at) FROM payments WHERE next_due_at IS NOT NULL")
    );
    keep_earlier(
        best, first_moment(db, "SELECT min(next_ask_at) FROM refunds WHERE next_ask_at IS NOT NULL")
    );
    keep_earlier(
        best,
        first_moment(db, "SELECT min(next_ask_at) FROM inquiries WHERE next_ask_at IS NOT NULL")
    );
    return best;
}

std::vector<UnknownAttempts> count_unknown(Connection& db) {
    auto rows = db.query(
        "SELECT provider, account, count(*), sum(overdue), min(opened_at) FROM attempts WHERE "
        "state = 'unknown' "
        "GROUP BY provider, account ORDER BY provider, account"
    );
    std::vector<UnknownAttempts> out;
    while (rows.next()) {
        Row row = rows.row();
        UnknownAttempts found;
        found.account.provider = row.text();
        found.account.account = row.text();
        found.count = row.integer();
        found.overdue = row.integer();
        found.oldest_opened_at = row.wall();
        out.push_back(std::move(found));
    }
    return out;
}

std::string load_meta(Connection& db, const std::string& name) {
    auto rows = db.query("SELECT value FROM meta WHERE name = ?1", name);
    return rows.next() ? rows.row().text() : std::string();
}

}  // namespace dvcpay::sqlite
