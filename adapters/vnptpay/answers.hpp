#pragma once
// From what the transport brought to what the core understands. Pure; keeps no reference to its
// arguments. An answer counts with its SECURE_CODE over all members in the order received; where
// the account says `warn`, verified TLS and an exact echo stand in for it, refunds excepted.
#include "ports/adapter.hpp"
#include "ports/keys.hpp"
#include "ports/transport.hpp"
#include "vnptpay/settings.hpp"

namespace dvcpay::vnptpay {

CreateResult decode_open(
    const Settings& settings, const CreateOrder& order, const Keys& keys, const SendResult& sent
);
QueryResult decode_query(
    const Settings& settings, const QueryOrder& order, const Keys& keys, const SendResult& sent
);
RefundResult decode_refund(
    const Settings& settings, const RefundOrder& order, const Keys& keys, const SendResult& sent
);
RefundResult decode_refund_query(
    const Settings& settings, const RefundOrder& order, const Keys& keys, const SendResult& sent
);

}  // namespace dvcpay::vnptpay
