// A decision under construction: what every input shares.
#include "domain/decide_incident.hpp"
#include "domain/decide_parts.hpp"
#include "domain/invariant.hpp"
#include "domain/schedule.hpp"

namespace dvcpay {
namespace detail {

Incident& Draft::open_incident(
    IncidentKind kind, const AttemptId& attempt, Money amount, std::string detail
) {
    DVC_INVARIANT(ids_ != nullptr && incidents_used_ < ids_->incidents.size());
    Incident incident;
    incident.id = ids_->incidents[incidents_used_++];
    incident.kind = kind;
    incident.payment = payment().id;
    if (!attempt.empty()) incident.attempt = attempt;
    incident.amount = amount;
    incident.detail = std::move(detail);
    incident.opened_at = now_;
    EventDraft told;
    told.type = EventType::incident_opened;
    told.incident = incident.id;
    told.attempt = incident.attempt;
    told.note = std::string(to_string(kind));
    told.actor = "rules";
    incident_events_.push_back(std::move(told));
    file().incidents.push_back(std::move(incident));
    touch();
    return file().incidents.back();
}

void Draft::open_refund_incident(IncidentKind kind, const Refund& refund, std::string detail) {
    const bool known = std::ranges::any_of(decision_.after.incidents, [&](const Incident& i) {
        return i.kind == kind && i.refund == refund.id && i.state != IncidentState::closed;
    });
    if (known) return;
    Incident& incident = open_incident(kind, {}, refund.amount, std::move(detail));
    incident.credit = refund.credit;
    incident.refund = refund.id;
    incident_events_.back().credit = refund.credit;
    incident_events_.back().refund = refund.id;
    incident.proposal = Proposal::ask_provider;
}

/// An incident whose question has been answered by what was learnt since closes by itself.
void Draft::close_answered() {
    for (auto& incident : file().incidents) {
        if (incident.state == IncidentState::closed) continue;
        std::string answer = answer_to(file(), incident);
        if (answer.empty()) continue;
        incident.state = IncidentState::closed;
        incident.closed_at = now_;
        incident.version += 1;
        drop_plan(incident);
        EventDraft told;
        told.type = EventType::incident_closed;
        told.incident = incident.id;
        told.attempt = incident.attempt;
        told.credit = incident.credit;
        told.refund = incident.refund;
        told.actor = "rules";
        told.note = answer;
        incident.closing = std::move(answer);
        incident_events_.push_back(std::move(told));
        touch();
    }
}

bool Draft::has_open_incident(IncidentKind kind, const AttemptId& attempt) const {
    return std::ranges::any_of(decision_.after.incidents, [&](const Incident& i) {
        return i.kind == kind && i.attempt == attempt && i.state != IncidentState::closed;
    });
}

bool Draft::move(Attempt& attempt, AttemptInput input, const char* actor, const std::string& note) {
    const AttemptState from = attempt.state;
    const AttemptStep to = step(from, input);
    if (to.next != from) {
        attempt.state = to.next;
        touch();
        EventDraft told;
        told.attempt = attempt.id;
        told.actor = actor;
        told.note = note;
        switch (to.next) {
            case AttemptState::initiating:
                invariant_broken("move: nothing leads back to initiating");
            case AttemptState::pending:
                told.type = EventType::attempt_opened;
                break;
            case AttemptState::unknown:
                told.type = EventType::attempt_unknown;
                break;
            case AttemptState::succeeded:
                told.type = EventType::attempt_closed;
                break;
            case AttemptState::failed:
            case AttemptState::cancelled:
            case AttemptState::expired:
                told.type = EventType::attempt_failed;
                break;
        }
        if (is_final(to.next)) attempt.closed_at = now_;
        event(std::move(told));
    }
    switch (to.duty) {
        case Duty::none:
            break;
        case Duty::ask:
            ask(attempt.id);
            break;
        case Duty::contradict:
            // Money after a final word is told by take_money, which knows whether it is simply
            // late.
            if (input != AttemptInput::paid &&
                !has_open_incident(IncidentKind::provider_contradiction, attempt.id)) {
                open_incident(
                    IncidentKind::provider_contradiction,
                    attempt.id,
                    attempt.amount,
                    "the provider said " + std::string(to_string(input)) +
                        " after it had confirmed the money"
                )
                    .proposal = Proposal::ask_provider;
            }
            break;
        case Duty::overdue:
            if (!attempt.overdue) {
                attempt.overdue = true;
                open_incident(
                    IncidentKind::outcome_overdue,
                    attempt.id,
                    attempt.amount,
                    "no final answer by the end of the second calendar day"
                )
                    .proposal = Proposal::ask_provider;
            }
            break;
    }
    return to.next != from && is_final(to.next) && to.next != AttemptState::succeeded;
}

void Draft::close_if_over() {
    Payment& p = payment();
    if (p.state != PaymentState::open || live_attempt(file()) != nullptr ||
        !amount_held(file()).is_zero())
        return;
    if (p.cancel_requested) {
        p.state = PaymentState::cancelled;
    } else if (now_ >= p.expires_at) {
        p.state = PaymentState::expired;
    } else {
        return;
    }
    p.closed_at = now_;
    touch();
}

void Draft::tell_status() {
    const Status after = status_of(file());
    if (after == before_status_) return;
    EventDraft told;
    told.actor = "rules";
    switch (after) {
        case Status::created:
            return;  // attempt.failed has said it
        case Status::awaiting_payer:
            told.type = EventType::payment_awaiting_payer;
            break;
        case Status::outcome_unknown:
            told.type = EventType::payment_outcome_unknown;
            break;
        case Status::paid:
            told.type = EventType::payment_paid;
            break;
        case Status::cancelled:
            told.type = EventType::payment_cancelled;
            break;
        case Status::expired:
            told.type = EventType::payment_expired;
            break;
    }
    event(std::move(told));
}

Decision Draft::finish() {
    close_if_over();
    tell_status();
    close_answered();
    for (auto& told : incident_events_) event(std::move(told));
    if (decision_.changed) {
        ++payment().version;
        payment().next_due_at = next_due(file());
    }
    return std::move(decision_);
}

}  // namespace detail

}  // namespace dvcpay
