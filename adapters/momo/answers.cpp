#include "momo/answers.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "toolkit/echo.hpp"
#include "toolkit/text.hpp"
#include "toolkit/url.hpp"

namespace dvcpay::momo {
namespace {

using toolkit::Echo;
using toolkit::Fields;

constexpr std::size_t qr_payload_max = 2000;  // a QR code holds 2953 bytes at most

bool is_success(const HttpAnswer& answer) {
    return answer.status >= 200 && answer.status < 300;
}
/// MoMo refuses with 2xx or 4xx; what a failing server or a redirect carries is not its word.
bool may_refuse(const HttpAnswer& answer) {
    return is_success(answer) || (answer.status >= 400 && answer.status < 500);
}

std::string unreadable(const HttpAnswer& answer) {
    return "the answer cannot be read (HTTP " + std::to_string(answer.status) + ")";
}

/// A whole number within what the gateway books; empty for anything else.
std::optional<Money> read_amount(std::string_view literal) {
    const auto value = toolkit::parse_whole(literal);
    if (!value || Money::dong(*value) > largest_amount) return std::nullopt;
    return Money::dong(*value);
}

/// MoMo's transaction number as text; empty where there is none.
std::string read_transaction(std::string_view literal) {
    const auto value = toolkit::parse_whole(literal);
    return value && *value > 0 ? std::string(literal) : std::string();
}

/// A short error answer may leave out what it would repeat, but must not say otherwise.
bool contradicts(std::initializer_list<Echo> echoes) {
    return std::ranges::any_of(echoes, [](const Echo& e) {
        return !e.received.empty() && e.received != e.sent;
    });
}

// --- create
// ---------------------------------------------------------------------------------------------------

bool may_send_payer_to(const Settings& settings, std::string_view text) {
    const auto url = toolkit::parse_url(text);
    if (!url || (url->scheme != "https" && !settings.clear_text_allowed)) return false;
    return std::ranges::find(settings.pay_url_hosts, url->authority) !=
           settings.pay_url_hosts.end();
}

bool is_app_link(const Settings& settings, std::string_view text) {
    if (text.empty() || text.size() > qr_payload_max ||
        toolkit::printable(text, text.size()) != text)
        return false;
    if (may_send_payer_to(settings, text)) return true;
    std::string scheme(text.substr(0, text.find(':')));
    for (char& c : scheme) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    }
    return scheme.size() < text.size() &&
           std::ranges::find(settings.app_link_schemes, scheme) != settings.app_link_schemes.end();
}

/// What the payer is given; empty where MoMo's answer has nothing we may pass on.
std::optional<NextAction> read_next_action(
    const Settings& settings, Method method, const Fields& fields, const HttpAnswer& answer
) {
    NextAction next;
    switch (method) {
        case Method::redirect:
            if (!may_send_payer_to(settings, fields.text("payUrl"))) return std::nullopt;
            next.kind = NextAction::Kind::redirect;
            next.url = fields.text("payUrl");
            return next;
        // Neither edition of the signature covers the QR text and the app link: only TLS vouches
        // for them.
        case Method::qr: {
            const std::string_view payload = fields.text("qrCodeUrl");
            const bool plain = toolkit::printable(payload, payload.size()) == payload;
            if (!answer.origin_proven || payload.empty() || payload.size() > qr_payload_max ||
                !plain)
                return std::nullopt;
            next.kind = NextAction::Kind::qr;
            next.qr_payload = payload;
            return next;
        }
        case Method::app:
            if (!answer.origin_proven || !is_app_link(settings, fields.text("deeplink")))
                return std::nullopt;
            next.kind = NextAction::Kind::app;
            next.url = fields.text("deeplink");
            return next;
    }
    return std::nullopt;
}

/// Who says so: the signature in either edition, or without one the connection.
bool is_momos_word(
    const Settings& settings,
    const AccountKey& account,
    const Keys& keys,
    const Fields& fields,
    const HttpAnswer& answer
) {
    if (fields.text("signature").empty()) {
        return answer.origin_proven &&
               settings.unsigned_create_answer == UnsignedCreateAnswer::echo;
    }
    const KeyName key = secret_key_name(account);
    return verify_signature(keys, key, Signed::create_answer_a, settings.access_key, fields) ||
           verify_signature(keys, key, Signed::create_answer_b, settings.access_key, fields);
}

CreateResult read_create(
    const Settings& settings, const CreateOrder& order, const Keys& keys, const HttpAnswer& answer
) {
    const auto message = decode_message(answer.body);
    if (!message) return CreateUnknown{unreadable(answer)};
    const Fields& fields = message.value().fields;
    if (!is_momos_word(settings, order.account.key, keys, fields, answer)) {
        return CreateUnknown{"the answer does not prove that it is MoMo's"};
    }
    const std::string amount = std::to_string(order.attempt.amount.count());
    const std::initializer_list<Echo> echoes = {
        {settings.partner_code, fields.text("partnerCode")},
        {order.attempt.order_ref.text(), fields.text("orderId")},
        {order.attempt.request_id, fields.text("requestId")},
        {amount, fields.text("amount")},
    };
    if (contradicts(echoes)) return CreateUnknown{"the answer is about another order"};
    const std::string_view code = fields.text("resultCode");
    const CreateMeaning meaning = meaning_at_create(code);
    switch (meaning.said) {
        case CreateSaid::opened: {
            const bool complete =
                std::ranges::all_of(echoes, [](const Echo& e) { return e.sent == e.received; });
            if (!is_success(answer) || !complete)
                return CreateUnknown{"the answer does not repeat the order"};
            auto next = read_next_action(settings, order.attempt.method, fields, answer);
            if (!next) return CreateUnknown{"the answer has no instructions that may be passed on"};
            return CreateOpened{std::move(*next)};
        }
        case CreateSaid::refused:
            if (!may_refuse(answer)) break;
            return CreateRefused{failure_of(code), meaning.blame == Blame::our_setup};
        case CreateSaid::unknown:
            break;
    }
    return CreateUnknown{
        is_result_code(code)
            ? "result code " + std::string(code) + ", HTTP " + std::to_string(answer.status)
            : unreadable(answer)
    };
}

// --- refund
// ---------------------------------------------------------------------------------------------------

RefundResult refund_unknown() {
    return {};
}

RefundResult refund_result(
    RefundMeaning meaning,
    std::string_view code,
    std::string_view transaction,
    std::string_view purchase,
    const HttpAnswer& answer,
    const Proof& proof
) {
    RefundResult result;
    result.proof = proof;
    result.alarm = meaning.blame == Blame::our_setup;
    switch (meaning.said) {
        case RefundSaid::done:
            result.provider_refund_id = read_transaction(transaction);
            // The purchase's own transaction is no name of a refund.
            if (is_success(answer) && !result.provider_refund_id.empty() &&
                result.provider_refund_id != purchase)
                result.said = RefundSaid::done;
            return result;
        case RefundSaid::refused:
        case RefundSaid::not_refundable:
            if (!may_refuse(answer)) return result;
            result.said = meaning.said;
            result.failure = failure_of(code);
            result.not_again_for_s = meaning.not_again_for_s;
            return result;
        case RefundSaid::pending:
            result.said = RefundSaid::pending;
            return result;
        case RefundSaid::unknown:
        case RefundSaid::not_sent:
            return result;
    }
    return result;
}

/// The row about our refund, out of `refundTrans`; empty where there is none.
std::optional<Fields> find_refund_row(const Incoming& message, const std::string& refund_ref) {
    const toolkit::JsonValue* rows = message.tree.find("refundTrans");
    if (rows == nullptr || !rows->is_array()) return std::nullopt;
    for (const auto& item : rows->items) {
        Fields row = toolkit::scalar_fields(item);
        if (row.text("orderId") == refund_ref) return row;
    }
    return std::nullopt;
}

RefundResult read_refund_row(
    const RefundOrder& order, const Fields& row, const HttpAnswer& answer, const Proof& proof
) {
    if (row.text("amount") != std::to_string(order.amount.count())) return refund_unknown();
    const std::string_view code = row.text("resultCode");
    return refund_result(
        meaning_at_refund_query(code), code, row.text("transId"), order.provider_txn, answer, proof
    );
}

}  // namespace

