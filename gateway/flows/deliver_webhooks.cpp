#include "flows/deliver_webhooks.hpp"

#include <charconv>

#include "flows/endpoint_mark.hpp"
#include "flows/pacing.hpp"
#include "flows/record.hpp"

namespace dvcpay::flows {
namespace {

using Outcome = DeliveryOutcome;

constexpr std::int64_t longest_retry_after_s = 86'400;
constexpr std::int64_t put_off_ms = 5000;

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

/// What `dvcpay webhooks endpoints` tells of the last tries; the deliveries have no index for it.
void note_try(Txn& txn, const std::string& endpoint, const Outcome& outcome, Wall now) {
    if (outcome.state == DeliveryState::delivered) {
        txn.set_meta(last_success_of(endpoint), to_rfc3339(now));
    } else {
        txn.set_meta(
            last_failure_of(endpoint),
            to_rfc3339(now) + " " + std::to_string(outcome.status) + " " + outcome.error
        );
    }
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
    auto find_gone = [config = core_->config](Reader& reader) -> Result<std::vector<std::string>> {
        std::vector<std::string> out;
        for (const auto& endpoint : config->endpoints) {
            if (read_mark(reader, endpoint.id).halt == Halt::gone) out.push_back(endpoint.id);
        }
        return out;
    };
    auto gone = co_await look_up<std::vector<std::string>>(core_->store, std::move(find_gone));
    if (gone) {
        for (const auto& id : gone.value())
            core_->telemetry->alarm("webhook_endpoint_gone", {{"endpoint", id}});
    }
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
    const Wall now = core_->clock->wall();
    const std::string id = endpoint.id;
    const std::int64_t limit = endpoint.concurrency * 2;
    auto find_due = [id, now, limit](Reader& reader) -> Result<std::vector<Delivery>> {
        if (read_mark(reader, id).halt != Halt::none) return std::vector<Delivery>{};
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

Task<std::optional<OutboundRequest>> DeliverWebhooks::signed_request(
    WebhookEndpoint endpoint, EventId id
) {
    auto find_event = [id](Reader& reader) -> Result<std::optional<Event>> {
        return reader.event(id);
    };
    auto event = co_await look_up<std::optional<Event>>(core_->store, std::move(find_event));
    if (!event || !event.value()) co_return std::nullopt;
    OutboundRequest request;
    request.channel = "webhook/" + endpoint.id;
    request.url = endpoint.url;
    request.body = webhook_body(*event.value());
    const std::string timestamp = std::to_string(core_->clock->wall().ms / 1000);
    const std::string text = id.text() + "." + timestamp + "." + request.body;
    const auto macs = core_->keys->mac_all_base64(endpoint.key, MacAlgorithm::hmac_sha256, text);
    if (!macs) {
        core_->telemetry->alarm("webhook_key_missing", {{"endpoint", endpoint.id}});
        co_return std::nullopt;
    }
    std::string signature;
    for (const auto& mac : macs.value()) {
        if (!signature.empty()) signature += ' ';
        signature += "v1," + mac;
    }
    request.headers.add("Content-Type", "application/json");
    request.headers.add("webhook-id", id.text());
    request.headers.add("webhook-timestamp", timestamp);
    request.headers.add("webhook-signature", signature);
    co_return request;
}

/// When the next try comes; the schedule's end makes the delivery a dead letter.
std::optional<Wall> DeliverWebhooks::next_try(const Delivery& delivery, DeliveryOutcome& outcome) {
    if (outcome.state == DeliveryState::delivered) return std::nullopt;
    const std::int64_t tries = delivery.tries + 1;
    if (tries > static_cast<std::int64_t>(core_->config->webhook_schedule_s.size())) {
        outcome.state = DeliveryState::dead;
        core_->telemetry->alarm(
            "webhook_dead", {{"endpoint", delivery.endpoint}, {"delivery", delivery.id.text()}}
        );
        return std::nullopt;
    }
    const std::int64_t pause = pause_ms(*core_->config, tries, *core_->entropy);
    return core_->clock->wall().plus_ms(std::max(pause, outcome.retry_after_s * 1000));
}

Task<bool> DeliverWebhooks::settle(Delivery delivery, DeliveryOutcome outcome) {
    const Wall now = core_->clock->wall();
    const std::optional<Wall> next = next_try(delivery, outcome);
    core_->telemetry->count(
        "webhook_deliveries_total",
        {{"endpoint", delivery.endpoint},
         {"outcome", outcome.state == DeliveryState::delivered ? "delivered" : "failed"}}
    );
    const std::int64_t tries = delivery.tries + 1;
    auto work = [id = delivery.id, endpoint = delivery.endpoint, outcome, tries, next, now](Txn& txn
                ) -> Result<bool> {
        txn.settle_delivery(id, outcome.state, tries, next, now, outcome.status, outcome.error);
        note_try(txn, endpoint, outcome, now);
        if (outcome.gone) mark_gone(txn, endpoint, now);
        return true;
    };
    auto settled = co_await transact<bool>(core_->store, Priority::ordinary, std::move(work));
    if (outcome.gone)
        core_->telemetry->alarm("webhook_endpoint_gone", {{"endpoint", delivery.endpoint}});
    co_return settled.has_value();
}

Task<void> DeliverWebhooks::deliver(WebhookEndpoint endpoint, Delivery delivery) {
    struct Landing {
        std::set<std::string>* all;
        std::string mark;
        ~Landing() { all->erase(mark); }
    };
    const std::string mark = endpoint.id + "/" + delivery.chain;
    const Landing landing{&in_flight_, mark};
    bool is_kept = false;
    auto request = co_await signed_request(endpoint, delivery.event);
    if (request) {
        const Mono due = core_->clock->mono().plus_ms(core_->config->webhook_timeout_ms);
        const SendResult sent = co_await core_->transport->send(std::move(*request), due);
        is_kept = co_await settle(delivery, outcome_of(sent));
    }
    if (is_kept) {
        core_->watch->webhooks().ring();
    } else {
        // Due still: told once more later, at least once is the promise. Not at once: the store may
        // be full.
        put_off_[mark] = core_->clock->mono().plus_ms(put_off_ms);
    }
}

}  // namespace dvcpay::flows
