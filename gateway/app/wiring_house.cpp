// The part of a Gateway that is built after the store has answered: flows, API, listeners, loops.
#include <nlohmann/json.hpp>

#include "api/render.hpp"
#include "app/catalogue_import.hpp"
#include "app/wiring_options.hpp"
#include "app/wiring_parts.hpp"
#include "app/wiring_secrets.hpp"

namespace dvcpay::app {
namespace {

constexpr std::int64_t key_refresh_ms = 5000;
constexpr std::int64_t drain_look_ms = 10;

}  // namespace

Gateway::House::House(
    Foundation* foundation, std::string order_ref_space, CataloguePtr catalogue_now
)
    : base(foundation),
      watch(base->executor),
      catalogue{std::move(catalogue_now)},
      work(base->executor),
      core(make_core(std::move(order_ref_space))),
      ask(&core),
      take_payment(&core, &ask),
      take_callback(&core, &ask),
      deliver_webhooks(&core),
      refund_money(&core),
      time_work(&core, &ask, &refund_money),
      seal_history(&core, seal_plan()),
      store_watch(base->store.get(), base->clock),
      provider_watch(
          &base->config, base->clock, base->store.get(), base->client.get(), &base->adapters
      ),
      api_keys(base->store.get()),
      api({&core, &take_payment, &take_callback, &deliver_webhooks, &refund_money},
          &api_keys,
          api_options()),
      health(base->clock, health_sources()),
      rewrap(&core, base->executor),
      retention(&core, base->config.retention),
      upkeep(upkeep_parts()),
      admin(admin_parts()),
      public_server(
          base->executor,
          *base->clock,
          api,
          public_options(base->config, base->entropy, &take_callback)
      ),
      private_server(
          base->executor, *base->clock, health, private_options(base->config, base->entropy)
      ),
      admin_server(base->executor, *base->clock, admin, admin_options(base->config, base->entropy)),
      loops(base->executor) {
    ops::Metrics& metrics = base->telemetry->metrics();
    metrics.before_scrape([this](ops::Metrics& m) {
        provider_watch.set_gauges(&m);
        m.gauge("store_queue", {}, static_cast<double>(base->store->health().queued));
        const std::pair<const char*, const net::HttpServer*> listeners[] = {
            {"public", &public_server}, {"private", &private_server}
        };
        for (const auto& [name, server] : listeners) {
            const net::HttpServerStats stats = server->stats();
            const Fields labels = {{"listener", name}};
            m.gauge("listener_connections", labels, static_cast<double>(stats.connections));
            m.gauge(
                "listener_requests_in_flight", labels, static_cast<double>(stats.requests_in_flight)
            );
            m.gauge(
                "listener_requests_waiting", labels, static_cast<double>(stats.requests_waiting)
            );
            m.gauge("listener_requests", labels, static_cast<double>(stats.requests));
            m.gauge("listener_faults", labels, static_cast<double>(stats.faults));
        }
    });
}

Gateway::House::~House() = default;

flows::Core Gateway::House::make_core(std::string order_ref_space) {
    FlowConfig flow = base->config.flow;
    flow.order_ref_space = std::move(order_ref_space);
    flow.boot_id = base->boot_id;
    // Under maintenance nobody may begin to pay; what was begun goes on.
    for (auto& account : flow.accounts) {
        const auto house = base->config.providers.find(account.key.provider);
        if (house != base->config.providers.end() && house->second.maintenance)
            account.enabled = false;
    }
    flows::Core out;
    out.store = base->store.get();
    out.clock = base->clock;
    out.entropy = base->entropy;
    out.keys = base->keys.get();
    out.sealer = base->sealer.get();
    out.transport = base->client.get();
    out.telemetry = base->telemetry.get();
    out.renderer = api::make_renderer(flow.public_url);
    out.config = std::make_shared<const FlowConfig>(std::move(flow));
    for (const auto& [name, adapter] : base->adapters) out.adapters[name] = adapter.get();
    out.catalogue = &catalogue;
    out.watch = &watch;
    out.numbers = &numbers;
    out.work = &work;
    return out;
}

flows::SealPlan Gateway::House::seal_plan() const {
    flows::SealPlan out;
    out.notary = base->seal_key.get();
    out.witness = base->witness.get();
    out.every_s = base->config.audit.seal_every_s;
    return out;
}

api::ApiOptions Gateway::House::api_options() {
    api::ApiOptions out = base->api;
    out.provider_state = [this](const std::string& provider) {
        return provider_watch.state(provider);
    };
    return out;
}

ops::HealthSources Gateway::House::health_sources() {
    ops::HealthSources out;
    out.version = std::string(version());
    out.ready = [this] {
        std::vector<ops::Check> checks = store_watch.checks();
        // Start-up fails without them, so that a running process has them; told because people look
        // for it.
        checks.push_back({"keys", ops::CheckState::up, ""});
        for (auto& check : provider_watch.certificate_checks()) checks.push_back(std::move(check));
        for (auto& check : provider_watch.date_checks()) checks.push_back(std::move(check));
        for (auto& check : provider_watch.number_checks()) checks.push_back(std::move(check));
        return checks;
    };
    out.providers = [this] { return provider_watch.facts(); };
    out.alarms = [this] { return base->telemetry->alarms(); };
    out.metrics = [this] { return base->telemetry->metrics().text(); };
    return out;
}

Task<Result<api::ImportSummary>> Gateway::House::import(
    House* house, Task<Result<api::ImportSummary>> into_store
) {
    Result<api::ImportSummary> done = co_await std::move(into_store);
    if (!done) co_return done.error();
    Result<CataloguePtr> now = co_await load_catalogue(house->base->store.get());
    if (!now) co_return now.error();
    house->catalogue.now = std::move(now.value());
    co_return done;
}

api::AdminParts Gateway::House::admin_parts() {
    api::AdminParts out;
    out.store = base->store.get();
    out.clock = base->clock;
    out.entropy = base->entropy;
    out.telemetry = base->telemetry.get();
    out.keys = &api_keys;
    out.import_services = [this](std::string csv, NewEvent audit) {
        return import(this, import_services(base->store.get(), std::move(csv), std::move(audit)));
    };
    out.import_agencies = [this](std::string csv, NewEvent audit) {
        return import(this, import_agencies(base->store.get(), std::move(csv), std::move(audit)));
    };
    out.status = [this] { return status(); };
    out.upkeep = &upkeep;
    return out;
}

Task<Result<void>> Gateway::House::fit_to_begin() {
    if (base->config.clock_is_right) {
        base->telemetry->log(Level::warning, "clock_trusted", {});
        Result<void> trusted = co_await store_watch.trust_clock();
        if (!trusted) co_return trusted.error();
    }
    co_await store_watch.beat();
    Result<void> clock = store_watch.clock_usable();
    if (!clock) co_return clock.error();
    auto given_up = [lost = base->config.lost_ring_keys](const std::string& key) {
        return std::ranges::find(lost, key) != lost.end();
    };
    std::function<bool(const std::string&)> may_miss = std::move(given_up);
    Result<void> ring =
        co_await flows::check_ring(base->store.get(), base->sealer.get(), std::move(may_miss));
    if (!ring && ring.error().fault == Fault::configuration)
        ring.error().detail += "; if it is lost for ever, name it in [personal_data] lost_keys";
    co_return ring;
}

api::UpkeepParts Gateway::House::upkeep_parts() {
    api::UpkeepParts out;
    out.core = &core;
    out.sealer = base->sealer.get();
    out.read_ring = [this]() -> Result<std::vector<crypto::RingKey>> {
        BOOST_OUTCOME_TRY(auto ring, read_ring(base->config.file));
        // Before anything is done with it: also what a refused reload says must not show a key.
        base->telemetry->learn(known_keys(ring));
        return ring;
    };
    out.rewrap = &rewrap;
    out.retention = &retention;
    out.public_url = base->config.flow.public_url;
    return out;
}

std::string Gateway::House::status() const {
    nlohmann::ordered_json out;
    out["version"] = version();
    out["boot_id"] = base->boot_id;
    out["public_port"] = public_server.port();
    out["private_port"] = private_server.port();
    out["services"] = catalogue.now->services.size();
    out["agencies"] = catalogue.now->agencies.size();
    return out.dump();
}

/// Proves that the store writes, and keeps the numbers that /metrics must not wait for.
Task<void> Gateway::House::watch_store(House* house) {
    for (;;) {
        co_await house->provider_watch.refresh();
        house->provider_watch.tell_of_ends(house->base->telemetry.get());
        const Mono next = house->base->clock->mono().plus_ms(ops::StoreWatch::interval_s * 1000);
        const bool go_on = co_await house->base->clock->sleep_until(next);
        if (!go_on) co_return;
        co_await house->store_watch.beat();
    }
}

/// A key that another process made or revoked counts here within seconds.
Task<void> Gateway::House::refresh_keys(House* house) {
    for (;;) {
        const Mono next = house->base->clock->mono().plus_ms(key_refresh_ms);
        const bool go_on = co_await house->base->clock->sleep_until(next);
        if (!go_on) co_return;
        Result<void> done = co_await house->api_keys.reload();
        if (!done) {
            house->base->telemetry->log(
                Level::warning,
                "api_keys_not_read",
                {{"fault", std::string(code_of(done.error().fault))}}
            );
        }
    }
}

void Gateway::House::spawn_loops() {
    loops.spawn(time_work.run());
    loops.spawn(deliver_webhooks.run());
    if (base->seal_key) loops.spawn(seal_history.run());
    loops.spawn(watch_store(this));
    loops.spawn(refresh_keys(this));
    loops.spawn(rewrap.run());
    loops.spawn(retention.run());
}

Result<Listening> Gateway::House::listen() {
    if (!base->config.server.admin_socket.empty()) {
        BOOST_OUTCOME_TRY(admin_server.listen());
        admin_listens = true;
    }
    BOOST_OUTCOME_TRY(private_server.listen());
    private_listens = true;
    BOOST_OUTCOME_TRY(public_server.listen());
    public_listens = true;
    return Listening{public_server.port(), private_server.port()};
}

Task<void> Gateway::House::close(Mono due) {
    health.drain();
    api.drain();
    if (public_listens) co_await public_server.drain(due);
    if (admin_listens) co_await admin_server.drain(due);
    co_await loops.close();
    // Work that has begun to move money may finish; cut off, it is adopted and asked for at the
    // next start.
    while (!work.empty() && base->clock->mono() < due) {
        const bool go_on =
            co_await base->clock->sleep_until(base->clock->mono().plus_ms(drain_look_ms));
        if (!go_on) break;
    }
    co_await work.close();
    if (private_listens) co_await private_server.drain(due);  // last: it says 503 until then
}

}  // namespace dvcpay::app
