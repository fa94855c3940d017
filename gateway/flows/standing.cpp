#include "flows/standing.hpp"

#include <algorithm>

namespace dvcpay::flows {

Payable payable_of(const PaymentFile& file, const Attempt& attempt, Wall now) {
    const Payment& p = file.payment;
    // A part that has come makes the bill neither paid nor payable: people decide first.
    if (p.state == PaymentState::paid || file.obligation_paid_by || holds_money(file))
        return Payable::paid;
    if (!amount_held(file).is_zero()) return Payable::closed;
    const bool open =
        p.state == PaymentState::open && !p.cancel_requested && now < attempt.expires_at;
    return open && is_live(attempt.state) ? Payable::yes : Payable::closed;
}

StoredOrder stored_order(const PaymentFile& file, const Attempt& attempt, Wall now) {
    StoredOrder out;
    out.attempt = attempt;
    out.payment = file.payment.id;
    out.payable = payable_of(file, attempt, now);
    out.reference = file.payment.reference;
    out.description = file.payment.description;
    out.beneficiary = file.payment.beneficiary;
    const bool has_credit = std::ranges::any_of(file.credits, [&](const Credit& credit) {
        return credit.attempt == attempt.id;
    });
    // Our own clock ends an attempt too: that is no word of the provider.
    const bool told = is_final(attempt.state) && attempt.failure.has_value();
    out.result_kept = has_credit || told;
    return out;
}

std::optional<Verdict> refusal_of(
    const PaymentFile& file, const Attempt& attempt, Money amount, Wall now
) {
    switch (payable_of(file, attempt, now)) {
        case Payable::paid:
            return Verdict::refused_paid;
        case Payable::closed:
            return Verdict::refused_closed;
        case Payable::yes:
            break;
    }
    if (amount != attempt.amount) return Verdict::refused_amount;
    return std::nullopt;
}

}  // namespace dvcpay::flows
