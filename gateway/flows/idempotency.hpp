#pragma once
// Idempotency to the letter (P5; API page, "Conventions"), as the part of a transaction that comes
// first.
#include "flows/requests.hpp"
#include "ports/snapshot.hpp"

namespace dvcpay::flows {

/// What the record of this scope says about the call.
struct Claimed {
    enum class Kind : std::uint8_t { fresh, replay, orphan } kind = Kind::fresh;
    StoredAnswer answer;    ///< replay
    std::string object_id;  ///< orphan: the claim was made, its process died before it answered
};

/// Fault::idempotency_key_reused: same key, other body. Fault::request_in_progress: this process
/// works on it.
Result<Claimed> look_at_claim(
    Txn& txn, const IdempotentCall& call, const std::string& boot_id, bool running_here
);

void make_claim(
    Txn& txn,
    const IdempotentCall& call,
    const std::string& object_id,
    const std::string& boot_id,
    Wall now
);

/// Stores the answer unless there is one already; returns the one that counts.
StoredAnswer settle_answer(Txn& txn, const IdempotentCall& call, StoredAnswer answer);

/// The payment as an answer: body, ETag, and Location where it was made by this call.
StoredAnswer payment_answer(
    const SnapshotRenderer& renderer, const PaymentFile& file, int status, bool location
);

/// A decision the client gets as an answer, 4xx after the claim. Not: faults of the store and of
/// the house, which leave nothing behind.
bool is_refusal(Fault fault);

/// The client gets the refusal, and gets it again for the same key.
StoredAnswer refuse(
    Txn& txn, const IdempotentCall& call, const Error& error, const std::string& boot_id, Wall now
);

/// A call whose process died between its commits is answered from what it made.
Result<StoredAnswer> answer_orphan(
    Txn& txn,
    const IdempotentCall& call,
    const SnapshotRenderer& renderer,
    const PaymentId& payment,
    int status
);

}  // namespace dvcpay::flows
