#include "shb/times.hpp"

#include <algorithm>

namespace dvcpay::shb {
namespace {

constexpr std::int64_t second_ms = 1000;
constexpr std::int64_t minute_s = 60;
constexpr std::int64_t hour_s = 3600;

std::string padded(std::int64_t value, std::size_t width) {
    std::string digits = std::to_string(value);
    return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}

int number_of(std::string_view digits) {
    int out = 0;
    for (const char c : digits) out = out * 10 + (c - '0');
    return out;
}

}  // namespace

std::string stamp(Day day) {
    return padded(day.year, 4) + padded(day.month, 2) + padded(day.day, 2);
}

std::string stamp(Wall at) {
    const Day day = ict_day(at);
    const std::int64_t s = (at.ms - start_of(day).ms) / second_ms;
    return stamp(day) + padded(s / hour_s, 2) + padded(s % hour_s / minute_s, 2) +
           padded(s % minute_s, 2);
}

std::optional<Wall> parse_stamp(std::string_view text) {
    const bool digits =
        std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    if (text.size() != 14 || !digits) return std::nullopt;
    std::string civil(text.substr(0, 4));
    civil.append("-").append(text.substr(4, 2)).append("-").append(text.substr(6, 2));
    const auto day = parse_day(civil);
    const int hour = number_of(text.substr(8, 2));
    const int minute = number_of(text.substr(10, 2));
    const int second = number_of(text.substr(12, 2));
    if (!day || hour > 23 || minute > 59 || second > 59) return std::nullopt;
    const std::int64_t s = hour * hour_s + minute * minute_s + second;
    return start_of(*day).plus_s(s);
}

}  // namespace dvcpay::shb
