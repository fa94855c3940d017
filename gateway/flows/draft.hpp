#pragma once
// From a checked request to domain objects: what the catalogue, the contract and the clock add.
// Used inside transactions.
#include "flows/choose.hpp"
#include "flows/record.hpp"
#include "flows/requests.hpp"

namespace dvcpay::flows {

/// Default life of an offer by method (API page): 900 s, for a QR a day. A payment that waits for a
/// choice gets a day.
std::int64_t default_expiry_s(std::optional<Method> method);

/// Random bytes as the text of a version 4 UUID, the form of request ids that every provider
/// accepts.
std::string uuid_text(Entropy& entropy);

/// Names drawn on the loop for one attempt that a transaction may make.
struct AttemptNames {
    AttemptId id;
    OrderRef order_ref;
    std::string request_id;
    std::vector<std::string> numbers = {};  ///< virtual accounts to choose from (flows/numbers.hpp)
};
AttemptNames draw_attempt_names(Core& core, Wall now);

/// Service and agency as valid today. Faults: unknown_service, unknown_agency, agency_not_valid_at.
Result<void> check_catalogue(const Catalogue& catalogue, const Payment& draft, Day today);

/// The attempt's draft, its life cut to the payment's and to the method's own limit.
Attempt draft_attempt(
    const Offer& offer, const AttemptNames& names, const Payment& payment, Wall now
);

/// What the adapter may know, without the payer.
CreateOrder order_of(
    const Core& core, const Capability& capability, const Payment& payment, const Attempt& attempt
);
/// The same with the payer's name, opened for this call alone, where the capability wants it.
Task<CreateOrder> full_order(Core* core, Capability capability, Payment payment, Attempt attempt);

/// Opening again with the same ids changes nothing at this contract's provider.
bool may_open_again(const Core& core, const Attempt& attempt);
/// An attempt whose offer was lost is due to be opened again at `at`, whatever its plan of
/// questions says: the payer waits for it.
void offer_again(Txn& txn, Recorded& recorded, const AttemptId& attempt, Wall at);

input::Opened opened_input(const AttemptId& attempt, const CreateOpened& opened);
/// A number the bank issued leads to its attempt from now on. False: another attempt of ours still
/// holds it, so that money on it is that one's. The offer must not be shown; nothing was changed.
[[nodiscard]] bool claim_issued(
    Txn& txn, const Attempt& attempt, const PaymentId& payment, const CreateOpened& opened, Wall now
);
/// What becomes of an attempt whose issued number another one holds; people look at the contract.
Failure number_held();
void alarm_number_held(Telemetry* telemetry, const Attempt& attempt);

}  // namespace dvcpay::flows
