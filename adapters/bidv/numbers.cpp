#include "bidv/numbers.hpp"

#include <utility>

namespace dvcpay::bidv {
namespace {

constexpr std::size_t letters_length = 2;
constexpr std::size_t date_length = 6;
constexpr std::size_t serial_length = 6;
constexpr std::size_t code_length = letters_length + date_length + serial_length;
constexpr std::int64_t serials_of_a_day = 999'999;

std::string padded(std::int64_t value, std::size_t width) {
    std::string digits = std::to_string(value);
    if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
    return digits;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_code(const Settings& settings, std::string_view text) {
    if (text.size() != code_length || !text.starts_with(settings.code_letters)) return false;
    for (const char c : text.substr(letters_length)) {
        if (!is_digit(c)) return false;
    }
    return true;
}

char upper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}

}  // namespace

NumberPlan number_plan(const Settings& settings) {
    NumberPlan out;
    out.series = "bidv/" + settings.va_prefix + settings.code_letters;
    out.per_day = true;
    out.size = serials_of_a_day;
    out.spell = [start = settings.va_prefix + settings.code_letters](Day day, std::int64_t serial) {
        return start + padded(day.year % 100, 2) + padded(day.month, 2) + padded(day.day, 2) +
               padded(serial, serial_length);
    };
    return out;
}

std::optional<std::string> code_of(const Settings& settings, std::string_view number) {
    if (!number.starts_with(settings.va_prefix)) return std::nullopt;
    const std::string_view code = number.substr(settings.va_prefix.size());
    if (!is_code(settings, code)) return std::nullopt;
    return std::string(code);
}

std::optional<std::string> number_of(const Settings& settings, std::string_view customer) {
    if (is_code(settings, customer)) return settings.va_prefix + std::string(customer);
    if (code_of(settings, customer)) return std::string(customer);
    return std::nullopt;
}

std::optional<std::string> number_in(const Settings& settings, std::string_view remark) {
    std::string plain;
    for (const char c : remark) {
        if (c != ' ' && c != '.' && c != '-') plain += upper(c);
    }
    std::optional<std::string> found;
    for (std::size_t at = 0; at + code_length <= plain.size(); ++at) {
        const std::string_view piece = std::string_view(plain).substr(at, code_length);
        if (!is_code(settings, piece)) continue;
        // A longer run of digits is another number that begins like ours.
        if (at + code_length < plain.size() && is_digit(plain[at + code_length])) continue;
        std::string number = settings.va_prefix + std::string(piece);
        if (found && *found != number) return std::nullopt;
        found = std::move(number);
    }
    return found;
}

}  // namespace dvcpay::bidv
