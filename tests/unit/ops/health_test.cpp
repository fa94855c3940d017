#include "ops/health.hpp"

#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "fake_clock.hpp"

namespace dvcpay::ops {
namespace {

using nlohmann::json;

template <class T>
T await(Task<T> task) {
    boost::asio::io_context loop(1);
    std::optional<T> out;
    auto keep = [](Task<T> inner, std::optional<T>* slot) -> Task<void> {
        *slot = co_await std::move(inner);
    };
    boost::asio::co_spawn(loop, keep(std::move(task), &out), [](std::exception_ptr bug) {
        if (bug) std::rethrow_exception(bug);
    });
    loop.run();
    return std::move(*out);
}

Task<void> await_nothing(StoreWatch* watch, bool* done) {
    co_await watch->beat();
    *done = true;
}

/// A store that is what the test says; its transactions never run.
class StubbornStore final : public Store {
  public:
    Task<Result<void>> write(Priority, std::function<Result<void>(Txn&)>) override {
        co_return Error(Fault::store_unavailable);
    }
    Task<Result<void>> read(std::function<Result<void>(Reader&)>) override {
        co_return Error(Fault::store_unavailable);
    }
    Health health() const override { return state; }
    Task<Result<bool>> scrub() override { co_return false; }
    Task<void> close() override { co_return; }
    Health state{true, true, "", 0};
};

class Pages : public testing::Test {
  protected:
    HealthHandler handler() {
        HealthSources sources;
        sources.version = "0.1.0";
        sources.ready = [this] { return checks_; };
        sources.providers = [this] { return facts(this); };
        sources.alarms = [] {
            return std::vector<AlarmRow>{
                {"key_refused", "momo", "default", "code=11", 2, Wall{0}, Wall{1000}}
            };
        };
        sources.metrics = [] { return std::string("dvcpay_x_total 1\n"); };
        return HealthHandler(&clock_, std::move(sources));
    }
    static Task<std::vector<ProviderFacts>> facts(Pages* self) { co_return self->facts_; }
    static HttpRequest get(std::string target) {
        HttpRequest request;
        request.method = "GET";
        request.target = std::move(target);
        return request;
    }

