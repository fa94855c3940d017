// What stands of each payment now, beside what its chain says: both of one read transaction.
#include <algorithm>

#include "domain/event.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/history.hpp"

namespace dvcpay::sqlite {
namespace {

constexpr std::string_view payment_prefix = "pay_";

/// A read transaction that ends with its scope.
class Moment {
  public:
    explicit Moment(Connection& db) : db_(db) { db_.exec("BEGIN"); }
    Moment(const Moment&) = delete;
    Moment& operator=(const Moment&) = delete;
    ~Moment() {
        try {
            db_.exec("ROLLBACK");
        } catch (const DbError&) {
            // Nothing was written; SQLite has ended it by itself.
            return;
        }
    }

  private:
    Connection& db_;
};

bool is_told(const std::string& type) {
    const auto known = parse_event_type(type);
    return known && is_public(*known);
}

std::vector<std::string> next_chains(Connection& db, const std::string& after, std::int64_t limit) {
    auto rows = db.query(
        "SELECT DISTINCT chain FROM events WHERE chain > ?1 AND (chain GLOB 'pay_*' OR chain GLOB "
        "'inc_*') ORDER BY chain LIMIT ?2",
        after,
        limit
    );
    std::vector<std::string> out;
    while (rows.next()) out.push_back(rows.row().text());
    return out;
}

std::int64_t last_restore(Connection& db) {
    auto rows = db.query(
        "SELECT coalesce(max(position), 0) FROM events WHERE chain = ?1 AND type = ?2",
        audit_chain,
        EventType::store_restored
    );
    return rows.next() ? rows.row().integer() : 0;
}

std::string data_at(Connection& db, const std::string& chain, std::int64_t sequence) {
    auto rows = db.query(
        "SELECT coalesce(data, '{}') FROM events WHERE chain = ?1 AND sequence = ?2",
        chain,
        sequence
    );
    return rows.next() ? rows.row().text() : std::string("{}");
}

/// Data is long and most of it is said again by the next event: only what is needed is read.
void read_marks(Connection& db, ChainRows& out) {
    {
        auto rows = db.query(
            "SELECT position, sequence, id, type, note, coalesce(incident_id, ''), "
            "coalesce(credit_id, ''), "
            "coalesce(refund_id, '') FROM events WHERE chain = ?1 ORDER BY sequence",
            out.chain
        );
        while (rows.next()) {
            Row row = rows.row();
            ChainRows::Mark mark;
            mark.position = row.integer();
            mark.sequence = row.integer();
            mark.id = row.text();
            mark.type = row.text();
            mark.note = row.text();
            mark.incident = row.text();
            mark.credit = row.text();
            mark.refund = row.text();
            out.events.push_back(std::move(mark));
        }
    }
    bool last = true;
    for (auto mark = out.events.rbegin(); mark != out.events.rend(); ++mark) {
        if (!is_told(mark->type)) continue;
        if (last || mark->type.starts_with("refund."))
            mark->data = data_at(db, out.chain, mark->sequence);
        last = false;
    }
}

/// Credits and incidents: id, state, amount.
template <class Stands>
void read_into(
    Connection& db, std::string_view sql, const std::string& key, std::vector<Stands>& out
) {
    auto rows = db.query(sql, key);
    while (rows.next()) {
        Row row = rows.row();
        Stands one;
        one.id = row.text();
        one.state = row.text();
        one.amount = row.integer();
        out.push_back(std::move(one));
    }
}

void read_refunds(Connection& db, std::string_view sql, const std::string& key, ChainRows& out) {
    auto rows = db.query(sql, key);
    while (rows.next()) {
        Row row = rows.row();
        ChainRows::Refund refund;
        refund.id = row.text();
        refund.credit = row.text();
        refund.state = row.text();
        refund.amount = row.integer();
        out.refunds.push_back(std::move(refund));
    }
}

void read_tries(Connection& db, ChainRows& out) {
    for (const auto& refund : out.refunds) {
        auto rows = db.query(
            "SELECT provider_refund_id, state FROM refund_attempts WHERE refund_id = ?1", refund.id
        );
        while (rows.next()) {
            Row row = rows.row();
            ChainRows::Try one;
            one.refund = refund.id;
            one.id = row.text();
            one.state = row.text();
            out.tries.push_back(std::move(one));
        }
    }
}

void read_payment(Connection& db, ChainRows& out) {
    {
        auto rows =
            db.query("SELECT reference, state, amount FROM payments WHERE id = ?1", out.chain);
        if (!rows.next()) return;
        Row row = rows.row();
        ChainRows::Payment payment;
        payment.reference = row.text();
        payment.state = row.text();
        payment.amount = row.integer();
        out.payment = std::move(payment);
    }
    read_into(
        db, "SELECT id, state, amount FROM credits WHERE payment_id = ?1", out.chain, out.credits
    );
    read_refunds(
        db, "SELECT id, credit_id, state, amount FROM refunds WHERE payment_id = ?1", out.chain, out
    );
    read_into(
        db,
        "SELECT id, state, amount FROM incidents WHERE payment_id = ?1",
        out.chain,
        out.incidents
    );
}

/// An incident without a payment: with the money its events name, where they name some.
void read_alone(Connection& db, ChainRows& out) {
    read_into(
        db,
        "SELECT id, state, amount FROM incidents WHERE id = ?1 AND payment_id IS NULL",
        out.chain,
        out.incidents
    );
    std::vector<std::string> credits;
    for (const auto& mark : out.events) {
        if (!mark.credit.empty()) credits.push_back(mark.credit);
    }
    std::ranges::sort(credits);
    const auto twice = std::ranges::unique(credits);
    credits.erase(twice.begin(), twice.end());
    for (const auto& credit : credits) {
        read_into(
            db,
            "SELECT id, state, amount FROM credits WHERE id = ?1 AND payment_id IS NULL",
            credit,
            out.credits
        );
        read_refunds(
            db, "SELECT id, credit_id, state, amount FROM refunds WHERE credit_id = ?1", credit, out
        );
    }
}

}  // namespace

Result<std::vector<ChainRows>> SqliteHistory::rows(const std::string& after, std::int64_t limit) {
    try {
        const Moment moment(*db_);
        std::vector<ChainRows> out;
        const std::int64_t restored = last_restore(*db_);
        for (auto& chain : next_chains(*db_, after, limit)) {
            ChainRows one;
            one.chain = std::move(chain);
            one.restored = restored;
            read_marks(*db_, one);
            if (one.chain.starts_with(payment_prefix)) {
                read_payment(*db_, one);
            } else {
                read_alone(*db_, one);
            }
            read_tries(*db_, one);
            out.push_back(std::move(one));
        }
        return out;
    } catch (const DbError& error) {
        return Error(Fault::store_unavailable, error.what());
    }
}

}  // namespace dvcpay::sqlite
