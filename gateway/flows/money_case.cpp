#include "flows/money_case.hpp"

#include "domain/invariant.hpp"
#include "domain/schedule.hpp"
#include "flows/lone_incident.hpp"

namespace dvcpay::flows {
namespace {

// After each try; the first is later than any provider's own time for one call.
constexpr std::int64_t ask_after_s[] = {75, 180, 600, 1800, 3600};
constexpr std::int64_t then_every_s = 3600;
constexpr std::int64_t at_last_every_s = 86'400;

void plan(std::vector<Refund>& refunds, const MoneyWork& work, Wall now) {
    for (auto& refund : refunds) {
        if (refund.id != work.refund) continue;
        refund.next_ask_at = next_refund_work(refund, now);
        // Two persons want the question put once more: at once, with everything it may do.
        if (work.ask && refund.overdue && refund.next_ask_at) {
            refund.next_ask_at = now;
            refund.asked = 0;
        }
    }
}

void show_refund(MoneyChange& out, const std::vector<Refund>& refunds, const CreditId& credit) {
    if (!out.work.refund) return;
    const auto at = std::ranges::find(refunds, *out.work.refund, &Refund::id);
    DVC_INVARIANT(at != refunds.end());
    out.refund = *at;
    const auto payment = out.recorded ? std::optional(out.recorded->file.payment.id) : std::nullopt;
    out.where = RefundLocation{at->id, credit, payment};
}

Result<MoneyChange> write(Txn& txn, MoneyKit& kit, const PaymentFile& before, MoneyDecision done) {
    MoneyChange out;
    out.work = done.work;
    out.changed = done.decision.changed;
    plan(done.decision.after.refunds, done.work, kit.now);
    BOOST_OUTCOME_TRY(
        auto recorded, record(txn, kit.kit, kit.names, before, std::move(done.decision), kit.now)
    );
    out.recorded = std::move(recorded);
    if (out.work.refund) {
        const auto& refunds = out.recorded->file.refunds;
        const auto at = std::ranges::find(refunds, *out.work.refund, &Refund::id);
        DVC_INVARIANT(at != refunds.end());
        show_refund(out, refunds, at->credit);
    }
    return out;
}

Result<MoneyChange> write(
    Txn& txn, MoneyKit& kit, const UnmatchedFile& before, UnmatchedMoneyDecision done
) {
    MoneyChange out;
    out.work = done.work;
    out.changed = !done.events.empty();
    plan(done.after.refunds, done.work, kit.now);
    if (out.changed) {
        txn.update_unmatched(before, done.after);
        forget_plans(txn, {before.incident}, {done.after.incident}, done.after.refunds);
        record_unmatched_events(txn, kit.kit, kit.names, done.after, done.events, kit.now);
    }
    out.incident = done.after.incident;
    show_refund(out, done.after.refunds, done.after.credit.id);
    return out;
}

}  // namespace

MoneyKit::MoneyKit(Core& core, Wall at)
    : kit(core),
      names(*core.entropy, at),
      fresh_refund(fresh_id<RefundId>(*core.entropy, at)),
      now(at) {}

std::optional<Wall> next_refund_work(const Refund& refund, Wall now) {
    if (refund.state == RefundState::approved)
        return std::max(now, refund.not_before.value_or(now));
    const bool waiting =
        refund.state == RefundState::submitted || refund.state == RefundState::unknown;
    if (!waiting) return std::nullopt;
    DVC_INVARIANT(!refund.tries.empty());
    const Wall since = refund.tries.back().submitted_at;
    for (const auto offset : ask_after_s) {
        if (since.plus_s(offset) > now) return since.plus_s(offset);
    }
    return now.plus_s(now < asking_ends(since) ? then_every_s : at_last_every_s);
}

Result<MoneyChange> change_refund(
    Txn& txn, MoneyKit& kit, const RefundLocation& where, const RefundInput& input
) {
    if (where.payment) {
        const auto file = txn.payment(*where.payment);
        if (!file) return Fault::not_found;
        BOOST_OUTCOME_TRY(
            auto done, decide_refund(*file, where.credit, input, kit.now, kit.names.more_ids())
        );
        return write(txn, kit, *file, std::move(done));
    }
    const auto file = txn.unmatched(where.credit);
    if (!file) return Fault::not_found;
    BOOST_OUTCOME_TRY(auto done, decide_refund(*file, input, kit.now));
    return write(txn, kit, *file, std::move(done));
}

Result<MoneyChange> change_incident(
    Txn& txn, MoneyKit& kit, const Incident& incident, const IncidentInput& input
) {
    if (incident.payment) {
        const auto file = txn.payment(*incident.payment);
        DVC_INVARIANT(file.has_value());
        BOOST_OUTCOME_TRY(
            auto done,
            decide_incident(
                *file, incident.id, input, kit.fresh_refund, kit.now, kit.names.more_ids()
            )
        );
        BOOST_OUTCOME_TRY(auto out, write(txn, kit, *file, std::move(done)));
        const auto& all = out.recorded->file.incidents;
        out.incident = *std::ranges::find(all, incident.id, &Incident::id);
        return out;
    }
    if (!incident.credit) {
        BOOST_OUTCOME_TRY(
            auto step, change_lone_incident(txn, kit.kit, kit.names, incident, input, kit.now)
        );
        MoneyChange out;
        out.incident = std::move(step.after);
        out.changed = true;
        return out;
    }
    const auto file = txn.unmatched(*incident.credit);
    DVC_INVARIANT(file.has_value());
    BOOST_OUTCOME_TRY(auto done, decide_incident(*file, input, kit.fresh_refund, kit.now));
    return write(txn, kit, *file, std::move(done));
}

Result<void> may_change(
    Reader& reader, const FlowConfig& config, const Caller& caller, const Incident& incident
) {
    if (incident.payment || incident.credit)
        return may_change(reader, config, caller, incident.payment, incident.credit);
    if (!may_see_lone_incident(reader, caller.client, incident.id)) return Fault::not_found;
    return caller.agencies.empty() ? Result<void>(ok()) : Fault::agency_not_allowed;
}

Result<void> may_change(
    Reader& reader,
    const FlowConfig& config,
    const Caller& caller,
    const std::optional<PaymentId>& payment,
    const std::optional<CreditId>& credit
) {
    if (payment) {
        const auto file = reader.payment(*payment);
        if (!file || (!caller.client.empty() && file->payment.client != caller.client))
            return Fault::not_found;
        if (!caller.may_use_agency(file->payment.agency_code)) return Fault::agency_not_allowed;
        return ok();
    }
    const auto file = credit ? reader.unmatched(*credit) : std::nullopt;
    const std::string client = file ? client_of(config, file->credit.account) : std::string();
    if (!file || (!caller.client.empty() && caller.client != client)) return Fault::not_found;
    return caller.agencies.empty() ? Result<void>(ok()) : Fault::agency_not_allowed;
}

}  // namespace dvcpay::flows
