#include "vietcombank/checkout_codes.hpp"

#include <array>
#include <utility>

#include "vietcombank/codes.hpp"

namespace dvcpay::vietcombank {
namespace {

struct CreateRow {
    std::string_view code;
    CreateMeaning meaning;
};
constexpr CreateMeaning ours = {CreateSaid::refused, Blame::our_setup};
constexpr CreateMeaning refused = {CreateSaid::refused, Blame::nobody};
constexpr std::array<CreateRow, 20> create_rows = {{
    {"0000", {CreateSaid::opened, Blame::nobody}},
    {"0001", {}},  // asked by order code
    {"0002", ours},
    {"0003", ours},
    {"0004", ours},
    {"0005", ours},
    {"0006", ours},
    {"0007", refused},
    {"0008", ours},
    // 0009 to 0015 name what the contract's settings say.
    {"0009", ours},
    {"0010", ours},
    {"0011", ours},
    {"0012", ours},
    {"0013", ours},
    {"0014", ours},
    {"0015", ours},
    {"0016", refused},
    {"0017", ours},
    {"0020", ours},
    {"0101", refused},  // taken, not created: another order code may do
}};

struct StatusRow {
    std::string_view status;
    Said said;
};
constexpr std::array<StatusRow, 13> status_rows = {{
    {"1", Said::waiting},
    {"2", Said::waiting},
    {"3", Said::paid},
    {"4", Said::cancelled},
    {"5", Said::unclear},
    {"6", Said::paid},
    // Paid once, and given back without our asking: people look.
    {"7", Said::unclear},
    {"8", Said::paid},
    {"9", Said::paid},
    {"10", Said::waiting},
    {"11", Said::unclear},
    {"12", Said::declined},
    {"15", Said::unclear},
}};

struct RefundRow {
    std::string_view code;
    RefundMeaning meaning;
};
constexpr RefundMeaning no = {RefundSaid::refused, Blame::nobody};
constexpr RefundMeaning our_no = {RefundSaid::refused, Blame::our_setup};
constexpr std::array<RefundRow, 14> refund_rows = {{
    {"0000", {RefundSaid::done, Blame::nobody}},
    {"0001", {}},
    {"0004", no},
    {"0005", our_no},
    {"0006", no},
    {"0007", {}},  // perhaps a refund of this name is there already
    {"0008", our_no},
    {"0009", our_no},
    {"0010", our_no},
    {"0011", no},
    {"0012", no},
    {"0014", no},
    {"0015", no},
    {"0016", {RefundSaid::not_refundable, Blame::nobody}},
}};

template <class Rows>
consteval auto column(const Rows& rows, auto member) {
    std::array<std::string_view, std::tuple_size_v<Rows>> out;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = rows[i].*member;
    return out;
}
constexpr auto create_codes = column(create_rows, &CreateRow::code);
constexpr auto order_statuses = column(status_rows, &StatusRow::status);
constexpr auto refund_codes = column(refund_rows, &RefundRow::code);

Failure words(std::string_view code, std::string_view vi, std::string_view en, bool can_retry) {
    Failure out;
    out.code = code;
    out.message_vi = vi;
    out.message_en = en;
    out.can_retry = can_retry;
    return out;
}

}  // namespace

CreateMeaning meaning_at_create(std::string_view code) {
    for (const auto& row : create_rows) {
        if (row.code == code) return row.meaning;
    }
    return {};
}

Failure failure_at_create(std::string_view code) {
    Failure out = setup_unusable();
    if (code == "0007") out = amount_not_accepted();
    if (code == "0016" || code == "0101") {
        out = words(
            "provider_refused",
            "Vietcombank chưa tạo được giao dịch. Vui lòng thử lại.",
            "Vietcombank did not open the payment. Please try again.",
            true
        );
    }
    out.provider_code = code;
    return out;
}

CheckMeaning meaning_at_check(std::string_view code) {
    if (code == "0000") return {CheckSaid::given, Blame::nobody};
    const bool setup =
        code == "0002" || code == "0003" || code == "0004" || code == "0017" || code == "0020";
    return {CheckSaid::silent, setup ? Blame::our_setup : Blame::nobody};
}

Said meaning_of_order(std::string_view status) {
    for (const auto& row : status_rows) {
        if (row.status == status) return row.said;
    }
    return Said::unclear;
}

Failure failure_of_order(Said said, std::string_view status) {
    Failure out;
    switch (said) {
        case Said::declined:
            out = words(
                "payment_failed",
                "Thanh toán không thành công. Vui lòng thử lại hoặc chọn kênh khác.",
                "The payment failed. Please try again or choose another way.",
                true
            );
            break;
        case Said::cancelled:
            out = words(
                "cancelled_by_payer", "Giao dịch đã bị hủy.", "The payment was cancelled.", true
            );
            break;
        case Said::lapsed:
            out = words(
                "offer_expired",
                "Đã hết thời gian thanh toán.",
                "The time for this payment is over.",
                true
            );
            break;
        case Said::paid:
        case Said::authorised:
        case Said::waiting:
        case Said::not_found:
        case Said::unclear:
            break;
    }
    out.provider_code = status;
    return out;
}

RefundMeaning meaning_at_refund(std::string_view code) {
    for (const auto& row : refund_rows) {
        if (row.code == code) return row.meaning;
    }
    return {};
}

Failure failure_of_refund(std::string_view code) {
    Failure out = words(
        "refund_refused", "Vietcombank từ chối hoàn tiền.", "Vietcombank refused the refund.", false
    );
    out.provider_code = code;
    return out;
}

std::span<const std::string_view> known_create_codes() {
    return create_codes;
}
std::span<const std::string_view> known_order_statuses() {
    return order_statuses;
}
std::span<const std::string_view> known_refund_codes() {
    return refund_codes;
}

}  // namespace dvcpay::vietcombank
