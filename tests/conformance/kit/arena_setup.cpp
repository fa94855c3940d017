// How an arena is put together; what happens in it is in arena.cpp.
#include <utility>

#include <boost/asio/post.hpp>

#include "api/render.hpp"
#include "conformance/arena.hpp"
#include "conformance/arena_names.hpp"
#include "crypto/digest.hpp"

namespace dvcpay::conformance {

namespace {

constexpr Wall monday_morning{1'795'399'200'000};  // 2026-11-23 02:00 UTC, 09:00 in Vietnam
constexpr const char* gateway_url = "https://gateway.test";
constexpr const char* sandbox_url = "https://sandbox.test";
constexpr const char* ring_key = "conformance-ring-key-of-32-byte!";

class AheadClock final : public Clock {
  public:
    AheadClock(Clock& inner, std::int64_t ahead_ms) : inner_(&inner), ahead_ms_(ahead_ms) {}
    Wall wall() const override { return inner_->wall().plus_ms(ahead_ms_); }
    Mono mono() const override { return inner_->mono(); }
    Task<bool> sleep_until(Mono due) override { return inner_->sleep_until(due); }

  private:
    Clock* inner_;
    std::int64_t ahead_ms_;
};

/// The provider's own calls: in the kit every message is asked for and delivered by hand.
class NoTransport final : public Transport {
  public:
    Task<SendResult> send(OutboundRequest, Mono) override {
        co_return Unavailable{"the kit delivers by hand", 0};
    }
};

crypto::FileKeys make_keys(const Contender& contender, bool rotating, Entropy& entropy) {
    const auto& key = contender.contract.account.key;
    auto secrets = contender.contract.secrets;
    if (rotating) {
        for (const auto& [name, both] : contender.contract.rotating) secrets[name] = both;
    }
    crypto::SecretsByName out;
    for (const auto& [name, texts] : secrets) {
        for (const auto& text : texts) {
            out[key.provider + '/' + key.account + '/' + name].emplace_back(text);
        }
    }
    out["webhook/portal"].emplace_back("conformance-webhook-secret-32byt");
    auto keys = crypto::FileKeys::make(std::move(out), {}, &entropy);
    if (!keys) invariant_broken("the contract's secrets: " + keys.error().detail);
    return std::move(keys.value());
}

CataloguePtr catalogue() {
    auto out = std::make_shared<Catalogue>();
    Service service;
    service.code = service_code;
    service.name_vi = "Cấp giấy phép xây dựng";
    service.fee_kind = "phi_le_phi";
    out->services.emplace(service.code, service);
    Agency agency;
    agency.code = agency_code;
    agency.name_vi = "Sở Xây dựng";
    agency.kind = "so";
    out->agencies.emplace(agency.code, agency);
    return out;
}

FlowConfig flow_config(const Contender& contender) {
    FlowConfig out;
    out.public_url = gateway_url;
    out.order_ref_space = "S1";
    out.boot_id = "conformance";
    out.clients[client] = {client, {"https://portal.test"}};
    auto account = contender.contract.account;
    account.client = client;
    out.accounts.push_back(account);
    const auto plan = contender.module->check(account);
    if (!plan) {
        std::string why = "the contract's settings: " + plan.error().detail;
        for (const auto& field : plan.error().fields)
            why += ' ' + field.pointer + ' ' + field.detail;
        invariant_broken(why);
    }
    out.ask_plans[account.key] = plan.value();
    return out;
}

sqlite::SqliteOptions store_options(const std::string& vfs) {
    sqlite::SqliteOptions options;
    options.path = "dvcpay.db";
    options.vfs_name = vfs;
    options.boot_id = "conformance";
    options.writer_cache_kib = 1024;
    options.reader_cache_kib = 256;
    options.busy_timeout_ms = 0;
    return options;
}

std::string disk_name() {
    static int count = 0;  // names a disk of this process; nothing depends on it
    return "arena-" + std::to_string(++count);
}

std::unique_ptr<sqlite::SqliteStore> open_store(
    const std::string& vfs, const boost::asio::any_io_executor& executor
) {
    const auto options = store_options(vfs);
    const auto migrated = sqlite::migrate(options);
    DVC_INVARIANT(migrated.has_value());
    auto store = sqlite::SqliteStore::open(options, executor, executor);
    DVC_INVARIANT(store.has_value());
    return std::move(store.value());
}

api::ApiOptions api_options(const Contender& contender) {
    api::ApiOptions options;
    options.rate.per_second = 0;
    const auto& provider = contender.contract.account.key.provider;
    for (const auto& route : contender.module->routes) {
        options.inbound_routes.push_back({route.method, route.path, provider, route.kind});
    }
    return options;
}

}  // namespace

Arena::Arena(const Contender& contender, ArenaOptions options)
    : contender_(&contender),
      clock_(io_.get_executor(), monday_morning),
      provider_clock_(std::make_unique<AheadClock>(clock_, options.provider_ahead_ms)),
      entropy_(simulation::Rng(1)),
      provider_entropy_(simulation::Rng(2)),
      disk_(disk_name(), 1, testing::MemoryVfs::Default::yes),
      sqlite_(open_store(disk_.name(), io_.get_executor())),
      keys_(make_keys(contender, options.rotating, entropy_)),
      provider_tasks_(io_.get_executor()),
      token_tasks_(io_.get_executor()),
      provider_transport_(std::make_unique<NoTransport>()),
      watch_(io_.get_executor()),
      ask_(&core_),
      take_payment_(&core_, &ask_),
      take_callback_(&core_, &ask_),
      webhooks_(&core_),
      refund_money_(&core_),
      time_work_(&core_, &ask_, &refund_money_),
      api_keys_(sqlite_.get()),
      work_(io_.get_executor()),
      loops_(io_.get_executor()),
      actors_(io_.get_executor()) {
    wire_up();
    put_keys();
    loops_.spawn(time_work_.run());
}

void Arena::wire_up() {
    sandbox::Outside outside;
    outside.clock = provider_clock_.get();
    outside.entropy = &provider_entropy_;
    outside.transport = provider_transport_.get();
    outside.tasks = &provider_tasks_;
    outside.telemetry = &provider_telemetry_;
    outside.book = &book_;
    auto made = contender_->side->make(outside, contender_->contract.sandbox);
    if (!made) invariant_broken("the contract's sandbox: " + made.error().detail);
    provider_ = made.value().get();
    sandbox_ = std::make_unique<sandbox::Sandbox>(outside, sandbox::SandboxConfig{});
    sandbox_->add(std::move(made.value()));
    sandbox_->set_public_base_url(sandbox_url);
    wire_ = std::make_unique<Wire>(clock_, *sandbox_);
    authorizer_ = std::make_unique<toolkit::Authorizer>(*wire_, keys_, clock_, token_tasks_);
    watched_ = std::make_unique<Watched>(*authorizer_, *wire_);
    std::vector<crypto::RingKey> ring;
    ring.push_back({"ring-1", Secret(ring_key)});
    auto sealer = crypto::RingSealer::make(std::move(ring), entropy_);
    DVC_INVARIANT(sealer.has_value());
    sealer_.emplace(std::move(sealer.value()));
    auto config = flow_config(*contender_);
    adapter_ = contender_->module->make(*watched_, keys_, config.accounts);
    catalogue_.now = catalogue();
    core_.store = sqlite_.get();
    core_.clock = &clock_;
    core_.entropy = &entropy_;
    core_.keys = &keys_;
    core_.sealer = &*sealer_;
    core_.transport = watched_.get();
    core_.telemetry = &telemetry_;
    core_.renderer = api::make_renderer(config.public_url);
    core_.config = std::make_shared<const FlowConfig>(std::move(config));
    core_.adapters[provider()] = adapter_.get();
    core_.catalogue = &catalogue_;
    core_.numbers = &numbers_;
    core_.watch = &watch_;
    core_.work = &work_;
    core_.longest_sleep_ms = 6 * hour_ms;
    telemetry_.forbidden = {payer_name, payer_id_number};
    for (const auto& need : contender_->module->keys(contender_->contract.account)) {
        if (need.kind != KeyNeed::Kind::text) continue;
        const auto at = contender_->contract.secrets.find(need.name);
        if (at == contender_->contract.secrets.end()) continue;
        for (const auto& text : at->second) telemetry_.forbidden.push_back(text);
    }
    telemetry_.on_leak = [this](const std::string& line) { leaks.push_back(line); };
    api_ = std::make_unique<api::Api>(
        api::ApiFlows{&core_, &take_payment_, &take_callback_, &webhooks_, &refund_money_},
        &api_keys_,
        api_options(*contender_)
    );
    admin("settings", Json{{"magic_amounts", "off"}});
}

void Arena::put_keys() {
    std::function<Result<void>(Txn&)> work = [this](Txn& txn) -> Result<void> {
        std::uint8_t nth = 0;
        for (const auto* text : {portal_key, maker_key, checker_key}) {
            std::array<std::byte, 10> bytes{};
            bytes[9] = std::byte{nth};
            ApiKey key;
            key.id = KeyId::make(clock_.wall(), bytes);
            const auto kind = nth++ == 0 ? PrincipalKind::system : PrincipalKind::person;
            key.principal = {PrincipalId::make(clock_.wall(), bytes), kind, "kit"};
            key.sha256 = crypto::sha256_hex(text);
            key.client = client;
            key.scopes = {
                "payments:write",
                "payments:read",
                "refunds:request",
                "refunds:approve",
                "incidents:write",
                "incidents:approve"
            };
            key.created_at = clock_.wall();
            txn.put_api_key(key);
        }
        return ok();
    };
    auto written = run(sqlite_->write(Priority::ordinary, std::move(work)));
    DVC_INVARIANT(written.has_value());
    auto known = run(api_keys_.reload());
    DVC_INVARIANT(known.has_value());
}

Arena::~Arena() {
    boost::asio::post(io_, [this] {
        for (auto* group : {&actors_, &loops_, &work_, &token_tasks_, &provider_tasks_}) {
            group->cancel();
        }
    });
    for (int idle = 0; idle < 3;) {
        if (io_.stopped()) io_.restart();
        idle = io_.poll() == 0 ? idle + 1 : 0;
    }
}

}  // namespace dvcpay::conformance
