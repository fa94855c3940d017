// What holds for every call: keys, scopes, agencies, limits, headers, media types, problems.
#include <set>
#include <stdexcept>

#include <gtest/gtest.h>

#include "api/field.hpp"
#include "api/problem.hpp"
#include "flows/idempotency.hpp"
#include "world.hpp"

namespace dvcpay::testing {
namespace {

using nlohmann::json;

TEST(Problem, TheTableNamesEveryFaultOnceInBothLanguages) {
    std::set<std::string_view> codes;
    std::set<std::string_view> titles;
    for (const auto& kind : api::problem_kinds()) {
        EXPECT_TRUE(codes.insert(code_of(kind.fault)).second);
        EXPECT_TRUE(titles.insert(kind.title_en).second) << kind.title_en;
        EXPECT_FALSE(kind.title_vi.empty() || kind.detail_vi.empty() || kind.detail_en.empty());
        EXPECT_GE(kind.status, 400);
        if (kind.status >= 500) {
            EXPECT_EQ(kind.retryable, api::Retryable::yes);
        }
        EXPECT_EQ(&api::problem_kind(kind.fault), &kind);
    }
    for (const Fault house :
         {Fault::malformed, Fault::forged, Fault::unavailable, Fault::commit_unknown}) {
        EXPECT_EQ(api::problem_kind(house).fault, Fault::internal_error);
    }
}

// API page: nothing is stored for 400, 401, 403, 409 request_in_progress, 429 and 5xx.
TEST(Problem, OnlyWhatIsDecidedAfterTheClaimIsKeptForItsKey) {
    for (const auto& kind : api::problem_kinds()) {
        const bool of_the_claim =
            kind.fault == Fault::request_in_progress || kind.fault == Fault::idempotency_key_reused;
        const bool stored = kind.status > 403 && kind.status < 429 && !of_the_claim;
        const bool before_a_handler = kind.status == 431;
        if (!before_a_handler) {
            EXPECT_EQ(flows::is_refusal(kind.fault), stored) << code_of(kind.fault);
        }
    }
}

TEST(Problem, EveryFieldCodeSaysSomethingInBothLanguages) {
    for (int i = 0; i < api::field_code_count; ++i) {
        const auto code = to_string(static_cast<api::FieldCode>(i));
        EXPECT_NE(
            field_text(code, "7", api::Language::vi), field_text(code, "7", api::Language::en)
        ) << code;
        EXPECT_EQ(field_text(code, "7", api::Language::vi).find("{}"), std::string::npos);
    }
    EXPECT_EQ(field_text("bad_format", "said by a flow", api::Language::en), "said by a flow");
    EXPECT_EQ(
        field_text("word_of_a_later_flow", "its sentence", api::Language::vi), "its sentence"
    );
}

TEST(Problem, DetailsOfTheHouseStayInTheHouse) {
    Error error(Fault::commit_unknown, "disk /var/lib at 100%");
    error.fields.push_back({"/x", "y", "z"});
    const auto answer = api::problem_answer(error, {api::Language::en, "trace", "/v1/payments"});
    EXPECT_EQ(answer.status, 500);
    EXPECT_EQ(answer.body.find("disk"), std::string::npos);
    EXPECT_EQ(answer.body.find("errors"), std::string::npos);
}

TEST(Problem, RetryAfterSurvivesStoring) {
    Error error(Fault::attempt_open);
    error.retry_after_s = 5;
    const auto stored = api::problem_answer(error, {api::Language::vi, "t", "/x\"retry_after\":9"});
    EXPECT_EQ(api::to_response(stored).headers.get("Retry-After"), "5");
    const auto without =
        api::problem_answer(Fault::payment_closed, {api::Language::vi, "t", "/x\"retry_after\":9"});
    EXPECT_EQ(api::to_response(without).headers.get("Retry-After"), "");
}

TEST(Problem, TheListenersFaultsReadTheSame) {
    const api::Trace trace{std::string(32, 'a'), "00-a-b-00", "mine-1"};
    const HttpResponse response = api::transport_problem(431, "en", trace, "/v1/payments");
    EXPECT_EQ(json::parse(response.body)["trace_id"], trace.trace_id);
    EXPECT_EQ(json::parse(response.body)["instance"], "/v1/payments");
    EXPECT_EQ(response.headers.get("X-Request-Id"), "mine-1");
    EXPECT_EQ(response.headers.get("traceparent"), trace.traceparent);
    EXPECT_EQ(response.status, 431);
    EXPECT_TRUE(response.close);
    EXPECT_EQ(json::parse(response.body)["code"], "headers_too_large");
    for (const int status : {400, 408, 413, 503})
        EXPECT_EQ(api::transport_problem(status, "", trace, "").status, status);
}

TEST(Authentication, StrangersLearnNothing) {
    ApiWorld world;
    const std::string wrong = world.key.substr(0, 46) + (world.key.back() == 'A' ? "B" : "A");
    for (const std::string& header : {
             std::string(),
             std::string("Bearer"),
             std::string("Basic ") + world.key,
             "Bearer " + wrong,
             "Bearer " + world.key + "x",
         }) {
        const Answer answer = world.get("/v1/payments", {{"Authorization", header}});
        EXPECT_EQ(answer.status(), 401) << header;
        EXPECT_EQ(answer.code(), "unauthenticated");
        EXPECT_EQ(answer.header("WWW-Authenticate"), "Bearer realm=\"dvcpay\"");
    }
    EXPECT_EQ(world.get("/v1/payments", {{"Authorization", "bearer " + world.key}}).status(), 200);
    EXPECT_EQ(world.telemetry.all.find(world.key), std::string::npos);
}

TEST(Authentication, RevokedAndExpiredKeysStopWorking) {
    ApiWorld world;
    const json made =
        world
            .admin(
                "POST",
                "/admin/keys",
                R"({"name":"A","kind":"person","client":"portal","scopes":["payments:read"],"expires_in_days":1})"
            )
            .json();
    const Headers with{{"Authorization", "Bearer " + made["key"].get<std::string>()}};
    EXPECT_EQ(world.get("/v1/payments", with).status(), 200);
    world.clock.advance_ms(86'400'001);
    EXPECT_EQ(world.get("/v1/payments", with).status(), 401);
    const json other =
        world
            .admin(
                "POST",
                "/admin/keys",
                R"({"name":"B","kind":"person","client":"portal","scopes":["payments:read"]})"
            )
            .json();
    const Headers with_other{{"Authorization", "Bearer " + other["key"].get<std::string>()}};
    EXPECT_EQ(world.get("/v1/payments", with_other).status(), 200);
    EXPECT_EQ(
        world.admin("POST", "/admin/keys/" + other["id"].get<std::string>() + "/revoke", "")
            .status(),
        200
    );
    EXPECT_EQ(world.get("/v1/payments", with_other).status(), 401);
}

TEST(Authentication, AClientThatNeedsACertificateIsAStrangerWithoutIt) {
    api::ApiOptions options = ApiWorld::default_options();
    options.client_subjects["portal"] = {"CN=portal"};
    ApiWorld world(std::move(options));
    EXPECT_EQ(world.get("/v1/payments").status(), 401);
    HttpRequest request = world.request("GET", "/v1/payments");
    request.client_subject = "CN=portal";
    EXPECT_EQ(world.call(request).status(), 200);
}

TEST(Scopes, EachRouteAsksForItsOwn) {
    ApiWorld world;
    const Headers reader{{"Authorization", "Bearer " + world.make_key({"payments:read"})}};
    EXPECT_EQ(
        world.post("/v1/payments", example_body().dump(), reader).code(), "insufficient_scope"
    );
    EXPECT_EQ(world.get("/v1/webhooks/deliveries", reader).code(), "insufficient_scope");
    EXPECT_EQ(world.get("/v1/payments", reader).status(), 200);
    const Headers nothing{{"Authorization", "Bearer " + world.make_key({})}};
    EXPECT_EQ(world.get("/v1/payments", nothing).status(), 403);
    EXPECT_EQ(world.get("/v1/services", nothing).status(), 200);
    const Headers no_client{
        {"Authorization", "Bearer " + world.make_key({"payments:write"}, {}, "")}
    };
    EXPECT_EQ(world.post("/v1/payments", example_body().dump(), no_client).status(), 403);
}

TEST(Agencies, OutsideThemIs404OnReadsAnd403OnWrites) {
    ApiWorld world;
    const std::string self =
        world.post("/v1/payments", example_body().dump()).json()["links"]["self"];
    const Headers outside{
        {"Authorization",
         "Bearer " + world.make_key({"payments:write", "payments:read"}, {"H01.13"})}
    };
    EXPECT_EQ(world.get(self, outside).status(), 404);
    EXPECT_EQ(world.get(self + "/events", outside).status(), 404);
    EXPECT_EQ(world.get("/v1/payments", outside).json()["items"].size(), 0U);
    EXPECT_EQ(world.get("/v1/events", outside).json()["items"].size(), 0U);
    EXPECT_EQ(
        world.post(self + "/cancel", R"({"reason":"x"})", outside).code(), "agency_not_allowed"
    );
    EXPECT_EQ(
        world.post(self + "/attempts", R"({"provider":"momo"})", outside).code(),
        "agency_not_allowed"
    );
    json body = example_body();
    body["reference"] = "other";
    EXPECT_EQ(world.post("/v1/payments", body.dump(), outside).code(), "agency_not_allowed");
    const Headers other{
        {"Authorization",
         "Bearer " + world.make_key({"payments:write", "payments:read"}, {}, "other")}
    };
    EXPECT_EQ(world.get(self, other).status(), 404);
    EXPECT_EQ(world.post(self + "/cancel", R"({"reason":"x"})", other).status(), 404);
}

TEST(RateLimit, ASpentBucketIs429WithATime) {
    api::ApiOptions options = ApiWorld::default_options();
    options.rate = {1, 2};
    ApiWorld world(std::move(options));
    EXPECT_EQ(world.get("/v1/services").header("RateLimit"), "\"key\";r=1;t=1");
    EXPECT_EQ(world.get("/v1/services").header("RateLimit-Policy"), "\"key\";q=2;w=2");
    const Answer refused = world.get("/v1/services");
    EXPECT_EQ(refused.status(), 429);
    EXPECT_EQ(refused.code(), "rate_limited");
    EXPECT_EQ(refused.header("Retry-After"), "1");
    world.clock.advance_ms(1000);
    EXPECT_EQ(world.get("/v1/services").status(), 200);
}

TEST(Routing, MethodsPathsAndMediaTypes) {
    ApiWorld world;
    EXPECT_EQ(world.get("/v1/nothing").code(), "not_found");
    EXPECT_EQ(world.get("/v1/payments/").status(), 404);
    EXPECT_EQ(world.get("/v1/payments//events").status(), 404);
    EXPECT_EQ(world.get("").status(), 404);
    EXPECT_EQ(world.get("*").status(), 404);
    EXPECT_EQ(world.get("/v1/payments/pay_short").status(), 404);
    for (const char* later : {"/v1/refunds/rf_1", "/v1/incidents/inc_1", "/v1/reconciliations"}) {
        EXPECT_EQ(world.get(later).status(), 404) << later;
    }
    const Answer wrong = world.call(world.request("DELETE", "/v1/payments"));
    EXPECT_EQ(wrong.status(), 405);
    EXPECT_EQ(wrong.header("Allow"), "POST, GET");
    EXPECT_EQ(world.get("/v1/services", {{"Accept", "text/html"}}).code(), "not_acceptable");
    EXPECT_EQ(
        world.get("/v1/services", {{"Accept", "text/html, application/*;q=0.1"}}).status(), 200
    );
    EXPECT_EQ(
        world.post("/v1/payments", "{}", {{"Content-Type", "text/plain"}}).code(),
        "unsupported_media_type"
    );
    EXPECT_EQ(
        world.post("/v1/payments", "{}", {{"Content-Type", "application/json; charset=latin1"}})
            .status(),
        415
    );
    EXPECT_EQ(
        world.post("/v1/payments", "{}", {{"Content-Type", "application/json; charset=\"UTF-8\""}})
            .status(),
        422
    );
}

TEST(Headers, TracesAreContinuedAndIdsReturned) {
    ApiWorld world;
    const Answer answer = world.get(
        "/v1/nothing",
        {{"traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"},
         {"X-Request-Id", "req-1"},
         {"Accept-Language", "en"}}
    );
    EXPECT_EQ(answer.header("traceparent").substr(0, 36), "00-4bf92f3577b34da6a3ce929d0e0e4736-");
    EXPECT_EQ(answer.header("X-Request-Id"), "req-1");
    EXPECT_EQ(answer.json()["trace_id"], "4bf92f3577b34da6a3ce929d0e0e4736");
    EXPECT_EQ(answer.json()["title"], "Not found");
    EXPECT_EQ(answer.json()["instance"], "/v1/nothing");
    EXPECT_EQ(world.get("/v1/nothing").json()["title"], "Không tìm thấy");
    EXPECT_EQ(world.get("/v1/\xFF").json()["instance"], "");
    EXPECT_EQ(answer.header("Cache-Control"), "no-store");
}

TEST(Idempotency, EveryPostAsksForAKey) {
    ApiWorld world;
    for (const std::string& key :
         {std::string(), std::string("a b"), std::string(256, 'k'), std::string("ễ")}) {
        EXPECT_EQ(
            world.post("/v1/payments", example_body().dump(), {{"Idempotency-Key", key}}).code(),
            "idempotency_key_missing"
        );
    }
    EXPECT_EQ(world.post("/v1/webhooks/test", "", {{"Idempotency-Key", ""}}).status(), 400);
    EXPECT_EQ(
        world
            .post(
                "/v1/payments", example_body().dump(), {{"Idempotency-Key", std::string(255, 'k')}}
            )
            .status(),
        201
    );
}

TEST(Idempotency, SameMeaningIsTheSameAnswerByteForByte) {
    ApiWorld world;
    const Headers key{{"Idempotency-Key", "one"}};
    const json body = example_body();
    const Answer first = world.post("/v1/payments", body.dump(), key);
    ASSERT_EQ(first.status(), 201) << first.http.body;
    EXPECT_EQ(first.header("Idempotency-Replayed"), "");
    const Answer again = world.post("/v1/payments", body.dump(4), key);
    EXPECT_EQ(again.status(), 201);
    EXPECT_EQ(again.http.body, first.http.body);
    EXPECT_EQ(again.header("ETag"), first.header("ETag"));
    EXPECT_EQ(again.header("Location"), first.header("Location"));
    EXPECT_EQ(again.header("Idempotency-Replayed"), "true");
    EXPECT_EQ(world.adapter.orders.size(), 1U);
    json other = body;
    other["description"] = "x";
    EXPECT_EQ(world.post("/v1/payments", other.dump(), key).code(), "idempotency_key_reused");
}

TEST(Idempotency, ARefusalIsStoredInTheLanguageItWasSaidIn) {
    ApiWorld world;
    json body = example_body();
    ASSERT_EQ(world.post("/v1/payments", body.dump()).status(), 201);
    const Answer refused = world.post(
        "/v1/payments", body.dump(), {{"Idempotency-Key", "two"}, {"Accept-Language", "en"}}
    );
    EXPECT_EQ(refused.status(), 409);
    EXPECT_EQ(refused.code(), "reference_in_use");
    const Answer again = world.post("/v1/payments", body.dump(), {{"Idempotency-Key", "two"}});
    EXPECT_EQ(again.http.body, refused.http.body);
    EXPECT_EQ(again.header("Content-Type"), "application/problem+json");
    EXPECT_EQ(again.header("Idempotency-Replayed"), "true");
}

TEST(Drain, ChangesAreRefusedAndReadsGoOn) {
    ApiWorld world;
    world.api->drain();
    const Answer refused = world.post("/v1/payments", example_body().dump());
    EXPECT_EQ(refused.status(), 503);
    EXPECT_EQ(refused.code(), "shutting_down");
    EXPECT_EQ(refused.header("Retry-After"), "1");
    EXPECT_EQ(world.get("/v1/payments").status(), 200);
}

TEST(Overload, BeyondTheLimitNothingIsBegun) {
    api::ApiOptions options = ApiWorld::default_options();
    options.writes_in_flight_max = 0;
    ApiWorld world(std::move(options));
    EXPECT_EQ(world.post("/v1/payments", example_body().dump()).code(), "overloaded");
    EXPECT_EQ(world.get("/v1/payments").json()["items"].size(), 0U);
}

TEST(Bugs, AnUnexpectedExceptionIs500WithATraceAndNoWordOfIt) {
    api::ApiOptions options = ApiWorld::default_options();
    options.provider_state = [](const std::string&) -> api::ProviderState {
        throw std::runtime_error("a bug that quotes 091099001234");
    };
    ApiWorld world(std::move(options));
    const Answer answer = world.get("/v1/providers");
    EXPECT_EQ(answer.status(), 500);
    EXPECT_EQ(answer.code(), "internal_error");
    EXPECT_EQ(answer.http.body.find("091099001234"), std::string::npos);
    EXPECT_NE(
        world.telemetry.all.find(answer.json()["trace_id"].get<std::string>()), std::string::npos
    );
    EXPECT_EQ(world.telemetry.all.find("091099001234"), std::string::npos);
}

}  // namespace
}  // namespace dvcpay::testing
