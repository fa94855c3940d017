#include "flows/export_payment.hpp"

#include "flows/audit.hpp"

namespace dvcpay::flows {

Task<Result<PaymentPapers>> export_payment(
    Core* core, PaymentId payment, std::string to, std::string actor
) {
    const NewEvent event = audit_event(
        *core,
        EventType::export_made,
        std::move(actor),
        "payment " + payment.text() + " to " + std::move(to)
    );
    auto work = [payment, event](Txn& txn) -> Result<PaymentPapers> {
        auto file = txn.payment(payment);
        if (!file) return Error(Fault::not_found, "there is no payment " + payment.text());
        PaymentPapers out;
        out.file = std::move(*file);
        out.evidence = txn.evidence_of(payment);
        out.raw = txn.raw_copies_of(payment);
        out.events = txn.events_of(payment.text());
        out.made_at = event.at;
        txn.append(std::string(audit_chain), {event});
        return out;
    };
    auto papers =
        co_await transact<PaymentPapers>(core->store, Priority::ordinary, std::move(work));
    co_return papers;
}

}  // namespace dvcpay::flows