CreateResult decode_create(
    const Settings& settings, const CreateOrder& order, const Keys& keys, const SendResult& sent
) {
    if (std::holds_alternative<Unavailable>(sent)) return CreateNotSent{provider_unavailable()};
    if (const auto* none = std::get_if<NoAnswer>(&sent)) return CreateUnknown{none->why};
    return read_create(settings, order, keys, std::get<HttpAnswer>(sent));
}

QueryResult decode_query(
    const Settings& settings, const QueryOrder& order, const SendResult& sent
) {
    if (const auto* never = std::get_if<Unavailable>(&sent)) return QuerySilent{never->why};
    if (const auto* none = std::get_if<NoAnswer>(&sent)) return QuerySilent{none->why};
    const auto& answer = std::get<HttpAnswer>(sent);
    const auto message = decode_message(answer.body);
    if (!message) return QuerySilent{unreadable(answer)};
    const Fields& fields = message.value().fields;
    const std::string_view code = fields.text("resultCode");
    const ToldMeaning meaning = meaning_at_query(code);
    if (meaning.blame == Blame::our_setup) {
        return QuerySilent{
            "MoMo refuses our set-up (result code " + std::string(code) + ")", answer.origin_proven
        };
    }
    const auto proof = toolkit::proof_by_echo(
        answer,
        {{settings.partner_code, fields.text("partnerCode")},
         {order.order_ref, fields.text("orderId")},
         {order.request_id, fields.text("requestId")}}
    );
    if (!proof)
        return QuerySilent{"the answer does not prove that it is MoMo's word on this order"};
    if (!may_refuse(answer) || (meaning.said == Said::paid && !is_success(answer)))
        return QuerySilent{unreadable(answer)};
    const std::string_view amount_text = fields.text("amount");
    const auto amount = amount_text.empty() ? Money() : read_amount(amount_text);
    if (!is_result_code(code) || !amount) return QuerySilent{unreadable(answer)};

    Notice notice;
    notice.account = order.account.key;
    notice.order_ref = order.order_ref;
    notice.said = meaning.said;
    notice.amount = *amount;
    notice.provider_txn = read_transaction(fields.text("transId"));
    notice.provider_code = code;
    notice.source = Source::status_answer;
    // responseTime is when MoMo answered us, not when money moved: occurred_at stays empty.
    switch (meaning.said) {
        case Said::paid:
            // Money without a name or a size cannot be booked.
            if (notice.provider_txn.empty() || notice.amount.is_zero()) notice.said = Said::unclear;
            break;
        case Said::declined:
        case Said::cancelled:
        case Said::lapsed:
            if (!notice.amount.is_zero() && !order.expected.is_zero() &&
                notice.amount != order.expected) {
                notice.said =
                    Said::unclear;  // the end of another amount is not the end of this one
            } else {
                notice.failure = failure_of(code);
            }
            break;
        case Said::authorised:
        case Said::waiting:
        case Said::not_found:
        case Said::unclear:
            break;
    }
    return Verified<Notice>(std::move(notice), *proof);
}

