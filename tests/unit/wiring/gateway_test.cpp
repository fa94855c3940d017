#include <unistd.h>

#include "app/wiring_witness.hpp"
#include "gateway_world.hpp"
#include "ops/checks.hpp"
#include "store/sqlite/migrate.hpp"
#include "store/sqlite/store.hpp"
#include "support/sql.hpp"

namespace dvcpay::app {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

class GatewayLife : public GatewayWorld {
  protected:
    /// As another program would: only while the gateway is down.
    std::string sql(const std::string& text) { return support::run_sql(root_ / "store.db", text); }
};

TEST_F(GatewayLife, StartsOnNothingAndIsReadyAtOnce) {
    ASSERT_TRUE(start());
    EXPECT_NE(at_.public_port, 0);
    EXPECT_NE(at_.private_port, 0);
    const auto ready = get_private("/health/ready");
    EXPECT_EQ(ready.status, 200) << ready.body;
    EXPECT_EQ(get_private("/health/live").status, 200);
    const auto status = json::parse(admin("GET", "/admin/status", "", {}).body).at("daemon");
    EXPECT_EQ(status.at("services"), 70);
    EXPECT_EQ(status.at("agencies"), 121);
}

TEST_F(GatewayLife, ThePrivatePagesAreNotOnThePublicListener) {
    ASSERT_TRUE(start());
    for (const char* page :
         {"/health/live", "/health/ready", "/health/providers", "/metrics", "/admin/status"}) {
        EXPECT_EQ(call("test", at_.public_port, "GET", page).status, 404) << page;
    }
}

TEST_F(GatewayLife, AProviderWithItsKeyExpiryIsShown) {
    ASSERT_TRUE(start());
    const auto row = json::parse(get_private("/health/providers").body).at("providers").at(0);
    EXPECT_EQ(row.at("provider"), "momo");
    EXPECT_EQ(row.at("circuit"), "closed");
    EXPECT_TRUE(row.at("key_days").is_number_integer());
}

TEST_F(GatewayLife, ASecondStartKeepsCatalogueKeysAndOrderSpace) {
    ASSERT_TRUE(start());
    const std::string key = make_key();
    stop();
    const std::string space = sql("SELECT value FROM meta WHERE name = 'order_ref_space'");
    EXPECT_EQ(space.size(), 2U);
    log_.clear();
    ASSERT_TRUE(start());
    EXPECT_THAT(log_, Not(HasSubstr("catalogue_filled")));
    EXPECT_THAT(log_, Not(HasSubstr("migration_applied")));
    EXPECT_EQ(portal(key, "GET", "/v1/services", "").status, 200);
    stop();
    EXPECT_EQ(sql("SELECT value FROM meta WHERE name = 'order_ref_space'"), space);
}

TEST_F(GatewayLife, AnImportIsInForceAtOnceAndAWrongOneChangesNothing) {
    ASSERT_TRUE(start());
    const std::string key = make_key();
    const Headers csv = {{"Content-Type", "text/csv"}};
    const auto good = admin(
        "PUT",
        "/admin/services",
        "code,name_vi,agency_level,fee_vnd,fee_kind\n9.000001,Thử,xa,1000,phi\n",
        csv
    );
    ASSERT_EQ(good.status, 200) << good.body;
    EXPECT_EQ(portal(key, "GET", "/v1/services/9.000001", "").status, 200);
    EXPECT_EQ(portal(key, "GET", "/v1/services/1.004222", "").status, 404);
    const auto bad =
        admin("PUT", "/admin/services", "code,name_vi,agency_level,fee_vnd,fee_kind\n,,,x,\n", csv);
    EXPECT_EQ(bad.status, 422) << bad.body;
    EXPECT_EQ(portal(key, "GET", "/v1/services/9.000001", "").status, 200);
}

TEST_F(GatewayLife, ACatalogueFileWithAMistakeStopsTheFirstStart) {
    put("services.csv", "code,name_vi,agency_level,fee_vnd,fee_kind\n1.1,Tên,quan,1,phi\n");
    std::string changed = text();
    const std::string from = std::string(DVCPAY_CONFIG_DIR) + "/services.csv";
    changed.replace(changed.find(from), from.size(), "services.csv");
    put("dvcpay.toml", changed);
    const auto started = start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().fault, Fault::validation_failed);
    EXPECT_EQ(started.error().fields.at(0).pointer, "/line/2/column/10");
}

