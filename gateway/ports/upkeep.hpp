#pragma once
// What upkeep needs of the store besides the journeys of money: which ring key wraps what, what is
// old enough to go, and the papers of one payment for an auditor. Part of Reader and Txn
// (ports/store.hpp).
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/evidence.hpp"
#include "domain/ids.hpp"
#include "domain/time.hpp"
#include "ports/keys.hpp"

namespace dvcpay {

/// Where sealed records stand. Each kind has one field name, which is part of what its seal covers.
enum class SealedKind : std::uint8_t { personal_data, raw_inbound, refund_destination };
inline constexpr SealedKind sealed_kinds[] = {
    SealedKind::personal_data, SealedKind::raw_inbound, SealedKind::refund_destination
};
constexpr std::string_view field_of(SealedKind kind) {
    switch (kind) {
        case SealedKind::personal_data:
            return "party";  // record: payment id
        case SealedKind::raw_inbound:
            return "raw";  // record: evidence id
        case SealedKind::refund_destination:
            return "destination";  // record: refund id
    }
    return {};
}

/// How many records one key of the ring still wraps. Erased records are not counted.
struct KeyUse {
    std::string ring_key_id;
    std::int64_t personal_data = 0;
    std::int64_t raw_inbound = 0;
    std::int64_t refund_destinations = 0;
    std::int64_t total() const { return personal_data + raw_inbound + refund_destinations; }
};
struct WrappedRecord {
    std::int64_t number = 0;  ///< of the row: a walk goes on behind it
    std::string record;
    Wrapped wrapped;
};
struct Rewrapped {
    std::string record;
    Wrapped before;
    Wrapped after;
};

/// What may end with time. Payments, credits, refunds, incidents, evidence and events never do.
enum class RetentionClass : std::uint8_t {
    raw_bytes,      ///< sealed bytes of raw_inbound; hash and masked copy stay
    personal_data,  ///< of finished payments without an open refund, and where their refunds went
    destinations,   ///< where refunds went of money that belongs to no payment
    quarantine,     ///< rows of what did not verify
    deliveries,     ///< rows of webhooks that were delivered
};
inline constexpr RetentionClass retention_classes[] = {
    RetentionClass::raw_bytes,
    RetentionClass::personal_data,
    RetentionClass::destinations,
    RetentionClass::quarantine,
    RetentionClass::deliveries
};
constexpr std::string_view to_string(RetentionClass what) {
    switch (what) {
        case RetentionClass::raw_bytes:
            return "raw_bytes";
        case RetentionClass::personal_data:
            return "personal_data";
        case RetentionClass::destinations:
            return "destinations";
        case RetentionClass::quarantine:
            return "quarantine";
        case RetentionClass::deliveries:
            return "deliveries";
    }
    return {};
}

/// Days each class is kept; 0: for ever.
struct RetentionRules {
    std::int64_t raw_days = 90;
    std::int64_t personal_days = 3650;
    std::int64_t quarantine_days = 365;
    std::int64_t delivered_days = 90;
    std::int64_t hour = 2;  ///< of Vietnam, from which on the daily run is due
    std::int64_t days_of(RetentionClass what) const {
        switch (what) {
            case RetentionClass::raw_bytes:
                return raw_days;
            case RetentionClass::personal_data:
            case RetentionClass::destinations:
                return personal_days;
            case RetentionClass::quarantine:
                return quarantine_days;
            case RetentionClass::deliveries:
                return delivered_days;
        }
        return 0;
    }
};

/// What a restored store asks about at once.
struct AskedAgain {
    std::int64_t attempts = 0;
    std::int64_t refunds = 0;
    /// Approved and perhaps sent after the copy was made: they wait for two persons again.
    std::int64_t refunds_unapproved = 0;
    std::int64_t inquiries = 0;
};

/// What stays of raw bytes: their hash and a masked copy.
struct RawCopy {
    EvidenceId id;
    AccountKey account;
    std::string kind;
    Wall received_at;
    std::string sha256;
    std::string masked;
    bool has_bytes = false;  ///< the sealed bytes are still there
};

class UpkeepReads {
  public:
    virtual ~UpkeepReads() = default;
    /// Every key that wraps something, in the order of ids.
    virtual std::vector<KeyUse> key_uses() = 0;
    /// Only which keys wrap something of this kind; costs what their number costs.
    virtual std::vector<std::string> ring_keys_of(SealedKind kind) = 0;
    /// What providers said about a payment, oldest first, and the copies of the bytes they said it
    /// with.
    virtual std::vector<Evidence> evidence_of(const PaymentId& payment) = 0;
    virtual std::vector<RawCopy> raw_copies_of(const PaymentId& payment) = 0;
    virtual std::vector<WrappedRecord> wrapped_by(
        SealedKind kind, const std::string& ring_key_id, std::int64_t after, std::int64_t limit
    ) = 0;
    /// How many records of the class are older than `before`.
    virtual std::int64_t count_expired(RetentionClass what, Wall before) = 0;
    /// Numbers of some of them, ascending, behind `after`.
    virtual std::vector<std::int64_t> find_expired(
        RetentionClass what, Wall before, std::int64_t after, std::int64_t limit
    ) = 0;
};

class UpkeepWrites {
  public:
    virtual ~UpkeepWrites() = default;
    /// Replaces the wrapping where it is still `before`; false where it is not (erased, or done
    /// already), and nothing changed.
    virtual bool rewrap(SealedKind kind, const Rewrapped& record) = 0;
    /// Destroys the data keys and ciphertexts of a payment's people and of where its refunds go.
    /// Returns how many records there were; 0: erased before, or never any.
    virtual std::int64_t erase_personal_data(const PaymentId& payment) = 0;
    /// The same of where refunds of an unmatched credit went.
    virtual std::int64_t erase_destinations(const CreditId& unmatched) = 0;
    /// Ends those of `numbers` that are still expired; returns how many were.
    virtual std::int64_t drop_expired(
        RetentionClass what, Wall before, const std::vector<std::int64_t>& numbers
    ) = 0;
    /// Every attempt, refund and inquiry whose outcome is not known becomes due now.
    virtual AskedAgain ask_everything(Wall now) = 0;
};

}  // namespace dvcpay
