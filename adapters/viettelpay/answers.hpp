#pragma once
// From what the transport brought to what the core understands. Pure.
#include "ports/adapter.hpp"
#include "ports/keys.hpp"
#include "ports/transport.hpp"
#include "viettelpay/settings.hpp"

namespace dvcpay::viettelpay {

/// The answer signs order and status. It names no amount: money counts as what the stored order
/// asks, which is what Viettel was told before it debited. The transaction is not signed: it counts
/// over a proven connection alone.
QueryResult decode_inquiry(
    const Settings& settings, const QueryOrder& order, const Keys& keys, const SendResult& sent
);
RefundResult decode_refund(
    const Settings& settings, const RefundOrder& order, const Keys& keys, const SendResult& sent
);

}  // namespace dvcpay::viettelpay
