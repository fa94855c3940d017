#include "vietinbank/codes.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "domain/invariant.hpp"

namespace dvcpay::vietinbank {
namespace {

struct MovementRow {
    std::string_view type;
    Movement movement;
};
// 3 is a virtual account, 1 an ordinary one; the bank's list explains no other. D and O change
// nothing.
constexpr std::array<MovementRow, 7> movements = {{
    {"C", Movement::in},
    {"D", Movement::out},
    {"O", Movement::out},
    {"1", Movement::in},
    {"2", Movement::in},
    {"3", Movement::in},
    {"COLLECTION", Movement::in},
}};

Failure failure(
    std::string code, std::string_view provider_code, std::string vi, std::string en, bool can_retry
) {
    Failure out;
    out.code = std::move(code);
    out.provider_code = provider_code;
    out.message_vi = std::move(vi);
    out.message_en = std::move(en);
    out.can_retry = can_retry;
    return out;
}

}  // namespace

bool is_erp_success(std::string_view code) {
    return code == "1";
}

RefundSaid meaning_at_transfer(std::string_view code) {
    return code == "1" ? RefundSaid::pending : RefundSaid::unknown;
}

GatewayWord gateway_word(int http_status) {
    if (http_status == 401 || http_status == 403 || http_status == 404)
        return GatewayWord::our_setup;
    if (http_status == 429 || http_status >= 500) return GatewayWord::busy;
    return GatewayWord::none;
}

Movement movement_of(std::string_view transfer_type) {
    const auto row = std::ranges::find(movements, transfer_type, &MovementRow::type);
    return row == movements.end() ? Movement::unknown : row->movement;
}

bool is_record_success(std::string_view code) {
    return code == "00";
}

Word word_for(Distrust why) {
    switch (why) {
        case Distrust::malformed:
            return word_bad_data;
        // Which check failed is nobody's business outside.
        case Distrust::foreign_partner:
        case Distrust::bad_signature:
        case Distrust::bad_credentials:
        case Distrust::out_of_bounds:
        case Distrust::reused_message:
            return word_bad_signature;
    }
    invariant_broken("word_for: value outside its enum");
}

Word word_for(const StoredOrder* order) {
    if (order == nullptr) return word_no_bill;
    switch (order->payable) {
        case Payable::yes:
            return word_ok;
        case Payable::paid:
        case Payable::closed:
            return word_no_bill;
    }
    invariant_broken("word_for: value outside its enum");
}

Failure provider_unavailable() {
    return failure(
        "provider_unavailable",
        {},
        "Không kết nối được với VietinBank. Vui lòng thử lại.",
        "VietinBank could not be reached. Please try again.",
        true
    );
}

Failure setup_unusable(std::string_view provider_code) {
    return failure(
        "provider_setup_unusable",
        provider_code,
        "Kênh thanh toán VietinBank tạm thời không dùng được.",
        "The VietinBank payment channel cannot be used at the moment.",
        false
    );
}

Failure amount_not_accepted() {
    return failure(
        "amount_not_accepted",
        {},
        "Số tiền ngoài giới hạn của VietinBank.",
        "The amount is outside VietinBank's limits.",
        false
    );
}

Failure destination_unusable() {
    return failure(
        "destination_unusable",
        {},
        "Thông tin tài khoản nhận tiền hoàn không dùng được.",
        "The account named for the refund cannot be used.",
        false
    );
}

Failure destination_name_differs() {
    return failure(
        "destination_name_differs",
        {},
        "Tên chủ tài khoản nhận tiền hoàn không khớp với ngân hàng.",
        "The bank knows the account named for the refund under another name.",
        false
    );
}

Failure destination_closed() {
    return failure(
        "destination_closed",
        {},
        "Tài khoản nhận tiền hoàn không còn hoạt động.",
        "The account named for the refund is not active.",
        false
    );
}

Failure number_unusable() {
    return failure(
        "number_unusable",
        {},
        "Không tạo được tài khoản định danh cho khoản thanh toán.",
        "No virtual account could be made for this payment.",
        false
    );
}

}  // namespace dvcpay::vietinbank
