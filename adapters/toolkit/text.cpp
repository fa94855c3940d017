#include "toolkit/text.hpp"

#include <charconv>

namespace dvcpay::toolkit {
namespace {

unsigned byte_at(std::string_view text, std::size_t at) {
    return static_cast<unsigned char>(text[at]);
}

/// Length of the character that starts `text`, which is not empty; 0 where its first bytes are not
/// UTF-8. `point` is its value.
std::size_t character_length(std::string_view text, unsigned& point) {
    const unsigned first = byte_at(text, 0);
    std::size_t length = 0;
    unsigned smallest = 0;
    if (first < 0x80) {
        point = first;
        return 1;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        length = 2;
        smallest = 0x80;
        point = first & 0x1FU;
    } else if (first >= 0xE0 && first <= 0xEF) {
        length = 3;
        smallest = 0x800;
        point = first & 0x0FU;
    } else if (first >= 0xF0 && first <= 0xF4) {
        length = 4;
        smallest = 0x10000;
        point = first & 0x07U;
    } else {
        return 0;
    }
    if (text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        const unsigned next = byte_at(text, i);
        if ((next & 0xC0U) != 0x80U) return 0;
        point = point << 6U | (next & 0x3FU);
    }
    const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
    return point < smallest || point > 0x10FFFF || surrogate ? 0 : length;
}

bool is_control(unsigned point) {
    return point < 0x20 || (point >= 0x7F && point <= 0x9F);
}

}  // namespace

Character first_character(std::string_view text) {
    Character out;
    if (!text.empty()) out.bytes = character_length(text, out.point);
    return out;
}

bool is_utf8(std::string_view text) {
    unsigned point = 0;
    while (!text.empty()) {
        const std::size_t length = character_length(text, point);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

std::string printable(std::string_view text, std::size_t characters_max) {
    std::string out;
    std::size_t characters = 0;
    unsigned point = 0;
    while (!text.empty() && characters < characters_max) {
        const std::size_t length = character_length(text, point);
        if (length == 0) {
            text.remove_prefix(1);
            continue;
        }
        if (!is_control(point)) {
            out += text.substr(0, length);
            ++characters;
        }
        text.remove_prefix(length);
    }
    return out;
}

std::optional<std::int64_t> parse_whole(std::string_view text) {
    if (text.empty() || (text.size() > 1 && text.front() == '0')) return std::nullopt;
    if (text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace dvcpay::toolkit
