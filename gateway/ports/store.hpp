#pragma once
// The store, as the core needs it: transactions of plain synchronous calls, executed where the
// store likes (a writer thread, a connection pool), awaited on the loop. SQLite and PostgreSQL
// stand behind this one contract.
//
// A transaction's work may run more than once (a serialization failure, a retried batch), so it
// only touches the Txn and what it owns; it runs on a thread of the store, so it shares nothing
// mutable with the loop.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "domain/decide_money.hpp"
#include "domain/event.hpp"
#include "domain/obligation.hpp"
#include "domain/payment.hpp"
#include "ports/keys.hpp"
#include "ports/seal.hpp"
#include "ports/task.hpp"
#include "ports/upkeep.hpp"

namespace dvcpay {

// --- rows that are no domain objects
// ------------------------------------------------------------------------

/// Scope of an idempotency key: client + route (API page).
struct IdempotencyScope {
    std::string client;
    std::string route;  ///< "POST /v1/payments"; the path template with ids in place
    std::string key;
    friend auto operator<=>(const IdempotencyScope&, const IdempotencyScope&) = default;
};
struct StoredAnswer {
    int status = 0;
    std::string body;
    std::string location;
    std::string etag;
    std::string content_type;
};
struct IdempotencyRecord {
    IdempotencyScope scope;
    std::string body_sha256;  ///< of the canonical body (RFC 8785), hex
    std::string object_id;    ///< the object the claim makes: answers a claim orphaned by a crash
    std::string boot_id;      ///< the process that holds the claim while there is no answer
    Wall created_at;
    std::optional<StoredAnswer> answer;
};

/// One event as stored. `hash` = chain_hash(prev_hash, fields) (gateway/crypto/chain.hpp).
struct Event {
    std::int64_t position = 0;  ///< commit order over the whole store; the feed's cursor
    EventId id;
    std::string chain;          ///< payment id, or incident id where there is no payment
    std::int64_t sequence = 0;  ///< 1, 2, 3 … within the chain
    EventType type = EventType::payment_created;
    Wall at;
    std::string client;  ///< empty for chains without a payment
    std::string agency_code;
    std::string data;  ///< JSON text of the webhook's `data`, masked; "{}" for history-only types
    std::string note;
    std::string actor;
    std::string prev_hash;  ///< hex, 64; of sequence 1: 64 zeros
    std::string hash;
};
/// What a transaction appends; the store gives position, sequence and hashes.
struct NewEvent {
    EventId id;
    EventDraft draft;
    Wall at;
    std::string client;
    std::string agency_code;
    std::string data;
};

enum class DeliveryState : std::uint8_t { waiting, delivered, dead };
/// One event for one endpoint. In order per (endpoint, chain); the retry schedule belongs to that
/// queue.
struct Delivery {
    DeliveryId id;
    std::string endpoint;
    std::string chain;
    std::int64_t sequence = 0;
    std::int64_t position = 0;  ///< of the event
    EventId event;
    EventType type = EventType::payment_created;
    std::string client;
    DeliveryState state = DeliveryState::waiting;
    std::int64_t tries = 0;
    std::optional<Wall>
        next_try_at;  ///< of the queue; empty for a delivery that waits behind its head
    std::optional<Wall> last_try_at;
    int last_status = 0;
    std::string last_error;
    Wall created_at;
};

/// The queues of one endpoint together.
struct EndpointCount {
    std::string endpoint;
    std::int64_t waiting = 0;
    std::int64_t dead = 0;
    /// When the delivery was made that waits longest; one put back counts from its making.
    std::optional<Wall> oldest_waiting_at;
};

/// Raw bytes somebody sent us: hash and masked copy for ten years, the bytes sealed for ninety
/// days.
struct RawInbound {
    EvidenceId id;
    AccountKey account;
    std::string kind;
    Wall received_at;
    std::string sha256;
    std::string masked;
    Sealed sealed;
};
/// A verified notice for an order we do not know, until the provider has been asked (or answered in
/// full).
struct OpenInquiry {
    EvidenceId id;
    AccountKey account;
    std::string order_ref;
    std::string provider_txn;
    std::int64_t asked = 0;
    std::optional<Wall> next_ask_at;
    Wall created_at;
};
struct QuarantineRow {
    std::string provider;
    std::string kind;
    std::string reason;
    Wall received_at;
    std::string sha256;
    std::string peer;
    std::string masked;
};

enum class PrincipalKind : std::uint8_t { system, person };
struct Principal {
    PrincipalId id;
    PrincipalKind kind = PrincipalKind::system;
    std::string name;
};
struct ApiKey {
    KeyId id;
    Principal principal;
    std::string sha256;  ///< of the whole key text; the key itself is shown once and not kept
    std::string client;
    std::vector<std::string> scopes;
    std::vector<std::string> agencies;  ///< empty: all
    Wall created_at;
    std::optional<Wall> expires_at;
    std::optional<Wall> revoked_at;
};

struct PersonalData {
    PaymentId payment;
    Sealed sealed;  ///< JSON {"payer":…,"owner":…}; record = payment id, field = "party"
};

// --- queries
// ------------------------------------------------------------------------------------------------

/// What a caller may see. Empty `agencies` = all of the client; empty `client` = all (ops).
struct Visibility {
    std::string client;
    std::vector<std::string> agencies;
};
struct PaymentFilter {
    Visibility visible;
    std::string reference, service_code, agency_code, provider, order_ref, provider_txn;
    std::optional<Status> status;
    std::optional<Wall> created_from, created_to;  ///< from inclusive, to exclusive
    std::optional<PaymentId> before;               ///< cursor: strictly older than this id
    std::int64_t limit = 50;
};
struct FeedFilter {
    Visibility visible;
    std::int64_t after = 0;
    std::vector<EventType> types;  ///< empty: every public type
    std::int64_t limit = 50;
};
struct DeliveryFilter {
    Visibility visible;
    std::optional<DeliveryState> state;
    std::optional<DeliveryId> before;
    std::int64_t limit = 50;
};
struct AttemptLocation {
    PaymentId payment;
    Attempt attempt;
};
/// Where a refund stands: on a payment, or on money that belongs to none.
struct RefundLocation {
    RefundId refund;
    CreditId credit;
    std::optional<PaymentId> payment;
};
struct RefundFilter {
    Visibility visible;
    std::optional<RefundState> state;
    std::optional<PaymentId> payment;
    std::optional<RefundId> refund;  ///< this one only
    std::optional<RefundId> before;  ///< cursor: strictly older than this id
    std::int64_t limit = 50;
};
struct ListedRefund {
    Refund refund;
    std::optional<PaymentId> payment;
    std::string agency_code;  ///< of the payment; empty where there is none
    std::string client;
};
struct IncidentFilter {
    Visibility visible;
    std::optional<IncidentState> state;
    std::optional<IncidentKind> kind;
    std::optional<IncidentId> incident;  ///< this one only
    std::optional<IncidentId> before;    ///< cursor: strictly older than this id
    std::int64_t limit = 50;
};
struct ListedIncident {
    Incident incident;
    std::string reference;  ///< of the payment; empty where there is none
    std::string agency_code;
};
/// One name of a movement of money, and who told it under that name.
struct CreditName {
    std::string provider_txn;
    Source source = Source::callback;
};
/// A wish for numbers in a row. In a new epoch the row goes on `leap` later: what the lost store
/// gave out behind the backup is never given again. A row that begins begins behind `offset`.
struct SerialBlock {
    std::string series;
    std::int64_t count = 1;
    std::int64_t leap = 0;
    std::int64_t offset_per_epoch = 0;
};
struct UnknownAttempts {
    AccountKey account;
    std::int64_t count = 0;
    std::int64_t overdue = 0;
    Wall oldest_opened_at;
};

/// Reads of one consistent snapshot.
class Reader : public UpkeepReads {
  public:
    virtual std::optional<PaymentFile> payment(const PaymentId& id) = 0;
    virtual std::optional<PersonalData> personal_data(const PaymentId& id) = 0;
    virtual std::vector<PaymentFile> payments_of(
        const std::string& client, const std::string& reference
    ) = 0;
    virtual std::vector<PaymentFile> search(const PaymentFilter& filter) = 0;  ///< newest first
    virtual std::optional<AttemptLocation> attempt_by_order_ref(const std::string& order_ref) = 0;
    /// Whose the number (virtual account) is now: the attempt that claimed it last.
    virtual std::optional<AttemptLocation> attempt_by_number(
        const AccountKey& account, const std::string& number
    ) = 0;
    virtual std::optional<Credit> credit_by_txn(
        const AccountKey& account, const std::string& provider_txn
    ) = 0;
    /// Every name under which this movement was told.
    virtual std::vector<CreditName> credit_names(const CreditId& credit) = 0;
    /// How many serials of a series are gone: the next block begins behind them. With what a new
    /// epoch leaves out, so that a restored store answers before its first block as after it.
    virtual std::int64_t serials_gone(const SerialBlock& block) = 0;

