// What people look at and what is asked about: refunds, incidents, evidence.
#include "domain/invariant.hpp"
#include "store/sqlite/reads.hpp"
#include "store/sqlite/words.hpp"

namespace dvcpay::sqlite {
namespace {

const std::string evidence_columns =
    "id,source,proof,said,order_ref,amount,provider_txn,provider_code,raw_sha256,received_at";

Evidence read_evidence(Row row) {
    Evidence e;
    e.id = row.id<EvidenceId>();
    e.source = row.word(Source::statement);
    e.proof = row.word(ProofKind::file);
    e.said = row.word(Said::unclear);
    e.order_ref = row.text();
    e.amount = row.money();
    e.provider_txn = row.text();
    e.provider_code = row.text();
    e.raw_sha256 = row.text();
    e.received_at = row.wall();
    return e;
}

RefundLocation read_location(Row row) {
    RefundLocation out;
    out.refund = row.id<RefundId>();
    out.credit = row.id<CreditId>();
    out.payment = row.maybe_id<PaymentId>();
    return out;
}

/// Who may see a part: the payment's client and agency; without a payment the client its chain was
/// told to, and only those who see every agency.
std::string seen_by(const std::string& part, const std::string& chain) {
    return " LEFT JOIN payments p ON p.id = " + part + ".payment_id LEFT JOIN events e ON " + part +
           ".payment_id IS NULL AND e.chain = " + chain + " AND e.sequence = 1";
}

const std::string seen_client = "coalesce(p.client, e.client, '')";
const std::string seen_agency = "coalesce(p.agency_code, '')";

std::string qualified(const std::string& table, const std::string& columns) {
    std::string out = table + ".";
    for (const char c : columns) {
        out += c;
        if (c == ',') out += table + ".";
    }
    return out;
}

}  // namespace

std::optional<UnmatchedFile> load_unmatched(Connection& db, const CreditId& credit) {
    auto found = load_credit(db, credit);
    if (!found || found->payment) return std::nullopt;
    UnmatchedFile out;
    out.credit = std::move(*found);
    out.refunds = load_refunds_of(db, credit);
    static const std::string sql = "SELECT " + incident_columns +
                                   " FROM incidents WHERE credit_id = ?1 AND payment_id IS NULL";
    auto rows = db.query(sql, credit);
    DVC_INVARIANT(rows.next());  // both are written in one commit
    Row row = rows.row();
    out.incident = read_incident(row);
    return out;
}

std::optional<RefundLocation> find_refund(Connection& db, const RefundId& id) {
    auto rows = db.query("SELECT id, credit_id, payment_id FROM refunds WHERE id = ?1", id);
    if (!rows.next()) return std::nullopt;
    return read_location(rows.row());
}

std::optional<Incident> load_incident(Connection& db, const IncidentId& id) {
    static const std::string sql = "SELECT " + incident_columns + " FROM incidents WHERE id = ?1";
    auto rows = db.query(sql, id);
    if (!rows.next()) return std::nullopt;
    Row row = rows.row();
    return read_incident(row);
}

std::vector<ListedRefund> list_refunds(Connection& db, const RefundFilter& filter) {
    Where where;
    where.visible(filter.visible, seen_client, seen_agency);
    // As a word of ours in the text: a partial index is not used for a bound value.
    if (filter.state) where.plain("r.state = '" + std::string(to_string(*filter.state)) + "'");
    if (filter.payment) where.text("r.payment_id = ?", filter.payment->text());
    if (filter.refund) where.text("r.id = ?", filter.refund->text());
    if (filter.before) where.text("r.id < ?", filter.before->text());
    where.values.push_back({.number = filter.limit, .text = std::nullopt});
    static const std::string select =
        "SELECT " + qualified("r", refund_columns) + ", r.payment_id, " + seen_agency + ", " +
        seen_client + " FROM refunds r" +
        seen_by(
            "r",
            "(SELECT i.id FROM incidents i WHERE i.credit_id = r.credit_id AND i.payment_id IS "
            "NULL)"
        );
    std::vector<ListedRefund> out;
    {
        auto rows = db.query_list(select + where.sql + " ORDER BY r.id DESC LIMIT ?", where.values);
        while (rows.next()) {
            Row row = rows.row();
            ListedRefund listed;
            listed.refund = read_refund(row);
            listed.payment = row.maybe_id<PaymentId>();
            listed.agency_code = row.text();
            listed.client = row.text();
            out.push_back(std::move(listed));
        }
    }
    for (auto& listed : out) listed.refund.tries = load_tries(db, listed.refund.id);
    return out;
}

std::vector<ListedIncident> list_incidents(Connection& db, const IncidentFilter& filter) {
    Where where;
    where.visible(filter.visible, seen_client, seen_agency);
    if (filter.state) where.plain("i.state = '" + std::string(to_string(*filter.state)) + "'");
    if (filter.kind) where.text("i.kind = ?", std::string(to_string(*filter.kind)));
    if (filter.incident) where.text("i.id = ?", filter.incident->text());
    if (filter.before) where.text("i.id < ?", filter.before->text());
    where.values.push_back({.number = filter.limit, .text = std::nullopt});
    static const std::string select =
        "SELECT " + qualified("i", incident_columns) +
        ", coalesce(p.reference, ''), coalesce(p.agency_code, '') FROM incidents i" +
        seen_by("i", "i.id");
    auto rows = db.query_list(select + where.sql + " ORDER BY i.id DESC LIMIT ?", where.values);
    std::vector<ListedIncident> out;
    while (rows.next()) {
        Row row = rows.row();
        ListedIncident listed;
        listed.incident = read_incident(row);
        listed.reference = row.text();
        listed.agency_code = row.text();
        out.push_back(std::move(listed));
    }
    return out;
}

std::optional<Evidence> load_evidence(Connection& db, const EvidenceId& id) {
    static const std::string sql = "SELECT " + evidence_columns + " FROM evidence WHERE id = ?1";
    auto rows = db.query(sql, id);
    if (!rows.next()) return std::nullopt;
    return read_evidence(rows.row());
}

std::optional<Sealed> load_refund_destination(Connection& db, const RefundId& id) {
    auto rows = db.query(
        "SELECT ring_key_id, wrapped_key, ciphertext FROM refund_destinations "
        "WHERE refund_id = ?1 AND ciphertext IS NOT NULL",
        id
    );
    if (!rows.next()) return std::nullopt;
    Row row = rows.row();
    Sealed sealed;
    sealed.ring_key_id = row.text();
    sealed.wrapped_key = row.text();
    sealed.ciphertext = row.text();
    return sealed;
}

std::vector<RefundLocation> find_due_refunds(Connection& db, Wall now, std::int64_t limit) {
    auto rows = db.query(
        "SELECT id, credit_id, payment_id FROM refunds WHERE next_ask_at <= ?1 ORDER BY "
        "next_ask_at, number LIMIT ?2",
        now,
        limit
    );
    std::vector<RefundLocation> out;
    while (rows.next()) out.push_back(read_location(rows.row()));
    return out;
}

}  // namespace dvcpay::sqlite
