#pragma once
// What both kinds of transaction read. Free functions over a connection, and the class that hangs
// them under the port: a reader and a write transaction answer from the same code.
#include <optional>
#include <string>
#include <vector>

#include "ports/store.hpp"
#include "store/sqlite/aggregate.hpp"
#include "store/sqlite/connection.hpp"

namespace dvcpay::sqlite {

// queries.cpp
std::optional<PersonalData> load_personal_data(Connection& db, const PaymentId& id);
std::optional<AttemptLocation> find_attempt_by_order_ref(
    Connection& db, const std::string& order_ref
);
// numbers.cpp
std::optional<AttemptLocation> find_attempt_by_number(
    Connection& db, const AccountKey& account, const std::string& number
);
std::vector<CreditName> load_credit_names(Connection& db, const CreditId& credit);
std::int64_t count_serials_gone(Connection& db, const SerialBlock& block);
std::int64_t take_serials_of(Connection& db, const SerialBlock& block);

// queries.cpp
std::vector<AttemptLocation> find_due_asks_of(
    Connection& db, const AccountKey& account, Wall now, std::int64_t limit
);
std::optional<Credit> find_credit_by_txn(
    Connection& db, const AccountKey& account, const std::string& provider_txn
);
std::vector<AttemptLocation> find_due_asks(Connection& db, Wall now, std::int64_t limit);
std::vector<PaymentId> find_due_payments(Connection& db, Wall now, std::int64_t limit);
std::vector<OpenInquiry> find_due_inquiries(Connection& db, Wall now, std::int64_t limit);
std::vector<AttemptLocation> find_initiating(Connection& db, std::int64_t limit);
std::optional<Wall> find_next_moment(Connection& db);
std::vector<UnknownAttempts> count_unknown(Connection& db);
std::string load_meta(Connection& db, const std::string& name);

// money_work.cpp
std::optional<UnmatchedFile> load_unmatched(Connection& db, const CreditId& credit);
std::optional<RefundLocation> find_refund(Connection& db, const RefundId& id);
std::optional<Incident> load_incident(Connection& db, const IncidentId& id);
std::vector<ListedRefund> list_refunds(Connection& db, const RefundFilter& filter);
std::vector<ListedIncident> list_incidents(Connection& db, const IncidentFilter& filter);
std::optional<Evidence> load_evidence(Connection& db, const EvidenceId& id);
std::optional<Sealed> load_refund_destination(Connection& db, const RefundId& id);
std::vector<RefundLocation> find_due_refunds(Connection& db, Wall now, std::int64_t limit);

// search.cpp
std::vector<PaymentFile> search_payments(Connection& db, const PaymentFilter& filter);

/// Conditions of a statement put together at run time, with their values.
struct Where {
    std::string sql;
    std::vector<Connection::Value> values;

