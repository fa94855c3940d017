#pragma once
// How an order stands, for a provider that asks before money moves. Pure.
#include "ports/inbound.hpp"
#include "ports/store.hpp"

namespace dvcpay::flows {

/// Closed as soon as its time is over, whether or not the clock's round has been.
Payable payable_of(const PaymentFile& file, const Attempt& attempt, Wall now);

/// What an adapter may know of the order behind an attempt of `file`.
StoredOrder stored_order(const PaymentFile& file, const Attempt& attempt, Wall now);

/// Of a notice that may be refused (Notice::refusable): empty where the money is welcome.
std::optional<Verdict> refusal_of(
    const PaymentFile& file, const Attempt& attempt, Money amount, Wall now
);

}  // namespace dvcpay::flows
