#include "vpbank/mask.hpp"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "vpbank/messages.hpp"

namespace dvcpay::vpbank {
namespace {

using Json = nlohmann::ordered_json;
using toolkit::JsonValue;

constexpr const char* hidden = "•••";
constexpr std::size_t shown_max = 64;
constexpr std::size_t name_max = 32;

constexpr auto shown = std::to_array<std::string_view>({
    "masterAccountNumber",
    "virtualAccountNumber",
    "virtualAlkey",
    "amount",
    "collectAmmount",
    "bookingDate",
    "transactionDate",
    "valueDate",
    "transactionId",
    "requestId",
    "expiryDate",
    "referenceNumber",
    "service",
    "transactionType",
    "sourceNumber",
    "currency",
    "bankId",
    "status",
    "errorCode",
    "code",
});

bool is_word(std::string_view text) {
    const auto fits = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               c == '-' || c == '_' || c == '.' || c == ',' || c == '/' || c == ':' || c == ' ' ||
               c == '\\';
    };
    return text.size() <= shown_max && std::ranges::all_of(text, fits);
}

/// Names of members come from outside too: only what looks like one is shown.
std::string name_of(const std::string& name) {
    const bool digits = name.find_first_of("0123456789 ") != std::string::npos;
    return is_word(name) && !digits && name.size() <= name_max ? name : hidden;
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
        case JsonValue::Kind::string:
            return show && is_word(value.text) ? value.text : hidden;
    }
    return nullptr;
}

}  // namespace

std::string mask_message(std::string_view raw) {
    const auto message = decode_answer(raw, toolkit::JsonLimits{.bytes_max = 1024 * 1024});
    if (!message) return "(" + std::to_string(raw.size()) + " bytes that are no message)";
    return masked(message.value(), false).dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace dvcpay::vpbank
