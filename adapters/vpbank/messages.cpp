#include "vpbank/messages.hpp"

#include <algorithm>
#include <array>

#include "toolkit/amount.hpp"
#include "toolkit/fold.hpp"
#include "toolkit/ict.hpp"
#include "toolkit/json_text.hpp"
#include "toolkit/url.hpp"

namespace dvcpay::vpbank {
namespace {

using toolkit::JsonValue;

constexpr std::string_view beneficiary_path = "/payments/v1/beneficiary/info";
constexpr std::string_view internal_path = "/payments/v1/transfer/internal";
constexpr std::string_view external_path = "/payments/v1/transfer/external";
constexpr std::string_view status_path = "/payments/v1/transfer/ftlist";
constexpr std::size_t remark_max = 140;
constexpr std::size_t name_max = 50;
constexpr std::size_t transaction_max = 50;
constexpr toolkit::Alphabet remark_alphabet =
    toolkit::Alphabet::letters_digits(toolkit::Case::upper, ".,-/");

Error unusable(const char* why) {
    return Error(Fault::configuration, why);
}

bool is_alphanumeric(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    });
}

bool is_bin(std::string_view text) {
    return text.size() == 6 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_internal(const Destination& to) {
    return to.bank_bin == own_bin;
}

Result<Destination> destination_of(const RefundOrder& order) {
    const auto& to = order.destination;
    const bool usable = to && is_bin(to->bank_bin) && is_alphanumeric(to->account) &&
                        to->account.size() <= account_characters_max;
    if (!usable) return Error(Fault::malformed, "the destination cannot be one");
    return *to;
}

/// Parameters of a question stand where the contract wants them.
void put(Outgoing& out, const Settings& settings, const toolkit::Fields& parameters) {
    if (settings.endpoint.param_style == ParamStyle::header) {
        out.headers = parameters;
        return;
    }
    out.path += out.path.find('?') == std::string::npos ? '?' : '&';
    out.path += toolkit::encode_query(parameters);
}

Outgoing question(std::string path, std::string request_id) {
    Outgoing out;
    out.method = "GET";
    out.path = std::move(path);
    out.request_id = std::move(request_id);
    return out;
}

/// What the payer of a refund reads: which payment comes back. No name of a person.
std::string remark_of(const Settings& settings, const RefundOrder& order) {
    std::string text = "HOAN TIEN ";
    if (!order.order_ref.empty())
        text += content_of(settings.reference_prefix, order.order_ref) + " ";
    return toolkit::fold(text + order.description, remark_alphabet, remark_max);
}

}  // namespace

std::string Outgoing::to_json(std::string_view signature) const {
    if (members.all().empty()) return {};
    toolkit::JsonText out;
    out.object();
    for (const auto& [name, text] : members.all()) {
        if (amount_is_number && name == "amount") {
            out.lexeme(name, text);
        } else {
            out.text(name, text);
        }
    }
    if (!to_sign.empty()) out.text("signature", signature);
    return out.end().take();
}

Result<Outgoing> encode_open_number(const Settings& settings, const CreateOrder& order) {
    const Attempt& attempt = order.attempt;
    if (attempt.amount < settings.amount_min || attempt.amount > settings.amount_max)
        return Error(Fault::amount_out_of_range, "outside the contract's limits");
    if (attempt.request_id.empty()) return unusable("an attempt without request id");
    const std::string& holder =
        settings.account_name.empty() ? order.beneficiary.name : settings.account_name;
    const std::string amount = toolkit::amount_text(attempt.amount);
    const std::string& alkey = attempt.order_ref.text();
    // The number outlives the offer: money that comes late must still find its payment.
    const Wall until = attempt.expires_at.plus_s(settings.grace_s);
    Outgoing out;
    out.path = settings.va_path;
    out.request_id = attempt.request_id;
    out.members.add("requestId", attempt.request_id);
    out.members.add("masterAccountNumber", settings.master_account);
    out.members.add(
        "virtualName", toolkit::fold_or(holder, alkey, toolkit::vietqr_alphabet, name_max)
    );
    out.members.add("virtualAlkey", alkey);
    out.members.add("amount", amount);
    out.members.add("expiryDate", toolkit::format_ict(until, toolkit::ict::compact));
    out.to_sign = number_text(attempt.request_id, settings.master_account, alkey, amount);
    return out;
}

Result<Outgoing> encode_close_number(
    const Settings& settings, const std::string& number, const std::string& request_id
) {
    if (!is_number(number)) return unusable("not a number of the bank's");
    Outgoing out;
    out.path = settings.va_path + "/" + number + "/close";
    out.request_id = request_id;
    return out;
}

Result<Outgoing> encode_number_history(const Settings& settings, const QueryOrder& order) {
    if (!is_number(order.virtual_account)) return unusable("no number to ask for");
    Outgoing out = question(
        settings.va_path + "/" + order.virtual_account + "/transactions", order.request_id
    );
    const Wall from = order.opened_at.ms > 0 ? order.opened_at : order.now;
    toolkit::Fields parameters;
    parameters.add("fromDate", toolkit::format_ict(from, toolkit::ict::compact_day));
    parameters.add("toDate", toolkit::format_ict(order.now, toolkit::ict::compact_day));
    // These two stand in the query whatever the style of older operations is.
    out.path += "?" + toolkit::encode_query(parameters);
    return out;
}

