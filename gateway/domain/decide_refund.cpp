#include "domain/decide_refund.hpp"

#include <algorithm>

#include "domain/invariant.hpp"

namespace dvcpay {
namespace {

using refund_input::Approved;
using refund_input::Asked;
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
    }

    void add(Refund refund) {
        refund.created_at = now_;
        file().refunds.push_back(std::move(refund));
    }

  private:
    RefundDecision out_;
    Wall now_;
};

Error wrong_state(const Refund& refund) {
    return Error(
        Fault::state_conflict, "the refund is " + std::string(to_string(refund.state)) + " by now"
    );
}

Result<void> apply(Work& work, const Asked& in) {
    const CreditFile& file = work.file();
    if (file.credit.state == CreditState::reversed)
        return Error(Fault::state_conflict, "the provider has taken this money back");
    if (file.kept_by_law && file.credit.state == CreditState::applied) return Fault::not_refundable;
    if (in.draft.amount <= Money()) return Fault::amount_out_of_range;
    const Money left = refundable(file);
    if (in.believed != left) return Fault::refundable_amount_changed;
    if (in.draft.amount > left) return Fault::refund_exceeds_credit;
    Refund refund = in.draft;
    refund.credit = file.credit.id;
    refund.state = RefundState::requested;
    refund.approved_by.reset();
    refund.version = 1;
    work.tell(EventType::refund_requested, refund, refund.requested_by.text(), refund.reason);
    work.out().refund = refund.id;
    work.add(std::move(refund));
    return ok();
}

Result<void> apply(Work& work, const Approved& in) {
    Refund* refund = work.find(in.refund);
    if (refund == nullptr) return Fault::not_found;
    if (refund->requested_by == in.by) return Fault::same_person;
    if (refund->state != RefundState::requested) return wrong_state(*refund);
    refund->approved_by = in.by;
    work.become(*refund, RefundState::approved);
    work.tell(EventType::refund_approved, *refund, in.by.text(), {});
    work.out().send = true;
    return ok();
}

Result<void> apply(Work& work, const Rejected& in) {
    Refund* refund = work.find(in.refund);
    if (refund == nullptr) return Fault::not_found;
    if (refund->requested_by == in.by) return Fault::same_person;
    if (refund->state != RefundState::requested) return wrong_state(*refund);
    work.become(*refund, RefundState::rejected);
    work.tell(EventType::refund_rejected, *refund, in.by.text(), in.reason);
    return ok();
}

Result<void> apply(Work& work, const Submitted& in) {
    Refund* refund = work.find(in.refund);
    if (refund == nullptr) return Fault::not_found;
    if (refund->state != RefundState::approved) return wrong_state(*refund);
    DVC_INVARIANT(refund->approved_by.has_value() && *refund->approved_by != refund->requested_by);
    DVC_INVARIANT(!in.provider_refund_id.empty());
    DVC_INVARIANT(in.provider_refund_id != refund->provider_refund_id);
    refund->provider_refund_id = in.provider_refund_id;
    refund->failure.reset();
    work.become(*refund, RefundState::submitted);
    work.tell(EventType::refund_submitted, *refund, "rules", in.provider_refund_id);
    return ok();
}

void by_hand(Work& work, Refund& refund, std::string actor, std::string note) {
    work.become(refund, RefundState::manual);
    work.tell(EventType::refund_manual, refund, std::move(actor), std::move(note));
}

Result<void> apply(Work& work, const NoOperation& in) {
    Refund* refund = work.find(in.refund);
    if (refund == nullptr) return Fault::not_found;
    if (refund->state != RefundState::approved) return wrong_state(*refund);
    by_hand(work, *refund, "rules", "the provider has no refund operation");
    return ok();
}

/// A try that nobody waits for any more. Only a success after another end says something new.
Result<void> told_late(Work& work, Refund& refund, const Told& in) {
    if (in.word != RefundSaid::done || refund.state == RefundState::succeeded) return ok();
    work.out().contradicted = true;
    work.become(refund, RefundState::succeeded);
    work.tell(
        EventType::refund_succeeded, refund, in.actor, "after another word: " + in.provider_txn
    );
    return ok();
}

Result<void> apply(Work& work, const Told& in) {
    Refund* refund = work.find(in.refund);
    if (refund == nullptr) return Fault::not_found;
    const bool waiting =
        refund->state == RefundState::submitted || refund->state == RefundState::unknown;
    if (!waiting) return told_late(work, *refund, in);
    switch (in.word) {
        case RefundSaid::done:
            work.become(*refund, RefundState::succeeded);
            work.tell(EventType::refund_succeeded, *refund, in.actor, in.provider_txn);
            return ok();
        case RefundSaid::not_refundable:
            refund->failure = in.failure;
            by_hand(work, *refund, in.actor, in.failure.provider_code);
            return ok();
        case RefundSaid::refused:
        case RefundSaid::not_sent:
            // Not sent: nothing can have happened; a retry takes a new id all the same.
            refund->failure = in.failure;
            work.become(*refund, RefundState::failed);
            work.tell(EventType::refund_failed, *refund, in.actor, in.failure.provider_code);
            return ok();
        case RefundSaid::pending:
            work.out().ask = true;
            if (refund->state == RefundState::submitted) return ok();
            work.become(*refund, RefundState::submitted);
            work.tell(EventType::refund_submitted, *refund, in.actor, "pending");
            return ok();
        case RefundSaid::unknown:
            work.out().ask = true;
            if (refund->state == RefundState::unknown) return ok();
            work.become(*refund, RefundState::unknown);
            work.tell(EventType::refund_unknown, *refund, in.actor, {});
            return ok();
    }
    invariant_broken("decide_refund: value outside its enum");
}

Result<void> apply(Work& work, const Retried& in) {
    Refund* refund = work.find(in.refund);
    if (refund == nullptr) return Fault::not_found;
    if (refund->requested_by == in.by) return Fault::same_person;
    if (refund->state != RefundState::failed) return wrong_state(*refund);
    // While it was failed its money was free for another refund.
    if (refund->amount > refundable(work.file())) return Fault::refund_exceeds_credit;
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
    if (refund->state != RefundState::manual) return wrong_state(*refund);
    work.become(*refund, in.returned ? RefundState::succeeded : RefundState::failed);
    work.tell(
        in.returned ? EventType::refund_succeeded : EventType::refund_failed,
        *refund,
        in.by.text(),
        in.evidence
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
