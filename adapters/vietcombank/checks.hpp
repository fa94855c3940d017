#pragma once
// What is wrong with a call of the bank whose signature holds, in the order in which the bank's
// papers name the codes. Pure; asked twice, when a call is verified and when a call that was not
// believed is answered. Where the bank does not give back what we refuse, nothing is held against a
// payment that money does not need.
#include <optional>
#include <string>
#include <string_view>

#include "domain/money.hpp"
#include "domain/time.hpp"
#include "vietcombank/messages.hpp"

namespace dvcpay::vietcombank {

std::optional<Reply> objection_to(
    const Collection& contract, const Envelope& call, const BillQuestion& asked
);
std::optional<Reply> objection_to(
    const Collection& contract, const Envelope& call, const Payment& paid
);
std::optional<Reply> objection_to(
    const Collection& contract, const Envelope& call, const Advice& advice
);

/// Whether every bill of the payment is the customer's own.
bool is_of_one_bill(const Payment& paid);
/// Whether the bills are as much as their total.
bool adds_up(const Payment& paid);

/// The amount of an advice; decimals that are zeros are dropped.
std::optional<Money> amount_of(const Advice& advice);
std::optional<Wall> time_of(const Collection& contract, const Advice& advice);
/// "dd-MM-yyyy HH:mm:ss" in Vietnam; zero for anything else.
Wall time_of(const Envelope& call);

}  // namespace dvcpay::vietcombank
