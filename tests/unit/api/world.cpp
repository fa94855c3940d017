#include "world.hpp"

#include <sstream>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include "api/render.hpp"
#include "ports/proof.hpp"

namespace dvcpay::testing {

namespace net = boost::asio;

// --- fakes --------------------------------------------------------------------------------------

Task<bool> FakeClock::sleep_until(Mono due) {
    if (due <= now_) co_return true;
    auto timer = std::make_shared<net::steady_timer>(*loop_, net::steady_timer::time_point::max());
    const auto place = alarms_.emplace(due, timer);
    co_await net::this_coro::throw_if_cancelled(false);
    co_await timer->async_wait(net::as_tuple(net::use_awaitable));
    if (now_ >= due) co_return true;
    alarms_.erase(place);
    co_return false;
}

bool FakeClock::ring_next() {
    if (alarms_.empty()) return false;
    const auto first = alarms_.begin();
    now_ = std::max(now_, first->first);
    const auto timer = first->second;
    alarms_.erase(first);
    timer->cancel();
    return true;
}

FakeAdapter::FakeAdapter() {
    capability_.provider = "momo";
    capability_.display_name = "MoMo";
    for (const Method method : {Method::redirect, Method::qr, Method::app}) {
        MethodCapability m;
        m.method = method;
        m.amount_min = Money::dong(1000);
        m.amount_max = Money::dong(50'000'000);
        m.longest_expiry_s = 6000;
        capability_.methods.push_back(m);
    }
    capability_.query_attempt = true;
    capability_.ask_plan = AskPlan{{15, 60}};
    capability_.inbound_kinds = {"ipn"};
}

Task<CreateResult> FakeAdapter::initiate(CreateOrder order, Mono /*due*/) {
    orders.push_back(order);
    if (refuse) {
        CreateRefused no;
        no.failure = Failure{"declined_by_provider", "1001", "Bị từ chối", "Declined", true};
        co_return no;
    }
    CreateOpened opened;
    if (order.attempt.method == Method::qr) {
        opened.next_action.kind = NextAction::Kind::qr;
        opened.next_action.qr_payload = "000201momo" + order.attempt.order_ref.text();
    } else {
        opened.next_action.kind = NextAction::Kind::redirect;
        opened.next_action.url = "https://pay.example.vn/" + order.attempt.order_ref.text();
    }
    co_return opened;
}

Task<QueryResult> FakeAdapter::query_attempt(QueryOrder /*order*/, Mono /*due*/) {
    if (while_asked) co_await while_asked();
    co_return QuerySilent{"not asked in these tests", false};
}

Result<Located> FakeAdapter::locate(
    const InboundCall& call, const std::vector<ProviderAccount>& accounts
) const {
    const std::string ref = call.request.body.substr(0, call.request.body.find(' '));
    if (ref.empty()) return Fault::malformed;
    return Located{accounts.front().key, {ref}};
}

VerifyResult FakeAdapter::verify(const InboundCall& call, const InboundContext& context) const {
    std::istringstream words(call.request.body);
    std::int64_t amount = 0;
    Notice notice;
    words >> notice.order_ref >> amount >> notice.provider_txn;
    if (!words) return Distrust::bad_signature;
    notice.account = context.account.key;
    notice.said = Said::paid;
    notice.amount = Money::dong(amount);
    return std::vector{Verified<Notice>(notice, ProofIssuer::signature())};
}

Task<HttpResponse> FakeAdapter::answer(InboundCall /*call*/, InboundOutcome outcome) {
    HttpResponse out;
    out.status = outcome.kind == InboundOutcome::Kind::taken ? 204 : 400;
    co_return out;
}

std::optional<ReturnVisit> FakeAdapter::read_return(
    std::string_view query, const std::vector<ProviderAccount>& /*accounts*/
) const {
    if (!query.starts_with("orderId=")) return std::nullopt;
    return ReturnVisit{std::string(query.substr(8)), true};
}

// --- world --------------------------------------------------------------------------------------

namespace {

std::string next_disk() {
    static int number = 0;
    return "api-" + std::to_string(++number);
}

CataloguePtr test_catalogue() {
    Catalogue all;
    const auto service = [&](const char* code, const char* name, const char* kind) {
        Service s;
        s.code = code;
        s.name_vi = name;
        s.fee_kind = kind;
        s.level = "tinh";
        all.services.emplace(code, s);
    };
    service("1.004222", "Đăng ký thường trú", "le_phi");
    service("1.001193", "Đăng ký khai sinh", "mien_phi");
    service("2.000815", "Chứng thực bản sao", "phi");
    Agency old;
    old.code = "H33";
    old.name_vi = "Tỉnh Kiên Giang";
    old.validity = {Day{2020, 7, 22}, Day{2025, 6, 30}};
    all.agencies.emplace(old.code, old);
    for (const char* code : {"H01", "H01.12", "H01.13"}) {
        Agency a;
        a.code = code;
        a.name_vi = "Cơ quan";
        a.validity.from = Day{2025, 7, 1};
        all.agencies.emplace(code, a);
    }
    return std::make_shared<const Catalogue>(std::move(all));
}

std::shared_ptr<FlowConfig> test_config() {
    auto config = std::make_shared<FlowConfig>();
    config->public_url = "https://gateway.example.vn";
    config->order_ref_space = "AA";
    config->boot_id = "boot-1";
    config->clients["portal"] = {
        "portal", {"https://dichvucong.example.vn", "http://127.0.0.1:9000"}
    };
    config->clients["other"] = {"other", {"https://other.example.vn"}};
    WebhookEndpoint endpoint;
    endpoint.id = "portal-main";
    endpoint.client = "portal";
    endpoint.url = "https://dichvucong.example.vn/hook";
    endpoint.key = "webhook/portal";
    config->endpoints.push_back(endpoint);
    ProviderAccount account;
    account.key = {"momo", "default"};
    account.beneficiary = {"1020000001", "970418", "KHO BAC NHA NUOC"};
    config->accounts.push_back(account);
    return config;
}

}  // namespace

api::ApiOptions ApiWorld::default_options() {
    api::ApiOptions options;
    options.rate.per_second = 0;
    options.inbound_routes.push_back({"POST", "/momo/notify", "momo", "ipn"});
    return options;
}

ApiWorld::ApiWorld(api::ApiOptions options) : disk(next_disk()) {
    sqlite::SqliteOptions at;
    at.path = "dvcpay.db";
    at.vfs_name = disk.name();
    at.boot_id = "boot-1";
    EXPECT_TRUE(sqlite::migrate(at).has_value());
    auto opened = sqlite::SqliteStore::open(at, loop.get_executor(), loop.get_executor());
    EXPECT_TRUE(opened.has_value());
    store = std::move(opened.value());
    std::vector<crypto::RingKey> ring;
    ring.push_back({"ring-1", Secret(std::string(32, 'k'))});
    sealer_ = std::make_unique<crypto::RingSealer>(
        crypto::RingSealer::make(std::move(ring), entropy).value()
    );
    crypto::SecretsByName secrets;
    secrets["webhook/portal"].push_back(Secret(std::string(32, 'w')));
    file_keys_ =
        std::make_unique<crypto::FileKeys>(crypto::FileKeys::make(std::move(secrets)).value());
    catalogue_.now = test_catalogue();
    work_ = std::make_unique<TaskGroup>(loop.get_executor());
    const auto config = test_config();
    core.store = store.get();
    core.clock = &clock;
    core.entropy = &entropy;
    core.keys = file_keys_.get();
    core.sealer = sealer_.get();
    core.telemetry = &telemetry;
    core.renderer = api::make_renderer(config->public_url);
    core.config = config;
    core.adapters["momo"] = &adapter;
    core.catalogue = &catalogue_;
    core.watch = &watch_;
    core.numbers = &numbers_;
    core.work = work_.get();
    ask_ = std::make_unique<flows::AskStatus>(&core);
    take_payment_ = std::make_unique<flows::TakePayment>(&core, ask_.get());
    take_callback_ = std::make_unique<flows::TakeCallback>(&core, ask_.get());
    deliver_ = std::make_unique<flows::DeliverWebhooks>(&core);
    refunds_ = std::make_unique<flows::RefundMoney>(&core);
    keys = std::make_unique<api::ApiKeys>(store.get());
    const api::ApiFlows flows{
        &core, take_payment_.get(), take_callback_.get(), deliver_.get(), refunds_.get()
    };
    api = std::make_unique<api::Api>(flows, keys.get(), std::move(options));
    api::AdminParts parts{store.get(), &clock, &entropy, &telemetry, keys.get(), {}, {}, {}};
    parts.import_services =
        [this](std::string csv, NewEvent audit) -> Task<Result<api::ImportSummary>> {
        imported = std::move(csv);
        imported_by = std::move(audit.draft.actor);
        co_return api::ImportSummary{3, 2, 1, 0};
    };
    parts.status = [] { return std::string(R"({"version":"test"})"); };
    rewrap = std::make_unique<flows::RewrapRing>(&core, loop.get_executor());
    api::UpkeepParts upkeep;
    upkeep.core = &core;
    upkeep.sealer = sealer_.get();
    upkeep.read_ring = [this]() -> Result<std::vector<crypto::RingKey>> {
        std::vector<crypto::RingKey> out;
        for (const auto& [id, byte] : ring_files)
            out.push_back({id, Secret(std::string(32, byte))});
        return out;
    };
    upkeep.rewrap = rewrap.get();
    retention = std::make_unique<flows::Retention>(&core, RetentionRules{});
    upkeep.retention = retention.get();
    upkeep_ = std::make_unique<api::Upkeep>(std::move(upkeep));
    parts.upkeep = upkeep_.get();
    admin_api = std::make_unique<api::AdminApi>(std::move(parts));
    key = make_key({"payments:write", "payments:read", "webhooks:manage"});
}

ApiWorld::~ApiWorld() {
    work_->cancel();
    loop.restart();
    loop.poll();
}

std::string ApiWorld::make_key(
    std::vector<std::string> scopes,
    std::vector<std::string> agencies,
    std::string client,
    std::string kind
) {
    const nlohmann::json body{
        {"name", "Test " + std::to_string(++keys_made)},  // each is another person
        {"kind", kind},
        {"client", client.empty() ? nlohmann::json() : nlohmann::json(client)},
        {"scopes", scopes},
        {"agencies", agencies}
    };
    const Answer made = admin("POST", "/admin/keys", body.dump());
    EXPECT_EQ(made.status(), 201) << made.http.body;
    return made.json().at("key");
}

void ApiWorld::run_ready() {
    loop.restart();
    while (loop.poll() > 0) loop.restart();
}

std::shared_ptr<std::optional<Answer>> ApiWorld::begin(HttpRequest request) {
    auto slot = std::make_shared<std::optional<Answer>>();
    net::co_spawn(
        loop,
        api->handle(std::move(request)),
        [slot](std::exception_ptr bug, HttpResponse r) {
            if (bug) std::rethrow_exception(bug);
            *slot = Answer{std::move(r)};
        }
    );
    return slot;
}

Answer ApiWorld::call(HttpRequest request) {
    const auto slot = begin(std::move(request));
    run_ready();
    while (!*slot && clock.ring_next()) run_ready();
    EXPECT_TRUE(slot->has_value()) << "the call never ended";
    return **slot;
}

HttpRequest ApiWorld::request(const std::string& method, const std::string& target, Headers more) {
    HttpRequest out;
    out.method = method;
    out.target = target;
    out.peer = "127.0.0.1";
    out.headers = std::move(more);
    if (out.headers.count("Authorization") == 0) out.headers.add("Authorization", "Bearer " + key);
    return out;
}

Answer ApiWorld::get(const std::string& target, Headers more) {
    return call(request("GET", target, std::move(more)));
}

Answer ApiWorld::post(const std::string& target, const std::string& body, Headers more) {
    HttpRequest out = request("POST", target, std::move(more));
    if (out.headers.count("Idempotency-Key") == 0) {
        out.headers.add("Idempotency-Key", "key-" + std::to_string(++posts_));
    }
    if (out.headers.count("Content-Type") == 0) out.headers.add("Content-Type", "application/json");
    out.body = body;
    return call(std::move(out));
}

Answer ApiWorld::admin(
    const std::string& method, const std::string& target, const std::string& body
) {
    HttpRequest out;
    out.method = method;
    out.target = target;
    out.body = body;
    out.peer_user = "operator";
    std::optional<Answer> answer;
    net::co_spawn(
        loop,
        admin_api->handle(std::move(out)),
        [&answer](std::exception_ptr bug, HttpResponse r) {
            if (bug) std::rethrow_exception(bug);
            answer = Answer{std::move(r)};
        }
    );
    run_ready();
    while (!answer && clock.ring_next()) run_ready();
    return *answer;
}

std::vector<Event> ApiWorld::history(const std::string& chain) {
    std::vector<Event> found;
    std::function<Result<void>(Reader&)> look = [&found, chain](Reader& reader) -> Result<void> {
        found = reader.events_of(chain);
        return ok();
    };
    auto read = [](Store* from, std::function<Result<void>(Reader&)> work) -> Task<void> {
        const Result<void> done = co_await from->read(std::move(work));
        EXPECT_TRUE(done.has_value());
    };
    run_ready();
    net::co_spawn(loop, read(store.get(), std::move(look)), [](std::exception_ptr bug) {
        if (bug) std::rethrow_exception(bug);
    });
    run_ready();
    return found;
}

void ApiWorld::lose_power(std::uint64_t seed) {
    disk.crash(MemoryVfs::Loss::some, seed);
    disk.heal();
    store.reset();
    run_ready();
    sqlite::SqliteOptions at;
    at.path = "dvcpay.db";
    at.vfs_name = disk.name();
    at.boot_id = "boot-after-" + std::to_string(seed);
    auto opened = sqlite::SqliteStore::open(at, loop.get_executor(), loop.get_executor());
    ASSERT_TRUE(opened.has_value()) << opened.error().detail;
    store = std::move(opened.value());
    core.store = store.get();
}

void ApiWorld::read(std::function<void(Reader&)> look) {
    std::function<Result<void>(Reader&)> work = [look](Reader& reader) -> Result<void> {
        look(reader);
        return ok();
    };
    EXPECT_TRUE(await(store->read(std::move(work))));
}

void ApiWorld::write(std::function<void(Txn&)> change) {
    std::function<Result<void>(Txn&)> work = [change](Txn& txn) -> Result<void> {
        change(txn);
        return ok();
    };
    EXPECT_TRUE(await(store->write(Priority::ordinary, std::move(work))));
}

nlohmann::json example_body() {
    return nlohmann::json::parse(R"({
      "reference": "H01.12-261123-0042", "service_code": "1.004222", "agency_code": "H01.12",
      "amount": 60000, "currency": "VND",
      "lines": [ {"kind": "fee", "code": "PHI01", "description": "Phí thẩm định", "amount": 50000},
                 {"kind": "charge", "code": "LP01", "description": "Lệ phí cấp giấy phép", "amount": 10000} ],
      "description": "Nộp phí, lệ phí hồ sơ H01.12-261123-0042",
      "payer": {"name": "Nguyễn Văn An", "id_number": "091099001234", "tax_code": null, "phone": "0912345678",
                "email": "an@example.vn", "address": "Rạch Giá"},
      "owner": null, "return_url": "https://dichvucong.example.vn/thanh-toan/ket-qua",
      "expires_in": 900, "provider": "momo", "method": "redirect", "locale": "vi",
      "metadata": {"dossier": "42"}, "supersedes": null })");
}

}  // namespace dvcpay::testing
