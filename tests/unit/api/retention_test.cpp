// Retention: what would go, what went, once a day, and what never goes.
#include <gmock/gmock.h>

#include "world.hpp"

namespace dvcpay::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::int64_t day_ms = 86'400'000;

class Keeping : public ::testing::Test {
  protected:
    std::string pay(const std::string& reference) {
        auto body = example_body();
        body["reference"] = reference;
        body.erase("provider");  // nothing on offer: a cancel ends it at once
        body.erase("method");
        const Answer made = world.post("/v1/payments", body.dump());
        EXPECT_EQ(made.status(), 201) << made.http.body;
        return made.json().at("id");
    }
    void cancel(const std::string& id) {
        const Answer done = world.post("/v1/payments/" + id + "/cancel", R"({"reason":"test"})");
        EXPECT_EQ(done.status(), 200) << done.http.body;
    }
    Answer run(const std::string& mode) {
        const nlohmann::json body = {{"mode", mode}, {"actor", "os:operator,sudo:an"}};
        return world.admin("POST", "/admin/retention/run", body.dump());
    }
    std::int64_t records(const Answer& answer, const std::string& name) {
        for (const auto& row : answer.json().at("classes")) {
            if (row.at("class") == name) return row.at("records");
        }
        return -1;
    }
    std::vector<std::string> told() {
        std::vector<std::string> out;
        world.read([&](Reader& reader) {
            for (const auto& event : reader.events_of(std::string(audit_chain))) {
                if (event.type == EventType::retention_run)
                    out.push_back(event.actor + " " + event.note);
            }
        });
        return out;
    }
    std::int64_t events() {
        std::size_t count = 0;
        world.read([&](Reader& reader) { count = reader.feed({{}, 0, {}, 10'000}).size(); });
        return static_cast<std::int64_t>(count);
    }

    ApiWorld world;
};

TEST_F(Keeping, ADryRunCountsAndChangesNothing) {
    const std::string id = pay("R-1");
    cancel(id);
    world.clock.advance_ms(3651 * day_ms);
    EXPECT_EQ(records(run("count"), "personal_data"), 1);
    EXPECT_EQ(records(run("count"), "personal_data"), 1);
    EXPECT_TRUE(told().empty());
    world.read([&](Reader& reader) { EXPECT_TRUE(reader.personal_data(*PaymentId::parse(id))); });
}

TEST_F(Keeping, WhatIsOldGoesAndIsToldBeforeAndAfterwards) {
    const std::string old_one = pay("R-1");
    cancel(old_one);
    world.clock.advance_ms(3651 * day_ms);
    const std::string young = pay("R-2");
    const std::int64_t before = events();
    const Answer done = run("end");
    ASSERT_EQ(done.status(), 200) << done.http.body;
    EXPECT_EQ(records(done, "personal_data"), 1);
    EXPECT_EQ(done.json().at("files_clean"), true);
    EXPECT_THAT(
        told(),
        ElementsAre(
            "os:operator,sudo:an begins: raw_bytes 0, personal_data 1, destinations 0, quarantine "
            "0, deliveries 0",
            "os:operator,sudo:an ended: raw_bytes 0, personal_data 1, destinations 0, quarantine "
            "0, deliveries 0"
        )
    );
    world.read([&](Reader& reader) {
        EXPECT_FALSE(reader.personal_data(*PaymentId::parse(old_one)));
        EXPECT_TRUE(reader.personal_data(*PaymentId::parse(young)));
    });
    EXPECT_EQ(world.get("/v1/payments/" + old_one).json().at("payer").at("name"), "N••••• V•• A•");
    EXPECT_EQ(events(), before);
    EXPECT_EQ(records(run("end"), "personal_data"), 0);  // P8
}

TEST_F(Keeping, ManyRecordsGoInSeveralBatches) {
    for (int i = 0; i < 450; ++i) {
        world.write([&](Txn& txn) {
            RawInbound raw;
            raw.id = fresh_id<EvidenceId>(world.entropy, world.clock.wall());
            raw.account = {"momo", "default"};
            raw.kind = "ipn";
            raw.received_at = world.clock.wall();
            raw.sha256 = "h" + std::to_string(i);
            raw.sealed = Sealed{"ring-1", "w", "c"};
            txn.insert_raw(raw);
        });
    }
    world.clock.advance_ms(89 * day_ms);
    EXPECT_EQ(records(run("end"), "raw_bytes"), 0);
    world.clock.advance_ms(2 * day_ms);
    EXPECT_EQ(records(run("end"), "raw_bytes"), 450);
    EXPECT_EQ(records(run("count"), "raw_bytes"), 0);
}

TEST_F(Keeping, TheDailyRunComesOncePerDayOfVietnamFromItsHourOn) {
    RetentionRules rules;
    rules.hour = 10;  // the world begins at 09:15 in Vietnam
    flows::Retention retention(&world.core, rules);
    const auto daily = [&] {
        auto step = [](flows::Retention* one) -> Task<Result<void>> {
            co_await one->daily();
            co_return ok();
        };
        ASSERT_TRUE(world.await(step(&retention)));
    };
    daily();
    EXPECT_EQ(told().size(), 0U);
    world.clock.advance_ms(day_ms / 24);
    daily();
    daily();
    EXPECT_EQ(told().size(), 1U);
    EXPECT_THAT(told()[0], HasSubstr("clock ended"));
    world.clock.advance_ms(day_ms / 2);  // 22:15
    daily();
    EXPECT_EQ(told().size(), 1U);
    world.clock.advance_ms(day_ms / 2);
    daily();
    EXPECT_EQ(told().size(), 2U);
}

TEST_F(Keeping, WhereTheClockJumpedAheadNothingIsEnded) {
    flows::Retention retention(&world.core, RetentionRules{});
    world.clock.jump_ms(200 * day_ms);
    const auto refused = world.await(retention.once("clock"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fault, Fault::configuration);
    EXPECT_THAT(refused.error().detail, HasSubstr("jumped ahead"));
    EXPECT_THAT(world.telemetry.alarms, ElementsAre("clock_jumped"));
    EXPECT_EQ(told().size(), 0U);
}

TEST_F(Keeping, ForEverIsForEver) {
    const std::string id = pay("R-1");
    cancel(id);
    RetentionRules rules;
    rules.personal_days = 0;
    flows::Retention retention(&world.core, rules);
    world.clock.advance_ms(36'600 * day_ms);
    EXPECT_EQ(world.await(retention.once("os:operator,sudo:an")).value().total(), 0);
    world.read([&](Reader& reader) { EXPECT_TRUE(reader.personal_data(*PaymentId::parse(id))); });
}

TEST_F(Keeping, AnUnknownModeIsRefused) {
    EXPECT_EQ(run("everything").status(), 422);
}

}  // namespace
}  // namespace dvcpay::testing
