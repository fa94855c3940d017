#include "viettelpay/codes.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace dvcpay::viettelpay {
namespace {

enum class Retry : std::uint8_t { no, yes };

struct Words {
    std::string_view code;
    Blame blame;
    const char* ours;
    const char* vi;
    const char* en;
    Retry retry;
};

constexpr auto nobody = Blame::nobody;
constexpr auto ours = Blame::ours;

constexpr const char* setup_vi = "Kênh thanh toán ViettelPay đang có lỗi cấu hình.";
constexpr const char* setup_en = "The ViettelPay channel is not set up correctly.";
constexpr const char* declined_vi = "ViettelPay không thực hiện giao dịch.";
constexpr const char* declined_en = "ViettelPay did not carry out the payment.";
constexpr const char* otp_vi = "Mã OTP không đúng hoặc đã hết hạn.";
constexpr const char* otp_en = "The one-time code was wrong or too late.";
constexpr const char* pin_vi = "Mật khẩu ViettelPay không đúng.";
constexpr const char* pin_en = "The ViettelPay PIN was wrong.";

/// error_code of a result: what a failure is called.
constexpr std::array<Words, 19> result_words = {{
    {"00", nobody, "provider_declined", declined_vi, declined_en, Retry::no},
    {"V01", ours, "provider_setup_refused", setup_vi, setup_en, Retry::no},
    {"V02", nobody, "otp_wrong", otp_vi, otp_en, Retry::yes},
    {"22", nobody, "otp_wrong", otp_vi, otp_en, Retry::yes},
    {"V03", nobody, "otp_wrong", otp_vi, otp_en, Retry::yes},
    {"21", nobody, "pin_wrong", pin_vi, pin_en, Retry::yes},
    {"685", nobody, "pin_wrong", pin_vi, pin_en, Retry::yes},
    {"16",
     nobody,
     "insufficient_funds",
     "Tài khoản ViettelPay không đủ tiền.",
     "The ViettelPay account has not enough money.",
     Retry::yes},
    {"W04", nobody, "provider_declined", declined_vi, declined_en, Retry::yes},
    {"V04", nobody, "provider_declined", declined_vi, declined_en, Retry::yes},
    {"V05",
     ours,
     "order_check_failed",
     "ViettelPay không kiểm tra được đơn hàng.",
     "ViettelPay could not check the order.",
     Retry::yes},
    {"V06",
     nobody,
     "declined_by_payer",
     "Người trả đã hủy thanh toán.",
     "The payer cancelled the payment.",
     Retry::yes},
    {"S_MAINTAIN",
     nobody,
     "provider_maintenance",
     "ViettelPay đang bảo trì. Vui lòng thử lại sau.",
     "ViettelPay is under maintenance. Please try again later.",
     Retry::yes},
    {"M01", ours, "provider_setup_refused", setup_vi, setup_en, Retry::no},
    {"M02", ours, "provider_setup_refused", setup_vi, setup_en, Retry::no},
    {"M03", ours, "provider_setup_refused", setup_vi, setup_en, Retry::no},
    {"M04",
     nobody,
     "qr_not_readable",
     "Mã QR không đọc được.",
     "The QR code could not be read.",
     Retry::yes},
    {"813", nobody, "provider_declined", declined_vi, declined_en, Retry::yes},
    {"99", nobody, "provider_declined", declined_vi, declined_en, Retry::yes},
}};
constexpr std::array<std::string_view, 19> result_codes = {
    "00",
    "V01",
    "V02",
    "22",
    "V03",
    "21",
    "685",
    "16",
    "W04",
    "V04",
    "V05",
    "V06",
    "S_MAINTAIN",
    "M01",
    "M02",
    "M03",
    "M04",
    "813",
    "99"
};

struct RefundRow {
    std::string_view code;
    RefundMeaning meaning;
};
constexpr std::array<std::string_view, 15> refund_codes = {
    "00",
    "M01",
    "M05",
    "218",
    "655",
    "457",
    "KG3",
    "27",
    "KG8",
    "485",
    "176",
    "17",
    "159",
    "813",
    "927"
};
constexpr std::array<RefundRow, refund_codes.size()> refund_table = {{
    {"00", {RefundSaid::done, nobody}},
    {"M01", {RefundSaid::refused, ours}},
    {"M05", {RefundSaid::refused, ours}},
    {"218", {RefundSaid::refused, ours}},
    {"655", {RefundSaid::refused, ours}},
    {"457", {RefundSaid::refused, ours}},
    {"KG3", {RefundSaid::refused, nobody}},
    {"27", {RefundSaid::refused, nobody}},
    {"KG8", {RefundSaid::refused, nobody}},
    {"485", {RefundSaid::refused, nobody}},
    // Already refunded, not clear or too late: nobody but people with the file can tell which.
    {"176", {RefundSaid::unknown, ours}},
    {"17", {RefundSaid::not_refundable, nobody}},
    {"159", {RefundSaid::not_refundable, nobody}},
    {"813", {RefundSaid::unknown, ours}},
    {"927", {RefundSaid::unknown, ours}},
}};

Failure plain(const char* code, const char* vi, const char* en, Retry retry) {
    Failure failure;
    failure.code = code;
    failure.message_vi = vi;
    failure.message_en = en;
    failure.can_retry = retry == Retry::yes;
    return failure;
}

const Words* words_of(std::string_view code) {
    const auto row = std::ranges::find(result_words, code, &Words::code);
    return row == result_words.end() ? nullptr : &*row;
}

}  // namespace