RefundResult decode_refund(
    const Settings& settings, const RefundOrder& order, const SendResult& sent
) {
    if (std::holds_alternative<Unavailable>(sent)) {
        RefundResult result;
        result.said = RefundSaid::not_sent;
        result.failure = provider_unavailable();
        return result;
    }
    const auto* answer = std::get_if<HttpAnswer>(&sent);
    if (answer == nullptr || !answer->origin_proven) return refund_unknown();
    const auto message = decode_message(answer->body);
    if (!message) return refund_unknown();
    const Fields& fields = message.value().fields;
    const std::string amount = std::to_string(order.amount.count());
    const std::initializer_list<Echo> echoes = {
        {settings.partner_code, fields.text("partnerCode")},
        {order.refund_ref, fields.text("orderId")},
        {order.request_id, fields.text("requestId")},
        {amount, fields.text("amount")},
    };
    const std::string_view code = fields.text("resultCode");
    const auto proof = toolkit::proof_by_echo(*answer, echoes);
    if (!proof) return refund_unknown();
    return refund_result(
        meaning_at_refund(code), code, fields.text("transId"), order.provider_txn, *answer, *proof
    );
}

RefundQueryAnswer decode_refund_query(
    const Settings& settings, const RefundOrder& order, const SendResult& sent
) {
    const auto* answer = std::get_if<HttpAnswer>(&sent);
    if (answer == nullptr || !answer->origin_proven) return {};
    RefundQueryAnswer open{refund_unknown(), AskPurchase::yes};
    const auto message = decode_message(answer->body);
    if (!message) return open;
    const Fields& fields = message.value().fields;
    const std::string_view code = fields.text("resultCode");
    if (meaning_at_refund_query(code).blame == Blame::our_setup) {
        RefundQueryAnswer
            refused;  // the purchase, asked with the same keys, would bring the same refusal
        refused.result.alarm = true;
        return refused;
    }
    const auto proof = toolkit::proof_by_echo(
        *answer,
        {{settings.partner_code, fields.text("partnerCode")},
         {order.request_id, fields.text("requestId")}}
    );
    if (!proof) return open;
    if (const auto row = find_refund_row(message.value(), order.refund_ref)) {
        return {read_refund_row(order, *row, *answer, *proof), AskPurchase::no};
    }
    // The answer itself may be the row. Its success without a transaction only says that the
    // question was understood.
    const bool rows_given = message.value().tree.find("refundTrans") != nullptr;
    if (rows_given || fields.text("orderId") != order.refund_ref) return open;
    const RefundResult whole = read_refund_row(order, fields, *answer, *proof);
    return {whole, whole.said == RefundSaid::unknown ? AskPurchase::yes : AskPurchase::no};
}

