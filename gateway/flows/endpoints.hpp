#pragma once
// The operator's side of the portal's endpoints: what stands where, stop, go on. The store holds
// the word and the delivering loops read it with what is due, so that it counts from its commit on.
#include "flows/core.hpp"
#include "flows/endpoint_mark.hpp"

namespace dvcpay::flows {

struct EndpointState {
    std::string id;
    std::string client;      ///< empty where it is no longer configured
    bool configured = true;  ///< false: only its deliveries are still here
    bool enabled = false;    ///< by the configuration
    EndpointMark mark;
    EndpointCount count;
    std::optional<Wall> last_success_at;
    std::optional<Wall> last_failure_at;
    std::string last_failure;  ///< "503 http_status", "0 no_answer"

    bool is_told() const { return enabled && mark.halt == Halt::none; }
};

/// The configured ones in their order, then those that only have deliveries left.
std::vector<EndpointState> endpoint_states(Reader& reader, const FlowConfig& config);

/// Nothing is begun at this endpoint until `enable_endpoint`; events go on to queue, what is in
/// flight ends by itself. False: an operator had stopped it already, and nothing changed.
/// Refused: not_found.
Task<Result<bool>> disable_endpoint(
    Core* core, std::string endpoint, std::string reason, std::string actor
);
/// Whoever stopped it. False: nobody had.
Task<Result<bool>> enable_endpoint(Core* core, std::string endpoint, std::string actor);

}  // namespace dvcpay::flows