Result<Outgoing> encode_beneficiary(const Settings& settings, const RefundOrder& order) {
    BOOST_OUTCOME_TRY(const auto to, destination_of(order));
    const auto& transfer = settings.transfer;
    const std::string& type =
        is_internal(to) ? transfer.benefit_internal : transfer.benefit_external;
    Outgoing out = question(
        std::string(beneficiary_path) + "?benType=" + toolkit::percent_encode(type),
        order.request_id
    );
    toolkit::Fields parameters;
    parameters.add("bankId", transfer.bank_id(to.bank_bin));
    parameters.add("benNumber", to.account);
    put(out, settings, parameters);
    return out;
}

Result<Outgoing> encode_transfer(const Settings& settings, const RefundOrder& order) {
    BOOST_OUTCOME_TRY(const auto to, destination_of(order));
    const auto& transfer = settings.transfer;
    const bool internal = is_internal(to);
    const bool within = internal || (order.amount >= transfer.smallest_other_bank &&
                                     order.amount <= transfer.largest_other_bank);
    if (order.amount <= Money() || order.amount > largest_amount || !within)
        return Error(Fault::amount_out_of_range, "outside the limits of a transfer");
    const std::string reference = reference_of(settings, order);
    if (!is_alphanumeric(order.refund_ref) || reference.size() > 30)
        return unusable("a reference the bank would not take");
    const std::string amount = toolkit::amount_text(order.amount);
    Outgoing out;
    out.path = internal ? internal_path : external_path;
    out.request_id = second_id(order.request_id);
    out.members.add("referenceNumber", reference);
    out.members.add("service", internal ? transfer.service_internal : transfer.service_external);
    out.members.add("transactionType", transfer.transaction_type);
    out.members.add("sourceNumber", settings.master_account);
    out.members.add("targetNumber", to.account);
    out.members.add("amount", amount);
    out.amount_is_number = true;
    out.members.add("currency", "VND");
    out.members.add("remark", remark_of(settings, order));
    if (!internal) out.members.add("bankId", transfer.bank_id(to.bank_bin));
    out.to_sign = transfer_text(reference, settings.master_account, to.account, amount);
    return out;
}

Result<Outgoing> encode_transfer_status(const Settings& settings, const RefundOrder& order) {
    Outgoing out = question(std::string(status_path), order.request_id);
    toolkit::Fields parameters;
    parameters.add("accountNumber", settings.master_account);
    parameters.add("referenceNumber", reference_of(settings, order));
    put(out, settings, parameters);
    return out;
}

std::string reference_of(const Settings& settings, const RefundOrder& order) {
    return settings.transfer.reference_prefix + order.refund_ref;
}

std::string second_id(std::string_view request_id) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out(request_id);
    if (out.empty()) return out;
    const auto at = digits.find(out.back());
    // The last digit of a UUID is random: its neighbour is as good a UUID.
    out.back() = at == std::string_view::npos ? '0' : digits[at ^ 1U];
    return out;
}

Result<JsonValue> decode_answer(std::string_view bytes, toolkit::JsonLimits limits) {
    BOOST_OUTCOME_TRY(auto tree, toolkit::parse_json(bytes, limits));
    if (!tree.is_object() && !tree.is_array())
        return Error(Fault::malformed, "neither an object nor an array");
    return tree;
}

std::string_view text_at(const JsonValue& object, std::string_view name) {
    const auto* found = object.find(name);
    if (found == nullptr) return {};
    const bool is_text =
        found->kind == JsonValue::Kind::string || found->kind == JsonValue::Kind::number;
    return is_text ? std::string_view(found->text) : std::string_view();
}

std::optional<Money> read_amount(std::string_view text) {
    return toolkit::read_amount(
        text, {.decimals = toolkit::Decimals::zeros, .grouping = toolkit::Grouping::comma}
    );
}

std::optional<Wall> read_time(const NotifySettings& settings, std::string_view text) {
    for (const auto& pattern : settings.date_formats) {
        if (const auto at = toolkit::parse_ict(text, pattern)) return at;
    }
    return std::nullopt;
}

bool is_transaction(std::string_view text) {
    return !text.empty() && text.size() <= transaction_max &&
           std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F; });
}

std::string transaction_of(std::string_view text) {
    const std::string_view bare = text.substr(0, text.find('\\'));
    return std::string(bare.empty() ? text : bare);
}

Movement movement_of(NotifyProfile profile, const JsonValue& object) {
    const bool collect = profile == NotifyProfile::collect;
    Movement out;
    out.master = text_at(object, "masterAccountNumber");
    out.number = text_at(object, "virtualAccountNumber");
    out.transaction = text_at(object, "transactionId");
    out.transaction_date = text_at(object, "transactionDate");
    // The second generation spells it so.
    out.amount = text_at(object, collect ? "collectAmmount" : "amount");
    out.booking_date = text_at(object, collect ? "valueDate" : "bookingDate");
    out.remark = text_at(object, collect ? "transactionDescription" : "remark");
    if (!collect) out.alkey = text_at(object, "virtualAlkey");
    return out;
}

std::optional<Notice> notice_of(
    const NotifySettings& settings, const AccountKey& account, const Movement& movement
) {
    const auto amount = read_amount(movement.amount);
    if (!amount || !is_transaction(movement.transaction)) return std::nullopt;
    Notice notice;
    notice.account = account;
    notice.said = Said::paid;
    notice.amount = *amount;
    notice.provider_txn = transaction_of(movement.transaction);
    if (is_number(movement.number)) notice.paid_to = movement.number;
    auto at = read_time(settings, movement.transaction_date);
    if (!at) {
        at = read_time(settings, movement.booking_date);
        notice.alarm = true;
    }
    notice.occurred_at = at.value_or(Wall{});
    return notice;
}

}  // namespace dvcpay::vpbank
