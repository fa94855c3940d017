#pragma once
// The provincial portal: calls the API as a careful developer would, receives webhooks, forgets
// nothing.
#include <map>
#include <optional>
#include <set>
#include <string>

#include "ports/http.hpp"
#include "simulation/auditor.hpp"
#include "simulation/setting.hpp"
#include "simulation/sim_network.hpp"

namespace dvcpay::simulation {

/// How the portal behaves when it is told something.
struct PortalManners {
    std::int64_t refuses = 0;  ///< per mille: answers 500, has not understood
    std::int64_t silent = 0;   ///< per mille: has understood, and answers too late
};

class Portal final : public HttpHandler {
  public:
    Portal(SimClock* clock, SimNetwork* network, Judgement* judgement, Auditor* auditor, Rng rng)
        : clock_(clock),
          transport_(network, "portal.test"),
          judgement_(judgement),
          auditor_(auditor),
          rng_(rng) {}

    /// A webhook. Its signature is checked by this class's own means.
    Task<HttpResponse> handle(HttpRequest request) override;

    /// One call; no repetition. `as`: whose key it carries; empty: act_as.
    Task<SendResult> call(
        std::string method,
        std::string path,
        std::string idempotency_key,
        std::string body,
        std::string as = {}
    );
    /// Repeats the same call with the same key until there is an answer that is final (not 409
    /// request_in_progress, 429, 5xx or silence). Empty only where the world has ended.
    Task<std::optional<HttpAnswer>> insist(
        std::string method,
        std::string path,
        std::string idempotency_key,
        std::string body,
        std::string as = {}
    );

    /// A test's own answer to the next webhooks; empty: by manners.
    std::function<std::optional<HttpResponse>(const HttpRequest&)> answer_webhook;
    PortalManners manners;
    std::int64_t call_timeout_ms = 20'000;
    std::string act_as = setting::api_key;  ///< whose key the next calls carry
    bool over = false;                      ///< no more repetitions

    struct Told {
        std::string id, type, chain, body;
        std::int64_t sequence = 0;
        Wall at;
    };
    const std::vector<Told>& told() const {
        return told_;
    }  ///< every arrival that was understood, in order
    const std::map<std::string, std::set<std::int64_t>>& accepted() const { return accepted_; }
    std::int64_t arrivals() const { return arrivals_; }

  private:
    void understand(const Json& body, const HttpRequest& request);

    SimClock* clock_;
    SimTransport transport_;
    Judgement* judgement_;
    Auditor* auditor_;
    Rng rng_;
    std::vector<Told> told_;
    std::map<std::string, std::set<std::int64_t>> accepted_;  ///< by payment
    std::int64_t arrivals_ = 0;
};

}  // namespace dvcpay::simulation
