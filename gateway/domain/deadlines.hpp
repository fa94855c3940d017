#pragma once
// When people should be done with an incident: working days from the day it was opened, in Vietnam.
#include <cstdint>
#include <vector>

#include "domain/time.hpp"

namespace dvcpay {

/// Days of the configuration; legal_days counts every day, the others working days.
struct DeadlineRules {
    std::int64_t internal_working_days = 2;
    std::int64_t provider_working_days = 5;
    std::int64_t legal_days = 45;
    std::vector<Day> holidays;  ///< public holidays of the years in use
};

/// The last day on which it is still in time.
struct Deadlines {
    Day internal;
    Day provider;
    Day legal;
};

/// Saturday, Sunday and the holidays are no working days.
bool is_working_day(Day day, const std::vector<Day>& holidays);
Day working_days_after(Day day, std::int64_t count, const std::vector<Day>& holidays);
Deadlines deadlines_of(Wall opened_at, const DeadlineRules& rules);

}  // namespace dvcpay
