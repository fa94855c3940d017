// Every hostile body: a problem with all its faults, nothing begun.
#include <set>

#include <gtest/gtest.h>

#include "api/payment_body.hpp"
#include "world.hpp"

namespace dvcpay::testing {
namespace {

using nlohmann::json;

std::set<std::string> faults_of(const Answer& answer) {
    std::set<std::string> out;
    const json problem = answer.json();
    for (const auto& f : problem.value("errors", json::array())) {
        out.insert(f["pointer"].get<std::string>() + " " + f["code"].get<std::string>());
    }
    return out;
}

class Body : public ::testing::Test {
  protected:
    /// The example with one member replaced by a JSON text.
    Answer with(const std::string& member, const std::string& value) {
        std::string text = "{";
        const json body = example_body();
        for (const auto& [name, present] : body.items()) {
            if (name == member) continue;
            text += json(name).dump() + ":" + present.dump() + ",";
        }
        return world.post("/v1/payments", text + json(member).dump() + ":" + value + "}");
    }
    ApiWorld world;
};

struct BadMember {
    const char* member;
    const char* value;
    const char* code;   ///< of the problem
    const char* fault;  ///< "pointer code"
};

// member          value                      problem                     pointer and code
constexpr BadMember bad_members[] = {
    {"amount", "60000.0", "validation_failed", "/amount not_an_integer"},
    {"amount", "60000.5", "validation_failed", "/amount not_an_integer"},
    {"amount", "6e4", "validation_failed", "/amount not_an_integer"},
    {"amount", "\"60000\"", "validation_failed", "/amount wrong_type"},
    {"amount", "-1", "validation_failed", "/amount negative"},
    {"amount", "9223372036854775807", "validation_failed", "/amount out_of_range"},
    {"amount", "9223372036854775808", "validation_failed", "/amount out_of_range"},
    {"amount", "-9223372036854775809", "validation_failed", "/amount out_of_range"},
    {"amount", "99999999999999999999999", "validation_failed", "/amount out_of_range"},
    {"amount", "1000000000000001", "validation_failed", "/amount out_of_range"},
    {"amount", "true", "validation_failed", "/amount wrong_type"},
    {"amount", "null", "validation_failed", "/amount required"},
    {"amount", "[60000]", "validation_failed", "/amount wrong_type"},
    {"amount", "60001", "lines_do_not_sum", "/lines lines_do_not_sum"},
    {"currency", "\"USD\"", "validation_failed", "/currency unknown_value"},
    {"reference", "\"\"", "validation_failed", "/reference empty"},
    {"reference", "\"a\\nb\"", "validation_failed", "/reference control_character"},
    {"reference", "42", "validation_failed", "/reference wrong_type"},
    {"lines", "{}", "validation_failed", "/lines wrong_type"},
    {"lines", "[]", "validation_failed", "/lines empty"},
    {"lines", "[7]", "validation_failed", "/lines/0 wrong_type"},
    {"lines",
     "[{\"kind\":\"gift\",\"amount\":60000}]",
     "validation_failed",
     "/lines/0/kind unknown_value"},
    {"lines",
     "[{\"kind\":\"fee\",\"amount\":60000,\"note\":1}]",
     "unknown_field",
     "/lines/0/note unknown_field"},
    {"payer", "\"An\"", "validation_failed", "/payer wrong_type"},
    {"payer", "{\"name\":\"An\",\"age\":1}", "unknown_field", "/payer/age unknown_field"},
    {"return_url",
     "\"https://evil.example\"",
     "return_url_not_allowed",
     "/return_url return_url_not_allowed"},
    {"expires_in", "59", "validation_failed", "/expires_in out_of_range"},
    {"expires_in", "2592001", "validation_failed", "/expires_in out_of_range"},
    {"method", "\"cash\"", "validation_failed", "/method unknown_value"},
    {"locale", "\"fr\"", "validation_failed", "/locale unknown_value"},
    {"metadata", "[]", "validation_failed", "/metadata wrong_type"},
    {"metadata",
     "{\"a\":{\"b\":[9007199254740993]}}",
     "validation_failed",
     "/metadata/a/b/0 number_not_exact"},
    {"supersedes", "\"pay_x\"", "validation_failed", "/supersedes bad_format"},
    {"extra~/x", "1", "unknown_field", "/extra~0~1x unknown_field"},
    {"service_code", "\"9.999999\"", "unknown_service", "/service_code unknown_service"},
    {"agency_code", "\"H99\"", "unknown_agency", "/agency_code unknown_agency"},
    {"agency_code", "\"H33\"", "agency_not_valid_at", "/agency_code agency_not_valid_at"},
};

TEST_F(Body, OneBadMemberIsOneFaultWithItsPointer) {
    for (const auto& row : bad_members) {
        const Answer answer = with(row.member, row.value);
        EXPECT_EQ(answer.status(), 422)
            << row.member << " " << row.value << " " << answer.http.body;
        EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
        EXPECT_EQ(answer.code(), row.code) << row.value;
        EXPECT_EQ(faults_of(answer), std::set<std::string>{row.fault}) << row.value;
    }
    EXPECT_TRUE(world.adapter.orders.empty());
    EXPECT_EQ(world.get("/v1/payments").json()["items"].size(), 0U);
}

TEST_F(Body, AllFaultsOfABodyComeAtOnce) {
    const Answer answer = world.post(
        "/v1/payments",
        R"({"reference":7,"amount":-5,"lines":[{"kind":"fee","amount":"1"}],"payer":{"naem":"x"},"colour":"red"})"
    );
    EXPECT_EQ(answer.code(), "validation_failed");
    EXPECT_EQ(
        faults_of(answer),
        (std::set<std::string>{
            "/reference wrong_type",
            "/service_code required",
            "/agency_code required",
            "/amount negative",
            "/currency required",
            "/description required",
            "/return_url required",
            "/lines/0/amount wrong_type",
            "/payer/naem unknown_field",
            "/colour unknown_field"
        })
    );
}

TEST_F(Body, WhatIsNoJsonIs400) {
    for (const std::string& body : {
             std::string("{"),
             std::string("{}{}"),
             std::string("[1,]"),
             std::string("\xFF\xFE{}"),
             std::string("{\"a\":\"\xC0\xAF\"}"),
             std::string("{\0}", 3),
             std::string(R"({"reference":"a\u0000b"})"),
             std::string(R"({"amount":1,"amount":2})"),
             std::string(1000, '[') + std::string(1000, ']'),
             std::string(30'000, '{'),
             std::string(),
         }) {
        const Answer answer = world.post("/v1/payments", body);
        EXPECT_EQ(answer.status(), 400) << body.substr(0, 40);
        EXPECT_EQ(answer.code(), "malformed_json");
    }
}

TEST_F(Body, ABodyThatIsNoObjectIsNamed) {
    EXPECT_EQ(faults_of(world.post("/v1/payments", "[]")), std::set<std::string>{" wrong_type"});
    EXPECT_EQ(faults_of(world.post("/v1/payments", "null")), std::set<std::string>{" wrong_type"});
}

TEST_F(Body, LengthsCountCharactersNotBytes) {
    std::string fifty;
    for (int i = 0; i < 50; ++i) fifty += "ễ";
    EXPECT_EQ(with("reference", json(fifty).dump()).status(), 201);
    EXPECT_EQ(
        faults_of(with("reference", json(fifty + "x").dump())),
        std::set<std::string>{"/reference too_long"}
    );
}

TEST_F(Body, MetadataLargerThanItsLimitIsRefused) {
    const json big{{"x", std::string(4100, 'x')}};
    EXPECT_EQ(
        faults_of(with("metadata", big.dump())), std::set<std::string>{"/metadata too_large"}
    );
}

TEST_F(Body, AbsentLinesAreOneLineOfTheServicesKind) {
    const json lines = with("lines", "null").json()["lines"];
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0]["kind"], "charge");
    EXPECT_EQ(lines[0]["amount"], 60000);
}

TEST_F(Body, LargerThanTheLimitIs413) {
    const Answer answer = world.post("/v1/payments", std::string(64 * 1024 + 1, ' '));
    EXPECT_EQ(answer.status(), 413);
    EXPECT_EQ(answer.code(), "body_too_large");
}

TEST(ReturnUrl, OnlyRegisteredOriginsAreTaken) {
    const std::vector<std::string> origins{
        "https://a.example.vn", "http://127.0.0.1:9000", "http://plain.example"
    };
    const auto allowed = [&](std::string_view url) {
        return api::return_url_allowed(url, origins);
    };
    EXPECT_TRUE(allowed("https://a.example.vn"));
    EXPECT_TRUE(allowed("https://a.example.vn/x?y=1"));
    EXPECT_TRUE(allowed("HTTPS://A.example.vn/x"));
    EXPECT_TRUE(allowed("http://127.0.0.1:9000/back"));
    EXPECT_FALSE(allowed("http://a.example.vn/x"));
    EXPECT_FALSE(allowed("http://plain.example/x"));
    EXPECT_FALSE(allowed("https://a.example.vn:444/x"));
    EXPECT_FALSE(allowed("https://a.example.vn.evil.example/x"));
    EXPECT_FALSE(allowed("https://a.example.vn@evil.example/x"));
    EXPECT_FALSE(allowed("https://evil.example/https://a.example.vn"));
    EXPECT_FALSE(allowed("https://a.example.vn/x#f"));
    EXPECT_FALSE(allowed("https://a.example.vn\\@evil.example/"));
    EXPECT_FALSE(allowed("https://a.example.vn/ x"));
    EXPECT_FALSE(allowed("javascript:alert(1)"));
    EXPECT_FALSE(allowed("//a.example.vn"));
    EXPECT_FALSE(allowed("https://"));
}

}  // namespace
}  // namespace dvcpay::testing
