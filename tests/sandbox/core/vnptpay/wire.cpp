#include "sandbox/vnptpay/wire.hpp"

#include <sstream>

#include "sandbox/crypto.hpp"

namespace dvcpay::sandbox::vnptpay {

namespace {

/// The tables of the description, as it writes them.
const std::map<std::string, std::string, std::less<>> tables{
    {"init",
     "ACTION VERSION MERCHANT_SERVICE_ID MERCHANT_ORDER_ID AMOUNT AMOUNT_DETAIL SERVICE_ID DEVICE "
     "LOCALE CURRENCY_CODE PAYMENT_METHOD DESCRIPTION CREATE_DATE CLIENT_IP"},
    {"init_m_merch",
     "ACTION VERSION MERCHANT_SERVICE_ID AGENCY_ID MERCHANT_ORDER_ID SERVICE_ID AMOUNT DEVICE "
     "LOCALE CURRENCY_CODE PAYMENT_METHOD DESCRIPTION CREATE_DATE CLIENT_IP"},
    {"pay_qrcode",
     "ACTION VERSION MERCHANT_SERVICE_ID MERCHANT_ORDER_ID AMOUNT PAYMENT_ACTION SERVICE_CATEGORY "
     "CHANNEL_ID DEVICE LOCALE CURRENCY_CODE PAYMENT_METHOD DESCRIPTION CREATE_DATE CLIENT_IP"},
    {"query", "ACTION VERSION MERCHANT_SERVICE_ID MERCHANT_ORDER_ID CREATE_DATE"},
    {"refund",
     "ACTION VERSION MERCHANT_SERVICE_ID MERCHANT_ORDER_ID VNPTPAY_TRANSACTION_ID "
     "REFUND_REQUEST_ID REFUND_TYPE AMOUNT DESCRIPTION CREATE_DATE"},
    {"query_refund", "ACTION VERSION MERCHANT_SERVICE_ID REFUND_REQUEST_ID CREATE_DATE"},
    {"confirm",
     "ACTION RESPONSE_CODE MERCHANT_SERVICE_ID MERCHANT_ORDER_ID AMOUNT CURRENCY_CODE "
     "VNPTPAY_TRANSACTION_ID PAYMENT_METHOD PAY_DATE ADDITIONAL_INFO"},
    {"acknowledgement",
     "RESPONSE_CODE DESCRIPTION MERCHANT_SERVICE_ID MERCHANT_ORDER_ID CREATE_DATE"},
};

std::string hashed(std::string text, std::string_view secret) {
    text += secret;
    return crypto::hex(crypto::digest(crypto::Hash::sha256, text));
}

}  // namespace

std::vector<std::string> members_of(std::string_view message) {
    std::vector<std::string> out;
    const auto at = tables.find(message);
    if (at == tables.end()) return out;
    std::istringstream words(at->second);
    for (std::string word; words >> word;) out.push_back(word);
    return out;
}

std::string plain(const Json& message, const std::string& member) {
    const auto at = message.find(member);
    if (at == message.end()) return {};
    if (at->is_string()) return at->get<std::string>();
    if (at->is_number_integer()) return std::to_string(at->get<std::int64_t>());
    return {};
}

std::string code_of_members(
    const Json& message, const std::vector<std::string>& members, std::string_view secret
) {
    std::string text;
    for (const auto& member : members) text += plain(message, member) + '|';
    return hashed(std::move(text), secret);
}

std::string code_of_all(const Json& message, std::string_view secret) {
    std::string text;
    for (const auto& [member, value] : message.items()) {
        if (member != "SECURE_CODE") text += plain(message, member) + '|';
    }
    return hashed(std::move(text), secret);
}

std::string fourteen_digits(Wall at) {
    std::string out;
    for (const char c : to_rfc3339(at.plus_s(7 * 3600))) {
        if (c == '.') break;
        if (c >= '0' && c <= '9') out += c;
    }
    return out;
}

}  // namespace dvcpay::sandbox::vnptpay
