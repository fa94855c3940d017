#pragma once
// The write side of the port over one connection, inside a savepoint of the writer.
#include <optional>
#include <string>
#include <vector>

#include "store/sqlite/reads.hpp"

namespace dvcpay::sqlite {

class SqliteTxn final : public Reads<Txn> {
  public:
    using Reads<Txn>::Reads;

    std::optional<IdempotencyRecord> idempotency(const IdempotencyScope& scope) override;
    void claim(const IdempotencyRecord& record) override;
    void answer(const IdempotencyScope& scope, const StoredAnswer& answer) override;
    std::int64_t forget_idempotency(Wall created_before, std::int64_t limit) override;

    void insert(const PaymentFile& file) override;
    void update(const PaymentFile& before, const PaymentFile& after) override;
    void put_personal_data(const PersonalData& data) override;
    void set_next_ask(const AttemptId& attempt, std::optional<Wall> at, std::int64_t asked)
        override;

    bool claim_order_ref(const OrderRef& ref, const AttemptId& attempt, const PaymentId& payment)
        override;
    bool claim_provider_txn(
        const AccountKey& account,
        const std::string& provider_txn,
        const CreditId& credit,
        Source source
    ) override;
    // numbers.cpp
    bool claim_number(
        const AccountKey& account,
        const std::string& number,
        const AttemptId& attempt,
        const PaymentId& payment,
        Wall now,
        std::optional<Wall> free_from
    ) override;
    std::int64_t take_serials(const SerialBlock& block) override {
        return take_serials_of(db_, block);
    }
    bool claim_message(
        const AccountKey& account,
        const std::string& message_id,
        const std::string& sha256,
        Wall now
    ) override;

    void insert_unmatched(const Credit& credit, const Incident& incident) override;
    void update_unmatched(const UnmatchedFile& before, const UnmatchedFile& after) override;
    void insert_incident(const Incident& incident) override;
    void update_incident(const Incident& before, const Incident& after) override;

    void set_refund_ask(const RefundId& refund, std::optional<Wall> at, std::int64_t asked)
        override;
    void put_refund_destination(const RefundId& refund, const Sealed& sealed) override;
    void erase_refund_destination(const RefundId& refund) override;

    bool insert_raw(const RawInbound& raw) override;
    void insert_evidence(const Evidence& evidence, const std::optional<PaymentId>& payment)
        override;
    void put_inquiry(const OpenInquiry& inquiry) override;
    bool quarantine(const QuarantineRow& row, std::int64_t per_day) override;

    std::vector<Event> append(const std::string& chain, const std::vector<NewEvent>& events)
        override;
    void enqueue(const Delivery& delivery) override;
    void settle_delivery(
        const DeliveryId& id,
        DeliveryState state,
        std::int64_t tries,
        std::optional<Wall> next_try_at,
        Wall tried_at,
        int status,
        const std::string& error
    ) override;
    void requeue(const DeliveryId& id, Wall now) override;

    void put_api_key(const ApiKey& key) override;
    bool revoke_api_key(const KeyId& id, Wall at) override;
    void replace_services(const std::vector<Service>& all) override;
    void replace_agencies(const std::vector<Agency>& all) override;
    void set_meta(const std::string& name, const std::string& value) override;
    void insert_seal(const Seal& seal) override;

    bool rewrap(SealedKind kind, const Rewrapped& record) override {
        return rewrap_record(db_, kind, record);
    }
    std::int64_t erase_personal_data(const PaymentId& payment) override {
        return erase_personal(db_, payment);
    }
    std::int64_t erase_destinations(const CreditId& unmatched) override {
        return erase_destinations_of(db_, unmatched);
    }
    std::int64_t drop_expired(
        RetentionClass what, Wall before, const std::vector<std::int64_t>& numbers
    ) override {
        return drop_expired_of(db_, what, before, numbers);
    }
    AskedAgain ask_everything(Wall now) override { return ask_all(db_, now); }

    /// Writes what was held back. The writer calls it when the work has succeeded.
    void finish();

  private:
    // A create claims and answers in one transaction: held back, the two become one row written
    // once.
    std::optional<IdempotencyRecord> held_claim_;
};

}  // namespace dvcpay::sqlite
