#pragma once
// Puts secrets on the wire. A Transport around another one: what a request's `credentials` name is
// resolved in the copy that is sent, so that no adapter, log or trace holds a value. Everything
// else passes through unchanged.
//
// Tokens (OAuth 2.0 client credentials) are kept per token endpoint, client, key name and scope:
//   · one request for a token at a time; whoever needs it meanwhile waits for that one
//   · until `early_s` (a tenth of its life, where that is more; half at most) before its end a
//   token
//     is simply used
//   · from then on it is still used, and the first call asks for the next one in the background;
//     where that fails, again when half of what is left of the window has passed
//   · after its end a call waits for the next one
//   · HTTP 401 to a call says that it was not executed: the token is thrown away, another one
//     fetched, the call repeated, once
// No token in time, or a secret that is not there: Unavailable, for nothing of the call was sent.
// Life is counted from before the endpoint was asked. A rotated client secret is used from the next
// fetch on.
#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "domain/result.hpp"
#include "ports/clock.hpp"
#include "ports/keys.hpp"
#include "ports/task_group.hpp"
#include "ports/transport.hpp"

namespace dvcpay::toolkit {

/// Loop thread only. The ports outlive it; it outlives the tasks of `group`.
class Authorizer final : public Transport {
  public:
    /// `token_wait_ms`: how long a token endpoint may take, whoever waits.
    Authorizer(
        Transport& inner,
        Keys& keys,
        Clock& clock,
        TaskGroup& group,
        std::int64_t token_wait_ms = 10'000
    )
        : inner_(&inner),
          keys_(&keys),
          clock_(&clock),
          group_(&group),
          token_wait_ms_(token_wait_ms) {}

    Task<SendResult> send(OutboundRequest request, Mono due) override;

  private:
    struct Token;
    struct Flight;
    class Landing;
    using TokenPtr = std::shared_ptr<const Token>;
    struct Place {
        std::string url;
        std::string client_id;
        KeyName client_secret;
        std::string scope;
        friend auto operator<=>(const Place&, const Place&) = default;
    };
    /// What is known of one place.
    struct Entry {
        TokenPtr held;                   ///< null: none, or thrown away
        std::shared_ptr<Flight> flight;  ///< null: nobody asks
        Mono next_try;                   ///< not before that in the background
    };

    static Place place_of(const TokenPlan& plan);
    Result<void> add_fixed(OutboundRequest& request, const Credential& credential) const;
    Task<SendResult> send_with_token(OutboundRequest request, Credential credential, Mono due);
    Task<Result<TokenPtr>> token_for(TokenPlan plan, std::string channel, Mono due);
    std::shared_ptr<Flight> flight_for(const TokenPlan& plan, const std::string& channel);
    Task<void> fly(TokenPlan plan, std::string channel, std::shared_ptr<Flight> flight);
    Task<Result<TokenPtr>> fetch(TokenPlan plan, std::string channel);
    void land(const Place& place, const std::shared_ptr<Flight>& flight, Result<TokenPtr> came);
    void forget(const Place& place, const TokenPtr& used);

    Transport* inner_;
    Keys* keys_;
    Clock* clock_;
    TaskGroup* group_;
    std::int64_t token_wait_ms_;
    std::map<Place, Entry> entries_;
};

}  // namespace dvcpay::toolkit
