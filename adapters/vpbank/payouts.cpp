// Answers about money that leaves: the holder's name, the transfer, and how it stands (spec §4).
#include <utility>
#include <variant>

#include "toolkit/echo.hpp"
#include "toolkit/fold.hpp"
#include "vpbank/answers.hpp"
#include "vpbank/messages.hpp"
#include "vpbank/words.hpp"

namespace dvcpay::vpbank {
namespace {

using toolkit::JsonValue;

RefundResult not_sent(Failure failure, bool alarm = false) {
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

Failure failure_of(const Words& words) {
    return words.business == Business::bad_account ? destination_unusable(words.code)
                                                   : transfer_failed(words.code);
}

/// The gateway in front says that the bank has not seen the call.
std::optional<RefundResult> stopped_in_front(const HttpAnswer& answer, const JsonValue& tree) {
    const FrontWord front = front_word(answer, tree);
    switch (front.fault) {
        case GatewayFault::token:
        case GatewayFault::throttled:
            return not_sent(provider_unavailable(front.code));
        case GatewayFault::our_setup:
            return not_sent(setup_unusable(front.code), true);
        case GatewayFault::unknown:
            break;
    }
    return std::nullopt;
}

/// Banks shorten and unaccent names; only what is left of both is compared.
std::string plain_name(std::string_view name) {
    return toolkit::fold(name, toolkit::vietqr_alphabet);
}

using Meaning = RefundSaid (*)(Business);

/// One row about our transfer. Its reference proves that it is, over TLS; all else it says must be
/// ours too.
RefundResult read_row(
    const Settings& settings,
    const RefundOrder& order,
    const HttpAnswer& answer,
    const JsonValue& row,
    Meaning meaning
) {
    RefundResult result;
    const auto& names = settings.transfer;
    const std::string reference = reference_of(settings, order);
    result.proof = toolkit::proof_by_echo(
        answer, {{reference, text_at(row, names.answer_name("referenceNumber"))}}
    );
    if (!result.proof) return result;
    const std::string_view amount = text_at(row, "amount");
    const std::string_view source = text_at(row, "sourceNumber");
    const std::string_view target = text_at(row, "targetNumber");
    const std::string_view currency = text_at(row, "currency");
    const bool other_amount = !amount.empty() && read_amount(amount) != order.amount;
    const bool other_source = !source.empty() && source != settings.master_account;
    const bool other_target =
        !target.empty() && order.destination && target != order.destination->account;
    if (other_amount || other_source || other_target || (!currency.empty() && currency != "VND")) {
        result.alarm = true;
        return result;
    }
    const std::string_view txn = text_at(row, names.answer_name("transactionId"));
    if (is_transaction(txn)) result.provider_refund_id = transaction_of(txn);
    const Words words = words_of(settings.transfer, row);
    const RefundSaid said = meaning(words.business);
    // Money that left has a name, or it did not leave; and only a success says that it left.
    const bool moved = said == RefundSaid::done || said == RefundSaid::pending;
    if (moved && !is_success(answer)) return result;
    if (said == RefundSaid::done && result.provider_refund_id.empty()) return result;
    if (said == RefundSaid::refused) result.failure = failure_of(words);
    result.said = said;
    return result;
}

const JsonValue* row_with(
    const Settings& settings, const std::string& reference, const JsonValue& tree
) {
    const std::string name = settings.transfer.answer_name("referenceNumber");
    if (text_at(tree, name) == reference) return &tree;
    const auto* data = tree.is_array() ? &tree : tree.find("data");
    if (data == nullptr) return nullptr;
    if (data->is_object()) return text_at(*data, name) == reference ? data : nullptr;
    const JsonValue* found = nullptr;
    for (const auto& row : data->items) {
        if (text_at(row, name) != reference) continue;
        if (found != nullptr) return nullptr;  // two transfers of one reference: people must look
        found = &row;
    }
    return found;
}

}  // namespace

RefundResult refund_held_back(const Error& error) {
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

std::optional<RefundResult> decode_beneficiary(
    const Settings& settings, const RefundOrder& order, const SendResult& sent
) {
    const auto* answer = std::get_if<HttpAnswer>(&sent);
    if (answer == nullptr || !answer->origin_proven) return not_sent(provider_unavailable());
    const auto message = decode_answer(answer->body);
    if (!message) return not_sent(provider_unavailable());
    const JsonValue& tree = message.value();
    if (auto stopped = stopped_in_front(*answer, tree)) return stopped;
    if (!may_refuse(*answer)) return not_sent(provider_unavailable());
    const Words words = words_of(settings.transfer, tree);
    // An answer without a word of its own is its name.
    const bool wordless = words.code.empty() && is_success(*answer);
    const Holder holder = wordless ? Holder::known : meaning_at_beneficiary(words.business);
    if (holder == Holder::bad_account) return refused_here(destination_unusable(words.code));
    if (holder == Holder::unknown || !is_success(*answer))
        return not_sent(provider_unavailable(words.code));
    const std::string theirs = plain_name(text_at(tree, "benName"));
    if (theirs.empty()) return not_sent(setup_unusable(), true);
    if (theirs != plain_name(order.destination ? order.destination->name : ""))
        return refused_here(destination_name_differs());
    return std::nullopt;
}

RefundResult decode_transfer(
    const Settings& settings, const RefundOrder& order, const SendResult& sent
) {
    if (std::holds_alternative<Unavailable>(sent)) return not_sent(provider_unavailable());
    RefundResult unknown;
    const auto* answer = std::get_if<HttpAnswer>(&sent);
    if (answer == nullptr || !answer->origin_proven) return unknown;
    const auto message = decode_answer(answer->body);
    if (!message || !message.value().is_object()) return unknown;  // XML comes here too
    const JsonValue& tree = message.value();
    if (auto stopped = stopped_in_front(*answer, tree)) return std::move(*stopped);
    if (!may_refuse(*answer)) return unknown;
    return read_row(settings, order, *answer, tree, meaning_at_transfer);
}

RefundResult decode_transfer_status(
    const Settings& settings, const RefundOrder& order, const SendResult& sent
) {
    RefundResult unknown;
    const auto* answer = std::get_if<HttpAnswer>(&sent);
    if (answer == nullptr || !answer->origin_proven) return unknown;
    const auto message = decode_answer(answer->body);
    if (!message) return unknown;
    const JsonValue& tree = message.value();
    if (!is_success(*answer)) {
        // A no to the question says nothing about the transfer.
        unknown.alarm = front_word(*answer, tree).fault == GatewayFault::our_setup;
        return unknown;
    }
    const JsonValue* row = row_with(settings, reference_of(settings, order), tree);
    if (row == nullptr) return unknown;
    return read_row(settings, order, *answer, *row, meaning_at_transfer_status);
}

}  // namespace dvcpay::vpbank
