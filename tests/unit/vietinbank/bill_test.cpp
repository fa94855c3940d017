// The bank asks whether a bill may be paid (1100), we answer (1110).
#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::vietinbank {
namespace {

using Kind = InboundOutcome::Kind;

InboundCall signed_call(const Json& body) {
    return testing::call_of("bill", testing::with_signature(Signed::inquiry, body).dump());
}

VerifyResult verify(const Json& body) {
    const testing::House house;
    return house.adapter->verify(signed_call(body), testing::context());
}

HttpResponse answer(
    const InboundCall& call, InboundOutcome outcome, const ProviderAccount& of = testing::account()
) {
    testing::House house(of);
    return testing::run(house.adapter->answer(call, std::move(outcome)));
}

InboundOutcome asked(Payable payable, const ProviderAccount& of = testing::account()) {
    auto outcome = testing::outcome_of(Kind::answered, of);
    outcome.question.about = Question::About::bill;
    outcome.question.number = testing::number_1;
    outcome.context.orders[0].payable = payable;
    return outcome;
}

TEST(VietinbankBill, IsAQuestionAboutANumber) {
    const auto question = std::get<Question>(verify(testing::inquiry()));
    EXPECT_EQ(question.about, Question::About::bill);
    EXPECT_EQ(question.number, testing::number_1);
}

TEST(VietinbankBill, IsFoundByPartnerAndNumber) {
    const testing::House house;
    const auto located =
        house.adapter->locate(signed_call(testing::inquiry()), {testing::account()});
    ASSERT_TRUE(located);
    EXPECT_EQ(located.value().account, testing::account().key);
    EXPECT_EQ(located.value().numbers, (std::vector<std::string>{testing::number_1}));
}

TEST(VietinbankBill, TakesUnknownMembersAndTimesInEitherStyle) {
    Json body = testing::inquiry();
    body["additionalProperties"] = Json::object();
    body["data"]["additionalProperties"] = {{"x", Json::array({1, 2})}};
    body["data"]["transTime"] = "10052026080611";
    EXPECT_TRUE(std::holds_alternative<Question>(verify(body)));
    body["data"]["transTime"] = "yesterday";
    EXPECT_TRUE(std::holds_alternative<Question>(verify(body)));
}

TEST(VietinbankBill, NeedsItsMembersAndItsSignature) {
    for (const char* name : {"transId", "transTime", "custCode"}) {
        Json body = testing::inquiry();
        body["data"].erase(name);
        EXPECT_EQ(std::get<Distrust>(verify(body)), Distrust::malformed) << name;
    }
    Json other_type = testing::inquiry();
    other_type["header"]["msgType"] = "1300";
    EXPECT_EQ(std::get<Distrust>(verify(other_type)), Distrust::malformed);
    Json foreign = testing::inquiry();
    foreign["header"]["merchantId"] = "9XXX";
    EXPECT_EQ(std::get<Distrust>(verify(foreign)), Distrust::foreign_partner);
    const testing::House house;
    Json forged = testing::with_signature(Signed::inquiry, testing::inquiry(), "a/stranger");
    const auto result =
        house.adapter->verify(testing::call_of("bill", forged.dump()), testing::context());
    EXPECT_EQ(std::get<Distrust>(result), Distrust::bad_signature);
    forged["header"]["signature"] = "";
    const auto bare =
        house.adapter->verify(testing::call_of("bill", forged.dump()), testing::context());
    EXPECT_EQ(std::get<Distrust>(bare), Distrust::malformed);
}

TEST(VietinbankBill, APayableOneIsAnsweredWithNameAndAmount) {
    const auto response = answer(signed_call(testing::inquiry()), asked(Payable::yes));
    EXPECT_EQ(response.status, 200);
    const Json body = Json::parse(response.body);
    EXPECT_TRUE(testing::is_signed_by_us(Signed::inquiry_answer, body));
    const Json& header = body.at("header");
    EXPECT_EQ(header.at("msgType"), "1110");
    EXPECT_EQ(header.at("timestamp"), "20261005080203");
    for (const char* name :
         {"msgId", "channelId", "gatewayId", "providerId", "merchantId", "productId", "recordNum"
         }) {
        EXPECT_EQ(header.at(name), testing::inquiry().at("header").at(name)) << name;
    }
    const Json& details = body.at("data").at("details");
    EXPECT_EQ(body.at("data").at("errors").at("errorCode"), "00");
    EXPECT_EQ(details.at("custName"), "CONG DVC KIEN GIANG");
    EXPECT_EQ(details.at("billId"), testing::order_ref_text);
    EXPECT_EQ(details.at("amount"), "150000");
    EXPECT_EQ(details.at("amountMin"), "150000");
    EXPECT_EQ(details.at("custCode"), testing::number_1);
    EXPECT_EQ(details.at("transTime"), "20261005080510");
}

TEST(VietinbankBill, ProfilesChangeWhatIsSignedAndSaid) {
    ProviderAccount legacy = testing::account_with("inq_resp_sign_profile", "legacy_with_channel");
    legacy.settings["inq_amount_min"] = "null";
    const auto response =
        answer(signed_call(testing::inquiry()), asked(Payable::yes, legacy), legacy);
    const Json body = Json::parse(response.body);
    EXPECT_TRUE(testing::is_signed_by_us(Signed::inquiry_answer_with_channel, body));
    EXPECT_FALSE(testing::is_signed_by_us(Signed::inquiry_answer, body));
    EXPECT_TRUE(body.at("data").at("details").at("amountMin").is_null());
}

TEST(VietinbankBill, PaidClosedAndUnknownOnesAreOneAndTheSame) {
    auto unknown = asked(Payable::yes);
    unknown.context.orders.clear();
    for (auto& outcome : {asked(Payable::paid), asked(Payable::closed), unknown}) {
        const auto response = answer(signed_call(testing::inquiry()), outcome);
        const Json body = Json::parse(response.body);
        EXPECT_TRUE(testing::is_signed_by_us(Signed::inquiry_answer, body));
        EXPECT_EQ(body.at("data").at("errors").at("errorCode"), "02");
        EXPECT_EQ(body.at("data").at("details").at("amount"), "0");
        EXPECT_EQ(body.at("data").at("details").at("custName"), "");
        EXPECT_TRUE(body.at("data").at("details").at("billId").is_null());
    }
}

std::string code_of(const HttpResponse& response) {
    return Json::parse(response.body).at("data").at("errors").at("errorCode");
}

TEST(VietinbankBill, DistrustIsAnsweredSignedAndWithoutTheBill) {
    const auto call = signed_call(testing::inquiry());
    auto outcome = testing::outcome_of(Kind::distrusted);
    outcome.distrust = Distrust::bad_signature;
    auto response = answer(call, outcome);
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(code_of(response), "01");
    EXPECT_TRUE(testing::is_signed_by_us(Signed::inquiry_answer, Json::parse(response.body)));
    outcome.distrust = Distrust::malformed;
    EXPECT_EQ(code_of(answer(call, outcome)), "99");
    EXPECT_EQ(code_of(answer(call, testing::outcome_of(Kind::try_again))), "99");
    const auto strict = testing::account_with("http_status_on_bad_signature", "401");
    auto strict_outcome = testing::outcome_of(Kind::distrusted, strict);
    strict_outcome.distrust = Distrust::bad_signature;
    EXPECT_EQ(answer(call, strict_outcome, strict).status, 401);
}

TEST(VietinbankBill, AStrangerIsAnsweredUnsigned) {
    InboundOutcome outcome;
    outcome.kind = Kind::distrusted;
    outcome.distrust = Distrust::foreign_partner;
    const auto response = answer(testing::call_of("bill", "{}"), outcome);
    EXPECT_EQ(code_of(response), "01");
    EXPECT_EQ(Json::parse(response.body).at("header").at("signature"), "");
    outcome.kind = Kind::try_again;
    EXPECT_EQ(answer(testing::call_of("bill", "{}"), outcome).status, 503);
}

}  // namespace
}  // namespace dvcpay::vietinbank
