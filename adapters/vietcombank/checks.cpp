#include "vietcombank/checks.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "toolkit/amount.hpp"
#include "toolkit/ict.hpp"
#include "vietcombank/signing.hpp"

namespace dvcpay::vietcombank {
namespace {

bool lacks(std::initializer_list<std::string_view> texts) {
    return std::ranges::any_of(texts, [](std::string_view text) { return text.empty(); });
}

bool lacks_numbers(const Envelope& call) {
    return lacks({call.channel, call.reference});
}

std::optional<Reply> foreign(
    const Collection& contract, std::string_view provider, std::string_view service
) {
    if (provider != contract.va_prefix) return Reply::unknown_provider;
    if (service != contract.service_id) return Reply::wrong_value;
    return std::nullopt;
}

bool has_date(const Envelope& call) {
    return time_of(call).ms > 0;
}

bool is_mode(std::string_view mode) {
    return mode == "A" || mode == "C" || mode == "D";
}

/// What a payment must have so that we know what it says.
bool lacks_what_counts(const Payment& paid) {
    return lacks({paid.customer, paid.provider, paid.service, paid.total, paid.transaction}) ||
           !toolkit::read_amount(paid.total);
}

bool lacks_form(const Payment& paid) {
    const bool bills = !paid.bills.empty() && std::ranges::none_of(paid.bills, [](const auto& b) {
        return lacks({b.bill, b.amount});
    });
    return !bills || !is_mode(paid.mode);
}

}  // namespace

std::optional<Reply> objection_to(
    const Collection& contract, const Envelope& call, const BillQuestion& asked
) {
    if (has_bar(
            {call.channel, call.reference, call.time, asked.provider, asked.service, asked.customer}
        ))
        return Reply::bad_signature;
    if (lacks_numbers(call) || lacks({asked.customer, asked.provider, asked.service}))
        return Reply::missing_field;
    if (!has_date(call)) return Reply::bad_date;
    return foreign(contract, asked.provider, asked.service);
}

std::optional<Reply> objection_to(
    const Collection& contract, const Envelope& call, const Payment& paid
) {
    if (has_bar(
            {call.channel,
             call.reference,
             call.time,
             paid.provider,
             paid.service,
             paid.customer,
             paid.total,
             paid.mode,
             paid.transaction}
        ))
        return Reply::bad_signature;
    if (lacks_numbers(call) || lacks_what_counts(paid)) return Reply::missing_field;
    if (contract.refusal == Refusal::reverses) {
        if (lacks_form(paid)) return Reply::missing_field;
        if (!has_date(call)) return Reply::bad_date;
    }
    return foreign(contract, paid.provider, paid.service);
}

std::optional<Reply> objection_to(
    const Collection& contract, const Envelope& call, const Advice& advice
) {
    if (has_bar({call.channel, call.reference})) return Reply::bad_signature;
    if (contract.advices == Advices::refused) return Reply::channel_disabled;
    if (lacks_numbers(call)) return Reply::missing_field;
    if (lacks(
            {advice.account,
             advice.amount,
             advice.currency,
             advice.side,
             advice.time,
             advice.sequence,
             advice.teller,
             advice.branch}
        ) ||
        has_bar({advice.sequence, advice.teller, advice.branch}))
        return Reply::wrong_value;
    const bool said = advice.side == "C" || advice.side == "D";
    if (!said || advice.currency != "VND" || advice.account != contract.advice_account ||
        !amount_of(advice) || !time_of(contract, advice))
        return Reply::wrong_value;
    return foreign(contract, advice.provider, advice.service);
}

bool is_of_one_bill(const Payment& paid) {
    return std::ranges::all_of(paid.bills, [&](const auto& bill) {
        return bill.bill == paid.customer;
    });
}

bool adds_up(const Payment& paid) {
    Money sum;
    for (const auto& bill : paid.bills) {
        const auto amount = toolkit::read_amount(bill.amount);
        if (!amount) return false;
        const auto next = add(sum, *amount);
        if (!next) return false;
        sum = next.value();
    }
    return toolkit::read_amount(paid.total) == sum;
}

std::optional<Money> amount_of(const Advice& advice) {
    return toolkit::read_amount(advice.amount, {.decimals = toolkit::Decimals::zeros});
}

std::optional<Wall> time_of(const Collection& contract, const Advice& advice) {
    for (const auto& pattern : contract.advice_time_formats) {
        if (const auto at = toolkit::parse_ict(advice.time, pattern)) return at;
    }
    return std::nullopt;
}

Wall time_of(const Envelope& call) {
    return toolkit::parse_ict(call.time, toolkit::ict::day_first_dashes).value_or(Wall{});
}

}  // namespace dvcpay::vietcombank
