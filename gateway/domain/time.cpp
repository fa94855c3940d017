#include "domain/time.hpp"

namespace dvcpay {
namespace {

constexpr std::int64_t day_ms = 24LL * 3600 * 1000;

std::chrono::sys_days to_sys(Day d) {
    return std::chrono::sys_days{
        std::chrono::year{d.year} / std::chrono::month{static_cast<unsigned>(d.month)} /
        std::chrono::day{static_cast<unsigned>(d.day)}
    };
}

Day from_sys(std::chrono::sys_days days) {
    const std::chrono::year_month_day ymd{days};
    return Day{
        static_cast<int>(ymd.year()),
        static_cast<int>(static_cast<unsigned>(ymd.month())),
        static_cast<int>(static_cast<unsigned>(ymd.day()))
    };
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
    return a / b - ((a % b != 0 && (a < 0) != (b < 0)) ? 1 : 0);
}

/// Exactly `width` digits at `pos`, or nothing.
std::optional<int> digits(std::string_view text, std::size_t pos, std::size_t width) {
    if (pos + width > text.size()) return std::nullopt;
    int value = 0;
    for (std::size_t i = pos; i < pos + width; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

std::optional<std::int64_t> parse_offset_ms(std::string_view zone) {
    if (zone == "Z" || zone == "z") return 0;
    if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':')
        return std::nullopt;
    const auto hours = digits(zone, 1, 2);
    const auto minutes = digits(zone, 4, 2);
    if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
    const std::int64_t offset = (*hours * 60LL + *minutes) * 60'000;
    return zone[0] == '-' ? -offset : offset;
}

}  // namespace

std::string to_rfc3339(Wall at) {
    const std::int64_t days = floor_div(at.ms, day_ms);
    const std::int64_t rest = at.ms - days * day_ms;
    const Day d = from_sys(std::chrono::sys_days{std::chrono::days{days}});
    std::array<char, 40> out{};
    const int n = std::snprintf(
        out.data(),
        out.size(),
        "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ",
        d.year,
        d.month,
        d.day,
        static_cast<int>(rest / 3'600'000),
        static_cast<int>(rest / 60'000 % 60),
        static_cast<int>(rest / 1000 % 60),
        static_cast<int>(rest % 1000)
    );
    return std::string(out.data(), static_cast<std::size_t>(n));
}

std::optional<Wall> parse_rfc3339(std::string_view text) {
    if (text.size() < 20 || text.size() > 40 || (text[10] != 'T' && text[10] != 't'))
        return std::nullopt;
    const auto day = parse_day(text.substr(0, 10));
    const auto hour = digits(text, 11, 2);
    const auto minute = digits(text, 14, 2);
    const auto second = digits(text, 17, 2);
    if (!day || !hour || !minute || !second || text[13] != ':' || text[16] != ':')
        return std::nullopt;
    if (*hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
    std::size_t pos = 19;
    std::int64_t fraction_ms = 0;
    if (text[pos] == '.') {
        std::int64_t scale = 100;
        const std::size_t first = ++pos;
        for (; pos < text.size() && text[pos] >= '0' && text[pos] <= '9'; ++pos) {
            fraction_ms += (text[pos] - '0') * scale;
            scale /= 10;
        }
        if (pos == first) return std::nullopt;
    }
    const auto offset = parse_offset_ms(text.substr(pos));
    if (!offset) return std::nullopt;
    const std::int64_t days = to_sys(*day).time_since_epoch().count();
    const std::int64_t clock = (*hour * 3600LL + *minute * 60LL + *second) * 1000 + fraction_ms;
    return Wall{days * day_ms + clock - *offset};
}

Day ict_day(Wall at) {
    return from_sys(std::chrono::sys_days{std::chrono::days{floor_div(at.ms + ict_offset_ms, day_ms)
    }});
}

Wall start_of(Day day) {
    return Wall{
        static_cast<std::int64_t>(to_sys(day).time_since_epoch().count()) * day_ms - ict_offset_ms
    };
}

Day plus_days(Day day, int days) {
    return from_sys(to_sys(day) + std::chrono::days{days});
}

std::string to_string(Day day) {
    std::array<char, 24> out{};
    const int n =
        std::snprintf(out.data(), out.size(), "%04d-%02d-%02d", day.year, day.month, day.day);
    return std::string(out.data(), static_cast<std::size_t>(n));
}

std::optional<Day> parse_day(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = digits(text, 0, 4);
    const auto month = digits(text, 5, 2);
    const auto day = digits(text, 8, 2);
    if (!year || !month || !day || *year < 1970) return std::nullopt;
    const auto ymd = std::chrono::year{*year} / std::chrono::month{static_cast<unsigned>(*month)} /
                     std::chrono::day{static_cast<unsigned>(*day)};
    if (!ymd.ok()) return std::nullopt;
    return Day{*year, *month, *day};
}

}  // namespace dvcpay
