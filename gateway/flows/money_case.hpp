#pragma once
// A refund or an incident with everything it stands in, inside a transaction: on a payment, or on
// money that belongs to none. Loads, decides, writes.
#include "flows/record.hpp"
#include "flows/requests.hpp"

namespace dvcpay::flows {

/// What a change left, for the answer and for the loop after the commit.
struct MoneyChange {
    std::optional<Recorded> recorded;  ///< where a payment changed
    std::optional<RefundLocation> where;
    std::optional<Refund> refund;  ///< as it stands now
    std::optional<Incident> incident;
    MoneyWork work;
    bool changed = false;
};

/// What a transaction that changes money is given. Everything random was drawn before.
struct MoneyKit {
    RecordKit kit;
    Names names;
    RefundId fresh_refund;  ///< of an incident whose approval makes one
    Wall now;
    MoneyKit(Core& core, Wall at);
};

/// Faults: not_found, decide_refund's.
Result<MoneyChange> change_refund(
    Txn& txn, MoneyKit& kit, const RefundLocation& where, const RefundInput& input
);
/// Faults: not_found, step_incident's, those of the refund it orders.
Result<MoneyChange> change_incident(
    Txn& txn, MoneyKit& kit, const Incident& incident, const IncidentInput& input
);

/// When a refund is sent, or asked about, next. Empty: nothing of ours is awaited.
std::optional<Wall> next_refund_work(const Refund& refund, Wall now);

/// not_found where the caller may not know of it, agency_not_allowed where it is another agency's.
Result<void> may_change(
    Reader& reader,
    const FlowConfig& config,
    const Caller& caller,
    const std::optional<PaymentId>& payment,
    const std::optional<CreditId>& credit
);
Result<void> may_change(
    Reader& reader, const FlowConfig& config, const Caller& caller, const Incident& incident
);

}  // namespace dvcpay::flows
