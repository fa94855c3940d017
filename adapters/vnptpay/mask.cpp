#include "vnptpay/mask.hpp"

#include <array>

#include "toolkit/mask.hpp"
#include "vnptpay/messages.hpp"

namespace dvcpay::vnptpay {
namespace {

constexpr std::array<std::string_view, 23> shown = {
    "ACTION",
    "VERSION",
    "RESPONSE_CODE",
    "MERCHANT_SERVICE_ID",
    "AGENCY_ID",
    "MERCHANT_ORDER_ID",
    "AMOUNT",
    "AMOUNT_DETAIL",
    "SERVICE_ID",
    "DEVICE",
    "LOCALE",
    "CURRENCY_CODE",
    "PAYMENT_METHOD",
    "PAYMENT_ACTION",
    "SERVICE_CATEGORY",
    "CHANNEL_ID",
    "CREATE_DATE",
    "PAY_DATE",
    "TRANSACTION_STATUS",
    "VNPTPAY_TRANSACTION_ID",
    "REFUND_REQUEST_ID",
    "REFUND_TYPE",
    "VNPTPAY_REFUND_ID",
};

}  // namespace

std::string mask_message(std::string_view raw) {
    const auto message = decode_call(raw);
    if (!message) return toolkit::no_message(raw);
    return toolkit::mask_fields(message.value().fields, shown);
}

}  // namespace dvcpay::vnptpay
