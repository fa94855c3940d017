#pragma once
// The bodies of the payment calls, read into what the flows take. All faults of a body at once.
#include <optional>
#include <string>

#include "api/json.hpp"
#include "domain/service.hpp"
#include "flows/requests.hpp"
#include "ports/config.hpp"

namespace dvcpay::api {

/// What reading a new payment needs to know besides the body.
struct PaymentBodyContext {
    const ClientConfig* client = nullptr;  ///< null: no origin is registered
    CataloguePtr catalogue;
    Day today;
};

/// Fills draft, party_json, expires_in_s, provider, method; caller and call are left to the caller.
Result<flows::NewPayment> read_new_payment(const Json& body, const PaymentBodyContext& context);

struct AttemptBody {
    std::string provider;
    std::optional<Method> method;
};
Result<AttemptBody> read_new_attempt(const Json& body);

Result<std::string> read_cancel(const Json& body);

/// `url` is absolute, https (or http on loopback), without user information and fragment, and its
/// origin is one of `origins`, compared exactly after lower-casing scheme and host.
bool return_url_allowed(std::string_view url, const std::vector<std::string>& origins);

}  // namespace dvcpay::api
