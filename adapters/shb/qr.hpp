#pragma once
// The QR text of a bill: the bank's own where it says what the bank's answer says, else one of ours
// for the same alias account, and people are told. Pure.
#include <optional>
#include <string>
#include <string_view>

#include "shb/settings.hpp"

namespace dvcpay::shb {

/// What a QR must say.
struct QrOffer {
    std::string_view account;  ///< the alias
    Money amount;
    std::string_view order_ref;
};
struct QrText {
    std::string payload;
    std::string content;     ///< what the transfer says
    bool made_here = false;  ///< the bank's was wrong or missing
};
/// Empty where not even ours can be made.
std::optional<QrText> qr_for(
    const Settings& settings, const QrOffer& offer, std::string_view banks_text
);

/// The amount a QR asks for; empty where it cannot be read or leaves it to the payer.
std::optional<Money> qr_amount(std::string_view text);

}  // namespace dvcpay::shb
