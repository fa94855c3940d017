#include "sandbox/vietinbank/words.hpp"

#include <charconv>

#include <fmt/format.h>

namespace dvcpay::sandbox::vietinbank {

namespace {

struct Clockface {
    Day day;
    std::int64_t hour, minute, second;
};

Clockface clockface(Wall at) {
    const auto day = ict_day(at);
    const auto seconds = (at.ms - start_of(day).ms) / 1000;
    return {day, seconds / 3600, seconds / 60 % 60, seconds % 60};
}

}  // namespace

std::string stamp(Wall at) {
    const auto [day, hour, minute, second] = clockface(at);
    return fmt::format(
        "{:04}{:02}{:02}{:02}{:02}{:02}", day.year, day.month, day.day, hour, minute, second
    );
}

std::string row_time(Wall at) {
    const auto [day, hour, minute, second] = clockface(at);
    return fmt::format(
        "{:02}-{:02}-{:04} {:02}:{:02}:{:02}", day.day, day.month, day.year, hour, minute, second
    );
}

std::string slashed_day(Wall at) {
    const auto day = ict_day(at);
    return fmt::format("{:02}/{:02}/{:04}", day.day, day.month, day.year);
}

std::string core_reference(std::string_view txn) {
    std::string tail(txn.size() > 12 ? txn.substr(txn.size() - 12) : txn);
    return "164T" + std::string(12 - tail.size(), '0') + tail;
}

std::string notice_id(std::string_view core_reference) {
    std::string out = "60";
    for (const char c : core_reference) {
        if (c >= '0' && c <= '9') out += c;
    }
    return out;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t out = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return out;
}

}  // namespace dvcpay::sandbox::vietinbank
