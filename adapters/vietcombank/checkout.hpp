#pragma once
// The checkout's answers, as the core understands them. Pure. Orders are told of without a
// signature: believed over verified TLS that repeats what was asked; refunds by their checksum,
// too.
#include "ports/adapter.hpp"
#include "ports/keys.hpp"
#include "vietcombank/settings.hpp"

namespace dvcpay::vietcombank {

CreateResult decode_checkout(
    const Checkout& contract, const CreateOrder& order, const SendResult& sent
);
QueryResult decode_check(const Checkout& contract, const QueryOrder& order, const SendResult& sent);

/// A refund that the checkout can have: of a credit of its own.
bool can_refund(const Checkout& contract, const RefundOrder& order);
RefundResult decode_refund(
    const Checkout& contract, const RefundOrder& order, const Keys& keys, const SendResult& sent
);
/// A refusal of the question says nothing about the refund.
RefundResult decode_refund_check(
    const Checkout& contract, const RefundOrder& order, const Keys& keys, const SendResult& sent
);

}  // namespace dvcpay::vietcombank
