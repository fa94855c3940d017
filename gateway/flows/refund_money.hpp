#pragma once
// Journey: money goes back. Two persons decide, the gateway sends and asks, people file what no
// provider can return. Every change of people is one commit with its idempotency claim; every try
// is durable before the first byte goes out, and its outcome is asked for, never guessed (P6).
#include <functional>
#include <map>
#include <set>

#include "flows/core.hpp"
#include "flows/money_case.hpp"
#include "flows/requests.hpp"

namespace dvcpay::flows {

struct NewRefund {
    Caller caller;
    IdempotentCall call;
    PaymentId payment;
    CreditId credit;
    Money amount;
    std::string reason;
    Money believed;                ///< what the caller thinks is left of the credit
    std::string destination_json;  ///< in clear, to be sealed at once; empty: none
    std::string destination_masked;
};

/// A person's decision about a refund that exists.
struct RefundChange {
    enum class Kind : std::uint8_t { approve, reject, retry, close } kind = Kind::approve;
    Caller caller;
    IdempotentCall call;
    RefundId refund;
    std::optional<std::int64_t> if_version;
    std::string text;       ///< reject: the reason; close: what proves it
    bool returned = false;  ///< close: the money is back
};

struct IncidentChange {
    enum class Kind : std::uint8_t { propose, approve, reject } kind = Kind::propose;
    Caller caller;
    IdempotentCall call;
    IncidentId incident;
    std::optional<std::int64_t> if_version;
    IncidentAction action = IncidentAction::none;
    std::string reason;
    std::string destination_json;  ///< of a proposed refund; in clear, to be sealed at once
    std::string destination_masked;
};

template <class T>
struct Made;  // once.hpp

class RefundMoney {
  public:
    explicit RefundMoney(Core* core);

    /// Refusals come back as answers, what is not stored (403, faults of the store) as Error.
    Task<Result<Answered>> request(NewRefund request);
    Task<Result<Answered>> change(RefundChange change);
    Task<Result<Answered>> change(IncidentChange change);

    /// Sends what is approved, asks about what is open. Called when it is due, and at once after an
    /// approval; once at a time for each refund.
    Task<void> carry_on(RefundLocation where);
    bool is_busy(const RefundId& id) const;

  private:
    /// One commit, then what it left to do.
    Task<Result<Answered>> finish(
        IdempotentCall call, std::function<Result<Made<MoneyChange>>(Txn&)> work
    );
    void follow(const MoneyChange& change);
    /// A durable try for an approved refund; empty where there is none to be made.
    Task<std::optional<RefundOrder>> begin_try(RefundLocation where);
    Task<void> send(RefundLocation where);
    Task<void> address(RefundOrder& order, RefundLocation where);
    Task<void> rest(RefundLocation where, std::int64_t asked);
    Task<void> ask(
        RefundLocation where, Refund refund, Credit credit, std::optional<Attempt> attempt
    );
    /// What the provider said is known only here: kept until the store takes it.
    Task<void> keep(RefundLocation where, refund_input::Told told, bool asked);
    refund_input::Told told_of(
        const RefundLocation& where, const RefundOrder& order, RefundResult result
    );

    Core* core_;
    std::set<std::string> busy_;
    std::map<std::string, Mono> put_off_;
};

}  // namespace dvcpay::flows
