#include "vietcombank/checkout_messages.hpp"

#include <algorithm>
#include <utility>

#include "crypto/digest.hpp"
#include "toolkit/amount.hpp"
#include "toolkit/canonical.hpp"
#include "toolkit/form.hpp"
#include "toolkit/ict.hpp"
#include "toolkit/json_text.hpp"
#include "toolkit/lexeme_json.hpp"
#include "toolkit/text.hpp"

namespace dvcpay::vietcombank {
namespace {

using toolkit::Fields;
using toolkit::JsonValue;

constexpr std::size_t id_max = 150;
constexpr std::size_t url_max = 2000;
constexpr std::size_t orders_max = 200;
constexpr std::size_t description_bytes = 500;

std::string with_order_code(std::string url, std::string_view code) {
    url += url.find('?') == std::string::npos ? '?' : '&';
    url += "order_code=";
    url += code;
    return url;
}

/// Printable, of whole characters.
std::string described(std::string_view text) {
    std::string out = toolkit::printable(text, description_bytes);
    std::size_t end = std::min(out.size(), description_bytes);
    while (end < out.size() && (static_cast<unsigned char>(out[end]) & 0xC0U) == 0x80U) --end;
    out.resize(end);
    return out;
}

/// A bar would stand for the end of the value in the checksum.
std::string description_of(const CreateOrder& order) {
    std::string out = described(order.description);
    std::ranges::replace(out, '|', ' ');
    return out;
}

std::string text_over(const Fields& fields, std::string_view separator) {
    std::string out;
    bool function = true;
    for (const auto& field : fields.all()) {
        if (std::exchange(function, false)) continue;
        out += field.text;
        out += separator;
    }
    return out;
}

std::string member(const JsonValue& object, std::string_view name, std::size_t max = id_max) {
    const JsonValue* found = object.find(name);
    if (found == nullptr || found->text.size() > max) return {};
    const bool fits =
        found->kind == JsonValue::Kind::string || found->kind == JsonValue::Kind::number;
    if (!fits || toolkit::printable(found->text, found->text.size()) != found->text) return {};
    return found->text;
}

CheckoutOrder read_order(const JsonValue& data) {
    CheckoutOrder out;
    out.id = member(data, "token_code");
    out.order_code = member(data, "order_code");
    out.amount = member(data, "amount");
    out.currency = member(data, "currency");
    out.status = member(data, "status");
    return out;
}

std::string json_of(const Fields& fields) {
    toolkit::JsonText out;
    out.object();
    for (const auto& field : fields.all()) out.text(field.name, field.text);
    out.end();
    return out.take();
}

bool is_name(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    });
}

}  // namespace

Result<CheckoutCall> create_order_call(const Checkout& contract, const CreateOrder& order) {
    const Money amount = order.attempt.amount;
    if (amount < contract.amount_min || amount > contract.amount_max)
        return Error(Fault::amount_out_of_range);
    const std::string& code = order.attempt.order_ref.text();
    CheckoutCall out;
    Fields& fields = out.fields;
    fields.add("function", "CreateOrder");
    fields.add("merchant_site_code", contract.site_code);
    fields.add("order_code", code);
    fields.add("order_description", description_of(order));
    fields.add("amount", toolkit::amount_text(amount));
    fields.add("currency", "VND");
    fields.add("buyer_fullname", contract.buyer_name);
    fields.add("buyer_email", contract.buyer_email);
    fields.add("buyer_mobile", contract.buyer_mobile);
    fields.add("buyer_address", contract.buyer_address);
    fields.add("return_url", with_order_code(order.return_url, code));
    fields.add("cancel_url", with_order_code(order.return_url, code));
    fields.add("notify_url", order.notify_url);
    fields.add("language", order.locale == Locale::vi ? "vi" : "en");
    out.text = text_over(fields, "|");
    // Outside the checksum.
    fields.add(
        "time_limit", toolkit::format_ict(order.attempt.expires_at, toolkit::ict::iso_offset_s)
    );
    return out;
}

CheckoutCall check_order_call(const Checkout& contract, const QueryOrder& order) {
    const bool by_token = !order.provider_ref.empty();
    CheckoutCall out;
    out.fields.add("function", by_token ? "CheckOrder" : "CheckOrderByOrderCode");
    out.fields.add("merchant_site_code", contract.site_code);
    out.fields.add(
        by_token ? "token_code" : "order_code", by_token ? order.provider_ref : order.order_ref
    );
    out.text = text_over(out.fields, "|");
    return out;
}

