#pragma once
// How a decision is written: aggregate, claims, events and deliveries, all in the transaction that
// made it. Runs on a thread of the store, possibly more than once, so everything random was drawn
// before (Names) and everything else is immutable (RecordKit).
#include <array>
#include <cstddef>
#include <functional>
#include <memory>

#include "flows/core.hpp"

namespace dvcpay::flows {

/// Names for everything one transaction may create. Copied into the work: each run starts from the
/// same names.
class Names {
  public:
    Names(Entropy& entropy, Wall now);
    FreshIds ids() const { return ids_; }  ///< for the first decision of the transaction
    FreshIds more_ids();                   ///< for each further one
    EventId event() { return EventId::make(now_, step()); }
    DeliveryId delivery() { return DeliveryId::make(now_, step()); }
    EvidenceId evidence() { return EvidenceId::make(now_, step()); }

  private:
    std::span<const std::byte, 10> step();
    Wall now_;
    FreshIds ids_;
    std::array<std::byte, 10> seed_{};
};

struct RecordKit {
    std::shared_ptr<const SnapshotRenderer> renderer;
    std::shared_ptr<const FlowConfig> config;
    explicit RecordKit(const Core& core) : renderer(core.renderer), config(core.config) {}
};

/// What a transaction leaves for the loop to do after its commit.
struct Recorded {
    PaymentFile file;  ///< as written
    std::vector<AttemptId> ask_now;
    std::vector<PaymentId> also_changed;  ///< siblings of the obligation
    std::optional<Wall> due;  ///< the earliest moment at which time or a question concerns them
    bool changed = false;
    std::optional<AccountKey> alarm;  ///< whose set-up the provider refuses
};

/// One after the other in one transaction: `into` is what both leave to do.
void join(Recorded& into, Recorded next);

/// A new payment; claims of its first attempt follow with record().
Recorded record_created(Txn& txn, const RecordKit& kit, Names& names, Decision decision, Wall now);
/// A decision over `before`. Nothing is written where nothing changed.
Result<Recorded> record(
    Txn& txn,
    const RecordKit& kit,
    Names& names,
    const PaymentFile& before,
    Decision decision,
    Wall now
);
/// Money without a payment: its own chain, told to nobody but the feed of those who may see it.
void record_unmatched(
    Txn& txn, const RecordKit& kit, Names& names, const UnmatchedDecision& decision, Wall now
);

/// Proposed destinations whose proposal has ended without a refund: what was sealed for it goes.
void forget_plans(
    Txn& txn,
    const std::vector<Incident>& before,
    const std::vector<Incident>& after,
    const std::vector<Refund>& refunds
);

/// What happened later to that money, on the same chain.
void record_unmatched_events(
    Txn& txn,
    const RecordKit& kit,
    Names& names,
    const UnmatchedFile& file,
    const std::vector<EventDraft>& events,
    Wall now
);

/// Whose a chain of events is.
struct ChainOwner {
    std::string chain;
    std::string client;  ///< empty: nobody's; told to those who see everything
    std::string agency_code;
};

/// Events on one chain, queued for each endpoint that wants them. `data` renders a public one; the
/// others hold none. Returns the last one's sequence; none where there were no drafts.
std::optional<std::int64_t> record_events(
    Txn& txn,
    const RecordKit& kit,
    Names& names,
    const ChainOwner& owner,
    const std::vector<EventDraft>& drafts,
    const std::function<std::string(const EventDraft&)>& data,
    Wall now
);

/// The system whose money an account takes; empty where it is not known (any more).
std::string client_of(const FlowConfig& config, const AccountKey& account);

/// The loop's part after a commit: waiters, pollers, webhook loops, alarms.
void announce(Core& core, const Recorded& recorded);

AskPlan ask_plan(const FlowConfig& config, const AccountKey& account);

/// One delivery for each endpoint that wants an event; returns them, in order.
std::vector<Delivery> enqueue_for_endpoints(
    Txn& txn, const RecordKit& kit, Names& names, const std::vector<Event>& events, Wall now
);

/// The earliest moment at which time or a question concerns this payment.
std::optional<Wall> due_of(const PaymentFile& file);

void keep_earlier(std::optional<Wall>& best, std::optional<Wall> at);

}  // namespace dvcpay::flows
