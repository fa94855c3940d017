#pragma once
// From what the transport brought to what the core understands. Pure. VPBank signs no answers: they
// are believed over verified TLS, repeating our own references where they speak of money.
#include <optional>
#include <string>

#include "ports/adapter.hpp"
#include "vpbank/settings.hpp"

namespace dvcpay::vpbank {

/// The offer: a QR code that we make, to this number. Fault::amount_out_of_range, or
/// Fault::configuration where the number or a text cannot stand in one.
Result<NextAction> offer_on(
    const Settings& settings, const CreateOrder& order, const std::string& number
);

/// The bank's answer to encode_open_number: a number of its own, or what stood in the way. What
/// cannot be read is unknown; the call may be repeated.
CreateResult decode_open_number(
    const Settings& settings, const CreateOrder& order, const SendResult& sent
);

/// Every credit of a number's history, whatever its amount; silent where there is none.
QueryResult decode_number_history(
    const Settings& settings, const QueryOrder& order, const SendResult& sent
);

/// Empty: the holder is who the refund names, go on. Else what the refund has come to: the question
/// moves nothing, so it is not sent, or a final no of ours.
std::optional<RefundResult> decode_beneficiary(
    const Settings& settings, const RefundOrder& order, const SendResult& sent
);
RefundResult decode_transfer(
    const Settings& settings, const RefundOrder& order, const SendResult& sent
);
/// The row with our reference, out of an answer that is one, an array of them, or has such an array
/// as its `data`. No row settles nothing: the transfer may still be on its way.
RefundResult decode_transfer_status(
    const Settings& settings, const RefundOrder& order, const SendResult& sent
);

/// What became of a refund that our own set-up or its order kept from going out.
RefundResult refund_held_back(const Error& error);

}  // namespace dvcpay::vpbank
