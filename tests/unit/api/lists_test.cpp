// Catalogue, providers, feed, webhooks, the admin socket.
#include <gtest/gtest.h>

#include "crypto/digest.hpp"
#include "world.hpp"

namespace dvcpay::testing {
namespace {

using nlohmann::json;

std::vector<std::string> codes(const json& list) {
    std::vector<std::string> out;
    for (const auto& item : list["items"]) out.push_back(item["code"]);
    return out;
}

TEST(Catalogue, IsTheOneOfTheDay) {
    ApiWorld world;
    EXPECT_EQ(
        codes(world.get("/v1/agencies").json()),
        (std::vector<std::string>{"H01", "H01.12", "H01.13"})
    );
    EXPECT_EQ(
        codes(world.get("/v1/agencies?on=2025-06-30").json()), std::vector<std::string>{"H33"}
    );
    EXPECT_EQ(world.get("/v1/agencies?on=2025-02-30").code(), "invalid_parameter");
    EXPECT_EQ(world.get("/v1/services/1.004222").json()["name_vi"], "Đăng ký thường trú");
    EXPECT_EQ(world.get("/v1/services/9.9").code(), "not_found");
    const json first = world.get("/v1/services?limit=2").json();
    EXPECT_EQ(codes(first), (std::vector<std::string>{"1.001193", "1.004222"}));
    const json rest =
        world.get("/v1/services?cursor=" + first["next_cursor"].get<std::string>()).json();
    EXPECT_EQ(codes(rest), std::vector<std::string>{"2.000815"});
    EXPECT_TRUE(rest["next_cursor"].is_null());
    EXPECT_EQ(
        world.get("/v1/agencies?cursor=" + first["next_cursor"].get<std::string>()).code(),
        "invalid_cursor"
    );
}

TEST(Providers, SayWhatAPayerMayUseNowAndWhyNot) {
    api::ProviderState state = api::ProviderState::up;
    api::ApiOptions options = ApiWorld::default_options();
    options.provider_state = [&state](const std::string&) { return state; };
    ApiWorld world(std::move(options));
    const auto momo = [&](const std::string& query) {
        return world.get("/v1/providers" + query).json()["items"][0];
    };
    EXPECT_EQ(momo("")["name"], "MoMo");
    EXPECT_TRUE(momo("?agency_code=H01.12&service_code=1.004222&amount=60000")["available"]);
    EXPECT_EQ(momo("?amount=999")["reason"], "amount_out_of_range");
    EXPECT_EQ(momo("?amount=999")["methods"][0]["available"], false);
    EXPECT_EQ(momo("?amount=50000000")["methods"][0]["amount_max"], 50'000'000);
    Capability contract = world.adapter.capability();
    contract.methods[0].amount_max = Money::dong(70'000);
    world.adapter.of_account[{"momo", "default"}] = contract;
    EXPECT_EQ(momo("?agency_code=H01.12")["methods"][0]["amount_max"], 70'000);
    EXPECT_EQ(momo("")["methods"][0]["amount_max"], 50'000'000);
    state = api::ProviderState::down;
    EXPECT_EQ(momo("?amount=60000")["reason"], "provider_down");
    EXPECT_EQ(world.get("/v1/providers?agency_code=H99").code(), "unknown_agency");
    EXPECT_EQ(world.get("/v1/providers?agency_code=H33").code(), "agency_not_valid_at");
    EXPECT_EQ(world.get("/v1/providers?service_code=x").code(), "unknown_service");
    EXPECT_EQ(world.get("/v1/providers?amount=1.5").code(), "invalid_parameter");
}

TEST(Feed, GoesOnFromACursorOrAnEventId) {
    ApiWorld world;
    ASSERT_EQ(world.post("/v1/payments", example_body().dump()).status(), 201);
    const json all = world.get("/v1/events").json();
    ASSERT_EQ(all["items"].size(), 2U);
    EXPECT_EQ(all["items"][0]["type"], "payment.created");
    EXPECT_EQ(all["items"][1]["type"], "payment.awaiting_payer");
    EXPECT_EQ(all["items"][1]["data"]["payment"]["status"], "awaiting_payer");
    EXPECT_TRUE(all["next_cursor"].is_null());
    const json page = world.get("/v1/events?limit=1").json();
    const std::string cursor = page["next_cursor"];
    EXPECT_EQ(cursor, page["items"][0]["cursor"].get<std::string>());
    EXPECT_EQ(world.get("/v1/events?after=" + cursor).json()["items"][0], all["items"][1]);
    EXPECT_EQ(world.get("/v1/events?cursor=" + cursor).json()["items"][0], all["items"][1]);
    const std::string id = all["items"][0]["id"];
    EXPECT_EQ(world.get("/v1/events?after=" + id).json()["items"][0], all["items"][1]);
    EXPECT_EQ(world.get("/v1/events?types=payment.created").json()["items"].size(), 1U);
    EXPECT_EQ(world.get("/v1/events?types=personal_data.read").code(), "invalid_parameter");
    EXPECT_EQ(world.get("/v1/events?after=zzz").code(), "invalid_cursor");
    const Headers other{
        {"Authorization", "Bearer " + world.make_key({"payments:read"}, {}, "other")}
    };
    EXPECT_EQ(world.get("/v1/events", other).json()["items"].size(), 0U);
    EXPECT_EQ(world.get("/v1/events?after=" + id, other).code(), "invalid_cursor");
}

TEST(Webhooks, DeliveriesAreListedAndReplayedOnce) {
    ApiWorld world;
    ASSERT_EQ(world.post("/v1/payments", example_body().dump()).status(), 201);
    const json list = world.get("/v1/webhooks/deliveries?status=waiting").json()["items"];
    ASSERT_EQ(list.size(), 2U);
    EXPECT_EQ(world.get("/v1/webhooks/deliveries?status=dead").json()["items"].size(), 0U);
    EXPECT_EQ(world.get("/v1/webhooks/deliveries?status=lost").code(), "invalid_parameter");
    const json page = world.get("/v1/webhooks/deliveries?limit=1").json();
    const json next =
        world.get("/v1/webhooks/deliveries?cursor=" + page["next_cursor"].get<std::string>())
            .json();
    EXPECT_EQ(next["items"][0], list[1]);
    const std::string replay =
        "/v1/webhooks/deliveries/" + list[0]["id"].get<std::string>() + "/replay";
    const Headers key{{"Idempotency-Key", "r1"}};
    const Answer first = world.post(replay, "", key);
    EXPECT_EQ(first.status(), 202) << first.http.body;
    const Answer again = world.post(replay, "{}", key);
    EXPECT_EQ(again.http.body, first.http.body);
    EXPECT_EQ(again.header("Idempotency-Replayed"), "true");
    EXPECT_EQ(world.post(replay, R"({"x":1})").code(), "unknown_field");
    const Headers other{
        {"Authorization", "Bearer " + world.make_key({"webhooks:manage"}, {}, "other")}
    };
    EXPECT_EQ(world.post(replay, "", other).code(), "not_found");
    EXPECT_EQ(world.get("/v1/webhooks/deliveries", other).json()["items"].size(), 0U);
}

TEST(Webhooks, AWindowIsReplayedAndAStrangeBodyNamed) {
    ApiWorld world;
    ASSERT_EQ(world.post("/v1/payments", example_body().dump()).status(), 201);
    const Headers key{{"Idempotency-Key", "w1"}};
    const std::string window =
        R"({"from":"2026-01-01T00:00:00Z","to":"2027-01-01T00:00:00Z","types":["payment.created"]})";
    const Answer queued = world.post("/v1/webhooks/replay", window, key);
    EXPECT_EQ(queued.status(), 202) << queued.http.body;
    EXPECT_EQ(queued.json()["queued"], 1);
    const std::string other = R"({"from":"2026-01-01T00:00:00Z","to":"2027-01-02T00:00:00Z"})";
    EXPECT_EQ(world.post("/v1/webhooks/replay", other, key).code(), "idempotency_key_reused");
    const json problem = world
                             .post(
                                 "/v1/webhooks/replay",
                                 R"({"from":"x","to":"2026-01-01T00:00:00Z","types":["nothing",7]})"
                             )
                             .json();
    EXPECT_EQ(problem["errors"].size(), 3U);
    EXPECT_EQ(
        world
            .post(
                "/v1/webhooks/replay",
                R"({"from":"2026-01-02T00:00:00Z","to":"2026-01-01T00:00:00Z"})"
            )
            .json()["errors"][0]["pointer"],
        "/to"
    );
}

TEST(Webhooks, ATestGoesToEveryEndpointOfTheClient) {
    ApiWorld world;
    const Answer made = world.post("/v1/webhooks/test", "");
    EXPECT_EQ(made.status(), 202) << made.http.body;
    EXPECT_EQ(made.json()["items"][0]["endpoint"], "portal-main");
    EXPECT_EQ(made.json()["items"][0]["type"], "webhook.test");
}

TEST(Pages, EveryProblemTypeHasOne) {
    ApiWorld world;
    const Headers stranger{{"Authorization", ""}};
    for (const auto& kind : api::problem_kinds()) {
        const Answer page = world.get("/problems/" + std::string(code_of(kind.fault)), stranger);
        EXPECT_EQ(page.status(), 200);
        EXPECT_NE(page.http.body.find(code_of(kind.fault)), std::string::npos);
    }
    EXPECT_EQ(world.get("/problems/forged", stranger).status(), 404);
    EXPECT_EQ(world.get("/v1/openapi.json", stranger).json()["openapi"], "3.1.0");
}

TEST(Admin, AKeyIsShownOnceAndKeptAsItsHash) {
    ApiWorld world;
    const Answer made = world.admin(
        "POST",
        "/admin/keys",
        R"({"name":"Cổng","kind":"system","client":"portal","scopes":["payments:read"],"agencies":["H01.12"],"expires_in_days":30})"
    );
    ASSERT_EQ(made.status(), 201) << made.http.body;
    const std::string key = made.json()["key"];
    EXPECT_EQ(key.size(), 47U);
    EXPECT_TRUE(key.starts_with("dvk_"));
    EXPECT_EQ(made.json()["expires_at"], "2026-12-23T02:15:01.000Z");
    const Answer list = world.admin("GET", "/admin/keys", "");
    EXPECT_EQ(list.json()["items"].size(), 2U);
    EXPECT_EQ(list.http.body.find(key), std::string::npos);
    EXPECT_EQ(list.http.body.find(crypto::sha256_hex(key)), std::string::npos);
    EXPECT_EQ(world.telemetry.all.find(key), std::string::npos);
}

TEST(Admin, MistakesAreNamed) {
    ApiWorld world;
    const Answer wrong = world.admin(
        "POST", "/admin/keys", R"({"kind":"robot","scopes":["everything",1],"more":true})"
    );
    EXPECT_EQ(wrong.status(), 422);
    EXPECT_EQ(wrong.json()["errors"].size(), 5U) << wrong.http.body;
    EXPECT_EQ(world.admin("POST", "/admin/keys", "{").status(), 400);
    EXPECT_EQ(world.admin("POST", "/admin/keys/key_x/revoke", "").status(), 404);
    EXPECT_EQ(
        world.admin("POST", "/admin/keys/key_01KAR3Z5W3X7N8Q2J4T6V8Y0AB/revoke", "").status(), 404
    );
    EXPECT_EQ(world.admin("GET", "/v1/payments", "").status(), 404);
}

TEST(Admin, ImportsGoToTheImporterAndStatusIsTold) {
    ApiWorld world;
    const Answer done = world.admin("PUT", "/admin/services", "code,name_vi\n");
    EXPECT_EQ(done.json(), (json{{"rows", 3}, {"added", 2}, {"changed", 1}, {"removed", 0}}));
    EXPECT_EQ(world.imported, "code,name_vi\n");
    EXPECT_EQ(world.admin("PUT", "/admin/agencies", "x").status(), 404);
    const json status = world.admin("GET", "/admin/status", "").json();
    EXPECT_EQ(status["daemon"]["version"], "test");
    EXPECT_EQ(status["store"]["writable"], true);
    EXPECT_EQ(status["api_keys"], 1);
}

}  // namespace
}  // namespace dvcpay::testing
