#include "vpbank/numbers.hpp"

#include <algorithm>

#include "domain/ids.hpp"
#include "toolkit/memo.hpp"
#include "toolkit/text.hpp"

namespace dvcpay::vpbank {
namespace {

constexpr std::size_t order_ref_characters = 16;

bool is_plain(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

std::int64_t value_of(std::string_view digits) {
    std::int64_t out = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9') return -1;
        out = out * 10 + (c - '0');
    }
    return out;
}

}  // namespace

std::string Stock::spell(std::int64_t serial) const {
    const std::string text = std::to_string(first + serial - 1);
    const auto width = static_cast<std::size_t>(digits);
    const std::size_t zeros = text.size() < width ? width - text.size() : 0;
    return prefix + std::string(zeros, '0') + text;
}

bool Stock::has(std::string_view number) const {
    if (prefix.empty() || !number.starts_with(prefix)) return false;
    const std::string_view serial = number.substr(prefix.size());
    if (serial.size() != static_cast<std::size_t>(digits)) return false;
    const std::int64_t value = value_of(serial);
    return value >= first && value <= last;
}

bool is_number(std::string_view text) {
    return !text.empty() && text.size() <= account_characters_max &&
           std::ranges::all_of(text, is_plain);
}

std::string content_of(std::string_view prefix, std::string_view order_ref) {
    return std::string(prefix) + std::string(order_ref);
}

std::string find_reference(std::string_view memo, std::string_view prefix) {
    toolkit::ReferenceShape shape;
    shape.prefix = prefix;
    shape.size_min = order_ref_characters;
    shape.size_max = order_ref_characters;
    shape.is_ours = [size = prefix.size()](std::string_view candidate) {
        return OrderRef::parse(candidate.substr(size)).has_value();
    };
    const auto reading = toolkit::reference_in(memo, shape);
    if (reading.found != toolkit::MemoReading::Found::one) return {};
    return reading.reference.substr(prefix.size());
}

}  // namespace dvcpay::vpbank
