#include "ops/alarms.hpp"

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
