#include "domain/payment.hpp"

#include "domain/invariant.hpp"

namespace dvcpay {
namespace {

bool any_attempt(const PaymentFile& file, AttemptState state) {
    return std::ranges::any_of(file.attempts, [state](const Attempt& a) {
        return a.state == state;
    });
}

/// The higher, the worse.
int doubt(Settlement settlement) {
    switch (settlement) {
        case Settlement::none:
            return 0;
        case Settlement::confirmed:
            return 1;
        case Settlement::pending:
            return 2;
        case Settlement::missing:
            return 3;
        case Settlement::reversed:
            return 4;
    }
    invariant_broken("doubt: value outside its enum");
}

Money sum(Money a, Money b) {
    const auto total = add(a, b);
    DVC_INVARIANT(total.has_value());  // the edge limits one amount to a small part of 64 bits
    return total.value();
}

/// The entry of `code` whose validity holds on `day`; the last one where a file overlaps itself.
template <class T>
const T* on_day(const std::multimap<std::string, T>& all, const std::string& code, Day day) {
    const auto [first, last] = all.equal_range(code);
    const T* found = nullptr;
    for (auto it = first; it != last; ++it) {
        if (it->second.validity.holds_on(day)) found = &it->second;
    }
    return found;
}

}  // namespace

Status status_of(const PaymentFile& file) {
    if (file.payment.state == PaymentState::paid) return Status::paid;
    // Cancelled and expired say "no money is known" (API page): a part keeps the end open.
    if (!amount_held(file).is_zero()) return Status::outcome_unknown;
    if (file.payment.state == PaymentState::cancelled) return Status::cancelled;
    if (file.payment.state == PaymentState::expired) return Status::expired;
    if (any_attempt(file, AttemptState::unknown)) return Status::outcome_unknown;
    return any_attempt(file, AttemptState::pending) ? Status::awaiting_payer : Status::created;
}

bool is_finished(Status status) {
    return status >= Status::paid;
}

bool counts(CreditState state) {
    switch (state) {
        case CreditState::applied:
        case CreditState::surplus:
        case CreditState::partial:
            return true;
        case CreditState::duplicate:
        case CreditState::unmatched:
        case CreditState::reversed:
            return false;
    }
    invariant_broken("counts: value outside its enum");
}

Settlement settlement_of(const PaymentFile& file) {
    Settlement worst = Settlement::none;
    if (file.payment.state != PaymentState::paid) return worst;
    for (const auto& credit : file.credits) {
        if (!counts(credit.state) && credit.settlement != Settlement::reversed) continue;
        worst = std::max(worst, credit.settlement, [](Settlement a, Settlement b) {
            return doubt(a) < doubt(b);
        });
    }
    return worst;
}

Money amount_received(const PaymentFile& file) {
    Money total;
    for (const auto& credit : file.credits) {
        if (counts(credit.state)) total = sum(total, credit.amount);
    }
    return total;
}

Money amount_refunded(const PaymentFile& file) {
    Money total;
    for (const auto& refund : file.refunds) {
        const auto of = std::ranges::find(file.credits, refund.credit, &Credit::id);
        const bool of_ours = of == file.credits.end() || counts(of->state);
        if (of_ours && refund.state == RefundState::succeeded) total = sum(total, refund.amount);
    }
    return total;
}

Money amount_held(const PaymentFile& file) {
    Money total = amount_received(file);
    for (const auto& credit : file.credits) {
        if (!counts(credit.state)) continue;
        for (const auto& refund : file.refunds) {
            if (refund.credit != credit.id || refund.state != RefundState::succeeded) continue;
            const auto left = subtract(total, refund.amount);
            DVC_INVARIANT(left.has_value());
            total = left.value();
        }
    }
    return std::max(total, Money());  // a provider may have paid back twice
}

bool holds_money(const PaymentFile& file) {
    return file.payment.state == PaymentState::paid &&
           (file.payment.zero_amount || !amount_held(file).is_zero());
}

Money amount_due(const Payment& payment) {
    return sum(payment.amount, payment.service_fee);
}

const Attempt* live_attempt(const PaymentFile& file) {
    for (auto it = file.attempts.rbegin(); it != file.attempts.rend(); ++it) {
        if (is_live(it->state)) return &*it;
    }
    return nullptr;
}

const Attempt* latest_attempt(const PaymentFile& file) {
    for (const auto& attempt : file.attempts) {
        if (attempt.state == AttemptState::succeeded) return &attempt;
    }
    return file.attempts.empty() ? nullptr : &file.attempts.back();
}

const Attempt* find_attempt(const PaymentFile& file, const AttemptId& id) {
    const auto it = std::ranges::find(file.attempts, id, &Attempt::id);
    return it == file.attempts.end() ? nullptr : &*it;
}

Attempt* find_attempt(PaymentFile& file, const AttemptId& id) {
    return const_cast<Attempt*>(find_attempt(std::as_const(file), id));
}

bool can_retry(const PaymentFile& file) {
    return file.payment.state == PaymentState::open && !file.payment.cancel_requested &&
           !file.attempts.empty() && status_of(file) == Status::created &&
           live_attempt(file) == nullptr;
}

bool can_cancel(const PaymentFile& file) {
    return file.payment.state == PaymentState::open && !file.payment.cancel_requested &&
           amount_held(file).is_zero();
}

bool is_watched(const PaymentFile& file, Wall now) {
    return std::ranges::any_of(file.attempts, [now](const Attempt& a) {
        return is_live(a.state) || (a.watched_until && now < *a.watched_until);
    });
}

const Service* Catalogue::service_on(const std::string& code, Day day) const {
    return on_day(services, code, day);
}
const Agency* Catalogue::agency_on(const std::string& code, Day day) const {
    return on_day(agencies, code, day);
}

}  // namespace dvcpay
