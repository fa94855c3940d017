#include "vpbank/codes.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "domain/invariant.hpp"
#include "toolkit/text.hpp"

namespace dvcpay::vpbank {
namespace {

struct BusinessRow {
    std::string_view code;
    Business meaning;
};
constexpr auto business_rows = std::to_array<BusinessRow>({
    {"00", Business::done},
    {"SUCCESS", Business::done},
    {"01", Business::pending},
    {"PENDING", Business::pending},
    {"05", Business::duplicate},
    {"14", Business::bad_account},
    {"51", Business::no_funds},
    {"68", Business::unknown},
    {"96", Business::unknown},
    {"99", Business::failed},
    {"FAILED", Business::failed},
});

struct FaultRow {
    std::int64_t first, last;
    std::array<int, 2> http_status;
    GatewayFault meaning;
};
constexpr auto fault_rows = std::to_array<FaultRow>({
    {900901, 900901, {401, 401}, GatewayFault::token},
    {900902, 900902, {401, 401}, GatewayFault::our_setup},
    {900903, 900904, {401, 401}, GatewayFault::token},
    {900906, 900906, {403, 404}, GatewayFault::our_setup},
    {900908, 900909, {403, 404}, GatewayFault::our_setup},
    {900800, 900804, {429, 429}, GatewayFault::throttled},
    {101500, 101508, {500, 503}, GatewayFault::unknown},
    {303001, 303001, {500, 503}, GatewayFault::unknown},
});

bool is_failure(Business business) {
    return business == Business::failed || business == Business::bad_account ||
           business == Business::no_funds;
}

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

Ack ack_for(Distrust why) {
    switch (why) {
        case Distrust::malformed:
            return ack_malformed;
        // Which check failed is nobody's business outside.
        case Distrust::foreign_partner:
        case Distrust::bad_signature:
        case Distrust::bad_credentials:
        case Distrust::out_of_bounds:
        case Distrust::reused_message:
            return ack_refused;
    }
    invariant_broken("ack_for: value outside its enum");
}

}  // namespace

Business business_of(std::string_view code) {
    const auto row = std::ranges::find(business_rows, code, &BusinessRow::code);
    return row == business_rows.end() ? Business::unknown : row->meaning;
}

Business business_of(std::string_view status, std::string_view error_code) {
    if (error_code.empty()) return business_of(status);
    const Business by_code = business_of(error_code);
    if (status.empty()) return by_code;
    const Business by_status = business_of(status);
    if (by_code == by_status) return by_code;
    return by_status == Business::failed && is_failure(by_code) ? by_code : Business::unknown;
}

GatewayFault gateway_fault(std::string_view code, int http_status) {
    const auto number = toolkit::parse_whole(code);
    if (!number) return GatewayFault::unknown;
    for (const auto& row : fault_rows) {
        const bool is_it = *number >= row.first && *number <= row.last;
        const bool fits = std::ranges::find(row.http_status, http_status) != row.http_status.end();
        if (is_it && fits) return row.meaning;
    }
    return GatewayFault::unknown;
}

RefundSaid meaning_at_transfer(Business business) {
    switch (business) {
        case Business::done:
            return RefundSaid::done;
        case Business::pending:
            return RefundSaid::pending;
        case Business::bad_account:
        case Business::no_funds:
        case Business::failed:
            return RefundSaid::refused;
        case Business::duplicate:
        case Business::unknown:
            return RefundSaid::unknown;
    }
    invariant_broken("meaning_at_transfer: value outside its enum");
}

RefundSaid meaning_at_transfer_status(Business business) {
    // The row is the transfer itself, so its word is the transfer's.
    return meaning_at_transfer(business);
}

Opened meaning_at_opening(Business business) {
    switch (business) {
        case Business::done:
            return Opened::yes;
        case Business::duplicate:
            return Opened::if_number;
        case Business::bad_account:
        case Business::no_funds:
        case Business::failed:
            return Opened::refused;
        case Business::pending:
        case Business::unknown:
            return Opened::unknown;
    }
    invariant_broken("meaning_at_opening: value outside its enum");
}

Holder meaning_at_beneficiary(Business business) {
    switch (business) {
        case Business::done:
            return Holder::known;
        case Business::bad_account:
            return Holder::bad_account;
        case Business::pending:
        case Business::duplicate:
        case Business::no_funds:
        case Business::failed:
        case Business::unknown:
            return Holder::unknown;
    }
    invariant_broken("meaning_at_beneficiary: value outside its enum");
}

Ack ack_for(const InboundOutcome& outcome) {
    switch (outcome.kind) {
        // Money that has arrived is never refused: another amount, an unknown account and a
        // contradiction are cases for people here, not for the bank.
        case InboundOutcome::Kind::taken:
            return ack_stored;
        case InboundOutcome::Kind::distrusted:
            return ack_for(outcome.distrust);
        case InboundOutcome::Kind::answered:  // VPBank asks nothing
        case InboundOutcome::Kind::try_again:
            return ack_again;
    }
    invariant_broken("ack_for: value outside its enum");
}

Failure provider_unavailable(std::string_view provider_code) {
    return failure(
        "provider_unavailable",
        provider_code,
        "Không kết nối được với VPBank. Vui lòng thử lại.",
        "VPBank could not be reached. Please try again.",
        true
    );
}

Failure setup_unusable(std::string_view provider_code) {
    return failure(
        "provider_setup_unusable",
        provider_code,
        "Kênh thanh toán VPBank tạm thời không dùng được.",
        "The VPBank payment channel cannot be used at the moment.",
        false
    );
}

Failure amount_not_accepted() {
    return failure(
        "amount_not_accepted",
        {},
        "Số tiền ngoài giới hạn của VPBank.",
        "The amount is outside VPBank's limits.",
        false
    );
}

Failure number_unusable(std::string_view provider_code) {
    return failure(
        "number_unusable",
        provider_code,
        "Không tạo được tài khoản định danh cho khoản thanh toán.",
        "No virtual account could be made for this payment.",
        false
    );
}

Failure destination_unusable(std::string_view provider_code) {
    return failure(
        "destination_unusable",
        provider_code,
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

Failure transfer_failed(std::string_view provider_code) {
    return failure(
        "transfer_failed",
        provider_code,
        "VPBank không thực hiện được lệnh chuyển tiền hoàn.",
        "VPBank did not carry out the refund's transfer.",
        true
    );
}

}  // namespace dvcpay::vpbank
