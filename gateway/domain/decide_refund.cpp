#include "domain/decide_refund.hpp"

#include <algorithm>

#include "domain/invariant.hpp"

namespace dvcpay {
namespace {

using refund_input::Approved;
using refund_input::Asked;
using refund_input::AskingOver;
using refund_input::Closed;
using refund_input::NoOperation;
using refund_input::Rejected;
using refund_input::Retried;
using refund_input::Submitted;
using refund_input::Told;

bool holds_money_back(RefundState state) {
    return state != RefundState::failed && state != RefundState::rejected;
}

/// A decision under construction about one refund of the file.
class Work {
  public:
    Work(const CreditFile& before, Wall now) : now_(now) { out_.after = before; }

    Wall now() const { return now_; }
    CreditFile& file() { return out_.after; }
    RefundDecision& out() { return out_; }

    Refund* find(const RefundId& id) {
        const auto at = std::ranges::find(file().refunds, id, &Refund::id);
        return at == file().refunds.end() ? nullptr : &*at;
    }

    void tell(EventType type, const Refund& refund, std::string actor, std::string note) {
        EventDraft draft;
        draft.type = type;
        draft.credit = refund.credit;
        draft.refund = refund.id;
        draft.actor = std::move(actor);
        draft.note = std::move(note);
        out_.events.push_back(std::move(draft));
    }

    void become(Refund& refund, RefundState state) {
        refund.state = state;
        refund.version += 1;
        const bool over = state == RefundState::succeeded || state == RefundState::failed ||
                          state == RefundState::rejected;
        refund.closed_at = over ? std::optional(now_) : std::nullopt;
        if (over || state == RefundState::manual) {
            refund.overdue = false;
            refund.next_ask_at.reset();
        }
    }

    void add(Refund refund) {
        refund.created_at = now_;
        file().refunds.push_back(std::move(refund));
    }

