#pragma once
// Journey 5: every event reaches the portal at least once, in order per payment, signed (Standard
// Webhooks 1.0.0), retried for days (P7). One loop per endpoint, so that a slow one never delays
// another.
#include <map>
#include <set>

#include "flows/core.hpp"
#include "flows/requests.hpp"

namespace dvcpay::flows {

template <class T>
struct Made;  // once.hpp

struct ReplayWindow {
    Wall from, to;
    std::vector<EventType> types;  ///< empty: every public type
};

/// How the API writes its answers; pure, called inside the transaction.
using RenderDelivery = std::function<StoredAnswer(const Delivery&)>;
using RenderDeliveries = std::function<StoredAnswer(const std::vector<Delivery>&)>;
using RenderCount = std::function<StoredAnswer(std::int64_t)>;

/// What one try came to.
struct DeliveryOutcome {
    DeliveryState state = DeliveryState::waiting;
    int status = 0;
    std::string error;
    std::int64_t retry_after_s = 0;
    bool gone = false;  ///< 410: the endpoint wants no more
};

class DeliverWebhooks {
  public:
    explicit DeliverWebhooks(Core* core);
    /// Runs until cancelled: one loop per configured endpoint. Spawn it in a TaskGroup.
    Task<void> run();
    /// One round over what is due at this endpoint now; returns how many were tried.
    Task<std::int64_t> round(WebhookEndpoint endpoint);

    /// A test event for every endpoint of the client.
    Task<Result<Answered>> send_test(IdempotentCall call, RenderDeliveries render);
    /// Back into the queue, in order. Refused: not_found where the delivery is not visible,
    /// agency_not_allowed.
    Task<Result<Answered>> replay(
        IdempotentCall call, Visibility visible, DeliveryId id, RenderDelivery render
    );
    /// Every matching event of the window is delivered again. Refused: validation_failed where
    /// there are more than 10,000.
    Task<Result<Answered>> replay_range(
        IdempotentCall call, Visibility visible, ReplayWindow window, RenderCount render
    );

  private:
    Task<void> endpoint_loop(WebhookEndpoint endpoint);
    Task<void> deliver(WebhookEndpoint endpoint, Delivery delivery);
    /// Empty: the event cannot be read, or the key is missing.
    Task<std::optional<OutboundRequest>> signed_request(WebhookEndpoint endpoint, EventId id);
    std::optional<Wall> next_try(const Delivery& delivery, DeliveryOutcome& outcome);
    Task<bool> settle(Delivery delivery, DeliveryOutcome outcome);  ///< false: not stored
    /// The value: something was queued.
    Task<Result<Answered>> change_queue(
        IdempotentCall call, std::function<Result<Made<bool>>(Txn&)> work
    );

    Core* core_;
    std::set<std::string> in_flight_;  ///< "endpoint/chain": one per payment
    std::map<std::string, Mono>
        put_off_;  ///< the same names: what cannot be kept or signed just now
};

/// The body and headers of one try (pure; also what a portal developer's verifier is tested
/// against).
std::string webhook_body(const Event& event);

}  // namespace dvcpay::flows
