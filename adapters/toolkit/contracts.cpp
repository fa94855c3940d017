#include "toolkit/contracts.hpp"

#include <algorithm>

namespace dvcpay::toolkit {
namespace {

void widen(MethodCapability& mine, const MethodCapability& theirs) {
    mine.amount_min = std::min(mine.amount_min, theirs.amount_min);
    mine.amount_max = std::max(mine.amount_max, theirs.amount_max);
    mine.longest_expiry_s = std::max(mine.longest_expiry_s, theirs.longest_expiry_s);
    mine.grace_s = std::max(mine.grace_s, theirs.grace_s);
    mine.watch_days = std::max(mine.watch_days, theirs.watch_days);
}

}  // namespace

void widen(Capability& out, const Capability& other) {
    for (const auto& theirs : other.methods) {
        const auto mine = std::ranges::find(out.methods, theirs.method, &MethodCapability::method);
        if (mine == out.methods.end()) {
            out.methods.push_back(theirs);
        } else {
            widen(*mine, theirs);
        }
    }
    out.opening = std::min(out.opening, other.opening);
    out.query_attempt = out.query_attempt || other.query_attempt;
    out.query_account = out.query_account || other.query_account;
    out.call_timeout_ms = std::max(out.call_timeout_ms, other.call_timeout_ms);
    out.refund_timeout_ms = std::max(out.refund_timeout_ms, other.refund_timeout_ms);
    out.answer_within_ms = std::min(out.answer_within_ms, other.answer_within_ms);
    if (out.refund || !other.refund) return;
    out.refund = true;
    out.refund_route = other.refund_route;
    out.refund_full_only = other.refund_full_only;
    out.refund_repeatable = other.refund_repeatable;
}

}  // namespace dvcpay::toolkit
