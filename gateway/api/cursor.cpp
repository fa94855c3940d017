#include "api/cursor.hpp"

#include <charconv>
#include <cstdint>

#include "crypto/digest.hpp"

namespace dvcpay::api {

std::string make_cursor(char list, std::string_view key) {
    std::string text(1, list);
    text += '1';  // of the format
    text += key;
    return crypto::to_base64url(text);
}

std::optional<std::string> read_cursor(char list, std::string_view cursor) {
    if (cursor.empty() || cursor.size() > 100) return std::nullopt;
    std::string padded(cursor);
    for (char& c : padded) {
        if (c == '-') {
            c = '+';
        } else if (c == '_') {
            c = '/';
        } else if (c == '+' || c == '/' || c == '=') {
            return std::nullopt;
        }
    }
    while (padded.size() % 4 != 0) padded.push_back('=');
    const auto text = crypto::from_base64(padded);
    if (!text || text->size() < 3 || (*text)[0] != list || (*text)[1] != '1') return std::nullopt;
    return text->substr(2);
}

std::optional<std::int64_t> read_position(char list, std::string_view cursor) {
    const auto key = read_cursor(list, cursor);
    if (!key) return std::nullopt;
    std::int64_t position = 0;
    const auto [end, wrong] = std::from_chars(key->data(), key->data() + key->size(), position);
    if (wrong != std::errc{} || end != key->data() + key->size() || position < 0)
        return std::nullopt;
    return position;
}

}  // namespace dvcpay::api
