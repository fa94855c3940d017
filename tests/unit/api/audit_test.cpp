// What the chain `audit` holds: who was denied what, who changed the house.
#include "api/audit.hpp"

#include <gmock/gmock.h>

#include "world.hpp"

namespace dvcpay::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

std::vector<Event> of_type(ApiWorld& world, EventType type) {
    auto all = world.history(std::string(audit_chain));
    std::erase_if(all, [type](const Event& e) { return e.type != type; });
    return all;
}

Headers with(const std::string& key) {
    return {{"Authorization", "Bearer " + key}};
}

TEST(Audit, AMissingScopeIsWrittenWithItsPrincipalRouteAndCode) {
    ApiWorld world;
    const std::string reader = world.make_key({"payments:read"});
    EXPECT_EQ(world.post("/v1/payments", example_body().dump(), with(reader)).status(), 403);
    const auto denied = of_type(world, EventType::access_denied);
    ASSERT_THAT(denied, SizeIs(1));
    EXPECT_THAT(denied[0].actor, StartsWith("prn_"));
    EXPECT_THAT(denied[0].note, StartsWith("POST /v1/payments: insufficient_scope, with key_"));
    EXPECT_EQ(denied[0].client, "portal");
    EXPECT_THAT(denied[0].note, Not(HasSubstr(reader)));
}

TEST(Audit, AForeignAgencyIsWrittenWithoutABodyOrAPath) {
    ApiWorld world;
    const std::string narrow = world.make_key({"payments:write"}, {"H01.13"});
    const auto refused = world.post("/v1/payments", example_body().dump(), with(narrow));
    ASSERT_EQ(refused.code(), "agency_not_allowed");
    const auto denied = of_type(world, EventType::access_denied);
    ASSERT_THAT(denied, SizeIs(1));
    EXPECT_THAT(denied[0].note, HasSubstr("agency_not_allowed"));
    EXPECT_EQ(denied[0].data, "{}");

    const std::string secret_path = "/v1/payments/0912345678/cancel";
    const std::string reader = world.make_key({"payments:read"});
    EXPECT_EQ(world.post(secret_path, "", with(reader)).status(), 403);
    const auto more = of_type(world, EventType::access_denied);
    ASSERT_THAT(more, SizeIs(2));
    EXPECT_THAT(more[1].note, HasSubstr("POST /v1/payments/{id}/cancel"));
    EXPECT_THAT(more[1].note, Not(HasSubstr("0912345678")));
}

TEST(Audit, AHundredDenialsOfAKeyAnHourAreWrittenAndTheOthersCounted) {
    ApiWorld world;
    const std::string reader = world.make_key({"payments:read"});
    for (int i = 0; i < 103; ++i) world.post("/v1/webhooks/test", "", with(reader));
    EXPECT_THAT(of_type(world, EventType::access_denied), SizeIs(100));
    std::size_t counted = 0;
    for (std::size_t at = 0;
         (at = world.telemetry.all.find("access_denied code=insufficient_scope", at)) !=
         std::string::npos;
         ++at) {
        ++counted;
    }
    EXPECT_EQ(counted, 103U);

    const std::string other = world.make_key({"payments:read"});
    world.post("/v1/webhooks/test", "", with(other));
    EXPECT_THAT(of_type(world, EventType::access_denied), SizeIs(101)) << "each key has its own";
    world.clock.advance_ms(3'600'000);
    world.post("/v1/webhooks/test", "", with(reader));
    EXPECT_THAT(of_type(world, EventType::access_denied), SizeIs(102)) << "the next hour is new";
}

TEST(Audit, AStrangerIsOnlyCounted) {
    ApiWorld world;
    EXPECT_EQ(world.get("/v1/payments", with("dvk_nobody")).status(), 401);
    EXPECT_THAT(of_type(world, EventType::access_denied), SizeIs(0));
    EXPECT_THAT(world.telemetry.all, HasSubstr("access_denied code=unauthenticated"));
}

