// Verified money becomes a credit, always (P2). What it does to the payment follows from its amount
// and from what was known before; every case but the plain one also opens an incident.
#include "domain/decide_money.hpp"
#include "domain/decide_parts.hpp"
#include "domain/invariant.hpp"

namespace dvcpay {
namespace detail {
namespace {

/// Of a payment that is not paid: what came before counts where the contract lets it.
Money before(const PaymentFile& file, const CreditRules& rules) {
    if (!rules.complete_partial) return Money();
    Money total;
    for (const auto& credit : file.credits) {
        if (credit.state != CreditState::partial) continue;
        // A part that is on its way back completes nothing.
        const Money left = refundable(credit_file(file, credit));
        const auto sum = add(total, std::max(left, Money()));
        DVC_INVARIANT(sum.has_value());
        total = sum.value();
    }
    return total;
}

CreditState classify(const PaymentFile& file, Money amount, const CreditRules& rules) {
    const Money due = amount_due(file.payment);
    if (file.payment.state == PaymentState::paid || file.obligation_paid_by)
        return CreditState::duplicate;
    const auto total = add(before(file, rules), amount);
    DVC_INVARIANT(total.has_value());
    if (total.value() == due) return CreditState::applied;
    return total.value() > due ? CreditState::surplus : CreditState::partial;
}

void book(
    Draft& draft,
    const Attempt& attempt,
    const Notice& notice,
    const EvidenceId& evidence,
    CreditState state
) {
    Credit credit;
    credit.id = draft.ids().credit;
    credit.payment = draft.payment().id;
    credit.attempt = attempt.id;
    credit.account = notice.account;
    credit.provider_txn = notice.provider_txn;
    credit.order_ref = notice.order_ref.empty() ? attempt.order_ref.text() : notice.order_ref;
    credit.amount = notice.amount;
    credit.state = state;
    credit.occurred_at = notice.occurred_at.ms > 0 ? notice.occurred_at : draft.now();
    credit.received_at = draft.now();
    credit.evidence = evidence;
    EventDraft told;
    told.type = EventType::credit_received;
    told.attempt = attempt.id;
    told.credit = credit.id;
    told.actor = "provider:" + notice.account.provider;
    told.note = std::string(to_string(state));
    draft.file().credits.push_back(std::move(credit));
    draft.decision().credit = draft.ids().credit;
    draft.decision().source = notice.source;
    draft.event(std::move(told));
}

void pay(Draft& draft) {
    Payment& p = draft.payment();
    p.late = p.state != PaymentState::open;
    p.state = PaymentState::paid;
    p.paid_at = draft.now();
    p.closed_at = draft.now();
    p.settlement = settlement_of(draft.file());
    draft.decision().obligation_paid = true;
}

/// One provider transaction, two amounts: the second is not a second movement of money.
bool contradicts_known_credit(Draft& draft, const Attempt& attempt, const Notice& notice) {
    for (const auto& credit : draft.file().credits) {
        if (credit.account != notice.account || credit.provider_txn != notice.provider_txn)
            continue;
        auto& incident = draft.open_incident(
            IncidentKind::provider_contradiction,
            attempt.id,
            notice.amount,
            "transaction " + notice.provider_txn + " was told with another amount before"
        );
        incident.credit = credit.id;
        incident.provider_txn = notice.provider_txn;
        incident.proposal = Proposal::ask_provider;
        return true;
    }
    return false;
}

}  // namespace

void take_money(Draft& draft, Attempt& attempt, const input::Told& told) {
    const Notice& notice = told.notice.value();
    if (contradicts_known_credit(draft, attempt, notice)) return;
    // Only the provider's own "no" leaves a failure; our clock and a newer attempt close without
    // one.
    const bool after_final_word = is_final(attempt.state) &&
                                  attempt.state != AttemptState::succeeded &&
                                  attempt.failure.has_value();
    const Money total = add(before(draft.file(), told.rules), notice.amount).value();
    const CreditState state = classify(draft.file(), notice.amount, told.rules);
    const std::string actor = "provider:" + notice.account.provider;
    draft.move(attempt, AttemptInput::paid, actor.c_str(), std::string(to_string(state)));
    if (attempt.provider_txn.empty()) attempt.provider_txn = notice.provider_txn;
    attempt.failure.reset();
    book(draft, attempt, notice, told.evidence, state);

    const CreditId credit = draft.ids().credit;
    const auto incident = [&](IncidentKind kind, Money amount, Proposal proposal, std::string detail
                          ) {
        auto& opened = draft.open_incident(kind, attempt.id, amount, std::move(detail));
        opened.credit = credit;
        opened.proposal = proposal;
    };
    const Money due = amount_due(draft.payment());
    switch (state) {
        case CreditState::applied:
            pay(draft);
            break;
        case CreditState::surplus:
            pay(draft);
            if (told.rules.accept_surplus) break;
            incident(
                IncidentKind::overpayment,
                subtract(total, due).value(),
                Proposal::refund_surplus,
                "more than was due"
            );
            break;
        case CreditState::partial:
            incident(
                IncidentKind::underpayment,
                subtract(due, total).value(),
                Proposal::complete_or_refund,
                "less than was due"
            );
            break;
        case CreditState::duplicate:
            incident(
                IncidentKind::duplicate_payment,
                notice.amount,
                Proposal::refund,
                "the debt was paid already"
            );
            break;
        case CreditState::unmatched:
        case CreditState::reversed:
            invariant_broken("take_money: not a state of new money on a payment");
    }
    if (draft.payment().late && draft.decision().obligation_paid) {
        incident(
            IncidentKind::late_payment,
            notice.amount,
            Proposal::none,
            "paid after the payment was closed"
        );
    } else if (after_final_word && state != CreditState::duplicate) {
        incident(
            IncidentKind::provider_contradiction,
            notice.amount,
            Proposal::none,
            "the provider confirmed money after a final word without money"
        );
    }
}

Result<void> hear_of_credit(Draft& draft, const input::CreditTold& told) {
    const auto at = std::ranges::find(draft.file().credits, told.credit, &Credit::id);
    if (at == draft.file().credits.end()) return Fault::not_found;
    const CreditNotice& notice = told.notice.value();
    const auto tell = [&](std::string_view word) {
        draft.payment().settlement = settlement_of(draft.file());
        EventDraft event;
        event.type = EventType::evidence_received;
        event.credit = told.credit;
        event.actor = "statement";
        event.note = std::string(word) + ": " + notice.source;
        draft.event(std::move(event));
    };
    const auto incident = [&](IncidentKind kind, std::string detail) {
        auto& opened = draft.open_incident(kind, {}, at->amount, std::move(detail));
        opened.attempt = at->attempt;
        opened.credit = at->id;
        opened.provider_txn = at->provider_txn;
    };
    // Whatever is said of money that was taken back, it stays taken back.
    if (at->state == CreditState::reversed) return ok();
    switch (notice.said) {
        case CreditNotice::Said::confirmed:
            if (at->settlement == Settlement::confirmed) return ok();
            at->settlement = Settlement::confirmed;
            tell("confirmed");
            return ok();
        case CreditNotice::Said::missing:
            if (at->settlement == Settlement::missing) return ok();
            at->settlement = Settlement::missing;
            tell("missing");
            incident(IncidentKind::credit_missing, "not in " + notice.source);
            return ok();
        case CreditNotice::Said::reversed:
            if (counts(at->state) && draft.payment().state == PaymentState::paid)
                at->settlement = Settlement::reversed;
            at->state = CreditState::reversed;
            tell("taken back");
            incident(IncidentKind::credit_reversed, "taken back: " + notice.source);
            return ok();
    }
    invariant_broken("hear_of_credit: value outside its enum");
}

}  // namespace detail

UnmatchedDecision decide_unmatched(
    const Verified<Notice>& verified, EvidenceId evidence, Wall now, const FreshIds& ids
) {
    const Notice& notice = verified.value();
    UnmatchedDecision out;
    out.credit.id = ids.credit;
    out.credit.account = notice.account;
    out.credit.provider_txn = notice.provider_txn;
    out.source = notice.source;
    out.credit.order_ref = notice.order_ref.empty() ? notice.paid_to : notice.order_ref;
    out.credit.amount = notice.amount;
    out.credit.state = CreditState::unmatched;
    out.credit.occurred_at = notice.occurred_at.ms > 0 ? notice.occurred_at : now;
    out.credit.received_at = now;
    out.credit.evidence = std::move(evidence);
    out.incident.id = ids.incidents[0];
    out.incident.kind = IncidentKind::unmatched_credit;
    out.incident.credit = out.credit.id;
    out.incident.amount = notice.amount;
    out.incident.proposal = Proposal::find_payment;
    out.incident.detail = "money for order " + out.credit.order_ref + ", which is none of ours";
    out.incident.opened_at = now;
    EventDraft received;
    received.type = EventType::credit_received;
    received.credit = out.credit.id;
    received.incident = out.incident.id;
    received.actor = "provider:" + notice.account.provider;
    received.note = "unmatched";
    EventDraft opened = received;
    opened.type = EventType::incident_opened;
    opened.note = "unmatched_credit";
    opened.actor = "rules";
    out.events.push_back(std::move(received));
    out.events.push_back(std::move(opened));
    return out;
}

}  // namespace dvcpay
