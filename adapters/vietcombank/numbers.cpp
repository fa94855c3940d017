#include "vietcombank/numbers.hpp"

#include <algorithm>
#include <set>

#include "domain/ids.hpp"
#include "toolkit/memo.hpp"

namespace dvcpay::vietcombank {
namespace {

constexpr std::size_t order_ref_size = 16;
constexpr std::size_t digits_of_a_serial_max = 15;  // keeps the count of serials far from 2^63

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::size_t digits_of(const Collection& contract) {
    return static_cast<std::size_t>(contract.va_length) - contract.va_prefix.size();
}

std::int64_t largest_serial(std::size_t digits) {
    std::int64_t out = 1;
    for (std::size_t i = 0; i < std::min(digits, digits_of_a_serial_max); ++i) out *= 10;
    return out - 1;
}

std::string padded(std::int64_t value, std::size_t width) {
    std::string digits = std::to_string(value);
    if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
    return digits;
}

}  // namespace

NumberPlan number_plan(const Collection& contract) {
    NumberPlan out;
    out.series = "vietcombank/" + contract.va_prefix;
    out.size = largest_serial(digits_of(contract));
    out.spell = [prefix = contract.va_prefix, digits = digits_of(contract)](
                    Day /*day*/, std::int64_t serial
                ) { return prefix + padded(serial, digits); };
    return out;
}

bool is_number(const Collection& contract, std::string_view text) {
    return contract.offered && text.size() == static_cast<std::size_t>(contract.va_length) &&
           text.starts_with(contract.va_prefix) &&
           std::ranges::all_of(text.substr(contract.va_prefix.size()), is_digit);
}

std::string content_of(const Collection& contract, const Attempt& attempt) {
    return contract.content_prefix + attempt.order_ref.text();
}

Whose whose_in(const Collection& contract, std::string_view text) {
    std::set<std::string> numbers;
    const std::string plain = toolkit::squeezed(text);
    const auto length = static_cast<std::size_t>(contract.va_length);
    for (std::size_t at = plain.find(contract.va_prefix);
         contract.offered && at != std::string::npos;
         at = plain.find(contract.va_prefix, at + 1)) {
        const std::string piece = plain.substr(at, length);
        // A longer run of digits is another number that begins like ours.
        const bool runs_on = at + length < plain.size() && is_digit(plain[at + length]);
        if (is_number(contract, piece) && !runs_on) numbers.insert(piece);
    }
    toolkit::ReferenceShape shape;
    shape.prefix = contract.content_prefix;
    shape.size_min = shape.size_max = order_ref_size;
    shape.is_ours = [skip = contract.content_prefix.size()](std::string_view candidate) {
        return OrderRef::parse(candidate.substr(skip)).has_value();
    };
    const auto read = toolkit::reference_in(text, shape);
    Whose out;
    if (numbers.size() == 1) out.number = *numbers.begin();
    if (!read.reference.empty()) out.order_ref = read.reference.substr(shape.prefix.size());
    return out;
}

}  // namespace dvcpay::vietcombank
