#pragma once
// What the API needs of the configuration besides the flows' own. Immutable after construction.
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "api/allowlist.hpp"
#include "api/rate_limit.hpp"
#include "ports/config.hpp"

namespace dvcpay::api {

/// As ops sees a provider; told to portals by GET /v1/providers.
enum class ProviderState : std::uint8_t { up, degraded, down, maintenance };

struct ApiOptions {
    RateLimit rate;
    std::size_t body_bytes_max = 64 * 1024;
    /// POSTs of portals worked on at once; more are refused with 503 `overloaded`, nothing begun.
    /// Callbacks of providers are never counted.
    std::int64_t writes_in_flight_max = 1000;
    std::vector<InboundRoute> inbound_routes;
    /// By provider; absent: from anywhere.
    std::map<std::string, IpAllowlist> inbound_allowlists;
    /// By client: the mTLS subjects that may use its keys; absent: no certificate is asked for.
    std::map<std::string, std::vector<std::string>> client_subjects;
    /// Circuit and health of a provider; absent: up. Loop thread.
    std::function<ProviderState(const std::string& provider)> provider_state;
};

}  // namespace dvcpay::api
