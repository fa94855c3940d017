#include "flows/deliver_webhooks.hpp"

#include <charconv>

#include "flows/pacing.hpp"
#include "flows/record.hpp"

namespace dvcpay::flows {
namespace {

constexpr std::int64_t longest_retry_after_s = 86'400;
constexpr std::string_view disabled_prefix = "endpoint_disabled:";
constexpr std::int64_t put_off_ms = 5000;
constexpr std::int64_t replay_most = 10'000;

std::string mark_of(const std::string& endpoint) {
    return std::string(disabled_prefix) + endpoint;
}

/// The portal asks for deliveries again: an endpoint that had said 410 is wanted again.
void enable(Txn& txn, const std::string& endpoint) {
    if (!txn.meta(mark_of(endpoint)).empty()) txn.set_meta(mark_of(endpoint), "");
}

/// What one try came to.
struct Outcome {
    DeliveryState state = DeliveryState::waiting;
    int status = 0;
    std::string error;
    std::int64_t retry_after_s = 0;
    bool gone = false;  ///< 410: the endpoint wants no more
};

Outcome outcome_of(const SendResult& result) {
    Outcome out;
    if (const auto* answer = std::get_if<HttpAnswer>(&result)) {
        out.status = answer->status;
        if (answer->status >= 200 && answer->status < 300) {
            out.state = DeliveryState::delivered;
            return out;
        }
        out.error = "http_status";
        out.gone = answer->status == 410;
        const std::string_view wait = answer->headers.get("Retry-After");
        std::int64_t seconds = 0;
        const auto [end, ec] = std::from_chars(wait.data(), wait.data() + wait.size(), seconds);
        if (ec == std::errc() && end == wait.data() + wait.size() && seconds > 0) {
            out.retry_after_s = std::min(seconds, longest_retry_after_s);
        }
        return out;
    }
    out.error = std::holds_alternative<Unavailable>(result) ? "no_connection" : "no_answer";
    return out;
}

/// The schedule's pause before the next try, 0–10 % longer by chance, so that a recovering portal
/// is not hit at once.
std::int64_t pause_ms(const FlowConfig& config, std::int64_t tries, Entropy& entropy) {
    std::array<std::byte, 2> random{};
    entropy.fill(random);
    const std::int64_t base = config.webhook_schedule_s[static_cast<std::size_t>(tries - 1)] * 1000;
    const auto chance =
        std::to_integer<std::int64_t>(random[0]) * 256 + std::to_integer<std::int64_t>(random[1]);
    return base + base * chance / 655'360;
}

}  // namespace

std::string webhook_body(const Event& event) {
    std::string out = R"({"type":")";
    out += to_string(event.type);
    out += R"(","timestamp":")";
    out += to_rfc3339(event.at);
    out += R"(","sequence":)";
    out += std::to_string(event.sequence);
    out += R"(,"data":)";
    out += event.data;
    out += '}';
    return out;
}

DeliverWebhooks::DeliverWebhooks(Core* core) : core_(core) {}

Task<void> DeliverWebhooks::run() {
    auto disabled_endpoints = [config = core_->config](Reader& reader
                              ) -> Result<std::vector<std::string>> {
        std::vector<std::string> out;
        for (const auto& endpoint : config->endpoints) {
            if (!reader.meta(mark_of(endpoint.id)).empty()) out.push_back(endpoint.id);
        }
        return out;
    };
    auto known =
        co_await look_up<std::vector<std::string>>(core_->store, std::move(disabled_endpoints));
    if (known) disabled_.insert(known.value().begin(), known.value().end());
    for (const auto& id : disabled_)
        core_->telemetry->alarm("webhook_endpoint_gone", {{"endpoint", id}});
    TaskGroup loops(core_->work->executor());
    for (const auto& endpoint : core_->config->endpoints) {
        if (endpoint.enabled) loops.spawn(endpoint_loop(endpoint));
    }
    // This task only owns the loops; when it is cancelled they are, and it waits for them before it
    // goes.
    co_await boost::asio::this_coro::throw_if_cancelled(false);
    // Cancelled before this line, while the store was read: nobody would wake the sleep any more.
    const auto told = co_await boost::asio::this_coro::cancellation_state;
    if (told.cancelled() == boost::asio::cancellation_type::none) {
        const Mono never{INT64_MAX};
        const bool slept = co_await core_->clock->sleep_until(never);
        (void)slept;
    }
    co_await boost::asio::this_coro::reset_cancellation_state(boost::asio::disable_cancellation());
    co_await loops.close();
}

