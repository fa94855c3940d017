#include "flows/erase.hpp"

#include "flows/audit.hpp"

namespace dvcpay::flows {
namespace {

constexpr int scrub_tries = 20;
constexpr std::int64_t scrub_pause_ms = 250;

/// A refund that is not over may have to be paid to the destination.
const Refund* open_refund(const std::vector<Refund>& refunds) {
    for (const auto& refund : refunds) {
        switch (refund.state) {
            case RefundState::requested:
            case RefundState::approved:
            case RefundState::submitted:
            case RefundState::unknown:
            case RefundState::manual:
                return &refund;
            case RefundState::rejected:
            case RefundState::succeeded:
            case RefundState::failed:
                break;
        }
    }
    return nullptr;
}

Result<void> may_erase(const std::vector<Refund>& refunds, const std::vector<Incident>& incidents) {
    if (const Refund* needs = open_refund(refunds))
        return Error(Fault::state_conflict, "refund " + needs->id.text() + " is not over");
    for (const auto& incident : incidents) {
        if (!incident.planned_refund) continue;
        return Error(
            Fault::state_conflict, "incident " + incident.id.text() + " proposes a refund"
        );
    }
    return ok();
}

/// The events in both chains: of the house, and of what was erased.
void tell(Txn& txn, const NewEvent& in_audit, const std::string& chain, const NewEvent& in_chain) {
    txn.append(std::string(audit_chain), {in_audit});
    txn.append(chain, {in_chain});
}

/// Also where nothing was left: an earlier run may have ended before the files were clean.
Task<Result<Erased>> with_clean_files(Core* core, Result<Erased> erased) {
    if (erased) erased.value().files_clean = co_await scrub_files(core);
    co_return erased;
}

}  // namespace

Task<Result<Erased>> erase_personal_data(
    Core* core, PaymentId payment, std::string reason, std::string actor
) {
    const NewEvent in_audit = audit_event(
        *core, EventType::personal_data_erased, actor, "payment " + payment.text() + ": " + reason
    );
    const NewEvent in_chain =
        audit_event(*core, EventType::personal_data_erased, std::move(actor), std::move(reason));
    auto work = [payment, in_audit, in_chain](Txn& txn) -> Result<Erased> {
        const auto file = txn.payment(payment);
        if (!file) return Error(Fault::not_found, "there is no payment " + payment.text());
        BOOST_OUTCOME_TRY(may_erase(file->refunds, file->incidents));
        Erased out;
        out.records = txn.erase_personal_data(payment);
        if (out.records == 0) return out;
        NewEvent own = in_chain;
        own.client = file->payment.client;
        own.agency_code = file->payment.agency_code;
        tell(txn, in_audit, payment.text(), own);
        return out;
    };
    auto erased = co_await transact<Erased>(core->store, Priority::ordinary, std::move(work));
    co_return co_await with_clean_files(core, std::move(erased));
}

Task<Result<Erased>> erase_unmatched(
    Core* core, IncidentId incident, std::string reason, std::string actor
) {
    const NewEvent in_audit = audit_event(
        *core, EventType::personal_data_erased, actor, "incident " + incident.text() + ": " + reason
    );
    NewEvent in_chain =
        audit_event(*core, EventType::personal_data_erased, std::move(actor), std::move(reason));
    in_chain.draft.incident = incident;
    auto work = [incident, in_audit, in_chain](Txn& txn) -> Result<Erased> {
        const auto found = txn.incident(incident);
        if (!found) return Error(Fault::not_found, "there is no incident " + incident.text());
        if (found->payment) {
            return Error(
                Fault::state_conflict, "it is on payment " + found->payment->text() + ": erase that"
            );
        }
        const auto file = found->credit ? txn.unmatched(*found->credit) : std::nullopt;
        if (!file) return Erased{};
        BOOST_OUTCOME_TRY(may_erase(file->refunds, {file->incident}));
        Erased out;
        out.records = txn.erase_destinations(file->credit.id);
        if (out.records > 0) tell(txn, in_audit, incident.text(), in_chain);
        return out;
    };
    auto erased = co_await transact<Erased>(core->store, Priority::ordinary, std::move(work));
    co_return co_await with_clean_files(core, std::move(erased));
}

Task<bool> scrub_files(Core* core) {
    for (int i = 0; i < scrub_tries; ++i) {
        const Result<bool> emptied = co_await core->store->scrub();
        if (emptied && emptied.value()) co_return true;
        const Mono next = core->clock->mono().plus_ms(scrub_pause_ms);
        const bool go_on = co_await core->clock->sleep_until(next);
        if (!go_on) break;
    }
    core->telemetry->log(Level::warning, "store_log_not_emptied", {});
    co_return false;
}

}  // namespace dvcpay::flows
