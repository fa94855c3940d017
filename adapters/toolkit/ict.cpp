#include "toolkit/ict.hpp"

#include <array>
#include <chrono>
#include <utility>

#include "domain/invariant.hpp"

namespace dvcpay::toolkit {
namespace {

constexpr std::int64_t day_ms = 24LL * 3600 * 1000;
constexpr std::size_t fraction_digits_max = 9;

enum class Part : unsigned char {
    literal,
    year,
    short_year,
    month,
    day,
    hour,
    minute,
    second,
    fraction,
    offset,
    utc,
};

struct Token {
    Part part = Part::literal;
    std::size_t width = 0;  ///< characters of the pattern
};

struct PartSpec {
    std::string_view letters;
    Part part;
};
constexpr std::array<PartSpec, 9> part_specs = {{
    {"yyyy", Part::year},
    {"yy", Part::short_year},
    {"MM", Part::month},
    {"dd", Part::day},
    {"HH", Part::hour},
    {"mm", Part::minute},
    {"ss", Part::second},
    {"X", Part::offset},
    {"Z", Part::utc},
}};

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// The token `pattern` begins with; empty where there is none.
std::optional<Token> first_token(std::string_view pattern) {
    const std::size_t end = pattern.find_first_not_of(pattern.front());
    const std::string_view run = pattern.substr(0, end);
    if (run.front() == 'S') {
        if (run.size() > fraction_digits_max) return std::nullopt;
        return Token{Part::fraction, run.size()};
    }
    for (const auto& [letters, part] : part_specs) {
        if (run == letters) return Token{part, run.size()};
    }
    if (is_letter(run.front()) && run != "T") return std::nullopt;
    return Token{Part::literal, 1};
}

/// A date and a time as they are written, and how far that clock is ahead of UTC.
struct Civil {
    int year = 0;
    int month = 0;
    int day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    int ms = 0;
    std::int64_t ahead_ms = ict_offset_ms;
};

int* field_of(Part part, Civil* civil) {
    switch (part) {
        case Part::year:
        case Part::short_year:
            return &civil->year;
        case Part::month:
            return &civil->month;
        case Part::day:
            return &civil->day;
        case Part::hour:
            return &civil->hour;
        case Part::minute:
            return &civil->minute;
        case Part::second:
            return &civil->second;
        case Part::literal:
        case Part::fraction:
        case Part::offset:
        case Part::utc:
            return nullptr;
    }
    invariant_broken("field_of: value outside its enum");
}

/// `width` digits off the front of `text`.
std::optional<int> take_digits(std::string_view& text, std::size_t width) {
    if (text.size() < width) return std::nullopt;
    int value = 0;
    for (const char c : text.substr(0, width)) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    text.remove_prefix(width);
    return value;
}

bool take_offset(std::string_view& text, Civil* civil) {
    if (text.starts_with('Z')) {
        text.remove_prefix(1);
        civil->ahead_ms = 0;
        return true;
    }
    if (text.empty() || (text.front() != '+' && text.front() != '-')) return false;
    const bool behind = text.front() == '-';
    text.remove_prefix(1);
    const auto hours = take_digits(text, 2);
    if (!hours || !text.starts_with(':')) return false;
    text.remove_prefix(1);
    const auto minutes = take_digits(text, 2);
    if (!minutes || *hours > 23 || *minutes > 59) return false;
    civil->ahead_ms = (*hours * 60LL + *minutes) * 60'000 * (behind ? -1 : 1);
    return true;
}

bool take_fraction(std::string_view& text, std::size_t width, Civil* civil) {
    auto value = take_digits(text, width);
    if (!value) return false;
    for (; width < 3; ++width) *value *= 10;
    for (; width > 3; --width) *value /= 10;
    civil->ms = *value;
    return true;
}

bool take(std::string_view& text, Token token, char literal, Civil* civil) {
    switch (token.part) {
        case Part::literal:
        case Part::utc:
            if (!text.starts_with(literal)) return false;
            text.remove_prefix(1);
            if (token.part == Part::utc) civil->ahead_ms = 0;
            return true;
        case Part::fraction:
            return take_fraction(text, token.width, civil);
        case Part::offset:
            return take_offset(text, civil);
        case Part::year:
        case Part::short_year:
        case Part::month:
        case Part::day:
        case Part::hour:
        case Part::minute:
        case Part::second:
            break;
    }
    const auto value = take_digits(text, token.width);
    if (!value) return false;
    *field_of(token.part, civil) = *value + (token.part == Part::short_year ? 2000 : 0);
    return true;
}

std::optional<Wall> to_wall(const Civil& civil, Years years) {
    if (civil.year < years.first || civil.year > years.last) return std::nullopt;
    if (civil.hour > 23 || civil.minute > 59 || civil.second > 59) return std::nullopt;
    const std::chrono::year_month_day date{
        std::chrono::year{civil.year},
        std::chrono::month{static_cast<unsigned>(civil.month)},
        std::chrono::day{static_cast<unsigned>(civil.day)}
    };
    if (!date.ok()) return std::nullopt;
    const std::int64_t clock_s = civil.hour * 3600LL + civil.minute * 60LL + civil.second;
    const std::int64_t start_ms = start_of(Day{civil.year, civil.month, civil.day}).ms;
    return Wall{start_ms + ict_offset_ms + clock_s * 1000 + civil.ms - civil.ahead_ms};
}

Civil to_civil(Wall at, std::int64_t ahead_ms) {
    // A day of another clock is the day in Vietnam of a time shifted by the difference.
    const Wall shifted = at.plus_ms(ahead_ms - ict_offset_ms);
    const Day day = ict_day(shifted);
    const std::int64_t rest = shifted.ms - start_of(day).ms;
    DVC_INVARIANT(rest >= 0 && rest < day_ms);
    return {
        day.year,
        day.month,
        day.day,
        static_cast<int>(rest / 3'600'000),
        static_cast<int>(rest / 60'000 % 60),
        static_cast<int>(rest / 1000 % 60),
        static_cast<int>(rest % 1000),
        ahead_ms
    };
}

/// The last `width` digits of `value`, with leading zeros.
std::string padded(int value, std::size_t width) {
    std::string out(width, '0');
    for (std::size_t i = width; i > 0; --i) {
        out[i - 1] = static_cast<char>('0' + value % 10);
        value /= 10;
    }
    return out;
}

/// Milliseconds as the first `width` digits of a fraction.
std::string fraction(int ms, std::size_t width) {
    std::string out = padded(ms, 3);
    out.resize(width, '0');
    return out;
}

}  // namespace

bool is_ict_pattern(std::string_view pattern) {
    std::array<int, 16> seen{};
    while (!pattern.empty()) {
        const auto token = first_token(pattern);
        if (!token) return false;
        const auto part = static_cast<std::size_t>(std::to_underlying(token->part));
        if (++seen[part] > 1 && token->part != Part::literal) return false;
        pattern.remove_prefix(token->width);
    }
    const auto times = [&seen](Part part) { return seen[std::to_underlying(part)]; };
    return times(Part::year) + times(Part::short_year) == 1 && times(Part::month) == 1 &&
           times(Part::day) == 1 && times(Part::offset) + times(Part::utc) <= 1;
}

std::string format_ict(Wall at, std::string_view pattern) {
    DVC_INVARIANT(is_ict_pattern(pattern));
    Civil civil = to_civil(at, pattern.find('Z') == std::string_view::npos ? ict_offset_ms : 0);
    std::string out;
    while (!pattern.empty()) {
        const Token token = *first_token(pattern);
        if (token.part == Part::fraction) {
            out += fraction(civil.ms, token.width);
        } else if (token.part == Part::offset) {
            out += "+07:00";
        } else if (const int* field = field_of(token.part, &civil)) {
            out += padded(*field, token.width);
        } else {
            out += pattern.front();
        }
        pattern.remove_prefix(token.width);
    }
    return out;
}

std::optional<Wall> parse_ict(std::string_view text, std::string_view pattern, Years years) {
    if (!is_ict_pattern(pattern)) return std::nullopt;
    Civil civil;
    while (!pattern.empty()) {
        const Token token = *first_token(pattern);
        if (!take(text, token, pattern.front(), &civil)) return std::nullopt;
        pattern.remove_prefix(token.width);
    }
    if (!text.empty()) return std::nullopt;
    return to_wall(civil, years);
}

std::optional<Wall> parse_first_of(
    std::span<const std::string_view> patterns, std::string_view text, Years years
) {
    for (const auto pattern : patterns) {
        if (const auto at = parse_ict(text, pattern, years)) return at;
    }
    return std::nullopt;
}

std::optional<Wall> parse_first_of(
    std::initializer_list<std::string_view> patterns, std::string_view text, Years years
) {
    return parse_first_of(std::span(patterns.begin(), patterns.size()), text, years);
}

}  // namespace dvcpay::toolkit
