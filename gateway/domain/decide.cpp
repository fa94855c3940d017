#include "domain/decide.hpp"

#include "domain/decide_parts.hpp"
#include "domain/invariant.hpp"
#include "domain/schedule.hpp"

namespace dvcpay {
namespace {

using detail::Draft;

Attempt& attempt_of(Draft& draft, const AttemptId& id) {
    Attempt* attempt = find_attempt(draft.file(), id);
    DVC_INVARIANT(attempt != nullptr);  // the caller loaded the file by this very attempt
    return *attempt;
}

std::string named(const std::string& provider_txn) {
    return provider_txn.empty() ? "" : ": transaction " + provider_txn;
}

std::string provider_actor(const Attempt& attempt) {
    return "provider:" + attempt.account.provider;
}

Result<void> apply(Draft& draft, const input::OpenAttempt& in) {
    PaymentFile& file = draft.file();
    if (file.payment.state != PaymentState::open || draft.now() >= file.payment.expires_at)
        return Fault::payment_closed;
    if (file.payment.cancel_requested || file.payment.superseded_by) return Fault::payment_closed;
    if (!amount_held(file).is_zero())
        return Error(Fault::state_conflict, "money has begun to arrive");
    for (auto& old : file.attempts) {
        if (is_final(old.state)) continue;
        if (old.finality != Finality::push_only) {
            Error open(Fault::attempt_open, "an attempt is still alive at its provider");
            open.retry_after_s = 5;
            return open;
        }
        draft.move(old, AttemptInput::superseded, "rules", "superseded by a new attempt");
        if (!old.watched_until || *old.watched_until < old.expires_at)
            old.watched_until = old.expires_at;
        auto& warnings = file.payment.warnings;
        if (std::ranges::find(warnings, "old_qr_may_still_be_paid") == warnings.end()) {
            warnings.emplace_back("old_qr_may_still_be_paid");
        }
    }
    DVC_INVARIANT(in.attempt.state == AttemptState::initiating);
    file.attempts.push_back(in.attempt);
    EventDraft told;
    told.type = EventType::attempt_initiating;
    told.attempt = in.attempt.id;
    told.actor = in.actor;
    told.note = in.attempt.account.provider + " " + std::string(to_string(in.attempt.method));
    draft.event(std::move(told));
    return ok();
}

Result<void> apply(Draft& draft, const input::Opened& in) {
    Attempt& attempt = attempt_of(draft, in.attempt);
    const bool was_open =
        attempt.state == AttemptState::initiating || attempt.state == AttemptState::unknown;
    const std::string actor = provider_actor(attempt);
    // Also of an offer that came too late: the provider is asked about it by these names.
    const auto learn = [&draft](std::string& known, const std::string& said) {
        if (said.empty() || known == said) return;
        known = said;
        draft.touch();
    };
    learn(attempt.provider_ref, in.provider_ref);
    learn(attempt.virtual_account, in.virtual_account);
    if (was_open && draft.now() >= attempt.expires_at) {
        // The offer came back too late to be shown; the provider is asked how it ends.
        draft.move(attempt, AttemptInput::time_up, "clock", "opened after its time");
        return ok();
    }
    draft.move(attempt, AttemptInput::opened, actor.c_str(), {});
    if (was_open && attempt.state == AttemptState::pending) {
        attempt.next_action = in.next_action;
        draft.touch();
    }
    return ok();
}

void end_without_money(Draft& draft, Attempt& attempt, AttemptInput input, const Failure& failure) {
    const std::string actor = provider_actor(attempt);
    if (draft.move(attempt, input, actor.c_str(), failure.code)) attempt.failure = failure;
}

Result<void> apply(Draft& draft, const input::Refused& in) {
    end_without_money(draft, attempt_of(draft, in.attempt), AttemptInput::refused, in.failure);
    return ok();
}

Result<void> apply(Draft& draft, const input::NotSent& in) {
    end_without_money(draft, attempt_of(draft, in.attempt), AttemptInput::not_sent, in.failure);
    return ok();
}

Result<void> apply(Draft& draft, const input::NoAnswer& in) {
    draft.move(
        attempt_of(draft, in.attempt),
        AttemptInput::no_answer,
        "clock",
        "no answer to the create call"
    );
    return ok();
}

void record_evidence(Draft& draft, const input::Told& in, const Notice& notice) {
    EventDraft told;
    told.type = EventType::evidence_received;
    told.attempt = in.attempt;
    told.actor = "provider:" + notice.account.provider;
    told.note = std::string(to_string(notice.source)) + " says " +
                std::string(to_string(notice.said)) + " (code " + notice.provider_code +
                ", proven by " + std::string(to_string(in.notice.proof())) + ")";
    draft.event(std::move(told));
}

/// A poll that brings nothing new leaves no trace, so that asking a hundred times changes nothing
/// (P8).
bool brings_news(const Attempt& attempt, const Notice& notice) {
    switch (notice.said) {
        case Said::waiting:
        case Said::not_found:
        case Said::unclear:
            return false;
        case Said::authorised:
            return is_live(attempt.state);
        case Said::paid:
        case Said::declined:
        case Said::cancelled:
        case Said::lapsed:
            return true;
    }
    invariant_broken("brings_news: value outside its enum");
}

bool knows_credit(const PaymentFile& file, const Notice& notice) {
    return std::ranges::any_of(file.credits, [&](const Credit& c) {
        return c.account == notice.account && c.provider_txn == notice.provider_txn &&
               c.amount == notice.amount;
    });
}

/// People were told already that this transaction was named with this second amount (P8).
bool knows_contradiction(const PaymentFile& file, const Notice& notice) {
    return std::ranges::any_of(file.credits, [&](const Credit& c) {
        return c.account == notice.account && c.provider_txn == notice.provider_txn &&
               std::ranges::any_of(file.incidents, [&](const Incident& i) {
                   return i.kind == IncidentKind::provider_contradiction && i.credit == c.id &&
                          i.amount == notice.amount;
               });
    });
}

/// One incident for each transaction that is told here and booked elsewhere.
Result<void> contradict_other_payment(
    Draft& draft, const input::Told& in, const Notice& notice, const Attempt& attempt
) {
    const std::string detail =
        "transaction " + notice.provider_txn + " is a credit of another payment already";
    const bool known = std::ranges::any_of(draft.file().incidents, [&](const Incident& i) {
        return i.kind == IncidentKind::provider_contradiction && i.attempt == attempt.id &&
               !i.credit && i.provider_txn == notice.provider_txn;
    });
    if (known) return ok();
    record_evidence(draft, in, notice);
    Incident& incident = draft.open_incident(
        IncidentKind::provider_contradiction, attempt.id, notice.amount, detail
    );
    incident.provider_txn = notice.provider_txn;
    incident.proposal = Proposal::ask_provider;
    return ok();
}

Result<void> apply(Draft& draft, const input::Told& in) {
    const Notice& notice = in.notice.value();
    Attempt& attempt = attempt_of(draft, in.attempt);
    if (notice.alarm) draft.decision().alarm = attempt.id;
    if (!brings_news(attempt, notice)) return ok();
    if (notice.said == Said::paid && knows_credit(draft.file(), notice))
        return ok();  // told again (P8)
    if (notice.said == Said::paid && knows_contradiction(draft.file(), notice)) return ok();
    if (in.booked_elsewhere) return contradict_other_payment(draft, in, notice, attempt);
    if (notice.said == Said::paid && notice.ask_first) {
        record_evidence(draft, in, notice);
        draft.ask(attempt.id);
        return ok();
    }
    switch (notice.said) {
        case Said::paid:
            if (notice.provider_txn.empty() || notice.amount <= Money() ||
                notice.amount > largest_amount) {
                record_evidence(
                    draft, in, notice
                );  // money without a name or size cannot be booked: ask
                draft.ask(attempt.id);
                return ok();
            }
            record_evidence(draft, in, notice);
            detail::take_money(draft, attempt, in);
            return ok();
        case Said::authorised:
            draft.ask(attempt.id);
            return ok();
        case Said::declined:
        case Said::cancelled:
        case Said::lapsed: {
            const AttemptInput input = notice.said == Said::declined    ? AttemptInput::declined
                                       : notice.said == Said::cancelled ? AttemptInput::cancelled
                                                                        : AttemptInput::lapsed;
            const AttemptStep next = step(attempt.state, input);
            if (next.next == attempt.state && next.duty == Duty::none) return ok();  // old news
            if (next.duty == Duty::contradict &&
                draft.has_open_incident(IncidentKind::provider_contradiction, attempt.id)) {
                return ok();
            }
            record_evidence(draft, in, notice);
            end_without_money(draft, attempt, input, notice.failure);
            return ok();
        }
        case Said::waiting:
        case Said::not_found:
        case Said::unclear:
            return ok();
    }
    invariant_broken("apply: value outside its enum");
}

Result<void> apply(Draft& draft, const input::CreditTold& in) {
    return detail::hear_of_credit(draft, in);
}

/// One incident for each transaction; where its credit has come meanwhile, there is no question.
Result<void> apply(Draft& draft, const input::MoneyUnconfirmed& in) {
    const PaymentFile& file = draft.file();
    const bool booked = std::ranges::any_of(file.credits, [&](const Credit& c) {
        return c.attempt == in.attempt && c.provider_txn == in.provider_txn;
    });
    const bool known = std::ranges::any_of(file.incidents, [&](const Incident& i) {
        return i.kind == IncidentKind::provider_contradiction && i.attempt == in.attempt &&
               !i.credit && i.provider_txn == in.provider_txn;
    });
    if (booked || known) return ok();
    const Attempt& attempt = attempt_of(draft, in.attempt);
    Incident& incident = draft.open_incident(
        IncidentKind::provider_contradiction,
        attempt.id,
        attempt.amount,
        "the provider spoke of money that it never confirmed" + named(in.provider_txn)
    );
    incident.provider_txn = in.provider_txn;
    incident.proposal = Proposal::ask_provider;
    return ok();
}

Result<void> ask_to_close(Draft& draft, const std::string& reason, const std::string& actor) {
    Payment& p = draft.payment();
    p.cancel_requested = true;
    p.cancel_reason = reason;
    EventDraft told;
    told.type = EventType::cancel_requested;
    told.actor = actor;
    draft.event(std::move(told));
    for (auto& attempt : draft.file().attempts) {
        if (is_final(attempt.state)) continue;
        switch (attempt.finality) {
            case Finality::push_only:
                draft.move(attempt, AttemptInput::superseded, "rules", "cancelled");
                break;
            // From now on the provider's check is refused; that ends it.
            case Finality::refusal:
                draft.move(attempt, AttemptInput::closed_here, "rules", "cancelled");
                break;
            case Finality::provider:
                draft.ask(attempt.id);
                break;
        }
    }
    return ok();
}

Result<void> apply(Draft& draft, const input::CancelAsked& in) {
    const PaymentFile& file = draft.file();
    if (file.payment.state != PaymentState::open) return Fault::payment_closed;
    if (!amount_held(file).is_zero())
        return Error(Fault::state_conflict, "money has begun to arrive");
    if (file.payment.cancel_requested) return ok();  // asked before: nothing changes (P8)
    return ask_to_close(draft, in.reason, in.actor);
}

Result<void> apply(Draft& draft, const input::Superseded& in) {
    PaymentFile& file = draft.file();
    if (file.payment.superseded_by) return Fault::state_conflict;
    file.payment.superseded_by = in.by;
    EventDraft told;
    told.type = EventType::payment_superseded;
    told.actor = in.actor;
    told.note = in.by.text();
    draft.event(std::move(told));
    if (can_cancel(file)) return ask_to_close(draft, "superseded", in.actor);
    return ok();
}

Result<void> apply(Draft& draft, const input::ObligationPaid& in) {
    PaymentFile& file = draft.file();
    file.obligation_paid_by = in.by;
    if (can_cancel(file)) return ask_to_close(draft, "obligation_paid", "rules");
    return ok();
}

Result<void> apply(Draft& draft, const input::ClockPassed&) {
    const Wall now = draft.now();
    for (auto& attempt : draft.file().attempts) {
        if (is_final(attempt.state)) continue;
        switch (attempt.finality) {
            case Finality::provider:
                if (attempt.state == AttemptState::pending && now >= attempt.expires_at) {
                    draft.move(attempt, AttemptInput::time_up, "clock", "its time has passed");
                }
                if (!attempt.overdue && now >= asking_ends(attempt.opened_at)) {
                    draft.move(attempt, AttemptInput::asking_over, "clock", "asking has ended");
                }
                break;
            case Finality::refusal:
                if (now >= attempt.expires_at)
                    draft.move(attempt, AttemptInput::closed_here, "clock", {});
                break;
            case Finality::push_only:
                if (now >= attempt.expires_at.plus_s(attempt.grace_s)) {
                    draft.move(attempt, AttemptInput::closed_here, "clock", {});
                }
                break;
        }
    }
    return ok();
}

}  // namespace

Result<Decision> decide(
    const PaymentFile& before, const Input& input, Wall now, const FreshIds& ids
) {
    Draft draft(before, now, &ids);
    BOOST_OUTCOME_TRY(std::visit([&draft](const auto& in) { return apply(draft, in); }, input));
    Decision decision = draft.finish();
    // Money proven is never unproven: paid never leaves its state, credits never vanish (P2).
    DVC_INVARIANT(
        before.payment.state != PaymentState::paid ||
        decision.after.payment.state == PaymentState::paid
    );
    DVC_INVARIANT(decision.after.credits.size() >= before.credits.size());
    return decision;
}

Decision open_payment(Payment payment, Wall now) {
    payment.created_at = now;
    payment.version = 0;
    payment.sequence = 0;
    payment.state = PaymentState::open;
    PaymentFile file;
    file.payment = std::move(payment);
    Draft draft(file, now, nullptr);
    EventDraft told;
    told.type = EventType::payment_created;
    told.actor = draft.payment().created_by;
    draft.event(std::move(told));
    if (draft.payment().amount.is_zero()) {
        Payment& p = draft.payment();
        p.zero_amount = true;
        p.state = PaymentState::paid;
        p.paid_at = now;
        p.closed_at = now;
    }
    return draft.finish();
}

LoneDecision decide_unconfirmed(const SpokenMoney& spoken, Wall now, const FreshIds& ids) {
    LoneDecision out;
    out.incident.id = ids.incidents[0];
    out.incident.kind = IncidentKind::provider_contradiction;
    out.incident.amount = spoken.amount;
    out.incident.provider_txn = spoken.provider_txn;
    out.incident.detail = spoken.account.provider + "/" + spoken.account.account +
                          " spoke of money for order " + spoken.order_ref +
                          ", which is none of ours, and never confirmed it" +
                          named(spoken.provider_txn);
    out.incident.opened_at = now;
    EventDraft opened;
    opened.type = EventType::incident_opened;
    opened.incident = out.incident.id;
    opened.actor = "rules";
    opened.note = std::string(to_string(out.incident.kind));
    out.events.push_back(std::move(opened));
    return out;
}

}  // namespace dvcpay
