#pragma once
// Incidents that have neither payment nor credit: a provider spoke of money that nobody can show.
#include "domain/decide_incident.hpp"
#include "flows/record.hpp"

namespace dvcpay::flows {

/// Inside the transaction that asks no more: nothing confirmed what the inquiry was about, so it is
/// for people. On the payment whose order it names, else alone. One for each transaction that is
/// spoken of, also where several inquiries were about it (P8); none where its credit came
/// meanwhile.
Result<std::optional<Recorded>> give_up(
    Txn& txn, const RecordKit& kit, Names& names, const OpenInquiry& inquiry, Wall now
);

/// What people decide about an incident that stands alone. Faults: step_incident's.
Result<IncidentStep> change_lone_incident(
    Txn& txn,
    const RecordKit& kit,
    Names& names,
    const Incident& before,
    const IncidentInput& input,
    Wall now
);

/// Whether it is this client's: of the account that spoke. Empty: everybody's.
bool may_see_lone_incident(Reader& reader, const std::string& client, const IncidentId& id);

}  // namespace dvcpay::flows
