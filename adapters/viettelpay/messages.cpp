#include "viettelpay/messages.hpp"

#include <algorithm>
#include <utility>

#include "domain/invariant.hpp"
#include "toolkit/amount.hpp"
#include "toolkit/fold.hpp"
#include "toolkit/form.hpp"
#include "toolkit/json_text.hpp"
#include "toolkit/lexeme_json.hpp"
#include "toolkit/text.hpp"
#include "toolkit/url.hpp"

namespace dvcpay::viettelpay {
namespace {

constexpr std::size_t description_characters_max = 255;
constexpr std::size_t reason_characters_max = 100;
constexpr std::size_t transaction_max = 30;
constexpr auto reason_alphabet = toolkit::Alphabet::letters_digits(toolkit::Case::kept, ".,-/");

Error unusable(const char* why) {
    return Error(Fault::configuration, why);
}

Result<void> check(const Settings& settings, const CreateOrder& order) {
    const Money amount = order.attempt.amount;
    if (amount < settings.amount_min || amount > settings.amount_max)
        return Error(Fault::amount_out_of_range);
    if (!is_order_id(order.attempt.order_ref.text()))
        return unusable("the order reference is no order_id");
    return ok();
}

std::string qr_value(const Settings& settings, const Attempt& attempt, QrMember member) {
    switch (member) {
        case QrMember::priority:
            return settings.qr_priority;
        case QrMember::version:
            return settings.qr_version;
        case QrMember::type:
            return settings.qr_type;
        case QrMember::billcode:
        case QrMember::order_id:
            return attempt.order_ref.text();
        case QrMember::amount:
            return std::to_string(attempt.amount.count());
        case QrMember::merchant_code:
            return settings.merchant_code;
    }
    invariant_broken("qr_value: value outside its enum");
}

bool all_digits(std::string_view text) {
    return text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

Result<Outgoing> encode_payment(const Settings& settings, const CreateOrder& order) {
    BOOST_OUTCOME_TRY(check(settings, order));
    if (!toolkit::parse_url(order.return_url))
        return unusable("the return address is no return_url");
    const std::string& order_id = order.attempt.order_ref.text();
    Outgoing out;
    out.kind = Signed::payment;
    out.fields.add("version", settings.version);
    out.fields.add("command", "PAYMENT");
    out.fields.add("merchant_code", settings.merchant_code);
    out.fields.add("order_id", order_id);
    out.fields.add("billcode", order_id);
    out.fields.add("trans_amount", std::to_string(order.attempt.amount.count()));
    out.fields.add("return_url", order.return_url);
    out.fields.add("cancel_url", order.return_url);
    std::string text = toolkit::printable(order.description, description_characters_max);
    if (!text.empty()) out.fields.add("desc", std::move(text));
    out.fields.add("locale", settings.locale);
    return out;
}

std::string payment_url(const Settings& settings, toolkit::Fields fields, std::string checksum) {
    fields.add("check_sum", std::move(checksum));
    std::string out = settings.pay_url;
    char before = '?';
    for (const auto& [name, text] : fields.all()) {
        out += before + name + '=' + toolkit::percent_encode(text);
        before = '&';
    }
    return out;
}

Result<std::string> encode_qr(const Settings& settings, const CreateOrder& order) {
    BOOST_OUTCOME_TRY(check(settings, order));
    toolkit::JsonText out;
    out.object();
    for (std::size_t i = 0; i < qr_member_count; ++i) {
        const auto member = static_cast<QrMember>(i);
        const std::string value = qr_value(settings, order.attempt, member);
        if (member == QrMember::amount) {
            out.number(settings.qr_names[i], order.attempt.amount.count());
        } else {
            out.text(settings.qr_names[i], value);
        }
    }
    return out.end().take();
}

Result<Outgoing> encode_inquiry(const Settings& settings, const QueryOrder& order) {
    // The reference may be a stranger's, out of a signed result; it still has to be an order id.
    if (!is_order_id(order.order_ref)) return unusable("the reference is no order_id");
    Outgoing out;
    out.kind = Signed::inquiry;
    out.fields.add("cmd", "TRANS_INQUIRY");
    out.fields.add("merchant_code", settings.merchant_code);
    out.fields.add("order_id", order.order_ref);
    out.fields.add("version", settings.inquiry_version);
    return out;
}

Result<Outgoing> encode_refund(const Settings& settings, const RefundOrder& order) {
    if (order.amount <= Money() || order.amount != order.credited)
        return Error(Fault::amount_out_of_range, "only a whole credit can be returned");
    if (!is_order_id(order.order_ref)) return unusable("the reference is no order_id");
    if (!is_transaction(order.provider_txn))
        return unusable("the credit has no transaction number of Viettel's");
    Outgoing out;
    out.kind = Signed::refund;
    out.fields.add("cmd", "REFUND_PAYMENT");
    out.fields.add("merchant_code", settings.merchant_code);
    out.fields.add("order_id", order.order_ref);
    out.fields.add("originalRequestId", order.provider_txn);
    out.fields.add("refundType", "0");
    out.fields.add("trans_amount", std::to_string(order.amount.count()));
    std::string reason = toolkit::fold(order.description, reason_alphabet, reason_characters_max);
    if (!reason.empty()) out.fields.add("trans_content", std::move(reason));
    out.fields.add("version", settings.version);
    return out;
}

std::string form_body(toolkit::Fields fields, std::string checksum) {
    fields.add("check_sum", std::move(checksum));
    return toolkit::encode_form(fields);
}

Outgoing encode_order_check_answer(
    std::string_view error_code,
    std::string_view merchant_code,
    std::string_view order_id,
    std::string_view billcode,
    Money amount
) {
    Outgoing out;
    out.kind = Signed::order_check_answer;
    out.fields.add("billcode", std::string(billcode));
    out.fields.add("error_code", std::string(error_code));
    out.fields.add("merchant_code", std::string(merchant_code));
    out.fields.add("order_id", std::string(order_id));
    out.fields.add("trans_amount", std::to_string(amount.count()));
    return out;
}

Outgoing encode_result_answer(
    std::string_view error_code, std::string_view merchant_code, std::string_view order_id
) {
    Outgoing out;
    out.kind = Signed::result_answer;
    out.fields.add("error_code", std::string(error_code));
    out.fields.add("merchant_code", std::string(merchant_code));
    out.fields.add("order_id", std::string(order_id));
    for (const char* name : {"return_url", "return_bill_code", "return_other_info"}) {
        out.fields.add(name, "");
    }
    return out;
}

std::string json_body(const toolkit::Fields& fields, std::string_view checksum) {
    toolkit::JsonText out;
    out.object();
    for (const auto& [name, text] : fields.all()) out.text(name, text);
    return out.text("check_sum", checksum).end().take();
}

Result<toolkit::Fields> decode_answer(std::string_view body) {
    BOOST_OUTCOME_TRY(auto tree, toolkit::parse_json(body));
    if (!tree.is_object()) return Error(Fault::malformed, "not a JSON object");
    return toolkit::scalar_fields(tree);
}

bool is_order_id(std::string_view text) {
    const auto fits = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); };
    return text.size() >= 9 && text.size() <= 20 && std::ranges::all_of(text, fits) &&
           text.back() >= 'A';
}

bool is_transaction(std::string_view text) {
    return !text.empty() && text.size() <= transaction_max && all_digits(text);
}

std::optional<Money> read_amount(std::string_view literal) {
    return toolkit::read_amount(literal, {.zero = toolkit::Zero::allowed});
}

}  // namespace dvcpay::viettelpay
