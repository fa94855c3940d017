// Reading a payment and its parts.
#include "domain/invariant.hpp"
#include "store/sqlite/aggregate.hpp"
#include "store/sqlite/aggregate_columns.hpp"

namespace dvcpay::sqlite {
namespace {

std::optional<Failure> read_failure(Row& row) {
    if (row.is_null()) {
        for (int i = 0; i < 5; ++i) row.maybe_integer();
        return std::nullopt;
    }
    Failure failure;
    failure.code = row.text();
    failure.provider_code = row.text();
    failure.message_vi = row.text();
    failure.message_en = row.text();
    failure.can_retry = row.flag();
    return failure;
}

RefundTry read_refund_try(Row row) {
    RefundTry t;
    t.provider_refund_id = row.text();
    t.request_id = row.text();
    t.state = row.word(RefundTry::State::failed);
    t.provider_txn = row.text();
    t.provider_code = row.text();
    t.submitted_at = row.wall();
    t.closed_at = row.maybe_wall();
    return t;
}

Credit read_credit(Row row) {
    Credit c;
    c.id = row.id<CreditId>();
    c.payment = row.maybe_id<PaymentId>();
    c.attempt = row.maybe_id<AttemptId>();
    c.account.provider = row.text();
    c.account.account = row.text();
    c.provider_txn = row.text();
    c.order_ref = row.text();
    c.amount = row.money();
    c.state = row.word(CreditState::reversed);
    c.occurred_at = row.wall();
    c.received_at = row.wall();
    c.evidence = row.id_or_empty<EvidenceId>();
    c.settlement = row.word(Settlement::reversed);
    return c;
}

Line read_line(Row row) {
    Line line;
    line.kind = row.word(LineKind::other);
    line.code = row.text();
    line.description = row.text();
    line.amount = row.money();
    line.chapter = row.text();
    line.sub_item = row.text();
    line.treasury_code = row.text();
    return line;
}

/// `column`: payment_id or credit_id.
std::vector<Refund> load_refunds(
    Connection& db, const std::string& column, const std::string& value
) {
    std::vector<Refund> out;
    {
        auto rows = db.query(
            "SELECT id," + refund_changing + " FROM refunds WHERE " + column +
                " = ?1 ORDER BY number",
            value
        );
        while (rows.next()) {
            Row row = rows.row();
            out.push_back(read_refund(row));
        }
    }
    for (auto& refund : out) refund.tries = load_tries(db, refund.id);
    return out;
}

void load_parts(Connection& db, PaymentFile& file) {
    const PaymentId& id = file.payment.id;
    auto lines = db.query(
        "SELECT kind, code, description, amount, chapter, sub_item, treasury_code FROM "
        "payment_lines "
        "WHERE payment_id = ?1 ORDER BY line",
        id
    );
    while (lines.next()) file.payment.lines.push_back(read_line(lines.row()));
    static const std::string attempts_sql =
        "SELECT " + attempt_columns + " FROM attempts a WHERE a.payment_id = ?1 ORDER BY a.number";
    auto attempts = db.query(attempts_sql, id);
    while (attempts.next()) {
        Row row = attempts.row();
        file.attempts.push_back(read_attempt(row));
    }
    static const std::string credits_sql = "SELECT " + credit_fixed + "," + credit_changing +
                                           " FROM credits WHERE payment_id = ?1 ORDER BY number";
    auto credits = db.query(credits_sql, id);
    while (credits.next()) file.credits.push_back(read_credit(credits.row()));
    file.refunds = load_refunds(db, "payment_id", id.text());
    static const std::string incidents_sql =
        "SELECT " + incident_fixed + "," + incident_changing +
        " FROM incidents WHERE payment_id = ?1 ORDER BY number";
    auto incidents = db.query(incidents_sql, id);
    while (incidents.next()) {
        Row row = incidents.row();
        file.incidents.push_back(read_incident(row));
    }
    auto chain = db.query("SELECT max(sequence) FROM events WHERE chain = ?1", id);
    if (chain.next()) file.payment.sequence = chain.row().integer();
}

std::optional<PaymentRow> load_row(Connection& db, const PaymentId& id) {
    static const std::string sql = "SELECT " + payment_columns + " FROM payments p WHERE p.id = ?1";
    auto rows = db.query(sql, id);
    if (!rows.next()) return std::nullopt;
    return read_payment(rows.row());
}

/// The rows of an obligation, newest first: from the claim along prior_payment.
std::vector<PaymentRow> load_obligation_rows(
    Connection& db, const std::string& client, const std::string& reference
) {
    std::vector<PaymentRow> out;
    std::optional<PaymentId> next;
    {
        auto rows = db.query(
            "SELECT payment_id FROM claim_obligation WHERE reference = ?1 AND client = ?2",
            reference,
            client
        );
        if (rows.next()) next = rows.row().id<PaymentId>();
    }
    while (next) {
        auto row = load_row(db, *next);
        DVC_INVARIANT(row.has_value());
        next = row->prior;
        out.push_back(std::move(*row));
    }
    return out;
}

/// The other payment of the obligation that holds its money now; one whose money went back holds
/// none.
std::optional<PaymentId> paid_by_another(Connection& db, const Payment& payment) {
    auto rows = load_obligation_rows(db, payment.client, payment.reference);
    for (auto it = rows.rbegin(); it != rows.rend(); ++it) {
        if (it->payment.id == payment.id || it->payment.state != PaymentState::paid) continue;
        PaymentFile other;
        other.payment = it->payment;
        load_parts(db, other);
        if (holds_money(other)) return other.payment.id;
    }
    return std::nullopt;
}

}  // namespace

const std::string payment_columns = "p." + payment_fixed + ",prior_payment," + payment_changing;
const std::string attempt_columns = "a.id," + attempt_changing;
const std::string refund_columns = "id," + refund_changing;
const std::string incident_columns = "id," + incident_changing;

Refund read_refund(Row& row) {
    Refund r;
    r.id = row.id<RefundId>();
    r.credit = row.id<CreditId>();
    r.amount = row.money();
    r.reason = row.text();
    r.state = row.word(RefundState::manual);
    r.requested_by = row.id_or_empty<PrincipalId>();
    r.approved_by = row.maybe_id<PrincipalId>();
    r.provider_refund_id = row.text();
    r.failure = read_failure(row);
    r.version = row.integer();
    r.created_at = row.wall();
    r.closed_at = row.maybe_wall();
    r.destination_masked = row.text();
    r.evidence = row.text();
    r.next_ask_at = row.maybe_wall();
    r.asked = row.integer();
    r.overdue = row.flag();
    r.not_before = row.maybe_wall();
    return r;
}

Incident read_incident(Row& row) {
    Incident i;
    i.id = row.id<IncidentId>();
    i.payment = row.maybe_id<PaymentId>();
    i.kind = row.word(IncidentKind::reconciliation_difference);
    i.state = row.word(IncidentState::closed);
    i.attempt = row.maybe_id<AttemptId>();
    i.credit = row.maybe_id<CreditId>();
    i.amount = row.money();
    i.proposal = row.word(Proposal::ask_provider);
    i.detail = row.text();
    i.opened_at = row.wall();
    i.closed_at = row.maybe_wall();
    i.provider_txn = row.text();
    i.refund = row.maybe_id<RefundId>();
    i.action = row.word(IncidentAction::ask_provider);
    i.reason = row.text();
    i.proposed_by = row.maybe_id<PrincipalId>();
    i.proposed_at = row.maybe_wall();
    i.decided_by = row.maybe_id<PrincipalId>();
    i.closing = row.text();
    i.version = row.integer();
    i.planned_refund = row.maybe_id<RefundId>();
    i.destination_masked = row.text();
    return i;
}

std::vector<RefundTry> load_tries(Connection& db, const RefundId& refund) {
    static const std::string sql = "SELECT provider_refund_id," + refund_try_changing +
                                   " FROM refund_attempts WHERE refund_id = ?1 ORDER BY number";
    auto rows = db.query(sql, refund);
    std::vector<RefundTry> out;
    while (rows.next()) out.push_back(read_refund_try(rows.row()));
    return out;
}

std::vector<Refund> load_refunds_of(Connection& db, const CreditId& credit) {
    return load_refunds(db, "credit_id", credit.text());
}

PaymentRow read_payment(Row row) {
    PaymentRow out;
    Payment& p = out.payment;
    p.id = row.id<PaymentId>();
    p.client = row.text();
    p.reference = row.text();
    p.created_at = row.wall();
    out.prior = row.maybe_id<PaymentId>();
    p.service_code = row.text();
    p.agency_code = row.text();
    p.amount = row.money();
    p.service_fee = row.money();
    p.description = row.text();
    p.return_url = row.text();
    p.metadata_json = row.text();
    p.payer_masked_json = row.text();
    p.owner_masked_json = row.text();
    p.warnings = row.words();
    p.locale = row.word(Locale::en);
    p.beneficiary.account = row.text();
    p.beneficiary.bank_bin = row.text();
    p.beneficiary.name = row.text();
    p.state = row.word(PaymentState::expired);
    p.cancel_requested = row.flag();
    p.cancel_reason = row.text();
    p.late = row.flag();
    p.zero_amount = row.flag();
    p.zero_reason = row.text();
    p.settlement = row.word(Settlement::reversed);
    p.supersedes = row.maybe_id<PaymentId>();
    p.superseded_by = row.maybe_id<PaymentId>();
    p.created_by = row.text();
    p.expires_at = row.wall();
    p.paid_at = row.maybe_wall();
    p.closed_at = row.maybe_wall();
    p.version = row.integer();
    p.next_due_at = row.maybe_wall();
    return out;
}

Attempt read_attempt(Row& row) {
    Attempt a;
    a.id = row.id<AttemptId>();
    a.account.provider = row.text();
    a.account.account = row.text();
    a.method = row.word(Method::app);
    a.finality = row.word(Finality::push_only);
    a.order_ref = row.id<OrderRef>();
    a.request_id = row.text();
    a.state = row.word(AttemptState::expired);
    a.amount = row.money();
    a.next_action.kind = row.word(NextAction::Kind::app);
    a.next_action.url = row.text();
    a.next_action.qr_payload = row.text();
    a.next_action.bank_bin = row.text();
    a.next_action.bank_name = row.text();
    a.next_action.account_number = row.text();
    a.next_action.account_name = row.text();
    a.next_action.content = row.text();
    a.provider_txn = row.text();
    a.failure = read_failure(row);
    a.opened_at = row.wall();
    a.expires_at = row.wall();
    a.grace_s = row.integer();
    a.closed_at = row.maybe_wall();
    a.next_ask_at = row.maybe_wall();
    a.watched_until = row.maybe_wall();
    a.asked = row.integer();
    a.overdue = row.flag();
    a.virtual_account = row.text();
    a.provider_ref = row.text();
    return a;
}

PaymentFile complete(Connection& db, PaymentRow row) {
    PaymentFile file;
    file.payment = std::move(row.payment);
    load_parts(db, file);
    file.obligation_paid_by = paid_by_another(db, file.payment);
    file.kept_by_law = keeps_fee(db, file.payment);
    return file;
}

std::optional<PaymentFile> load_payment(Connection& db, const PaymentId& id) {
    auto row = load_row(db, id);
    if (!row) return std::nullopt;
    return complete(db, std::move(*row));
}

std::vector<PaymentFile> load_obligation(
    Connection& db, const std::string& client, const std::string& reference
) {
    auto rows = load_obligation_rows(db, client, reference);
    std::vector<PaymentFile> out;
    for (auto it = rows.rbegin(); it != rows.rend(); ++it)
        out.push_back(complete(db, std::move(*it)));
    return out;
}

std::optional<Attempt> load_attempt(Connection& db, const AttemptId& id) {
    static const std::string sql = "SELECT " + attempt_columns + " FROM attempts a WHERE a.id = ?1";
    auto rows = db.query(sql, id);
    if (!rows.next()) return std::nullopt;
    Row row = rows.row();
    return read_attempt(row);
}

std::optional<Credit> load_credit(Connection& db, const CreditId& id) {
    static const std::string sql = "SELECT id," + credit_changing + " FROM credits WHERE id = ?1";
    auto rows = db.query(sql, id);
    if (!rows.next()) return std::nullopt;
    return read_credit(rows.row());
}

}  // namespace dvcpay::sqlite
