#include "api/canonical.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>

namespace dvcpay::api {
namespace {

/// ECMAScript Number::toString over the shortest digits that read back as the same double
/// (§3.2.2.3). The only place of the gateway that knows a double; no amount comes here, metadata
/// may.
void append_double(std::string& out, double value) {
    if (value == 0) {
        out.push_back('0');
        return;
    }
    std::array<char, 40> raw{};
    const auto end =
        std::to_chars(raw.data(), raw.data() + raw.size(), value, std::chars_format::scientific)
            .ptr;
    std::string_view text(raw.data(), static_cast<std::size_t>(end - raw.data()));
    if (text.front() == '-') {
        out.push_back('-');
        text.remove_prefix(1);
    }
    const std::size_t e = text.find('e');
    int exponent = 0;
    const std::size_t number = text[e + 1] == '+' ? e + 2 : e + 1;
    std::from_chars(text.data() + number, text.data() + text.size(), exponent);
    std::string digits(text.substr(0, 1));
    if (e > 2) digits += text.substr(2, e - 2);
    const int count = static_cast<int>(digits.size());
    const int point = exponent + 1;  // the value is 0.digits × 10^point
    if (count <= point && point <= 21) {
        out += digits;
        out.append(static_cast<std::size_t>(point - count), '0');
    } else if (0 < point && point <= 21) {
        out.append(digits, 0, static_cast<std::size_t>(point));
        out.push_back('.');
        out.append(digits, static_cast<std::size_t>(point));
    } else if (-6 < point && point <= 0) {
        out += "0.";
        out.append(static_cast<std::size_t>(-point), '0');
        out += digits;
    } else {
        out.push_back(digits[0]);
        if (count > 1) {
            out.push_back('.');
            out.append(digits, 1);
        }
        out += point > 0 ? "e+" : "e-";
        out += std::to_string(point > 0 ? point - 1 : 1 - point);
    }
}

void append_token(std::string& out, const std::string& token) {
    double value = 0;
    std::from_chars(token.data(), token.data() + token.size(), value);
    append_double(out, value);
}

void append_integer(std::string& out, std::int64_t value) {
    if (value > exact_integer_max || value < -exact_integer_max) {
        append_double(out, static_cast<double>(value));
        return;
    }
    out += std::to_string(value);
}

// Depth is bounded by the parser (json_depth_max).
void append_value(std::string& out, const Json& value) {
    switch (value.kind) {
        case Json::Kind::null:
            out += "null";
            return;
        case Json::Kind::boolean:
            out += value.boolean ? "true" : "false";
            return;
        case Json::Kind::integer:
            append_integer(out, value.integer);
            return;
        case Json::Kind::number:
            append_token(out, value.text);
            return;
        case Json::Kind::string:
            append_json_string(out, value.text);
            return;
        case Json::Kind::array: {
            out.push_back('[');
            for (std::size_t i = 0; i < value.items.size(); ++i) {
                if (i > 0) out.push_back(',');
                append_value(out, value.items[i]);
            }
            out.push_back(']');
            return;
        }
        case Json::Kind::object: {
            std::vector<std::size_t> order(value.names.size());
            std::iota(order.begin(), order.end(), std::size_t{0});
            std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
                return utf16_less(value.names[a], value.names[b]);
            });
            out.push_back('{');
            for (std::size_t i = 0; i < order.size(); ++i) {
                if (i > 0) out.push_back(',');
                append_json_string(out, value.names[order[i]]);
                out.push_back(':');
                append_value(out, value.items[order[i]]);
            }
            out.push_back('}');
            return;
        }
    }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    out.push_back('"');
    std::size_t plain = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        out.append(text, plain, i - plain);
        plain = i + 1;
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\b':
                out += "\\b";
                break;
            case '\f':
                out += "\\f";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                out += "\\u00";
                out.push_back(hex[c >> 4U]);
                out.push_back(hex[c & 15U]);
        }
    }
    out.append(text, plain);
    out.push_back('"');
}

bool utf16_less(std::string_view a, std::string_view b) {
    const auto [x, y] = std::ranges::mismatch(a, b);
    if (x == a.end() || y == b.end()) return x == a.end() && y != b.end();
    const auto left = static_cast<unsigned char>(*x);
    const auto right = static_cast<unsigned char>(*y);
    // UTF-8 sorts by code point. UTF-16 differs only here: what lies beyond U+FFFF is written with
    // surrogates, which come before U+E000 … U+FFFF.
    const bool left_beyond = left >= 0xF0;
    const bool right_beyond = right >= 0xF0;
    if (left_beyond != right_beyond && left >= 0xEE && right >= 0xEE) return left_beyond;
    return left < right;
}

std::string canonical_json(const Json& value) {
    std::string out;
    append_value(out, value);
    return out;
}

}  // namespace dvcpay::api