TEST_F(GatewayLife, AStoreOfANewerProgramIsLeftAlone) {
    ASSERT_TRUE(start());
    stop();
    sql("INSERT INTO schema_migrations SELECT max(number) + 1, 'later', '00' FROM schema_migrations"
    );
    const auto made = make();
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().fault, Fault::configuration);
}

TEST_F(GatewayLife, ATakenPortIsAFaultThatNamesIt) {
    ASSERT_TRUE(start());
    const std::string taken = std::to_string(at_.public_port);
    std::string changed = text();
    changed.replace(changed.find("port = 0"), 8, "port = " + taken);
    changed.replace(changed.find("store.db"), 8, "other.db");
    changed.replace(changed.find("admin.sock"), 10, "other.sock");
    put("dvcpay.toml", changed);
    auto second = make();
    ASSERT_TRUE(second);
    const auto started = await(second.value()->start());
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().fault, Fault::configuration);
    EXPECT_THAT(started.error().detail, HasSubstr(taken));
    until_done(second.value()->stop());
}

TEST_F(GatewayLife, AClockFarAheadRefusesTheStartAndIsNotRemembered) {
    ASSERT_TRUE(start());
    stop();
    const std::int64_t long_ago = clock_.wall().ms - 31LL * 86'400'000;
    sql("UPDATE meta SET value = '" + std::to_string(long_ago) + "' WHERE name = 'last_wall'");
    for (int i = 0; i < 2; ++i) {
        const auto refused = start();
        ASSERT_FALSE(refused);
        EXPECT_THAT(refused.error().detail, HasSubstr("31 days ahead of the latest time"));
        EXPECT_THAT(refused.error().detail, HasSubstr("--clock-is-right"));
        stop();
    }
    clock_is_right_ = true;
    ASSERT_TRUE(start());
    EXPECT_EQ(get_private("/health/ready").status, 200);
    stop();
    clock_is_right_ = false;
    EXPECT_TRUE(start());
}

TEST_F(GatewayLife, AClockSetBackRefusesTheStartUntilAnOperatorSaysThatItIsRight) {
    ASSERT_TRUE(start());
    stop();
    const std::int64_t in_an_hour = clock_.wall().ms + 3'600'000;
    sql("UPDATE meta SET value = '" + std::to_string(in_an_hour) + "' WHERE name = 'last_wall'");
    const auto refused = start();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fault, Fault::configuration);
    EXPECT_THAT(refused.error().detail, HasSubstr("s behind the latest time in the store"));
    EXPECT_THAT(refused.error().detail, HasSubstr("--clock-is-right"));
    stop();
    clock_is_right_ = true;
    ASSERT_TRUE(start());
    EXPECT_EQ(get_private("/health/ready").status, 200);
    EXPECT_THAT(log_, HasSubstr("clock_trusted"));
    stop();
    clock_is_right_ = false;  // said once: from then on the store knows
    EXPECT_TRUE(start());
}

/// The machine's clock, and what somebody did to it.
class SteppedClock final : public Clock {
  public:
    Wall wall() const override { return real_.wall().plus_s(step_s); }
    Mono mono() const override { return real_.mono(); }
    Task<bool> sleep_until(Mono due) override { return real_.sleep_until(due); }
    std::int64_t step_s = 0;

  private:
    net::SystemClock real_;
};

