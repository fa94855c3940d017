#include "sandbox/vpbank/wire.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "sandbox/crypto.hpp"

namespace dvcpay::sandbox::vpbank {

namespace {

struct Clockface {
    Day day;
    std::int64_t hour, minute, second;
};

Clockface clockface(Wall at) {
    const auto day = ict_day(at);
    const auto seconds = (at.ms - start_of(day).ms) / 1000;
    return {day, seconds / 3600, seconds / 60 % 60, seconds % 60};
}

bool is_alphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

}  // namespace

std::string sign(std::string_view private_pem, std::string_view plain) {
    const auto made = crypto::sign(crypto::Scheme::rsa_sha256, private_pem, crypto::base64(plain));
    return made ? crypto::base64(made.value()) : std::string();
}

bool verifies(std::string_view pem, std::string_view plain, std::string_view signature) {
    const auto raw = crypto::unbase64(signature);
    return raw && crypto::verify(crypto::Scheme::rsa_sha256, pem, crypto::base64(plain), *raw);
}

std::string slashed(Wall at) {
    const auto [day, hour, minute, second] = clockface(at);
    return fmt::format("{} {:02}:{:02}:{:02}", slashed_day(at), hour, minute, second);
}

std::string slashed_day(Wall at) {
    const auto day = ict_day(at);
    return fmt::format("{:02}/{:02}/{:04}", day.day, day.month, day.year);
}

std::string compact(Wall at) {
    const auto [day, hour, minute, second] = clockface(at);
    return fmt::format("{}{:02}{:02}{:02}", compact_day(at), hour, minute, second);
}

std::string compact_day(Wall at) {
    const auto day = ict_day(at);
    return fmt::format("{:04}{:02}{:02}", day.year, day.month, day.day);
}

std::string text_of(const Json& body, std::string_view member) {
    if (!body.is_object()) return {};
    const auto at = body.find(std::string(member));
    return at != body.end() && at->is_string() ? at->get<std::string>() : std::string();
}

std::optional<std::int64_t> digits(std::string_view text) {
    std::int64_t out = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (fault != std::errc{} || end != text.data() + text.size() || out < 0) return std::nullopt;
    return out;
}

bool is_reference(std::string_view text, std::size_t most) {
    return !text.empty() && text.size() <= most && std::ranges::all_of(text, is_alphanumeric);
}

bool is_uuid(std::string_view text) {
    if (text.size() != 36 || text[14] != '4') return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        const char c = text[i];
        const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        if (dash ? c != '-' : !hex) return false;
    }
    return true;
}

bool is_plain(std::string_view text, std::size_t most) {
    return text.size() <= most &&
           std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F; });
}

}  // namespace dvcpay::sandbox::vpbank
