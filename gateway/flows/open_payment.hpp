#pragma once
// The first transaction of a create: claim, payment, what it replaces and its attempt are one
// commit, and one version. Private to the room.
#include <memory>
#include <optional>
#include <vector>

#include "flows/choose.hpp"
#include "flows/draft.hpp"
#include "flows/record.hpp"
#include "flows/requests.hpp"

namespace dvcpay::flows {

/// What the first transaction of a call found or made.
struct Opened {
    Answered answered;
    bool is_answered = false;  ///< there is an answer to give; nothing goes on
    std::optional<Recorded> recorded;
    std::optional<AttemptId> attempt;  ///< initiating: must be carried out
    /// Nothing was written: an older attempt must be asked about first.
    std::optional<AttemptLocation> ask_first;
    /// Nothing was written: the attempt of this offer needs numbers, which are drawn outside.
    std::optional<Offer> numbers_first;
    std::int64_t sequence_then =
        0;  ///< with ask_first: the payment's last event before the question
};

/// The first attempt of these that is alive and that only its provider's word ends: before a new
/// offer is refused for its sake, the provider is asked (API page, "Finality").
std::optional<AttemptLocation> to_be_asked(const std::vector<PaymentFile>& files);

/// Every virtual account of the contract is held.
Error no_number_left();

/// Only the provider's word ends it, and it has been sent there: the question makes sense.
bool can_be_asked(const Attempt& attempt);

/// Everything is drawn on the loop, from immutable snapshots; the transaction adds what is stored.
struct OpenPayment {
    RecordKit kit;
    CataloguePtr catalogue;
    std::shared_ptr<const NewPayment> request;
    std::optional<Result<Offer>> offer;  ///< looked at only after the claim was
    Names names;
    AttemptNames attempt_names;
    std::optional<PersonalData> personal;
    PaymentId id;
    Wall now;
    bool twin = false;
    bool may_ask = true;

    /// Faults: what sealing the personal data can say.
    static Result<OpenPayment> draw(Core& core, NewPayment request, bool twin);

    Result<Opened> operator()(Txn& txn) const;

  private:
    /// The claim has an answer, or its process died before it gave one.
    Result<std::optional<Opened>> answered_before(Txn& txn) const;
    Opened refused(Txn& txn, const Error& error) const;
    Payment priced() const;
    Result<void> close_superseded(
        Txn& txn, const std::vector<PaymentFile>& siblings, Names& fresh, Recorded& recorded
    ) const;
    Result<AttemptId> open_attempt(Txn& txn, Names& fresh, Recorded& recorded) const;
};

}  // namespace dvcpay::flows
