#include "domain/decide_money.hpp"

#include <algorithm>

#include "domain/decide_parts.hpp"
#include "domain/invariant.hpp"

namespace dvcpay {
namespace {

using detail::Draft;

constexpr std::string_view twice =
    "the provider says a refund is done after it had said another end";
constexpr std::string_view silent = "no final word about a refund by the end of the asking";

const Credit* find_credit(const PaymentFile& file, const CreditId& id) {
    const auto at = std::ranges::find(file.credits, id, &Credit::id);
    return at == file.credits.end() ? nullptr : &*at;
}

const Refund& find_refund(const std::vector<Refund>& refunds, const RefundId& id) {
    const auto at = std::ranges::find(refunds, id, &Refund::id);
    DVC_INVARIANT(at != refunds.end());
    return *at;
}

void put_back(std::vector<Refund>& into, const std::vector<Refund>& changed) {
    for (const auto& refund : changed) {
        const auto at = std::ranges::find(into, refund.id, &Refund::id);
        if (at == into.end()) {
            into.push_back(refund);
        } else {
            *at = refund;
        }
    }
}

constexpr std::string_view failed_again = "its refund failed";

EventDraft opened_again(const Incident& incident, const Refund& refund) {
    EventDraft told;
    told.type = EventType::incident_opened;
    told.incident = incident.id;
    told.attempt = incident.attempt;
    told.credit = refund.credit;
    told.refund = refund.id;
    told.actor = "rules";
    told.note = std::string(failed_again);
    return told;
}

/// What a refund decision does to the file around it.
void take_over(Draft& draft, RefundDecision& decided, MoneyWork& work) {
    put_back(draft.file().refunds, decided.after.refunds);
    for (auto& event : decided.events) draft.event(std::move(event));
    const Refund& refund = find_refund(draft.file().refunds, decided.refund);
    if (decided.contradicted) {
        draft.open_refund_incident(
            IncidentKind::provider_contradiction, refund, std::string(twice)
        );
    }
    if (decided.overdue)
        draft.open_refund_incident(IncidentKind::outcome_overdue, refund, std::string(silent));
    for (auto& incident : draft.file().incidents) {
        if (!refund_came_to_nothing(incident, refund)) continue;
        draft.event(opened_again(incident, refund));
    }
    work.refund = decided.refund;
    work.send = work.send || decided.send;
    work.ask = work.ask || decided.ask;
}

/// The two steps of a refund that an incident's two persons decided on.
struct Ordered {
    RefundId refund;
    RefundInput asked;
    RefundInput approved;
};

Result<Ordered> order_refund(
    const CreditFile& credit, const Incident& incident, const RefundId& fresh
) {
    DVC_INVARIANT(incident.proposed_by && incident.decided_by);
    const Money left = refundable(credit);
    // Where too little came the incident names what is missing; back goes what came.
    const bool whole = incident.kind == IncidentKind::underpayment;
    const Money amount = whole ? left : std::min(incident.amount, left);
    if (amount <= Money())
        return Error(Fault::refund_exceeds_credit, "nothing of this credit is left to go back");
    Refund draft;
    draft.id = incident.planned_refund.value_or(fresh);
    draft.amount = amount;
    draft.reason = incident.reason;
    draft.destination_masked = incident.destination_masked;
    draft.requested_by = *incident.proposed_by;
    const RefundId id = draft.id;
    return Ordered{
        id,
        refund_input::Asked{std::move(draft), left},
        refund_input::Approved{id, *incident.decided_by}
    };
}

Result<void> carry_out_refund(
    Draft& draft, Incident& incident, const RefundId& fresh, MoneyWork& work
) {
    const Credit* credit = find_credit(draft.file(), *incident.credit);
    DVC_INVARIANT(credit != nullptr);
    CreditFile file = credit_file(draft.file(), *credit);
    BOOST_OUTCOME_TRY(const auto order, order_refund(file, incident, fresh));
    incident.refund = order.refund;
    drop_plan(incident);
    for (const auto& input : {order.asked, order.approved}) {
        BOOST_OUTCOME_TRY(auto decided, decide_refund(file, input, draft.now()));
        file = decided.after;
        take_over(draft, decided, work);
    }
    return ok();
}

}  // namespace

CreditFile credit_file(const PaymentFile& file, const Credit& credit) {
    CreditFile out;
    out.credit = credit;
    out.kept_by_law = file.kept_by_law;
    for (const auto& refund : file.refunds) {
        if (refund.credit == credit.id) out.refunds.push_back(refund);
    }
    return out;
}

Money refunded_of(const CreditId& credit, const std::vector<Refund>& refunds) {
    Money total;
    for (const auto& refund : refunds) {
        if (refund.credit != credit || refund.state != RefundState::succeeded) continue;
        const auto sum = add(total, refund.amount);
        DVC_INVARIANT(sum.has_value());
        total = sum.value();
    }
    return total;
}

namespace detail {

std::string answer_to(const PaymentFile& file, const Incident& incident) {
    const auto went_back = [&] {
        return incident.credit && refunded_of(*incident.credit, file.refunds) >= incident.amount;
    };
    switch (incident.kind) {
        case IncidentKind::outcome_overdue: {
            if (incident.refund) {
                const RefundState state = find_refund(file.refunds, *incident.refund).state;
                const bool open = state == RefundState::submitted || state == RefundState::unknown;
                return open ? "" : "the provider has said how the refund ended";
            }
            const Attempt* attempt =
                incident.attempt ? find_attempt(file, *incident.attempt) : nullptr;
            const bool over = attempt != nullptr && is_final(attempt->state);
            return over ? "the provider has said how the attempt ended" : "";
        }
        case IncidentKind::underpayment:
            if (file.payment.state == PaymentState::paid &&
                amount_received(file) == amount_due(file.payment))
                return "the rest has come";
            return incident.credit && amount_held(file).is_zero() &&
                           refunded_of(*incident.credit, file.refunds) > Money()
                       ? "the part has gone back"
                       : "";
        case IncidentKind::duplicate_payment:
        case IncidentKind::overpayment:
            return went_back() ? "the money has gone back" : "";
        case IncidentKind::credit_missing: {
            DVC_INVARIANT(incident.credit.has_value());
            const Credit* credit = find_credit(file, *incident.credit);
            const bool found = credit != nullptr && credit->settlement == Settlement::confirmed;
            return found ? "the money is in the statement" : "";
        }
        case IncidentKind::late_payment:
        case IncidentKind::unmatched_credit:
        case IncidentKind::credit_reversed:
        case IncidentKind::provider_contradiction:
        case IncidentKind::reconciliation_difference:
            return {};
    }
    invariant_broken("answer_to: value outside its enum");
}

}  // namespace detail

Result<MoneyDecision> decide_refund(
    const PaymentFile& before,
    const CreditId& credit,
    const RefundInput& input,
    Wall now,
    const FreshIds& ids
) {
    const Credit* found = find_credit(before, credit);
    if (found == nullptr) return Fault::not_found;
    BOOST_OUTCOME_TRY(auto decided, decide_refund(credit_file(before, *found), input, now));
    Draft draft(before, now, &ids);
    MoneyDecision out;
    take_over(draft, decided, out.work);
    out.decision = draft.finish();
    return out;
}

Result<MoneyDecision> decide_incident(
    const PaymentFile& before,
    const IncidentId& incident,
    const IncidentInput& input,
    const RefundId& refund,
    Wall now,
    const FreshIds& ids
) {
    Draft draft(before, now, &ids);
    const auto at = std::ranges::find(draft.file().incidents, incident, &Incident::id);
    if (at == draft.file().incidents.end()) return Fault::not_found;
    BOOST_OUTCOME_TRY(auto step, step_incident(*at, input, now));
    MoneyDecision out;
    *at = std::move(step.after);
    if (step.carry_out == IncidentAction::refund) {
        BOOST_OUTCOME_TRY(carry_out_refund(draft, *at, refund, out.work));
        step.events.back().refund = at->refund;
    }
    if (step.carry_out == IncidentAction::ask_provider) {
        if (at->attempt) draft.ask(*at->attempt);
        if (at->refund) {
            out.work.refund = at->refund;
            out.work.ask = true;
        }
    }
    for (auto& event : step.events) draft.event(std::move(event));
    out.decision = draft.finish();
    return out;
}

Result<UnmatchedMoneyDecision> decide_refund(
    const UnmatchedFile& before, const RefundInput& input, Wall now
) {
    BOOST_OUTCOME_TRY(
        auto decided, decide_refund(CreditFile{before.credit, before.refunds, false}, input, now)
    );
    UnmatchedMoneyDecision out;
    out.after = before;
    put_back(out.after.refunds, decided.after.refunds);
    out.events = std::move(decided.events);
    out.work = {decided.refund, decided.send, decided.ask};
    if (out.events.empty()) return out;
    Incident& incident = out.after.incident;
    for (auto& event : out.events) event.incident = incident.id;
    const Refund& refund = find_refund(out.after.refunds, decided.refund);
    if (refund_came_to_nothing(incident, refund)) {
        out.events.push_back(opened_again(incident, refund));
        return out;
    }
    const bool look_again = decided.contradicted || decided.overdue;
    EventDraft told;
    told.incident = incident.id;
    told.credit = before.credit.id;
    told.refund = decided.refund;
    told.actor = "rules";
    if (look_again) {
        // Also where it stands open: what people see must be what they have to decide now.
        const bool was_closed = incident.state == IncidentState::closed;
        if (was_closed) reopen(incident);
        incident.detail = std::string(decided.contradicted ? twice : silent);
        incident.refund = decided.refund;
        told.type = was_closed ? EventType::incident_opened : EventType::refund_unknown;
        told.note = incident.detail;
    } else if (incident.state != IncidentState::closed &&
               refunded_of(before.credit.id, out.after.refunds) >= before.credit.amount) {
        incident.state = IncidentState::closed;
        incident.closed_at = now;
        incident.closing = "the money has gone back";
        drop_plan(incident);
        told.type = EventType::incident_closed;
        told.note = incident.closing;
    } else {
        return out;
    }
    incident.version += 1;
    out.events.push_back(std::move(told));
    return out;
}

Result<UnmatchedMoneyDecision> decide_incident(
    const UnmatchedFile& before, const IncidentInput& input, const RefundId& refund, Wall now
) {
    BOOST_OUTCOME_TRY(auto step, step_incident(before.incident, input, now));
    UnmatchedMoneyDecision out;
    out.after = before;
    out.after.incident = std::move(step.after);
    Incident& incident = out.after.incident;
    if (step.carry_out == IncidentAction::refund) {
        CreditFile file{before.credit, before.refunds, false};
        BOOST_OUTCOME_TRY(const auto order, order_refund(file, incident, refund));
        incident.refund = order.refund;
        drop_plan(incident);
        step.events.back().refund = order.refund;
        for (const auto& next : {order.asked, order.approved}) {
            BOOST_OUTCOME_TRY(auto decided, decide_refund(file, next, now));
            file = decided.after;
            for (auto& event : decided.events) {
                event.incident = incident.id;
                out.events.push_back(std::move(event));
            }
            out.work.send = out.work.send || decided.send;
        }
        put_back(out.after.refunds, file.refunds);
        out.work.refund = order.refund;
    }
    if (step.carry_out == IncidentAction::ask_provider && incident.refund) {
        out.work.refund = incident.refund;
        out.work.ask = true;
    }
    for (auto& event : step.events) out.events.push_back(std::move(event));
    return out;
}

}  // namespace dvcpay
