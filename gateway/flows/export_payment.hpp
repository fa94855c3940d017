#pragma once
// A payment's whole file for an auditor: one snapshot, and the event that somebody took it.
#include <string>
#include <vector>

#include "flows/core.hpp"

namespace dvcpay::flows {

struct PaymentPapers {
    PaymentFile file;
    std::vector<Evidence> evidence;
    std::vector<RawCopy> raw;
    std::vector<Event> events;
    Wall made_at;
};

/// The reading and the event `export_made` are one transaction: nothing is taken untold. `to` is
/// where the file goes, as the actor says. Fault::not_found.
Task<Result<PaymentPapers>> export_payment(
    Core* core, PaymentId payment, std::string to, std::string actor
);

}  // namespace dvcpay::flows
