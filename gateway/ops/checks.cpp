#include "ops/checks.hpp"

#include <charconv>

namespace dvcpay::ops {
namespace {

constexpr std::string_view last_wall_meta = "last_wall";
constexpr std::int64_t beats_missed_max = 3;

std::int64_t number_of(const std::string& text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// A store that was never written to knows no time.
bool is_far_ahead(Wall now, std::int64_t last_ms) {
    return last_ms > 0 && now.ms - last_ms > StoreWatch::clock_ahead_days_max * 86'400'000;
}

}  // namespace

std::string_view to_string(CheckState state) {
    switch (state) {
        case CheckState::up:
            return "up";
        case CheckState::warning:
            return "warning";
        case CheckState::down:
            return "down";
    }
    return "down";
}

Task<void> StoreWatch::beat() {
    const Wall now = clock_->wall();
    const bool first = !last_ok_;
    auto work = [now, first](Txn& txn) -> Result<std::int64_t> {
        const std::int64_t last = number_of(txn.meta(std::string(last_wall_meta)));
        // What is not believed is not kept either: the next start must doubt it too.
        if (first && is_far_ahead(now, last)) return last;
        if (now.ms > last) txn.set_meta(std::string(last_wall_meta), std::to_string(now.ms));
        return last;
    };
    Result<std::int64_t> last =
        co_await transact<std::int64_t>(store_, Priority::ordinary, std::move(work));
    beaten_ = true;
    last_ok_ = last.has_value();
    last_beat_ = clock_->mono();
    if (!last) co_return;
    behind_ms_ = last.value() > now.ms ? last.value() - now.ms : 0;
    if (first) ahead_ms_ = is_far_ahead(now, last.value()) ? now.ms - last.value() : 0;
}

Check StoreWatch::store_check() const {
    const Store::Health health = store_->health();
    if (!health.writable)
        return {"store", CheckState::down, health.detail.empty() ? "not writable" : health.detail};
    if (!beaten_) return {"store", CheckState::down, "no write has been proven yet"};
    if (!last_ok_) return {"store", CheckState::down, "the last proving write failed"};
    const Mono latest = last_beat_.plus_ms(beats_missed_max * interval_s * 1000);
    if (clock_->mono() > latest)
        return {"store", CheckState::down, "no write was proven for a minute"};
    return {"store", CheckState::up, ""};
}

Check StoreWatch::clock_check() const {
    if (ahead_ms_ > 0) {
        return {
            "clock",
            CheckState::down,
            "the clock is " + std::to_string(ahead_ms_ / 86'400'000) +
                " days ahead of the latest time in the store",
        };
    }
    if (behind_ms_ <= clock_back_s_max * 1000) return {"clock", CheckState::up, ""};
    return {
        "clock",
        CheckState::down,
        "the clock is " + std::to_string(behind_ms_ / 1000) +
            " s behind the latest time in the store",
    };
}

Result<void> StoreWatch::clock_usable() const {
    const Check check = clock_check();
    if (check.state != CheckState::down) return ok();
    return Error(
        Fault::configuration,
        check.detail + ": set the clock; if it is right now, start once with " + "--clock-is-right"
    );
}

Task<Result<void>> StoreWatch::trust_clock() {
    auto work = [now = clock_->wall()](Txn& txn) -> Result<void> {
        txn.set_meta(std::string(last_wall_meta), std::to_string(now.ms));
        return ok();
    };
    auto done = co_await store_->write(Priority::ordinary, std::move(work));
    co_return done;
}

std::vector<Check> StoreWatch::checks() const {
    const bool current = store_->health().migrations_current;
    Check migrations{"migrations", CheckState::up, ""};
    if (!current) migrations = {"migrations", CheckState::down, "run dvcpay migrate"};
    return {store_check(), std::move(migrations), clock_check()};
}

}  // namespace dvcpay::ops
