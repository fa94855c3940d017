#pragma once
// One verified notice about one attempt, inside a transaction: shared by callbacks and status
// answers.
#include "flows/evidence_of.hpp"
#include "flows/record.hpp"

namespace dvcpay::flows {

struct Noticed {
    Recorded recorded;
    Verdict verdict = Verdict::kept;
    bool booked_elsewhere =
        false;  ///< this movement of money is a credit of another payment already: an alarm
};

/// Loads the payment, decides, writes evidence and decision. Nothing is written where nothing
/// changed.
Result<Noticed> take_notice(
    Txn& txn,
    const RecordKit& kit,
    Names& names,
    const PaymentId& payment,
    const AttemptId& attempt,
    const Verified<Notice>& notice,
    const EvidenceId& evidence,
    const std::string& raw_sha256,
    Wall now
);

}  // namespace dvcpay::flows
