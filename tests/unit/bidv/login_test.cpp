// The bank logs in to us, and its next calls carry what it got.
#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::bidv {
namespace {

using testing::House;
using testing::Json;

InboundCall login_call(const std::string& header) {
    InboundCall call;
    call.provider = "bidv";
    call.kind = "token";
    call.request.method = "POST";
    call.request.target = "/bidv/token_generate";
    if (!header.empty()) call.request.headers.add("Authorization", header);
    return call;
}

std::string basic(const std::string& user, const std::string& password) {
    return "Basic " + crypto::to_base64(user + ":" + password);
}

HttpResponse logged_in(House& house, InboundCall call) {
    InboundOutcome outcome;
    outcome.now = testing::now;
    outcome.context.now = testing::now;
    const auto located = house.adapter->locate(call, {house.contract});
    outcome.kind = InboundOutcome::Kind::distrusted;
    if (located) {
        outcome.context.account = house.contract;
        outcome.account_known = true;
        const VerifyResult result = house.adapter->verify(call, outcome.context);
        const auto* question = std::get_if<Question>(&result);
        if (question != nullptr) {
            EXPECT_EQ(question->about, Question::About::token);
            outcome.kind = InboundOutcome::Kind::answered;
        }
    }
    return testing::run(house.adapter->answer(std::move(call), std::move(outcome)));
}

std::string token_of(House& house) {
    const HttpResponse response = logged_in(house, login_call(basic("bidv-caller", "p@ss:word")));
    return Json::parse(response.body).at("access_token");
}

TEST(BidvLogin, GivesATokenForUserAndPassword) {
    House house;
    const HttpResponse response = logged_in(house, login_call(basic("bidv-caller", "p@ss:word")));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.headers.get("Cache-Control"), "no-store");
    const Json body = Json::parse(response.body);
    EXPECT_EQ(body.size(), 3U);
    EXPECT_FALSE(body.at("access_token").get<std::string>().empty());
    EXPECT_EQ(body.at("token_type"), "Bearer");
    EXPECT_EQ(body.at("expires_in"), 300);
}

TEST(BidvLogin, IsWhatTheVectorsSayOfBasic) {
    const Json file = testing::vector_file("token_basic");
    for (const auto& v : file.at("vectors")) {
        const std::string id = v.at("input").at("id");
        const std::string secret = v.at("input").at("secret");
        EXPECT_EQ(basic(id, secret), v.at("expected").at("header").get<std::string>());
    }
}

TEST(BidvLogin, OfAnybodyElseIs401) {
    for (const std::string& header :
         {std::string(),
          basic("bidv-caller", "p@ss:wor"),
          basic("bidv-caller", ""),
          basic("bidv-calle", "p@ss:word"),
          basic("", "p@ss:word"),
          std::string("Basic !!!!"),
          std::string("Bearer x"),
          crypto::to_base64("bidv-caller:p@ss:word")}) {
        House house;
        const HttpResponse response = logged_in(house, login_call(header));
        EXPECT_EQ(response.status, 401) << header;
        EXPECT_EQ(Json::parse(response.body).at("result_code"), "003");
    }
    House house;
    InboundCall twice = login_call(basic("bidv-caller", "p@ss:word"));
    twice.request.headers.add("Authorization", basic("bidv-caller", "p@ss:word"));
    EXPECT_EQ(logged_in(house, twice).status, 401);
}

VerifyResult with_token(House& house, const std::string& token, Wall at) {
    InboundContext context = testing::context(house.contract);
    context.now = at;
    return house.adapter->verify(
        testing::call_of("credit", testing::paybill().dump(), token), context
    );
}

bool is_kept(const VerifyResult& result) {
    return std::holds_alternative<std::vector<Verified<Notice>>>(result);
}

TEST(BidvToken, OpensTheCallsOfItsContractUntilItsEnd) {
    House house;
    const std::string token = token_of(house);
    EXPECT_TRUE(is_kept(with_token(house, token, testing::now)));
    EXPECT_TRUE(is_kept(with_token(house, token, testing::now.plus_s(299))));
    EXPECT_FALSE(is_kept(with_token(house, token, testing::now.plus_s(300))));
}

TEST(BidvToken, IsWantedBeforeAnythingElseIsLookedAt) {
    House house;
    std::string changed = token_of(house);
    changed[0] = changed[0] == 'A' ? 'B' : 'A';
    for (const std::string& token : {std::string(), std::string("x"), changed}) {
        for (const char* body : {"{}", "garbage"}) {
            const VerifyResult result = house.adapter->verify(
                testing::call_of("bill", body, token), testing::context(house.contract)
            );
            ASSERT_TRUE(std::holds_alternative<Distrust>(result));
            EXPECT_EQ(std::get<Distrust>(result), Distrust::bad_credentials);
        }
    }
}

TEST(BidvToken, OfOneContractOpensNoOther) {
    House house;
    const std::string token = token_of(house);
    house.contract.key.account = "second";
    EXPECT_FALSE(is_kept(with_token(house, token, testing::now)));
}

TEST(BidvLogin, OfAContractWithoutAKeyForTokensIsTriedAgainLater) {
    House house;
    InboundOutcome outcome;
    outcome.kind = InboundOutcome::Kind::answered;
    outcome.context.account = house.contract;
    outcome.context.account.key.account = "keyless";
    outcome.account_known = true;
    const InboundCall call = login_call("");
    EXPECT_EQ(testing::run(house.adapter->answer(call, outcome)).status, 503);
}

}  // namespace
}  // namespace dvcpay::bidv