Task<void> DeliverWebhooks::endpoint_loop(WebhookEndpoint endpoint) {
    Pacing pacing(core_->longest_sleep_ms);
    for (;;) {
        const std::uint64_t heard = core_->watch->webhooks().count();
        const std::int64_t tried = co_await round(endpoint);
        // The store's earliest moment may belong to somebody else's work; waking for it costs one
        // look.
        auto next = co_await look_up<std::optional<Wall>>(
            core_->store,
            [](Reader& reader) -> Result<std::optional<Wall>> { return reader.next_moment(); }
        );
        std::int64_t sleep_ms = pacing.after_fault_ms();
        if (next) sleep_ms = pacing.sleep_ms(tried, next.value(), core_->clock->wall());
        co_await core_->watch->webhooks().wait(
            core_->clock, core_->clock->mono().plus_ms(sleep_ms), heard
        );
    }
}

Task<std::int64_t> DeliverWebhooks::round(WebhookEndpoint endpoint) {
    if (disabled_.contains(endpoint.id)) co_return 0;
    const Wall now = core_->clock->wall();
    const std::string id = endpoint.id;
    const std::int64_t limit = endpoint.concurrency * 2;
    auto find_due = [id, now, limit](Reader& reader) -> Result<std::vector<Delivery>> {
        return reader.due_deliveries(id, now, limit);
    };
    auto due = co_await look_up<std::vector<Delivery>>(core_->store, std::move(find_due));
    if (!due) co_return 0;
    std::int64_t started = 0;
    for (const auto& delivery : due.value()) {
        std::int64_t flying = 0;
        for (const auto& other : in_flight_) flying += other.starts_with(id + "/") ? 1 : 0;
        // One in flight per payment, whatever a replay has put in front meanwhile.
        const std::string mark = id + "/" + delivery.chain;
        if (flying >= endpoint.concurrency || in_flight_.contains(mark)) continue;
        if (const auto held = put_off_.find(mark); held != put_off_.end()) {
            if (core_->clock->mono() < held->second) continue;
            put_off_.erase(held);
        }
        in_flight_.insert(mark);
        if (!core_->work->spawn(deliver(endpoint, delivery))) {
            in_flight_.erase(mark);
            continue;
        }
        ++started;
    }
    co_return started;
}

Task<void> DeliverWebhooks::deliver(WebhookEndpoint endpoint, Delivery delivery) {
    struct Landing {
        std::set<std::string>* all;
        std::string mark;
        ~Landing() { all->erase(mark); }
    };
    const std::string mark = endpoint.id + "/" + delivery.chain;
    const Landing landing{&in_flight_, mark};
    const EventId event_id = delivery.event;
    auto find_event = [event_id](Reader& reader) -> Result<std::optional<Event>> {
        return reader.event(event_id);
    };
    auto event = co_await look_up<std::optional<Event>>(core_->store, std::move(find_event));
    if (!event || !event.value()) {
        put_off_[mark] = core_->clock->mono().plus_ms(put_off_ms);
        co_return;  // due still: tried again
    }
    OutboundRequest request;
    request.channel = "webhook/" + endpoint.id;
    request.url = endpoint.url;
    request.body = webhook_body(*event.value());
    const std::string timestamp = std::to_string(core_->clock->wall().ms / 1000);
    const std::string text = event_id.text() + "." + timestamp + "." + request.body;
    auto macs = core_->keys->mac_all_base64(endpoint.key, MacAlgorithm::hmac_sha256, text);
    if (!macs) {
        core_->telemetry->alarm("webhook_key_missing", {{"endpoint", endpoint.id}});
        put_off_[mark] = core_->clock->mono().plus_ms(put_off_ms);
        co_return;
    }
    std::string signature;
    for (const auto& mac : macs.value()) {
        if (!signature.empty()) signature += ' ';
        signature += "v1," + mac;
    }
    request.headers.add("Content-Type", "application/json");
    request.headers.add("webhook-id", event_id.text());
    request.headers.add("webhook-timestamp", timestamp);
    request.headers.add("webhook-signature", signature);
    const Mono due = core_->clock->mono().plus_ms(core_->config->webhook_timeout_ms);
    const SendResult sent = co_await core_->transport->send(std::move(request), due);
    Outcome outcome = outcome_of(sent);
    const std::int64_t tries = delivery.tries + 1;
    const Wall now = core_->clock->wall();
    std::optional<Wall> next;
    if (outcome.state != DeliveryState::delivered) {
        const bool spent =
            tries > static_cast<std::int64_t>(core_->config->webhook_schedule_s.size());
        if (spent) {
            outcome.state = DeliveryState::dead;
            core_->telemetry->alarm(
                "webhook_dead", {{"endpoint", endpoint.id}, {"delivery", delivery.id.text()}}
            );
        } else {
            const std::int64_t pause = pause_ms(*core_->config, tries, *core_->entropy);
            next = now.plus_ms(std::max(pause, outcome.retry_after_s * 1000));
        }
    }
    core_->telemetry->count(
        "webhook_deliveries_total",
        {{"endpoint", endpoint.id},
         {"outcome", outcome.state == DeliveryState::delivered ? "delivered" : "failed"}}
    );
    const std::string gone = outcome.gone ? mark_of(endpoint.id) : std::string();
    auto work = [id = delivery.id, outcome, tries, next, now, gone](Txn& txn) -> Result<bool> {
        txn.settle_delivery(id, outcome.state, tries, next, now, outcome.status, outcome.error);
        if (!gone.empty()) txn.set_meta(gone, to_rfc3339(now));
        return true;
    };
    auto settled = co_await transact<bool>(core_->store, Priority::ordinary, std::move(work));
    if (outcome.gone) {
        disabled_.insert(endpoint.id);
        core_->telemetry->alarm("webhook_endpoint_gone", {{"endpoint", endpoint.id}});
    }
    if (!settled) {
        // Told once more later: at least once is the promise. Not at once: the store may be full.
        put_off_[mark] = core_->clock->mono().plus_ms(put_off_ms);
        co_return;
    }
    core_->watch->webhooks().ring();
}