ToldMeaning meaning_of_result(std::string_view payment_status, std::string_view error_code) {
    ToldMeaning out;
    const Words* words = words_of(error_code);
    if (words != nullptr) out.blame = words->blame;
    if (payment_status == "-1" || payment_status == "0") out.said = Said::waiting;
    if (payment_status == "1" && error_code == "00") out.said = Said::paid;
    // An end that calls itself a success is none.
    if (payment_status == "2" && error_code != "00") out.said = Said::declined;
    if (payment_status == "5" && error_code != "00") out.said = Said::cancelled;
    return out;
}

RefundMeaning meaning_of_refund(std::string_view error_code) {
    const auto row = std::ranges::find(refund_table, error_code, &RefundRow::code);
    return row == refund_table.end() ? RefundMeaning() : row->meaning;
}

bool is_payment_status(std::string_view text) {
    constexpr std::array<std::string_view, 6> known = {"-1", "0", "1", "2", "3", "5"};
    return std::ranges::find(known, text) != known.end();
}

Failure failure_of(std::string_view error_code) {
    const Words* words = words_of(error_code);
    if (words == nullptr) words = words_of("99");
    Failure failure = plain(words->ours, words->vi, words->en, words->retry);
    failure.provider_code = error_code;
    return failure;
}

Failure refund_failure_of(std::string_view error_code) {
    Failure failure = plain(
        "refund_rejected",
        "ViettelPay từ chối hoàn tiền.",
        "ViettelPay rejected the refund.",
        Retry::no
    );
    if (meaning_of_refund(error_code).said == RefundSaid::not_refundable) {
        failure = plain(
            "not_refundable",
            "Tài khoản người trả không nhận được tiền hoàn.",
            "The payer's account cannot receive the refund.",
            Retry::no
        );
    }
    failure.provider_code = error_code;
    return failure;
}

Failure cancelled_by_payer(std::string_view error_code) {
    Failure failure = failure_of("V06");
    failure.provider_code = error_code;
    return failure;
}

Failure setup_unusable() {
    return plain("provider_setup_unusable", setup_vi, setup_en, Retry::no);
}
Failure provider_unavailable() {
    return plain(
        "provider_unavailable",
        "Chưa kết nối được với ViettelPay. Vui lòng thử lại.",
        "ViettelPay could not be reached. Please try again.",
        Retry::yes
    );
}
Failure amount_not_accepted() {
    return plain(
        "amount_not_accepted",
        "Số tiền nằm ngoài giới hạn của ViettelPay.",
        "The amount is outside ViettelPay's limits.",
        Retry::no
    );
}
Failure only_whole_refunds() {
    return plain(
        "not_refundable",
        "ViettelPay chỉ hoàn toàn bộ số tiền của một giao dịch.",
        "ViettelPay returns the whole amount of a payment only.",
        Retry::no
    );
}

std::span<const std::string_view> known_result_codes() {
    return result_codes;
}
std::span<const std::string_view> known_refund_codes() {
    return refund_codes;
}

}  // namespace dvcpay::viettelpay
