#pragma once
// One event with all that a stranger needs to see that it stands in the sealed history. What he
// does with it: README.md of this room, and tests/audit/check_proof.py, which does it.
#include <string>
#include <vector>

#include "crypto/seal.hpp"
#include "ports/history.hpp"

namespace dvcpay::ops {

/// JSON: format "dvcpay-proof-1", event, event_hash, path, seal, public_key.
/// Faults: not_found (no such event), state_conflict (no seal covers it yet), malformed (the event,
/// or one sealed with it, was changed: `audit verify` names it), configuration (no key at hand has
/// signed its seal), store_unavailable.
Result<std::string> make_proof(
    History* history, const std::string& event_id, const std::vector<crypto::SealPublicKey>& keys
);

}  // namespace dvcpay::ops
