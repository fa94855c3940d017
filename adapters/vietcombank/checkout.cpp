#include "vietcombank/checkout.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "toolkit/amount.hpp"
#include "toolkit/echo.hpp"
#include "toolkit/url.hpp"
#include "vietcombank/checkout_codes.hpp"
#include "vietcombank/checkout_messages.hpp"
#include "vietcombank/codes.hpp"

namespace dvcpay::vietcombank {
namespace {

std::optional<Money> amount_of(std::string_view text) {
    return toolkit::read_amount(text, {.decimals = toolkit::Decimals::zeros});
}

bool may_be_shown(const Checkout& contract, std::string_view url) {
    const auto parsed = toolkit::parse_url(url);
    // Clear text only where the checkout itself is spoken to so: a sandbox on loopback.
    return parsed && contract.base_url.starts_with(parsed->scheme + "://") &&
           std::ranges::find(contract.pay_hosts, parsed->authority) != contract.pay_hosts.end();
}

CreateResult read_created(
    const Checkout& contract, const CreateOrder& order, const HttpAnswer& answer
) {
    if (!answer.origin_proven || meaning_of_status(answer.status) != HttpSaid::answered)
        return CreateUnknown{"HTTP " + std::to_string(answer.status)};
    const auto read = read_checkout_answer(answer.body);
    if (!read) return CreateUnknown{"the answer cannot be read"};
    const CheckoutAnswer& said = read.value();
    const CreateMeaning meaning = meaning_at_create(said.code);
    switch (meaning.said) {
        case CreateSaid::refused:
            return CreateRefused{failure_at_create(said.code), meaning.blame == Blame::our_setup};
        case CreateSaid::unknown:
            return CreateUnknown{"the code settles nothing"};
        case CreateSaid::opened:
            break;
    }
    const bool named = said.orders.size() == 1 && is_token_of(contract, said.orders.front().id);
    if (!named || !may_be_shown(contract, said.url))
        return CreateUnknown{"the answer names no order that could be shown"};
    // Where the answer repeats more than it must, it repeats what was asked.
    const CheckoutOrder& made = said.orders.front();
    const bool other_order =
        !made.order_code.empty() && made.order_code != order.attempt.order_ref.text();
    const bool other_amount =
        !made.amount.empty() && amount_of(made.amount) != order.attempt.amount;
    if (other_order || other_amount) return CreateUnknown{"the answer is about another order"};
    CreateOpened out;
    out.next_action.kind = NextAction::Kind::redirect;
    out.next_action.url = said.url;
    out.provider_ref = made.id;
    return out;
}

/// A time after which an order that nobody has paid is over.
bool is_past_its_end(const Checkout& contract, const QueryOrder& order) {
    return order.opened_at.ms > 0 &&
           order.now >= order.opened_at.plus_s(contract.expiry_s + contract.lapse_after_s);
}

std::optional<Verified<Notice>> read_order(
    const Checkout& contract,
    const QueryOrder& order,
    const HttpAnswer& answer,
    const CheckoutOrder& told
) {
    const auto proof = toolkit::proof_by_echo(answer, {{order.order_ref, told.order_code}});
    const bool other_id = !order.provider_ref.empty() && told.id != order.provider_ref;
    const bool other_currency = !told.currency.empty() && told.currency != "VND";
    const auto amount = amount_of(told.amount);
    if (!proof || other_id || other_currency || !amount || !is_token_of(contract, told.id))
        return std::nullopt;
    Notice notice;
    notice.account = order.account.key;
    notice.order_ref = told.order_code;
    notice.said = meaning_of_order(told.status);
    if (notice.said == Said::waiting && is_past_its_end(contract, order))
        notice.said = Said::lapsed;
    notice.amount = *amount;
    notice.provider_txn = told.id;
    notice.provider_code = told.status;
    notice.failure = failure_of_order(notice.said, told.status);
    notice.source = Source::status_answer;
    return Verified<Notice>(std::move(notice), *proof);
}

/// Of several orders under one code: money counts first, each of it by itself; then one that may
/// still bring some.
int weight_of(Said said) {
    switch (said) {
        case Said::paid:
            return 3;
        case Said::authorised:
        case Said::unclear:
            return 2;
        case Said::waiting:
            return 1;
        case Said::declined:
        case Said::cancelled:
        case Said::lapsed:
        case Said::not_found:
            break;
    }
    return 0;
}

bool is_in(const std::vector<std::string>& list, const std::string& text) {
    return std::ranges::find(list, text) != list.end();
}

/// Empty where the answer proves nothing about this refund.
struct RefundTold {
    CheckoutAnswer said;
    Proof proof;
};
std::optional<RefundTold> read_refund(
    const RefundOrder& order, const Keys& keys, const SendResult& sent
) {
    const auto* answer = std::get_if<HttpAnswer>(&sent);
    if (answer == nullptr || !answer->origin_proven ||
        meaning_of_status(answer->status) != HttpSaid::answered)
        return std::nullopt;
    auto read = read_checkout_answer(answer->body);
    if (!read || read.value().orders.size() != 1) return std::nullopt;
    const CheckoutAnswer& said = read.value();
    // The checksum leaves amount and status out: they are compared, and TLS stands behind them.
    if (said.refund_ours != order.refund_ref || said.orders[0].id != order.provider_txn ||
        amount_of(said.orders[0].amount) != order.amount ||
        said.refund_theirs.find(' ') != std::string::npos)
        return std::nullopt;
    const std::string text =
        refund_answer_text(said.refund_ours, said.orders[0].id, said.refund_theirs);
    const auto proof =
        verify_checksum(keys, order.account.key, DigestAlgorithm::sha256, text, said.checksum);
    if (!proof) return std::nullopt;
    return RefundTold{std::move(read.value()), *proof};
}

/// What the number of a refund's state says.
void read_state(const Checkout& contract, const CheckoutAnswer& said, RefundResult& out) {
    if (is_in(contract.refund_waiting, said.refund_status)) {
        out.said = RefundSaid::pending;
    } else if (is_in(contract.refund_done, said.refund_status) && !said.refund_theirs.empty()) {
        out.said = RefundSaid::done;
    } else if (is_in(contract.refund_failed, said.refund_status)) {
        out.said = RefundSaid::refused;
        out.failure = failure_of_refund(said.refund_status);
    }
    out.provider_refund_id = said.refund_theirs;
}

}  // namespace

CreateResult decode_checkout(
    const Checkout& contract, const CreateOrder& order, const SendResult& sent
) {
    if (const auto* answer = std::get_if<HttpAnswer>(&sent))
        return read_created(contract, order, *answer);
    if (std::holds_alternative<Unavailable>(sent)) return CreateNotSent{provider_unavailable()};
    return CreateUnknown{"no answer"};
}

QueryResult decode_check(
    const Checkout& contract, const QueryOrder& order, const SendResult& sent
) {
    const auto* answer = std::get_if<HttpAnswer>(&sent);
    if (answer == nullptr) return QuerySilent{"no answer"};
    if (meaning_of_status(answer->status) != HttpSaid::answered)
        return QuerySilent{"HTTP " + std::to_string(answer->status)};
    const auto read = read_checkout_answer(answer->body);
    if (!read) return QuerySilent{"the answer cannot be read"};
    const CheckMeaning meaning = meaning_at_check(read.value().code);
    if (meaning.said != CheckSaid::given)
        return QuerySilent{"the code tells of no order", meaning.blame == Blame::our_setup};
    std::optional<QueryAnswer> best;
    for (const auto& told : read.value().orders) {
        auto notice = read_order(contract, order, *answer, told);
        if (!notice) continue;
        const Said said = notice->value().said;
        if (!best || weight_of(said) > weight_of(best->first().said)) {
            best.emplace(std::move(*notice));
        } else if (said == Said::paid) {
            best->add(std::move(*notice));
        }
    }
    if (!best) return QuerySilent{"the answer proves nothing about the order"};
    return std::move(*best);
}

bool can_refund(const Checkout& contract, const RefundOrder& order) {
    return is_token_of(contract, order.provider_txn) && order.amount <= order.credited;
}

RefundResult decode_refund(
    const Checkout& contract, const RefundOrder& order, const Keys& keys, const SendResult& sent
) {
    RefundResult out;
    if (std::holds_alternative<Unavailable>(sent)) {
        out.said = RefundSaid::not_sent;
        out.failure = provider_unavailable();
        return out;
    }
    const auto told = read_refund(order, keys, sent);
    if (!told) return out;
    const RefundMeaning meaning = meaning_at_refund(told->said.code);
    out.proof = told->proof;
    out.alarm = meaning.blame == Blame::our_setup;
    switch (meaning.said) {
        case RefundSaid::done:
            read_state(contract, told->said, out);
            return out;
        case RefundSaid::refused:
        case RefundSaid::not_refundable:
            out.said = meaning.said;
            out.failure = failure_of_refund(told->said.code);
            return out;
        case RefundSaid::pending:
        case RefundSaid::unknown:
        case RefundSaid::not_sent:
            return out;
    }
    return out;
}

RefundResult decode_refund_check(
    const Checkout& contract, const RefundOrder& order, const Keys& keys, const SendResult& sent
) {
    RefundResult out;
    const auto told = read_refund(order, keys, sent);
    if (!told || meaning_at_refund(told->said.code).said != RefundSaid::done) return out;
    out.proof = told->proof;
    read_state(contract, told->said, out);
    return out;
}

}  // namespace dvcpay::vietcombank
