#include "ops/recent.hpp"

#include <algorithm>

namespace dvcpay::ops {
namespace {

constexpr std::size_t alarm_rows_max = 100;

std::string value_of(const Fields& fields, std::string_view name) {
    for (const auto& [n, v] : fields) {
        if (n == name) return v;
    }
    return {};
}

}  // namespace

void RecentCalls::add(Wall at, bool success, std::int64_t ms) {
    const std::int64_t number = at.ms / bucket_ms;
    auto& bucket = ring_[static_cast<std::size_t>(number) % buckets];
    if (bucket.number < number) {
        bucket = Bucket{};
        bucket.number = number;
    }
    ++bucket.calls;
    if (success) ++bucket.successes;
    const auto* slot = std::lower_bound(bounds_ms.begin(), bounds_ms.end(), ms);
    ++bucket.slower[static_cast<std::size_t>(slot - bounds_ms.begin())];
}

RecentCalls::Summary RecentCalls::summary(Wall now) const {
    Summary out;
    std::array<std::int64_t, bounds_ms.size() + 1> slower{};
    const std::int64_t newest = now.ms / bucket_ms;
    for (const auto& bucket : ring_) {
        if (bucket.number < 0 || bucket.number + static_cast<std::int64_t>(buckets) <= newest)
            continue;
        out.calls += bucket.calls;
        out.successes += bucket.successes;
        for (std::size_t i = 0; i < slower.size(); ++i) slower[i] += bucket.slower[i];
    }
    if (out.calls == 0) return out;
    out.success_percent = out.successes * 100 / out.calls;
    const std::int64_t rank = (out.calls * 95 + 99) / 100;
    std::int64_t passed = 0;
    for (std::size_t i = 0; i < slower.size(); ++i) {
        passed += slower[i];
        if (passed >= rank) {
            out.p95_ms = i < bounds_ms.size() ? bounds_ms[i] : bounds_ms.back();
            break;
        }
    }
    return out;
}

void AlarmBook::add(Wall at, std::string_view event, const Fields& redacted) {
    const std::string provider = value_of(redacted, "provider");
    const std::string account = value_of(redacted, "account");
    std::string detail;
    for (const auto& [name, value] : redacted) {
        if (name == "provider" || name == "account" || name == "trace_id") continue;
        if (!detail.empty()) detail += ' ';
        detail.append(name).append("=").append(value);
    }
    const std::lock_guard lock(mutex_);
    const auto same = std::find_if(rows_.begin(), rows_.end(), [&](const AlarmRow& row) {
        return row.event == event && row.provider == provider && row.account == account;
    });
    AlarmRow row{std::string(event), provider, account, detail, 1, at, at};
    if (same != rows_.end()) {
        row.times = same->times + 1;
        row.first_at = same->first_at;
        rows_.erase(same);
    }
    rows_.insert(rows_.begin(), std::move(row));
    if (rows_.size() > alarm_rows_max) rows_.pop_back();
}

std::vector<AlarmRow> AlarmBook::rows() const {
    const std::lock_guard lock(mutex_);
    return rows_;
}

}  // namespace dvcpay::ops
