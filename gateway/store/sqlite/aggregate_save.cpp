// Writing a payment and its parts.
#include <algorithm>
#include <stdexcept>
#include <tuple>

#include "domain/invariant.hpp"
#include "store/sqlite/aggregate.hpp"
#include "store/sqlite/aggregate_columns.hpp"

namespace dvcpay::sqlite {
namespace {

// A table's columns in two parts: what never changes, then what an update writes again. The tuples
// below follow the same order, so that insert, update and comparison cannot disagree.
struct Columns {
    std::string insert;
    std::string update;
};

std::size_t count_columns(const std::string& list) {
    return static_cast<std::size_t>(std::ranges::count(list, ',')) + 1;
}

std::string marks(std::size_t first, std::size_t count) {
    std::string out;
    for (std::size_t i = first; i < first + count; ++i) {
        if (!out.empty()) out += ',';
        out += '?' + std::to_string(i);
    }
    return out;
}

/// `fixed` begins with the column an update finds its row by.
Columns columns(
    const std::string& table,
    const std::string& fixed,
    const std::string& changing,
    const std::string& guard
) {
    const std::size_t n = count_columns(changing);
    Columns out;
    out.insert = "INSERT INTO " + table + " (" + fixed + "," + changing + ") VALUES (" +
                 marks(1, count_columns(fixed) + n) + ")";
    out.update = "UPDATE " + table + " SET (" + changing + ") = (" + marks(1, n) +
                 ") WHERE id = ?" + std::to_string(n + 1) + guard;
    return out;
}

const Columns payment_sql =
    columns("payments", payment_fixed + ",prior_payment", payment_changing, " AND version = ?31");
const Columns attempt_sql = columns("attempts", attempt_fixed, attempt_changing, "");
const Columns credit_sql = columns("credits", credit_fixed, credit_changing, "");
const Columns refund_sql = columns("refunds", refund_fixed, refund_changing, "");
const Columns try_sql = columns("refund_attempts", refund_try_fixed, refund_try_changing, "");
const Columns incident_sql = columns("incidents", incident_fixed, incident_changing, "");

auto changing(const Payment& p, const std::string& warnings) {
    return std::tie(
        p.service_code,
        p.agency_code,
        p.amount,
        p.service_fee,
        p.description,
        p.return_url,
        p.metadata_json,
        p.payer_masked_json,
        p.owner_masked_json,
        warnings,
        p.locale,
        p.beneficiary.account,
        p.beneficiary.bank_bin,
        p.beneficiary.name,
        p.state,
        p.cancel_requested,
        p.cancel_reason,
        p.late,
        p.zero_amount,
        p.zero_reason,
        p.settlement,
        p.supersedes,
        p.superseded_by,
        p.created_by,
        p.expires_at,
        p.paid_at,
        p.closed_at,
        p.version,
        p.next_due_at
    );
}

/// A failure's five columns, all NULL where there is none.
auto failure_columns(const std::optional<Failure>& failure) {
    using View = std::optional<std::string_view>;
    std::tuple<View, View, View, View, std::optional<bool>> out;
    if (failure) {
        out = {
            failure->code,
            failure->provider_code,
            failure->message_vi,
            failure->message_en,
            failure->can_retry
        };
    }
    return out;
}

auto changing(const Attempt& a) {
    const NextAction& n = a.next_action;
    return std::tuple_cat(
        std::tie(
            a.account.provider,
            a.account.account,
            a.method,
            a.finality,
            a.order_ref,
            a.request_id,
            a.state,
            a.amount,
            n.kind,
            n.url,
            n.qr_payload,
            n.bank_bin,
            n.bank_name,
            n.account_number,
            n.account_name,
            n.content,
            a.provider_txn
        ),
        failure_columns(a.failure),
        std::tie(
            a.opened_at,
            a.expires_at,
            a.grace_s,
            a.closed_at,
            a.next_ask_at,
            a.watched_until,
            a.asked,
            a.overdue,
            a.virtual_account,
            a.provider_ref
        )
    );
}

auto changing(const Credit& c) {
    return std::tie(
        c.payment,
        c.attempt,
        c.account.provider,
        c.account.account,
        c.provider_txn,
        c.order_ref,
        c.amount,
        c.state,
        c.occurred_at,
        c.received_at,
        c.evidence,
        c.settlement
    );
}

auto changing(const Refund& r) {
    return std::tuple_cat(
        std::tie(
            r.credit,
            r.amount,
            r.reason,
            r.state,
            r.requested_by,
            r.approved_by,
            r.provider_refund_id
        ),
        failure_columns(r.failure),
        std::tie(
            r.version,
            r.created_at,
            r.closed_at,
            r.destination_masked,
            r.evidence,
            r.next_ask_at,
            r.asked,
            r.overdue,
            r.not_before
        )
    );
}

auto changing(const Incident& i) {
    return std::tie(
        i.payment,
        i.kind,
        i.state,
        i.attempt,
        i.credit,
        i.amount,
        i.proposal,
        i.detail,
        i.opened_at,
        i.closed_at,
        i.provider_txn,
        i.refund,
        i.action,
        i.reason,
        i.proposed_by,
        i.proposed_at,
        i.decided_by,
        i.closing,
        i.version,
        i.planned_refund,
        i.destination_masked
    );
}

auto changing(const RefundTry& t) {
    return std::tie(
        t.request_id, t.state, t.provider_txn, t.provider_code, t.submitted_at, t.closed_at
    );
}

/// New tries are inserted, changed ones updated; the ids are for ever.
void save_tries(
    Connection& db,
    const RefundId& refund,
    const std::vector<RefundTry>& before,
    const std::vector<RefundTry>& after
) {
    DVC_INVARIANT(after.size() >= before.size());
    static const std::string update = "UPDATE refund_attempts SET (" + refund_try_changing +
                                      ") = (?1,?2,?3,?4,?5,?6) WHERE provider_refund_id = ?7";
    for (std::size_t i = 0; i < after.size(); ++i) {
        const RefundTry& t = after[i];
        if (i >= before.size()) {
            const auto fixed = std::tie(refund, t.provider_refund_id);
            db.exec_tuple(try_sql.insert, std::tuple_cat(fixed, changing(t)));
        } else if (before[i] != t) {
            DVC_INVARIANT(before[i].provider_refund_id == t.provider_refund_id);
            const auto changed =
                db.exec_tuple(update, std::tuple_cat(changing(t), std::tie(t.provider_refund_id)));
            if (changed != 1) throw std::logic_error("update: no such try of a refund");
        }
    }
}

void insert_part(Connection& db, const PaymentId& payment, const Attempt& a) {
    db.exec_tuple(attempt_sql.insert, std::tuple_cat(std::tie(a.id, payment), changing(a)));
}
template <class Owner>
void insert_part(Connection& db, const Owner& payment, const Refund& r) {
    db.exec_tuple(refund_sql.insert, std::tuple_cat(std::tie(r.id, payment), changing(r)));
    save_tries(db, r.id, {}, r.tries);
}
void insert_part(Connection& db, const PaymentId&, const Credit& c) {
    insert_credit(db, c);
}
template <class Owner>
void insert_part(Connection& db, const Owner&, const Incident& i) {
    insert_incident(db, i);
}

const std::string& update_sql(const Attempt&) {
    return attempt_sql.update;
}
const std::string& update_sql(const Refund&) {
    return refund_sql.update;
}
const std::string& update_sql(const Credit&) {
    return credit_sql.update;
}
const std::string& update_sql(const Incident&) {
    return incident_sql.update;
}

/// New parts are inserted, changed ones updated; none ever vanishes.
template <class Part, class Owner>
void update_parts(
    Connection& db,
    const Owner& payment,
    const std::vector<Part>& before,
    const std::vector<Part>& after
) {
    DVC_INVARIANT(after.size() >= before.size());
    for (const auto& part : after) {
        const auto old = std::ranges::find(before, part.id, &Part::id);
        if (old == before.end()) {
            insert_part(db, payment, part);
        } else if (changing(*old) != changing(part)) {
            const auto changed =
                db.exec_tuple(update_sql(part), std::tuple_cat(changing(part), std::tie(part.id)));
            if (changed != 1) throw std::logic_error("update: no such row as " + part.id.text());
        }
        if constexpr (std::is_same_v<Part, Refund>) {
            if (old != before.end()) save_tries(db, part.id, old->tries, part.tries);
        }
    }
}

void insert_lines(Connection& db, const Payment& payment) {
    std::int64_t number = 0;
    for (const auto& line : payment.lines) {
        db.exec(
            "INSERT INTO payment_lines (payment_id, line, kind, code, description, amount, "
            "chapter, sub_item, "
            "treasury_code) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            payment.id,
            number++,
            line.kind,
            line.code,
            line.description,
            line.amount,
            line.chapter,
            line.sub_item,
            line.treasury_code
        );
    }
}

/// The new payment becomes the newest of its obligation; returns the one that was.
std::optional<PaymentId> take_obligation(Connection& db, const Payment& payment) {
    std::optional<PaymentId> prior;
    {
        auto rows = db.query(
            "SELECT payment_id FROM claim_obligation WHERE reference = ?1 AND client = ?2",
            payment.reference,
            payment.client
        );
        if (rows.next()) prior = rows.row().id<PaymentId>();
    }
    if (prior) {
        db.exec(
            "UPDATE claim_obligation SET payment_id = ?3 WHERE reference = ?1 AND client = ?2",
            payment.reference,
            payment.client,
            payment.id
        );
    } else {
        db.exec(
            "INSERT INTO claim_obligation (reference, client, payment_id) VALUES (?1, ?2, ?3)",
            payment.reference,
            payment.client,
            payment.id
        );
    }
    return prior;
}

}  // namespace

void insert_payment(Connection& db, const PaymentFile& file) {
    const Payment& p = file.payment;
    const auto prior = take_obligation(db, p);
    const std::string warnings = join_words(p.warnings);
    db.exec_tuple(
        payment_sql.insert,
        std::tuple_cat(
            std::tie(p.id, p.client, p.reference, p.created_at, prior), changing(p, warnings)
        )
    );
    insert_lines(db, p);
    for (const auto& part : file.attempts) insert_part(db, p.id, part);
    for (const auto& part : file.credits) insert_part(db, p.id, part);
    for (const auto& part : file.refunds) insert_part(db, p.id, part);
    for (const auto& part : file.incidents) insert_part(db, p.id, part);
}

void update_payment(Connection& db, const PaymentFile& before, const PaymentFile& after) {
    const Payment& p = after.payment;
    const Payment& old = before.payment;
    DVC_INVARIANT(old.id == p.id && old.client == p.client && old.reference == p.reference);
    DVC_INVARIANT(old.lines == p.lines && old.created_at == p.created_at);
    const std::string warnings = join_words(p.warnings);
    const auto changed = db.exec_tuple(
        payment_sql.update, std::tuple_cat(changing(p, warnings), std::tie(p.id, old.version))
    );
    if (changed != 1)
        throw std::logic_error(
            "update: " + p.id.text() + " is not at the version it was loaded at"
        );
    update_parts(db, p.id, before.attempts, after.attempts);
    update_parts(db, p.id, before.credits, after.credits);
    update_parts(db, p.id, before.refunds, after.refunds);
    update_parts(db, p.id, before.incidents, after.incidents);
}

void insert_credit(Connection& db, const Credit& credit) {
    db.exec_tuple(credit_sql.insert, std::tuple_cat(std::tie(credit.id), changing(credit)));
}

void insert_incident(Connection& db, const Incident& incident) {
    db.exec_tuple(incident_sql.insert, std::tuple_cat(std::tie(incident.id), changing(incident)));
}

void update_unmatched_parts(
    Connection& db, const UnmatchedFile& before, const UnmatchedFile& after
) {
    DVC_INVARIANT(before.credit.id == after.credit.id && !after.credit.payment);
    const std::optional<PaymentId> none;
    update_parts(db, none, before.refunds, after.refunds);
    update_parts(db, none, std::vector{before.incident}, std::vector{after.incident});
}

void update_lone_incident(Connection& db, const Incident& before, const Incident& after) {
    DVC_INVARIANT(before.id == after.id && !after.payment && !after.credit);
    const std::optional<PaymentId> none;
    update_parts(db, none, std::vector{before}, std::vector{after});
}

}  // namespace dvcpay::sqlite