    void text(const std::string& condition, const std::string& value);
    void number(const std::string& condition, std::int64_t value);
    void words(
        const std::string& column, const std::vector<std::string>& allowed
    );  ///< column IN (…)
    void plain(const std::string& condition);
    void visible(const Visibility& visible, const std::string& client, const std::string& agency);
};

// events.cpp
std::vector<Event> load_chain(Connection& db, const std::string& chain);
std::vector<Event> read_feed(Connection& db, const FeedFilter& filter);
std::optional<Event> load_event(Connection& db, const EventId& id);
std::vector<Event> find_events_between(
    Connection& db,
    const Visibility& visible,
    Wall from,
    Wall to,
    const std::vector<EventType>& types,
    std::int64_t limit
);
std::vector<Event> append_events(
    Connection& db, const std::string& chain, const std::vector<NewEvent>& events
);

// deliveries.cpp
std::vector<Delivery> find_deliveries(Connection& db, const DeliveryFilter& filter);
std::optional<Delivery> load_delivery(Connection& db, const DeliveryId& id);
std::vector<Delivery> find_due_deliveries(
    Connection& db, const std::string& endpoint, Wall now, std::int64_t limit
);
std::optional<Wall> next_delivery(Connection& db);
std::vector<EndpointCount> count_by_endpoint(Connection& db);
void enqueue_delivery(Connection& db, const Delivery& delivery);
struct Settled {
    DeliveryState state = DeliveryState::waiting;
    std::int64_t tries = 0;
    std::optional<Wall> next_try_at;
    Wall tried_at;
    int status = 0;
    std::string error;
};
void settle(Connection& db, const DeliveryId& id, const Settled& outcome);
void requeue_delivery(Connection& db, const DeliveryId& id, Wall now);

// catalogue.cpp
std::vector<ApiKey> load_api_keys(Connection& db);
std::vector<Service> load_services(Connection& db);
std::vector<Agency> load_agencies(Connection& db);
void put_key(Connection& db, const ApiKey& key);
void put_services(Connection& db, const std::vector<Service>& all);
void put_agencies(Connection& db, const std::vector<Agency>& all);

// seals.cpp
std::vector<EventMark> load_marks(Connection& db, std::int64_t after, std::int64_t limit);
std::optional<Seal> load_last_seal(Connection& db);
std::vector<Seal> load_seals(Connection& db, std::int64_t after, std::int64_t limit);
void put_seal(Connection& db, const Seal& seal);
// upkeep.cpp
std::vector<KeyUse> count_key_uses(Connection& db);
std::vector<std::string> find_ring_keys(Connection& db, SealedKind kind);
std::vector<WrappedRecord> find_wrapped_by(
    Connection& db,
    SealedKind kind,
    const std::string& ring_key_id,
    std::int64_t after,
    std::int64_t limit
);
bool rewrap_record(Connection& db, SealedKind kind, const Rewrapped& record);
std::int64_t erase_personal(Connection& db, const PaymentId& payment);
std::int64_t erase_destinations_of(Connection& db, const CreditId& unmatched);

AskedAgain ask_all(Connection& db, Wall now);

// papers.cpp
std::vector<Evidence> load_evidence(Connection& db, const PaymentId& payment);
std::vector<RawCopy> load_raw_copies(Connection& db, const PaymentId& payment);

// retention.cpp
std::int64_t count_expired_of(Connection& db, RetentionClass what, Wall before);
std::vector<std::int64_t> find_expired_of(
    Connection& db, RetentionClass what, Wall before, std::int64_t after, std::int64_t limit
);
std::int64_t drop_expired_of(
    Connection& db, RetentionClass what, Wall before, const std::vector<std::int64_t>& numbers
);

/// `Port` is Reader or Txn.
template <class Port>
class Reads : public Port {
  public:
    explicit Reads(Connection& db) : db_(db) {}

    std::optional<PaymentFile> payment(const PaymentId& id) override {
        return load_payment(db_, id);
    }
    std::optional<PersonalData> personal_data(const PaymentId& id) override {
        return load_personal_data(db_, id);
    }
    std::vector<PaymentFile> payments_of(const std::string& client, const std::string& reference)
        override {
        return load_obligation(db_, client, reference);
    }
    std::vector<PaymentFile> search(const PaymentFilter& filter) override {
        return search_payments(db_, filter);
    }
    std::optional<AttemptLocation> attempt_by_order_ref(const std::string& order_ref) override {
        return find_attempt_by_order_ref(db_, order_ref);
    }
    std::optional<AttemptLocation> attempt_by_number(
        const AccountKey& account, const std::string& number
    ) override {
        return find_attempt_by_number(db_, account, number);
    }
    std::int64_t serials_gone(const SerialBlock& block) override {
        return count_serials_gone(db_, block);
    }
    std::vector<CreditName> credit_names(const CreditId& credit) override {
        return load_credit_names(db_, credit);
    }
    std::optional<Credit> credit_by_txn(const AccountKey& account, const std::string& provider_txn)
        override {
        return find_credit_by_txn(db_, account, provider_txn);
    }

