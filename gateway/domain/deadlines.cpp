#include "domain/deadlines.hpp"

#include <algorithm>

namespace dvcpay {

bool is_working_day(Day day, const std::vector<Day>& holidays) {
    constexpr std::int64_t day_ms = 86'400'000;
    const std::int64_t days = (start_of(day).ms + ict_offset_ms) / day_ms;
    const std::int64_t weekday = (days + 4) % 7;  // 1970-01-01 was a Thursday; 0 is Sunday
    if (weekday == 0 || weekday == 6) return false;
    return std::ranges::find(holidays, day) == holidays.end();
}

Day working_days_after(Day day, std::int64_t count, const std::vector<Day>& holidays) {
    while (count > 0) {
        day = plus_days(day, 1);
        if (is_working_day(day, holidays)) --count;
    }
    return day;
}

Deadlines deadlines_of(Wall opened_at, const DeadlineRules& rules) {
    const Day opened = ict_day(opened_at);
    return {
        working_days_after(opened, rules.internal_working_days, rules.holidays),
        working_days_after(opened, rules.provider_working_days, rules.holidays),
        plus_days(opened, static_cast<int>(rules.legal_days))
    };
}

}  // namespace dvcpay
