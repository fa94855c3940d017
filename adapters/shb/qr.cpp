#include "shb/qr.hpp"

#include <utility>

#include "toolkit/vietqr.hpp"

namespace dvcpay::shb {
namespace {

constexpr std::size_t text_max = 512;

std::optional<QrText> from_bank(
    const Settings& settings, const QrOffer& offer, std::string_view text
) {
    if (text.empty() || text.size() > text_max) return std::nullopt;
    const auto read = toolkit::parse_vietqr(text);
    if (!read) return std::nullopt;
    if (settings.qr_check) {
        // The alias tells our payments apart, so the memo need not hold the reference.
        const toolkit::QrExpected expected{
            std::string(bank_bin), std::string(offer.account), offer.amount, ""
        };
        if (!toolkit::matches(read.value(), expected)) return std::nullopt;
    }
    return QrText{std::string(text), read.value().purpose, false};
}

std::optional<QrText> made_here(const QrOffer& offer) {
    toolkit::QrOrder order;
    order.bank_bin = bank_bin;
    order.number = offer.account;
    order.amount = offer.amount;
    order.purpose = offer.order_ref;
    toolkit::QrKnobs knobs;
    knobs.amount_min = Money::dong(1);
    knobs.amount_max = largest_transaction;
    auto text = toolkit::encode_vietqr(order, knobs);
    if (!text) return std::nullopt;
    return QrText{std::move(text.value()), std::string(offer.order_ref), true};
}

}  // namespace

std::optional<QrText> qr_for(
    const Settings& settings, const QrOffer& offer, std::string_view banks_text
) {
    auto bank = from_bank(settings, offer, banks_text);
    if (bank) {
        if (bank->content.empty()) bank->content = offer.order_ref;
        return bank;
    }
    return made_here(offer);
}

std::optional<Money> qr_amount(std::string_view text) {
    if (text.empty() || text.size() > text_max) return std::nullopt;
    const auto read = toolkit::parse_vietqr(text);
    return read ? read.value().amount : std::nullopt;
}

}  // namespace dvcpay::shb