    std::optional<UnmatchedFile> unmatched(const CreditId& credit) override {
        return load_unmatched(db_, credit);
    }
    std::optional<RefundLocation> refund_location(const RefundId& id) override {
        return find_refund(db_, id);
    }
    std::optional<Incident> incident(const IncidentId& id) override {
        return load_incident(db_, id);
    }
    std::vector<ListedRefund> refunds(const RefundFilter& filter) override {
        return list_refunds(db_, filter);
    }
    std::vector<ListedIncident> incidents(const IncidentFilter& filter) override {
        return list_incidents(db_, filter);
    }
    std::vector<Evidence> evidence_of(const PaymentId& payment) override {
        return load_evidence(db_, payment);
    }
    std::optional<Evidence> evidence(const EvidenceId& id) override {
        return load_evidence(db_, id);
    }
    std::optional<Sealed> refund_destination(const RefundId& id) override {
        return load_refund_destination(db_, id);
    }
    std::vector<RefundLocation> due_refunds(Wall now, std::int64_t limit) override {
        return find_due_refunds(db_, now, limit);
    }

    std::vector<Event> events_of(const std::string& chain) override {
        return load_chain(db_, chain);
    }
    std::vector<Event> feed(const FeedFilter& filter) override { return read_feed(db_, filter); }
    std::optional<Event> event(const EventId& id) override { return load_event(db_, id); }
    std::vector<Delivery> deliveries(const DeliveryFilter& filter) override {
        return find_deliveries(db_, filter);
    }
    std::optional<Delivery> delivery(const DeliveryId& id) override {
        return load_delivery(db_, id);
    }
    std::vector<Delivery> due_deliveries(const std::string& endpoint, Wall now, std::int64_t limit)
        override {
        return find_due_deliveries(db_, endpoint, now, limit);
    }
    std::vector<Event> events_between(
        const Visibility& visible,
        Wall from,
        Wall to,
        const std::vector<EventType>& types,
        std::int64_t limit
    ) override {
        return find_events_between(db_, visible, from, to, types, limit);
    }

    std::vector<AttemptLocation> due_asks(Wall now, std::int64_t limit) override {
        return find_due_asks(db_, now, limit);
    }
    std::vector<AttemptLocation> due_asks_of(
        const AccountKey& account, Wall now, std::int64_t limit
    ) override {
        return find_due_asks_of(db_, account, now, limit);
    }
    std::vector<PaymentId> due_payments(Wall now, std::int64_t limit) override {
        return find_due_payments(db_, now, limit);
    }
    std::vector<OpenInquiry> due_inquiries(Wall now, std::int64_t limit) override {
        return find_due_inquiries(db_, now, limit);
    }
    std::vector<AttemptLocation> initiating_attempts(std::int64_t limit) override {
        return find_initiating(db_, limit);
    }
    std::optional<Wall> next_moment() override { return find_next_moment(db_); }

    std::vector<UnknownAttempts> unknown_attempts() override { return count_unknown(db_); }
    std::vector<EndpointCount> endpoint_counts() override { return count_by_endpoint(db_); }

    std::vector<ApiKey> api_keys() override { return load_api_keys(db_); }
    std::vector<Service> services() override { return load_services(db_); }
    std::vector<Agency> agencies() override { return load_agencies(db_); }
    std::string meta(const std::string& name) override { return load_meta(db_, name); }

    std::vector<EventMark> event_marks(std::int64_t after, std::int64_t limit) override {
        return load_marks(db_, after, limit);
    }
    std::optional<Seal> last_seal() override { return load_last_seal(db_); }
    std::vector<Seal> seals_after(std::int64_t number, std::int64_t limit) override {
        return load_seals(db_, number, limit);
    }
    std::vector<KeyUse> key_uses() override { return count_key_uses(db_); }
    std::vector<std::string> ring_keys_of(SealedKind kind) override {
        return find_ring_keys(db_, kind);
    }
    std::vector<RawCopy> raw_copies_of(const PaymentId& payment) override {
        return load_raw_copies(db_, payment);
    }
    std::vector<WrappedRecord> wrapped_by(
        SealedKind kind, const std::string& ring_key_id, std::int64_t after, std::int64_t limit
    ) override {
        return find_wrapped_by(db_, kind, ring_key_id, after, limit);
    }
    std::int64_t count_expired(RetentionClass what, Wall before) override {
        return count_expired_of(db_, what, before);
    }
    std::vector<std::int64_t> find_expired(
        RetentionClass what, Wall before, std::int64_t after, std::int64_t limit
    ) override {
        return find_expired_of(db_, what, before, after, limit);
    }

  protected:
    Connection& db_;
};

}  // namespace dvcpay::sqlite