    FakeClock clock_;
    std::vector<Check> checks_ = {
        {"store", CheckState::up, ""}, {"clock", CheckState::warning, "near"}
    };
    std::vector<ProviderFacts> facts_;
};

TEST_F(Pages, LiveTellsVersionAndUptime) {
    auto pages = handler();
    clock_.pass_ms(61'000);
    const auto response = await(pages.handle(get("/health/live")));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(
        json::parse(response.body),
        (json{{"status", "up"}, {"version", "0.1.0"}, {"uptime_seconds", 61}})
    );
}

TEST_F(Pages, ReadyIsUpWhileNothingIsDownEvenWithAWarning) {
    auto pages = handler();
    const auto response = await(pages.handle(get("/health/ready")));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(json::parse(response.body)["checks"][1]["status"], "warning");
}

TEST_F(Pages, OneCheckDownIs503AndNamesItself) {
    checks_.push_back({"keys", CheckState::down, "none loaded"});
    auto pages = handler();
    const auto response = await(pages.handle(get("/health/ready")));
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(json::parse(response.body)["checks"][2]["detail"], "none loaded");
}

TEST_F(Pages, DuringShutdownReadyIs503AndLiveStays200) {
    auto pages = handler();
    pages.drain();
    EXPECT_EQ(await(pages.handle(get("/health/ready"))).status, 503);
    EXPECT_EQ(await(pages.handle(get("/health/live"))).status, 200);
}

TEST_F(Pages, ProvidersShowEachAccountAndTheAlarms) {
    ProviderFacts one;
    one.provider = "momo";
    one.account = "default";
    one.recent.calls = 10;
    one.recent.success_percent = 100;
    one.recent.p95_ms = 250;
    one.unknown_attempts = 2;
    one.oldest_unknown_at = Wall{0};
    one.key_days = 40;
    one.keys.push_back({"secret_key", 2, 40});
    one.numbers_left = 12;
    one.numbers_of = 1000;
    facts_.push_back(one);
    auto pages = handler();
    const auto body = json::parse(await(pages.handle(get("/health/providers"))).body);
    const auto& row = body["providers"][0];
    EXPECT_EQ(row["status"], "up");
    EXPECT_EQ(row["circuit"], "closed");
    EXPECT_EQ(row["recent"]["success_percent"], 100);
    EXPECT_EQ(row["recent"]["p95_ms"], 250);
    EXPECT_EQ(row["unknown_attempts"]["oldest_at"], "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(row["certificate_days"], nullptr);
    EXPECT_EQ(row["key_days"], 40);
    EXPECT_EQ(row["keys"].dump(), R"([{"days":40,"name":"secret_key","secrets":2}])");
    EXPECT_EQ(row["virtual_accounts"].dump(), R"({"left":12,"of":1000})");
    EXPECT_EQ(body["alarms"][0]["event"], "key_refused");
}

TEST_F(Pages, MetricsArePrometheusText) {
    auto pages = handler();
    const auto response = await(pages.handle(get("/metrics")));
    EXPECT_EQ(response.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_EQ(response.body, "dvcpay_x_total 1\n");
}

TEST_F(Pages, OtherPathsAre404AndOtherMethods405) {
    auto pages = handler();
    EXPECT_EQ(await(pages.handle(get("/v1/payments"))).status, 404);
    auto post = get("/health/live");
    post.method = "POST";
    const auto response = await(pages.handle(post));
    EXPECT_EQ(response.status, 405);
    EXPECT_EQ(response.headers.get("allow"), "GET, HEAD");
}

TEST(ProviderVerdict, FollowsItsWorstSign) {
    const auto verdict = [](auto change) {
        ProviderFacts facts;
        change(facts);
        return judge(facts);
    };
    EXPECT_EQ(verdict([](auto&) {}), ProviderStatus::up);
    EXPECT_EQ(verdict([](auto& f) { f.circuit = Circuit::open; }), ProviderStatus::down);
    EXPECT_EQ(verdict([](auto& f) { f.circuit = Circuit::half_open; }), ProviderStatus::degraded);
    EXPECT_EQ(verdict([](auto& f) { f.recent.success_percent = 89; }), ProviderStatus::degraded);
    EXPECT_EQ(verdict([](auto& f) { f.recent.p95_ms = 20'000; }), ProviderStatus::degraded);
    EXPECT_EQ(verdict([](auto& f) { f.overdue_attempts = 1; }), ProviderStatus::degraded);
    EXPECT_EQ(verdict([](auto& f) { f.certificate_days = 6; }), ProviderStatus::degraded);
    EXPECT_EQ(verdict([](auto& f) { f.key_days = 7; }), ProviderStatus::up);
    EXPECT_EQ(verdict([](auto& f) { f.numbers_left = 1; }), ProviderStatus::up);
    EXPECT_EQ(verdict([](auto& f) { f.numbers_left = 0; }), ProviderStatus::degraded);
    EXPECT_EQ(
        verdict([](auto& f) {
            f.maintenance = true;
            f.circuit = Circuit::open;
        }),
        ProviderStatus::maintenance
    );
}

class Watching : public testing::Test {
  protected:
    void beat() {
        boost::asio::io_context loop(1);
        bool done = false;
        boost::asio::co_spawn(loop, await_nothing(&watch_, &done), [](std::exception_ptr bug) {
            if (bug) std::rethrow_exception(bug);
        });
        loop.run();
        ASSERT_TRUE(done);
    }
    FakeClock clock_;
    StubbornStore store_;
    StoreWatch watch_{&store_, &clock_};
};

TEST_F(Watching, BeforeTheFirstProvenWriteTheStoreIsDown) {
    EXPECT_EQ(watch_.checks()[0].state, CheckState::down);
}

TEST_F(Watching, AFailedProvingWriteIsDown) {
    beat();
    EXPECT_EQ(watch_.checks()[0].detail, "the last proving write failed");
}

TEST_F(Watching, AStoreThatSaysItCannotWriteIsBelieved) {
    store_.state.writable = false;
    store_.state.detail = "disk full";
    EXPECT_EQ(watch_.checks()[0].detail, "disk full");
}

TEST_F(Watching, AnOldSchemaIsDown) {
    store_.state.migrations_current = false;
    EXPECT_EQ(watch_.checks()[1].name, "migrations");
    EXPECT_EQ(watch_.checks()[1].state, CheckState::down);
}

}  // namespace
}  // namespace dvcpay::ops
