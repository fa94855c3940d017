#include "vnptpay/answers.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "toolkit/echo.hpp"
#include "toolkit/text.hpp"
#include "toolkit/url.hpp"
#include "vnptpay/codes.hpp"
#include "vnptpay/messages.hpp"
#include "vnptpay/signing.hpp"

namespace dvcpay::vnptpay {
namespace {

using toolkit::Echo;
using toolkit::Fields;

constexpr std::size_t qr_payload_max = 2000;  // a QR code holds 2953 bytes at most
constexpr std::size_t url_max = 2000;

/// The business result comes with 200 alone; any other status is a failure of the way there.
struct Read {
    std::optional<Fields> fields;
    std::string why;
};

Read read(const HttpAnswer& answer) {
    const std::string status = " (HTTP " + std::to_string(answer.status) + ")";
    if (answer.status != 200) return {std::nullopt, "no business answer" + status};
    auto message = decode_answer(answer.body);
    // A list or truth value among the signed members has no agreed spelling.
    if (!message || !message.value().unreadable.empty())
        return {std::nullopt, "the answer cannot be read" + status};
    return {std::move(message.value().fields), {}};
}

/// A member may be left out, but must not say otherwise.
bool contradicts(std::initializer_list<Echo> echoes) {
    return std::ranges::any_of(echoes, [](const Echo& e) {
        return !e.received.empty() && e.received != e.sent;
    });
}

std::optional<Proof> proof_of(const Keys& keys, const AccountKey& account, const Fields& fields) {
    // The names are not under the signature and the values joined plainly: where one holds the
    // separator, the members could be cut elsewhere.
    if (!received_splits_one_way(fields)) return std::nullopt;
    return verify_received(keys, secret_key_name(account), fields);
}

bool is_dong(const Fields& fields) {
    const std::string_view currency = fields.text("CURRENCY_CODE");
    return currency.empty() || currency == "VND";
}

// --- opening

bool may_send_payer_to(const Settings& settings, std::string_view text) {
    const auto url = toolkit::parse_url(text);
    if (!url || text.size() > url_max) return false;
    if (url->scheme != "https" && !settings.clear_text_allowed) return false;
    return std::ranges::find(settings.pay_url_hosts, url->authority) !=
           settings.pay_url_hosts.end();
}

/// What the payer is given; empty where the answer has nothing we may pass on.
std::optional<NextAction> read_next_action(
    const Settings& settings, Method method, const Fields& fields
) {
    NextAction next;
    if (method == Method::qr) {
        const std::string_view payload = fields.text(settings.qr_member);
        const bool plain = toolkit::printable(payload, payload.size()) == payload;
        if (payload.empty() || payload.size() > qr_payload_max || !plain) return std::nullopt;
        next.kind = NextAction::Kind::qr;
        next.qr_payload = payload;
        return next;
    }
    if (!may_send_payer_to(settings, fields.text("REDIRECT_URL"))) return std::nullopt;
    next.kind = NextAction::Kind::redirect;
    next.url = fields.text("REDIRECT_URL");
    return next;
}

CreateResult read_open(
    const Settings& settings, const CreateOrder& order, const Keys& keys, const HttpAnswer& answer
) {
    const Read got = read(answer);
    if (!got.fields) return CreateUnknown{got.why};
    const Fields& fields = *got.fields;
    const bool is_signed = proof_of(keys, order.account.key, fields).has_value();
    const bool believed =
        is_signed || (settings.response_signature == AnswerTrust::warn && answer.origin_proven);
    if (!believed) return CreateUnknown{"the answer does not prove that it is VNPT Pay's"};
    const std::string& order_ref = order.attempt.order_ref.text();
    const std::string amount = std::to_string(order.attempt.amount.count());
    if (contradicts(
            {{settings.merchant_service_id, fields.text("MERCHANT_SERVICE_ID")},
             {order_ref, fields.text("MERCHANT_ORDER_ID")},
             {amount, fields.text("AMOUNT")}}
        ))
        return CreateUnknown{"the answer is about another order"};
    // An answer need not name the order. One that does not is ours by its connection alone.
    if (fields.text("MERCHANT_ORDER_ID").empty() && !answer.origin_proven)
        return CreateUnknown{"the answer names no order and nothing else ties it to ours"};
    const std::string_view code = fields.text("RESPONSE_CODE");
    const OpenMeaning meaning = meaning_at_open(code);
    switch (meaning.said) {
        case OpenSaid::opened: {
            auto next = read_next_action(settings, order.attempt.method, fields);
            if (!next) return CreateUnknown{"the answer has no instructions that may be passed on"};
            CreateOpened opened;
            opened.next_action = std::move(*next);
            opened.alarm = !is_signed;
            return opened;
        }
        case OpenSaid::refused:
            return CreateRefused{failure_of(code), meaning.blame == Blame::our_setup};
        case OpenSaid::unknown:
            break;
    }
    return CreateUnknown{"RESPONSE_CODE " + toolkit::printable(code, 8)};
}

// --- query

/// What a status and the members beside it say of the purchase.
void read_status(const Settings& settings, const Fields& fields, Notice& notice) {
    const std::string_view status = fields.text("TRANSACTION_STATUS");
    const auto amount = read_amount(fields.text("AMOUNT"));
    notice.said = status_of_purchase(settings, status);
    notice.provider_code = toolkit::printable(status, 16);
    notice.amount = amount.value_or(Money());
    const std::string_view txn = fields.text("VNPTPAY_TRANSACTION_ID");
    if (is_order_id(txn)) notice.provider_txn = txn;
    notice.occurred_at = read_wire_time(fields.text("PAY_DATE"));
    if (notice.said == Said::paid) {
        // Money without a name, a size or in another currency cannot be booked.
        if (notice.provider_txn.empty() || notice.amount.is_zero()) notice.said = Said::unclear;
        if (!is_dong(fields)) {
            notice.said = Said::unclear;
            notice.alarm = true;
        }
    }
    const auto& refunded = settings.status_refunded;
    if (std::ranges::find(refunded, status) != refunded.end()) notice.alarm = true;
}

}  // namespace

CreateResult decode_open(
    const Settings& settings, const CreateOrder& order, const Keys& keys, const SendResult& sent
) {
    if (std::holds_alternative<Unavailable>(sent)) return CreateNotSent{provider_unavailable()};
    if (const auto* none = std::get_if<NoAnswer>(&sent)) return CreateUnknown{none->why};
    return read_open(settings, order, keys, std::get<HttpAnswer>(sent));
}

QueryResult decode_query(
    const Settings& settings, const QueryOrder& order, const Keys& keys, const SendResult& sent
) {
    if (const auto* never = std::get_if<Unavailable>(&sent)) return QuerySilent{never->why};
    if (const auto* none = std::get_if<NoAnswer>(&sent)) return QuerySilent{none->why};
    const auto& answer = std::get<HttpAnswer>(sent);
    const Read got = read(answer);
    if (!got.fields) return QuerySilent{got.why};
    const Fields& fields = *got.fields;
    const std::string_view code = fields.text("RESPONSE_CODE");
    const QueryMeaning meaning = meaning_at_query(code);
    if (meaning.blame == Blame::our_setup) {
        // Whoever refuses our keys cannot prove himself with them.
        return QuerySilent{
            "VNPT Pay refuses our set-up (RESPONSE_CODE " + std::string(code) + ")",
            answer.origin_proven
        };
    }
    auto proof = proof_of(keys, order.account.key, fields);
    const bool warned = !proof && settings.response_signature == AnswerTrust::warn;
    if (warned) {
        proof =
            toolkit::proof_by_echo(answer, {{order.order_ref, fields.text("MERCHANT_ORDER_ID")}});
    }
    const bool about_it =
        fields.text("MERCHANT_ORDER_ID") == order.order_ref &&
        !contradicts({{settings.merchant_service_id, fields.text("MERCHANT_SERVICE_ID")}});
    if (!proof || !about_it)
        return QuerySilent{"the answer does not prove that it is VNPT Pay's word on this order"};

    Notice notice;
    notice.account = order.account.key;
    notice.order_ref = order.order_ref;
    notice.source = Source::status_answer;
    notice.provider_code = toolkit::printable(code, 16);
    notice.alarm = warned;
    switch (meaning.said) {
        case QuerySaid::answered:
            read_status(settings, fields, notice);
            break;
        case QuerySaid::not_found:
            notice.said = Said::not_found;
            break;
        case QuerySaid::nothing:
            notice.said = Said::unclear;
            break;
    }
    if (notice.said == Said::declined) {
        const bool other = !notice.amount.is_zero() && !order.expected.is_zero() &&
                           notice.amount != order.expected;
        if (other) {
            notice.said = Said::unclear;  // the end of another amount is not the end of this one
        } else {
            notice.failure = failure_of("01");
            notice.failure.provider_code = notice.provider_code;
        }
    }
    return Verified<Notice>(std::move(notice), *proof);
}

namespace {

// --- refund

/// The answer about this very refund, with its proof; empty where it is neither.
struct RefundWord {
    Fields fields;
    Proof proof;
};

std::optional<RefundWord> read_refund(
    const Settings& settings, const RefundOrder& order, const Keys& keys, const SendResult& sent
) {
    const auto* answer = std::get_if<HttpAnswer>(&sent);
    if (answer == nullptr) return std::nullopt;
    Read got = read(*answer);
    if (!got.fields) return std::nullopt;
    const Fields& fields = *got.fields;
    const std::string amount = std::to_string(order.amount.count());
    const bool foreign = contradicts(
        {{settings.merchant_service_id, fields.text("MERCHANT_SERVICE_ID")},
         {order.order_ref, fields.text("MERCHANT_ORDER_ID")},
         {amount, fields.text("AMOUNT")}}
    );
    if (foreign || fields.text("REFUND_REQUEST_ID") != order.refund_ref) return std::nullopt;
    const auto proof = proof_of(keys, order.account.key, fields);
    if (!proof) return std::nullopt;
    return RefundWord{std::move(*got.fields), *proof};
}

/// The purchase's own transaction is no name of a refund.
std::string refund_id_of(const RefundOrder& order, const Fields& fields) {
    const std::string_view id = fields.text("VNPTPAY_REFUND_ID");
    return is_order_id(id) && id != order.provider_txn ? std::string(id) : std::string();
}

}  // namespace

RefundResult decode_refund(
    const Settings& settings, const RefundOrder& order, const Keys& keys, const SendResult& sent
) {
    RefundResult result;
    if (std::holds_alternative<Unavailable>(sent)) {
        result.said = RefundSaid::not_sent;
        result.failure = provider_unavailable();
        return result;
    }
    const auto word = read_refund(settings, order, keys, sent);
    if (!word) return result;
    const std::string_view code = word->fields.text("RESPONSE_CODE");
    const RefundMeaning meaning = meaning_at_refund(code);
    result.proof = word->proof;
    result.alarm = meaning.blame == Blame::our_setup;
    if (meaning.said == RefundSaid::done) {
        const bool complete = word->fields.text("MERCHANT_ORDER_ID") == order.order_ref &&
                              word->fields.text("AMOUNT") == std::to_string(order.amount.count());
        result.provider_refund_id = refund_id_of(order, word->fields);
        if (complete && !result.provider_refund_id.empty()) result.said = RefundSaid::done;
        return result;
    }
    result.said = meaning.said;
    if (meaning.said == RefundSaid::refused) result.failure = failure_of(code);
    return result;
}

RefundResult decode_refund_query(
    const Settings& settings, const RefundOrder& order, const Keys& keys, const SendResult& sent
) {
    RefundResult result;
    const auto word = read_refund(settings, order, keys, sent);
    if (!word) return result;
    const std::string_view code = word->fields.text("RESPONSE_CODE");
    const QueryMeaning meaning = meaning_at_refund_query(code);
    result.proof = word->proof;
    result.alarm = meaning.blame == Blame::our_setup;
    if (meaning.said != QuerySaid::answered) return result;
    const std::string_view status = word->fields.text("TRANSACTION_STATUS");
    result.said = status_of_refund(settings, status);
    result.provider_refund_id = refund_id_of(order, word->fields);
    if (result.said == RefundSaid::refused) {
        result.failure = failure_of("01");
        result.failure.provider_code = toolkit::printable(status, 16);
    }
    return result;
}

}  // namespace dvcpay::vnptpay