TEST_F(GatewayLife, AClockSetBackWhileItRunsIsNotReadyUntilItIsRightAgain) {
    sqlite::SqliteOptions options;
    options.path = (root_ / "watched.db").string();
    options.boot_id = "boot";
    ASSERT_TRUE(sqlite::migrate(options));
    auto store = sqlite::SqliteStore::open(options, loop_.get_executor(), loop_.get_executor());
    ASSERT_TRUE(store);
    SteppedClock clock;
    ops::StoreWatch watch(store.value().get(), &clock);
    const auto state_after = [&](std::int64_t step_s) {
        clock.step_s = step_s;
        until_done(watch.beat());
        return watch.checks().at(2).state;
    };
    EXPECT_EQ(state_after(0), ops::CheckState::up);
    EXPECT_EQ(state_after(-3), ops::CheckState::up);  // as a time server may step it
    EXPECT_EQ(state_after(-3600), ops::CheckState::down);
    EXPECT_EQ(state_after(0), ops::CheckState::up);
    until_done(store.value()->close());
}

TEST_F(GatewayLife, APaymentIsThereAfterARestart) {
    ASSERT_TRUE(start());
    const std::string key = make_key();
    const auto made = portal(
        key,
        "POST",
        "/v1/payments",
        R"({"reference":"R1","service_code":"1.004222","agency_code":"H01.12","amount":60000,"currency":"VND",)"
        R"("description":"Phi","return_url":"https://dichvucong.example.vn/kq"})"
    );
    ASSERT_EQ(made.status, 201) << made.body;
    const std::string id = json::parse(made.body).at("id");
    stop();
    ASSERT_TRUE(start());
    const auto again = portal(key, "GET", "/v1/payments/" + id, "");
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(json::parse(again.body).at("status"), "created");
}

TEST_F(GatewayLife, ReloadingOpensTheLogAnewAndReadsKeysOfOtherProcesses) {
    std::string changed = text();
    changed.replace(changed.find("[log]"), 5, "[log]\nfile = \"dvcpay.log\"");
    put("dvcpay.toml", changed);
    ASSERT_TRUE(start());
    std::filesystem::rename(root_ / "dvcpay.log", root_ / "dvcpay.log.1");
    until_done(gateway_->reload());
    EXPECT_TRUE(std::filesystem::exists(root_ / "dvcpay.log"));
    EXPECT_THAT(log_, HasSubstr(R"("what":"api_keys","result":"ok")"));
}

TEST_F(GatewayLife, UnderMaintenanceNobodyMayBeginToPay) {
    std::string changed = text();
    changed.replace(changed.find("[providers.momo]"), 16, "[providers.momo]\nmaintenance = true");
    put("dvcpay.toml", changed);
    ASSERT_TRUE(start());
    const std::string key = make_key();
    const auto refused = portal(
        key,
        "POST",
        "/v1/payments",
        R"({"reference":"R1","service_code":"1.004222","agency_code":"H01.12","amount":60000,"currency":"VND",)"
        R"("description":"Phi","return_url":"https://dichvucong.example.vn/kq","provider":"momo"})"
    );
    EXPECT_EQ(refused.status, 422) << refused.body;
    EXPECT_EQ(
        json::parse(get_private("/health/providers").body)["providers"][0]["status"], "maintenance"
    );
}

TEST_F(GatewayLife, MetricsNameWhatRuns) {
    ASSERT_TRUE(start());
    const auto text = get_private("/metrics").body;
    for (const char* name :
         {"dvcpay_store_queue",
          "dvcpay_unknown_attempts",
          "dvcpay_webhook_deliveries_dead",
          "dvcpay_listener_connections{listener=\"public\"}"}) {
        EXPECT_THAT(text, HasSubstr(name));
    }
}

