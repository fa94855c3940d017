#include "bidv/envelope.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::bidv {
namespace {

using testing::House;

TEST(BidvInteractionId, OfTwelveDigitsIsDayOfYearSecondAndCounter) {
    const Settings settings = testing::settings();
    // 2026-10-05 01:00:18 in Vietnam: day 278, second 3618.
    const Wall at = parse_rfc3339("2026-10-04T18:00:18Z").value();
    EXPECT_EQ(interaction_id(settings, at, "x", 1), "262780361801");
    EXPECT_EQ(interaction_id(settings, at, "x", 102), "262780361802");
    const Wall last = parse_rfc3339("2028-12-31T16:59:59Z").value();  // a leap year
    EXPECT_EQ(interaction_id(settings, last, "x", 99), "283668639999");
}

TEST(BidvInteractionId, OfOtherFormsIsAnotherForEachCall) {
    const Settings uuid = testing::settings({{"interaction_id_format", "uuid"}});
    const Settings hex = testing::settings({{"interaction_id_format", "hex32"}});
    const std::string one = interaction_id(uuid, testing::now, "a", 1);
    EXPECT_EQ(one.size(), 36U);
    EXPECT_EQ(one[14], '8');
    EXPECT_EQ(one, interaction_id(uuid, testing::now, "a", 2));
    EXPECT_NE(one, interaction_id(uuid, testing::now, "b", 1));
    EXPECT_NE(one, interaction_id(uuid, testing::now.plus_ms(1), "a", 1));
    const std::string plain = interaction_id(hex, testing::now, "a", 1);
    EXPECT_EQ(plain.size(), 32U);
    EXPECT_EQ(plain.find_first_not_of("0123456789abcdef"), std::string::npos);
}

TEST(BidvTimestamp, IsVietnamsTimeOrUtc) {
    EXPECT_EQ(timestamp(TimestampStyle::offset, testing::now), "2026-10-05T08:06:34.120+07:00");
    EXPECT_EQ(timestamp(TimestampStyle::z, testing::now), "2026-10-05T01:06:34.120Z");
}

OutboundRequest wrapped(House& house, const Settings& settings, Seal seal) {
    Call call;
    call.path = "/x";
    call.body = "{}";
    call.seal = seal;
    call.interaction_id = "1";
    call.now = testing::now;
    return testing::run(wrap(&house.keys, testing::account_key, settings, std::move(call))).value();
}

TEST(BidvCall, HasTheHeadersOfTheContract) {
    House house;
    const Settings settings = testing::settings(
        {{"base_url", "https://openapi.bidv.com.vn/bidv/service"},
         {"token_path", "/paygate-oauth/oauth2/token"},
         {"token_auth", "basic_header"},
         {"scope", "ewallet"},
         {"customer_ip", "203.0.113.7"},
         {"timestamp_style", "z"},
         {"url_query", "Scope=read&JWE=Yes"}}
    );
    const OutboundRequest sent = wrapped(house, settings, Seal::none);
    EXPECT_EQ(sent.url, "https://openapi.bidv.com.vn/bidv/service/x?Scope=read&JWE=Yes");
    EXPECT_EQ(sent.headers.get("X-Customer-IP-Address"), "203.0.113.7");
    EXPECT_EQ(sent.headers.get("Timestamp"), "2026-10-05T01:06:34.120Z");
    EXPECT_EQ(sent.headers.count("X-Idempotency-Key"), 0U);
    const TokenPlan& token = sent.credentials.at(0).token;
    EXPECT_EQ(token.url, "https://openapi.bidv.com.vn/bidv/service/paygate-oauth/oauth2/token");
    EXPECT_EQ(token.login, TokenPlan::Login::basic_header);
    EXPECT_EQ(token.scope, "ewallet");
    EXPECT_EQ(token.early_s, 300);
}

TEST(BidvCall, IsSealedAsTheContractSays) {
    House house;
    const auto header_of = [&](Seal seal, const testing::Changes& changes = {}) {
        const OutboundRequest sent = wrapped(house, testing::settings(changes), seal);
        return testing::Json::parse(sent.body);
    };
    const auto protected_of = [](const char* text) { return crypto::to_base64url(text); };
    const auto kw = header_of(Seal::a256kw_cbc);
    EXPECT_EQ(kw.at("protected"), protected_of(R"({"alg":"A256KW","enc":"A128CBC-HS256"})"));
    EXPECT_EQ(kw.at("recipients")[0].at("header"), testing::Json::object());
    EXPECT_EQ(
        header_of(Seal::a256kw_gcm).at("protected"),
        protected_of(R"({"alg":"A256KW","enc":"A256GCM"})")
    );
    const auto direct = header_of(Seal::dir_cbc);
    EXPECT_EQ(direct.at("protected"), protected_of(R"({"alg":"dir","enc":"A128CBC-HS256"})"));
    EXPECT_FALSE(direct.at("recipients")[0].contains("encrypted_key"));
    const auto repeated = header_of(Seal::a256kw_cbc, {{"jwe_recipient_header", "repeat"}});
    EXPECT_EQ(repeated.at("recipients")[0].at("header").at("alg"), "A256KW");
}

TEST(BidvCall, WithoutItsKeysIsNotMade) {
    House house;
    for (const Seal seal : {Seal::none, Seal::a256kw_cbc}) {
        Call call;
        call.seal = seal;
        const auto made = testing::run(
            wrap(&house.keys, {"bidv", "keyless"}, testing::settings(), std::move(call))
        );
        ASSERT_FALSE(made);
        EXPECT_EQ(made.error().fault, Fault::configuration);
    }
}

Result<Opened> opened(House& house, Seal seal, const HttpAnswer& answer) {
    return open_answer(house.keys, testing::account_key, testing::settings(), seal, answer);
}

TEST(BidvAnswerEnvelope, IsOpenedOnlyAsTheContractSealsIt) {
    House house;
    const HttpAnswer answer = testing::http_answer(200, house.sealed(R"({"errorCode":"000"})"));
    EXPECT_EQ(opened(house, Seal::a256kw_cbc, answer).value().body, R"({"errorCode":"000"})");
    // A sealed answer to a call in clear: by the paygate's usual way.
    EXPECT_TRUE(opened(house, Seal::none, answer));
    EXPECT_FALSE(opened(house, Seal::dir_cbc, answer));
    EXPECT_FALSE(opened(house, Seal::a256kw_gcm, answer));
}

TEST(BidvAnswerEnvelope, WithOneByteOfTheSealedTextChangedGivesNothing) {
    House house;
    const std::string sealed = house.sealed(R"({"errorCode":"000"})");
    const std::size_t from = sealed.find("\"ciphertext\":\"") + 14;
    for (std::size_t i = from; i < from + 8; ++i) {
        std::string changed = sealed;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(opened(house, Seal::a256kw_cbc, testing::http_answer(200, changed))) << i;
    }
}

TEST(BidvAnswerEnvelope, WithTwoSignaturesIsNotBelieved) {
    House house;
    HttpAnswer answer = house.signed_answer("{}");
    EXPECT_TRUE(opened(house, Seal::none, answer));
    answer.headers.add("x-jws-signature", std::string(answer.headers.get("X-JWS-Signature")));
    EXPECT_FALSE(opened(house, Seal::none, answer));
}

}  // namespace
}  // namespace dvcpay::bidv
