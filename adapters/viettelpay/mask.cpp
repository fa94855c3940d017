#include "viettelpay/mask.hpp"

#include <array>

#include "toolkit/form.hpp"
#include "toolkit/mask.hpp"
#include "viettelpay/messages.hpp"

namespace dvcpay::viettelpay {
namespace {

constexpr std::array<std::string_view, 15> shown = {
    "cmd",
    "command",
    "version",
    "locale",
    "merchant_code",
    "order_id",
    "billcode",
    "trans_amount",
    "error_code",
    "payment_status",
    "vt_transaction_id",
    "originalRequestId",
    "refundType",
    "merchant_request_id",
    "refund_request_id"
};

}  // namespace

std::string mask_message(std::string_view raw) {
    const bool json = raw.starts_with('{');
    const auto fields = json ? decode_answer(raw) : toolkit::parse_form(raw);
    if (!fields) return toolkit::no_message(raw);
    return toolkit::mask_fields(fields.value(), shown);
}

}  // namespace dvcpay::viettelpay
