#include "vietcombank/mask.hpp"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "toolkit/form.hpp"
#include "toolkit/lexeme_json.hpp"
#include "toolkit/text.hpp"

namespace dvcpay::vietcombank {
namespace {

using Json = nlohmann::ordered_json;
using toolkit::JsonValue;

constexpr const char* hidden = "•••";
constexpr std::size_t shown_max = 64;

constexpr std::array<std::string_view, 43> shown = {
    "channelId",
    "channelRefNumber",
    "requestDateTime",
    "responseMsgId",
    "status",
    "errorCode",
    "customerCode",
    "providerId",
    "serviceId",
    "totalPaymentAmount",
    "paymentMode",
    "internalTransactionRefNo",
    "billId",
    "amount",
    "billErrCode",
    "billErrorCode",
    "currency",
    "dorc",
    "transactionTime",
    "seqNo",
    "transactionId",
    "vaNumber",
    "appId",
    "messageId",
    "messageTime",
    "refMessageId",
    "fromDate",
    "toDate",
    "page",
    "rows",
    "token_code",
    "version",
    "order_code",
    "sender_fee",
    "receiver_fee",
    "payment_method_code",
    "merchant_site_code",
    "result_code",
    "ref_code_refund",
    "transaction_refund_id",
    "transaction_status",
    "refund_type",
    "time_limit"
};

bool is_word(std::string_view text) {
    const auto fits = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               c == '-' || c == '_' || c == '.' || c == ':' || c == ' ';
    };
    return text.size() <= shown_max && std::ranges::all_of(text, fits);
}

/// Names of members come from outside too: only what looks like one is shown.
std::string name_of(const std::string& name) {
    const bool digits = name.find_first_of("0123456789") != std::string::npos;
    return is_word(name) && !digits ? name : hidden;
}

Json masked(const JsonValue& value, bool show) {
    switch (value.kind) {
        case JsonValue::Kind::object: {
            Json out = Json::object();
            for (const auto& [name, inner] : value.members) {
                const bool known = std::ranges::find(shown, name) != shown.end();
                out[name_of(name)] = masked(inner, known);
            }
            return out;
        }
        case JsonValue::Kind::array: {
            Json out = Json::array();
            for (const auto& item : value.items) out.push_back(masked(item, false));
            return out;
        }
        case JsonValue::Kind::null:
            return nullptr;
        case JsonValue::Kind::boolean:
            return value.text == "true";
        case JsonValue::Kind::number:
            if (const auto whole = toolkit::parse_whole(value.text); show && whole) return *whole;
            return hidden;
        case JsonValue::Kind::string:
            return show && is_word(value.text) ? value.text : hidden;
    }
    return nullptr;
}

}  // namespace

std::string mask_message(std::string_view raw) {
    const auto message = toolkit::parse_json(raw);
    if (message && message.value().is_object())
        return masked(message.value(), false).dump(-1, ' ', false, Json::error_handler_t::replace);
    const auto form = toolkit::parse_form(raw);
    if (!form || form.value().find("token_code") == nullptr)
        return "(" + std::to_string(raw.size()) + " bytes that are no message)";
    Json out = Json::object();
    for (const auto& [name, text] : form.value().all()) {
        const bool known = std::ranges::find(shown, name) != shown.end();
        out[name_of(name)] = known && is_word(text) ? text : hidden;
    }
    return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace dvcpay::vietcombank
