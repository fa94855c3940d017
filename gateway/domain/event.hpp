#pragma once
// Append-only history. Types the API page lists are told to the portal; the others are the audit
// trail.
#include <cstdint>
#include <optional>
#include <string>

#include "domain/ids.hpp"
#include "domain/time.hpp"

namespace dvcpay {

enum class EventType : std::uint8_t {
    // told to the portal (API page, "Webhooks")
    payment_created,
    payment_awaiting_payer,
    payment_outcome_unknown,
    payment_paid,
    payment_cancelled,
    payment_expired,
    attempt_failed,
    credit_received,
    refund_requested,
    refund_approved,
    refund_rejected,
    refund_succeeded,
    refund_failed,
    incident_opened,
    incident_closed,
    // history only
    attempt_initiating,
    attempt_opened,
    attempt_unknown,
    attempt_closed,
    evidence_received,
    cancel_requested,
    payment_superseded,
    refund_submitted,
    refund_unknown,
    refund_manual,
    personal_data_read,
    webhook_test,
    incident_proposed,
    incident_rejected,
    // history of the house: the chain `audit`
    access_denied,
    key_created,
    key_revoked,
    catalogue_imported,
    personal_data_erased,
    retention_run,
    ring_rotated,
    secrets_reloaded,
    endpoint_changed,
    store_backed_up,
    store_restored,
    export_made,
};
inline constexpr EventType last_event_type = EventType::export_made;
inline constexpr int event_type_count = static_cast<int>(last_event_type) + 1;

/// The chain of what belongs to no payment and no incident: people, keys, upkeep.
inline constexpr std::string_view audit_chain = "audit";

std::string_view to_string(EventType type);  ///< "payment.paid"
std::optional<EventType> parse_event_type(std::string_view text);
/// True for the types a webhook or the feed may carry.
bool is_public(EventType type);

/// What `decide` wants recorded; the store adds id, sequence, time and hashes.
struct EventDraft {
    EventType type = EventType::payment_created;
    std::optional<IncidentId> incident;
    std::optional<AttemptId> attempt;
    std::optional<CreditId> credit;
    std::optional<RefundId> refund;
    /// Facts for people, references and codes only: never personal data, never a secret.
    std::string note;
    std::string actor;  ///< principal id, "provider:momo", "clock"
};

}  // namespace dvcpay
