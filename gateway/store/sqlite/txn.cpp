#include "store/sqlite/txn.hpp"

#include <stdexcept>

namespace dvcpay::sqlite {
namespace {

void must_change_one(std::int64_t changed, const char* what) {
    if (changed != 1) throw std::logic_error(std::string(what) + ": no such row");
}

void insert_record(Connection& db, const IdempotencyRecord& r) {
    std::optional<std::int64_t> status;
    std::optional<std::string_view> body, location, etag, content_type;
    if (r.answer) {
        status = r.answer->status;
        body = r.answer->body;
        location = r.answer->location;
        etag = r.answer->etag;
        content_type = r.answer->content_type;
    }
    db.exec(
        "INSERT INTO idempotency (client, route, key, body_sha256, object_id, boot_id, created_at, "
        "status, body, "
        "location, etag, content_type) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        r.scope.client,
        r.scope.route,
        r.scope.key,
        r.body_sha256,
        r.object_id,
        r.boot_id,
        r.created_at,
        status,
        body,
        location,
        etag,
        content_type
    );
}

std::optional<StoredAnswer> read_answer(Row& row) {
    if (row.is_null()) return std::nullopt;
    StoredAnswer answer;
    answer.status = static_cast<int>(row.integer());
    answer.body = row.text();
    answer.location = row.text();
    answer.etag = row.text();
    answer.content_type = row.text();
    return answer;
}

}  // namespace

std::optional<IdempotencyRecord> SqliteTxn::idempotency(const IdempotencyScope& scope) {
    if (held_claim_ && held_claim_->scope == scope) return held_claim_;
    auto rows = db_.query(
        "SELECT body_sha256, object_id, boot_id, created_at, status, body, location, etag, "
        "content_type "
        "FROM idempotency WHERE key = ?1 AND client = ?2 AND route = ?3",
        scope.key,
        scope.client,
        scope.route
    );
    if (!rows.next()) return std::nullopt;
    Row row = rows.row();
    IdempotencyRecord record;
    record.scope = scope;
    record.body_sha256 = row.text();
    record.object_id = row.text();
    record.boot_id = row.text();
    record.created_at = row.wall();
    record.answer = read_answer(row);
    return record;
}

void SqliteTxn::claim(const IdempotencyRecord& record) {
    finish();
    held_claim_ = record;
}

void SqliteTxn::answer(const IdempotencyScope& scope, const StoredAnswer& answer) {
    if (held_claim_ && held_claim_->scope == scope) {
        held_claim_->answer = answer;
        finish();
        return;
    }
    const auto changed = db_.exec(
        "UPDATE idempotency SET status = ?4, body = ?5, location = ?6, etag = ?7, content_type = "
        "?8 "
        "WHERE key = ?1 AND client = ?2 AND route = ?3",
        scope.key,
        scope.client,
        scope.route,
        answer.status,
        answer.body,
        answer.location,
        answer.etag,
        answer.content_type
    );
    must_change_one(changed, "answer to a scope nobody claimed");
}

std::int64_t SqliteTxn::forget_idempotency(Wall created_before, std::int64_t limit) {
    finish();
    return db_.exec(
        "DELETE FROM idempotency WHERE number IN (SELECT number FROM idempotency WHERE created_at "
        "< ?1 "
        "ORDER BY created_at LIMIT ?2)",
        created_before,
        limit
    );
}

void SqliteTxn::insert(const PaymentFile& file) {
    insert_payment(db_, file);
}
void SqliteTxn::update(const PaymentFile& before, const PaymentFile& after) {
    update_payment(db_, before, after);
}

void SqliteTxn::put_personal_data(const PersonalData& data) {
    db_.exec(
        "INSERT INTO personal_data (payment_id, ring_key_id, wrapped_key, ciphertext) VALUES (?1, "
        "?2, ?3, ?4) "
        "ON CONFLICT (payment_id) DO UPDATE SET ring_key_id = excluded.ring_key_id, "
        "wrapped_key = excluded.wrapped_key, ciphertext = excluded.ciphertext",
        data.payment,
        data.sealed.ring_key_id,
        Blob{data.sealed.wrapped_key},
        Blob{data.sealed.ciphertext}
    );
}

void SqliteTxn::set_next_ask(const AttemptId& attempt, std::optional<Wall> at, std::int64_t asked) {
    const auto changed = db_.exec(
        "UPDATE attempts SET next_ask_at = ?2, asked = ?3 WHERE id = ?1", attempt, at, asked
    );
    must_change_one(changed, "set_next_ask");
}

bool SqliteTxn::claim_order_ref(
    const OrderRef& ref, const AttemptId& attempt, const PaymentId& payment
) {
    return db_.exec(
               "INSERT INTO claim_order_ref (order_ref, attempt_id, payment_id) VALUES (?1, ?2, "
               "?3) "
               "ON CONFLICT DO NOTHING",
               ref,
               attempt,
               payment
           ) == 1;
}

bool SqliteTxn::claim_provider_txn(
    const AccountKey& account,
    const std::string& provider_txn,
    const CreditId& credit,
    Source source
) {
    return db_.exec(
               "INSERT INTO claim_provider_txn (provider_txn, provider, account, credit_id, "
               "source) VALUES (?1, ?2, ?3, ?4, ?5) "
               "ON CONFLICT DO NOTHING",
               provider_txn,
               account.provider,
               account.account,
               credit,
               source
           ) == 1;
}

void SqliteTxn::insert_unmatched(const Credit& credit, const Incident& incident) {
    insert_credit(db_, credit);
    sqlite::insert_incident(db_, incident);
}

void SqliteTxn::update_unmatched(const UnmatchedFile& before, const UnmatchedFile& after) {
    update_unmatched_parts(db_, before, after);
}

void SqliteTxn::insert_incident(const Incident& incident) {
    sqlite::insert_incident(db_, incident);
}

void SqliteTxn::update_incident(const Incident& before, const Incident& after) {
    update_lone_incident(db_, before, after);
}

void SqliteTxn::set_refund_ask(const RefundId& refund, std::optional<Wall> at, std::int64_t asked) {
    const auto changed = db_.exec(
        "UPDATE refunds SET next_ask_at = ?2, asked = ?3 WHERE id = ?1", refund, at, asked
    );
    must_change_one(changed, "set_refund_ask");
}

void SqliteTxn::put_refund_destination(const RefundId& refund, const Sealed& sealed) {
    db_.exec(
        "INSERT INTO refund_destinations (refund_id, ring_key_id, wrapped_key, ciphertext) VALUES "
        "(?1, ?2, ?3, ?4)",
        refund,
        sealed.ring_key_id,
        Blob{sealed.wrapped_key},
        Blob{sealed.ciphertext}
    );
}

void SqliteTxn::erase_refund_destination(const RefundId& refund) {
    db_.exec(
        "UPDATE refund_destinations SET wrapped_key = NULL, ciphertext = NULL WHERE refund_id = ?1",
        refund
    );
}

bool SqliteTxn::insert_raw(const RawInbound& raw) {
    const auto claimed = db_.exec(
        "INSERT INTO claim_raw (sha256, provider, account, kind, raw_id) VALUES (?1, ?2, ?3, ?4, "
        "?5) "
        "ON CONFLICT DO NOTHING",
        raw.sha256,
        raw.account.provider,
        raw.account.account,
        raw.kind,
        raw.id
    );
    if (claimed == 0) return false;
    db_.exec(
        "INSERT INTO raw_inbound (id, provider, account, kind, received_at, sha256, masked, "
        "ring_key_id, wrapped_key, "
        "ciphertext) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        raw.id,
        raw.account.provider,
        raw.account.account,
        raw.kind,
        raw.received_at,
        raw.sha256,
        raw.masked,
        raw.sealed.ring_key_id,
        Blob{raw.sealed.wrapped_key},
        Blob{raw.sealed.ciphertext}
    );
    return true;
}

void SqliteTxn::insert_evidence(const Evidence& e, const std::optional<PaymentId>& payment) {
    db_.exec(
        "INSERT INTO evidence (id, payment_id, source, proof, said, order_ref, amount, "
        "provider_txn, provider_code, "
        "raw_sha256, received_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        e.id,
        payment,
        e.source,
        e.proof,
        e.said,
        e.order_ref,
        e.amount,
        e.provider_txn,
        e.provider_code,
        e.raw_sha256,
        e.received_at
    );
}

void SqliteTxn::put_inquiry(const OpenInquiry& q) {
    db_.exec(
        "INSERT INTO inquiries (id, provider, account, order_ref, provider_txn, asked, "
        "next_ask_at, created_at) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (id) DO UPDATE SET provider = "
        "excluded.provider, "
        "account = excluded.account, order_ref = excluded.order_ref, provider_txn = "
        "excluded.provider_txn, "
        "asked = excluded.asked, next_ask_at = excluded.next_ask_at, created_at = "
        "excluded.created_at",
        q.id,
        q.account.provider,
        q.account.account,
        q.order_ref,
        q.provider_txn,
        q.asked,
        q.next_ask_at,
        q.created_at
    );
}

bool SqliteTxn::quarantine(const QuarantineRow& row, std::int64_t per_day) {
    const std::string day = to_string(ict_day(row.received_at));
    db_.exec(
        "INSERT INTO quarantine_days (provider, day, kept, counted) VALUES (?1, ?2, 0, 1) "
        "ON CONFLICT (provider, day) DO UPDATE SET counted = counted + 1",
        row.provider,
        day
    );
    const bool keep = db_.exec(
                          "UPDATE quarantine_days SET kept = kept + 1 WHERE provider = ?1 AND day "
                          "= ?2 AND kept < ?3",
                          row.provider,
                          day,
                          per_day
                      ) == 1;
    if (!keep) return false;
    db_.exec(
        "INSERT INTO quarantine (provider, kind, reason, received_at, sha256, peer, masked) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        row.provider,
        row.kind,
        row.reason,
        row.received_at,
        row.sha256,
        row.peer,
        row.masked
    );
    return true;
}

std::vector<Event> SqliteTxn::append(
    const std::string& chain, const std::vector<NewEvent>& events
) {
    return append_events(db_, chain, events);
}

void SqliteTxn::enqueue(const Delivery& delivery) {
    enqueue_delivery(db_, delivery);
}

void SqliteTxn::settle_delivery(
    const DeliveryId& id,
    DeliveryState state,
    std::int64_t tries,
    std::optional<Wall> next_try_at,
    Wall tried_at,
    int status,
    const std::string& error
) {
    Settled outcome;
    outcome.state = state;
    outcome.tries = tries;
    outcome.next_try_at = next_try_at;
    outcome.tried_at = tried_at;
    outcome.status = status;
    outcome.error = error;
    settle(db_, id, outcome);
}

void SqliteTxn::requeue(const DeliveryId& id, Wall now) {
    requeue_delivery(db_, id, now);
}

void SqliteTxn::put_api_key(const ApiKey& key) {
    put_key(db_, key);
}

bool SqliteTxn::revoke_api_key(const KeyId& id, Wall at) {
    return db_.exec(
               "UPDATE api_keys SET revoked_at = coalesce(revoked_at, ?2) WHERE id = ?1", id, at
           ) == 1;
}

void SqliteTxn::replace_services(const std::vector<Service>& all) {
    put_services(db_, all);
}
void SqliteTxn::replace_agencies(const std::vector<Agency>& all) {
    put_agencies(db_, all);
}

void SqliteTxn::set_meta(const std::string& name, const std::string& value) {
    db_.exec(
        "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = "
        "excluded.value",
        name,
        value
    );
}

void SqliteTxn::insert_seal(const Seal& seal) {
    put_seal(db_, seal);
}

void SqliteTxn::finish() {
    if (!held_claim_) return;
    const auto record = std::move(held_claim_);
    held_claim_.reset();
    insert_record(db_, *record);
}

}  // namespace dvcpay::sqlite
