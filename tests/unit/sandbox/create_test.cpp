#include <gtest/gtest.h>

#include "world.hpp"

namespace dvcpay::sandbox::momo {
namespace {

using test::World;

TEST(MomoCreate, AnswersWithInstructionsAndTheFullEchoSignedInVariantA) {
    World world;
    const auto pending = world.create("DVC-1", 50'000);
    ASSERT_TRUE(pending.came());
    EXPECT_EQ(pending.response().status, 200);
    const auto body = pending.json();
    EXPECT_EQ(body["resultCode"], 0);
    EXPECT_EQ(body["partnerCode"], test::partner_code);
    EXPECT_EQ(body["orderId"], "DVC-1");
    EXPECT_EQ(body["requestId"], "rq-DVC-1");
    EXPECT_EQ(body["amount"], 50'000);
    EXPECT_EQ(body["message"], "Thành công.");
    const auto pay_url = body["payUrl"].get<std::string>();
    EXPECT_TRUE(pay_url.starts_with("http://127.0.0.1:9000/momo/pay?t=")) << pay_url;
    EXPECT_FALSE(body["qrCodeUrl"].get<std::string>().empty());
    EXPECT_TRUE(body["deeplink"].get<std::string>().starts_with("momo://"));
    const Secret secret(test::secret_key);
    const auto raw =
        "accessKey=AKtest0000000001&amount=50000&message=Thành công.&orderId=DVC-1"
        "&partnerCode=MOMOTEST01&payUrl=" +
        pay_url + "&requestId=rq-DVC-1&responseTime=" +
        std::to_string(body["responseTime"].get<std::int64_t>()) + "&resultCode=0";
    EXPECT_EQ(body["signature"], sign(secret, raw));
    EXPECT_EQ(world.momo().find("DVC-1")->state, OrderState::pending);
    EXPECT_TRUE(world.merchant.got.empty());
}

TEST(MomoCreate, SignatureOfTheAnswerCanBeVariantBOrMissing) {
    World world;
    const Secret secret(test::secret_key);
    world.momo().settings().answer_signature = AnswerSignature::variant_b;
    const auto b = world.create("DVC-1", 50'000).json();
    EXPECT_EQ(
        b["signature"], sign(secret, raw_text(Message::create_answer_b, b, test::access_key))
    );
    world.momo().settings().answer_signature = AnswerSignature::none;
    EXPECT_FALSE(world.create("DVC-2", 50'000).json().contains("signature"));
}

TEST(MomoCreate, WrongOrMissingSignatureIsRefusedCountedAndOpensNothing) {
    World world;
    auto body = World::create_body("DVC-1", 50'000);
    body["signature"] = std::string(64, 'a');
    auto wrong = world.post("/v2/gateway/api/create", body);
    EXPECT_EQ(wrong.response().status, 400);
    EXPECT_EQ(wrong.json()["resultCode"], 13);
    EXPECT_FALSE(wrong.json().contains("signature"));
    body.erase("signature");
    EXPECT_EQ(world.post("/v2/gateway/api/create", body).json()["resultCode"], 13);
    EXPECT_EQ(world.momo().find("DVC-1"), nullptr);
    EXPECT_EQ(world.momo().requests()["operations"]["create"]["signature_failures"], 2);
}

TEST(MomoCreate, ForeignPartnerIsDenied) {
    World world;
    auto body = World::create_body("DVC-1", 50'000);
    body["partnerCode"] = "MOMOTEST02";
    const auto pending = world.api(Message::create, "create", body);
    EXPECT_EQ(pending.json()["resultCode"], 11);
    EXPECT_EQ(pending.response().status, 400);
}

struct BadMember {
    const char* name;
    const char* field;
    Json value;
    std::int64_t code;
};

class MomoCreateMember : public testing::TestWithParam<BadMember> {};

TEST_P(MomoCreateMember, IsRefusedWithItsCodeAndNamed) {
    World world;
    auto body = World::create_body("DVC-1", 50'000);
    body[GetParam().field] = GetParam().value;
    if (GetParam().value.is_null()) body.erase(GetParam().field);
    const auto pending = world.api(Message::create, "create", body);
    EXPECT_EQ(pending.response().status, 400);
    const auto answer = pending.json();
    EXPECT_EQ(answer["resultCode"], GetParam().code);
    if (GetParam().code == 20) {
        ASSERT_EQ(answer["subErrors"].size(), 1U) << answer.dump();
        EXPECT_EQ(answer["subErrors"][0]["field"], GetParam().field);
    }
    EXPECT_EQ(world.momo().find("DVC-1"), nullptr);
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    MomoCreateMember,
    testing::Values(
        BadMember{"AmountBelowTheLimit", "amount", 999, 22},
        BadMember{"AmountAboveTheLimit", "amount", 50'000'001, 22},
        BadMember{"AmountZero", "amount", 0, 21},
        BadMember{"AmountNegative", "amount", -50'000, 21},
        BadMember{"AmountFraction", "amount", 50'000.5, 20},
        BadMember{"AmountText", "amount", "50000", 20},
        BadMember{"AmountMissing", "amount", nullptr, 20},
        BadMember{"AmountTwoTo63", "amount", 9'223'372'036'854'775'808U, 20},
        BadMember{"OrderIdWithSpace", "orderId", "DVC 1", 20},
        BadMember{"OrderIdEndsInDash", "orderId", "DVC-1-", 20},
        BadMember{"OrderIdTooLong", "orderId", std::string(201, 'A'), 20},
        BadMember{"RequestIdTooLong", "requestId", std::string(51, 'a'), 20},
        BadMember{"RequestIdMissing", "requestId", nullptr, 20},
        BadMember{"OrderInfoTooLong", "orderInfo", std::string(256, 'x'), 20},
        BadMember{"OrderInfoEmpty", "orderInfo", "", 20},
        BadMember{"IpnUrlWithQuery", "ipnUrl", "https://a.example/cb?x=1", 20},
        BadMember{"IpnUrlWithSpace", "ipnUrl", "https://a.example/c b", 20},
        BadMember{"IpnUrlOfAnotherScheme", "ipnUrl", "ftp://a.example/cb", 20},
        BadMember{"RedirectUrlThatRunsScript", "redirectUrl", "javascript://x%0aalert(1)", 20},
        BadMember{"RequestTypeUnknown", "requestType", "captureMoMoWallet", 20},
        BadMember{"ExtraDataNoBase64", "extraData", "{\"a\":1}", 20},
        BadMember{"ExtraDataNoObject", "extraData", "WzFd", 20},
        BadMember{"ExtraDataMissing", "extraData", nullptr, 20},
        BadMember{"LangUnknown", "lang", "fr", 20},
        BadMember{"AutoCaptureNoBoolean", "autoCapture", "false", 20},
        BadMember{"ItemsNoList", "items", "x", 20},
        BadMember{"ItemTwice", "items", Json::parse(R"([{"id":"1"},{"id":"1"}])"), 45}
    ),
    [](const auto& row) { return row.param.name; }
);

TEST(MomoCreate, VietnameseTextIsCountedInCharactersNotBytes) {
    World world;
    auto body = World::create_body("DVC-1", 50'000);
    std::string text;
    for (int i = 0; i < 255; ++i) text += "ệ";
    body["orderInfo"] = text;
    EXPECT_EQ(world.api(Message::create, "create", body).json()["resultCode"], 0);
}

TEST(MomoCreate, EmptyRedirectUrlAndExtraDataAreAllowed) {
    World world;
    auto body = World::create_body("DVC-1", 50'000);
    body["redirectUrl"] = "";
    body["extraData"] = "";
    EXPECT_EQ(world.api(Message::create, "create", body).json()["resultCode"], 0);
}

TEST(MomoCreate, WhatIsNoJsonObjectIsMalformed) {
    World world;
    for (const char* text : {"", "[]", "{", "\"x\"", "{\"a\":\xff}", "null"}) {
        HttpRequest request;
        request.method = "POST";
        request.target = "/v2/gateway/api/create";
        request.headers.add("content-type", "application/json");
        request.body = text;
        const auto pending = world.send(std::move(request));
        EXPECT_EQ(pending.response().status, 400) << text;
        EXPECT_EQ(pending.json()["resultCode"], 20) << text;
    }
}

TEST(MomoCreate, OtherMethodsPathsAndTypesAreRefused) {
    World world;
    EXPECT_EQ(world.get("/v2/gateway/api/create").response().status, 405);
    EXPECT_EQ(world.post("/v2/gateway/api/nothing", Json::object()).response().status, 404);
    EXPECT_EQ(world.post("/v2/gateway/api/refund_query", Json::object()).response().status, 404);
    EXPECT_EQ(world.form("/v2/gateway/api/create", "a=b").json()["resultCode"], 20);
}

TEST(MomoCreate, TheLegacyPathSaysThatItsVersionIsGone) {
    World world;
    const auto pending = world.post("/gw_payment/transactionProcessor", Json::object());
    EXPECT_EQ(pending.json()["resultCode"], 12);
    EXPECT_EQ(pending.response().status, 400);
}

TEST(MomoCreate, RepetitionWithTheSameIdsGetsTheStoredAnswerByteForByte) {
    World world;
    const auto first = world.create("DVC-1", 50'000);
    world.clock.advance_ms(10'000);
    const auto second = world.create("DVC-1", 50'000);
    EXPECT_EQ(first.response().body, second.response().body);
    EXPECT_EQ(world.momo().orders().size(), 1U);
    EXPECT_EQ(world.momo().requests()["operations"]["create"]["replays"], 1);
}

TEST(MomoCreate, SameRequestIdWithAnotherBodyOrOperationIsADuplicateRequest) {
    World world;
    world.create("DVC-1", 50'000);
    auto other = World::create_body("DVC-2", 50'000);
    other["requestId"] = "rq-DVC-1";
    EXPECT_EQ(world.api(Message::create, "create", other).json()["resultCode"], 40);
    EXPECT_EQ(world.query("DVC-1", "rq-DVC-1").json()["resultCode"], 40);
}

TEST(MomoCreate, SameOrderIdWithAnotherRequestIdIsADuplicateOrder) {
    World world;
    world.create("DVC-1", 50'000);
    auto again = World::create_body("DVC-1", 50'000);
    again["requestId"] = "another";
    EXPECT_EQ(world.api(Message::create, "create", again).json()["resultCode"], 41);
}

}  // namespace
}  // namespace dvcpay::sandbox::momo
