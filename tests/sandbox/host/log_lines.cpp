#include "sandbox_host/log_lines.hpp"

#include <algorithm>
#include <utility>

namespace dvcpay::sandbox {

namespace {

bool plain(char c) {
    return c > ' ' && c != '"' && c != '\\' && c != '=' && c != 0x7F;
}

/// Bare where it is one plain word, else quoted with control characters as \xHH.
std::string value_text(std::string_view value) {
    if (!value.empty() && std::ranges::all_of(value, plain)) return std::string(value);
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out = "\"";
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7F) {
            out += "\\x";
            out += digits[byte >> 4U];
            out += digits[byte & 15U];
        } else {
            if (c == '"' || c == '\\') out += '\\';
            out += c;
        }
    }
    return out + '"';
}

}  // namespace

std::string log_line(Wall at, Level level, std::string_view event, const Fields& fields) {
    std::string line = to_rfc3339(at);
    if (level >= Level::warning) line += " WARN";
    line += ' ';
    line += event;
    for (const auto& [name, value] : fields) {
        line += ' ';
        line += name;
        line += '=';
        line += value_text(value);
    }
    return line;
}

void LogLines::log(Level level, std::string_view event, Fields fields) {
    if (out_ == nullptr) return;
    const auto line = log_line(clock_.wall(), level, event, fields) + '\n';
    std::fwrite(line.data(), 1, line.size(), out_);
    std::fflush(out_);
}

void LogLines::alarm(std::string_view event, Fields fields) {
    log(Level::error, event, std::move(fields));
}

}  // namespace dvcpay::sandbox
