#pragma once
// Money back by a payout: whose account is it, then a transfer; and whether its debit stands in the
// statement. Pure. There is no refund of the collection itself.
#include <optional>
#include <string>

#include "ports/adapter.hpp"
#include "ports/keys.hpp"
#include "vietinbank/settings.hpp"

namespace dvcpay::vietinbank {

/// Nothing went out, and why.
RefundResult refund_not_sent(const Error& error);

/// Empty: the account is the one named, go on. Else what became of the refund: nothing has moved.
std::optional<RefundResult> decode_name_inquiry(
    const Settings& settings, const RefundOrder& order, const Keys& keys, const SendResult& sent
);
/// "Accepted for approval" is pending. After a time-out nothing is known: a transfer is never sent
/// again.
RefundResult decode_transfer(
    const Settings& settings, const RefundOrder& order, const Keys& keys, const SendResult& sent
);
/// Done, where exactly one debit of the refund's amount names the refund; else unknown: it may
/// still wait for its approval.
RefundResult decode_refund_in_statement(
    const Settings& settings,
    const RefundOrder& order,
    const Keys& keys,
    const std::string& request_id,
    const SendResult& sent
);

}  // namespace dvcpay::vietinbank
