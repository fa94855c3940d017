#include "sandbox/vietqr.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace dvcpay::sandbox {

namespace {

constexpr std::size_t payload_max = 512;
using Objects = std::map<std::string, std::string>;

Error broken(std::string why) {
    return Error(Fault::malformed, "the QR code cannot be read: " + std::move(why));
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_digit);
}

/// One level of ID, LEN, VALUE. `order` gets the ids as they come.
Result<Objects> objects_of(std::string_view text, std::string* order) {
    Objects out;
    while (!text.empty()) {
        if (text.size() < 4) return broken("trailing characters");
        const auto id = text.substr(0, 2);
        const auto length_text = text.substr(2, 2);
        if (!all_digits(id) || !all_digits(length_text)) return broken("ID or LEN is no number");
        const auto length =
            static_cast<std::size_t>((length_text[0] - '0') * 10 + (length_text[1] - '0'));
        if (length == 0) return broken("LEN 00 in " + std::string(id));
        if (text.size() < 4 + length) return broken(std::string(id) + " is longer than the text");
        if (!out.emplace(id, text.substr(4, length)).second) {
            return broken(std::string(id) + " stands twice");
        }
        if (order != nullptr) order->append(id);
        text.remove_prefix(4 + length);
    }
    return out;
}

const std::string& at(const Objects& objects, const std::string& id) {
    static const std::string none;
    const auto found = objects.find(id);
    return found == objects.end() ? none : found->second;
}

Result<std::int64_t> amount_of(std::string_view text) {
    if (text.empty()) return 0;
    const auto dot = text.find('.');
    const auto whole = text.substr(0, dot);
    const auto part = dot == std::string_view::npos ? std::string_view{} : text.substr(dot + 1);
    const bool fits = all_digits(whole) && whole.front() != '0' && whole.size() <= 13 &&
                      part.size() <= 2 &&
                      std::ranges::all_of(part, [](char c) { return c == '0'; });
    if (!fits) return broken("amount " + std::string(text));
    std::int64_t amount = 0;
    for (const char c : whole) amount = amount * 10 + (c - '0');
    return amount;
}

Result<void> check_crc(std::string_view payload, std::string_view given) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto crc = crc16(payload.substr(0, payload.size() - 4));
    std::string right;
    for (const int shift : {12, 8, 4, 0}) {
        right += digits[static_cast<std::size_t>((crc >> shift) & 15)];
    }
    std::string upper(given);
    for (auto& c : upper) {
        if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 32);
    }
    if (upper != right) return broken("CRC " + upper + ", must be " + right);
    return ok();
}

Result<void> read_account(std::string_view text, ScannedQr& out) {
    BOOST_OUTCOME_TRY(const auto account, objects_of(text, nullptr));
    if (at(account, "00") != "A000000727") return broken("38-00 is not NAPAS");
    BOOST_OUTCOME_TRY(const auto bank, objects_of(at(account, "01"), nullptr));
    out.bin = at(bank, "00");
    out.number = at(bank, "01");
    out.service = at(account, "02");
    if (out.bin.size() != 6 || !all_digits(out.bin)) return broken("38-01-00 is no bank");
    const bool named = !out.number.empty() && out.number.size() <= 19 &&
                       std::ranges::all_of(out.number, [](char c) {
                           return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
                       });
    if (!named) return broken("38-01-01 is no account");
    if (out.service != "QRIBFTTA" && out.service != "QRIBFTTC" && out.service != "QRPUSH" &&
        out.service != "QRCASH") {
        return broken("38-02 is no service");
    }
    return ok();
}

}  // namespace

std::uint16_t crc16(std::string_view bytes) {
    std::uint32_t crc = 0xFFFF;
    for (const char c : bytes) {
        crc ^= static_cast<std::uint32_t>(static_cast<unsigned char>(c)) << 8U;
        for (int bit = 0; bit < 8; ++bit) {
            crc = (crc & 0x8000U) != 0 ? (crc << 1U) ^ 0x1021U : crc << 1U;
        }
        crc &= 0xFFFFU;
    }
    return static_cast<std::uint16_t>(crc);
}

Result<ScannedQr> scan_vietqr(std::string_view payload) {
    if (payload.size() < 20 || payload.size() > payload_max) return broken("its length");
    const bool printable =
        std::ranges::all_of(payload, [](char c) { return c >= ' ' && c <= '~'; });
    if (!printable) return broken("characters outside ASCII");
    if (!payload.starts_with("000201")) return broken("it does not begin with 000201");
    std::string order;
    BOOST_OUTCOME_TRY(const auto root, objects_of(payload, &order));
    if (!order.ends_with("63") || at(root, "63").size() != 4) return broken("63 is not the last");
    BOOST_OUTCOME_TRY(check_crc(payload, at(root, "63")));
    ScannedQr out;
    BOOST_OUTCOME_TRY(read_account(at(root, "38"), out));
    if (at(root, "53") != "704") return broken("53 is not 704");
    if (at(root, "58") != "VN") return broken("58 is not VN");
    BOOST_OUTCOME_TRY(out.amount, amount_of(at(root, "54")));
    BOOST_OUTCOME_TRY(const auto further, objects_of(at(root, "62"), nullptr));
    out.memo = at(further, "08");
    out.dynamic = at(root, "01") == "12";
    return out;
}

}  // namespace dvcpay::sandbox
