#pragma once
// The way between adapter and provider, with everything that can happen on it. One instance per
// arena; harms are asked for by tests and used up one request at a time.
#include <cstdint>
#include <deque>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "ports/clock.hpp"
#include "ports/transport.hpp"

namespace dvcpay::conformance {

enum class Harm : std::uint8_t {
    none,
    // the provider never sees it
    refused,       ///< no connection
    untrusted,     ///< the certificate is expired or unknown: nothing is sent
    lost_before,   ///< no answer in time
    unauthorised,  ///< 401: the token has ended
    server_error,  ///< 503
    // the provider does it
    lost_after,          ///< no answer in time
    server_error_acted,  ///< 500
    garbage,             ///< 200 and a page of HTML
    empty,               ///< 200 and nothing
    truncated,           ///< half of the answer
    oversized,           ///< the answer and a megabyte behind it
    redirect,            ///< 302 to another host
    other_type,          ///< the answer, said to be text/html
    unproven,            ///< the answer, from a peer that did not prove its name
    other_order,         ///< the answer, our order_ref in it replaced by another
};
std::string_view word_of(Harm harm);
bool provider_acts(Harm harm);

class Wire final : public Transport {
  public:
    struct Sent {
        OutboundRequest request;
        bool is_token = false;
        Harm harm = Harm::none;
        int status = 0;  ///< of the provider's real answer; 0: it saw nothing
    };

    Wire(Clock& clock, HttpHandler& provider) : clock_(&clock), provider_(&provider) {}

    /// For the next `times` requests; requests for tokens do not count.
    void harm_next(Harm harm, std::int64_t times = 1) {
        harms_.insert(harms_.end(), static_cast<std::size_t>(times), harm);
    }
    void heal() { harms_.clear(); }
    /// What the harm other_order replaces.
    std::string order_ref;
    /// Runs when the provider has acted and its answer is still on the way; once.
    std::function<Task<void>()> meanwhile;

    const std::vector<Sent>& sent() const { return sent_; }
    /// Requests but those for tokens.
    std::int64_t calls() const;
    std::int64_t tokens_fetched() const;
    bool uses_tokens() const { return !token_urls_.empty(); }
    /// Learns which addresses are token endpoints; the adapter's side of the authorizer calls it.
    void note(const OutboundRequest& request);

    Task<SendResult> send(OutboundRequest request, Mono due) override;

  private:
    Task<HttpResponse> deliver(OutboundRequest request);
    HttpAnswer answer_of(const HttpResponse& response, Harm harm) const;

    Clock* clock_;
    HttpHandler* provider_;
    std::deque<Harm> harms_;
    std::vector<Sent> sent_;
    std::set<std::string> token_urls_;
};

/// What the adapter is given: the authorizer behind a look at its requests.
class Watched final : public Transport {
  public:
    Watched(Transport& inner, Wire& wire) : inner_(&inner), wire_(&wire) {}
    Task<SendResult> send(OutboundRequest request, Mono due) override;

  private:
    Transport* inner_;
    Wire* wire_;
};

/// "https://host/path?query" → "/path?query".
std::string target_of(const std::string& url);

}  // namespace dvcpay::conformance
