#pragma once
// BIDV logs in to us: POST with Basic, for a bearer token of five minutes that its next calls
// carry. A token is signed and names whom it was given to; nothing of it is stored.
#include <optional>
#include <string>
#include <string_view>

#include "bidv/settings.hpp"
#include "ports/http.hpp"
#include "ports/inbound.hpp"
#include "ports/keys.hpp"

namespace dvcpay::bidv {

/// The user name of an Authorization: Basic, unverified; empty where there is none.
std::string user_of(const HttpRequest& request);
/// Whether user and password are those of this contract; constant time.
bool is_login(const Keys& keys, const ProviderAccount& account, const HttpRequest& request);
/// Whether the request carries a token of ours, given to this contract and not over. Always true
/// where the contract has no login.
bool has_token(
    const Keys& keys,
    const ProviderAccount& account,
    const Settings& settings,
    const HttpRequest& request,
    Wall now
);
/// The answer to a login, right or wrong.
Task<HttpResponse> answer_login(Keys* keys, InboundOutcome outcome);

}  // namespace dvcpay::bidv
