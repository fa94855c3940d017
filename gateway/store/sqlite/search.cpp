// Search for people: a statement put together from what is filled in. Newest first is (created_at,
// id), which is the order of ids, because an id begins with its time.
#include "domain/invariant.hpp"
#include "store/sqlite/reads.hpp"

namespace dvcpay::sqlite {
namespace {

// status_of (gateway/domain/payment.cpp) in SQL; tests/unit/store compares the two over every
// combination.
const std::string has_money =
    "coalesce((SELECT sum(c.amount) FROM credits c WHERE c.payment_id = p.id "
    "AND c.state IN ('applied', 'surplus', 'partial')), 0) > "
    "coalesce((SELECT sum(r.amount) FROM refunds r JOIN credits c ON c.id = r.credit_id "
    "WHERE r.payment_id = p.id AND r.state = 'succeeded' "
    "AND c.state IN ('applied', 'surplus', 'partial')), 0)";
const std::string has_unknown =
    "EXISTS (SELECT 1 FROM attempts a WHERE a.payment_id = p.id AND a.state = 'unknown')";
const std::string has_pending =
    "EXISTS (SELECT 1 FROM attempts a WHERE a.payment_id = p.id AND a.state = 'pending')";

std::string condition_of(Status status) {
    switch (status) {
        case Status::paid:
            return "p.state = 'paid'";
        case Status::cancelled:
            return "p.state = 'cancelled' AND NOT (" + has_money + ")";
        case Status::expired:
            return "p.state = 'expired' AND NOT (" + has_money + ")";
        case Status::outcome_unknown:
            return "(p.state = 'open' AND (" + has_money + " OR " + has_unknown +
                   ")) OR (p.state IN ('cancelled', 'expired') AND " + has_money + ")";
        case Status::awaiting_payer:
            return "p.state = 'open' AND NOT (" + has_money + ") AND NOT " + has_unknown + " AND " +
                   has_pending;
        case Status::created:
            return "p.state = 'open' AND NOT (" + has_money + ") AND NOT " + has_unknown +
                   " AND NOT " + has_pending;
    }
    invariant_broken("condition_of: value outside its enum");
}

/// From the newest payment of every obligation with this reference along prior_payment.
const std::string of_reference =
    "p.id IN (WITH RECURSIVE same(id) AS (SELECT payment_id FROM claim_obligation WHERE reference "
    "= ? "
    "UNION ALL SELECT q.prior_payment FROM payments q JOIN same ON q.id = same.id WHERE "
    "q.prior_payment IS NOT NULL) "
    "SELECT id FROM same)";
const std::string of_provider_txn =
    "p.id IN (SELECT c.payment_id FROM claim_provider_txn k JOIN credits c ON c.id = k.credit_id "
    "WHERE k.provider_txn = ? AND c.payment_id IS NOT NULL)";
const std::string of_provider =
    "EXISTS (SELECT 1 FROM attempts a WHERE a.payment_id = p.id AND a.provider = ?)";

Where conditions(const PaymentFilter& filter) {
    Where where;
    where.visible(filter.visible, "p.client", "p.agency_code");
    if (!filter.reference.empty()) where.text(of_reference, filter.reference);
    if (!filter.order_ref.empty()) {
        where.text(
            "p.id = (SELECT payment_id FROM claim_order_ref WHERE order_ref = ?)", filter.order_ref
        );
    }
    if (!filter.provider_txn.empty()) where.text(of_provider_txn, filter.provider_txn);
    if (!filter.service_code.empty()) where.text("p.service_code = ?", filter.service_code);
    if (!filter.agency_code.empty()) where.text("p.agency_code = ?", filter.agency_code);
    if (!filter.provider.empty()) where.text(of_provider, filter.provider);
    if (filter.status) where.plain(condition_of(*filter.status));
    if (filter.created_from) where.number("p.created_at >= ?", filter.created_from->ms);
    if (filter.created_to) where.number("p.created_at < ?", filter.created_to->ms);
    return where;
}

/// The cursor's place in the order; a cursor that names no payment is older than everything.
bool begin_before(Connection& db, const PaymentId& cursor, Where& where) {
    auto rows = db.query("SELECT created_at FROM payments WHERE id = ?1", cursor);
    if (!rows.next()) return false;
    const std::int64_t created_at = rows.row().integer();
    where.values.push_back({.number = created_at, .text = std::nullopt});
    where.text("(p.created_at, p.id) < (?, ?)", cursor.text());
    return true;
}

}  // namespace

void Where::plain(const std::string& condition) {
    sql += sql.empty() ? " WHERE " : " AND ";
    sql += "(" + condition + ")";
}
void Where::text(const std::string& condition, const std::string& value) {
    plain(condition);
    values.push_back({.number = 0, .text = value});
}
void Where::number(const std::string& condition, std::int64_t value) {
    plain(condition);
    values.push_back({.number = value, .text = std::nullopt});
}
void Where::words(const std::string& column, const std::vector<std::string>& allowed) {
    std::string list;
    for (const auto& word : allowed) {
        list += list.empty() ? "?" : ",?";
        values.push_back({.number = 0, .text = word});
    }
    plain(column + " IN (" + list + ")");
}
void Where::visible(
    const Visibility& visible, const std::string& client, const std::string& agency
) {
    if (!visible.client.empty()) text(client + " = ?", visible.client);
    if (!visible.agencies.empty()) words(agency, visible.agencies);
}

std::vector<PaymentFile> search_payments(Connection& db, const PaymentFilter& filter) {
    Where where = conditions(filter);
    if (filter.before && !begin_before(db, *filter.before, where)) return {};
    where.values.push_back({.number = filter.limit, .text = std::nullopt});
    std::vector<PaymentRow> found;
    {
        auto rows = db.query_list(
            "SELECT " + payment_columns + " FROM payments p" + where.sql +
                " ORDER BY p.created_at DESC, p.id DESC LIMIT ?",
            where.values
        );
        while (rows.next()) found.push_back(read_payment(rows.row()));
    }
    std::vector<PaymentFile> out;
    out.reserve(found.size());
    for (auto& row : found) out.push_back(complete(db, std::move(row)));
    return out;
}

}  // namespace dvcpay::sqlite