Task<Result<std::vector<Delivery>>> DeliverWebhooks::send_test(std::string client) {
    const Wall now = core_->clock->wall();
    const Names names(*core_->entropy, now);
    auto work = [kit = RecordKit(*core_), names, now, client](Txn& txn
                ) -> Result<std::vector<Delivery>> {
        Names fresh = names;
        NewEvent event;
        event.id = fresh.event();
        event.draft.type = EventType::webhook_test;
        event.draft.actor = "portal";
        event.at = now;
        event.client = client;
        event.data = "{}";
        const std::vector<Event> stored = txn.append("webhook-test:" + client, {event});
        std::vector<Delivery> out;
        for (const auto& endpoint : kit.config->endpoints) {
            if (endpoint.client != client || !endpoint.wants(EventType::webhook_test)) continue;
            Delivery delivery;
            delivery.id = fresh.delivery();
            delivery.endpoint = endpoint.id;
            delivery.chain = stored.front().chain;
            delivery.sequence = stored.front().sequence;
            delivery.position = stored.front().position;
            delivery.event = stored.front().id;
            delivery.type = EventType::webhook_test;
            delivery.client = client;
            delivery.created_at = now;
            txn.enqueue(delivery);
            enable(txn, endpoint.id);
            out.push_back(delivery);
        }
        return out;
    };
    auto made =
        co_await transact<std::vector<Delivery>>(core_->store, Priority::ordinary, std::move(work));
    if (made) {
        for (const auto& delivery : made.value()) disabled_.erase(delivery.endpoint);
    }
    core_->watch->webhooks().ring();
    co_return made;
}

Task<Result<Delivery>> DeliverWebhooks::replay(Visibility visible, DeliveryId id) {
    const Wall now = core_->clock->wall();
    auto work = [visible, id, now](Txn& txn) -> Result<Delivery> {
        const auto found = txn.delivery(id);
        if (!found || (!visible.client.empty() && found->client != visible.client))
            return Fault::not_found;
        if (!visible.agencies.empty()) {
            const auto event = txn.event(found->event);
            if (!event ||
                std::ranges::find(visible.agencies, event->agency_code) == visible.agencies.end())
                return Fault::agency_not_allowed;
        }
        enable(txn, found->endpoint);
        if (found->state != DeliveryState::waiting) txn.requeue(id, now);
        return *txn.delivery(id);
    };
    auto done = co_await transact<Delivery>(core_->store, Priority::ordinary, std::move(work));
    if (done) disabled_.erase(done.value().endpoint);
    core_->watch->webhooks().ring();
    co_return done;
}

Task<Result<std::int64_t>> DeliverWebhooks::replay_range(
    Visibility visible, Wall from, Wall to, std::vector<EventType> types
) {
    const Wall now = core_->clock->wall();
    const Names names(*core_->entropy, now);
    auto work = [kit = RecordKit(*core_), names, visible, from, to, types, now](Txn& txn
                ) -> Result<std::vector<std::string>> {
        Names fresh = names;
        const auto events = txn.events_between(visible, from, to, types, replay_most + 1);
        if (events.size() > static_cast<std::size_t>(replay_most)) {
            Error error(Fault::validation_failed);
            error.fields.push_back(
                {"/to", "window_too_large", "more than 10000 events; ask for a shorter window"}
            );
            return error;
        }
        auto queued = enqueue_for_endpoints(txn, kit, fresh, events, now);
        for (const auto& endpoint : std::set(queued.begin(), queued.end())) enable(txn, endpoint);
        return queued;
    };
    auto done = co_await transact<std::vector<std::string>>(
        core_->store, Priority::ordinary, std::move(work)
    );
    if (!done) co_return done.error();
    for (const auto& endpoint : done.value()) disabled_.erase(endpoint);
    core_->watch->webhooks().ring();
    co_return static_cast<std::int64_t>(done.value().size());
}

}  // namespace dvcpay::flows
