#include "vnptpay/codes.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "domain/invariant.hpp"

namespace dvcpay::vnptpay {
namespace {

constexpr auto nobody = Blame::nobody;
constexpr auto our_setup = Blame::our_setup;

constexpr std::array<std::string_view, 12> all_codes = {
    "00", "01", "02", "03", "04", "05", "06", "07", "08", "09", "96", "99"
};

struct Row {
    std::string_view code;
    OpenMeaning open;
    QueryMeaning query;
    Said confirm;
    RefundMeaning refund;
    QueryMeaning refund_query;
};

constexpr QueryMeaning silent = {QuerySaid::nothing, nobody};
constexpr QueryMeaning refused_us = {QuerySaid::nothing, our_setup};
constexpr RefundMeaning ask_about_it = {RefundSaid::unknown, nobody};
constexpr auto ask = Said::unclear;

// clang-format off
constexpr std::array<Row, all_codes.size()> table = {{
    //     opening                          query                               CONFIRM         refund                              refund query
    {"00", {OpenSaid::opened,  nobody},    {QuerySaid::answered,  nobody},     Said::paid,     {RefundSaid::done,    nobody},       {QuerySaid::answered,  nobody}},
    {"01", {OpenSaid::refused, nobody},    silent,                             Said::declined, {RefundSaid::refused, nobody},       silent},
    {"02", {OpenSaid::refused, our_setup}, refused_us,                         ask,            {RefundSaid::refused, our_setup},    refused_us},
    {"03", {OpenSaid::unknown, nobody},    silent,                             ask,            ask_about_it,                        silent},
    {"04", {OpenSaid::unknown, nobody},    silent,                             ask,            ask_about_it,                        silent},
    {"05", {OpenSaid::unknown, nobody},    {QuerySaid::not_found, nobody},     ask,            ask_about_it,                        {QuerySaid::not_found, nobody}},
    {"06", {OpenSaid::unknown, nobody},    silent,                             ask,            ask_about_it,                        silent},
    {"07", {OpenSaid::refused, our_setup}, refused_us,                         ask,            {RefundSaid::refused, our_setup},    refused_us},
    {"08", {OpenSaid::refused, our_setup}, refused_us,                         ask,            {RefundSaid::refused, our_setup},    refused_us},
    {"09", {OpenSaid::refused, our_setup}, refused_us,                         ask,            {RefundSaid::refused, our_setup},    refused_us},
    {"96", {OpenSaid::refused, nobody},    silent,                             ask,            ask_about_it,                        silent},
    {"99", {OpenSaid::unknown, nobody},    silent,                             ask,            ask_about_it,                        silent},
}};
// clang-format on

const Row* row_of(std::string_view code) {
    const auto row = std::ranges::find(table, code, &Row::code);
    return row == table.end() ? nullptr : &*row;
}

enum class Retry : std::uint8_t { no, yes };

struct Words {
    std::string_view code;
    const char* ours;
    const char* vi;
    const char* en;
    Retry retry;
};

constexpr const char* setup_vi = "Kênh thanh toán VNPT Pay đang có lỗi cấu hình.";
constexpr const char* setup_en = "The VNPT Pay channel is not set up correctly.";

constexpr std::array<Words, 6> words = {{
    {"01",
     "declined",
     "Giao dịch VNPT Pay không thành công.",
     "The VNPT Pay payment failed.",
     Retry::yes},
    {"02", "provider_setup_refused", setup_vi, setup_en, Retry::no},
    {"07", "provider_setup_refused", setup_vi, setup_en, Retry::no},
    {"08", "provider_setup_refused", setup_vi, setup_en, Retry::no},
    {"09", "provider_setup_refused", setup_vi, setup_en, Retry::no},
    {"96",
     "provider_maintenance",
     "VNPT Pay đang bảo trì. Vui lòng thử lại sau.",
     "VNPT Pay is under maintenance. Please try again later.",
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

bool has(const std::vector<std::string>& codes, std::string_view code) {
    return std::ranges::find(codes, code) != codes.end();
}

}  // namespace

OpenMeaning meaning_at_open(std::string_view code) {
    const Row* row = row_of(code);
    return row == nullptr ? OpenMeaning() : row->open;
}
QueryMeaning meaning_at_query(std::string_view code) {
    const Row* row = row_of(code);
    return row == nullptr ? QueryMeaning() : row->query;
}
Said meaning_at_confirm(std::string_view code) {
    const Row* row = row_of(code);
    return row == nullptr ? Said::unclear : row->confirm;
}
RefundMeaning meaning_at_refund(std::string_view code) {
    const Row* row = row_of(code);
    return row == nullptr ? RefundMeaning() : row->refund;
}
QueryMeaning meaning_at_refund_query(std::string_view code) {
    const Row* row = row_of(code);
    return row == nullptr ? QueryMeaning() : row->refund_query;
}

Said status_of_purchase(const Settings& settings, std::string_view status) {
    if (has(settings.status_paid, status)) return Said::paid;
    if (has(settings.status_failed, status)) return Said::declined;
    if (has(settings.status_pending, status)) return Said::waiting;
    return Said::unclear;
}

RefundSaid status_of_refund(const Settings& settings, std::string_view status) {
    if (has(settings.status_refunded, status)) return RefundSaid::done;
    if (has(settings.status_failed, status)) return RefundSaid::refused;
    if (has(settings.status_pending, status)) return RefundSaid::pending;
    return RefundSaid::unknown;
}

Failure failure_of(std::string_view code) {
    const auto row = std::ranges::find(words, code, &Words::code);
    Failure failure = row == words.end() ? plain(
                                               "provider_declined",
                                               "VNPT Pay không thực hiện giao dịch.",
                                               "VNPT Pay did not carry out the payment.",
                                               Retry::no
                                           )
                                         : plain(row->ours, row->vi, row->en, row->retry);
    failure.provider_code = code;
    return failure;
}

Failure provider_unavailable() {
    return plain(
        "provider_unavailable",
        "Chưa kết nối được với VNPT Pay. Vui lòng thử lại.",
        "VNPT Pay could not be reached. Please try again.",
        Retry::yes
    );
}
Failure setup_unusable() {
    return plain("provider_setup_unusable", setup_vi, setup_en, Retry::no);
}
Failure amount_not_accepted() {
    return plain(
        "amount_not_accepted",
        "Số tiền nằm ngoài giới hạn của VNPT Pay.",
        "The amount is outside VNPT Pay's limits.",
        Retry::no
    );
}

std::span<const std::string_view> known_codes() {
    return all_codes;
}

ReplyWords words_of(Reply reply) {
    switch (reply) {
        case Reply::stored:
            return {"00", "Thanh cong"};
        case Reply::order_unknown:
            return {"01", "Khong tim thay don hang"};
        case Reply::repeated:
            return {"02", "Giao dich da confirm"};
        case Reply::amount_differs:
            return {"04", "So tien khong khop"};
        case Reply::busy:
            return {"08", "He thong ban, vui long gui lai"};
        case Reply::signature_wrong:
            return {"97", "Chu ky khong hop le"};
        case Reply::other:
            return {"99", "Loi khac"};
    }
    invariant_broken("words_of: value outside its enum");
}

}  // namespace dvcpay::vnptpay