    /// The unmatched credit with its refunds and its incident; empty where it is on a payment.
    virtual std::optional<UnmatchedFile> unmatched(const CreditId& credit) = 0;
    virtual std::optional<RefundLocation> refund_location(const RefundId& id) = 0;
    virtual std::optional<Incident> incident(const IncidentId& id) = 0;
    virtual std::vector<ListedRefund> refunds(const RefundFilter& filter) = 0;  ///< newest first
    virtual std::vector<ListedIncident> incidents(const IncidentFilter& filter) = 0;
    virtual std::optional<Evidence> evidence(const EvidenceId& id) = 0;
    /// Sealed; record = refund id, field = "destination". Also of a refund that is only proposed.
    virtual std::optional<Sealed> refund_destination(const RefundId& id) = 0;

    virtual std::vector<Event> events_of(const std::string& chain) = 0;
    virtual std::vector<Event> feed(const FeedFilter& filter) = 0;  ///< ascending position
    virtual std::optional<Event> event(const EventId& id) = 0;
    virtual std::vector<Delivery> deliveries(const DeliveryFilter& filter) = 0;  ///< newest first
    virtual std::optional<Delivery> delivery(const DeliveryId& id) = 0;
    /// Heads of webhook queues of this endpoint that are due, oldest due first, at most one per
    /// chain.
    virtual std::vector<Delivery> due_deliveries(
        const std::string& endpoint, Wall now, std::int64_t limit
    ) = 0;
    /// Dead deliveries and events in a window, for replay by range.
    virtual std::vector<Event> events_between(
        const Visibility& visible,
        Wall from,
        Wall to,
        const std::vector<EventType>& types,
        std::int64_t limit
    ) = 0;

