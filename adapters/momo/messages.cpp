#include "momo/messages.hpp"

#include <utility>

#include "domain/invariant.hpp"
#include "toolkit/json_text.hpp"
#include "toolkit/text.hpp"
#include "toolkit/url.hpp"

namespace dvcpay::momo {
namespace {

constexpr std::size_t order_info_characters_max = 255;
constexpr std::size_t request_id_max = 50;
constexpr std::size_t refund_order_id_max = 50;

Error unusable(const char* why) {
    return Error(Fault::configuration, why);
}

const char* language(Locale locale) {
    switch (locale) {
        case Locale::vi:
            return "vi";
        case Locale::en:
            return "en";
    }
    invariant_broken("language: value outside its enum");
}

bool is_request_id(std::string_view text) {
    return !text.empty() && text.size() <= request_id_max &&
           toolkit::printable(text, text.size()) == text;
}

/// MoMo takes an ipnUrl without query, fragment and anything but plain characters.
bool is_notify_url(const std::string& text) {
    return toolkit::parse_url(text).has_value() && text.find_first_of("?#%&=") == std::string::npos;
}

bool within(const Settings& settings, Money amount) {
    return settings.amount_min <= amount && amount <= settings.amount_max;
}

}  // namespace

std::string Outgoing::to_json(std::string_view signature) const {
    toolkit::JsonText body;
    body.object();
    for (std::size_t i = 0; i < kinds_.size(); ++i) {
        const auto& [name, value] = fields_.all()[i];
        switch (kinds_[i]) {
            case Kind::text:
                body.text(name, value);
                break;
            case Kind::number:
            case Kind::truth:
                body.lexeme(name, value);
                break;
        }
    }
    return body.text("signature", signature).end().take();
}

Result<Outgoing> encode_create(const Settings& settings, const CreateOrder& order) {
    const Attempt& attempt = order.attempt;
    if (!within(settings, attempt.amount)) return Error(Fault::amount_out_of_range);
    if (!is_order_id(attempt.order_ref.text()))
        return unusable("the order reference is no orderId");
    if (!is_request_id(attempt.request_id)) return unusable("the request id is no requestId");
    if (!is_notify_url(order.notify_url)) return unusable("the callback address is no ipnUrl");
    if (!toolkit::parse_url(order.return_url))
        return unusable("the return address is no redirectUrl");
    std::string order_info = toolkit::printable(order.description, order_info_characters_max);
    if (order_info.empty())
        order_info = attempt.order_ref.text();  // MoMo wants something for the payer to read

    Outgoing out(Signed::create, "/create");
    out.text("partnerCode", settings.partner_code);
    if (!settings.store_name.empty()) out.text("storeName", settings.store_name);
    if (!settings.store_id.empty()) out.text("storeId", settings.store_id);
    out.text("requestId", attempt.request_id);
    out.number("amount", attempt.amount.count());
    out.text("orderId", attempt.order_ref.text());
    out.text("orderInfo", std::move(order_info));
    out.text("redirectUrl", order.return_url);
    out.text("ipnUrl", order.notify_url);
    out.text("requestType", settings.request_type);
    out.text("extraData", settings.extra_data);
    out.truth("autoCapture", "true");
    out.text("lang", language(order.locale));
    return out;
}

Result<Outgoing> encode_query(const Settings& settings, const QueryOrder& order) {
    // The reference may be a stranger's, out of a signed notice; it still has to be an orderId.
    if (!is_order_id(order.order_ref)) return unusable("the order reference is no orderId");
    if (!is_request_id(order.request_id)) return unusable("the request id is no requestId");
    Outgoing out(Signed::query, "/query");
    out.text("partnerCode", settings.partner_code);
    out.text("requestId", order.request_id);
    out.text("orderId", order.order_ref);
    out.text("lang", language(order.locale));
    return out;
}

Result<Outgoing> encode_refund(const Settings& settings, const RefundOrder& order) {
    const auto transaction = toolkit::parse_whole(order.provider_txn);
    if (!transaction || *transaction == 0)
        return unusable("the credit has no MoMo transaction number");
    // Spec §6: from 1,000 on, whatever a contract asks of payments.
    if (order.amount < Money::dong(1000) || order.amount > settings.amount_max)
        return Error(Fault::amount_out_of_range);
    if (!is_order_id(order.refund_ref) || order.refund_ref.size() > refund_order_id_max) {
        return unusable("the refund reference is no orderId");
    }
    if (order.refund_ref == order.order_ref)
        return unusable("a refund needs a reference of its own");
    if (!is_request_id(order.request_id)) return unusable("the request id is no requestId");
    Outgoing out(Signed::refund, "/refund");
    out.text("partnerCode", settings.partner_code);
    out.text("orderId", order.refund_ref);
    out.text("requestId", order.request_id);
    out.number("amount", order.amount.count());
    out.number("transId", *transaction);
    out.text("lang", language(order.locale));
    out.text("description", toolkit::printable(order.description, order_info_characters_max));
    return out;
}

Result<Outgoing> encode_refund_query(const Settings& settings, const RefundOrder& order) {
    if (!is_order_id(order.refund_ref)) return unusable("the refund reference is no orderId");
    if (!is_request_id(order.request_id)) return unusable("the request id is no requestId");
    Outgoing out(Signed::refund_query, "/refund/query");
    out.text("partnerCode", settings.partner_code);
    out.text("orderId", order.refund_ref);
    out.text("requestId", order.request_id);
    out.text("lang", language(order.locale));
    return out;
}

Result<Outgoing> encode_confirm(const Settings& settings, const ConfirmOrder& order) {
    if (order.amount <= Money() || order.amount > largest_amount)
        return Error(Fault::amount_out_of_range);
    if (!is_order_id(order.order_ref)) return unusable("the order reference is no orderId");
    if (!is_request_id(order.request_id)) return unusable("the request id is no requestId");
    Outgoing out(Signed::confirm, "/confirm");
    out.text("partnerCode", settings.partner_code);
    out.text("requestId", order.request_id);
    out.text("orderId", order.order_ref);
    out.text("requestType", order.end == HoldEnd::capture ? "capture" : "cancel");
    out.number("amount", order.amount.count());
    out.text("lang", language(order.locale));
    out.text("description", toolkit::printable(order.description, order_info_characters_max));
    return out;
}

Result<Incoming> decode_message(std::string_view bytes) {
    BOOST_OUTCOME_TRY(auto tree, toolkit::parse_json(bytes));
    if (!tree.is_object()) return Error(Fault::malformed, "not a JSON object");
    Incoming in;
    in.fields = toolkit::scalar_fields(tree);
    in.tree = std::move(tree);
    return in;
}

bool is_order_id(std::string_view text) {
    const auto alphanumeric = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    };
    if (text.empty() || text.size() > 200 || !alphanumeric(text.front()) ||
        !alphanumeric(text.back()))
        return false;
    for (const char c : text) {
        if (!alphanumeric(c) && c != '-' && c != '_' && c != '.') return false;
    }
    return true;
}

}  // namespace dvcpay::momo
