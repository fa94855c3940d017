// The operator's side of the webhooks, over the admin socket.
#include <gmock/gmock.h>

#include "world.hpp"

namespace dvcpay::testing {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;

class Endpoints : public ::testing::Test {
  protected:
    Answer disable(const json& body) {
        return world.admin("POST", "/admin/webhooks/disable", body.dump());
    }
    Answer enable() {
        return world.admin(
            "POST", "/admin/webhooks/enable", R"({"endpoint":"portal-main","actor":"os:operator"})"
        );
    }
    json only() {
        const json items = world.admin("GET", "/admin/webhooks/endpoints", "").json().at("items");
        EXPECT_EQ(items.size(), 1U);
        return items.at(0);
    }
    /// Of the events of endpoints in the audit chain: "actor: note".
    std::vector<std::string> audited() {
        std::vector<std::string> out;
        for (const auto& event : world.history(std::string(audit_chain))) {
            if (event.type == EventType::endpoint_changed)
                out.push_back(event.actor + ": " + event.note);
        }
        return out;
    }

    ApiWorld world;
    const json stop = {
        {"endpoint", "portal-main"}, {"reason", "moves house"}, {"actor", "os:operator,sudo:an"}
    };
};

TEST_F(Endpoints, AreListedWithWhatWaitsAndWhoStoppedThem) {
    EXPECT_EQ(only().at("waiting"), 0);
    EXPECT_EQ(only().at("disabled_by"), nullptr);
    ASSERT_EQ(world.post("/v1/payments", example_body().dump()).status(), 201);
    ASSERT_EQ(disable(stop).status(), 200);
    const json row = only();
    EXPECT_EQ(row.at("id"), "portal-main");
    EXPECT_EQ(row.at("client"), "portal");
    EXPECT_EQ(row.at("enabled"), true);
    EXPECT_EQ(row.at("disabled_by"), "operator");
    EXPECT_EQ(row.at("disabled_reason"), "moves house");
    EXPECT_EQ(row.at("disabled_since").get<std::string>().substr(0, 10), "2026-11-23");
    EXPECT_EQ(row.at("waiting"), 2);
    EXPECT_EQ(row.at("dead"), 0);
    EXPECT_EQ(row.at("last_success_at"), nullptr);
}

TEST_F(Endpoints, EachChangeIsToldOnceWithTheUserOfTheSocket) {
    EXPECT_EQ(disable(stop).json().at("changed"), true);
    EXPECT_EQ(disable(stop).json().at("changed"), false);
    json forged = stop;
    forged["actor"] = "os:somebody";
    EXPECT_EQ(enable().json().at("changed"), true);
    EXPECT_EQ(enable().json().at("changed"), false);
    EXPECT_EQ(disable(forged).json().at("changed"), true);
    EXPECT_THAT(
        audited(),
        ElementsAre(
            "os:operator,sudo:an: endpoint portal-main disabled: moves house",
            "os:operator: endpoint portal-main enabled",
            "os:operator: endpoint portal-main disabled: moves house"
        )
    );
}

TEST_F(Endpoints, ThatAreUnknownOrStoppedWithoutAReasonChangeNothing) {
    json other = stop;
    other["endpoint"] = "portal-old";
    EXPECT_EQ(disable(other).status(), 404);
    json silent = stop;
    silent.erase("reason");
    EXPECT_EQ(disable(silent).status(), 422);
    EXPECT_EQ(only().at("disabled_by"), nullptr);
    EXPECT_TRUE(audited().empty());
}

TEST_F(Endpoints, ThatLeftTheConfigurationAreListedWhileDeliveriesAreLeft) {
    ASSERT_EQ(world.post("/v1/payments", example_body().dump()).status(), 201);
    world.core.config = std::make_shared<const FlowConfig>();
    EXPECT_EQ(only().at("configured"), false);
    EXPECT_EQ(only().at("client"), nullptr);
    EXPECT_EQ(only().at("waiting"), 2);
}

TEST_F(Endpoints, ThatSaid410AreWantedAgainByAReplayAndThoseStoppedByAnOperatorAreNot) {
    ASSERT_EQ(world.post("/v1/payments", example_body().dump()).status(), 201);
    const std::string id = world.get("/v1/webhooks/deliveries").json()["items"][0]["id"];
    const std::string path = "/v1/webhooks/deliveries/" + id + "/replay";
    world.write([](Txn& txn) {
        txn.set_meta("endpoint_disabled:portal-main", "2026-11-23T02:15:00.000Z");
    });
    EXPECT_EQ(only().at("disabled_by"), "gone");
    EXPECT_EQ(world.post(path, "").status(), 202);
    EXPECT_EQ(only().at("disabled_by"), nullptr);
    disable(stop);
    EXPECT_EQ(world.post(path, "").status(), 202);
    EXPECT_EQ(world.post("/v1/webhooks/test", "").status(), 202);
    EXPECT_EQ(only().at("disabled_by"), "operator");
}

}  // namespace
}  // namespace dvcpay::testing