    virtual std::vector<AttemptLocation> due_asks(Wall now, std::int64_t limit) = 0;
    virtual std::vector<AttemptLocation> due_asks_of(
        const AccountKey& account, Wall now, std::int64_t limit
    ) = 0;
    virtual std::vector<PaymentId> due_payments(Wall now, std::int64_t limit) = 0;
    virtual std::vector<OpenInquiry> due_inquiries(Wall now, std::int64_t limit) = 0;
    virtual std::vector<RefundLocation> due_refunds(Wall now, std::int64_t limit) = 0;
    virtual std::vector<AttemptLocation> initiating_attempts(std::int64_t limit) = 0;
    /// The earliest next_ask_at (of attempts and refunds), next_due_at, inquiry or delivery try;
    /// empty where nothing waits.
    virtual std::optional<Wall> next_moment() = 0;

    virtual std::vector<UnknownAttempts> unknown_attempts() = 0;
    /// Of every endpoint that has deliveries waiting or dead; costs what their number costs.
    virtual std::vector<EndpointCount> endpoint_counts() = 0;

    virtual std::vector<ApiKey> api_keys() = 0;
    virtual std::vector<Service> services() = 0;
    virtual std::vector<Agency> agencies() = 0;
    virtual std::string meta(const std::string& name) = 0;  ///< empty where absent

