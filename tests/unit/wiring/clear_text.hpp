#pragma once
// Looks for a person in bytes, in every form in which software tends to write text: as it is, in
// UTF-16 of either order, percent-encoded, JSON-escaped, in hexadecimal and in base64.
#include <array>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crypto/digest.hpp"

namespace dvcpay::clear_text {

struct Form {
    std::string name;
    std::string bytes;
};

/// UTF-16 code units; the text is UTF-8 of the Basic Multilingual Plane, as names are.
inline std::vector<unsigned> code_units(std::string_view text) {
    std::vector<unsigned> out;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t more = lead < 0x80 ? 0 : (lead < 0xe0 ? 1 : 2);
        unsigned unit = more == 0 ? lead : (lead & (more == 1 ? 0x1fU : 0x0fU));
        for (std::size_t k = 1; k <= more; ++k)
            unit = (unit << 6U) | (static_cast<unsigned char>(text[i + k]) & 0x3fU);
        out.push_back(unit);
        i += more + 1;
    }
    return out;
}

inline std::string utf16(std::string_view text, bool big_endian) {
    std::string out;
    for (const auto unit : code_units(text)) {
        const std::array<char, 2> bytes = {
            static_cast<char>(unit >> 8U), static_cast<char>(unit & 0xffU)
        };
        out += bytes[big_endian ? 0 : 1];
        out += bytes[big_endian ? 1 : 0];
    }
    return out;
}

inline std::string percent(std::string_view text, std::string_view digits, char space) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) {
            out += c;
        } else if (c == ' ' && space == '+') {
            out += '+';
        } else {
            out += '%';
            out += digits[byte >> 4U];
            out += digits[byte & 15U];
        }
    }
    return out;
}

inline std::string json_escaped(std::string_view text, std::string_view digits) {
    std::string out;
    for (const auto unit : code_units(text)) {
        if (unit < 0x80) {
            out += static_cast<char>(unit);
            continue;
        }
        out += "\\u";
        for (const unsigned shift : {12U, 8U, 4U, 0U}) out += digits[(unit >> shift) & 15U];
    }
    return out;
}

/// What base64 of any text that holds `text` must hold, by where it begins in a group of three.
inline std::string inside_base64(std::string_view text, std::size_t offset) {
    const std::string whole = crypto::to_base64(std::string(offset, 'x') + std::string(text));
    const std::size_t begin = offset == 0 ? 0 : 4;
    const std::size_t groups = (offset + text.size()) / 3;  // the last, cut group may end otherwise
    return whole.substr(begin, groups * 4 - begin);
}

inline std::vector<Form> forms_of(const std::string& text) {
    constexpr std::string_view upper = "0123456789ABCDEF";
    constexpr std::string_view lower = "0123456789abcdef";
    std::vector<Form> out = {
        {"UTF-8", text},
        {"UTF-16 little endian", utf16(text, false)},
        {"UTF-16 big endian", utf16(text, true)},
        {"percent-encoded", percent(text, upper, ' ')},
        {"percent-encoded, lower case", percent(text, lower, ' ')},
        {"form-encoded", percent(text, upper, '+')},
        {"JSON escapes", json_escaped(text, lower)},
        {"JSON escapes, upper case", json_escaped(text, upper)},
        {"hexadecimal", crypto::to_hex(text)},
    };
    for (std::size_t offset = 0; offset < 3; ++offset)
        out.push_back({"base64 at " + std::to_string(offset), inside_base64(text, offset)});
    return out;
}

/// "form of text" for each that stands in `bytes`.
inline std::vector<std::string> find_clear(
    const std::string& bytes, const std::vector<std::string>& texts
) {
    std::vector<std::string> out;
    for (const auto& text : texts) {
        for (const auto& form : forms_of(text)) {
            const std::string& needle = form.bytes;  // memmem: many needles, much hay
            if (::memmem(bytes.data(), bytes.size(), needle.data(), needle.size()) != nullptr)
                out.push_back(form.name + " of " + text);
        }
    }
    return out;
}

}  // namespace dvcpay::clear_text
