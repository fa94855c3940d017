#pragma once
// The transition function of the gateway: total and pure. Stores call it inside a transaction, with
// what they loaded there; what it returns is written in the same commit.
//
//     decide(payment file, evidence or command, now) → new file + events + questions
//
// A command that is not legal now is a Fault and changes nothing. Evidence is never refused.
#include <array>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "domain/event.hpp"
#include "domain/payment.hpp"

namespace dvcpay {

namespace input {
/// The portal wants a way to pay; `attempt` is a draft in state initiating, nothing has been sent.
struct OpenAttempt {
    Attempt attempt;
    std::string actor;
};
/// The provider answered our create: on offer.
struct Opened {
    AttemptId attempt;
    NextAction next_action;
    std::string provider_ref = {};     ///< the provider's own name of the order; may be empty
    std::string virtual_account = {};  ///< the number the bank issued; empty: ours stays
};
/// The provider refused our create.
struct Refused {
    AttemptId attempt;
    Failure failure;
};
/// Not one byte of our create was processed; it may be tried again.
struct NotSent {
    AttemptId attempt;
    Failure failure;
};
/// Our create may have arrived; its outcome is not known.
struct NoAnswer {
    AttemptId attempt;
};
/// Verified words of a provider about an attempt of this payment.
struct Told {
    AttemptId attempt;
    Verified<Notice> notice;
    EvidenceId evidence;
    /// Its transaction is a credit of another payment already: one movement of money is one credit,
    /// so this one is for people to untangle (P2).
    bool booked_elsewhere = false;
    CreditRules rules = {};  ///< of the account's contract
};
/// Proven words about money that is booked already: it is on the beneficiary's account, it is not,
/// or it was taken back. They never change the status (API page): settlement and incident tell.
struct CreditTold {
    CreditId credit;
    Verified<CreditNotice> notice;
};
/// The provider spoke of money without proving it, was asked about it until the asking ended, and
/// never confirmed it.
struct MoneyUnconfirmed {
    AttemptId attempt;
    std::string provider_txn;  ///< as it was spoken of; may be empty
};
/// The portal wants to close the payment.
struct CancelAsked {
    std::string reason;
    std::string actor;
};
/// A new payment of the same obligation replaces this one.
struct Superseded {
    PaymentId by;
    std::string actor;
};
/// Time has passed; whatever is due happens.
struct ClockPassed {};
/// Another payment of the same obligation has been paid.
struct ObligationPaid {
    PaymentId by;
};
}  // namespace input

using Input = std::variant<
    input::OpenAttempt,
    input::Opened,
    input::Refused,
    input::NotSent,
    input::NoAnswer,
    input::Told,
    input::CreditTold,
    input::MoneyUnconfirmed,
    input::CancelAsked,
    input::Superseded,
    input::ClockPassed,
    input::ObligationPaid>;

/// Names for what a decision may create, drawn by the caller: the domain has no random source.
struct FreshIds {
    CreditId credit;
    std::array<IncidentId, 4> incidents;
};

struct Decision {
    PaymentFile after;  ///< version is one higher where anything changed
    bool changed = false;
    std::vector<EventDraft> events;    ///< in order
    std::vector<AttemptId> ask_now;    ///< put the question to the provider at once
    std::optional<CreditId> credit;    ///< the credit this decision made
    Source source = Source::callback;  ///< who told of that credit
    bool obligation_paid =
        false;  ///< this decision paid the obligation: siblings must hear ObligationPaid
    std::optional<AttemptId> alarm;  ///< people must look now: its account's set-up is refused
};

Result<Decision> decide(
    const PaymentFile& before, const Input& input, Wall now, const FreshIds& ids
);

/// A new payment. `draft` carries what was validated at the edge; amount 0 closes at once as paid.
Decision open_payment(Payment draft, Wall now);

/// A verified movement of money that belongs to no payment: a credit and an incident of its own.
struct UnmatchedDecision {
    Credit credit;
    Source source = Source::callback;
    Incident incident;
    std::vector<EventDraft> events;
};
UnmatchedDecision decide_unmatched(
    const Verified<Notice>& notice, EvidenceId evidence, Wall now, const FreshIds& ids
);

/// Money for an order that is none of ours, spoken of without proof and never confirmed: an
/// incident alone, because nothing says that anything has moved.
struct LoneDecision {
    Incident incident;
    std::vector<EventDraft> events;
};
struct SpokenMoney {
    AccountKey account;
    std::string order_ref;     ///< as the provider wrote it
    std::string provider_txn;  ///< may be empty
    Money amount;              ///< as it was spoken of; 0 where no amount was
};
LoneDecision decide_unconfirmed(const SpokenMoney& spoken, Wall now, const FreshIds& ids);

}  // namespace dvcpay