    // seals
    /// Events beyond a position, ascending.
    virtual std::vector<EventMark> event_marks(std::int64_t after, std::int64_t limit) = 0;
    virtual std::optional<Seal> last_seal() = 0;
    virtual std::vector<Seal> seals_after(std::int64_t number, std::int64_t limit) = 0;
};

/// A write transaction. Everything Reader can, of its own state.
class Txn : public Reader, public UpkeepWrites {
  public:
    // idempotency
    virtual std::optional<IdempotencyRecord> idempotency(const IdempotencyScope& scope) = 0;
    virtual void claim(const IdempotencyRecord& record) = 0;  ///< the scope must be free
    virtual void answer(const IdempotencyScope& scope, const StoredAnswer& answer) = 0;
    virtual std::int64_t forget_idempotency(Wall created_before, std::int64_t limit) = 0;

    // payments. Insert and update write the whole aggregate; update compares what it needs with
    // `before`.
    virtual void insert(const PaymentFile& file) = 0;
    virtual void update(const PaymentFile& before, const PaymentFile& after) = 0;
    virtual void put_personal_data(const PersonalData& data) = 0;
    /// Only the asking of an attempt, outside `decide`: next_ask_at and the number of questions.
    virtual void set_next_ask(
        const AttemptId& attempt, std::optional<Wall> at, std::int64_t asked
    ) = 0;

    // what must be unique; false where it is taken
    virtual bool claim_order_ref(
        const OrderRef& ref, const AttemptId& attempt, const PaymentId& payment
    ) = 0;
    /// (provider, account, provider transaction): P2 and P8 rest on it.
    virtual bool claim_provider_txn(
        const AccountKey& account,
        const std::string& provider_txn,
        const CreditId& credit,
        Source source
    ) = 0;
    /// The number is given to this attempt unless another holds it: before free_from, or for ever
    /// where that is empty. `free_from`: when this attempt's hold ends.
    virtual bool claim_number(
        const AccountKey& account,
        const std::string& number,
        const AttemptId& attempt,
        const PaymentId& payment,
        Wall now,
        std::optional<Wall> free_from
    ) = 0;
    /// A block of serials of a series: the first of `block.count`.
    virtual std::int64_t take_serials(const SerialBlock& block) = 0;
    /// A message number with its bytes; false where it was used with others.
    virtual bool claim_message(
        const AccountKey& account,
        const std::string& message_id,
        const std::string& sha256,
        Wall now
    ) = 0;

    // money without a payment
    virtual void insert_unmatched(const Credit& credit, const Incident& incident) = 0;
    /// Refunds and incident of it; the credit itself never changes.
    virtual void update_unmatched(const UnmatchedFile& before, const UnmatchedFile& after) = 0;
    /// An incident about money that never was: neither payment nor credit.
    virtual void insert_incident(const Incident& incident) = 0;
    virtual void update_incident(const Incident& before, const Incident& after) = 0;

    // refunds
    /// Only the asking of a refund, outside `decide_refund`.
    virtual void set_refund_ask(
        const RefundId& refund, std::optional<Wall> at, std::int64_t asked
    ) = 0;
    virtual void put_refund_destination(const RefundId& refund, const Sealed& sealed) = 0;
    /// Of a refund that was planned and never made.
    virtual void erase_refund_destination(const RefundId& refund) = 0;

    // evidence and raw bytes
    /// false: the same bytes of the same account and kind are there already, nothing was written
    /// (P8).
    virtual bool insert_raw(const RawInbound& raw) = 0;
    virtual void insert_evidence(
        const Evidence& evidence, const std::optional<PaymentId>& payment
    ) = 0;
    virtual void put_inquiry(const OpenInquiry& inquiry) = 0;  ///< insert or update by id
    /// Keeps the row unless `per_day` of this provider and day are there already; false: only
    /// counted.
    virtual bool quarantine(const QuarantineRow& row, std::int64_t per_day) = 0;