CheckoutCall refund_call_of(const Checkout& contract, const RefundOrder& order) {
    CheckoutCall out;
    out.door = CheckoutCall::Door::refunds;
    out.digest = DigestAlgorithm::sha256;
    Fields& fields = out.fields;
    fields.add("function", "setRefundRequest");
    fields.add("ref_code_refund", order.refund_ref);
    fields.add("token_code", order.provider_txn);
    fields.add("amount", toolkit::amount_text(order.amount));
    out.text = text_over(fields, " ");
    fields.add("merchant_site_code", contract.site_code);
    fields.add("merchant_email", contract.merchant_email);
    fields.add("refund_type", order.amount == order.credited ? "1" : "2");
    fields.add("reason", described(order.description));
    fields.add("callback", "");
    return out;
}

CheckoutCall refund_check_call(const Checkout& contract, const RefundOrder& order) {
    CheckoutCall out;
    out.door = CheckoutCall::Door::refunds;
    out.digest = DigestAlgorithm::sha256;
    out.fields.add("function", "checkRefund");
    out.fields.add("ref_code_refund", order.refund_ref);
    out.fields.add("transaction_refund_id", "");
    out.text = text_over(out.fields, " ");
    out.fields.add("merchant_site_code", contract.site_code);
    return out;
}

CheckoutCall list_orders_call(const Checkout& contract, const ListQuery& query) {
    CheckoutCall out;
    out.digest = DigestAlgorithm::sha256;
    Fields& fields = out.fields;
    fields.add("function", "GetListOrder");
    fields.add("merchant_site_code", contract.site_code);
    fields.add("order_code", query.order_code);
    fields.add("token_code", query.token);
    fields.add("time_created_from", query.from);
    fields.add("time_created_to", query.to);
    fields.add("payment_method_code", query.method);
    fields.add("status", query.status);
    fields.add("page", query.page);
    out.text = text_over(fields, "|");
    return out;
}

Result<OutboundRequest> checkout_request(
    const Keys& keys, const AccountKey& account, const Checkout& contract, CheckoutCall call
) {
    BOOST_OUTCOME_TRY(
        auto raw, keys.digest(key_name(account, passcode), call.digest, call.text, "")
    );
    call.fields.add("checksum", crypto::to_hex(raw));
    OutboundRequest out;
    out.channel = "vietcombank/" + account.account;
    const bool refund = call.door == CheckoutCall::Door::refunds;
    out.url = contract.base_url + (refund ? contract.refund_path : contract.path) + "/";
    const bool form = contract.body == CheckoutBody::form;
    out.headers.add(
        "Content-Type", std::string(form ? toolkit::form_media_type : toolkit::json_media_type)
    );
    out.body = form ? toolkit::encode_form(call.fields) : json_of(call.fields);
    return out;
}

std::string notice_text(const Checkout& contract, const Fields& fields) {
    std::string out;
    for (const auto& name : contract.notify_fields) {
        out += fields.text(name);
        out += '|';
    }
    return out;
}

std::string refund_answer_text(
    std::string_view ours, std::string_view token, std::string_view theirs
) {
    return toolkit::joined({ours, token, theirs, ""}, " ");
}

std::optional<Proof> verify_checksum(
    const Keys& keys,
    const AccountKey& account,
    DigestAlgorithm digest,
    std::string_view text,
    std::string_view checksum
) {
    const std::size_t digits = digest == DigestAlgorithm::md5 ? 32 : 64;
    const bool upper = std::ranges::any_of(checksum, [](char c) { return c >= 'A' && c <= 'F'; });
    const auto raw = crypto::from_hex(checksum);
    if (checksum.size() != digits || upper || !raw) return std::nullopt;
    return keys.verify_digest(key_name(account, passcode), digest, text, "", *raw);
}

std::string_view site_of(std::string_view token) {
    const auto dash = token.rfind('-');
    return dash == std::string_view::npos ? std::string_view() : token.substr(0, dash);
}

bool is_token_of(const Checkout& contract, std::string_view token) {
    return contract.offered && token.size() <= id_max && site_of(token) == contract.site_code &&
           is_name(token.substr(contract.site_code.size() + 1));
}

Result<CheckoutAnswer> read_checkout_answer(std::string_view body) {
    BOOST_OUTCOME_TRY(auto tree, toolkit::parse_json(body));
    CheckoutAnswer out;
    out.code = member(tree, "result_code");
    if (out.code.empty()) return Error(Fault::malformed, "no result_code");
    const JsonValue* data = tree.find("result_data");
    if (data == nullptr) return out;
    if (data->is_array()) {
        if (data->items.size() > orders_max) return Error(Fault::malformed, "too many orders");
        for (const auto& item : data->items) out.orders.push_back(read_order(item));
        return out;
    }
    if (!data->is_object()) return out;
    out.orders.push_back(read_order(*data));
    out.url = member(*data, "checkout_url", url_max);
    out.refund_ours = member(*data, "ref_code_refund");
    out.refund_theirs = member(*data, "transaction_refund_id");
    out.refund_status = member(*data, "transaction_status");
    out.checksum = member(*data, "checksum");
    return out;
}

}  // namespace dvcpay::vietcombank
