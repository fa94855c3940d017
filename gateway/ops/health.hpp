#pragma once
// The private listener's pages: liveness, readiness, providers, metrics (API page, "Health and
// metrics").
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ops/alarms.hpp"
#include "ops/checks.hpp"
#include "ports/clock.hpp"
#include "ports/http.hpp"

namespace dvcpay::ops {

enum class Circuit : std::uint8_t { closed, half_open, open };
enum class ProviderStatus : std::uint8_t { up, degraded, down, maintenance };
std::string_view to_string(Circuit circuit);
std::string_view to_string(ProviderStatus status);

/// Calls of the last five minutes; the numbers are empty without calls.
struct RecentCalls {
    std::int64_t calls = 0;
    std::optional<std::int64_t> success_percent;  ///< rounded down
    std::optional<std::int64_t> p95_ms;
};

/// A secret by name, never by value.
struct KeyFacts {
    std::string name;                  ///< "secret_key"
    std::int64_t secrets = 0;          ///< 2 while it rotates
    std::optional<std::int64_t> days;  ///< of the newest; empty: the configuration names no expiry
};

/// What is known of one provider account, gathered by app.
struct ProviderFacts {
    std::string provider;
    std::string account;
    bool maintenance = false;  ///< switched off by the configuration
    Circuit circuit = Circuit::closed;
    RecentCalls recent;
    std::int64_t unknown_attempts = 0;
    std::int64_t overdue_attempts = 0;
    std::optional<Wall> oldest_unknown_at;
    std::optional<std::int64_t> certificate_days;  ///< empty: no certificate of ours is involved
    std::optional<std::int64_t> key_days;          ///< empty: the configuration names no expiry
    std::vector<KeyFacts> keys;
    std::optional<std::int64_t>
        numbers_left;                        ///< virtual accounts; empty: it has no series of them
    std::optional<std::int64_t> numbers_of;  ///< how many the series had
};

/// down: the circuit is open. degraded: trial calls only, fewer than 90 % answered, the 95th
/// percentile above 10 s, an overdue outcome, a certificate or key with less than a week to live,
/// or no virtual account left.
ProviderStatus judge(const ProviderFacts& facts);

/// What the handler shows, asked for at each call. `ready` and `metrics` run on the loop and must
/// not block.
struct HealthSources {
    std::string version;
    std::function<std::vector<Check>()> ready;
    std::function<Task<std::vector<ProviderFacts>>()> providers;
    std::function<std::vector<AlarmRow>()> alarms;
    std::function<std::string()> metrics;
};

/// GET and HEAD of /health/live, /health/ready, /health/providers, /metrics. Loop thread only.
class HealthHandler final : public HttpHandler {
  public:
    HealthHandler(const Clock* clock, HealthSources sources);
    Task<HttpResponse> handle(HttpRequest request) override;
    /// From now on ready answers 503: a load balancer sends new work elsewhere.
    void drain() { draining_ = true; }

  private:
    HttpResponse live() const;
    HttpResponse ready() const;
    Task<HttpResponse> providers() const;

    const Clock* clock_;
    HealthSources sources_;
    Mono started_;
    bool draining_ = false;
};

}  // namespace dvcpay::ops
