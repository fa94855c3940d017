#pragma once
// Idempotency for the changes of this room that are not a payment's (webhook replays and tests):
// the same claim and the same stored answer as the flows use. Private to the room.
#include <functional>

#include "api/call.hpp"

namespace dvcpay::api {

using IdempotentWork = std::function<Task<Result<StoredAnswer>>()>;

/// Claims, works, stores the answer. A claim whose process died before it answered is worked again:
/// what is guarded here (a delivery made once more) may happen twice, but must not be lost (P7).
/// Errors: idempotency_key_reused, request_in_progress, store faults and 5xx of the work (not
/// stored).
Task<Result<flows::Answered>> once(Parts* parts, flows::IdempotentCall call, IdempotentWork work);

}  // namespace dvcpay::api
