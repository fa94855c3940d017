#pragma once
#include "ports/store.hpp"

namespace dvcpay::flows {

/// The row of a verified notice.
inline Evidence evidence_of(
    const Verified<Notice>& notice, EvidenceId id, std::string raw_sha256, Wall now
) {
    const Notice& said = notice.value();
    Evidence out;
    out.id = std::move(id);
    out.source = said.source;
    out.proof = notice.proof();
    out.said = said.said;
    out.order_ref = said.order_ref;
    out.amount = said.amount;
    out.provider_txn = said.provider_txn;
    out.provider_code = said.provider_code;
    out.raw_sha256 = std::move(raw_sha256);
    out.received_at = now;
    return out;
}

/// Alarms that people must see whatever came of the notice.
inline bool is_money(const Notice& notice) {
    return notice.said == Said::paid && !notice.provider_txn.empty() && notice.amount > Money() &&
           notice.amount <= largest_amount;
}

}  // namespace dvcpay::flows
