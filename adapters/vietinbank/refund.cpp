#include "vietinbank/refund.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "toolkit/echo.hpp"
#include "toolkit/fold.hpp"
#include "vietinbank/answers.hpp"
#include "vietinbank/codes.hpp"
#include "vietinbank/messages.hpp"

namespace dvcpay::vietinbank {
namespace {

RefundResult not_sent(Failure failure, bool alarm) {
    RefundResult result;
    result.said = RefundSaid::not_sent;
    result.failure = std::move(failure);
    result.alarm = alarm;
    return result;
}

/// A final no of ours, before the transfer.
RefundResult refused_here(Failure failure) {
    RefundResult result;
    result.said = RefundSaid::refused;
    result.failure = std::move(failure);
    result.decided_here = true;
    return result;
}

bool is_success(const HttpAnswer& answer) {
    return answer.status >= 200 && answer.status < 300;
}

/// Banks shorten and unaccent names; only what is left of both is compared.
std::string plain_name(std::string_view name) {
    return toolkit::fold(name, toolkit::vietinbank_alphabet);
}

/// Without spaces, dots and dashes, which banks set into long texts.
std::string without_gaps(std::string text) {
    std::erase_if(text, [](char c) { return c == ' ' || c == '.' || c == '-'; });
    return text;
}

}  // namespace

RefundResult refund_not_sent(const Error& error) {
    RefundResult result;
    result.decided_here = true;
    if (error.fault == Fault::amount_out_of_range) {
        result.said = RefundSaid::not_refundable;
        result.failure = amount_not_accepted();
    } else if (error.fault == Fault::malformed) {
        result.said = RefundSaid::refused;
        result.failure = destination_unusable();
    } else {
        result.said = RefundSaid::not_sent;
        result.failure = setup_unusable();
        result.alarm = true;
    }
    return result;
}

std::optional<RefundResult> decode_name_inquiry(
    const Settings& settings, const RefundOrder& order, const Keys& keys, const SendResult& sent
) {
    // The question moves nothing: whatever goes wrong here, not one byte of the transfer went out.
    const auto* answer = std::get_if<HttpAnswer>(&sent);
    if (answer == nullptr) return not_sent(provider_unavailable(), false);
    if (gateway_word(answer->status) == GatewayWord::our_setup && answer->origin_proven)
        return not_sent(setup_unusable(std::to_string(answer->status)), true);
    const auto message = decode_message(answer->body);
    if (!message || !is_success(*answer)) return not_sent(provider_unavailable(), false);
    const auto& tree = message.value();
    const std::string id = erp_id(order.request_id, "N");
    if (!proof_of_erp(settings, order.account.key, keys, id, tree, *answer))
        return not_sent(provider_unavailable(), false);
    if (!is_erp_success(text_at(tree, "status.code"))) {
        return not_sent(provider_unavailable(), false);
    }
    const auto* active = value_at(tree, "active");
    if (active == nullptr || active->text != "true") return refused_here(destination_closed());
    const std::string theirs = plain_name(text_at(tree, "accountName"));
    if (theirs.empty() || theirs != plain_name(order.destination ? order.destination->name : ""))
        return refused_here(destination_name_differs());
    return std::nullopt;
}

RefundResult decode_transfer(
    const Settings& settings, const RefundOrder& order, const Keys& keys, const SendResult& sent
) {
    if (std::holds_alternative<Unavailable>(sent)) return not_sent(provider_unavailable(), false);
    RefundResult result;
    const auto* answer = std::get_if<HttpAnswer>(&sent);
    if (answer == nullptr || !answer->origin_proven) return result;
    const auto message = decode_message(answer->body);
    if (!message) return result;
    const auto& tree = message.value();
    // Keys, partner and path are checked by the gateway in front of the bank, with its own kind of
    // body: no transfer has been begun.
    if (gateway_word(answer->status) == GatewayWord::our_setup &&
        text_at(tree, "httpCode") == std::to_string(answer->status)) {
        return not_sent(setup_unusable(std::to_string(answer->status)), true);
    }
    if (!is_success(*answer)) return result;
    const std::string id = erp_id(order.request_id);
    result.proof = proof_of_erp(settings, order.account.key, keys, id, tree, *answer);
    if (!result.proof) return result;
    result.said = meaning_at_transfer(text_at(tree, "status.code"));
    return result;
}

RefundResult decode_refund_in_statement(
    const Settings& settings,
    const RefundOrder& order,
    const Keys& keys,
    const std::string& request_id,
    const SendResult& sent
) {
    RefundResult result;
    auto read = read_statement(settings, order.account.key, keys, request_id, sent);
    if (const auto* none = std::get_if<NoStatement>(&read)) {
        result.alarm = none->alarm;
        return result;
    }
    const auto& statement = std::get<Statement>(read);
    const Row* found = nullptr;
    for (const auto& row : statement.rows) {
        const bool names_it =
            without_gaps(plain_name(row.text)).find(order.refund_ref) != std::string::npos;
        if (row.debit != order.amount || !names_it) continue;
        if (found != nullptr) return result;  // two debits of one refund: people must look
        found = &row;
    }
    if (found == nullptr) return result;
    result.said = RefundSaid::done;
    result.proof = statement.proof;
    result.provider_refund_id = found->transaction;
    return result;
}

}  // namespace dvcpay::vietinbank