TEST_F(GatewayLife, MetricsTellHowEachEndpointOfThePortalStands) {
    ASSERT_TRUE(start());
    const std::string key = make_key();
    EXPECT_EQ(portal(key, "POST", "/v1/webhooks/test", "{}").status, 202);
    const auto stopped = admin(
        "POST",
        "/admin/webhooks/disable",
        R"({"endpoint":"portal","reason":"moves house","actor":"os:nobody"})",
        {{"Content-Type", "application/json"}}
    );
    ASSERT_EQ(stopped.status, 200) << stopped.body;
    get_private("/health/providers");  // reads the store now, not within the next seconds
    const auto text = get_private("/metrics").body;
    EXPECT_THAT(text, HasSubstr("dvcpay_webhook_waiting{endpoint=\"portal\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("dvcpay_webhook_dead{endpoint=\"portal\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("dvcpay_webhook_oldest_waiting_seconds{endpoint=\"portal\"} "));
    EXPECT_THAT(text, HasSubstr("dvcpay_webhook_disabled{endpoint=\"portal\"} 1\n"));
}

TEST_F(GatewayLife, BytesThatAreNoRequestAreAnsweredAsAProblem) {
    ASSERT_TRUE(start());
    const auto answer =
        call("test", at_.public_port, "GET", "/v1/services", "", {{"X", std::string(20'000, 'a')}});
    EXPECT_EQ(answer.status, 431);
    EXPECT_EQ(answer.headers.get("Content-Type"), "application/problem+json");
}

TEST_F(GatewayLife, WhatComesOverTheAdminSocketIsWrittenWithItsUser) {
    ASSERT_TRUE(start());
    make_key();
    const auto imported = admin(
        "PUT",
        "/admin/agencies",
        "code,name_vi,kind,parent_code\nH01,Cơ quan,tinh,\n",
        {{"Content-Type", "text/csv"}}
    );
    ASSERT_EQ(imported.status, 200) << imported.body;
    stop();
    const std::string me = "os:" + net::user_name(::geteuid());
    EXPECT_EQ(sql("SELECT actor FROM events WHERE type = 'key.created'"), me);
    EXPECT_EQ(sql("SELECT group_concat(DISTINCT actor) FROM events WHERE actor <> 'clock'"), me);
    EXPECT_THAT(
        sql("SELECT note FROM events WHERE type = 'catalogue.imported' ORDER BY position DESC "
            "LIMIT 1"),
        HasSubstr("agencies: 1 rows, 1 added, 0 changed, 121 removed, SHA-256 ")
    );
}

TEST_F(GatewayLife, TheHistoryIsSealedAtTheStartAndTheWitnessFileHasIt) {
    ASSERT_TRUE(start());
    const auto witnessed = [this] {
        return std::filesystem::exists(root_ / "witness.jsonl") &&
               std::filesystem::file_size(root_ / "witness.jsonl") > 0;
    };
    loop_.restart();
    while (!witnessed()) loop_.run_one();
    stop();
    EXPECT_EQ(sql("SELECT count(*) FROM seals"), "1");
    EXPECT_EQ(
        sql("SELECT count(*) FROM events WHERE position <= (SELECT last_position FROM seals)"),
        sql("SELECT events FROM seals")
    );
    EXPECT_EQ(
        sql("SELECT count(*) FROM events WHERE type = 'catalogue.imported' AND position <= (SELECT "
            "last_position FROM seals)"),
        "2"
    );
}

TEST_F(GatewayLife, AWitnessFileGrowsByWholeLines) {
    const std::string path = (root_ / "w.jsonl").string();
    ASSERT_TRUE(append_durably(path, "one\n"));
    put("w.jsonl", "one\ntw");
    ASSERT_TRUE(append_durably(path, "two\n"));
    std::ifstream in(path, std::ios::binary);
    const std::string all{std::istreambuf_iterator<char>(in), {}};
    EXPECT_EQ(all, "one\ntw\ntwo\n");
    const auto nowhere = append_durably((root_ / "no/w").string(), "x\n");
    ASSERT_FALSE(nowhere);
    EXPECT_EQ(nowhere.error().fault, Fault::unavailable);
}

}  // namespace
}  // namespace dvcpay::app
