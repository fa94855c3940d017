#include "vpbank/answers.hpp"

#include <utility>
#include <variant>

#include "toolkit/banks.hpp"
#include "toolkit/echo.hpp"
#include "toolkit/vietqr.hpp"
#include "vpbank/codes.hpp"
#include "vpbank/messages.hpp"
#include "vpbank/words.hpp"

namespace dvcpay::vpbank {
namespace {

using toolkit::JsonValue;

constexpr toolkit::JsonLimits history_limits{
    .bytes_max = 1024 * 1024, .depth_max = 8, .values_max = 50'000
};

std::string http(const HttpAnswer& answer) {
    return " (HTTP " + std::to_string(answer.status) + ")";
}

/// An answer may leave out what it would repeat, but must not say otherwise.
bool contradicts(const JsonValue& tree, std::string_view name, std::string_view ours) {
    const std::string_view theirs = text_at(tree, name);
    return !theirs.empty() && theirs != ours;
}

bool contradicts_amount(const JsonValue& tree, Money amount) {
    const std::string_view theirs = text_at(tree, "amount");
    return !theirs.empty() && read_amount(theirs) != amount;
}

}  // namespace

// --- offers

Result<NextAction> offer_on(
    const Settings& settings, const CreateOrder& order, const std::string& number
) {
    if (!is_number(number)) return Error(Fault::configuration, "not a number of the bank's");
    const std::string content =
        content_of(settings.reference_prefix, order.attempt.order_ref.text());
    toolkit::QrOrder qr;
    qr.bank_bin = own_bin;
    qr.number = number;
    qr.amount = order.attempt.amount;
    qr.purpose = content;
    toolkit::QrKnobs knobs;
    knobs.purpose_max = static_cast<std::size_t>(settings.purpose_max);
    knobs.amount_min = settings.amount_min;
    knobs.amount_max = settings.amount_max;
    BOOST_OUTCOME_TRY(auto payload, toolkit::encode_vietqr(qr, knobs));
    NextAction next;
    next.kind = NextAction::Kind::qr;
    next.qr_payload = std::move(payload);
    next.bank_bin = own_bin;
    next.bank_name = toolkit::bank_by_bin(own_bin)->name;
    next.account_number = number;
    next.account_name =
        settings.account_name.empty() ? order.beneficiary.name : settings.account_name;
    next.content = content;
    return next;
}

namespace {

CreateResult opened_on(const Settings& settings, const CreateOrder& order, std::string number) {
    auto offer = offer_on(settings, order, number);
    if (!offer) return CreateUnknown{"the bank's number cannot stand in a QR code"};
    CreateOpened opened;
    opened.next_action = std::move(offer.value());
    opened.virtual_account = std::move(number);
    return opened;
}

/// Neither opened nor refused by the bank itself.
CreateResult not_opened(const HttpAnswer& answer, const JsonValue& tree, const Words& words) {
    const FrontWord front = front_word(answer, tree);
    switch (front.fault) {
        case GatewayFault::token:
        case GatewayFault::throttled:
            return CreateNotSent{provider_unavailable(front.code)};
        case GatewayFault::our_setup:
            return CreateRefused{setup_unusable(front.code), true};
        case GatewayFault::unknown:
            break;
    }
    return CreateUnknown{"code " + (front.code.empty() ? words.code : front.code) + http(answer)};
}

}  // namespace

CreateResult decode_open_number(
    const Settings& settings, const CreateOrder& order, const SendResult& sent
) {
    if (std::holds_alternative<Unavailable>(sent)) return CreateNotSent{provider_unavailable()};
    const auto* answer = std::get_if<HttpAnswer>(&sent);
    if (answer == nullptr) return CreateUnknown{std::get<NoAnswer>(sent).why};
    if (!answer->origin_proven) return CreateUnknown{"the answer's origin is not proven"};
    const auto message = decode_answer(answer->body);
    if (!message) return CreateUnknown{"the answer cannot be read" + http(*answer)};
    const JsonValue& tree = message.value();
    if (contradicts(tree, "requestId", order.attempt.request_id) ||
        contradicts(tree, "virtualAlkey", order.attempt.order_ref.text()) ||
        contradicts(tree, "masterAccountNumber", settings.master_account) ||
        contradicts_amount(tree, order.attempt.amount))
        return CreateUnknown{"the answer is about another request" + http(*answer)};
    const Words words = words_of(settings.transfer, tree);
    const Opened opened = meaning_at_opening(words.business);
    if (opened == Opened::refused && may_refuse(*answer))
        return CreateRefused{number_unusable(words.code)};
    const bool is_open = opened == Opened::yes || opened == Opened::if_number;
    if (!is_open || !is_success(*answer)) return not_opened(*answer, tree, words);
    std::string number(text_at(tree, "virtualAccountNumber"));
    // Money to the account behind it could not be told apart.
    if (!is_number(number) || number == settings.master_account)
        return CreateUnknown{"the answer names no number" + http(*answer)};
    return opened_on(settings, order, std::move(number));
}

// --- questions about a number

namespace {

const std::vector<JsonValue>* rows_of(const JsonValue& tree) {
    if (tree.is_array()) return &tree.items;
    for (const char* name : {"transactions", "data"}) {
        const auto* list = tree.find(name);
        if (list != nullptr && list->is_array()) return &list->items;
    }
    return nullptr;
}

/// A row that is about our number, and proves by that whose word it is. Its alternate key is the
/// reference we opened it with.
std::optional<Verified<Notice>> credit_of(
    const Settings& settings,
    const QueryOrder& order,
    const HttpAnswer& answer,
    const JsonValue& row
) {
    const Movement movement = movement_of(NotifyProfile::signed_body, row);
    const auto proof = toolkit::proof_by_echo(
        answer,
        {{settings.master_account, movement.master}, {order.virtual_account, movement.number}}
    );
    if (!proof || (!movement.alkey.empty() && movement.alkey != order.order_ref))
        return std::nullopt;
    auto notice = notice_of(settings.notify, order.account.key, movement);
    if (!notice) return std::nullopt;
    notice->source = Source::status_answer;
    notice->order_ref = order.order_ref;
    return Verified<Notice>(std::move(*notice), *proof);
}

}  // namespace

QueryResult decode_number_history(
    const Settings& settings, const QueryOrder& order, const SendResult& sent
) {
    const auto* answer = std::get_if<HttpAnswer>(&sent);
    if (answer == nullptr) return QuerySilent{"no answer"};
    const auto message = decode_answer(answer->body, history_limits);
    if (!message) return QuerySilent{"the answer cannot be read" + http(*answer)};
    if (!is_success(*answer)) {
        const FrontWord front = front_word(*answer, message.value());
        return QuerySilent{
            "code " + front.code + http(*answer), front.fault == GatewayFault::our_setup
        };
    }
    const auto* rows = rows_of(message.value());
    if (rows == nullptr) return QuerySilent{"the answer has no rows" + http(*answer)};
    std::optional<QueryAnswer> told;
    for (const auto& row : *rows) {
        auto credit = credit_of(settings, order, *answer, row);
        if (!credit) continue;
        if (told) {
            told->add(std::move(*credit));
        } else {
            told.emplace(std::move(*credit));
        }
    }
    if (told) return std::move(*told);
    return QuerySilent{"no money on this number yet"};
}

}  // namespace dvcpay::vpbank
