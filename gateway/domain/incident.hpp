#pragma once
// What needs people. Opened by rules in `decide`, closed by two persons or by evidence.
#include <cstdint>
#include <optional>
#include <string>

#include "domain/ids.hpp"
#include "domain/money.hpp"
#include "domain/time.hpp"

namespace dvcpay {

enum class IncidentKind : std::uint8_t {
    late_payment,
    duplicate_payment,
    overpayment,
    underpayment,
    unmatched_credit,
    credit_reversed,
    credit_missing,
    outcome_overdue,
    provider_contradiction,
    reconciliation_difference,
};
inline constexpr int incident_kind_count = 10;

enum class IncidentState : std::uint8_t { open, proposed, closed };

/// What the rules suggest; people decide.
enum class Proposal : std::uint8_t {
    none,
    refund,
    refund_surplus,
    complete_or_refund,
    find_payment,
    ask_provider
};

/// What people do about it. `refund` sends the money in question back; `accept` lets everything
/// stand as it is; `ask_provider` puts the question once more and leaves the incident open.
enum class IncidentAction : std::uint8_t { none, accept, refund, ask_provider };

struct Incident {
    IncidentId id;
    IncidentKind kind = IncidentKind::late_payment;
    IncidentState state = IncidentState::open;
    std::optional<PaymentId> payment;  ///< empty: it has an event chain of its own
    std::optional<AttemptId> attempt;
    std::optional<CreditId> credit;
    Money amount;  ///< the money in question: the surplus, the missing part, the whole credit
    Proposal proposal = Proposal::none;
    std::string detail;        ///< facts for people: references and codes, never personal data
    std::string provider_txn;  ///< the provider's transaction it is about, where it names one
    std::optional<RefundId> refund;  ///< the refund it is about, or that its approval made
    Wall opened_at;
    std::optional<Wall> closed_at;

    // What people do (decide_incident.hpp).
    IncidentAction action = IncidentAction::none;  ///< proposed now, or carried out when it closed
    std::string reason;                            ///< of the proposal; of people, no personal data
    std::optional<PrincipalId> proposed_by;
    std::optional<Wall> proposed_at;
    std::optional<PrincipalId>
        decided_by;  ///< never equal to proposed_by; empty: evidence closed it
    /// Proposed with a destination: the id the refund will take, under which the account is sealed.
    /// With the masked text it is gone when the proposal ends; a refund that was made has both.
    std::optional<RefundId> planned_refund;
    std::string destination_masked;
    std::string closing;  ///< in words: what closed it
    std::int64_t version = 1;
};

std::string_view to_string(IncidentKind kind);
std::string_view to_string(IncidentState state);
std::string_view to_string(Proposal proposal);
std::string_view to_string(IncidentAction action);
std::optional<IncidentAction> parse_incident_action(std::string_view text);
std::optional<IncidentState> parse_incident_state(std::string_view text);
std::optional<IncidentKind> parse_incident_kind(std::string_view text);

}  // namespace dvcpay
