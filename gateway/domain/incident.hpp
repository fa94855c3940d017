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

struct Incident {
    IncidentId id;
    IncidentKind kind = IncidentKind::late_payment;
    IncidentState state = IncidentState::open;
    std::optional<PaymentId> payment;  ///< empty: it has an event chain of its own
    std::optional<AttemptId> attempt;
    std::optional<CreditId> credit;
    Money amount;  ///< the money in question: the surplus, the missing part, the whole credit
    Proposal proposal = Proposal::none;
    std::string detail;  ///< facts for people: references and codes, never personal data
    Wall opened_at;
    std::optional<Wall> closed_at;
};

std::string_view to_string(IncidentKind kind);
std::string_view to_string(IncidentState state);
std::string_view to_string(Proposal proposal);
std::optional<IncidentKind> parse_incident_kind(std::string_view text);

}  // namespace dvcpay
