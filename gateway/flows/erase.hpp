#pragma once
// The right to be forgotten, as far as the law on accounts leaves room: people are erased, the
// payment or the money and its masked members stay.
#include <string>

#include "flows/core.hpp"

namespace dvcpay::flows {

struct Erased {
    std::int64_t records = 0;  ///< 0: there was nothing (left) to erase, nothing was written
    bool files_clean = true;   ///< false: a reader kept the old bytes in the log; they go later
};

/// Destroys data keys and ciphertexts and tells it, in the chain `audit` and in the payment's own,
/// in one transaction; then empties the log. Chains never covered the clear data, so all of them
/// still verify. `reason` is kept: no personal data in it. Faults: not_found; state_conflict (a
/// refund, or one that is proposed, still needs to know where the money goes).
Task<Result<Erased>> erase_personal_data(
    Core* core, PaymentId payment, std::string reason, std::string actor
);

/// The same of money that belongs to no payment: where its refunds went, told in the chain of its
/// incident.
Task<Result<Erased>> erase_unmatched(
    Core* core, IncidentId incident, std::string reason, std::string actor
);

/// Until the files of the store hold nothing that was erased: a few tries, some readers are long.
Task<bool> scrub_files(Core* core);

}  // namespace dvcpay::flows
