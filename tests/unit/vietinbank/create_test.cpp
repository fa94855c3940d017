// Opening: a number, the bank's QR code, or ours.
#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "support.hpp"
#include "toolkit/vietqr.hpp"

namespace dvcpay::vietinbank {
namespace {

const std::string bank_qr =
    "00020101021238630010A0000007270133000697041501198KGGDVC2610050000010208QRIBFTTA530370454061500"
    "005802V"
    "N62190815DVC261005000001630450DA";

Json generator_answer(const std::string& payload = bank_qr) {
    return Json{
        {"requestId", testing::request_id},
        {"providerId", "99881"},
        {"merchantId", "8KGG"},
        {"clientDt", "2026-10-05T01:02:03.004Z"},
        {"status", {{"statusCode", "00"}, {"statusDesc", "SUCCESS"}}},
        {"data", {{"base64QRCode", crypto::to_base64(payload)}}},
    };
}

struct Opened {
    CreateResult result;
    std::vector<OutboundRequest> sent;
};

Opened open(SendResult answer, const ProviderAccount& account = testing::account()) {
    testing::House house(account);
    house.transport.answers.push_back(std::move(answer));
    CreateResult result =
        testing::run(house.adapter->initiate(testing::create_order(account), Mono{}));
    return {std::move(result), std::move(house.transport.sent)};
}

Opened open_signed(const Json& body, const ProviderAccount& account = testing::account()) {
    const Json full = testing::with_signature(Signed::qr_answer, body);
    return open(testing::http_answer(200, full.dump()), account);
}

ProviderAccount strict() {
    return testing::account_with("qr_local_fallback", "off");
}

std::string without_number(const std::string& payload) {
    toolkit::QrOrder order;
    order.bank_bin = "970415";
    order.number = payload;
    order.amount = Money::dong(150'000);
    return toolkit::encode_vietqr(order).value();
}

TEST(VietinbankCreate, ShowsTheBanksOwnCode) {
    const auto opened = open_signed(generator_answer());
    const auto& offer = std::get<CreateOpened>(opened.result);
    EXPECT_FALSE(offer.alarm);
    EXPECT_EQ(offer.next_action.kind, NextAction::Kind::qr);
    EXPECT_EQ(offer.next_action.qr_payload, bank_qr);
    EXPECT_EQ(offer.next_action.bank_bin, "970415");
    EXPECT_EQ(offer.next_action.bank_name, "VietinBank");
    EXPECT_EQ(offer.next_action.account_number, testing::number_1);
    EXPECT_EQ(offer.next_action.account_name, "CONG DVC KIEN GIANG");
    EXPECT_EQ(offer.next_action.content, "DVC261005000001");
}

TEST(VietinbankCreate, AsksWithKeysInHeadersAndASignedBody) {
    const auto opened = open_signed(generator_answer());
    ASSERT_EQ(opened.sent.size(), 1U);
    const auto& request = opened.sent[0];
    EXPECT_EQ(request.channel, "vietinbank/default");
    EXPECT_EQ(
        request.url, "https://api-uat.vietinbank.vn/vtb-api-uat/development/vietqr/v1/generator"
    );
    EXPECT_EQ(request.headers.get("x-ibm-client-id"), "ibm-client-0001");
    ASSERT_EQ(request.credentials.size(), 1U);
    EXPECT_EQ(request.credentials[0].header, "x-ibm-client-secret");
    EXPECT_EQ(request.credentials[0].key, "vietinbank/default/client_secret");
    const Json body = Json::parse(request.body);
    EXPECT_EQ(body.at("data").at("amount"), 150'000);
    EXPECT_EQ(body.at("data").at("purposeOfTrans"), "DVC261005000001");
    EXPECT_EQ(
        body.at("signature"),
        testing::sign_with(
            "vietinbank/default/partner_key",
            text_to_sign(Signed::qr_request, testing::tree_of(body))
        )
    );
}

TEST(VietinbankCreate, EverySuccessCodeAndNoOtherIsBelieved) {
    for (const char* code : {"00", "0", "1"}) {
        Json body = generator_answer();
        body["status"]["statusCode"] = code;
        EXPECT_FALSE(std::get<CreateOpened>(open_signed(body).result).alarm) << code;
    }
    for (const char* code : {"", "000", "01", "99", "2", "-1"}) {
        Json body = generator_answer();
        body["status"]["statusCode"] = code;
        EXPECT_TRUE(std::holds_alternative<CreateUnknown>(open_signed(body, strict()).result))
            << code;
    }
}

/// Whatever is wrong with the bank's answer: our own code with an alarm, or unknown.
void expect_doubted(const Json& body, const char* what) {
    const auto fallback = open_signed(body);
    const auto& offer = std::get<CreateOpened>(fallback.result);
    EXPECT_TRUE(offer.alarm) << what;
    EXPECT_EQ(offer.next_action.qr_payload, bank_qr) << what;  // ours reads the same
    EXPECT_TRUE(std::holds_alternative<CreateUnknown>(open_signed(body, strict()).result)) << what;
}

TEST(VietinbankCreate, ACodeOfAnotherNumberOrAmountIsNeverShown) {
    expect_doubted(generator_answer(without_number("8KGGDVC261005000002")), "number");
    toolkit::QrOrder order;
    order.bank_bin = "970415";
    order.number = testing::number_1;
    order.amount = Money::dong(150'001);
    expect_doubted(generator_answer(toolkit::encode_vietqr(order).value()), "amount");
    order.amount = std::nullopt;
    expect_doubted(generator_answer(toolkit::encode_vietqr(order).value()), "no amount");
    order.amount = Money::dong(150'000);
    order.bank_bin = "970436";
    expect_doubted(generator_answer(toolkit::encode_vietqr(order).value()), "bank");
    std::string broken = bank_qr;
    broken.back() = broken.back() == '0' ? '1' : '0';
    expect_doubted(generator_answer(broken), "checksum");
    expect_doubted(generator_answer(""), "empty");
    expect_doubted(generator_answer("iVBORw0KGgo="), "image");
}

TEST(VietinbankCreate, AnAnswerToAnotherRequestIsNotBelieved) {
    for (const char* name : {"requestId", "providerId", "merchantId", "clientDt"}) {
        Json body = generator_answer();
        body[name] = "other";
        expect_doubted(body, name);
    }
}

TEST(VietinbankCreate, AnUnsignedOrForgedAnswerIsNotBelieved) {
    Json body = testing::with_signature(Signed::qr_answer, generator_answer(), "a/stranger");
    const auto forged = open(testing::http_answer(200, body.dump()), strict());
    EXPECT_TRUE(std::holds_alternative<CreateUnknown>(forged.result));
    const auto bare = open(testing::http_answer(200, generator_answer().dump()), strict());
    EXPECT_TRUE(std::holds_alternative<CreateUnknown>(bare.result));
}

TEST(VietinbankCreate, WithoutTheBankTheNumberAloneIsEnough) {
    const SendResult silences[] = {
        Unavailable{"refused", 0},
        NoAnswer{"time-out"},
        testing::http_answer(500, "oops"),
        testing::http_answer(401, R"({"httpCode":"401"})"),
        testing::http_answer(200, "<html>"),
    };
    for (const auto& silence : silences) {
        const auto opened = open(silence);
        const auto& offer = std::get<CreateOpened>(opened.result);
        EXPECT_TRUE(offer.alarm);
        EXPECT_EQ(offer.next_action.qr_payload, bank_qr);
    }
}

TEST(VietinbankCreate, WithoutFallbackTheOutcomeIsSaidAsItIs) {
    EXPECT_TRUE(std::holds_alternative<CreateNotSent>(open(Unavailable{"x", 0}, strict()).result));
    EXPECT_TRUE(std::holds_alternative<CreateUnknown>(open(NoAnswer{"x"}, strict()).result));
    for (const int status : {401, 403, 404}) {
        const auto opened = open(testing::http_answer(status, "{}"), strict());
        EXPECT_TRUE(std::get<CreateRefused>(opened.result).alarm) << status;
        const auto unproven =
            open(testing::http_answer(status, "{}", testing::Origin::unproven), strict());
        EXPECT_TRUE(std::holds_alternative<CreateUnknown>(unproven.result)) << status;
    }
    for (const int status : {302, 400, 429, 500, 503}) {
        const auto opened = open(testing::http_answer(status, "{}"), strict());
        EXPECT_TRUE(std::holds_alternative<CreateUnknown>(opened.result)) << status;
    }
}

TEST(VietinbankCreate, LocalCodesNeedNoCall) {
    testing::House house(testing::account_with("qr_source", "local"));
    const auto order = testing::create_order(testing::account_with("qr_source", "local"));
    const auto result = testing::run(house.adapter->initiate(order, Mono{}));
    const auto& offer = std::get<CreateOpened>(result);
    EXPECT_FALSE(offer.alarm);
    EXPECT_EQ(offer.next_action.qr_payload, bank_qr);
    EXPECT_TRUE(house.transport.sent.empty());
    EXPECT_EQ(house.adapter->capability().opening, Opening::local);
}

TEST(VietinbankCreate, NothingIsSentWithoutANumberOfThisContract) {
    for (const char* number : {"", "8KGGDVC26100500000", "9XXXDVC261005000001", "118000009999"}) {
        testing::House house;
        auto order = testing::create_order();
        order.attempt.virtual_account = number;
        const auto result = testing::run(house.adapter->initiate(order, Mono{}));
        EXPECT_TRUE(std::get<CreateRefused>(result).alarm) << number;
        EXPECT_TRUE(house.transport.sent.empty());
    }
}

TEST(VietinbankCreate, AmountsOutsideTheContractAreNotSent) {
    for (const std::int64_t amount : {0LL, 1'000'000'000'000LL}) {
        testing::House house;
        auto order = testing::create_order();
        order.attempt.amount = Money::dong(amount);
        const auto result = testing::run(house.adapter->initiate(order, Mono{}));
        EXPECT_TRUE(std::holds_alternative<CreateNotSent>(result)) << amount;
        EXPECT_TRUE(house.transport.sent.empty());
    }
}

}  // namespace
}  // namespace dvcpay::vietinbank
