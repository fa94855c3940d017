#pragma once
// What people and providers do with money that has come: refunds and incidents, decided over the
// whole file they stand in, so that version, status, incidents and events fit together. The rules
// of one refund are decide_refund's, those of one incident step_incident's.
#include "domain/decide.hpp"
#include "domain/decide_incident.hpp"
#include "domain/decide_refund.hpp"

namespace dvcpay {

/// What is left to do after the commit.
struct MoneyWork {
    std::optional<RefundId> refund;  ///< the refund this was about, or that it made
    bool send = false;               ///< approved: a try is to be made and sent
    bool ask = false;                ///< the outcome of the last try is to be asked for
};

struct MoneyDecision {
    Decision decision;
    MoneyWork work;
};

/// A refund of a credit of this payment. Faults: decide_refund's; not_found where the payment has
/// no such credit.
Result<MoneyDecision> decide_refund(
    const PaymentFile& before,
    const CreditId& credit,
    const RefundInput& input,
    Wall now,
    const FreshIds& ids
);

/// An incident of this payment. An approved refund is made at once, asked for by the one who
/// proposed it and approved by the one who approves; `refund` is the id it takes.
Result<MoneyDecision> decide_incident(
    const PaymentFile& before,
    const IncidentId& incident,
    const IncidentInput& input,
    const RefundId& refund,
    Wall now,
    const FreshIds& ids
);

/// Money that belongs to no payment, with the incident that tells of it: the incident's chain is
/// its history.
struct UnmatchedFile {
    Credit credit;
    std::vector<Refund> refunds;
    Incident incident;
};
struct UnmatchedMoneyDecision {
    UnmatchedFile after;
    std::vector<EventDraft> events;  ///< empty: nothing changed
    MoneyWork work;
};

Result<UnmatchedMoneyDecision> decide_refund(
    const UnmatchedFile& before, const RefundInput& input, Wall now
);
Result<UnmatchedMoneyDecision> decide_incident(
    const UnmatchedFile& before, const IncidentInput& input, const RefundId& refund, Wall now
);

/// The credit of this payment with its refunds, as decide_refund takes it.
CreditFile credit_file(const PaymentFile& file, const Credit& credit);

/// Sum of what of this credit has gone back for certain.
Money refunded_of(const CreditId& credit, const std::vector<Refund>& refunds);

}  // namespace dvcpay
