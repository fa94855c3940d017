// A QR on a number of ours: the bank's where it is the one asked for, else our own.
#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "bidv/numbers.hpp"
#include "support.hpp"
#include "toolkit/vietqr.hpp"

namespace dvcpay::bidv {
namespace {

using testing::Changes;
using testing::House;
using testing::Json;

struct Qr {
    std::string bin = "970418";
    std::string number = testing::number;
    std::int64_t dong = 150'000;
    std::string purpose = testing::order_ref_text;
};

std::string qr_text(const Qr& qr = {}) {
    toolkit::QrOrder order;
    order.bank_bin = qr.bin;
    order.number = qr.number;
    order.amount = Money::dong(qr.dong);
    order.purpose = qr.purpose;
    return toolkit::encode_vietqr(order).value();
}

std::string made(const std::string& qr, const char* member = "vietQR") {
    return Json{{"errorCode", "000"}, {"errorDesc", "Success"}, {member, qr}}.dump();
}

CreateResult created(SendResult answer, const Changes& changes = {}) {
    House house(changes);
    house.transport.answers.push_back(std::move(answer));
    return house.create(testing::create_order(changes));
}

const Changes never = {{"qr_local_fallback", "off"}};

void expect_banks_own(const CreateResult& result) {
    const auto* opened = std::get_if<CreateOpened>(&result);
    ASSERT_NE(opened, nullptr);
    EXPECT_FALSE(opened->alarm);
    EXPECT_EQ(opened->next_action.kind, NextAction::Kind::qr);
    EXPECT_EQ(opened->next_action.qr_payload, qr_text());
    EXPECT_EQ(opened->next_action.bank_bin, "970418");
    EXPECT_EQ(opened->next_action.bank_name, "BIDV");
    EXPECT_EQ(opened->next_action.account_number, testing::number);
    EXPECT_EQ(opened->next_action.account_name, "CONG DVC KIEN GIANG");
    EXPECT_EQ(opened->next_action.content, testing::order_ref_text);
    EXPECT_EQ(opened->virtual_account, "");
}

/// Ours is on offer, and people look.
void expect_ours(const CreateResult& result, const std::string& why) {
    const auto* opened = std::get_if<CreateOpened>(&result);
    ASSERT_NE(opened, nullptr) << why;
    EXPECT_TRUE(opened->alarm) << why;
    EXPECT_EQ(opened->next_action.qr_payload, qr_text()) << why;
    EXPECT_EQ(opened->next_action.account_number, testing::number) << why;
}

TEST(BidvCreate, SendsWhatTheContractWants) {
    House house;
    house.transport.answers.push_back(testing::http_answer(200, made(qr_text())));
    expect_banks_own(house.create(testing::create_order()));
    ASSERT_EQ(house.transport.sent.size(), 1U);
    const OutboundRequest& sent = house.transport.sent[0];
    EXPECT_EQ(
        sent.url,
        "https://bidv.net:9303/bidvorg/service/open-banking/paygate/virtualAccount/genVietQR/v1"
    );
    EXPECT_EQ(sent.method, "POST");
    EXPECT_EQ(sent.channel, "bidv/default");
    EXPECT_EQ(sent.headers.get("Content-Type"), "application/json");
    EXPECT_EQ(sent.headers.get("Channel"), "211701");
    EXPECT_EQ(sent.headers.get("User-Agent"), "kg-portal");
    EXPECT_EQ(sent.headers.get("X-API-Interaction-ID"), "262782919401");
    EXPECT_EQ(sent.headers.get("Timestamp"), "2026-10-05T08:06:34.120+07:00");
    EXPECT_EQ(sent.headers.count("X-Customer-IP-Address"), 0U);
    EXPECT_EQ(sent.headers.get("X-Idempotency-Key").size(), 36U);
    ASSERT_EQ(sent.credentials.size(), 1U);
    const Credential& token = sent.credentials[0];
    EXPECT_EQ(token.kind, Credential::Kind::token);
    EXPECT_EQ(token.token.url, "https://bidv.net:9303/bidvorg/service/openapi/oauth2/token");
    EXPECT_EQ(token.token.client_id, "kg-client");
    EXPECT_EQ(token.token.client_secret, "bidv/default/client_secret");
    EXPECT_EQ(token.token.scope, "read");
    EXPECT_EQ(token.token.login, TokenPlan::Login::body);
    const auto clear = toolkit::decrypt_jwe(
        house.keys, key_name(testing::account_key, symmetric_key), {}, sent.body
    );
    EXPECT_EQ(
        clear.value(),
        R"({"serviceId":"KGDVC1","code":"KG261005000001","name":"CONG DVC KIEN GIANG",)"
        R"("amount":"150000","description":"KG7Q2M9XC4T8W1ZB"})"
    );
}

TEST(BidvCreate, RepeatsWithTheSameIdempotencyKeyAndAnotherInteractionId) {
    House house;
    CreateOrder again = testing::create_order();
    (void)house.create(testing::create_order());
    again.now = testing::now.plus_s(1);
    (void)house.create(again);
    const auto& sent = house.transport.sent;
    ASSERT_EQ(sent.size(), 2U);
    EXPECT_EQ(sent[0].headers.get("X-Idempotency-Key"), sent[1].headers.get("X-Idempotency-Key"));
    EXPECT_NE(
        sent[0].headers.get("X-API-Interaction-ID"), sent[1].headers.get("X-API-Interaction-ID")
    );
}

TEST(BidvCreate, ShowsTheBanksQrSignedSealedOrOverItsOwnConnection) {
    House house;
    expect_banks_own(created(testing::http_answer(200, made(qr_text()))));
    expect_banks_own(created(house.signed_answer(made(qr_text()), testing::Origin::unproven)));
    expect_banks_own(created(house.signed_answer(house.sealed(made(qr_text())))));
    expect_banks_own(created(testing::http_answer(200, house.sealed(made(qr_text())))));
}

TEST(BidvCreate, FindsTheQrUnderEachNameItWasSeenUnder) {
    for (const char* name : {"vietQR", "qrCode", "qrData"}) {
        expect_banks_own(created(testing::http_answer(200, made(qr_text(), name))));
        const Json inside = {{"errorCode", "000"}, {"data", {{name, qr_text()}}}};
        expect_banks_own(created(testing::http_answer(200, inside.dump())));
    }
    expect_ours(created(testing::http_answer(200, made(qr_text(), "picture"))), "another name");
}

TEST(BidvCreate, NeverShowsAQrThatLeadsElsewhere) {
    const std::pair<const char*, Qr> table[] = {
        {"another bank", {.bin = "970436"}},
        {"another number", {.number = "V2KGKG261005000002"}},
        {"another prefix", {.number = "V2KHKG261005000001"}},
        {"another amount", {.dong = 150'001}},
        {"another reference", {.purpose = testing::other_ref_text}},
    };
    for (const auto& [why, qr] : table) {
        const HttpAnswer answer = testing::http_answer(200, made(qr_text(qr)));
        expect_ours(created(answer), why);
        const CreateResult strict = created(answer, never);
        const auto* refused = std::get_if<CreateRefused>(&strict);
        ASSERT_NE(refused, nullptr) << why;
        EXPECT_TRUE(refused->alarm) << why;
    }
    std::string broken = qr_text();
    broken.back() = broken.back() == '0' ? '1' : '0';
    expect_ours(created(testing::http_answer(200, made(broken))), "CRC");
}

TEST(BidvCreate, MakesItsOwnQrWhereTheBankMakesNone) {
    House house;
    HttpAnswer forged = house.signed_answer(made(qr_text()));
    forged.body += " ";
    const std::pair<const char*, SendResult> table[] = {
        {"no connection", Unavailable{"refused", 0}},
        {"no answer", NoAnswer{"time-out"}},
        {"031", testing::http_answer(200, R"({"errorCode":"031","errorDesc":"Loi he thong"})")},
        {"unknown code", testing::http_answer(200, R"({"errorCode":"777"})")},
        {"no code", testing::http_answer(200, R"({"vietQR":"x"})")},
        {"garbage", testing::http_answer(200, "<html>")},
        {"empty", testing::http_answer(200, "")},
        {"401", testing::http_answer(401, "{}")},
        {"403", testing::http_answer(403, "{}")},
        {"500", testing::http_answer(500, made(qr_text()))},
        {"unproven", testing::http_answer(200, made(qr_text()), testing::Origin::unproven)},
        {"forged", forged},
    };
    for (const auto& [why, answer] : table) expect_ours(created(answer), why);
}

TEST(BidvCreate, WithoutAQrOfOursSaysWhatIsKnown) {
    const auto unknown = [](const CreateResult& r) {
        return std::holds_alternative<CreateUnknown>(r);
    };
    EXPECT_TRUE(std::holds_alternative<CreateNotSent>(created(Unavailable{"refused", 0}, never)));
    EXPECT_TRUE(unknown(created(NoAnswer{"time-out"}, never)));
    EXPECT_TRUE(unknown(created(testing::http_answer(200, R"({"errorCode":"031"})"), never)));
    EXPECT_TRUE(unknown(created(testing::http_answer(200, R"({"errorCode":"777"})"), never)));
    EXPECT_TRUE(unknown(created(testing::http_answer(503, "{}"), never)));
    EXPECT_TRUE(unknown(created(testing::http_answer(429, "{}"), never)));
    EXPECT_TRUE(unknown(created(testing::http_answer(200, "<html>"), never)));
    for (const int status : {400, 401, 403}) {
        const CreateResult result = created(testing::http_answer(status, "{}"), never);
        const auto* refused = std::get_if<CreateRefused>(&result);
        ASSERT_NE(refused, nullptr) << status;
        EXPECT_TRUE(refused->alarm);
        EXPECT_EQ(refused->failure.code, "provider_setup_unusable");
    }
}

TEST(BidvCreate, WhereTheContractWantsSignaturesAnUnsignedAnswerIsNotBelieved) {
    const Changes strict = {{"unsigned_answer", "refuse"}};
    expect_ours(created(testing::http_answer(200, made(qr_text())), strict), "unsigned");
    House house;
    expect_banks_own(created(house.signed_answer(made(qr_text())), strict));
}

TEST(BidvCreate, SendsNothingForAnAmountOrANumberThatCannotBe) {
    House house;
    CreateOrder order = testing::create_order();
    order.attempt.amount = Money::dong(500'000'000);
    const CreateResult too_much = house.create(order);
    const auto* not_sent = std::get_if<CreateNotSent>(&too_much);
    ASSERT_NE(not_sent, nullptr);
    EXPECT_EQ(not_sent->failure.code, "amount_not_accepted");
    order = testing::create_order();
    order.attempt.virtual_account = "V2KHKG261005000001";
    EXPECT_TRUE(std::holds_alternative<CreateRefused>(house.create(order)));
    EXPECT_TRUE(house.transport.sent.empty());
}

}  // namespace
}  // namespace dvcpay::bidv
