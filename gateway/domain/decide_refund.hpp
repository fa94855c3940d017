#pragma once
// What may happen to a refund, and what it means: total and pure, like `decide`. A refund belongs
// to one credit, which may belong to no payment (unmatched money), so the aggregate here is the
// credit.
//
//     requested → approved | rejected      two persons: same_person
//     approved  → submitted                a try with an id of its own is durable before it is sent
//     submitted ⇄ unknown                  the provider is asked, never guessed (P4)
//     submitted, unknown → succeeded | failed | manual
//     failed    → approved                 by retry, with a new id at the provider
//     manual    → succeeded | failed       by a person, with evidence
//
// Flows call it inside a transaction; what it returns is written in the same commit.
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "domain/credit.hpp"
#include "domain/event.hpp"
#include "domain/refund.hpp"
#include "domain/result.hpp"

namespace dvcpay {

/// A credit and every refund of it, oldest first.
struct CreditFile {
    Credit credit;
    std::vector<Refund> refunds;
    /// The service's fee is kept once the service was asked for. Blocks refunds of applied credits
    /// only: money that pays nothing always goes back.
    bool kept_by_law = false;
};

/// What is left to be refunded: the credit less every refund that is not failed or rejected.
Money refundable(const CreditFile& file);

/// No try may be made before then: the latest word of the provider about any refund of this credit.
/// Empty where nothing holds it now.
std::optional<Wall> held_until(const CreditFile& file, Wall now);

/// A refund of this credit may be asked for: something is left, the provider has not taken the
/// money back, and the law does not keep it.
bool may_ask_refund(const CreditFile& file);

namespace refund_input {
/// `draft` carries id, amount, reason and requested_by. `believed` is what the caller thinks is
/// left; another figure is Fault::refundable_amount_changed (412), so that two people who look at
/// the same screen cannot refund twice.
struct Asked {
    Refund draft;
    Money believed;
};
struct Approved {
    RefundId refund;
    PrincipalId by;
};
struct Rejected {
    RefundId refund;
    PrincipalId by;
    std::string reason;
};
/// The try is durable under this id; the call may go out when the commit is known.
struct Submitted {
    RefundId refund;
    std::string provider_refund_id;
    std::string request_id;
};
/// The provider has no refund operation for this credit: people file it.
struct NoOperation {
    RefundId refund;
};
/// Words of the provider about one of our tries, proven by the adapter.
struct Told {
    RefundId refund;
    std::string provider_refund_id;  ///< of the try
    RefundSaid word = RefundSaid::unknown;
    std::string provider_txn;
    Failure failure;  ///< for refused, not_refundable, not_sent
    std::string actor;
    /// The answer to the try's own first call. Only there "not sent" says that nothing can have
    /// happened; of a question, or of a repetition, it says nothing about the try.
    bool first_call = false;
    /// With a refusal: for so long the provider takes no new try of a refund of this credit.
    std::int64_t not_again_for_s = 0;
};
/// The asking has ended without a final word: people must look. It is asked on, once a day.
struct AskingOver {
    RefundId refund;
};
struct Retried {
    RefundId refund;
    PrincipalId by;
};
/// A person closes a manual one, or one whose asking has ended without a word; `evidence` names the
/// paper (no personal data).
struct Closed {
    RefundId refund;
    bool returned = false;
    std::string evidence;
    PrincipalId by;
};
}  // namespace refund_input

using RefundInput = std::variant<
    refund_input::Asked,
    refund_input::Approved,
    refund_input::Rejected,
    refund_input::Submitted,
    refund_input::NoOperation,
    refund_input::Told,
    refund_input::AskingOver,
    refund_input::Retried,
    refund_input::Closed>;

struct RefundDecision {
    CreditFile after;
    RefundId refund;
    std::vector<EventDraft> events;  ///< in order; empty: nothing changed (P8)
    bool send = false;               ///< approved: make a try and send it now
    bool ask = false;                ///< the outcome of the try is to be asked for
    bool contradicted = false;       ///< the provider took back its own final word: an incident
    bool overdue = false;            ///< no word by the end of the asking: an incident
};

/// Fault::not_found where there is no such refund, else a Fault of the API page where the command
/// is not legal now. A retry, or a try, that comes too early is state_conflict with retry_after_s.
/// The provider's words are never refused.
Result<RefundDecision> decide_refund(const CreditFile& before, const RefundInput& input, Wall now);

}  // namespace dvcpay
