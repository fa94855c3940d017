#include "vietcombank/codes.hpp"

#include <array>

#include "domain/invariant.hpp"

namespace dvcpay::vietcombank {
namespace {

struct ApiRow {
    std::string_view code;
    ApiSaid said;
};
constexpr std::array<ApiRow, 27> api_rows = {{
    {"0", ApiSaid::done},     {"1", ApiSaid::unclear},  {"2", ApiSaid::refused},
    {"3", ApiSaid::unclear},  {"4", ApiSaid::refused},  {"5", ApiSaid::refused},
    {"6", ApiSaid::refused},  {"7", ApiSaid::refused},  {"8", ApiSaid::unclear},
    {"13", ApiSaid::unclear}, {"14", ApiSaid::unclear}, {"15", ApiSaid::unclear},
    {"17", ApiSaid::refused}, {"18", ApiSaid::refused}, {"19", ApiSaid::refused},
    {"20", ApiSaid::refused}, {"21", ApiSaid::refused}, {"22", ApiSaid::refused},
    {"23", ApiSaid::refused}, {"24", ApiSaid::unclear}, {"68", ApiSaid::unclear},
    {"90", ApiSaid::refused}, {"91", ApiSaid::refused}, {"92", ApiSaid::refused},
    {"93", ApiSaid::unclear}, {"94", ApiSaid::unclear}, {"99", ApiSaid::unclear},
}};

constexpr auto api_codes = [] {
    std::array<std::string_view, api_rows.size()> out;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = api_rows[i].code;
    return out;
}();

Failure words(std::string_view code, std::string_view vi, std::string_view en, bool can_retry) {
    Failure out;
    out.code = code;
    out.message_vi = vi;
    out.message_en = en;
    out.can_retry = can_retry;
    return out;
}

}  // namespace

ReplyWords words_of(Reply reply) {
    switch (reply) {
        case Reply::success:
            return {"0", "SUCCESSFUL"};
        case Reply::already_paid:
            return {"1", "ALREADY PAID"};
        case Reply::wrong_amount:
            return {"3", "WRONG AMOUNT"};
        case Reply::missing_field:
            return {"10", "MISSING FIELD"};
        case Reply::unknown_bill:
            return {"17", "UNKNOWN OR CLOSED BILL"};
        case Reply::bad_signature:
            return {"18", "WRONG SIGNATURE"};
        case Reply::bad_date:
            return {"20", "WRONG DATE"};
        case Reply::wrong_value:
            return {"21", "WRONG SERVICE OR VALUE"};
        case Reply::unknown_provider:
            return {"24", "UNKNOWN PROVIDER"};
        case Reply::system_error:
            return {"031", "SYSTEM ERROR"};
        case Reply::channel_disabled:
            return {"400", "CHANNEL DISABLED"};
        case Reply::indeterminate:
            return {"999", "INDETERMINATE"};
    }
    invariant_broken("words_of: value outside its enum");
}

Reply reply_to_verdict(Verdict verdict, Repetition repetition) {
    switch (verdict) {
        case Verdict::kept:
        case Verdict::stranger:
            return Reply::success;
        case Verdict::repeated:
            return repetition == Repetition::success ? Reply::success : Reply::already_paid;
        // A "no" could make the bank give back what we have booked under the same transaction.
        case Verdict::contradicts:
            return Reply::indeterminate;
        case Verdict::refused_unknown:
        case Verdict::refused_closed:
            return Reply::unknown_bill;
        case Verdict::refused_paid:
            return Reply::already_paid;
        case Verdict::refused_amount:
            return Reply::wrong_amount;
    }
    invariant_broken("reply_to_verdict: value outside its enum");
}

ApiSaid meaning_at_api(std::string_view code) {
    for (const auto& row : api_rows) {
        if (row.code == code) return row.said;
    }
    return ApiSaid::unclear;
}

std::span<const std::string_view> known_api_codes() {
    return api_codes;
}

HttpSaid meaning_of_status(int status) {
    if (status >= 200 && status < 300) return HttpSaid::answered;
    if (status == 400 || status == 401 || status == 403 || status == 404) return HttpSaid::refused;
    return HttpSaid::failing;
}

Failure provider_unavailable() {
    return words(
        "provider_unavailable",
        "Chưa kết nối được với Vietcombank. Vui lòng thử lại.",
        "Vietcombank could not be reached. Please try again.",
        true
    );
}

Failure setup_unusable() {
    return words(
        "provider_setup_unusable",
        "Kênh thanh toán Vietcombank tạm thời không dùng được. Vui lòng chọn kênh khác.",
        "Payment by Vietcombank cannot be used at the moment. Please choose another way.",
        false
    );
}

Failure amount_not_accepted() {
    return words(
        "amount_not_accepted",
        "Vietcombank không nhận thanh toán số tiền này.",
        "Vietcombank does not take a payment of this amount.",
        false
    );
}

}  // namespace dvcpay::vietcombank
