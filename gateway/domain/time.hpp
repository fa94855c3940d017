#pragma once
// Two times, two types; neither converts to the other. `Mono` measures intervals and deadlines,
// `Wall` is for people and wire formats. Reading either is a port (ports/clock.hpp), never here.
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dvcpay {

/// Milliseconds since the Unix epoch, UTC.
struct Wall {
    std::int64_t ms = 0;
    friend constexpr auto operator<=>(Wall, Wall) = default;
    constexpr Wall plus_ms(std::int64_t d) const { return Wall{ms + d}; }
    constexpr Wall plus_s(std::int64_t d) const { return Wall{ms + d * 1000}; }
};

/// Nanoseconds of a clock that never goes back. Its zero means nothing.
struct Mono {
    std::int64_t ns = 0;
    friend constexpr auto operator<=>(Mono, Mono) = default;
    constexpr Mono plus_ms(std::int64_t d) const { return Mono{ns + d * 1'000'000}; }
};

/// RFC 3339, UTC, milliseconds: 2026-11-22T17:00:00.000Z. Years 1970–9999.
std::string to_rfc3339(Wall at);
/// Reads what to_rfc3339 writes, also without fraction and with a numeric offset.
std::optional<Wall> parse_rfc3339(std::string_view text);

/// A civil date. Business days of this gateway are days of Vietnam (UTC+7, no summer time).
struct Day {
    int year = 1970;
    int month = 1;
    int day = 1;
    friend constexpr auto operator<=>(const Day&, const Day&) = default;
};

inline constexpr std::int64_t ict_offset_ms = 7LL * 3600 * 1000;

/// The day in Vietnam on which `at` falls.
Day ict_day(Wall at);
/// The first instant of that day in Vietnam.
Wall start_of(Day day);
/// `days` later (or earlier).
Day plus_days(Day day, int days);
std::string to_string(Day day);                       ///< YYYY-MM-DD
std::optional<Day> parse_day(std::string_view text);  ///< only valid calendar days

}  // namespace dvcpay
