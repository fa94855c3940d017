#pragma once
// One order at a provider that stands on BasicProvider: what was asked, what the payer did, what
// went back, what we were told. Amounts in whole đồng.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/time.hpp"
#include "sandbox/faults.hpp"
#include "sandbox/player.hpp"
#include "sandbox/provider.hpp"

namespace dvcpay::sandbox {

enum class BasicState : std::uint8_t { pending, paid, declined, expired, cancelled };
std::string_view word_of(BasicState state);
std::string_view word_of(SignedAs how);

struct BasicMovement {
    std::string txn;
    std::int64_t amount = 0;
    std::int64_t refunded = 0;
    Wall at;
};

struct BasicRefund {
    enum class State : std::uint8_t { pending, done, refused };
    std::string id;  ///< ours of the refund
    std::string of_txn;
    std::string txn;  ///< the provider's own of the refund
    std::int64_t amount = 0;
    std::string code;  ///< the code it was answered with
    State state = State::refused;
    Wall created;
};
std::string_view word_of(BasicRefund::State state);

/// One call of the provider to the gateway, and what came back.
struct BasicCall {
    std::int64_t serial = 0;
    std::string kind;
    Wall sent;
    std::int64_t amount = 0;
    SignedAs signature = SignedAs::right;
    int status = 0;                     ///< 0: no answer (yet)
    std::string outcome = "in flight";  ///< "taken", "refused", "unavailable: …"
    bool over = false;
};

struct BasicOrder {
    std::string id;  ///< the order_ref, as the provider knows it; the number where it knows none
    std::string number;      ///< virtual account; or empty
    std::int64_t asked = 0;  ///< 0: the payer types it
    std::string text;        ///< shown to the payer
    std::string partner;
    std::string notify_url;  ///< where the protocol names one per order
    std::string return_url;
    Json more = Json::object();  ///< the protocol's own
    Wall created;
    Wall expires;  ///< zero: never

    BasicState state = BasicState::pending;
    std::string code;   ///< with which the payer refused, where the protocol has one
    std::string token;  ///< names the order in the payer's page; not guessable
    std::string csrf;   ///< proves that a form of the page was ours
    std::vector<BasicMovement> movements;
    std::vector<BasicRefund> refunds;
    std::vector<BasicCall> calls;
    std::vector<FaultRule> faults;
    std::int64_t stale_queries = 0;  ///< so many questions are still answered "waiting"

    const FaultRule* fault(FaultKind kind) const;
    std::int64_t paid() const;  ///< what really moved, all payments together
    const BasicMovement* movement(std::string_view txn) const;
    /// The money of one transaction minus refunds that are done or pending.
    std::int64_t refundable(std::string_view txn) const;
    const BasicRefund* refund(std::string_view refund_id) const;
};

Json to_json(const BasicOrder& order);

}  // namespace dvcpay::sandbox
