#include "domain/schedule.hpp"

namespace dvcpay {
namespace {

/// The earliest of base + offset that lies after `now`.
void consider(
    std::optional<Wall>& best, Wall base, const std::vector<std::int64_t>& offsets_s, Wall now
) {
    for (const auto offset : offsets_s) {
        const Wall at = base.plus_s(offset);
        if (at > now && (!best || at < *best)) best = at;
    }
}

}  // namespace

Wall asking_ends(Wall opened_at) {
    return start_of(plus_days(ict_day(opened_at), 3));
}

std::optional<Wall> next_ask(const AskPlan& plan, const Attempt& attempt, Wall now) {
    const Wall end = asking_ends(attempt.opened_at);
    std::optional<Wall> best;
    if (is_final(attempt.state)) {
        if (attempt.state == AttemptState::succeeded || !attempt.closed_at) return std::nullopt;
        consider(best, *attempt.closed_at, plan.after_close_s, now);
    } else {
        if (attempt.overdue) return std::nullopt;
        consider(best, attempt.opened_at, plan.after_opening_s, now);
        consider(best, attempt.expires_at, plan.around_expiry_s, now);
        if (plan.then_every_s > 0) {
            const Wall last = plan.after_opening_s.empty()
                                  ? attempt.opened_at
                                  : attempt.opened_at.plus_s(plan.after_opening_s.back());
            const std::int64_t period_ms = plan.then_every_s * 1000;
            const std::int64_t passed = now < last ? 0 : (now.ms - last.ms) / period_ms;
            const Wall hourly = last.plus_ms((passed + 1) * period_ms);
            if (!best || hourly < *best) best = hourly;
        }
    }
    if (best && *best > end) return std::nullopt;
    return best;
}

std::optional<Wall> next_due(const PaymentFile& file) {
    std::optional<Wall> due;
    const auto at = [&due](Wall when) {
        if (!due || when < *due) due = when;
    };
    if (file.payment.state == PaymentState::open && live_attempt(file) == nullptr &&
        amount_held(file).is_zero()) {
        at(file.payment.expires_at);
    }
    for (const auto& attempt : file.attempts) {
        if (is_final(attempt.state)) continue;
        switch (attempt.finality) {
            case Finality::provider:
                if (attempt.state == AttemptState::pending) at(attempt.expires_at);
                if (!attempt.overdue) at(asking_ends(attempt.opened_at));
                break;
            case Finality::refusal:
                at(attempt.expires_at);
                break;
            case Finality::push_only:
                at(attempt.expires_at.plus_s(attempt.grace_s));
                break;
        }
    }
    return due;
}

}  // namespace dvcpay
