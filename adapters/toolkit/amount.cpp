#include "toolkit/amount.hpp"

#include "toolkit/text.hpp"

namespace dvcpay::toolkit {
namespace {

/// Takes ".0" or ".00" off the end.
std::string_view without_zero_decimals(std::string_view text) {
    for (const std::string_view zeros : {".00", ".0"}) {
        if (text.ends_with(zeros)) return text.substr(0, text.size() - zeros.size());
    }
    return text;
}

/// The digits of "1,234,567"; empty where a group is not of three, or the first of more.
std::string without_commas(std::string_view text) {
    std::string out;
    std::size_t group = text.find(',');
    if (group > 3) return out;
    while (true) {
        out += text.substr(0, group);
        text.remove_prefix(group);
        if (text.empty()) return out;
        if (text.front() != ',' || text.size() < 4) return {};
        text.remove_prefix(1);
        group = 3;
    }
}

}  // namespace

std::optional<Money> read_amount(std::string_view text, AmountSpelling spelling) {
    if (spelling.decimals == Decimals::zeros) text = without_zero_decimals(text);
    std::string digits(text);
    if (spelling.grouping == Grouping::comma && text.find(',') != std::string_view::npos)
        digits = without_commas(text);
    const auto count = parse_whole(digits);
    if (!count || *count > largest_amount.count()) return std::nullopt;
    if (*count == 0 && spelling.zero == Zero::refused) return std::nullopt;
    return Money::dong(*count);
}

std::string amount_text(Money amount) {
    return std::to_string(amount.count());
}

}  // namespace dvcpay::toolkit
