#include "flows/record.hpp"

#include "domain/invariant.hpp"
#include "domain/schedule.hpp"

namespace dvcpay::flows {
namespace {

/// When each attempt is asked next: at once where the decision wants it, by the plan where its
/// state changed.
void schedule(const FlowConfig& config, const PaymentFile& before, Decision& decision, Wall now) {
    for (auto& attempt : decision.after.attempts) {
        const Attempt* old = find_attempt(before, attempt.id);
        const bool moved =
            old == nullptr || old->state != attempt.state || old->overdue != attempt.overdue;
        if (moved) attempt.next_ask_at = next_ask(ask_plan(config, attempt.account), attempt, now);
        // An attempt whose create is still under way is not asked: its answer is awaited.
        if (attempt.state == AttemptState::initiating) attempt.next_ask_at.reset();
        for (const auto& id : decision.ask_now) {
            if (id == attempt.id && attempt.state != AttemptState::initiating)
                attempt.next_ask_at = now;
        }
    }
}

void claim_names(Txn& txn, const PaymentFile& before, const Decision& decision) {
    for (const auto& attempt : decision.after.attempts) {
        if (find_attempt(before, attempt.id) != nullptr) continue;
        // 65 random bits: a collision is a broken random source, not bad luck.
        DVC_INVARIANT(txn.claim_order_ref(attempt.order_ref, attempt.id, decision.after.payment.id)
        );
    }
}

/// false: this movement of money is booked elsewhere already.
bool claim_money(Txn& txn, const PaymentFile& before, const Decision& decision) {
    for (std::size_t i = before.credits.size(); i < decision.after.credits.size(); ++i) {
        const Credit& credit = decision.after.credits[i];
        if (!txn.claim_provider_txn(
                credit.account, credit.provider_txn, credit.id, decision.source
            ))
            return false;
    }
    return true;
}

/// Written on the payment's chain, and queued for who wants them.
void tell(
    Txn& txn,
    const RecordKit& kit,
    Names& names,
    PaymentFile& after,
    const std::vector<EventDraft>& drafts,
    Wall now
) {
    const Payment& p = after.payment;
    const ChainOwner owner{p.id.text(), p.client, p.agency_code};
    const auto data = [&](const EventDraft& draft) {
        return kit.renderer->event_data(after, draft);
    };
    if (const auto sequence = record_events(txn, kit, names, owner, drafts, data, now))
        after.payment.sequence = *sequence;
}

/// Money on one payment of an obligation closes the others (P4). Not only where one supersedes the
/// other: a payment that expired may be paid late while a newer one of the same reference is on
/// offer.
Result<void> tell_siblings(
    Txn& txn,
    const RecordKit& kit,
    Names& names,
    const PaymentFile& paid,
    Recorded& recorded,
    Wall now
) {
    const Payment& p = paid.payment;
    for (const auto& sibling : txn.payments_of(p.client, p.reference)) {
        if (sibling.payment.id == p.id) continue;
        const Input input = input::ObligationPaid{p.id};
        BOOST_OUTCOME_TRY(auto decision, decide(sibling, input, now, names.more_ids()));
        if (!decision.changed) continue;
        BOOST_OUTCOME_TRY(auto told, record(txn, kit, names, sibling, std::move(decision), now));
        recorded.also_changed.push_back(sibling.payment.id);
        keep_earlier(recorded.due, told.due);
        for (auto& id : told.ask_now) recorded.ask_now.push_back(std::move(id));
    }
    return ok();
}

}  // namespace

std::vector<Delivery> enqueue_for_endpoints(
    Txn& txn, const RecordKit& kit, Names& names, const std::vector<Event>& events, Wall now
) {
    std::vector<Delivery> queued;
    for (const auto& event : events) {
        for (const auto& endpoint : kit.config->endpoints) {
            if (endpoint.client != event.client || !endpoint.wants(event.type)) continue;
            Delivery delivery;
            delivery.id = names.delivery();
            delivery.endpoint = endpoint.id;
            delivery.chain = event.chain;
            delivery.sequence = event.sequence;
            delivery.position = event.position;
            delivery.event = event.id;
            delivery.type = event.type;
            delivery.client = event.client;
            delivery.created_at = now;
            txn.enqueue(delivery);
            queued.push_back(std::move(delivery));
        }
    }
    return queued;
}

std::optional<std::int64_t> record_events(
    Txn& txn,
    const RecordKit& kit,
    Names& names,
    const ChainOwner& owner,
    const std::vector<EventDraft>& drafts,
    const std::function<std::string(const EventDraft&)>& data,
    Wall now
) {
    std::vector<NewEvent> events;
    events.reserve(drafts.size());
    for (const auto& draft : drafts) {
        NewEvent event;
        event.id = names.event();
        event.draft = draft;
        event.at = now;
        event.client = owner.client;
        event.agency_code = owner.agency_code;
        event.data = is_public(draft.type) ? data(draft) : "{}";
        events.push_back(std::move(event));
    }
    const auto written = txn.append(owner.chain, events);
    enqueue_for_endpoints(txn, kit, names, written, now);
    if (written.empty()) return std::nullopt;
    return written.back().sequence;
}

std::string client_of(const FlowConfig& config, const AccountKey& account) {
    const ProviderAccount* found = config.account(account);
    return found == nullptr ? std::string() : found->client;
}

void keep_earlier(std::optional<Wall>& best, std::optional<Wall> at) {
    if (at && (!best || *at < *best)) best = at;
}

std::optional<Wall> due_of(const PaymentFile& file) {
    std::optional<Wall> due = file.payment.next_due_at;
    for (const auto& attempt : file.attempts) keep_earlier(due, attempt.next_ask_at);
    for (const auto& refund : file.refunds) keep_earlier(due, refund.next_ask_at);
    return due;
}

void join(Recorded& into, Recorded next) {
    into.file = std::move(next.file);
    into.ask_now.insert(into.ask_now.end(), next.ask_now.begin(), next.ask_now.end());
    into.also_changed.insert(
        into.also_changed.end(), next.also_changed.begin(), next.also_changed.end()
    );
    keep_earlier(into.due, next.due);
    into.changed = into.changed || next.changed;
    if (!into.alarm) into.alarm = std::move(next.alarm);
}

Names::Names(Entropy& entropy, Wall now) : now_(now), ids_(fresh_ids(entropy, now)) {
    entropy.fill(seed_);
}

std::span<const std::byte, 10> Names::step() {
    // A random 80-bit number counted up: as unguessable as its start, and in order within a
    // millisecond.
    for (std::size_t i = seed_.size(); i-- > 0;) {
        seed_[i] = static_cast<std::byte>(std::to_integer<unsigned>(seed_[i]) + 1U);
        if (seed_[i] != std::byte{0}) break;
    }
    return seed_;
}

FreshIds Names::more_ids() {
    FreshIds ids;
    ids.credit = CreditId::make(now_, step());
    for (auto& incident : ids.incidents) incident = IncidentId::make(now_, step());
    return ids;
}

AskPlan ask_plan(const FlowConfig& config, const AccountKey& account) {
    const auto it = config.ask_plans.find(account);
    return it == config.ask_plans.end() ? AskPlan{{15, 60, 180, 600, 1800}} : it->second;
}

Recorded record_created(Txn& txn, const RecordKit& kit, Names& names, Decision decision, Wall now) {
    Recorded recorded;
    txn.insert(decision.after);
    tell(txn, kit, names, decision.after, decision.events, now);
    recorded.changed = true;
    recorded.due = due_of(decision.after);
    recorded.file = std::move(decision.after);
    return recorded;
}

Result<Recorded> record(
    Txn& txn,
    const RecordKit& kit,
    Names& names,
    const PaymentFile& before,
    Decision decision,
    Wall now
) {
    Recorded recorded;
    if (decision.alarm) recorded.alarm = find_attempt(decision.after, *decision.alarm)->account;
    recorded.ask_now = decision.ask_now;
    if (!decision.changed) {
        for (const auto& id : decision.ask_now) {
            const Attempt* attempt = find_attempt(decision.after, id);
            txn.set_next_ask(id, now, attempt == nullptr ? 0 : attempt->asked);
            recorded.due = now;
        }
        recorded.file = std::move(decision.after);
        return recorded;
    }
    if (!claim_money(txn, before, decision)) {
        // One movement of money is one credit. That it was told for two payments is for people to
        // untangle.
        return Error(Fault::state_conflict, "provider transaction is booked for another payment");
    }
    recorded.changed = true;
    schedule(*kit.config, before, decision, now);
    claim_names(txn, before, decision);
    txn.update(before, decision.after);
    forget_plans(txn, before.incidents, decision.after.incidents, decision.after.refunds);
    tell(txn, kit, names, decision.after, decision.events, now);
    recorded.due = due_of(decision.after);
    if (decision.obligation_paid) {
        BOOST_OUTCOME_TRY(tell_siblings(txn, kit, names, decision.after, recorded, now));
    }
    recorded.file = std::move(decision.after);
    return recorded;
}

void forget_plans(
    Txn& txn,
    const std::vector<Incident>& before,
    const std::vector<Incident>& after,
    const std::vector<Refund>& refunds
) {
    for (const auto& old : before) {
        if (!old.planned_refund) continue;
        const auto now = std::ranges::find(after, old.id, &Incident::id);
        DVC_INVARIANT(now != after.end());
        const bool made =
            std::ranges::find(refunds, *old.planned_refund, &Refund::id) != refunds.end();
        if (!made && now->planned_refund != old.planned_refund)
            txn.erase_refund_destination(*old.planned_refund);
    }
}

void record_unmatched(
    Txn& txn, const RecordKit& kit, Names& names, const UnmatchedDecision& decision, Wall now
) {
    const Credit& credit = decision.credit;
    if (!txn.claim_provider_txn(credit.account, credit.provider_txn, credit.id, decision.source))
        return;  // told before (P8)
    txn.insert_unmatched(credit, decision.incident);
    const UnmatchedFile file{credit, {}, decision.incident};
    record_unmatched_events(txn, kit, names, file, decision.events, now);
}

void record_unmatched_events(
    Txn& txn,
    const RecordKit& kit,
    Names& names,
    const UnmatchedFile& file,
    const std::vector<EventDraft>& drafts,
    Wall now
) {
    const ChainOwner owner{
        file.incident.id.text(), client_of(*kit.config, file.credit.account), {}
    };
    const auto data = [&](const EventDraft& draft) {
        return kit.renderer->unmatched_data(file, draft);
    };
    record_events(txn, kit, names, owner, drafts, data, now);
}

void announce(Core& core, const Recorded& recorded) {
    core.watch->payment_changed(recorded.file.payment.id, recorded.due);
    for (const auto& id : recorded.also_changed) core.watch->payment_changed(id, recorded.due);
    if (recorded.alarm) {
        const Fields fields = {
            {"payment", recorded.file.payment.id.text()},
            {"provider", recorded.alarm->provider},
            {"account", recorded.alarm->account}
        };
        core.telemetry->alarm("provider_setup_refused", fields);
    }
}

}  // namespace dvcpay::flows
