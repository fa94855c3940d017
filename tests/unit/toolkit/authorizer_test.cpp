#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "authorizer_world.hpp"

namespace dvcpay::toolkit {
namespace {

// --- fixed secrets ---

TEST_F(AuthorizerTest, ARequestWithoutCredentialsPassesUnchanged) {
    OutboundRequest plain = call();
    plain.credentials.clear();
    EXPECT_EQ(status(send(plain)), 200);
    EXPECT_EQ(bank.calls.at(0).headers.all().size(), 1U);
    EXPECT_EQ(bank.calls.at(0).body, "body");
    EXPECT_TRUE(bank.logins.empty());
}

TEST_F(AuthorizerTest, ATextStandsBehindItsPrefixInTheCopyThatIsSent) {
    Credential text;
    text.header = "x-ibm-client-secret";
    text.before = "Key ";
    text.key = "bank/api_key";
    const OutboundRequest original = call(text);
    EXPECT_EQ(status(send(original)), 200);
    EXPECT_EQ(last_header("x-ibm-client-secret"), "Key k-123");
    EXPECT_TRUE(bank.calls.at(0).credentials.empty());
    EXPECT_EQ(original.headers.all().size(), 1U);
}

TEST_F(AuthorizerTest, BasicIsUserColonPasswordInBase64) {
    Credential basic;
    basic.kind = Credential::Kind::basic;
    basic.user = "bidv-caller";
    basic.key = "bank/password";
    EXPECT_EQ(status(send(call(basic))), 200);
    EXPECT_EQ(last_header(), "Basic Ymlkdi1jYWxsZXI6cEBzczp3b3Jk");  // a vector of BIDV's
}

TEST_F(AuthorizerTest, WhatCannotStandInAHeaderOrIsNotThereIsNotSent) {
    Credential text;
    text.key = "bank/broken";
    EXPECT_NE(why(send(call(text))).find("bank/broken"), std::string::npos);
    text.key = "bank/nothing";
    EXPECT_NE(why(send(call(text))).find("bank/nothing"), std::string::npos);
    Credential basic;
    basic.kind = Credential::Kind::basic;
    basic.user = "a:b";
    basic.key = "bank/password";
    const std::string said = why(send(call(basic)));
    EXPECT_FALSE(said.empty());
    EXPECT_EQ(said.find("p@ss"), std::string::npos);
    OutboundRequest two = call();
    two.credentials.push_back(bearer());
    EXPECT_FALSE(why(send(two)).empty());
    EXPECT_TRUE(bank.calls.empty());
}

// --- tokens ---

TEST_F(AuthorizerTest, ATokenIsAskedForWithAFormAndKept) {
    EXPECT_EQ(status(send()), 200);
    EXPECT_EQ(last_header(), "Bearer T1");
    const OutboundRequest& login = bank.logins.at(0);
    EXPECT_EQ(login.method, "POST");
    EXPECT_EQ(login.channel, "bank/default");
    EXPECT_EQ(login.headers.get("Content-Type"), "application/x-www-form-urlencoded");
    EXPECT_EQ(
        login.body,
        "grant_type=client_credentials&client_id=kg%20client&client_secret=s3cr%26t&scope=read"
    );
    EXPECT_EQ(status(send()), 200);
    EXPECT_EQ(bank.logins.size(), 1U);
}

TEST_F(AuthorizerTest, TheClientMayLogInWithABasicHeader) {
    Credential wanted = bearer();
    wanted.token.client_id = "kg-client";
    wanted.token.client_secret = "bank/password";
    wanted.token.login = TokenPlan::Login::basic_header;
    wanted.token.scope = "";
    wanted.token.headers.add("App", "1");
    EXPECT_EQ(status(send(call(wanted))), 200);
    const OutboundRequest& login = bank.logins.at(0);
    EXPECT_EQ(login.body, "grant_type=client_credentials");
    EXPECT_EQ(login.headers.get("Authorization"), "Basic a2ctY2xpZW50OnBAc3M6d29yZA==");
    EXPECT_EQ(login.headers.get("App"), "1");
}

TEST_F(AuthorizerTest, FiftyCallsAtOnceAskForOneToken) {
    bank.token_delay_ms = 500;
    std::vector<std::optional<SendResult>> out(50);
    for (auto& one : out) begin(&one, call());
    EXPECT_TRUE(bank.calls.empty());
    clock.pass_ms(500);
    for (const auto& one : out) {
        ASSERT_TRUE(one);
        EXPECT_EQ(status(*one), 200);
    }
    EXPECT_EQ(bank.logins.size(), 1U);
    EXPECT_EQ(bank.calls.size(), 50U);
}

TEST_F(AuthorizerTest, EachPlaceAndScopeHasATokenOfItsOwn) {
    Credential other_scope = bearer();
    other_scope.token.scope = "ewallet";
    Credential other_client = bearer();
    other_client.token.client_id = "second";
    for (const auto& one : {bearer(), other_scope, other_client}) send(call(one));
    EXPECT_EQ(bank.logins.size(), 3U);
    EXPECT_EQ(last_header(), "Bearer T3");
    send(call(other_scope));
    EXPECT_EQ(last_header(), "Bearer T2");
}

TEST_F(AuthorizerTest, NearItsEndTheNextIsFetchedWhileTheOldOneIsStillUsed) {
    send();
    bank.token_delay_ms = 300;
    clock.pass_ms(799'999);  // life 1000 s, early 200 s
    send();
    EXPECT_EQ(bank.logins.size(), 1U);
    clock.pass_ms(1);
    send();  // without waiting
    EXPECT_EQ(last_header(), "Bearer T1");
    send();
    EXPECT_EQ(bank.logins.size(), 2U);
    clock.pass_ms(300);
    send();
    EXPECT_EQ(last_header(), "Bearer T2");
    EXPECT_EQ(bank.logins.size(), 2U);
}

TEST_F(AuthorizerTest, TheWindowIsATenthOfALongLifeAndHalfOfAShortOne) {
    bank.life_s = 10'000;
    Credential wanted = bearer();
    send(call(wanted));
    clock.pass_ms(8'999'999);
    send(call(wanted));
    EXPECT_EQ(bank.logins.size(), 1U);
    clock.pass_ms(1);
    send(call(wanted));
    EXPECT_EQ(bank.logins.size(), 2U);
    bank.life_s = 100;
    Credential brief = bearer();
    brief.token.scope = "brief";
    send(call(brief));
    clock.pass_ms(49'999);
    send(call(brief));
    EXPECT_EQ(bank.logins.size(), 3U);
    clock.pass_ms(1);
    send(call(brief));
    EXPECT_EQ(bank.logins.size(), 4U);
}

TEST_F(AuthorizerTest, AFailedRefreshStopsNoCallAndIsRepeatedAtHalfOfWhatIsLeft) {
    send();
    bank.token_answers = {answer(503), answer(503)};
    clock.pass_ms(800'000);
    for (int i = 0; i < 5; ++i) EXPECT_EQ(status(send()), 200);
    EXPECT_EQ(bank.logins.size(), 2U);
    clock.pass_ms(99'999);
    send();
    EXPECT_EQ(bank.logins.size(), 2U);
    clock.pass_ms(1);
    EXPECT_EQ(status(send()), 200);
    EXPECT_EQ(bank.logins.size(), 3U);
    EXPECT_EQ(last_header(), "Bearer T1");
    clock.pass_ms(50'000);
    send();
    clock.settle();
    send();
    EXPECT_EQ(last_header(), "Bearer T4");
}

TEST_F(AuthorizerTest, AfterItsEndACallWaitsForTheNext) {
    send();
    clock.pass_ms(1'000'000);
    bank.token_delay_ms = 100;
    std::optional<SendResult> out;
    begin(&out, call());
    EXPECT_FALSE(out);
    clock.pass_ms(100);
    ASSERT_TRUE(out);
    EXPECT_EQ(last_header(), "Bearer T2");
}

TEST_F(AuthorizerTest, LifeIsCountedFromBeforeTheEndpointWasAsked) {
    bank.token_delay_ms = 5'000;
    std::optional<SendResult> out;
    begin(&out, call());
    clock.pass_ms(5'000);
    bank.token_delay_ms = 0;
    clock.pass_ms(994'999);
    send();
    EXPECT_EQ(last_header(), "Bearer T1");
    clock.settle();
    send();
    EXPECT_EQ(last_header(), "Bearer T2");
}

TEST_F(AuthorizerTest, AnEndpointThatNamesNoLifeGivesTheConfiguredOne) {
    bank.token_answers = {answer(200, R"({"access_token":"A"})")};
    Credential wanted = bearer();
    wanted.token.life_if_silent_s = 10;
    send(call(wanted));
    EXPECT_EQ(last_header(), "Bearer A");
    clock.pass_ms(10'000);
    send(call(wanted));
    EXPECT_EQ(last_header(), "Bearer T2");
}

// --- 401 ---

TEST_F(AuthorizerTest, ARefusedTokenIsThrownAwayAndTheCallRepeatedOnce) {
    send();
    bank.revoked = "Bearer T1";
    EXPECT_EQ(status(send()), 200);
    EXPECT_EQ(last_header(), "Bearer T2");
    EXPECT_EQ(bank.calls.size(), 3U);
    EXPECT_EQ(bank.calls.at(2).body, "body");
    EXPECT_EQ(bank.calls.at(2).headers.count("Authorization"), 1U);
    EXPECT_EQ(bank.call_dues.at(2), bank.call_dues.at(1));
    EXPECT_EQ(bank.logins.size(), 2U);
}

TEST_F(AuthorizerTest, ASecond401IsTheAnswer) {
    bank.answers = {answer(401), answer(401)};
    EXPECT_EQ(status(send()), 401);
    EXPECT_EQ(bank.calls.size(), 2U);
    EXPECT_EQ(bank.logins.size(), 2U);
}

TEST_F(AuthorizerTest, ManyRefusedAtOnceShareTheNextToken) {
    send();
    bank.revoked = "Bearer T1";
    bank.token_delay_ms = 200;
    std::vector<std::optional<SendResult>> out(50);
    for (auto& one : out) begin(&one, call());
    clock.pass_ms(200);
    for (const auto& one : out) EXPECT_EQ(status(one.value()), 200);
    EXPECT_EQ(bank.logins.size(), 2U);
}

TEST_F(AuthorizerTest, A401WithoutAFreshTokenIsUnavailableBecauseItWasNotExecuted) {
    send();
    bank.revoked = "Bearer T1";
    bank.token_answers = {answer(500)};
    EXPECT_NE(why(send()).find("500"), std::string::npos);
    EXPECT_EQ(bank.calls.size(), 2U);
}

TEST_F(AuthorizerTest, OtherFailuresOfACallAreNotRepeated) {
    Unavailable closed;
    closed.why = "circuit open";
    bank.answers = {answer(403), answer(500), SendResult(NoAnswer{"time-out"}), SendResult(closed)};
    EXPECT_EQ(status(send()), 403);
    EXPECT_EQ(status(send()), 500);
    EXPECT_TRUE(std::holds_alternative<NoAnswer>(send()));
    EXPECT_EQ(why(send()), "circuit open");
    EXPECT_EQ(bank.calls.size(), 4U);
    EXPECT_EQ(bank.logins.size(), 1U);
}

TEST_F(AuthorizerTest, A401ToAFixedSecretIsTheAnswer) {
    Credential text;
    text.key = "bank/api_key";
    bank.answers = {answer(401)};
    EXPECT_EQ(status(send(call(text))), 401);
    EXPECT_EQ(bank.calls.size(), 1U);
}

// --- when no token comes ---

TEST_F(AuthorizerTest, AWrongAnswerOfTheEndpointIsUnavailableAndRepeatsNothingOfIt) {
    const std::string bodies[] = {
        "",
        "not JSON",
        R"({"access_token":"leak-me"} )" + std::string(20'000, ' '),
        R"({"access_token":"leak-me","access_token":"leak-me"})",
        R"({"access_token":"leak-me\r\nX: 1"})",
        R"({"access_token":"leak me"})",
        R"({"access_token":""})",
        R"({"access_token":17})",
        R"({"token":"leak-me"})",
        R"({"access_token":"leak-me","token_type":"mac"})",
        R"({"access_token":"leak-me","token_type":7})",
        R"({"access_token":"leak-me","expires_in":0})",
        R"({"access_token":"leak-me","expires_in":-5})",
        R"({"access_token":"leak-me","expires_in":3.5})",
        R"({"access_token":"leak-me","expires_in":"soon"})",
        R"({"access_token":"leak-me","expires_in":true})",
        R"(["leak-me"])",
        R"({"access_token":")" + std::string(8193, 'x') + "\"}",
    };
    for (const auto& body : bodies) {
        bank.token_answers = {answer(200, body)};
        const std::string said = why(send());
        EXPECT_FALSE(said.empty()) << body.substr(0, 60);
        EXPECT_EQ(said.find("leak"), std::string::npos);
    }
    EXPECT_TRUE(bank.calls.empty());
}

TEST_F(AuthorizerTest, OddButHarmlessAnswersAreTaken) {
    const std::string bodies[] = {
        R"({"access_token":"A","token_type":"bearer","expires_in":"3600"})",
        R"({"access_token":"A","token_type":"BearerToken","expires_in":3600,"more":{"x":[1]}})",
        R"({"access_token":"A","expires_in":null})",
        R"({"access_token":"A","expires_in":9223372036854775})",
    };
    int n = 0;
    for (const auto& body : bodies) {
        bank.token_answers = {answer(200, body)};
        Credential wanted = bearer();
        wanted.token.scope = std::to_string(++n);
        EXPECT_EQ(status(send(call(wanted))), 200) << body;
        EXPECT_EQ(last_header(), "Bearer A");
    }
}

TEST_F(AuthorizerTest, AnEndpointThatFailsIsUnavailableAndAskedAgainByTheNextCall) {
    Unavailable closed;
    closed.why = "circuit open";
    closed.retry_after_s = 7;
    bank.token_answers = {SendResult(closed), SendResult(NoAnswer{"time-out"}), answer(401)};
    const SendResult first = send();
    EXPECT_EQ(std::get<Unavailable>(first).retry_after_s, 7);
    EXPECT_NE(why(send()).find("time-out"), std::string::npos);
    EXPECT_NE(why(send()).find("401"), std::string::npos);
    EXPECT_EQ(status(send()), 200);
    EXPECT_EQ(bank.calls.size(), 1U);
}

TEST_F(AuthorizerTest, ACallWaitsNoLongerThanItMayAndTheTokenStillComes) {
    bank.token_delay_ms = 5'000;
    std::optional<SendResult> out;
    begin(&out, call(), 1'000);
    clock.pass_ms(1'000);
    ASSERT_TRUE(out);
    EXPECT_FALSE(why(*out).empty());
    EXPECT_TRUE(bank.calls.empty());
    clock.pass_ms(4'000);
    EXPECT_EQ(status(send()), 200);
    EXPECT_EQ(bank.logins.size(), 1U);
}

TEST_F(AuthorizerTest, TheEndpointHasATimeOfItsOwn) {
    const Mono begun = clock.mono();
    send();
    EXPECT_EQ(bank.login_dues.at(0), begun.plus_ms(10'000));
}

TEST_F(AuthorizerTest, AMissingClientSecretIsUnavailable) {
    Credential wanted = bearer();
    wanted.token.client_secret = "bank/nothing";
    EXPECT_NE(why(send(call(wanted))).find("bank/nothing"), std::string::npos);
    EXPECT_TRUE(bank.logins.empty());
}

TEST_F(AuthorizerTest, ARotatedClientSecretIsUsedFromTheNextFetchOn) {
    send();
    keys.adopt(keys.compare(secrets("fresh")).value());
    EXPECT_EQ(status(send()), 200);
    EXPECT_EQ(bank.logins.size(), 1U);
    bank.revoked = "Bearer T1";
    EXPECT_EQ(status(send()), 200);
    EXPECT_NE(bank.logins.at(1).body.find("client_secret=fresh"), std::string::npos);
}

TEST_F(AuthorizerTest, WhoWaitsWhileTheGatewayStopsIsToldSo) {
    bank.token_delay_ms = 5'000;
    TaskGroup callers(io.get_executor());
    std::optional<SendResult> out;
    callers.spawn(into(&authorizer, call(), clock.mono().plus_ms(30'000), &out));
    clock.settle();
    group.cancel();
    clock.settle();
    ASSERT_TRUE(out);
    EXPECT_FALSE(why(*out).empty());
    out.reset();
    callers.spawn(into(&authorizer, call(), clock.mono().plus_ms(30'000), &out));
    clock.settle();
    ASSERT_TRUE(out);
    EXPECT_FALSE(why(*out).empty());
}

TEST_F(AuthorizerTest, ACancelledCallerLeavesTheFlightToTheOthers) {
    bank.token_delay_ms = 500;
    TaskGroup leaving(io.get_executor());
    std::optional<SendResult> gone;
    std::optional<SendResult> stays;
    leaving.spawn(into(&authorizer, call(), clock.mono().plus_ms(30'000), &gone));
    clock.settle();
    begin(&stays, call());
    leaving.cancel();
    clock.settle();
    EXPECT_TRUE(leaving.empty());
    EXPECT_TRUE(bank.calls.empty());
    clock.pass_ms(500);
    ASSERT_TRUE(stays);
    EXPECT_EQ(status(*stays), 200);
    EXPECT_EQ(bank.logins.size(), 1U);
    EXPECT_EQ(bank.calls.size(), 1U);
}

}  // namespace
}  // namespace dvcpay::toolkit
