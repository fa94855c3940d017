#pragma once
// Where money goes that its provider cannot return: {bank_bin, account, name}. Personal data: read
// here, masked here, and shown in clear only after the reading is durable.
#include "api/body_reader.hpp"
#include "api/handlers.hpp"
#include "ports/store.hpp"

namespace dvcpay::api {

struct GivenDestination {
    std::string clear;   ///< JSON, to be sealed at once
    std::string masked;  ///< JSON
};

/// The member `destination` of a body; empty where there is none, or where it has faults.
std::optional<GivenDestination> read_destination(ObjectReader& body);

/// Whose destination, and the history that is told of its reading.
struct DestinationOf {
    RefundId refund;  ///< that has it, or that is proposed with it
    std::optional<IncidentId> incident;
    std::optional<PaymentId> payment;
    std::string client;
    std::string agency_code;
    std::string masked;
};

/// In clear for keys with payments:pii, after the event is durable; masked for all others, and
/// where it was erased. Empty: none.
Task<Result<std::string>> show_destination(Parts* parts, Call* call, DestinationOf of);

}  // namespace dvcpay::api
