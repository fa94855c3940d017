#pragma once
// The API with everything real behind it but time, chance and the provider: real flows, the SQLite
// store on a disk in memory, one loop. A call runs to its end, time moving on by itself where
// somebody sleeps.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <nlohmann/json.hpp>

#include "api/admin.hpp"
#include "api/api.hpp"
#include "api/upkeep.hpp"
#include "crypto/keys.hpp"
#include "crypto/sealer.hpp"
#include "flows/ask_status.hpp"
#include "flows/numbers.hpp"
#include "store/sqlite/store.hpp"
#include "support/memory_vfs.hpp"

namespace dvcpay::testing {

inline constexpr Wall morning{1'795'400'100'000};  // 2026-11-23T02:15:00Z

class FakeClock final : public Clock {
  public:
    explicit FakeClock(boost::asio::io_context* loop) : loop_(loop) {}
    Wall wall() const override { return morning.plus_ms(now_.ns / 1'000'000 + jumped_ms_); }
    Mono mono() const override { return now_; }
    Task<bool> sleep_until(Mono due) override;
    /// Rings the earliest alarm; false where nobody sleeps.
    bool ring_next();
    void advance_ms(std::int64_t ms) { now_ = now_.plus_ms(ms); }
    /// Somebody sets the clock; no time passes.
    void jump_ms(std::int64_t ms) { jumped_ms_ += ms; }

  private:
    std::int64_t jumped_ms_ = 0;
    boost::asio::io_context* loop_;
    Mono now_{1'000'000'000};
    std::multimap<Mono, std::shared_ptr<boost::asio::steady_timer>> alarms_;
};

class FakeEntropy final : public Entropy {
  public:
    void fill(std::span<std::byte> out) override {
        for (auto& b : out) {
            state_ = state_ * 6364136223846793005U + 1442695040888963407U;
            b = static_cast<std::byte>(state_ >> 56U);
        }
    }

  private:
    std::uint64_t state_ = 7;
};

class FakeTelemetry final : public Telemetry {
  public:
    void log(Level, std::string_view event, Fields fields) override { note(event, fields); }
    void count(std::string_view name, Fields labels, std::int64_t) override { note(name, labels); }
    void observe_ms(std::string_view, Fields, double) override {}
    void alarm(std::string_view event, Fields fields) override {
        alarms.emplace_back(event);
        note(event, fields);
    }
    std::vector<std::string> alarms;
    std::string all;  ///< everything that was ever told

  private:
    void note(std::string_view event, const Fields& fields) {
        all += event;
        for (const auto& [name, value] : fields) all += " " + std::string(name) + "=" + value;
        all += "\n";
    }
};

/// A provider that does as it is told. Its callbacks read "<order_ref> <amount> <txn>" and are
/// believed.
class FakeAdapter final : public Adapter {
  public:
    FakeAdapter();
    const Capability& capability() const override { return capability_; }
    const Capability& capability(const AccountKey& account) const override {
        const auto it = of_account.find(account);
        return it == of_account.end() ? capability_ : it->second;
    }
    std::map<AccountKey, Capability> of_account;
    Task<CreateResult> initiate(CreateOrder order, Mono due) override;
    Task<QueryResult> query_attempt(QueryOrder order, Mono due) override;
    std::optional<NumberPlan> numbers(const AccountKey& /*account*/) const override {
        return std::nullopt;
    }
    AccountCall account_call() override { return {}; }
    RefundCall refund_call() override { return {}; }
    RefundCall refund_query_call() override { return {}; }
    Result<Located> locate(const InboundCall& call, const std::vector<ProviderAccount>& accounts)
        const override;
    VerifyResult verify(const InboundCall& call, const InboundContext& context) const override;
    Task<HttpResponse> answer(InboundCall call, InboundOutcome outcome) override;
    std::optional<ReturnVisit> read_return(
        std::string_view query, const std::vector<ProviderAccount>& accounts
    ) const override;
    std::string mask_raw(std::string_view) const override { return "masked"; }