TEST(Audit, ADenialIsAnsweredThoughItCannotBeWritten) {
    ApiWorld world;
    const std::string reader = world.make_key({"payments:read"});
    world.disk.fail({.strikes = Operation::any, .times = UINT64_MAX, .file = ""});
    EXPECT_EQ(world.post("/v1/webhooks/test", "", with(reader)).status(), 403);
    world.run_ready();
    EXPECT_THAT(world.telemetry.all, HasSubstr("denial_not_written"));
    world.disk.heal();
}

TEST(Audit, AKeysLifeIsWrittenWithTheOperatorAndNoName) {
    ApiWorld world;
    const auto made = world.admin(
        "POST",
        "/admin/keys",
        R"({"name":"Trần Thị Bình","kind":"person","client":"portal","scopes":["payments:read"],"agencies":["H01"]})"
    );
    ASSERT_EQ(made.status(), 201);
    const std::string id = made.json().at("id");
    const auto created = of_type(world, EventType::key_created);
    ASSERT_THAT(created, SizeIs(2)) << "the world's own key is the first";
    EXPECT_EQ(created[1].actor, "os:operator");
    EXPECT_THAT(created[1].note, StartsWith(id + " for prn_"));
    EXPECT_THAT(created[1].note, HasSubstr("client portal, scopes payments:read, agencies H01"));
    EXPECT_THAT(created[1].note, Not(HasSubstr("Bình")));
    EXPECT_THAT(created[1].note, Not(HasSubstr(made.json().at("key").get<std::string>())));

    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(world.admin("POST", "/admin/keys/" + id + "/revoke", "").status(), 200);
    }
    const auto revoked = of_type(world, EventType::key_revoked);
    ASSERT_THAT(revoked, SizeIs(1)) << "a second time changes nothing";
    EXPECT_EQ(revoked[0].actor, "os:operator");
    EXPECT_EQ(revoked[0].note, id);
}

TEST(Audit, AFurtherKeyOfAPersonIsTheSamePrincipalHoweverTheNameIsWritten) {
    ApiWorld world;
    const auto made = [&](const char* name, const char* kind) {
        const nlohmann::json body{{"name", name}, {"kind", kind}, {"scopes", {"payments:read"}}};
        return world.admin("POST", "/admin/keys", body.dump()).json();
    };
    const nlohmann::json first = made("lan", "person");
    EXPECT_EQ(
        world.admin("POST", "/admin/keys/" + first["id"].get<std::string>() + "/revoke", "")
            .status(),
        200
    );
    const nlohmann::json second = made("Lan", "person");
    EXPECT_EQ(second["principal_id"], first["principal_id"]);
    EXPECT_EQ(second["name"], "lan");
    EXPECT_NE(second["id"], first["id"]);
    EXPECT_NE(made("minh", "person")["principal_id"], first["principal_id"]);
    // A system decides nothing that takes two.
    EXPECT_NE(made("lan", "system")["principal_id"], first["principal_id"]);
    EXPECT_THAT(
        of_type(world, EventType::key_created)[2].note,
        HasSubstr("for " + first["principal_id"].get<std::string>())
    );
}

TEST(Audit, AKeyThatCouldNotBeMadeLeavesNoEvent) {
    ApiWorld world;
    EXPECT_EQ(world.admin("POST", "/admin/keys", R"({"name":"x","kind":"robot"})").status(), 422);
    EXPECT_EQ(
        world.admin("POST", "/admin/keys/key_01KAR3Z5W3X7N8Q2J4T6V8Y0AB/revoke", "").status(), 404
    );
    EXPECT_THAT(world.history(std::string(audit_chain)), SizeIs(1)) << "the world's own key";
}

TEST(Audit, AnImportIsHandedItsOperator) {
    ApiWorld world;
    EXPECT_EQ(world.admin("PUT", "/admin/services", "code\n").status(), 200);
    EXPECT_EQ(world.imported_by, "os:operator");
}

}  // namespace
}  // namespace dvcpay::testing
