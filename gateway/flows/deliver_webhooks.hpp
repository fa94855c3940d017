#pragma once
// Journey 5: every event reaches the portal at least once, in order per payment, signed (Standard
// Webhooks 1.0.0), retried for days (P7). One loop per endpoint, so that a slow one never delays
// another.
#include <map>
#include <set>

#include "flows/core.hpp"

namespace dvcpay::flows {

class DeliverWebhooks {
  public:
    explicit DeliverWebhooks(Core* core);
    /// Runs until cancelled: one loop per configured endpoint. Spawn it in a TaskGroup.
    Task<void> run();
    /// One round over what is due at this endpoint now; returns how many were tried.
    Task<std::int64_t> round(WebhookEndpoint endpoint);

    /// A test event for every endpoint of the client; returns the deliveries made.
    Task<Result<std::vector<Delivery>>> send_test(std::string client);
    /// Back into the queue, in order. not_found where the delivery is not visible.
    Task<Result<Delivery>> replay(Visibility visible, DeliveryId id);
    /// Every matching event of the window is delivered again; returns how many deliveries were
    /// queued.
    Task<Result<std::int64_t>> replay_range(
        Visibility visible, Wall from, Wall to, std::vector<EventType> types
    );

    bool is_disabled(const std::string& endpoint) const { return disabled_.contains(endpoint); }

  private:
    Task<void> endpoint_loop(WebhookEndpoint endpoint);
    Task<void> deliver(WebhookEndpoint endpoint, Delivery delivery);

    Core* core_;
    std::set<std::string> disabled_;
    std::set<std::string> in_flight_;  ///< "endpoint/chain": one per payment
    std::map<std::string, Mono>
        put_off_;  ///< the same names: what cannot be kept or signed just now
};

/// The body and headers of one try (pure; also what a portal developer's verifier is tested
/// against).
std::string webhook_body(const Event& event);

}  // namespace dvcpay::flows
