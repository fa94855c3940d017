#include "momo/codes.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "toolkit/text.hpp"

namespace dvcpay::momo {
namespace {

constexpr auto nobody = Blame::nobody;
constexpr auto our_setup = Blame::our_setup;

constexpr std::array<int, 37> all_codes = {
    0,    9000, 1000, 7000, 7002, 8000, 10,   11,   12,   13,   20,   45,   47,
    21,   22,   40,   41,   42,   43,   98,   99,   1001, 1002, 1004, 1007, 1003,
    1005, 1006, 1017, 1026, 2019, 1080, 1081, 1088, 4001, 4002, 4100,
};

template <class Meaning>
struct Row {
    int code;
    Meaning meaning;
};
template <class Meaning>
using Table = std::array<Row<Meaning>, all_codes.size()>;

// Create. 0 opens an order and never pays it. What speaks of a payer's action cannot be the answer
// to a new order: then an order with our ids exists already, and its outcome is asked for.
constexpr Table<CreateMeaning> create_table = {{
    {0, {CreateSaid::opened, nobody}},
    {9000, {CreateSaid::unknown, nobody}},
    {1000, {CreateSaid::unknown, nobody}},
    {7000, {CreateSaid::unknown, nobody}},  // with HTTP 422: the same requestId is still running
    {7002, {CreateSaid::unknown, nobody}},
    {8000, {CreateSaid::unknown, nobody}},
    {10, {CreateSaid::unknown, nobody}},  // maintenance
    {11, {CreateSaid::refused, our_setup}},
    {12, {CreateSaid::refused, our_setup}},
    {13, {CreateSaid::refused, our_setup}},
    {20, {CreateSaid::refused, nobody}},  // with HTTP 400 and subErrors
    {45, {CreateSaid::refused, nobody}},
    {47, {CreateSaid::refused, nobody}},
    {21, {CreateSaid::refused, nobody}},
    {22, {CreateSaid::refused, nobody}},
    {40, {CreateSaid::unknown, nobody}},  // our requestId is in use: an earlier try arrived
    {41, {CreateSaid::unknown, nobody}},  // our orderId is in use: likewise
    {42, {CreateSaid::unknown, nobody}},
    {43, {CreateSaid::unknown, nobody}},
    {98, {CreateSaid::refused, nobody}},
    {99, {CreateSaid::unknown, nobody}},
    {1001, {CreateSaid::refused, nobody}},
    {1002, {CreateSaid::refused, nobody}},
    {1004, {CreateSaid::refused, nobody}},
    {1007, {CreateSaid::refused, nobody}},
    {1003, {CreateSaid::unknown, nobody}},
    {1005, {CreateSaid::unknown, nobody}},
    {1006, {CreateSaid::unknown, nobody}},
    {1017, {CreateSaid::unknown, nobody}},
    {1026, {CreateSaid::refused, nobody}},
    {2019, {CreateSaid::refused, nobody}},
    {1080, {CreateSaid::unknown, nobody}},
    {1081, {CreateSaid::unknown, nobody}},
    {1088, {CreateSaid::unknown, nobody}},
    {4001, {CreateSaid::refused, nobody}},
    {4002, {CreateSaid::refused, nobody}},
    {4100, {CreateSaid::refused, nobody}},
}};

// What is told about an order. A code about our question (20, 40, 43 …) or about a refund (1080 …)
// says nothing about it.
constexpr Table<ToldMeaning> told_table = {{
    {0, {Said::paid, nobody}},         {9000, {Said::authorised, nobody}},
    {1000, {Said::waiting, nobody}},   {7000, {Said::waiting, nobody}},
    {7002, {Said::waiting, nobody}},   {8000, {Said::waiting, nobody}},
    {10, {Said::unclear, nobody}},     {11, {Said::unclear, our_setup}},
    {12, {Said::unclear, our_setup}},  {13, {Said::unclear, our_setup}},
    {20, {Said::unclear, nobody}},     {45, {Said::unclear, nobody}},
    {47, {Said::unclear, nobody}},     {21, {Said::unclear, nobody}},
    {22, {Said::unclear, nobody}},     {40, {Said::unclear, nobody}},
    {41, {Said::unclear, nobody}},     {42, {Said::not_found, nobody}},
    {43, {Said::unclear, nobody}},     {98, {Said::declined, nobody}},
    {99, {Said::unclear, nobody}},  // marked final, but "unknown error" is no outcome
    {1001, {Said::declined, nobody}},  {1002, {Said::declined, nobody}},
    {1004, {Said::declined, nobody}},  {1007, {Said::declined, nobody}},
    {1003, {Said::cancelled, nobody}}, {1005, {Said::lapsed, nobody}},
    {1006, {Said::cancelled, nobody}}, {1017, {Said::cancelled, nobody}},
    {1026, {Said::declined, nobody}},  {2019, {Said::declined, nobody}},
    {1080, {Said::unclear, nobody}},   {1081, {Said::unclear, nobody}},
    {1088, {Said::unclear, nobody}},   {4001, {Said::declined, nobody}},
    {4002, {Said::declined, nobody}},  {4100, {Said::declined, nobody}},
}};

constexpr std::int64_t an_hour_s = 3600;

// Refund. `refused` lets people try again under a new id, so only what is surely final and surely
// not done may say it.
constexpr Table<RefundMeaning> refund_table = {{
    {0, {RefundSaid::done, nobody}},
    {9000, {RefundSaid::unknown, nobody}},
    {1000, {RefundSaid::pending, nobody}},
    {7000, {RefundSaid::pending, nobody}},
    {7002, {RefundSaid::pending, nobody}},
    {8000, {RefundSaid::pending, nobody}},
    {10, {RefundSaid::unknown, nobody}},
    {11, {RefundSaid::refused, our_setup}},
    {12, {RefundSaid::refused, our_setup}},
    {13, {RefundSaid::refused, our_setup}},
    {20, {RefundSaid::refused, nobody}},
    {45, {RefundSaid::refused, nobody}},
    {47, {RefundSaid::refused, nobody}},
    {21, {RefundSaid::not_refundable, nobody}},
    {22, {RefundSaid::not_refundable, nobody}},
    {40, {RefundSaid::unknown, nobody}},
    {41, {RefundSaid::unknown, nobody}},
    {42, {RefundSaid::unknown, nobody}},
    {43, {RefundSaid::unknown, nobody}},
    {98, {RefundSaid::unknown, nobody}},
    {99, {RefundSaid::unknown, nobody}},
    {1001, {RefundSaid::refused, nobody}},
    {1002, {RefundSaid::refused, nobody}},
    {1004, {RefundSaid::refused, nobody}},
    {1007, {RefundSaid::refused, nobody}},
    {1003, {RefundSaid::unknown, nobody}},
    {1005, {RefundSaid::unknown, nobody}},
    {1006, {RefundSaid::unknown, nobody}},
    {1017, {RefundSaid::unknown, nobody}},
    {1026, {RefundSaid::refused, nobody}},
    {2019, {RefundSaid::refused, nobody}},
    {1080, {RefundSaid::refused, nobody, an_hour_s}},
    {1081, {RefundSaid::unknown, nobody}},  // perhaps refunded already
    {1088, {RefundSaid::not_refundable, nobody}},
    {4001, {RefundSaid::refused, nobody}},
    {4002, {RefundSaid::refused, nobody}},
    {4100, {RefundSaid::refused, nobody}},
}};

// Refund query. Like the above, but what refuses the question says nothing about the refund.
constexpr Table<RefundMeaning> refund_query_table = {{
    {0, {RefundSaid::done, nobody}},
    {9000, {RefundSaid::unknown, nobody}},
    {1000, {RefundSaid::pending, nobody}},
    {7000, {RefundSaid::pending, nobody}},
    {7002, {RefundSaid::pending, nobody}},
    {8000, {RefundSaid::pending, nobody}},
    {10, {RefundSaid::unknown, nobody}},
    {11, {RefundSaid::unknown, our_setup}},
    {12, {RefundSaid::unknown, our_setup}},
    {13, {RefundSaid::unknown, our_setup}},
    {20, {RefundSaid::unknown, nobody}},
    {45, {RefundSaid::unknown, nobody}},
    {47, {RefundSaid::unknown, nobody}},
    {21, {RefundSaid::not_refundable, nobody}},
    {22, {RefundSaid::not_refundable, nobody}},
    {40, {RefundSaid::unknown, nobody}},
    {41, {RefundSaid::unknown, nobody}},
    {42, {RefundSaid::unknown, nobody}},
    {43, {RefundSaid::unknown, nobody}},
    {98, {RefundSaid::unknown, nobody}},
    {99, {RefundSaid::unknown, nobody}},
    {1001, {RefundSaid::refused, nobody}},
    {1002, {RefundSaid::refused, nobody}},
    {1004, {RefundSaid::refused, nobody}},
    {1007, {RefundSaid::refused, nobody}},
    {1003, {RefundSaid::unknown, nobody}},
    {1005, {RefundSaid::unknown, nobody}},
    {1006, {RefundSaid::unknown, nobody}},
    {1017, {RefundSaid::unknown, nobody}},
    {1026, {RefundSaid::refused, nobody}},
    {2019, {RefundSaid::refused, nobody}},
    {1080, {RefundSaid::refused, nobody, an_hour_s}},
    {1081, {RefundSaid::unknown, nobody}},
    {1088, {RefundSaid::not_refundable, nobody}},
    {4001, {RefundSaid::refused, nobody}},
    {4002, {RefundSaid::refused, nobody}},
    {4100, {RefundSaid::refused, nobody}},
}};

constexpr Table<ConfirmMeaning> confirm_table = {{
    {0, {ConfirmSaid::done, nobody}},
    {9000, {ConfirmSaid::unknown, nobody}
    },  // still held, says an answer that should say what became of it
    {1000, {ConfirmSaid::pending, nobody}},
    {7000, {ConfirmSaid::pending, nobody}},
    {7002, {ConfirmSaid::pending, nobody}},
    {8000, {ConfirmSaid::pending, nobody}},
    {10, {ConfirmSaid::unknown, nobody}},
    {11, {ConfirmSaid::refused, our_setup}},
    {12, {ConfirmSaid::refused, our_setup}},
    {13, {ConfirmSaid::refused, our_setup}},
    {20, {ConfirmSaid::refused, nobody}},
    {45, {ConfirmSaid::refused, nobody}},
    {47, {ConfirmSaid::refused, nobody}},
    {21, {ConfirmSaid::refused, nobody}},
    {22, {ConfirmSaid::refused, nobody}},  // not the held amount
    {40, {ConfirmSaid::unknown, nobody}},
    {41, {ConfirmSaid::unknown, nobody}},
    {42, {ConfirmSaid::unknown, nobody}},
    {43, {ConfirmSaid::unknown, nobody}},
    {98, {ConfirmSaid::unknown, nobody}},
    {99, {ConfirmSaid::unknown, nobody}},
    {1001, {ConfirmSaid::over, nobody}},
    {1002, {ConfirmSaid::over, nobody}},
    {1004, {ConfirmSaid::over, nobody}},
    {1007, {ConfirmSaid::over, nobody}},
    {1003, {ConfirmSaid::over, nobody}},  // MoMo or we released it before
    {1005, {ConfirmSaid::over, nobody}},
    {1006, {ConfirmSaid::over, nobody}},
    {1017, {ConfirmSaid::over, nobody}},
    {1026, {ConfirmSaid::refused, nobody}},
    {2019, {ConfirmSaid::refused, nobody}},
    {1080, {ConfirmSaid::unknown, nobody}},
    {1081, {ConfirmSaid::unknown, nobody}},
    {1088, {ConfirmSaid::unknown, nobody}},
    {4001, {ConfirmSaid::over, nobody}},
    {4002, {ConfirmSaid::over, nobody}},
    {4100, {ConfirmSaid::over, nobody}},
}};

/// The tables say the same codes in the same order; a row that was forgotten does not compile.
template <class Meaning>
constexpr bool complete(const Table<Meaning>& table) {
    for (std::size_t i = 0; i < all_codes.size(); ++i) {
        if (table[i].code != all_codes[i]) return false;
    }
    return true;
}
static_assert(complete(create_table) && complete(told_table) && complete(refund_table));
static_assert(complete(refund_query_table) && complete(confirm_table));

template <class Meaning>
Meaning look_up(const Table<Meaning>& table, std::string_view code) {
    const auto number = toolkit::parse_whole(code);
    if (!number) return {};
    const auto row = std::ranges::find_if(table, [&](const auto& r) { return r.code == *number; });
    return row == table.end() ? Meaning{} : row->meaning;
}

enum class Retry : std::uint8_t { yes, no };
struct Words {
    int code;
    const char* ours;
    const char* vi;
    const char* en;
    Retry retry;
};

constexpr const char* rejected_vi = "Yêu cầu thanh toán không được MoMo chấp nhận.";
constexpr const char* rejected_en = "MoMo did not accept the payment request.";
constexpr const char* setup_vi = "Kết nối thanh toán MoMo đang gặp sự cố cấu hình.";
constexpr const char* setup_en = "The connection to MoMo is not set up correctly.";
constexpr const char* amount_vi = "Số tiền không nằm trong giới hạn của MoMo.";
constexpr const char* amount_en = "The amount is outside MoMo's limits.";

constexpr std::array<Words, 25> words = {{
    {11, "provider_setup_refused", setup_vi, setup_en, Retry::no},
    {12, "provider_setup_refused", setup_vi, setup_en, Retry::no},
    {13, "provider_setup_refused", setup_vi, setup_en, Retry::no},
    {20, "request_rejected", rejected_vi, rejected_en, Retry::no},
    {45, "request_rejected", rejected_vi, rejected_en, Retry::no},
    {47, "request_rejected", rejected_vi, rejected_en, Retry::no},
    {21, "amount_not_accepted", amount_vi, amount_en, Retry::no},
    {22, "amount_not_accepted", amount_vi, amount_en, Retry::no},
    {98,
     "qr_not_generated",
     "MoMo không tạo được mã QR. Vui lòng thử lại.",
     "MoMo could not make the QR code. Please try again.",
     Retry::yes},
    {1001,
     "insufficient_funds",
     "Tài khoản không đủ số dư.",
     "The account does not hold enough money.",
     Retry::yes},
    {1002,
     "declined_by_issuer",
     "Giao dịch bị ngân hàng hoặc tổ chức phát hành từ chối.",
     "The bank or issuer declined the payment.",
     Retry::yes},
    {1004,
     "payer_limit_exceeded",
     "Số tiền vượt hạn mức thanh toán của người trả.",
     "The amount is above the payer's limit.",
     Retry::yes},
    {1007,
     "payer_account_inactive",
     "Tài khoản MoMo của người trả chưa hoạt động.",
     "The payer's MoMo account is not active.",
     Retry::yes},
    {1003,
     "cancelled_by_provider",
     "Giao dịch đã bị hủy sau khi giữ tiền.",
     "The payment was cancelled after the money was held.",
     Retry::yes},
    {1005,
     "offer_expired",
     "Liên kết hoặc mã QR thanh toán đã hết hạn.",
     "The payment link or QR code has expired.",
     Retry::yes},
    {1006,
     "declined_by_payer",
     "Người trả đã từ chối thanh toán.",
     "The payer declined the payment.",
     Retry::yes},
    {1017,
     "cancelled_by_merchant",
     "Giao dịch đã bị đơn vị thu hủy.",
     "The collecting unit cancelled the payment.",
     Retry::yes},
    {1026,
     "promotion_not_applicable",
     "Giao dịch không thỏa điều kiện khuyến mãi.",
     "A promotion's rule refuses the payment.",
     Retry::no},
    {2019, "request_rejected", rejected_vi, rejected_en, Retry::no},
    {1080,
     "refund_failed",
     "Hoàn tiền chưa thực hiện được, hãy thử lại sau ít nhất một giờ.",
     "The refund did not succeed; try again after an hour at the earliest.",
     Retry::yes},
    {1081,
     "refund_rejected",
     "MoMo từ chối hoàn tiền, có thể giao dịch đã được hoàn.",
     "MoMo rejected the refund; it may have been refunded already.",
     Retry::no},
    {1088,
     "not_refundable",
     "Giao dịch này không hoàn tiền qua MoMo được.",
     "This payment cannot be refunded through MoMo.",
     Retry::no},
    {4001,
     "payer_account_restricted",
     "Tài khoản MoMo của người trả đang bị hạn chế.",
     "The payer's MoMo account is restricted.",
     Retry::yes},
    {4002,
     "payer_not_verified",
     "Tài khoản MoMo của người trả chưa xác thực sinh trắc học.",
     "The payer's MoMo account has no biometric verification.",
     Retry::yes},
    {4100,
     "payer_login_failed",
     "Người trả không đăng nhập được vào MoMo.",
     "The payer could not log in to MoMo.",
     Retry::yes},
}};

Failure plain(const char* code, const char* vi, const char* en, Retry retry) {
    Failure failure;
    failure.code = code;
    failure.message_vi = vi;
    failure.message_en = en;
    failure.can_retry = retry == Retry::yes;
    return failure;
}

}  // namespace

bool is_result_code(std::string_view text) {
    if (text.starts_with('-')) text.remove_prefix(1);
    return toolkit::parse_whole(text).has_value();
}

CreateMeaning meaning_at_create(std::string_view code) {
    return look_up(create_table, code);
}
ToldMeaning meaning_at_notice(std::string_view code) {
    return look_up(told_table, code);
}
RefundMeaning meaning_at_refund(std::string_view code) {
    return look_up(refund_table, code);
}
RefundMeaning meaning_at_refund_query(std::string_view code) {
    return look_up(refund_query_table, code);
}
ConfirmMeaning meaning_at_confirm(std::string_view code) {
    return look_up(confirm_table, code);
}

ToldMeaning meaning_at_query(std::string_view code) {
    ToldMeaning meaning = look_up(told_table, code);
    // `authorised` makes the core ask at once. To the one who has just asked it means: not yet, ask
    // on schedule.
    if (meaning.said == Said::authorised) meaning.said = Said::waiting;
    return meaning;
}

Failure failure_of(std::string_view code) {
    const auto number = toolkit::parse_whole(code);
    const auto row =
        std::ranges::find_if(words, [&](const Words& w) { return number && w.code == *number; });
    Failure failure = row == words.end() ? plain(
                                               "provider_declined",
                                               "MoMo không thực hiện giao dịch.",
                                               "MoMo did not carry out the payment.",
                                               Retry::no
                                           )
                                         : plain(row->ours, row->vi, row->en, row->retry);
    failure.provider_code = code;
    return failure;
}

Failure provider_unavailable() {
    return plain(
        "provider_unavailable",
        "Chưa kết nối được với MoMo. Vui lòng thử lại.",
        "MoMo could not be reached. Please try again.",
        Retry::yes
    );
}

Failure setup_unusable() {
    return plain("provider_setup_unusable", setup_vi, setup_en, Retry::no);
}

Failure amount_not_accepted() {
    return plain("amount_not_accepted", amount_vi, amount_en, Retry::no);
}

std::span<const int> known_codes() {
    return all_codes;
}

}  // namespace dvcpay::momo
