#include "domain/decide_incident.hpp"

#include "domain/invariant.hpp"

namespace dvcpay {
namespace {

using incident_input::Approved;
using incident_input::Proposed;
using incident_input::Rejected;

Error wrong_state(const Incident& incident) {
    return Error(
        Fault::state_conflict,
        "the incident is " + std::string(to_string(incident.state)) + " by now"
    );
}

EventDraft told(EventType type, const Incident& incident, const PrincipalId& by) {
    EventDraft event;
    event.type = type;
    event.incident = incident.id;
    event.attempt = incident.attempt;
    event.credit = incident.credit;
    event.refund = incident.refund;
    event.actor = by.text();
    event.note = std::string(to_string(incident.action));
    return event;
}

Error wrong_member(std::string pointer, std::string why) {
    Error error(Fault::validation_failed);
    error.fields.push_back({std::move(pointer), "unknown_value", std::move(why)});
    return error;
}

/// Two persons had let it stand, and it is about money that may go back.
bool may_be_taken_up(const Incident& incident) {
    return incident.state == IncidentState::closed && incident.action == IncidentAction::accept;
}

Result<void> apply(IncidentStep& out, const Proposed& in, Wall now) {
    Incident& incident = out.after;
    const bool again = may_be_taken_up(incident) && in.action == IncidentAction::refund;
    if (incident.state != IncidentState::open && !again) return wrong_state(incident);
    if (!may_propose(incident, in.action))
        return wrong_member("/action", "this action makes no sense for this incident");
    DVC_INVARIANT(in.planned_refund.has_value() != in.destination_masked.empty());
    if (in.planned_refund && in.action != IncidentAction::refund)
        return wrong_member("/destination", "only a refund goes somewhere");
    if (again) {
        reopen(incident);
        out.events.push_back(told(EventType::incident_opened, incident, in.by));
        out.events.back().note = "a refund after all";
    }
    incident.planned_refund = in.planned_refund;
    incident.destination_masked = in.destination_masked;
    incident.state = IncidentState::proposed;
    incident.action = in.action;
    incident.reason = in.reason;
    incident.proposed_by = in.by;
    incident.proposed_at = now;
    out.events.push_back(told(EventType::incident_proposed, incident, in.by));
    return ok();
}

Result<void> apply(IncidentStep& out, const Approved& in, Wall now) {
    Incident& incident = out.after;
    if (incident.state != IncidentState::proposed) return wrong_state(incident);
    if (incident.proposed_by == in.by) return Fault::same_person;
    out.carry_out = incident.action;
    if (incident.action == IncidentAction::ask_provider) {
        // The proposal is done with; the answer will show what the incident is worth.
        out.events.push_back(told(EventType::incident_proposed, incident, in.by));
        out.events.back().note = "approved: ask_provider";
        reopen(incident);
        return ok();
    }
    incident.state = IncidentState::closed;
    incident.decided_by = in.by;
    incident.closed_at = now;
    incident.closing = incident.action == IncidentAction::refund ? "refund approved by two persons"
                                                                 : "accepted by two persons";
    out.events.push_back(told(EventType::incident_closed, incident, in.by));
    return ok();
}

Result<void> apply(IncidentStep& out, const Rejected& in, Wall /*now*/) {
    Incident& incident = out.after;
    if (incident.state != IncidentState::proposed) return wrong_state(incident);
    if (incident.proposed_by == in.by) return Fault::same_person;
    out.events.push_back(told(EventType::incident_rejected, incident, in.by));
    reopen(incident);
    incident.reason = in.reason;
    return ok();
}

}  // namespace

void reopen(Incident& incident) {
    incident.state = IncidentState::open;
    incident.action = IncidentAction::none;
    incident.reason.clear();
    incident.proposed_by.reset();
    incident.proposed_at.reset();
    incident.decided_by.reset();
    incident.closed_at.reset();
    incident.closing.clear();
    drop_plan(incident);
}

bool refund_came_to_nothing(Incident& incident, const Refund& refund) {
    const bool decided_it = incident.state == IncidentState::closed &&
                            incident.action == IncidentAction::refund &&
                            incident.refund == refund.id;
    if (!decided_it || refund.state != RefundState::failed) return false;
    reopen(incident);
    incident.refund.reset();
    incident.version += 1;
    return true;
}

void drop_plan(Incident& incident) {
    incident.planned_refund.reset();
    incident.destination_masked.clear();
}

bool may_propose(const Incident& incident, IncidentAction action) {
    if (incident.state == IncidentState::proposed) return false;
    if (incident.state == IncidentState::closed &&
        !(may_be_taken_up(incident) && action == IncidentAction::refund))
        return false;
    switch (action) {
        case IncidentAction::none:
            return false;
        case IncidentAction::accept:
            return true;
        case IncidentAction::refund:
            // Money that is in question because a refund of it is, is not refunded once more.
            return incident.credit.has_value() && !incident.refund &&
                   incident.kind != IncidentKind::credit_reversed &&
                   incident.kind != IncidentKind::credit_missing;
        case IncidentAction::ask_provider:
            return incident.attempt.has_value() || incident.refund.has_value();
    }
    invariant_broken("may_propose: value outside its enum");
}

Result<IncidentStep> step_incident(const Incident& before, const IncidentInput& input, Wall now) {
    IncidentStep out;
    out.after = before;
    BOOST_OUTCOME_TRY(std::visit([&](const auto& in) { return apply(out, in, now); }, input));
    out.after.version = before.version + 1;
    DVC_INVARIANT(!out.after.decided_by || out.after.decided_by != out.after.proposed_by);
    return out;
}

}  // namespace dvcpay
