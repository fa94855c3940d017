#include "shb/codes.hpp"

#include <algorithm>
#include <array>

#include "domain/invariant.hpp"

namespace dvcpay::shb {
namespace {

constexpr auto nobody = Blame::nobody;
constexpr auto our_setup = Blame::our_setup;

constexpr std::array<std::string_view, 20> all_codes = {
    "00", "01", "02", "03", "04", "05", "06", "07", "08", "09",
    "10", "11", "12", "13", "14", "15", "16", "68", "96", "99",
};

template <class Meaning>
struct Row {
    std::string_view code;
    Meaning meaning;
};
template <class Meaning>
using Table = std::array<Row<Meaning>, all_codes.size()>;

// Create. 00 opens and never pays. What speaks of a payment, or of an operation that a create is
// not, cannot be the answer to a new bill: it is asked for.
constexpr Table<CreateMeaning> create_table = {{
    {"00", {CreateSaid::opened, nobody}},
    {"01", {CreateSaid::refused, our_setup}},  // a field of ours is missing or wrong
    {"02", {CreateSaid::refused, our_setup}},
    {"03", {CreateSaid::refused, our_setup}},
    // The id was used with another body. Its alias account was never shown to anybody.
    {"04", {CreateSaid::refused, our_setup}},
    {"05", {CreateSaid::adopt, nobody}},
    {"06", {CreateSaid::unknown, nobody}},  // paid: the question brings its credit
    {"07", {CreateSaid::unknown, nobody}},
    {"08", {CreateSaid::unknown, nobody}},
    {"09", {CreateSaid::unknown, nobody}},
    {"10", {CreateSaid::refused, nobody}},
    {"11", {CreateSaid::refused, nobody}},
    {"12", {CreateSaid::unknown, nobody}},
    {"13", {CreateSaid::unknown, nobody}},
    {"14", {CreateSaid::unknown, nobody}},
    {"15", {CreateSaid::unknown, nobody}},
    {"16", {CreateSaid::unknown, nobody}},
    {"68", {CreateSaid::unknown, nobody}},
    {"96", {CreateSaid::unknown, nobody}},
    {"99", {CreateSaid::unknown, nobody}},
}};

// Status. A code about our question says nothing about the order; 06 says "paid" without the money
// to book.
constexpr Table<StatusMeaning> status_table = {{
    {"00", {StatusSaid::told, nobody}},       {"01", {StatusSaid::unclear, our_setup}},
    {"02", {StatusSaid::unclear, our_setup}}, {"03", {StatusSaid::unclear, our_setup}},
    {"04", {StatusSaid::unclear, our_setup}}, {"05", {StatusSaid::waiting, nobody}},
    {"06", {StatusSaid::unclear, nobody}},    {"07", {StatusSaid::not_found, nobody}},
    {"08", {StatusSaid::waiting, nobody}},    {"09", {StatusSaid::unclear, nobody}},
    {"10", {StatusSaid::lapsed, nobody}},     {"11", {StatusSaid::unclear, nobody}},
    {"12", {StatusSaid::unclear, nobody}},    {"13", {StatusSaid::unclear, nobody}},
    {"14", {StatusSaid::unclear, nobody}},    {"15", {StatusSaid::unclear, nobody}},
    {"16", {StatusSaid::unclear, nobody}},    {"68", {StatusSaid::unclear, nobody}},
    {"96", {StatusSaid::unclear, nobody}},    {"99", {StatusSaid::unclear, nobody}},
}};

// Refund. `refused` lets people try again under a new id, so only what is surely final and surely
// not done may say it. The same ids are one refund at the bank, so a repetition brings the first
// one's word.
constexpr Table<PayoutMeaning> refund_table = {{
    {"00", {PayoutSaid::told, nobody}},
    {"01", {PayoutSaid::refused, our_setup}},
    // A set-up that is refused now may have been fine when the same refund was first sent.
    {"02", {PayoutSaid::unknown, our_setup}},
    {"03", {PayoutSaid::unknown, our_setup}},
    {"04", {PayoutSaid::unknown, our_setup}},  // an earlier form of this refund has arrived
    {"05", {PayoutSaid::unknown, nobody}},
    {"06", {PayoutSaid::unknown, nobody}},
    {"07", {PayoutSaid::refused, nobody}},
    {"08", {PayoutSaid::refused, nobody}},
    {"09", {PayoutSaid::unknown, nobody}},
    {"10", {PayoutSaid::unknown, nobody}},
    {"11", {PayoutSaid::refused, nobody}},
    {"12", {PayoutSaid::refused, nobody}},
    {"13", {PayoutSaid::refused, nobody}},
    {"14", {PayoutSaid::pending, nobody}},
    {"15", {PayoutSaid::unknown, nobody}},
    {"16", {PayoutSaid::unknown, nobody}},
    {"68", {PayoutSaid::unknown, nobody}},
    {"96", {PayoutSaid::unknown, nobody}},
    {"99", {PayoutSaid::unknown, nobody}},
}};

// Disbursement: there is no purchase behind it, so what speaks of one is no answer.
constexpr Table<PayoutMeaning> disbursement_table = {{
    {"00", {PayoutSaid::told, nobody}},       {"01", {PayoutSaid::refused, our_setup}},
    {"02", {PayoutSaid::unknown, our_setup}}, {"03", {PayoutSaid::unknown, our_setup}},
    {"04", {PayoutSaid::unknown, our_setup}}, {"05", {PayoutSaid::unknown, nobody}},
    {"06", {PayoutSaid::unknown, nobody}},    {"07", {PayoutSaid::unknown, nobody}},
    {"08", {PayoutSaid::unknown, nobody}},    {"09", {PayoutSaid::unknown, nobody}},
    {"10", {PayoutSaid::unknown, nobody}},    {"11", {PayoutSaid::refused, nobody}},
    {"12", {PayoutSaid::unknown, nobody}},    {"13", {PayoutSaid::refused, nobody}},
    {"14", {PayoutSaid::pending, nobody}},    {"15", {PayoutSaid::unknown, nobody}},
    {"16", {PayoutSaid::unknown, nobody}},    {"68", {PayoutSaid::unknown, nobody}},
    {"96", {PayoutSaid::unknown, nobody}},    {"99", {PayoutSaid::unknown, nobody}},
}};

template <class Meaning>
Meaning look_up(const Table<Meaning>& table, std::string_view code) {
    const auto row = std::ranges::find(table, code, &Row<Meaning>::code);
    return row == table.end() ? Meaning{} : row->meaning;
}

struct Words {
    std::string_view code;
    const char* ours;
    const char* vi;
    const char* en;
    bool can_retry;
};

constexpr const char* rejected_vi = "SHB từ chối yêu cầu thanh toán.";
constexpr const char* rejected_en = "SHB rejected the request.";
constexpr const char* setup_vi = "Kết nối thanh toán SHB đang gặp sự cố cấu hình.";
constexpr const char* setup_en = "The connection to SHB is not set up correctly.";
constexpr const char* amount_vi = "Số tiền không nằm trong giới hạn của SHB.";
constexpr const char* amount_en = "The amount is outside SHB's limits.";

constexpr std::array<Words, 9> words = {{
    {"01", "request_rejected", rejected_vi, rejected_en, false},
    {"02", "provider_setup_refused", setup_vi, setup_en, false},
    {"03", "provider_setup_refused", setup_vi, setup_en, false},
    {"04", "request_rejected", rejected_vi, rejected_en, true},
    {"07",
     "original_not_found",
     "SHB không tìm thấy giao dịch gốc.",
     "SHB does not know the payment that is to be refunded.",
     false},
    {"08",
     "not_refundable",
     "Giao dịch gốc chưa được thanh toán tại SHB.",
     "The payment that is to be refunded is not paid at SHB.",
     false},
    {"11", "amount_not_accepted", amount_vi, amount_en, false},
    {"12",
     "refund_exceeds_payment",
     "Số tiền hoàn vượt quá số đã thu hoặc giao dịch đã được hoàn.",
     "The refund exceeds what was paid, or the payment was refunded already.",
     false},
    {"13",
     "destination_account_closed",
     "Tài khoản nhận không tồn tại hoặc đã đóng.",
     "The receiving account does not exist or is closed.",
     true},
}};

Failure plain(const char* code, const char* vi, const char* en, bool can_retry) {
    Failure failure;
    failure.code = code;
    failure.message_vi = vi;
    failure.message_en = en;
    failure.can_retry = can_retry;
    return failure;
}

Failure offer_expired() {
    return plain(
        "offer_expired", "Mã QR thanh toán đã hết hạn.", "The payment QR code has expired.", true
    );
}

Failure general() {
    return plain(
        "provider_declined",
        "SHB không thực hiện giao dịch.",
        "SHB did not carry out the payment.",
        true
    );
}

}  // namespace

CreateMeaning meaning_at_create(std::string_view code) {
    return look_up(create_table, code);
}
StatusMeaning meaning_at_status(std::string_view code) {
    return look_up(status_table, code);
}
PayoutMeaning meaning_at_refund(std::string_view code) {
    return look_up(refund_table, code);
}
PayoutMeaning meaning_at_disbursement(std::string_view code) {
    return look_up(disbursement_table, code);
}

ReceiptSaid meaning_at_receipt(std::string_view code) {
    if (code == "00") return ReceiptSaid::ready;
    if (code == "07") return ReceiptSaid::not_found;
    if (code == "08") return ReceiptSaid::not_paid;
    if (code == "09") return ReceiptSaid::not_ready;
    return ReceiptSaid::unknown;
}

AccountSaid meaning_at_account(std::string_view code) {
    if (code == "00") return AccountSaid::found;
    if (code == "13") return AccountSaid::closed;
    return AccountSaid::unknown;
}

AccountSaid meaning_at_payer_account(std::string_view code) {
    if (code == "00") return AccountSaid::found;
    if (code == "07") return AccountSaid::not_found;
    if (code == "08") return AccountSaid::not_paid;
    if (code == "13") return AccountSaid::closed;
    return AccountSaid::unknown;
}

FileSaid meaning_at_reconciliation(std::string_view code) {
    if (code == "00") return FileSaid::given;
    if (code == "16") return FileSaid::empty;
    return FileSaid::unknown;
}

Said said_of(TradeState state) {
    switch (state) {
        case TradeState::paid:
            return Said::paid;
        case TradeState::pending:
            return Said::waiting;
        case TradeState::failed:
            return Said::declined;
        case TradeState::expired:
            return Said::lapsed;
        case TradeState::cancelled:
            return Said::cancelled;
        case TradeState::refunded:
        case TradeState::partly_refunded:
        case TradeState::unknown:
            return Said::unclear;
    }
    invariant_broken("said_of: value outside its enum");
}

RefundSaid payout_state(std::string_view text) {
    if (text == "SUCCESS") return RefundSaid::done;
    if (text == "PENDING") return RefundSaid::pending;
    if (text == "FAILED") return RefundSaid::refused;
    return RefundSaid::unknown;
}

Failure failure_of(std::string_view code) {
    const auto row = std::ranges::find(words, code, &Words::code);
    Failure failure =
        row == words.end() ? general() : plain(row->ours, row->vi, row->en, row->can_retry);
    if (code == "10") failure = offer_expired();
    failure.provider_code = code;
    return failure;
}

Failure failure_of(TradeState state) {
    switch (state) {
        case TradeState::expired:
            return offer_expired();
        case TradeState::cancelled:
            return plain(
                "cancelled_by_provider",
                "Giao dịch đã bị hủy tại SHB.",
                "The payment was cancelled at SHB.",
                true
            );
        case TradeState::failed:
        case TradeState::paid:
        case TradeState::pending:
        case TradeState::refunded:
        case TradeState::partly_refunded:
        case TradeState::unknown:
            return general();
    }
    invariant_broken("failure_of: value outside its enum");
}

Failure provider_unavailable() {
    return plain(
        "provider_unavailable",
        "Chưa kết nối được với SHB. Vui lòng thử lại.",
        "SHB could not be reached. Please try again.",
        true
    );
}
Failure setup_unusable() {
    return plain("provider_setup_unusable", setup_vi, setup_en, false);
}
Failure amount_not_accepted() {
    return plain("amount_not_accepted", amount_vi, amount_en, false);
}
Failure bill_in_use() {
    return plain("request_rejected", rejected_vi, rejected_en, true);
}
Failure refund_failed() {
    return plain(
        "refund_failed",
        "SHB báo hoàn tiền không thành công.",
        "SHB says that the refund did not succeed.",
        true
    );
}
Failure no_transaction() {
    return plain(
        "not_refundable",
        "Không có mã giao dịch SHB của khoản tiền này để hoàn qua hệ thống.",
        "SHB's transaction of this money is not known, so it cannot be refunded by the interface.",
        false
    );
}

std::span<const std::string_view> known_codes() {
    return all_codes;
}

}  // namespace dvcpay::shb
