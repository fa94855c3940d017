#include "app/wiring.hpp"

#include <array>

#include <unistd.h>

#include "app/catalogue_import.hpp"
#include "app/wiring_options.hpp"
#include "app/wiring_parts.hpp"
#include "app/wiring_secrets.hpp"
#include "crypto/digest.hpp"
#include "flows/epoch.hpp"
#include "net/system.hpp"

namespace dvcpay::app {
namespace {

std::string random_hex(Entropy& entropy) {
    std::array<std::byte, 8> bytes{};
    entropy.fill(bytes);
    return crypto::to_hex(
        std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size())
    );
}

/// An operator's file, read by the daemon: its own user is who did it.
NewEvent first_filling(const Clock* clock, Entropy* entropy) {
    NewEvent event;
    event.at = clock->wall();
    event.id = fresh_id<EventId>(*entropy, event.at);
    event.draft.type = EventType::catalogue_imported;
    event.draft.actor = "os:" + net::user_name(::geteuid());
    event.data = "{}";
    return event;
}

}  // namespace

std::string_view version() {
    return DVCPAY_VERSION;
}

Gateway::Gateway(std::unique_ptr<Foundation> foundation) : foundation_(std::move(foundation)) {}
Gateway::~Gateway() = default;
ops::JsonTelemetry& Gateway::telemetry() {
    return *foundation_->telemetry;
}

Result<void> Gateway::make_seals(Foundation* base) {
    const AuditConfig& audit = base->config.audit;
    if (audit.seal_key.empty()) return ok();
    BOOST_OUTCOME_TRY(auto key, crypto::SealKey::parse(audit.seal_key));
    base->seal_key = std::make_unique<crypto::SealKey>(std::move(key));
    if (audit.witness_file.empty()) return ok();
    base->witness =
        std::make_unique<WitnessFile>(audit.witness_file, base->witness_thread.get_executor());
    return ok();
}

Result<std::unique_ptr<Gateway>> Gateway::make(
    Configuration config,
    boost::asio::io_context& loop,
    Clock& clock,
    Entropy& entropy,
    std::function<void(std::string_view)> tap
) {
    auto base = std::make_unique<Foundation>(std::move(config), loop, clock, entropy);
    base->boot_id = random_hex(entropy);
    ops::LogOptions log{base->config.log.level, base->config.log.file, std::move(tap)};
    BOOST_OUTCOME_TRY(
        base->telemetry,
        ops::JsonTelemetry::make(std::move(log), &clock, known_secrets(base->config))
    );
    const auto options = store_options(base->config, base->boot_id);
    BOOST_OUTCOME_TRY(auto applied, sqlite::migrate(options));
    for (const auto number : applied) {
        base->telemetry->log(
            Level::info, "migration_applied", {{"number", std::to_string(number)}}
        );
    }
    BOOST_OUTCOME_TRY(
        base->store,
        sqlite::SqliteStore::open(
            options, base->writer_thread.get_executor(), base->reader_threads.get_executor()
        )
    );
    auto signer = signer_on(base->signer_thread.get_executor());
    BOOST_OUTCOME_TRY(
        auto keys, crypto::FileKeys::make(copies(base->config.secrets), std::move(signer), &entropy)
    );
    base->keys = std::make_unique<crypto::FileKeys>(std::move(keys));
    BOOST_OUTCOME_TRY(auto sealer, crypto::RingSealer::make(std::move(base->config.ring), entropy));
    base->sealer = std::make_unique<crypto::RingSealer>(std::move(sealer));
    BOOST_OUTCOME_TRY(make_seals(base.get()));
    BOOST_OUTCOME_TRY(
        base->client, net::HttpClient::make(base->executor, clock, client_options(base->config))
    );
    base->authorizer =
        std::make_unique<toolkit::Authorizer>(*base->client, *base->keys, clock, base->token_tasks);
    base->adapters =
        make_adapters(base->authorizer.get(), base->keys.get(), base->config.flow.accounts);
    BOOST_OUTCOME_TRY(base->api, api_options(base->config));
    return std::unique_ptr<Gateway>(new Gateway(std::move(base)));
}

