#include "toolkit/vietqr.hpp"

#include <algorithm>
#include <utility>

#include "domain/invariant.hpp"
#include "toolkit/banks.hpp"
#include "toolkit/fold.hpp"
#include "toolkit/memo.hpp"
#include "toolkit/vietqr_format.hpp"

namespace dvcpay::toolkit {
namespace {

constexpr std::size_t purpose_most = vietqr::value_max - 4;
constexpr std::size_t name_max = 25;
constexpr std::size_t city_max = 15;
constexpr std::size_t postal_code_max = 10;

Error unusable(const char* why) {
    return Error(Fault::configuration, why);
}

std::string object(std::string_view id, std::string_view value) {
    DVC_INVARIANT(!value.empty() && value.size() <= vietqr::value_max);
    std::string out(id);
    out += static_cast<char>('0' + value.size() / 10);
    out += static_cast<char>('0' + value.size() % 10);
    out += value;
    return out;
}

std::string object_unless_empty(std::string_view id, std::string_view value) {
    return value.empty() ? std::string() : object(id, value);
}

std::string_view word_of(QrService service) {
    for (const auto& known : vietqr::service_words) {
        if (known.service == service) return known.word;
    }
    invariant_broken("word_of: value outside its enum");
}

/// A label that has to be whole or not there at all.
std::string label(std::string_view text, bool emitted) {
    std::string out = fold(text, vietqr_alphabet);
    if (!emitted || out.size() > vietqr::label_max) out.clear();
    return out;
}

std::string additional_data(const QrContent& content) {
    std::string out;
    for (const auto& [id, kept] : vietqr::label_texts)
        out += object_unless_empty(id, content.*kept);
    return out;
}

/// Tag 62 holds 99 characters: the least useful labels go first, the purpose never.
void drop_what_has_no_room(QrContent* content) {
    for (std::string QrContent::* least :
         {&QrContent::store_label,
          &QrContent::terminal_label,
          &QrContent::reference_label,
          &QrContent::bill_number}) {
        if (additional_data(*content).size() <= vietqr::value_max) return;
        (content->*least).clear();
    }
}

/// Checks the order, and folds, cuts and drops: what the QR is going to say.
Result<QrContent> plan(const QrOrder& order, const QrKnobs& knobs) {
    if (bank_by_bin(order.bank_bin) == nullptr) return unusable("vietqr: not a known bank");
    if (order.service != QrService::account && order.service != QrService::card)
        return unusable("vietqr: not a transfer");
    if (!vietqr::is_number(order.number, order.service))
        return unusable("vietqr: not an account or card number");
    if (order.amount) {
        const Money least = std::max(knobs.amount_min, Money::dong(1));
        const Money most = std::min(knobs.amount_max, vietqr::amount_most);
        if (*order.amount < least || *order.amount > most) return Error(Fault::amount_out_of_range);
    }
    QrContent out;
    out.bank_bin = order.bank_bin;
    out.number = order.number;
    out.service = order.service;
    out.amount = order.amount;
    out.initiation = order.initiation;
    out.purpose = fold(order.purpose, vietqr_alphabet);
    if (out.purpose.size() > std::min(knobs.purpose_max, purpose_most))
        return unusable("vietqr: the purpose is too long");
    if (knobs.emit_mcc && !order.mcc.empty()) {
        if (order.mcc.size() != 4 || !vietqr::is_digits(order.mcc))
            return unusable("vietqr: not a merchant category code");
        out.mcc = order.mcc;
    }
    if (knobs.emit_name) out.merchant_name = fold(order.merchant_name, vietqr_alphabet, name_max);
    if (knobs.emit_city) {
        out.city = fold(order.city, vietqr_alphabet, city_max);
        out.postal_code = fold(order.postal_code, vietqr_alphabet, postal_code_max);
    }
    out.bill_number = label(order.bill_number, knobs.emit_bill);
    out.store_label = label(order.store_label, true);
    out.reference_label = label(order.reference_label, knobs.emit_reference);
    out.terminal_label = label(order.terminal_label, true);
    drop_what_has_no_room(&out);
    return out;
}

std::string write(const QrContent& content) {
    const std::string beneficiary = object("00", content.bank_bin) + object("01", content.number);
    std::string out(vietqr::first_object);
    out += object("01", content.initiation == QrInitiation::once ? "12" : "11");
    out += object(
        "38",
        object("00", vietqr::napas_aid) + object("01", beneficiary) +
            object("02", word_of(content.service))
    );
    out += object_unless_empty("52", content.mcc);
    out += object("53", "704");
    if (content.amount) out += object("54", std::to_string(content.amount->count()));
    out += object("58", "VN");
    out += object_unless_empty("59", content.merchant_name);
    out += object_unless_empty("60", content.city);
    out += object_unless_empty("61", content.postal_code);
    out += object_unless_empty("62", additional_data(content));
    out += vietqr::crc_head;
    return out + vietqr::crc_text(out);
}

}  // namespace

namespace vietqr {

bool is_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_number(std::string_view text, QrService service) {
    if (text.empty() || text.size() > number_max) return false;
    if (service == QrService::card) return text.size() >= 16 && is_digits(text);
    return std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    });
}

std::string crc_text(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const std::uint16_t crc = crc16_ccitt_false(bytes);
    std::string out;
    for (const unsigned shift : {12U, 8U, 4U, 0U}) out += digits[crc >> shift & 15U];
    return out;
}

}  // namespace vietqr

Result<std::string> encode_vietqr(const QrOrder& order, const QrKnobs& knobs) {
    BOOST_OUTCOME_TRY(const auto content, plan(order, knobs));
    std::string text = write(content);
    const auto back = parse_vietqr(text);
    if (!back || back.value() != content)
        return Error(Fault::internal_error, "vietqr: does not read back as ordered");
    return text;
}

Result<void> matches(const QrContent& content, const QrExpected& expected) {
    const auto differs = [](const char* why) { return Error(Fault::malformed, why); };
    if (content.bank_bin != expected.bank_bin) return differs("the QR names another bank");
    if (content.number != expected.number) return differs("the QR names another number");
    if (content.amount && !expected.amount) return differs("the QR fixes an amount");
    if (!content.amount && expected.amount) return differs("the QR has no amount");
    if (content.amount != expected.amount) return differs("the QR has another amount");
    // Asked for at the till on top of the amount.
    for (const auto& [id, value] : content.others) {
        if (id == "55" || id == "56" || id == "57") return differs("the QR asks for a tip");
    }
    const std::string reference = squeezed(expected.reference);
    if (squeezed(content.purpose).find(reference) == std::string::npos)
        return differs("the QR's purpose lacks the reference");
    return ok();
}

std::uint16_t crc16_ccitt_false(std::string_view bytes) {
    unsigned crc = 0xFFFF;
    for (const char c : bytes) {
        crc ^= static_cast<unsigned>(static_cast<unsigned char>(c)) << 8U;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 0x8000U) != 0 ? (crc << 1U ^ 0x1021U) & 0xFFFFU : crc << 1U & 0xFFFFU;
    }
    return static_cast<std::uint16_t>(crc);
}

}  // namespace dvcpay::toolkit
