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

}  // namespace dvcpay::flows
