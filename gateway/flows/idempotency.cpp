#include "flows/idempotency.hpp"

namespace dvcpay::flows {

Result<Claimed> look_at_claim(
    Txn& txn, const IdempotentCall& call, const std::string& boot_id, bool running_here
) {
    const auto record = txn.idempotency(call.scope);
    if (!record) return Claimed{};
    if (record->body_sha256 != call.body_sha256) return Fault::idempotency_key_reused;
    if (record->answer) return Claimed{Claimed::Kind::replay, *record->answer, {}};
    if (record->boot_id == boot_id && running_here) {
        Error busy(Fault::request_in_progress);
        busy.retry_after_s = 1;
        return busy;
    }
    return Claimed{Claimed::Kind::orphan, {}, record->object_id};
}

void make_claim(
    Txn& txn,
    const IdempotentCall& call,
    const std::string& object_id,
    const std::string& boot_id,
    Wall now
) {
    IdempotencyRecord record;
    record.scope = call.scope;
    record.body_sha256 = call.body_sha256;
    record.object_id = object_id;
    record.boot_id = boot_id;
    record.created_at = now;
    txn.claim(record);
}

StoredAnswer settle_answer(Txn& txn, const IdempotentCall& call, StoredAnswer answer) {
    const auto record = txn.idempotency(call.scope);
    if (record && record->answer) return *record->answer;
    txn.answer(call.scope, answer);
    return answer;
}

StoredAnswer payment_answer(
    const SnapshotRenderer& renderer, const PaymentFile& file, int status, bool location
) {
    StoredAnswer out;
    out.status = status;
    out.body = renderer.payment(file);
    if (location) out.location = "/v1/payments/" + file.payment.id.text();
    out.etag = "W/\"" + std::to_string(file.payment.version) + "\"";
    out.content_type = "application/json";
    return out;
}

bool is_refusal(Fault fault) {
    switch (fault) {
        case Fault::internal_error:
        case Fault::shutting_down:
        case Fault::overloaded:
        case Fault::store_unavailable:
        case Fault::malformed:
        case Fault::forged:
        case Fault::unavailable:
        case Fault::outcome_unknown:
        case Fault::commit_unknown:
        case Fault::configuration:
        case Fault::cancelled:
        case Fault::rate_limited:
        case Fault::malformed_json:
        case Fault::idempotency_key_missing:
        case Fault::invalid_parameter:
        case Fault::invalid_cursor:
        case Fault::unauthenticated:
        case Fault::insufficient_scope:
        case Fault::agency_not_allowed:
        case Fault::same_person:
        case Fault::request_in_progress:
        case Fault::idempotency_key_reused:
            return false;
        default:
            return true;  // the API page's 4xx; a test walks them
    }
}

StoredAnswer refuse(
    Txn& txn, const IdempotentCall& call, const Error& error, const std::string& boot_id, Wall now
) {
    make_claim(txn, call, {}, boot_id, now);
    StoredAnswer answer = call.refusal(error);
    txn.answer(call.scope, answer);
    return answer;
}

Result<StoredAnswer> answer_orphan(
    Txn& txn,
    const IdempotentCall& call,
    const SnapshotRenderer& renderer,
    const PaymentId& payment,
    int status
) {
    const auto file = txn.payment(payment);
    if (!file) return Error(Fault::internal_error, "a claim names a payment that does not exist");
    return settle_answer(txn, call, payment_answer(renderer, *file, status, status == 201));
}

}  // namespace dvcpay::flows
