#include "simulation/gateway_process.hpp"

#include "api/render.hpp"
#include "crypto/digest.hpp"
#include "momo/adapter.hpp"
#include "momo/settings.hpp"
#include "simulation/setting.hpp"

namespace dvcpay::simulation {
namespace {

crypto::SecretsByName secrets() {
    crypto::SecretsByName out;
    out["momo/default/secret_key"].emplace_back(setting::secret_key);
    out["webhook/portal"].emplace_back(setting::webhook_secret);
    return out;
}

crypto::FileKeys make_keys() {
    auto keys = crypto::FileKeys::make(secrets());
    DVC_INVARIANT(keys.has_value());
    return std::move(keys.value());
}

crypto::RingSealer make_sealer(Entropy& entropy) {
    std::vector<crypto::RingKey> ring;
    ring.push_back({"ring-1", Secret(setting::ring_key)});
    auto sealer = crypto::RingSealer::make(std::move(ring), entropy);
    DVC_INVARIANT(sealer.has_value());
    return std::move(sealer.value());
}

CataloguePtr catalogue() {
    auto out = std::make_shared<Catalogue>();
    Service service;
    service.code = setting::service;
    service.name_vi = "Cấp giấy phép xây dựng";
    service.fee_kind = "phi_le_phi";
    out->services.emplace(service.code, service);
    Agency agency;
    agency.code = setting::agency;
    agency.name_vi = "Sở Xây dựng";
    agency.kind = "so";
    out->agencies.emplace(agency.code, agency);
    return out;
}

ProviderAccount momo_account() {
    ProviderAccount account;
    account.key = {"momo", "default"};
    account.client = setting::client;
    account.settings["endpoint"] = "https://" + setting::momo_host;
    account.settings["partner_code"] = setting::partner_code;
    account.settings["access_key"] = setting::access_key;
    account.settings["pay_url_hosts"] = setting::momo_host;
    account.beneficiary = {"0011002233", "970415", "SO XAY DUNG"};
    return account;
}

sqlite::SqliteOptions store_options(const ProcessWorld& world, std::int64_t life) {
    sqlite::SqliteOptions options;
    options.path = "dvcpay.db";
    options.vfs_name = world.vfs_name;
    options.boot_id = "life-" + std::to_string(life);
    options.writer_cache_kib = 1024;
    options.reader_cache_kib = 256;
    options.busy_timeout_ms = 0;  // nobody else has the file, and waiting would be real time
    return options;
}

/// Nobody is turned away for asking often: a limit would only slow the story.
api::ApiOptions api_options() {
    api::ApiOptions options;
    options.rate.per_second = 0;
    return options;
}

std::unique_ptr<Adapter> make_adapter(Transport& transport, Keys& keys, PlantedBug bug) {
    return planted(momo::make_momo(transport, keys, {momo_account()}), bug);
}

}  // namespace

FlowConfig flow_config(std::int64_t life) {
    FlowConfig out;
    out.public_url = "https://" + setting::gateway_host;
    out.order_ref_space = "S1";
    out.boot_id = "life-" + std::to_string(life);
    out.clients[setting::client] = {setting::client, {"https://" + setting::portal_host}};
    WebhookEndpoint endpoint;
    endpoint.id = "portal";
    endpoint.client = setting::client;
    endpoint.url = "https://" + setting::portal_host + "/webhooks";
    endpoint.key = "webhook/portal";
    out.endpoints.push_back(endpoint);
    out.accounts.push_back(momo_account());
    const auto settings = momo::read_settings(out.accounts.front());
    DVC_INVARIANT(settings.has_value());
    out.ask_plans[out.accounts.front().key] = settings.value().ask_plan;
    return out;
}

Result<std::unique_ptr<GatewayProcess>> GatewayProcess::start(
    ProcessWorld world, std::int64_t life, Rng rng
) {
    const auto options = store_options(world, life);
    if (const auto migrated = sqlite::migrate(options); !migrated) return migrated.error();
    const auto executor = world.io->get_executor();
    BOOST_OUTCOME_TRY(auto store, sqlite::SqliteStore::open(options, executor, executor));
    auto process = std::unique_ptr<GatewayProcess>(
        new GatewayProcess(std::move(world), life, rng, std::move(store))
    );
    process->starting_.spawn(process->boot());
    return process;
}

GatewayProcess::GatewayProcess(
    ProcessWorld world, std::int64_t life, Rng rng, std::unique_ptr<sqlite::SqliteStore> store
)
    : world_(std::move(world)),
      entropy_(rng),
      keys_(make_keys()),
      sealer_(make_sealer(entropy_)),
      transport_(world_.network, setting::gateway_host),
      planted_transport_(planted(&transport_, world_.bug)),
      sqlite_(std::move(store)),
      store_(sqlite_.get(), world_.faults, world_.bug, world_.clock, &work_),
      watch_(world_.io->get_executor()),
      momo_(make_adapter(*planted_transport_, keys_, world_.bug)),
      ask_(&core_),
      take_payment_(&core_, &ask_),
      take_callback_(&core_, &ask_),
      webhooks_(&core_),
      refund_money_(&core_),
      time_work_(&core_, &ask_, &refund_money_),
      api_keys_(&store_),
      api_(
          api::ApiFlows{&core_, &take_payment_, &take_callback_, &webhooks_, &refund_money_},
          &api_keys_,
          api_options()
      ),
      handler_(planted(&api_, world_.bug)),
      work_(world_.io->get_executor()),
      loops_(world_.io->get_executor()),
      requests_(world_.io->get_executor()),
      starting_(world_.io->get_executor()) {
    FlowConfig config = flow_config(life);
    if (world_.adjust) world_.adjust(config);
    catalogue_.now = catalogue();
    core_.store = &store_;
    core_.clock = world_.clock;
    core_.entropy = &entropy_;
    core_.keys = &keys_;
    core_.sealer = &sealer_;
    core_.transport = planted_transport_.get();
    core_.telemetry = world_.telemetry;
    core_.renderer = planted(api::make_renderer(config.public_url), world_.bug);
    core_.config = std::make_shared<const FlowConfig>(std::move(config));
    core_.adapters["momo"] = momo_.get();
    core_.catalogue = &catalogue_;
    core_.watch = &watch_;
    core_.numbers = &numbers_;
    core_.work = &work_;
    core_.longest_sleep_ms = 6 * 3600 * 1000;
}

GatewayProcess::~GatewayProcess() {
    DVC_INVARIANT(is_over());
}

Result<void> GatewayProcess::put_key(Txn& txn) const {
    if (!txn.api_keys().empty()) return ok();
    ApiKey key;
    std::array<std::byte, 10> bytes{};
    key.id = KeyId::make(world_.clock->wall(), bytes);
    key.principal = {
        PrincipalId::make(world_.clock->wall(), bytes), PrincipalKind::system, "portal"
    };
    key.sha256 = crypto::sha256_hex(setting::api_key);
    key.client = setting::client;
    key.scopes = {"payments:write", "payments:read", "webhooks:manage"};
    key.created_at = world_.clock->wall();
    txn.put_api_key(key);
    std::uint8_t nth = 1;
    for (const auto& text : {setting::maker_key, setting::checker_key}) {
        bytes[9] = std::byte{nth++};
        key.id = KeyId::make(world_.clock->wall(), bytes);
        key.principal = {
            PrincipalId::make(world_.clock->wall(), bytes), PrincipalKind::person, "finance"
        };
        key.sha256 = crypto::sha256_hex(text);
        key.scopes = {
            "payments:read",
            "refunds:request",
            "refunds:approve",
            "incidents:write",
            "incidents:approve"
        };
        txn.put_api_key(key);
    }
    return ok();
}

Task<void> GatewayProcess::boot() {
    constexpr std::int64_t pause_ms = 1000;
    for (;;) {
        std::function<Result<void>(Txn&)> work = [this](Txn& txn) { return put_key(txn); };
        Result<void> kept = co_await sqlite_->write(Priority::ordinary, std::move(work));
        Result<void> known = co_await api_keys_.reload();
        Result<std::int64_t> adopted = co_await take_payment_.adopt_orphans();
        if (kept && known && adopted) break;
        const bool slept =
            co_await world_.clock->sleep_until(world_.clock->mono().plus_ms(pause_ms));
        if (!slept) co_return;
    }
    world_.network->up(setting::gateway_host, {handler_.get(), &requests_});
    loops_.spawn(time_work_.run());
    loops_.spawn(webhooks_.run());
    up_ = true;
}

void GatewayProcess::cut() {
    transport_.cut();
    if (up_) world_.network->down(setting::gateway_host);
    up_ = false;
}

void GatewayProcess::die() {
    cut();
    dying_ = true;
    starting_.cancel();
    requests_.cancel();
    loops_.cancel();
    work_.cancel();
}

}  // namespace dvcpay::simulation
