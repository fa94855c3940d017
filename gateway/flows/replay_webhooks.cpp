// What the portal asks for about its deliveries: a test, one again, a window again. Each is one
// commit with its idempotency claim.
#include "domain/invariant.hpp"
#include "flows/deliver_webhooks.hpp"
#include "flows/endpoint_mark.hpp"
#include "flows/once.hpp"
#include "flows/record.hpp"

namespace dvcpay::flows {
namespace {

constexpr std::size_t replay_most = 10'000;

/// The portal asks for deliveries again: an endpoint that had said 410 is wanted again. What an
/// operator stopped waits for the operator.
void enable(Txn& txn, const std::string& endpoint) {
    if (read_mark(txn, endpoint).halt == Halt::gone) txn.set_meta(mark_of(endpoint), "");
}

Result<Delivery> find_visible(Txn& txn, const Visibility& visible, const DeliveryId& id) {
    auto found = txn.delivery(id);
    if (!found || (!visible.client.empty() && found->client != visible.client))
        return Fault::not_found;
    if (visible.agencies.empty()) return std::move(*found);
    const auto event = txn.event(found->event);
    const auto& allowed = visible.agencies;
    if (!event || std::ranges::find(allowed, event->agency_code) == allowed.end())
        return Fault::agency_not_allowed;
    return std::move(*found);
}

Error window_too_large() {
    Error error(Fault::validation_failed);
    error.fields.push_back(
        {"/to", "window_too_large", "more than 10000 events; ask for a shorter window"}
    );
    return error;
}

}  // namespace

Task<Result<Answered>> DeliverWebhooks::send_test(IdempotentCall call, RenderDeliveries render) {
    const Wall now = core_->clock->wall();
    auto work = [kit = RecordKit(*core_),
                 names = Names(*core_->entropy, now),
                 now,
                 client = call.scope.client,
                 render = std::move(render)](Txn& txn) -> Result<Made<bool>> {
        Names fresh = names;
        NewEvent event;
        event.id = fresh.event();
        event.draft.type = EventType::webhook_test;
        event.draft.actor = "portal";
        event.at = now;
        event.client = client;
        event.data = "{}";
        const std::vector<Event> stored = txn.append("webhook-test:" + client, {event});
        const std::vector<Delivery> made = enqueue_for_endpoints(txn, kit, fresh, stored, now);
        for (const auto& delivery : made) enable(txn, delivery.endpoint);
        return Made<bool>{render(made), !made.empty()};
    };
    co_return co_await change_queue(std::move(call), std::move(work));
}

Task<Result<Answered>> DeliverWebhooks::replay(
    IdempotentCall call, Visibility visible, DeliveryId id, RenderDelivery render
) {
    const Wall now = core_->clock->wall();
    auto work = [visible = std::move(visible), id, now, render = std::move(render)](Txn& txn
                ) -> Result<Made<bool>> {
        BOOST_OUTCOME_TRY(const auto found, find_visible(txn, visible, id));
        enable(txn, found.endpoint);
        if (found.state != DeliveryState::waiting) txn.requeue(id, now);
        const auto again = txn.delivery(id);
        DVC_INVARIANT(again.has_value());
        return Made<bool>{render(*again), true};
    };
    co_return co_await change_queue(std::move(call), std::move(work));
}

Task<Result<Answered>> DeliverWebhooks::replay_range(
    IdempotentCall call, Visibility visible, ReplayWindow window, RenderCount render
) {
    const Wall now = core_->clock->wall();
    auto work = [kit = RecordKit(*core_),
                 names = Names(*core_->entropy, now),
                 now,
                 visible = std::move(visible),
                 window = std::move(window),
                 render = std::move(render)](Txn& txn) -> Result<Made<bool>> {
        Names fresh = names;
        const auto events =
            txn.events_between(visible, window.from, window.to, window.types, replay_most + 1);
        if (events.size() > replay_most) return window_too_large();
        std::set<std::string> endpoints;
        const auto queued = enqueue_for_endpoints(txn, kit, fresh, events, now);
        for (const auto& delivery : queued) endpoints.insert(delivery.endpoint);
        for (const auto& endpoint : endpoints) enable(txn, endpoint);
        const auto count = static_cast<std::int64_t>(queued.size());
        return Made<bool>{render(count), count > 0};
    };
    co_return co_await change_queue(std::move(call), std::move(work));
}

Task<Result<Answered>> DeliverWebhooks::change_queue(
    IdempotentCall call, std::function<Result<Made<bool>>(Txn&)> work
) {
    auto done = co_await once<bool>(core_, std::move(call), std::move(work));
    if (!done) co_return done.error();
    if (done.value().value.value_or(false)) core_->watch->webhooks().ring();
    co_return std::move(done.value().answered);
}

}  // namespace dvcpay::flows