Task<Result<Listening>> Gateway::start() {
    Foundation& base = *foundation_;
    Store* store = base.store.get();
    const CatalogueFiles& files = base.config.catalogue;
    std::array<NewEvent, 2> audit;
    for (auto& event : audit) event = first_filling(base.clock, base.entropy);
    Result<bool> filled =
        co_await fill_empty_catalogue(store, files.services, files.agencies, std::move(audit));
    if (!filled) co_return filled.error();
    if (filled.value())
        base.telemetry->log(Level::info, "catalogue_filled", {{"from", files.services}});
    Result<CataloguePtr> catalogue = co_await load_catalogue(store);
    if (!catalogue) co_return catalogue.error();
    flows::Core early;  // the flows' own stands on what this one learns
    early.store = store;
    early.entropy = base.entropy;
    Result<flows::Epoch> epoch = co_await flows::epoch_of(&early);
    if (!epoch) co_return epoch.error();

    house_ = std::make_unique<House>(
        &base, std::move(epoch.value().order_ref_space), std::move(catalogue.value())
    );
    Result<void> fit = co_await house_->fit_to_begin();
    if (!fit) co_return fit.error();
    Result<bool> sealing =
        co_await flows::note_sealing_key(&house_->core, base.sealer->key_ids().front(), "clock");
    if (!sealing) co_return sealing.error();
    Result<void> keys = co_await house_->api_keys.reload();
    if (!keys) co_return keys.error();
    // Before the listeners: afterwards an attempt of this process might be taken for an orphan.
    Result<std::int64_t> adopted = co_await house_->take_payment.adopt_orphans();
    if (!adopted) co_return adopted.error();
    if (adopted.value() > 0) {
        base.telemetry->log(
            Level::warning, "orphans_adopted", {{"count", std::to_string(adopted.value())}}
        );
    }
    house_->spawn_loops();
    Result<Listening> listening = house_->listen();
    if (listening) {
        base.telemetry->log(
            Level::info,
            "started",
            {{"version", std::string(version())},
             {"boot_id", base.boot_id},
             {"public_port", std::to_string(listening.value().public_port)},
             {"private_port", std::to_string(listening.value().private_port)}}
        );
    }
    co_return listening;
}

Task<void> Gateway::stop() {
    Foundation& base = *foundation_;
    base.telemetry->log(Level::info, "stopping", {});
    const Mono due = base.clock->mono().plus_ms(base.config.server.drain_ms);
    if (house_) co_await house_->close(due);
    co_await base.token_tasks.close();
    base.client->close();
    co_await base.store->close();
    base.telemetry->log(Level::info, "stopped", {});
}

Task<void> Gateway::reload() {
    ops::JsonTelemetry& telemetry = *foundation_->telemetry;
    const auto tell = [&telemetry](std::string_view what, const Result<void>& done) {
        const Level level = done ? Level::info : Level::error;
        telemetry.log(
            level,
            "reloaded",
            {{"what", std::string(what)}, {"result", done ? std::string("ok") : done.error().detail}
            }
        );
    };
    tell("log", telemetry.reopen());
    if (!house_) co_return;
    Result<void> keys = co_await house_->api_keys.reload();
    tell("api_keys", keys);
    Result<bool> ring = co_await house_->upkeep.reload_ring("clock");
    if (ring) {
        tell("ring", ok());
    } else {
        tell("ring", ring.error());
    }
    Result<void> secrets = co_await house_->reload_secrets();
    tell("secrets", secrets);
    const ServerConfig& server = foundation_->config.server;
    if (server.public_listener.tls) tell("public_certificate", house_->public_server.reload_tls());
    if (server.private_listener.tls)
        tell("private_certificate", house_->private_server.reload_tls());
    house_->provider_watch.forget_told();
    house_->provider_watch.tell_of_ends(foundation_->telemetry.get());
}

}  // namespace dvcpay::app
