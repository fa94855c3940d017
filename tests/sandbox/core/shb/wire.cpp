#include "sandbox/shb/wire.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "sandbox/crypto.hpp"
#include "sandbox/vietqr.hpp"

namespace dvcpay::sandbox::shb {

namespace {

std::string padded(std::int64_t value, std::size_t width) {
    auto digits = std::to_string(value);
    if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
    return digits;
}

bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// Tag, two digits of length, value.
std::string tlv(std::string_view tag, std::string_view value) {
    return std::string(tag) + padded(static_cast<std::int64_t>(value.size()), 2) +
           std::string(value);
}

}  // namespace

std::string Signer::text(std::string_view id, std::string_view body) const {
    return id_before_body ? std::string(id) + '.' + std::string(body) : std::string(body);
}

std::string Signer::sign(With with, std::string_view id, std::string_view body) const {
    // A signature by nobody's key is the right one of another text.
    auto signed_text = text(id, body);
    if (with == With::wrong) signed_text += ' ';
    if (hmac) {
        const auto& key = with == With::next && !next_secret.empty() ? next_secret : secret;
        return crypto::hex(crypto::hmac(crypto::Hash::sha256, key, signed_text));
    }
    const auto& key = with == With::next && !next_bank_key.empty() ? next_bank_key : bank_key;
    const auto signature = crypto::sign(crypto::Scheme::rsa_sha256, key, signed_text);
    return signature ? crypto::base64(signature.value()) : std::string();
}

bool Signer::from_partner(std::string_view id, std::string_view body, std::string_view signature)
    const {
    const auto signed_text = text(id, body);
    if (hmac) {
        const auto given = std::string(signature);
        const auto by = [&](const std::string& key) {
            const auto right = crypto::hex(crypto::hmac(crypto::Hash::sha256, key, signed_text));
            return !key.empty() && crypto::same(right, given);
        };
        return by(secret) || by(next_secret);
    }
    const auto raw = crypto::unbase64(signature);
    return raw && crypto::verify(crypto::Scheme::rsa_sha256, partner_key, signed_text, *raw);
}

std::string time_text(Wall at) {
    const auto day = ict_day(at);
    const auto seconds = (at.ms - start_of(day).ms) / 1000;
    return padded(day.year, 4) + padded(day.month, 2) + padded(day.day, 2) +
           padded(seconds / 3600, 2) + padded(seconds / 60 % 60, 2) + padded(seconds % 60, 2);
}

std::optional<Wall> read_time(std::string_view text) {
    if (text.size() != 14 || !all_digits(text)) return std::nullopt;
    const auto number = [&](std::size_t at, std::size_t size) {
        return std::atoi(std::string(text.substr(at, size)).c_str());
    };
    const auto day = parse_day(
        std::string(text.substr(0, 4)) + '-' + std::string(text.substr(4, 2)) + '-' +
        std::string(text.substr(6, 2))
    );
    if (!day || number(8, 2) > 23 || number(10, 2) > 59 || number(12, 2) > 59) return std::nullopt;
    return start_of(*day).plus_s(number(8, 2) * 3600 + number(10, 2) * 60 + number(12, 2));
}

std::string day_text(Wall at) {
    return time_text(at).substr(2, 6);
}

std::string text_of(const Json& body, std::string_view member) {
    if (!body.is_object()) return {};
    const auto at = body.find(member);
    return at == body.end() || !at->is_string() ? std::string() : at->get<std::string>();
}

std::optional<std::int64_t> amount_of(const Json& body, std::string_view member) {
    const auto text = text_of(body, member);
    if (!all_digits(text) || text.size() > 12 || text.front() == '0') return std::nullopt;
    return std::strtoll(text.c_str(), nullptr, 10);
}

bool is_code(std::string_view text, std::size_t most) {
    return !text.empty() && text.size() <= most && std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
    });
}

std::string qr_text(std::string_view account, std::int64_t amount, std::string_view memo) {
    const auto party = tlv("00", "970443") + tlv("01", account);
    auto text = tlv("00", "01") + tlv("01", "12") +
                tlv("38", tlv("00", "A000000727") + tlv("01", party) + tlv("02", "QRIBFTTA")) +
                tlv("53", "704") + tlv("54", std::to_string(amount)) + tlv("58", "VN") +
                tlv("62", tlv("08", memo)) + "6304";
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto crc = crc16(text);
    for (int shift = 12; shift >= 0; shift -= 4) text += digits[(crc >> shift) & 0xF];
    return text;
}

}  // namespace dvcpay::sandbox::shb
