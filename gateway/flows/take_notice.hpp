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

/// The credit of this movement, under whichever of its names it was told.
std::optional<Credit> known_by_a_name(Txn& txn, const Notice& said);

/// The same, or a credit of this attempt that only the other source has told of yet: a bank's
/// notice and its statement may name one movement differently.
std::optional<Credit> known_movement(
    Txn& txn, const PaymentFile& file, const AttemptId& attempt, const Notice& said, Wall now
);

/// Every name under which this movement was told leads to its credit from now on.
void keep_names(Txn& txn, const Notice& said, const CreditId& credit);

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
