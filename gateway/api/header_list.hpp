#pragma once
// Header values that are lists with weights (Accept, Accept-Language; RFC 9110 §12.4.2). Lenient:
// what cannot be read is skipped, for a preference is not a command.
#include <algorithm>
#include <string_view>

namespace dvcpay::api {

inline char ascii_lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

inline bool same_word(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, ascii_lower, ascii_lower);
}

inline std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// Thousandths: "0.8" is 800. Anything unreadable counts as 1000.
inline int quality_of(std::string_view parameters) {
    const std::size_t q = parameters.find("q=");
    if (q == std::string_view::npos) return 1000;
    const std::string_view text = trimmed(parameters.substr(q + 2));
    if (text.empty() || text[0] == '1') return 1000;
    int value = 0;
    int scale = 100;
    for (std::size_t i = 2; i < text.size() && i < 5; ++i, scale /= 10) {
        if (text[i] < '0' || text[i] > '9') break;
        value += (text[i] - '0') * scale;
    }
    return value;
}

/// Calls use(value, quality) for each element, without its parameters.
template <class Use>
void for_each_weighted(std::string_view list, Use use) {
    while (!list.empty()) {
        const std::size_t comma = list.find(',');
        const std::string_view element = trimmed(list.substr(0, comma));
        const std::size_t semicolon = element.find(';');
        const std::string_view value = trimmed(element.substr(0, semicolon));
        if (!value.empty()) {
            const auto parameters = semicolon == std::string_view::npos ? std::string_view{}
                                                                        : element.substr(semicolon);
            use(value, quality_of(parameters));
        }
        if (comma == std::string_view::npos) return;
        list.remove_prefix(comma + 1);
    }
}

}  // namespace dvcpay::api
