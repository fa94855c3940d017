#include "toolkit/mask.hpp"

#include <algorithm>

namespace dvcpay::toolkit {
namespace {

constexpr std::string_view hidden = "•••";
constexpr std::size_t shown_max = 64;

bool is_word(std::string_view text) {
    const auto fits = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               c == '-' || c == '_' || c == '.';
    };
    return text.size() <= shown_max && std::ranges::all_of(text, fits);
}

}  // namespace

std::string mask_fields(const Fields& fields, std::span<const std::string_view> shown) {
    std::string out;
    for (const auto& [name, text] : fields.all()) {
        const bool known = std::ranges::find(shown, name) != shown.end();
        const bool digits = name.find_first_of("0123456789") != std::string::npos;
        if (!out.empty()) out += ' ';
        out += known || (is_word(name) && !digits) ? std::string_view(name) : hidden;
        out += '=';
        out += known && is_word(text) ? std::string_view(text) : hidden;
    }
    return out;
}

std::string no_message(std::string_view raw) {
    return "(" + std::to_string(raw.size()) + " bytes that are no message)";
}

}  // namespace dvcpay::toolkit
