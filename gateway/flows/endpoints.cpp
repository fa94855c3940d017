#include "flows/endpoints.hpp"

#include <algorithm>

#include "flows/audit.hpp"

namespace dvcpay::flows {
namespace {

EndpointCount taken(std::vector<EndpointCount>& counts, const std::string& endpoint) {
    EndpointCount out;
    out.endpoint = endpoint;
    const auto found = std::ranges::find(counts, endpoint, &EndpointCount::endpoint);
    if (found == counts.end()) return out;
    out = std::move(*found);
    counts.erase(found);
    return out;
}

EndpointState state_of(Reader& reader, EndpointCount count) {
    EndpointState out;
    out.id = count.endpoint;
    out.count = std::move(count);
    out.mark = read_mark(reader, out.id);
    out.last_success_at = parse_rfc3339(reader.meta(last_success_of(out.id)));
    const std::string failure = reader.meta(last_failure_of(out.id));
    out.last_failure_at = parse_rfc3339(failure.substr(0, time_length));
    if (failure.size() > time_length) out.last_failure = failure.substr(time_length + 1);
    return out;
}

bool is_configured(const FlowConfig& config, const std::string& endpoint) {
    return std::ranges::find(config.endpoints, endpoint, &WebhookEndpoint::id) !=
           config.endpoints.end();
}

Error unknown(const std::string& endpoint) {
    return {Fault::not_found, "no [[webhook]] has the id " + endpoint};
}

/// Runs `change`, which says whether it changed something; then the change is told in the same
/// transaction, and the loops look again.
Task<Result<bool>> tell(Core* core, NewEvent event, std::function<bool(Txn&)> change) {
    auto work = [event = std::move(event), change = std::move(change)](Txn& txn) -> Result<bool> {
        if (!change(txn)) return false;
        txn.append(std::string(audit_chain), {event});
        return true;
    };
    auto changed = co_await transact<bool>(core->store, Priority::ordinary, std::move(work));
    if (core->watch != nullptr) core->watch->webhooks().ring();
    co_return changed;
}

}  // namespace

std::vector<EndpointState> endpoint_states(Reader& reader, const FlowConfig& config) {
    std::vector<EndpointCount> counts = reader.endpoint_counts();
    std::vector<EndpointState> out;
    for (const auto& endpoint : config.endpoints) {
        EndpointState state = state_of(reader, taken(counts, endpoint.id));
        state.client = endpoint.client;
        state.enabled = endpoint.enabled;
        out.push_back(std::move(state));
    }
    for (auto& count : counts) {
        EndpointState state = state_of(reader, std::move(count));
        state.configured = false;
        out.push_back(std::move(state));
    }
    return out;
}

Task<Result<bool>> disable_endpoint(
    Core* core, std::string endpoint, std::string reason, std::string actor
) {
    if (!is_configured(*core->config, endpoint)) co_return unknown(endpoint);
    NewEvent event = audit_event(
        *core,
        EventType::endpoint_changed,
        std::move(actor),
        "endpoint " + endpoint + " disabled: " + reason
    );
    const Wall now = event.at;
    auto change = [endpoint, reason, now](Txn& txn) {
        if (read_mark(txn, endpoint).halt == Halt::by_operator) return false;
        mark_by_operator(txn, endpoint, now, reason);
        return true;
    };
    auto changed = co_await tell(core, std::move(event), std::move(change));
    co_return changed;
}

Task<Result<bool>> enable_endpoint(Core* core, std::string endpoint, std::string actor) {
    if (!is_configured(*core->config, endpoint)) co_return unknown(endpoint);
    NewEvent event = audit_event(
        *core, EventType::endpoint_changed, std::move(actor), "endpoint " + endpoint + " enabled"
    );
    auto change = [endpoint](Txn& txn) {
        if (read_mark(txn, endpoint).halt == Halt::none) return false;
        txn.set_meta(mark_of(endpoint), "");
        return true;
    };
    auto changed = co_await tell(core, std::move(event), std::move(change));
    co_return changed;
}

}  // namespace dvcpay::flows
