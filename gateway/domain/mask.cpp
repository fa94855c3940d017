#include "domain/pii.hpp"

namespace dvcpay {
namespace {

constexpr std::string_view dot = "•";

/// Bytes of the UTF-8 character that begins with `first`; 1 for anything malformed.
std::size_t width_of(char first) {
    const auto byte = static_cast<unsigned char>(first);
    if (byte >= 0xF0) return 4;
    if (byte >= 0xE0) return 3;
    if (byte >= 0xC0) return 2;
    return 1;
}

std::vector<std::string_view> characters(std::string_view text) {
    std::vector<std::string_view> out;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t width = std::min(width_of(text[i]), text.size() - i);
        out.push_back(text.substr(i, width));
        i += width;
    }
    return out;
}

}  // namespace

std::string mask_words(std::string_view text) {
    std::string out;
    bool at_start = true;
    for (const auto c : characters(text)) {
        if (c == " ") {
            out += ' ';
            at_start = true;
            continue;
        }
        out += at_start ? c : dot;
        at_start = false;
    }
    return out;
}

std::string mask_tail(std::string_view text) {
    const auto all = characters(text);
    const std::size_t kept = all.size() > 4 ? 4 : 0;
    std::string out;
    for (std::size_t i = 0; i < all.size(); ++i) out += i + kept < all.size() ? dot : all[i];
    return out;
}

std::string mask_email(std::string_view text) {
    const std::size_t at = text.rfind('@');
    if (at == std::string_view::npos)
        return mask_tail(text.substr(0, std::min<std::size_t>(4, text.size())));
    const auto hide = [](std::string_view part) {
        std::string out;
        bool first = true;
        for (const auto c : characters(part)) {
            out += first ? c : dot;
            first = false;
        }
        return out;
    };
    const std::string_view domain = text.substr(at + 1);
    const std::size_t label = domain.rfind('.');
    if (label == std::string_view::npos) return hide(text.substr(0, at)) + "@" + hide(domain);
    return hide(text.substr(0, at)) + "@" + hide(domain.substr(0, label)) +
           std::string(domain.substr(label));
}

}  // namespace dvcpay
