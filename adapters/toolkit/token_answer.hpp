#pragma once
// The two texts of an OAuth 2.0 token endpoint (RFC 6749 §4.4, §5.1). Pure.
#include <cstdint>
#include <string>
#include <string_view>

#include "domain/result.hpp"
#include "ports/secret.hpp"
#include "ports/transport.hpp"

namespace dvcpay::toolkit {

/// Body or header as `plan.login` says; the basic header has both texts as they are (banks decode
/// no form in it). Fault::configuration: they cannot stand there; the detail names only the key.
Result<OutboundRequest> token_request(const TokenPlan& plan, const Secret& client_secret);

struct TokenAnswer {
    Secret value;
    std::int64_t life_s = 0;  ///< 1 to a day, whatever longer life the answer promises
};

/// The body of status 200. expires_in may be a number or its text; where it is missing,
/// `life_if_silent_s`. Fault::malformed, repeating nothing of the body: too long, no strict JSON,
/// no token that may stand in a header, a token that is not of type Bearer, no life left.
Result<TokenAnswer> read_token_answer(std::string_view body, std::int64_t life_if_silent_s);

/// "Basic " + base64(user:password), RFC 7617. Fault::configuration: a colon in `user`, a control
/// character in either.
Result<std::string> basic_header(std::string_view user, std::string_view password);
/// No control character: what may be written into a header line.
bool stands_in_a_header(std::string_view text);

}  // namespace dvcpay::toolkit
