#include "bidv/codes.hpp"

#include <array>

#include "domain/invariant.hpp"

namespace dvcpay::bidv {
namespace {

struct QrRow {
    std::string_view code;
    QrSaid said;
};
constexpr std::array<QrRow, 2> qr_rows = {{
    {"000", QrSaid::made},
    {"031", QrSaid::not_made},
}};

struct ListRow {
    std::string_view code;
    ListSaid said;
};
constexpr std::array<ListRow, 2> list_rows = {{
    {"000", ListSaid::given},
    {"031", ListSaid::silent},
}};

struct StatusRow {
    std::string_view status;
    RowSaid said;
};
constexpr std::array<StatusRow, 1> status_rows = {{{"000", RowSaid::paid}}};

constexpr std::array<std::string_view, 2> all_codes = {"000", "031"};

Failure words(std::string_view code, std::string_view vi, std::string_view en, bool can_retry) {
    Failure out;
    out.code = code;
    out.message_vi = vi;
    out.message_en = en;
    out.can_retry = can_retry;
    return out;
}

}  // namespace

QrSaid meaning_at_qr(std::string_view code) {
    for (const auto& row : qr_rows) {
        if (row.code == code) return row.said;
    }
    return QrSaid::not_made;
}

ListSaid meaning_at_list(std::string_view code) {
    for (const auto& row : list_rows) {
        if (row.code == code) return row.said;
    }
    return ListSaid::silent;
}

RowSaid meaning_of_row(std::string_view status) {
    for (const auto& row : status_rows) {
        if (row.status == status) return row.said;
    }
    return RowSaid::unclear;
}

HttpSaid meaning_of_status(int status) {
    if (status >= 200 && status < 300) return HttpSaid::answered;
    if (status == 400 || status == 401 || status == 403) return HttpSaid::refused;
    if (status == 429) return HttpSaid::busy;
    return HttpSaid::failing;
}

std::span<const std::string_view> known_codes() {
    return all_codes;
}

ReplyWords words_of(Reply reply) {
    switch (reply) {
        case Reply::success:
            return {"000", "success"};
        case Reply::missing_parameter:
            return {"001", "a parameter is missing"};
        case Reply::bad_login:
            return {"003", "login or token is wrong"};
        case Reply::bad_checksum:
            return {"004", "checksum is wrong"};
        case Reply::wrong_service:
            return {"006", "service_id is wrong"};
        case Reply::wrong_customer:
            return {"011", "customer_id is wrong"};
        case Reply::no_bill:
            return {"012", "the customer has no bill"};
        case Reply::unknown_bill:
            return {"021", "bill_id is unknown"};
        case Reply::other_amount:
            return {"022", "the amount differs"};
        case Reply::cleared_before:
            return {"023", "the bill is cleared already"};
        case Reply::our_fault:
            return {"031", "system error"};
    }
    invariant_broken("words_of: value outside its enum");
}

Reply reply_to_distrust(Distrust distrust) {
    switch (distrust) {
        case Distrust::malformed:
            return Reply::missing_parameter;
        case Distrust::foreign_partner:
            return Reply::wrong_service;
        case Distrust::bad_credentials:
            return Reply::bad_login;
        // A message cut elsewhere with the same text is as good as one with a wrong checksum.
        case Distrust::bad_signature:
        case Distrust::out_of_bounds:
            return Reply::bad_checksum;
        case Distrust::reused_message:
            return Reply::our_fault;
    }
    invariant_broken("reply_to_distrust: value outside its enum");
}

Reply reply_to_verdict(Verdict verdict) {
    switch (verdict) {
        case Verdict::kept:
        case Verdict::repeated:
        case Verdict::stranger:
            return Reply::success;
        case Verdict::contradicts:
            return Reply::our_fault;
        case Verdict::refused_unknown:
        case Verdict::refused_closed:
            return Reply::unknown_bill;
        case Verdict::refused_paid:
            return Reply::cleared_before;
        case Verdict::refused_amount:
            return Reply::other_amount;
    }
    invariant_broken("reply_to_verdict: value outside its enum");
}

Failure provider_unavailable() {
    return words(
        "provider_unavailable",
        "Chưa kết nối được với BIDV. Vui lòng thử lại.",
        "BIDV could not be reached. Please try again.",
        true
    );
}

Failure setup_unusable() {
    return words(
        "provider_setup_unusable",
        "Kênh thanh toán BIDV tạm thời không dùng được. Vui lòng chọn kênh khác.",
        "Payment by BIDV cannot be used at the moment. Please choose another way.",
        false
    );
}

Failure amount_not_accepted() {
    return words(
        "amount_not_accepted",
        "BIDV không nhận thanh toán số tiền này.",
        "BIDV does not take a payment of this amount.",
        false
    );
}

}  // namespace dvcpay::bidv
