#include "domain/obligation.hpp"

namespace dvcpay {
namespace {

const PaymentFile* find(const std::vector<PaymentFile>& all, const PaymentId& id) {
    for (const auto& file : all) {
        if (file.payment.id == id) return &file;
    }
    return nullptr;
}

/// `old` is `named`, or was replaced by it, through others too.
bool replaced_by(
    const std::vector<PaymentFile>& all, const PaymentFile& old, const PaymentFile& named
) {
    const PaymentFile* at = &old;
    for (std::size_t hops = 0; at != nullptr && hops <= all.size(); ++hops) {
        if (at == &named) return true;
        at = at->payment.superseded_by ? find(all, *at->payment.superseded_by) : nullptr;
    }
    return false;
}

}  // namespace

Result<void> may_create(
    const std::vector<PaymentFile>& existing, const std::optional<PaymentId>& supersedes, Wall now
) {
    const PaymentFile* named = supersedes ? find(existing, *supersedes) : nullptr;
    if (supersedes) {
        Error wrong(Fault::validation_failed);
        if (named == nullptr) {
            wrong.fields.push_back(
                {"/supersedes", "not_of_this_reference", "names no payment of this reference"}
            );
            return wrong;
        }
        if (named->payment.superseded_by) {
            wrong.fields.push_back(
                {"/supersedes", "superseded_already", "that payment is superseded already"}
            );
            return wrong;
        }
    }
    for (const auto& file : existing) {
        if (named != nullptr && replaced_by(existing, file, *named)) continue;
        if (file.payment.state == PaymentState::paid) return Fault::reference_paid;
        if (file.payment.state == PaymentState::open || is_watched(file, now))
            return Fault::reference_in_use;
    }
    return ok();
}

Result<void> may_offer(const PaymentFile& file, const std::vector<PaymentFile>& siblings) {
    for (const auto& other : siblings) {
        if (other.payment.id == file.payment.id) continue;
        const Attempt* live = live_attempt(other);
        if (live != nullptr && live->finality != Finality::push_only) {
            Error open(Fault::attempt_open, "an attempt of a superseded payment is still alive");
            open.retry_after_s = 5;
            return open;
        }
        // Superseding a paid payment is allowed (its file is kept together), asking the payer twice
        // is not (P4): only after the money went back may the debt be offered again.
        if (holds_money(other)) return Fault::reference_paid;
        // Part of the money has come: people complete it or give it back before the payer is asked
        // again.
        if (other.payment.state != PaymentState::paid && !amount_held(other).is_zero()) {
            return Error(
                Fault::state_conflict,
                "money has begun to arrive on another payment of this reference"
            );
        }
    }
    return ok();
}

}  // namespace dvcpay
