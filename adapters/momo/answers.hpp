#pragma once
// Reading MoMo's answers to our calls: pure, from what the transport brought to what the core
// understands (P3, P6). Nothing here guesses. A success is believed only with a 2xx status and its
// proof; a refusal only if it does not contradict what we sent; everything else is "unknown" or
// "silent", and the core asks.
#include <string>

#include "momo/codes.hpp"
#include "momo/messages.hpp"
#include "ports/transport.hpp"

namespace dvcpay::momo {

CreateResult decode_create(
    const Settings& settings, const CreateOrder& order, const Keys& keys, const SendResult& sent
);
QueryResult decode_query(const Settings& settings, const QueryOrder& order, const SendResult& sent);
RefundResult decode_refund(
    const Settings& settings, const RefundOrder& order, const SendResult& sent
);

/// Where MoMo answered and its answer leaves the refund open, the purchase is asked, which lists
/// refunds too.
enum class AskPurchase : std::uint8_t { no, yes };
struct RefundQueryAnswer {
    RefundResult result;
    AskPurchase next = AskPurchase::no;
};
RefundQueryAnswer decode_refund_query(
    const Settings& settings, const RefundOrder& order, const SendResult& sent
);
/// The same out of the answer to a query of the purchase, asked with `request_id`.
RefundResult decode_refund_in_query(
    const Settings& settings,
    const RefundOrder& order,
    const std::string& request_id,
    const SendResult& sent
);

struct ConfirmResult {
    ConfirmSaid said = ConfirmSaid::unknown;
    std::string provider_txn;
    Failure failure;
    Blame blame = Blame::nobody;
};
ConfirmResult decode_confirm(
    const Settings& settings, const ConfirmOrder& order, const SendResult& sent
);

}  // namespace dvcpay::momo