    // events and deliveries
    /// Appends to the chain; returns them as stored.
    virtual std::vector<Event> append(
        const std::string& chain, const std::vector<NewEvent>& events
    ) = 0;
    virtual void enqueue(const Delivery& delivery) = 0;
    /// Outcome of one try; keeps the queue's order: after `delivered` or `dead` the next of the
    /// chain becomes due.
    virtual void settle_delivery(
        const DeliveryId& id,
        DeliveryState state,
        std::int64_t tries,
        std::optional<Wall> next_try_at,
        Wall tried_at,
        int status,
        const std::string& error
    ) = 0;
    /// A delivery goes back to `waiting`, due now; ordering per chain is kept.
    virtual void requeue(const DeliveryId& id, Wall now) = 0;

    // people, catalogue, settings
    virtual void put_api_key(const ApiKey& key) = 0;
    virtual bool revoke_api_key(const KeyId& id, Wall at) = 0;
    virtual void replace_services(const std::vector<Service>& all) = 0;
    virtual void replace_agencies(const std::vector<Agency>& all) = 0;
    virtual void set_meta(const std::string& name, const std::string& value) = 0;

    virtual void insert_seal(const Seal& seal) = 0;  ///< its number must be free
};

/// Who goes first when the writer has more than one batch of work: callbacks before new payments.
enum class Priority : std::uint8_t { money, ordinary };

class Store {
  public:
    virtual ~Store() = default;

    /// Runs `work` in a write transaction and returns after it is durable (P1). An error returned
    /// by `work` rolls its own changes back and comes back as is. Faults of the store:
    /// store_unavailable (nothing was kept), commit_unknown (asked in vain: the caller must not
    /// claim either outcome).
    virtual Task<Result<void>> write(Priority priority, std::function<Result<void>(Txn&)> work) = 0;
    /// Runs `work` on a snapshot at least as new as every write that has returned.
    virtual Task<Result<void>> read(std::function<Result<void>(Reader&)> work) = 0;

    struct Health {
        bool writable = false;
        bool migrations_current = false;
        std::string detail;
        std::int64_t queued = 0;
    };
    virtual Health health() const = 0;
    /// After something was erased: moves the log into the database and empties it, so that no file
    /// of the store holds the old bytes. False where a reader kept it from finishing: try again.
    virtual Task<Result<bool>> scrub() = 0;
    /// No new work is taken; returns when what was taken is done.
    virtual Task<void> close() = 0;
};

/// A write whose work returns a value. The store outlives the coroutine. The value lives in shared
/// state: a caller that is cancelled while the writer runs leaves nothing dangling.
template <class T, class Work>
Task<Result<T>> transact(Store* store, Priority priority, Work work) {
    auto slot = std::make_shared<std::optional<T>>();
    std::function<Result<void>(Txn&)> job = [slot,
                                             work = std::move(work)](Txn& txn) -> Result<void> {
        BOOST_OUTCOME_TRY(auto value, work(txn));
        *slot = std::move(value);
        return ok();
    };
    Result<void> done = co_await store->write(priority, std::move(job));
    if (!done) co_return done.error();
    co_return std::move(**slot);
}

template <class T, class Work>
Task<Result<T>> look_up(Store* store, Work work) {
    auto slot = std::make_shared<std::optional<T>>();
    std::function<Result<void>(Reader&)> job = [slot, work = std::move(work)](Reader& reader
                                               ) -> Result<void> {
        BOOST_OUTCOME_TRY(auto value, work(reader));
        *slot = std::move(value);
        return ok();
    };
    Result<void> done = co_await store->read(std::move(job));
    if (!done) co_return done.error();
    co_return std::move(**slot);
}

}  // namespace dvcpay