RefundResult decode_refund_in_query(
    const Settings& settings,
    const RefundOrder& order,
    const std::string& request_id,
    const SendResult& sent
) {
    const auto* answer = std::get_if<HttpAnswer>(&sent);
    if (answer == nullptr) return refund_unknown();
    const auto message = decode_message(answer->body);
    if (!message) return refund_unknown();
    const Fields& fields = message.value().fields;
    const auto proof = toolkit::proof_by_echo(
        *answer,
        {{settings.partner_code, fields.text("partnerCode")},
         {order.order_ref, fields.text("orderId")},
         {request_id, fields.text("requestId")}}
    );
    if (!proof) return refund_unknown();
    const auto row = find_refund_row(message.value(), order.refund_ref);
    return row ? read_refund_row(order, *row, *answer, *proof) : refund_unknown();
}

ConfirmResult decode_confirm(
    const Settings& settings, const ConfirmOrder& order, const SendResult& sent
) {
    ConfirmResult result;
    const auto* answer = std::get_if<HttpAnswer>(&sent);
    if (answer == nullptr || !answer->origin_proven || !may_refuse(*answer)) return result;
    const auto message = decode_message(answer->body);
    if (!message) return result;
    const Fields& fields = message.value().fields;
    const std::string amount = std::to_string(order.amount.count());
    const std::string_view type = order.end == HoldEnd::capture ? "capture" : "cancel";
    const std::initializer_list<Echo> echoes = {
        {settings.partner_code, fields.text("partnerCode")},
        {order.order_ref, fields.text("orderId")},
        {order.request_id, fields.text("requestId")},
        {amount, fields.text("amount")},
        {type, fields.text("requestType")},
    };
    const std::string_view code = fields.text("resultCode");
    const ConfirmMeaning meaning = meaning_at_confirm(code);
    if (contradicts(echoes)) return result;
    if (meaning.said == ConfirmSaid::done &&
        (!is_success(*answer) || !toolkit::proof_by_echo(*answer, echoes)))
        return result;
    result.said = meaning.said;
    result.blame = meaning.blame;
    result.provider_txn = read_transaction(fields.text("transId"));
    if (meaning.said == ConfirmSaid::refused || meaning.said == ConfirmSaid::over)
        result.failure = failure_of(code);
    return result;
}

}  // namespace dvcpay::momo