    bool refuse = false;
    std::vector<CreateOrder> orders;
    std::function<Task<void>()> while_asked;  ///< what else happens while a question is under way

  private:
    Capability capability_;
};

struct Answer {
    HttpResponse http;
    int status() const { return http.status; }
    std::string header(std::string_view name) const { return std::string(http.headers.get(name)); }
    nlohmann::json json() const { return nlohmann::json::parse(http.body); }
    std::string code() const { return json().value("code", ""); }
};

class ApiWorld {
  public:
    explicit ApiWorld(api::ApiOptions options = default_options());
    ~ApiWorld();
    static api::ApiOptions default_options();

    /// A key with these scopes, in force at once.
    std::string make_key(
        std::vector<std::string> scopes,
        std::vector<std::string> agencies = {},
        std::string client = "portal",
        std::string kind = "system"
    );

    Answer call(HttpRequest request);
    Answer get(const std::string& target, Headers more = {});
    /// With a fresh Idempotency-Key, unless `more` brings one.
    Answer post(const std::string& target, const std::string& body, Headers more = {});
    Answer admin(const std::string& method, const std::string& target, const std::string& body);
    /// Starts a call without waiting for it; run_until_quiet() goes on with it.
    std::shared_ptr<std::optional<Answer>> begin(HttpRequest request);
    HttpRequest request(const std::string& method, const std::string& target, Headers more = {});
    void run_ready();

    boost::asio::io_context loop{1};
    MemoryVfs disk;
    FakeClock clock{&loop};
    FakeEntropy entropy;
    FakeTelemetry telemetry;
    int keys_made = 0;
    FakeAdapter adapter;
    flows::Core core;
    std::unique_ptr<sqlite::SqliteStore> store;
    std::string key;  ///< of most calls: write, read, webhooks

    std::unique_ptr<api::Api> api;
    std::unique_ptr<api::AdminApi> admin_api;
    std::unique_ptr<api::ApiKeys> keys;
    std::string imported;
    std::string imported_by;

    std::vector<Event> history(const std::string& chain);

    /// The ring's files: ids, newest first, and the byte each key is made of.
    std::vector<std::pair<std::string, char>> ring_files = {{"ring-1", 'k'}};
    std::unique_ptr<flows::RewrapRing> rewrap;
    std::unique_ptr<flows::Retention> retention;

    /// What was not synced is lost in part; the store opens again on the rest. Only the store and
    /// the flows that reach it through `core` go on, not the API.
    void lose_power(std::uint64_t seed);

    /// A look into the store, and a change of it, past the API.
    void read(std::function<void(Reader&)> look);
    void write(std::function<void(Txn&)> change);
    /// Runs `task` to its end, time moving on by itself.
    template <class T>
    T await(Task<T> task) {
        std::optional<T> out;
        auto keep = [](Task<T> work, std::optional<T>* into) -> Task<void> {
            T value = co_await std::move(work);
            into->emplace(std::move(value));
        };
        boost::asio::co_spawn(loop, keep(std::move(task), &out), [](std::exception_ptr bug) {
            if (bug) std::rethrow_exception(bug);
        });
        run_ready();
        while (!out && clock.ring_next()) run_ready();
        return std::move(*out);
    }

  private:
    std::unique_ptr<crypto::RingSealer> sealer_;
    std::unique_ptr<api::Upkeep> upkeep_;
    std::unique_ptr<crypto::FileKeys> file_keys_;
    flows::CatalogueInForce catalogue_;
    flows::NumberBlocks numbers_;
    flows::Watch watch_{loop.get_executor()};
    std::unique_ptr<TaskGroup> work_;
    std::unique_ptr<flows::AskStatus> ask_;
    std::unique_ptr<flows::TakePayment> take_payment_;
    std::unique_ptr<flows::TakeCallback> take_callback_;
    std::unique_ptr<flows::DeliverWebhooks> deliver_;
    std::unique_ptr<flows::RefundMoney> refunds_;
    int posts_ = 0;
};

/// The body of the API page's example, valid in this world.
nlohmann::json example_body();

}  // namespace dvcpay::testing
