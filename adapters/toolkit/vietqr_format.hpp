#pragma once
// What the writer and the reader of VietQR share: ids, words and lengths. Not for adapters.
#include <cstddef>
#include <string>
#include <string_view>

#include "toolkit/vietqr.hpp"

namespace dvcpay::toolkit::vietqr {

inline constexpr std::size_t text_max = 512;
inline constexpr std::size_t value_max = 99;
inline constexpr std::size_t label_max = 25;
inline constexpr std::size_t number_max = 19;
inline constexpr std::size_t amount_digits_max = 13;
inline constexpr Money amount_most = Money::dong(9'999'999'999'999);
inline constexpr std::string_view napas_aid = "A000000727";
inline constexpr std::string_view first_object = "000201";
inline constexpr std::string_view crc_head = "6304";

struct ServiceWord {
    QrService service;
    std::string_view word;
};
inline constexpr ServiceWord service_words[] = {
    {QrService::account, "QRIBFTTA"},
    {QrService::card, "QRIBFTTC"},
    {QrService::push, "QRPUSH"},
    {QrService::cash, "QRCASH"},
};

/// A text field of the root or of tag 62, and where it is kept.
struct TextField {
    std::string_view id;
    std::string QrContent::* kept;
};
inline constexpr TextField root_texts[] = {
    {"52", &QrContent::mcc},
    {"59", &QrContent::merchant_name},
    {"60", &QrContent::city},
    {"61", &QrContent::postal_code},
};
inline constexpr TextField label_texts[] = {
    {"01", &QrContent::bill_number},
    {"03", &QrContent::store_label},
    {"05", &QrContent::reference_label},
    {"07", &QrContent::terminal_label},
    {"08", &QrContent::purpose},
};

bool is_digits(std::string_view text);
/// 1–19 letters and digits; a card has 16–19 digits.
bool is_number(std::string_view text, QrService service);
/// Four upper-case hex digits over `bytes`.
std::string crc_text(std::string_view bytes);

}  // namespace dvcpay::toolkit::vietqr
