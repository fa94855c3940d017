#include "vnptpay/messages.hpp"

#include <algorithm>

#include "toolkit/amount.hpp"
#include "toolkit/form.hpp"
#include "toolkit/ict.hpp"
#include "toolkit/json_text.hpp"
#include "toolkit/text.hpp"

namespace dvcpay::vnptpay {
namespace {

constexpr std::size_t description_characters_max = 255;
constexpr std::size_t id_max = 64;

Error unusable(const char* why) {
    return Error(Fault::configuration, why);
}

bool within(const Settings& settings, Money amount) {
    return settings.amount_min <= amount && amount <= settings.amount_max;
}

/// A separator inside a text would move every field behind it.
std::string one_field(std::string_view text) {
    std::string out = toolkit::printable(text, description_characters_max);
    std::ranges::replace(out, '|', ' ');
    return out;
}

std::string agency_of(const Settings& settings, const CreateOrder& order) {
    const auto it = settings.agency_ids.find(order.agency_code);
    return it == settings.agency_ids.end() ? settings.agency_id : it->second;
}

void put_head(Outgoing& out, const Settings& settings, const char* action) {
    out.text("ACTION", action);
    out.text("VERSION", std::string(settings.version()));
    out.text("MERCHANT_SERVICE_ID", settings.merchant_service_id);
}

void put_tail(Outgoing& out, const Settings& settings, const CreateOrder& order) {
    out.text("DEVICE", settings.device);
    out.text("LOCALE", settings.locale);
    out.text("CURRENCY_CODE", "VND");
    out.text("PAYMENT_METHOD", settings.payment_method);
    out.text("DESCRIPTION", one_field(order.description));
    out.text("CREATE_DATE", to_wire_time(order.attempt.opened_at));
    out.text("CLIENT_IP", settings.client_ip);
}

Outgoing page_of_105(const Settings& settings, const CreateOrder& order) {
    const std::int64_t amount = order.attempt.amount.count();
    Outgoing out(Signed::init, "/init");
    put_head(out, settings, "INIT");
    out.text("MERCHANT_ORDER_ID", order.attempt.order_ref.text());
    out.number("AMOUNT", amount);
    out.text("AMOUNT_DETAIL", std::to_string(amount));
    out.text("SERVICE_ID", settings.service_id);
    put_tail(out, settings, order);
    return out;
}

Result<Outgoing> page_of_106(const Settings& settings, const CreateOrder& order) {
    std::string agency = agency_of(settings, order);
    if (agency.empty()) return unusable("the agency has no id at VNPT");
    Outgoing out(Signed::init_multi_merchant, "/init_m_merch");
    put_head(out, settings, "INIT");
    out.text("AGENCY_ID", std::move(agency));
    out.text("MERCHANT_ORDER_ID", order.attempt.order_ref.text());
    out.text("SERVICE_ID", settings.service_id);
    out.number("AMOUNT", order.attempt.amount.count());
    put_tail(out, settings, order);
    return out;
}

Outgoing qr_of_106(const Settings& settings, const CreateOrder& order) {
    Outgoing out(Signed::pay_qr, "/pay_qrcode");
    put_head(out, settings, "PAY");
    out.text("MERCHANT_ORDER_ID", order.attempt.order_ref.text());
    out.number("AMOUNT", order.attempt.amount.count());
    out.text("PAYMENT_ACTION", "PAY");
    out.text("SERVICE_CATEGORY", settings.service_category);
    out.text("CHANNEL_ID", settings.channel_id);
    put_tail(out, settings, order);
    out.text("MERCHANT_DATA", "");  // sent, never signed
    return out;
}

Incoming flat(const toolkit::JsonValue& object) {
    Incoming in;
    in.fields = toolkit::scalar_fields(object);
    for (const auto& [name, value] : object.members) {
        if (in.fields.find(name) == nullptr) in.unreadable.push_back(name);
    }
    return in;
}

}  // namespace

std::string Outgoing::to_json(std::string_view secure_code) const {
    toolkit::JsonText body;
    body.object();
    for (std::size_t i = 0; i < numbers_.size(); ++i) {
        const auto& [name, value] = fields_.all()[i];
        if (numbers_[i]) {
            body.lexeme(name, value);
        } else {
            body.text(name, value);
        }
    }
    return body.text("SECURE_CODE", secure_code).end().take();
}

Result<Outgoing> encode_open(const Settings& settings, const CreateOrder& order) {
    if (!within(settings, order.attempt.amount)) return Error(Fault::amount_out_of_range);
    if (!is_order_id(order.attempt.order_ref.text()))
        return unusable("the order reference is no MERCHANT_ORDER_ID");
    if (order.attempt.opened_at == Wall{}) return unusable("the attempt has no opening time");
    if (order.attempt.method == Method::qr) {
        if (settings.profile != Profile::qr && !settings.offers_qr)
            return unusable("the contract has no QR codes");
        return qr_of_106(settings, order);
    }
    if (order.attempt.method != Method::redirect || settings.profile == Profile::qr)
        return unusable("the contract has no such method");
    if (settings.profile == Profile::init) return page_of_105(settings, order);
    return page_of_106(settings, order);
}

Result<Outgoing> encode_query(const Settings& settings, const QueryOrder& order) {
    // The reference may be a stranger's, out of a signed notice; it still has to be an order id.
    if (!is_order_id(order.order_ref)) return unusable("the reference is no MERCHANT_ORDER_ID");
    if (order.opened_at == Wall{})
        return unusable("an order can only be asked about with its creation time");
    const bool first = settings.profile == Profile::init;
    Outgoing out(Signed::query, first ? "/query_transaction" : "/query");
    put_head(out, settings, "QUERY");
    out.text("MERCHANT_ORDER_ID", order.order_ref);
    out.text("CREATE_DATE", to_wire_time(order.opened_at));
    return out;
}

Result<Outgoing> encode_refund(const Settings& settings, const RefundOrder& order) {
    if (settings.refund_mode != RefundMode::assumed_1) return unusable("refunds go by hand here");
    if (order.amount <= Money() || order.amount > order.credited)
        return Error(Fault::amount_out_of_range);
    const bool named = is_order_id(order.order_ref) && is_order_id(order.refund_ref) &&
                       is_order_id(order.provider_txn);
    if (!named) return unusable("an id of the refund is none VNPT would take");
    if (order.submitted_at == Wall{}) return unusable("the refund has no time");
    Outgoing out(Signed::refund, "/refund");
    put_head(out, settings, "REFUND");
    out.text("MERCHANT_ORDER_ID", order.order_ref);
    out.text("VNPTPAY_TRANSACTION_ID", order.provider_txn);
    out.text("REFUND_REQUEST_ID", order.refund_ref);
    out.text("REFUND_TYPE", order.amount == order.credited ? "FULL" : "PARTIAL");
    out.number("AMOUNT", order.amount.count());
    out.text("DESCRIPTION", one_field(order.description));
    out.text("CREATE_DATE", to_wire_time(order.submitted_at));
    return out;
}

Result<Outgoing> encode_refund_query(const Settings& settings, const RefundOrder& order) {
    if (settings.refund_mode != RefundMode::assumed_1) return unusable("refunds go by hand here");
    if (!is_order_id(order.refund_ref)) return unusable("the reference is no REFUND_REQUEST_ID");
    if (order.submitted_at == Wall{}) return unusable("the refund has no time");
    Outgoing out(Signed::refund_query, "/query_refund");
    put_head(out, settings, "QUERY_REFUND");
    out.text("REFUND_REQUEST_ID", order.refund_ref);
    out.text("CREATE_DATE", to_wire_time(order.submitted_at));
    return out;
}

Outgoing encode_confirm_answer(
    std::string_view code,
    std::string_view description,
    std::string_view merchant_service_id,
    std::string_view order_id,
    Wall now
) {
    Outgoing out(Signed::confirm_answer, "");
    out.text("RESPONSE_CODE", std::string(code));
    out.text("DESCRIPTION", std::string(description));
    out.text("MERCHANT_SERVICE_ID", std::string(merchant_service_id));
    out.text("MERCHANT_ORDER_ID", std::string(order_id));
    out.text("CREATE_DATE", to_wire_time(now));
    return out;
}

Result<Incoming> decode_answer(std::string_view body) {
    BOOST_OUTCOME_TRY(auto tree, toolkit::parse_json(body));
    if (!tree.is_object()) return Error(Fault::malformed, "not a JSON object");
    return flat(tree);
}

Result<Incoming> decode_call(std::string_view body) {
    const auto first = body.find_first_not_of(" \t\r\n");
    if (first != std::string_view::npos && body[first] == '{') return decode_answer(body);
    BOOST_OUTCOME_TRY(auto form, toolkit::parse_form(body));
    if (const std::string* data = form.find("data")) {
        if (form.all().size() != 1)
            return Error(Fault::malformed, "members beside the one that holds the message");
        return decode_answer(*data);
    }
    Incoming in;
    in.fields = std::move(form);
    return in;
}

bool is_order_id(std::string_view text) {
    const auto fits = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               c == '-' || c == '_';
    };
    return !text.empty() && text.size() <= id_max && std::ranges::all_of(text, fits);
}

std::optional<Money> read_amount(std::string_view literal) {
    return toolkit::read_amount(literal, {.zero = toolkit::Zero::allowed});
}

std::string to_wire_time(Wall at) {
    return toolkit::format_ict(at, toolkit::ict::compact);
}
Wall read_wire_time(std::string_view text) {
    return toolkit::parse_ict(text, toolkit::ict::compact).value_or(Wall{});
}

}  // namespace dvcpay::vnptpay
