#pragma once
// What ops and the portal are told of providers, gathered from configuration, client pool and
// store.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/options.hpp"
#include "app/config.hpp"
#include "app/wiring_adapters.hpp"
#include "flows/endpoints.hpp"
#include "flows/numbers.hpp"
#include "net/client.hpp"
#include "ops/checks.hpp"
#include "ops/health.hpp"
#include "ops/metrics.hpp"
#include "ports/clock.hpp"

namespace dvcpay::app {

/// When the first certificate of a PEM file ends; empty where it cannot be read.
std::optional<Wall> certificate_until(const std::string& pem_file);
/// Whole days that are left, rounded down: below 0 from its end on.
std::int64_t days_between(Wall now, Wall until);

/// Loop thread only; everything it points to outlives it.
class ProviderWatch {
  public:
    ProviderWatch(
        const Configuration* config,
        const Clock* clock,
        Store* store,
        const net::HttpClient* client,
        const Adapters* adapters
    )
        : config_(config), clock_(clock), store_(store), client_(client), adapters_(adapters) {}

    /// Reads what /metrics shows of the store and must not wait for. Call it now and then.
    Task<void> refresh();
    /// Of every account, also disabled ones; the numbers of unknown attempts are as of now.
    Task<std::vector<ops::ProviderFacts>> facts();
    /// The best of its accounts' states.
    api::ProviderState state(const std::string& provider) const;
    void set_gauges(ops::Metrics* metrics) const;
    /// A warning where a listener's certificate ends within two weeks; empty without TLS.
    std::vector<ops::Check> certificate_checks() const;
    /// Peers whose Date, as last seen, is far from our clock. Only warns: theirs may be the wrong
    /// one.
    std::vector<ops::Check> date_checks() const;
    /// A warning for each account whose virtual accounts run low, as of the last refresh.
    std::vector<ops::Check> number_checks() const;
    /// Alarms for every key and certificate that has ended or ends within two weeks: once for each
    /// day in Vietnam, and once more after forget_told(). Call it now and then.
    void tell_of_ends(Telemetry* telemetry);
    /// Keys or certificates are new: what of them ends soon is told again.
    void forget_told() { told_on_.reset(); }

  private:
    /// Empty where the configuration names no day.
    std::optional<std::int64_t> key_days(const KeyName& name) const;
    ops::ProviderFacts from_memory(const ProviderAccount& account) const;
    /// Days that are left of certificates: the client's or the peer's of each account.
    struct End {
        Fields of;  ///< labels of the metric and fields of the alarm
        std::optional<std::int64_t> days;
    };
    std::vector<End> ends_of_certificates() const;
    std::vector<End> ends_of_keys() const;
    void set_webhook_gauges(ops::Metrics* metrics) const;

    const Configuration* config_;
    const Clock* clock_;
    Store* store_;
    const net::HttpClient* client_;
    const Adapters* adapters_;
    std::optional<Day> told_on_;
    std::vector<flows::NumbersLeft> numbers_;  ///< as of the last refresh
    std::vector<UnknownAttempts> unknown_;     ///< as of the last refresh
    std::vector<flows::EndpointState> endpoints_;
};

}  // namespace dvcpay::app
