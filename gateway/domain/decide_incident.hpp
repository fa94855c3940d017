#pragma once
// What people may do about an incident, and what it means: total and pure. Two persons: who
// proposes does not decide. Rules open incidents (decide); what is learnt later may close them
// (answer_to in decide_parts).
//
//     open     → proposed          an action with a reason
//     proposed → closed            accept, refund: carried out in the same commit
//     proposed → open              rejected; or ask_provider: the question is put, its answer
//     counts
//     closed   → proposed          a refund after all of what two persons had let stand: money that
//     belongs to no payment has no other way back
#include <string>
#include <variant>
#include <vector>

#include "domain/event.hpp"
#include "domain/incident.hpp"
#include "domain/refund.hpp"
#include "domain/result.hpp"

namespace dvcpay {

namespace incident_input {
struct Proposed {
    IncidentAction action = IncidentAction::none;
    std::string reason;
    PrincipalId by;
    /// Where a refund goes that the provider cannot make itself; both or none.
    std::optional<RefundId> planned_refund = std::nullopt;
    std::string destination_masked = {};
};
struct Approved {
    PrincipalId by;
};
struct Rejected {
    PrincipalId by;
    std::string reason;
};
}  // namespace incident_input

using IncidentInput =
    std::variant<incident_input::Proposed, incident_input::Approved, incident_input::Rejected>;

struct IncidentStep {
    Incident after;
    std::vector<EventDraft> events;  ///< in order; the last tells of the step itself
    IncidentAction carry_out = IncidentAction::none;  ///< approved just now
};

/// Faults: state_conflict (not in this state), same_person, validation_failed (an action that makes
/// no sense for this incident).
Result<IncidentStep> step_incident(const Incident& before, const IncidentInput& input, Wall now);

/// Back to `open`, as if nobody had proposed or decided anything.
void reopen(Incident& incident);

/// The refund that two persons decided on has failed for good: the question is open again, and
/// another refund may be proposed. Tells whether it was this incident's.
bool refund_came_to_nothing(Incident& incident, const Refund& refund);

/// The proposal with its destination has ended, without a refund or with one that has taken both.
void drop_plan(Incident& incident);

/// Actions that make sense for it as it stands, for people and for the check.
bool may_propose(const Incident& incident, IncidentAction action);

}  // namespace dvcpay