  private:
    RefundDecision out_;
    Wall now_;
};

RefundTry* try_of(Refund& refund, const std::string& id) {
    const auto at = std::ranges::find(refund.tries, id, &RefundTry::provider_refund_id);
    return at == refund.tries.end() ? nullptr : &*at;
}

Error wrong_state(const Refund& refund) {
    return Error(
        Fault::state_conflict, "the refund is " + std::string(to_string(refund.state)) + " by now"
    );
}

Error taken_back() {
    return Error(Fault::state_conflict, "the provider has taken this money back");
}

Error too_early(Wall until, Wall now) {
    Error error(
        Fault::state_conflict, "the provider takes a new try not before " + to_rfc3339(until)
    );
    error.retry_after_s = std::max<std::int64_t>(1, (until.ms - now.ms + 999) / 1000);
    return error;
}

bool is_waiting(const Refund& refund) {
    return refund.state == RefundState::submitted || refund.state == RefundState::unknown;
}

bool law_keeps(const CreditFile& file) {
    return file.kept_by_law && file.credit.state == CreditState::applied;
}

Result<void> apply(Work& work, const Asked& in) {
    const CreditFile& file = work.file();
    if (file.credit.state == CreditState::reversed) return taken_back();
    if (law_keeps(file)) return Fault::not_refundable;
    if (in.draft.amount <= Money()) return Fault::amount_out_of_range;
    const Money left = refundable(file);
    if (in.believed != left) return Fault::refundable_amount_changed;
    if (in.draft.amount > left) return Fault::refund_exceeds_credit;
    Refund refund = in.draft;
    refund.credit = file.credit.id;
    refund.state = RefundState::requested;
    refund.approved_by.reset();
    refund.version = 1;
    refund.tries.clear();
    work.tell(EventType::refund_requested, refund, refund.requested_by.text(), {});
    work.out().refund = refund.id;
    work.add(std::move(refund));
    return ok();
}

Result<void> apply(Work& work, const Approved& in) {
    Refund* refund = work.find(in.refund);
    if (refund == nullptr) return Fault::not_found;
    if (refund->requested_by == in.by) return Fault::same_person;
    if (refund->state != RefundState::requested) return wrong_state(*refund);
    if (work.file().credit.state == CreditState::reversed) return taken_back();
    refund->approved_by = in.by;
    // Two persons' decision stands; only the sending waits.
    refund->not_before = held_until(work.file(), work.now());
    work.become(*refund, RefundState::approved);
    work.tell(EventType::refund_approved, *refund, in.by.text(), {});
    work.out().send = !refund->not_before;
    return ok();
}

Result<void> apply(Work& work, const Rejected& in) {
    Refund* refund = work.find(in.refund);
    if (refund == nullptr) return Fault::not_found;
    if (refund->requested_by == in.by) return Fault::same_person;
    if (refund->state != RefundState::requested) return wrong_state(*refund);
    work.become(*refund, RefundState::rejected);
    refund->evidence = in.reason;
    work.tell(EventType::refund_rejected, *refund, in.by.text(), {});
    return ok();
}

void by_hand(Work& work, Refund& refund, std::string actor, std::string note) {
    work.become(refund, RefundState::manual);
    work.tell(EventType::refund_manual, refund, std::move(actor), std::move(note));
}

Result<void> apply(Work& work, const Submitted& in) {
    Refund* refund = work.find(in.refund);
    if (refund == nullptr) return Fault::not_found;
    if (refund->state != RefundState::approved) return wrong_state(*refund);
    DVC_INVARIANT(refund->approved_by.has_value() && *refund->approved_by != refund->requested_by);
    if (work.file().credit.state == CreditState::reversed) {
        by_hand(work, *refund, "rules", "the provider has taken this money back");
        return ok();
    }
    if (const auto until = held_until(work.file(), work.now()))
        return too_early(*until, work.now());
    DVC_INVARIANT(!in.provider_refund_id.empty());
    DVC_INVARIANT(try_of(*refund, in.provider_refund_id) == nullptr);
    RefundTry fresh;
    fresh.provider_refund_id = in.provider_refund_id;
    fresh.request_id = in.request_id;
    fresh.submitted_at = work.now();
    refund->tries.push_back(std::move(fresh));
    refund->provider_refund_id = in.provider_refund_id;
    refund->failure.reset();
    refund->asked = 0;
    refund->overdue = false;
    work.become(*refund, RefundState::submitted);
    work.tell(EventType::refund_submitted, *refund, "rules", in.provider_refund_id);
    return ok();
}

Result<void> apply(Work& work, const NoOperation& in) {
    Refund* refund = work.find(in.refund);
    if (refund == nullptr) return Fault::not_found;
    if (refund->state != RefundState::approved) return wrong_state(*refund);
    by_hand(work, *refund, "rules", "the provider has no refund operation");
    return ok();
}

/// What the provider's word makes of the try itself; money that has left never comes back by a
/// word.
void write_down(Work& work, RefundTry& t, const Told& in) {
    using enum RefundTry::State;
    if (!in.failure.provider_code.empty()) t.provider_code = in.failure.provider_code;
    if (!in.provider_txn.empty()) t.provider_txn = in.provider_txn;
    switch (in.word) {
        case RefundSaid::done:
            t.state = succeeded;
            break;
        case RefundSaid::refused:
        case RefundSaid::not_refundable:
        case RefundSaid::not_sent:
            if (t.state != succeeded) t.state = failed;
            break;
        case RefundSaid::pending:
            if (t.state == unknown) t.state = submitted;
            break;
        case RefundSaid::unknown:
            if (t.state == submitted) t.state = unknown;
            break;
    }
    const bool over = t.state == succeeded || t.state == failed;
    if (over && !t.closed_at) t.closed_at = work.now();
}

/// A try that nobody waits for any more. Only a success after another end says something new; where
/// a newer try is still open, its own end decides about the refund.
Result<void> told_late(Work& work, Refund& refund, RefundTry& t, const Told& in, bool waiting) {
    if (in.word != RefundSaid::done || t.state == RefundTry::State::succeeded) return ok();
    const bool already = refund.state == RefundState::succeeded;
    write_down(work, t, in);
    work.out().contradicted = true;
    if (!waiting && !already) work.become(refund, RefundState::succeeded);
    if (waiting || already) refund.version += 1;
    work.tell(
        waiting || already ? EventType::refund_unknown : EventType::refund_succeeded,
        refund,
        in.actor,
        "after another word: " + in.provider_txn
    );
    return ok();
}

/// A final no to the last try. Where an earlier one turned out to have paid, the money is back.
void failed(Work& work, Refund& refund, const Told& in) {
    refund.failure = in.failure;
    const bool paid = std::ranges::any_of(refund.tries, [](const RefundTry& t) {
        return t.state == RefundTry::State::succeeded;
    });
    if (paid) {
        work.become(refund, RefundState::succeeded);
        work.tell(EventType::refund_succeeded, refund, in.actor, "by an earlier try");
    } else if (in.word == RefundSaid::not_refundable) {
        by_hand(work, refund, in.actor, in.failure.provider_code);
    } else {
        if (in.word == RefundSaid::refused && in.not_again_for_s > 0)
            refund.not_before = work.now().plus_s(in.not_again_for_s);
        // Not sent: nothing can have happened; a retry takes a new id all the same.
        work.become(refund, RefundState::failed);
        work.tell(EventType::refund_failed, refund, in.actor, in.failure.provider_code);
    }
}

Result<void> apply(Work& work, const Told& said) {
    Told in = said;
    if (in.word == RefundSaid::not_sent && !in.first_call) in.word = RefundSaid::unknown;
    Refund* refund = work.find(in.refund);
    if (refund == nullptr) return Fault::not_found;
    RefundTry* t = try_of(*refund, in.provider_refund_id);
    if (t == nullptr) return Fault::not_found;
    const bool waiting = is_waiting(*refund);
    const bool is_last = in.provider_refund_id == refund->provider_refund_id;
    if (!waiting || !is_last) return told_late(work, *refund, *t, in, waiting);
    const RefundTry before = *t;
    write_down(work, *t, in);
    switch (in.word) {
        case RefundSaid::done:
            work.become(*refund, RefundState::succeeded);
            work.tell(EventType::refund_succeeded, *refund, in.actor, in.provider_txn);
            return ok();
        case RefundSaid::not_refundable:
        case RefundSaid::refused:
        case RefundSaid::not_sent:
            failed(work, *refund, in);
            return ok();
        case RefundSaid::pending:
            work.out().ask = true;
            if (refund->state == RefundState::submitted) {
                *t = before;
                return ok();
            }
            work.become(*refund, RefundState::submitted);
            work.tell(EventType::refund_submitted, *refund, in.actor, "pending");
            return ok();
        case RefundSaid::unknown:
            work.out().ask = true;
            if (refund->state == RefundState::unknown) {
                *t = before;
                return ok();
            }
            work.become(*refund, RefundState::unknown);
            work.tell(EventType::refund_unknown, *refund, in.actor, {});
            return ok();
    }
    invariant_broken("decide_refund: value outside its enum");
}

Result<void> apply(Work& work, const AskingOver& in) {
    Refund* refund = work.find(in.refund);
    if (refund == nullptr) return Fault::not_found;
    const bool waiting = is_waiting(*refund);
    if (!waiting || refund->overdue) return ok();
    refund->overdue = true;
    refund->version += 1;
    work.out().overdue = true;
    work.tell(EventType::refund_unknown, *refund, "clock", "asking has ended");
    return ok();
}

/// Only people leave a paper with a refund that failed.
bool closed_by_hand(const Refund& refund) {
    return refund.state == RefundState::failed && !refund.evidence.empty();
}

Result<void> apply(Work& work, const Retried& in) {
    Refund* refund = work.find(in.refund);
    if (refund == nullptr) return Fault::not_found;
    if (refund->requested_by == in.by) return Fault::same_person;
    if (refund->state != RefundState::failed) return wrong_state(*refund);
    // One person's word that nothing arrived must not be enough to pay again (maker and checker).
    if (closed_by_hand(*refund))
        return Error(
            Fault::state_conflict, "the refund was closed by hand; a new one takes two persons"
        );
    if (work.file().credit.state == CreditState::reversed) return taken_back();
    // While it was failed its money was free for another refund.
    if (refund->amount > refundable(work.file())) return Fault::refund_exceeds_credit;
    if (const auto until = held_until(work.file(), work.now()))
        return too_early(*until, work.now());
    refund->approved_by = in.by;
    work.become(*refund, RefundState::approved);
    work.tell(EventType::refund_approved, *refund, in.by.text(), "again");
    work.out().send = true;
    return ok();
}

Result<void> apply(Work& work, const Closed& in) {
    Refund* refund = work.find(in.refund);
    if (refund == nullptr) return Fault::not_found;
    if (refund->requested_by == in.by) return Fault::same_person;
    const bool given_up = is_waiting(*refund) && refund->overdue;
    if (refund->state != RefundState::manual && !given_up) return wrong_state(*refund);
    refund->evidence = in.evidence;
    work.become(*refund, in.returned ? RefundState::succeeded : RefundState::failed);
    work.tell(
        in.returned ? EventType::refund_succeeded : EventType::refund_failed,
        *refund,
        in.by.text(),
        "by hand, with evidence"
    );
    return ok();
}

RefundId about(const RefundInput& input) {
    return std::visit(
        [](const auto& in) -> RefundId {
            if constexpr (requires { in.draft; }) {
                return in.draft.id;
            } else {
                return in.refund;
            }
        },
        input
    );
}

}  // namespace

Money refundable(const CreditFile& file) {
    Money left = file.credit.amount;
    for (const Refund& refund : file.refunds) {
        if (!holds_money_back(refund.state)) continue;
        const auto less = subtract(left, refund.amount);
        DVC_INVARIANT(less.has_value());
        left = less.value();
    }
    return left;
}

std::optional<Wall> held_until(const CreditFile& file, Wall now) {
    std::optional<Wall> latest;
    for (const Refund& refund : file.refunds) {
        if (refund.not_before > now) latest = std::max(latest, refund.not_before);
    }
    return latest;
}

bool may_ask_refund(const CreditFile& file) {
    return file.credit.state != CreditState::reversed && !law_keeps(file) &&
           refundable(file) > Money();
}

Result<RefundDecision> decide_refund(const CreditFile& before, const RefundInput& input, Wall now) {
    Work work(before, now);
    work.out().refund = about(input);
    BOOST_OUTCOME_TRY(std::visit([&work](const auto& in) { return apply(work, in); }, input));
    RefundDecision decision = std::move(work.out());
    // What goes back never exceeds what came, unless the provider itself says that it did.
    DVC_INVARIANT(
        decision.contradicted || refundable(decision.after) >= std::min(Money(), refundable(before))
    );
    DVC_INVARIANT(decision.after.refunds.size() >= before.refunds.size());
    return decision;
}

}  // namespace dvcpay
