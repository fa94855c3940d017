// The document and the program say the same: routes both ways, every answer of a walk through the
// API, every example.
#include "api/openapi.hpp"

#include <set>

#include <gmock/gmock.h>

#include "api/field.hpp"
#include "api/problem.hpp"
#include "api/router.hpp"
#include "schema.hpp"
#include "world.hpp"

namespace dvcpay::testing {
namespace {

using nlohmann::json;
using ::testing::IsEmpty;

const json& document() {
    static const json parsed = json::parse(api::openapi_document());
    return parsed;
}

std::string upper(std::string text) {
    for (char& c : text) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
    return text;
}

std::vector<std::string> faults(const char* schema, const json& value) {
    return schema_faults(document(), document()["components"]["schemas"].at(schema), value);
}

TEST(OpenApi, EveryRouteIsDocumentedAndNothingElseIs) {
    std::set<std::string> written;
    std::set<std::string> routed;
    for (const auto& [path, item] : document()["paths"].items()) {
        for (const auto& [method, operation] : item.items())
            written.insert(upper(method) + " " + path);
    }
    for (const auto& route : api::routes()) {
        routed.insert(std::string(route.method) + " " + std::string(route.path));
    }
    EXPECT_EQ(written, routed);
}

TEST(OpenApi, ScopesParametersAndKeysAreThoseOfTheRouteTable) {
    for (const auto& route : api::routes()) {
        std::string method(route.method);
        for (char& c : method) c = static_cast<char>(c + 32);
        const json& operation = document()["paths"].at(std::string(route.path)).at(method);
        const std::string where = std::string(route.method) + " " + std::string(route.path);
        EXPECT_EQ(operation.value("x-scope", ""), route.scope) << where;
        EXPECT_EQ(operation.contains("security"), route.access == api::Access::open) << where;
        bool idempotency_key = false;
        std::size_t in_path = 0;
        for (const auto& raw : operation["parameters"]) {
            const json& parameter = resolve(document(), raw);
            idempotency_key = idempotency_key || parameter["name"] == "Idempotency-Key";
            if (parameter["in"] != "path") continue;
            ++in_path;
            const std::string slot = "{" + parameter["name"].get<std::string>() + "}";
            EXPECT_NE(route.path.find(slot), std::string_view::npos) << where;
        }
        EXPECT_EQ(in_path, static_cast<std::size_t>(std::ranges::count(route.path, '{'))) << where;
        EXPECT_EQ(idempotency_key, route.method == "POST") << where;
    }
}

void check_examples(const json& node) {
    if (node.is_object() && node.contains("schema") && node.contains("example")) {
        EXPECT_THAT(schema_faults(document(), node["schema"], node["example"]), IsEmpty());
    }
    if (!node.is_structured()) return;
    for (const auto& inner : node) check_examples(inner);
}

TEST(OpenApi, EveryExampleIsValid) {
    check_examples(document());
}

void check_references(const json& node) {
    if (node.is_object() && node.contains("$ref")) {
        EXPECT_NO_THROW(resolve(document(), node)) << node["$ref"];
    }
    if (!node.is_structured()) return;
    for (const auto& inner : node) check_references(inner);
}

TEST(OpenApi, EveryReferenceLeadsSomewhere) {
    check_references(document());
}

TEST(OpenApi, ProblemAndFieldCodesAreTheClosedLists) {
    std::set<std::string> codes;
    for (const auto& kind : api::problem_kinds()) codes.emplace(code_of(kind.fault));
    const json& schemas = document()["components"]["schemas"];
    EXPECT_EQ(schemas["Problem"]["properties"]["code"]["enum"].get<std::set<std::string>>(), codes);
    std::set<std::string> fields;
    for (int i = 0; i < api::field_code_count; ++i) {
        fields.emplace(to_string(static_cast<api::FieldCode>(i)));
    }
    EXPECT_EQ(
        schemas["FieldFault"]["properties"]["code"]["enum"].get<std::set<std::string>>(), fields
    );
}

TEST(OpenApi, TheReaderOfSchemasRefusesWhatIsWrong) {
    json payment = document()["paths"]["/v1/payments/{id}"]["get"]["responses"]["200"]["content"]
                             ["application/json"]["example"];
    EXPECT_THAT(faults("Payment", payment), IsEmpty());
    json extra = payment;
    extra["surprise"] = 1;
    EXPECT_FALSE(faults("Payment", extra).empty());
    json missing = payment;
    missing.erase("late");
    EXPECT_FALSE(faults("Payment", missing).empty());
    json status = payment;
    status["status"] = "almost";
    EXPECT_FALSE(faults("Payment", status).empty());
    json action = payment;
    action["attempt"]["next_action"] = {{"type", "redirect"}};
    EXPECT_FALSE(faults("Payment", action).empty());
}

/// Two persons, and a provider without a refund operation: it goes on the list for the bank.
TEST(OpenApi, RefundsAndIncidentsFitTheDocument) {
    ApiWorld world;
    const std::vector<std::string> scopes = {
        "payments:read",
        "refunds:request",
        "refunds:approve",
        "incidents:write",
        "incidents:approve"
    };
    const std::string lan = world.make_key(scopes, {}, "portal", "person");
    const std::string minh = world.make_key(scopes, {}, "portal", "person");
    const auto by = [](const std::string& key) {
        return Headers{{"Authorization", "Bearer " + key}};
    };
    const json made = world.post("/v1/payments", example_body().dump()).json();
    const std::string order = made["attempt"]["order_ref"];
    for (const char* txn : {"txn-1", "txn-2"}) {
        HttpRequest call = world.request("POST", "/v1/callbacks/momo/ipn");
        call.body = order + " 60000 " + txn;
        ASSERT_LT(world.call(std::move(call)).status(), 300);
    }
    const std::string self = made["links"]["self"];
    const json paid = world.get(self).json();
    EXPECT_THAT(faults("Payment", paid), IsEmpty());
    const std::string refunds = paid["links"]["refunds"];
    const json ask = {
        {"credit_id", paid["credits"][0]["id"]},
        {"amount", 60'000},
        {"reason", "withdrawn"},
        {"refundable_amount", 60'000},
        {"destination", {{"bank_bin", "970418"}, {"account", "0123456789"}, {"name", "Trần B"}}}
    };
    const Answer asked = world.post(refunds, ask.dump(), by(lan));
    ASSERT_EQ(asked.status(), 201) << asked.http.body;
    EXPECT_THAT(faults("Refund", asked.json()), IsEmpty());
    const std::string at = asked.header("Location");
    EXPECT_EQ(world.post(at + "/approve", "{}", by(lan)).code(), "same_person");
    EXPECT_EQ(world.post(at + "/approve", "{}", by(minh)).status(), 200);
    world.run_ready();
    EXPECT_EQ(world.get(at).json()["status"], "manual");
    EXPECT_THAT(faults("RefundList", world.get("/v1/refunds?status=manual").json()), IsEmpty());
    const json open = world.get("/v1/incidents?status=open").json();
    EXPECT_THAT(faults("IncidentList", open), IsEmpty());
    ASSERT_EQ(open["items"].size(), 1U) << open.dump();
    const std::string incident = "/v1/incidents/" + open["items"][0]["id"].get<std::string>();
    EXPECT_THAT(faults("IncidentPage", world.get(incident).json()), IsEmpty());
    const char* proposal = R"({"action":"accept","reason":"both are owed"})";
    const Answer proposed = world.post(incident + "/propose", proposal, by(lan));
    EXPECT_THAT(faults("Incident", proposed.json()), IsEmpty());
    EXPECT_EQ(world.post(incident + "/approve", "{}", by(minh)).status(), 200);
    EXPECT_THAT(faults("IncidentPage", world.get(incident).json()), IsEmpty());
    EXPECT_THAT(faults("FeedEventList", world.get("/v1/events").json()), IsEmpty());
    const auto denied = world.history(std::string(audit_chain));
    EXPECT_TRUE(std::ranges::any_of(denied, [](const Event& e) {
        return e.type == EventType::access_denied && e.note.contains("same_person");
    }));
}

TEST(OpenApi, WhatTheGatewayAnswersFitsTheDocument) {
    ApiWorld world;
    const Answer made = world.post("/v1/payments", example_body().dump());
    ASSERT_EQ(made.status(), 201) << made.http.body;
    EXPECT_THAT(faults("Payment", made.json()), IsEmpty());
    const std::string self = made.json()["links"]["self"];
    EXPECT_THAT(faults("AttemptList", world.get(self + "/attempts").json()), IsEmpty());
    EXPECT_THAT(faults("HistoryEventList", world.get(self + "/events").json()), IsEmpty());
    EXPECT_THAT(faults("PaymentList", world.get("/v1/payments").json()), IsEmpty());
    EXPECT_THAT(faults("FeedEventList", world.get("/v1/events").json()), IsEmpty());
    EXPECT_THAT(faults("DeliveryList", world.get("/v1/webhooks/deliveries").json()), IsEmpty());
    EXPECT_THAT(faults("ServiceList", world.get("/v1/services").json()), IsEmpty());
    EXPECT_THAT(faults("Service", world.get("/v1/services/1.004222").json()), IsEmpty());
    EXPECT_THAT(faults("AgencyList", world.get("/v1/agencies").json()), IsEmpty());
    EXPECT_THAT(faults("ProviderList", world.get("/v1/providers?amount=1").json()), IsEmpty());
    EXPECT_THAT(faults("DeliveryList", world.post("/v1/webhooks/test", "{}").json()), IsEmpty());
    EXPECT_THAT(faults("Problem", world.get("/v1/nothing").json()), IsEmpty());
    EXPECT_THAT(
        faults("Problem", world.post("/v1/payments", R"({"amount":1.5,"x":1})").json()), IsEmpty()
    );
    json window{{"from", "2026-01-01T00:00:00Z"}, {"to", "2027-01-01T00:00:00Z"}};
    EXPECT_THAT(
        faults("Queued", world.post("/v1/webhooks/replay", window.dump()).json()), IsEmpty()
    );
    EXPECT_EQ(world.get("/v1/openapi.json").json(), document());
}

TEST(OpenApi, APaymentWithMoneyAndAnIncidentFitsTheDocument) {
    ApiWorld world;
    json body = example_body();
    body["method"] = "qr";
    const json made = world.post("/v1/payments", body.dump()).json();
    EXPECT_EQ(made["attempt"]["next_action"]["type"], "qr");
    HttpRequest notice = world.request("POST", "/momo/notify");
    notice.body = made["attempt"]["order_ref"].get<std::string>() + " 70000 txn-1";
    EXPECT_EQ(world.call(notice).status(), 204);
    const json paid = world.get(made["links"]["self"]).json();
    EXPECT_EQ(paid["status"], "paid");
    EXPECT_EQ(paid["incidents"].size(), 1U);
    EXPECT_THAT(faults("Payment", paid), IsEmpty());
    EXPECT_THAT(faults("FeedEventList", world.get("/v1/events").json()), IsEmpty());
}

}  // namespace
}  // namespace dvcpay::testing
