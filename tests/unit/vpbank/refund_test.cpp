// Money that goes back: the holder's question, the transfer, the question about it.
#include <string>

#include <gtest/gtest.h>

#include "support.hpp"
#include "vpbank/messages.hpp"

namespace dvcpay::vpbank {
namespace {

using testing::House;
using testing::Json;

constexpr const char* reference = "DVCRFKGRF000000000001";

/// Transfers without the holder's question before them.
ProviderAccount direct() {
    return testing::calling({{"refund_name_check", "off"}});
}

Json done() {
    return Json{
        {"transactionId", "FT26015123456789\\BNK"},
        {"referenceNumber", reference},
        {"status", "SUCCESS"},
        {"errorCode", ""},
        {"errorMessage", ""},
    };
}

Json done_with(const char* name, Json value) {
    Json out = done();
    out[name] = std::move(value);
    return out;
}

RefundResult transfer(SendResult answer) {
    House house(direct());
    house.transport.answers.push_back(std::move(answer));
    return house.refund(testing::refund_order(direct()));
}

RefundResult ask(SendResult answer) {
    House house(direct());
    house.transport.answers.push_back(std::move(answer));
    return house.refund_query(testing::refund_order(direct()));
}

SendResult fault(int status, int code) {
    return testing::json_answer(Json{{"fault", {{"code", code}, {"message", "x"}}}}, status);
}

TEST(VpbankTransfer, ToAnotherBankGoesOutsideWithItsBankId) {
    House house(direct());
    (void)house.refund(testing::refund_order(direct()));
    ASSERT_EQ(house.transport.sent.size(), 1U);
    const auto& sent = house.transport.sent[0];
    EXPECT_EQ(sent.url, "https://vpbank.test/payments/v1/transfer/external");
    EXPECT_EQ(sent.headers.get("IDN-App"), "DVCAPP");
    EXPECT_EQ(sent.credentials.size(), 1U);
    const Json body = Json::parse(sent.body);
    EXPECT_EQ(body.at("referenceNumber"), reference);
    EXPECT_EQ(body.at("service"), "external");
    EXPECT_EQ(body.at("transactionType"), "CACA");
    EXPECT_EQ(body.at("sourceNumber"), "232506601");
    EXPECT_EQ(body.at("targetNumber"), "0071000123456");
    EXPECT_TRUE(body.at("amount").is_number_integer());
    EXPECT_EQ(body.at("amount"), 30'000);
    EXPECT_EQ(body.at("currency"), "VND");
    EXPECT_EQ(body.at("bankId"), "970436");
    EXPECT_EQ(body.at("remark"), "HOAN TIEN DVC" + testing::order_ref_text + " HOAN LE PHI HO SO");
    EXPECT_EQ(
        body.at("signature"),
        testing::sign_with("a/stranger", std::string(reference) + "232506601007100012345630000")
    );
}

TEST(VpbankTransfer, WithinVpbankGoesInside) {
    House house(direct());
    auto order = testing::refund_order(direct());
    order.destination->bank_bin = "970432";
    order.amount = Money::dong(1);  // the limits of NAPAS do not hold there
    (void)house.refund(order);
    ASSERT_EQ(house.transport.sent.size(), 1U);
    EXPECT_EQ(house.transport.sent[0].url, "https://vpbank.test/payments/v1/transfer/internal");
    const Json body = Json::parse(house.transport.sent[0].body);
    EXPECT_EQ(body.at("service"), "internal");
    EXPECT_FALSE(body.contains("bankId"));
}

TEST(VpbankTransfer, EachCallHasAnIdOfItsOwn) {
    House house(testing::calling());
    house.transport.answers.push_back(testing::json_answer(Json{{"benName", "NGUYEN VAN AN"}}));
    (void)house.refund(testing::refund_order());
    ASSERT_EQ(house.transport.sent.size(), 2U);
    const auto first = house.transport.sent[0].headers.get("x-request-id");
    const auto second = house.transport.sent[1].headers.get("x-request-id");
    EXPECT_NE(first, second);
    EXPECT_EQ(first.size(), second.size());
    EXPECT_EQ(second_id(second), first);
}

TEST(VpbankTransfer, WhatCannotBeOneIsHeldBack) {
    const auto held = [](auto&& change) {
        House house(direct());
        auto order = testing::refund_order(direct());
        change(order);
        const auto result = house.refund(order);
        EXPECT_TRUE(house.transport.sent.empty());
        EXPECT_TRUE(result.decided_here);
        return result.believed();
    };
    using R = RefundSaid;
    EXPECT_EQ(held([](auto& o) { o.amount = Money::dong(1'999); }), R::not_refundable);
    EXPECT_EQ(held([](auto& o) { o.amount = Money::dong(500'000'000); }), R::not_refundable);
    EXPECT_EQ(held([](auto& o) { o.destination.reset(); }), R::refused);
    EXPECT_EQ(held([](auto& o) { o.destination->bank_bin = "97043"; }), R::refused);
    EXPECT_EQ(held([](auto& o) { o.destination->account = "0071 000"; }), R::refused);
    EXPECT_EQ(held([](auto& o) { o.destination->account = std::string(20, '1'); }), R::refused);
    EXPECT_EQ(held([](auto& o) { o.refund_ref = "a-b"; }), R::not_sent);
    EXPECT_EQ(held([](auto& o) { o.account = testing::account(); }), R::not_sent);
}

TEST(VpbankTransfer, DoneIsBelievedWithItsReferenceAndItsName) {
    const auto result = transfer(testing::json_answer(done()));
    EXPECT_EQ(result.believed(), RefundSaid::done);
    EXPECT_EQ(result.provider_refund_id, "FT26015123456789");
    ASSERT_TRUE(result.proof);
    EXPECT_EQ(result.proof->kind(), ProofKind::tls_echo);
}

TEST(VpbankTransfer, EachCodeMeansWhatTheTableSays) {
    const std::pair<const char*, RefundSaid> codes[] = {
        {"00", RefundSaid::done},
        {"SUCCESS", RefundSaid::done},
        {"01", RefundSaid::pending},
        {"PENDING", RefundSaid::pending},
        {"05", RefundSaid::unknown},
        {"14", RefundSaid::refused},
        {"51", RefundSaid::refused},
        {"68", RefundSaid::unknown},
        {"96", RefundSaid::unknown},
        {"99", RefundSaid::refused},
        {"FAILED", RefundSaid::refused},
        {"77", RefundSaid::unknown},
        {"", RefundSaid::unknown},
    };
    for (const auto& [code, said] : codes) {
        EXPECT_EQ(transfer(testing::json_answer(done_with("status", code))).believed(), said)
            << code;
        EXPECT_EQ(ask(testing::json_answer(done_with("status", code))).believed(), said) << code;
    }
    Json reason = done_with("status", "FAILED");
    reason["errorCode"] = "14";
    const auto refused = transfer(testing::json_answer(reason, 400));
    EXPECT_EQ(refused.believed(), RefundSaid::refused);
    EXPECT_EQ(refused.failure.code, "destination_unusable");
    EXPECT_EQ(refused.failure.provider_code, "14");
}

TEST(VpbankTransfer, WhatMayHaveHappenedIsUnknown) {
    const std::pair<const char*, SendResult> answers[] = {
        {"no answer", NoAnswer{"time"}},
        {"xml", testing::http_answer(200, "<ok/>")},
        {"xml fault", testing::http_answer(401, "<ams:fault><ams:code>900901</ams:code>")},
        {"empty", testing::http_answer(200, "")},
        {"garbage", testing::http_answer(200, "{\"status\":")},
        {"array", testing::json_answer(Json::array({done()}))},
        {"server error", testing::json_answer(done(), 500)},
        {"server error, refused", testing::json_answer(done_with("status", "FAILED"), 500)},
        {"redirect", testing::json_answer(done_with("status", "FAILED"), 302)},
        {"success with an error status", testing::json_answer(done(), 400)},
        {"gateway time-out", fault(503, 101504)},
        {"gateway sending", fault(500, 101500)},
        {"endpoint suspended", fault(503, 303001)},
        {"a fault that is not listed", fault(403, 900905)},
        {"a fault with another status", fault(200, 900901)},
        {"unproven", testing::http_answer(200, done().dump(), testing::Origin::unproven)},
        {"unproven fault",
         testing::http_answer(401, R"({"fault":{"code":900901}})", testing::Origin::unproven)},
        {"another reference", testing::json_answer(done_with("referenceNumber", "DVCRFX"))},
        {"no reference", testing::json_answer(done_with("referenceNumber", ""))},
        {"another amount", testing::json_answer(done_with("amount", 30'001))},
        {"another source", testing::json_answer(done_with("sourceNumber", "1"))},
        {"another target", testing::json_answer(done_with("targetNumber", "1"))},
        {"another currency", testing::json_answer(done_with("currency", "USD"))},
        {"done without a name", testing::json_answer(done_with("transactionId", ""))},
        {"two words", testing::json_answer(done_with("errorCode", "51"))},
    };
    for (const auto& [why, answer] : answers)
        EXPECT_EQ(transfer(answer).believed(), RefundSaid::unknown) << why;
}

TEST(VpbankTransfer, WhatTheGatewayInFrontStoppedWasNotSent) {
    for (const int code : {900901, 900903, 900904})
        EXPECT_EQ(transfer(fault(401, code)).believed(), RefundSaid::not_sent) << code;
    const auto missing = transfer(fault(401, 900902));
    EXPECT_EQ(missing.believed(), RefundSaid::not_sent);
    EXPECT_TRUE(missing.alarm);
    for (const int code : {900906, 900908, 900909}) {
        const auto result = transfer(fault(403, code));
        EXPECT_EQ(result.believed(), RefundSaid::not_sent) << code;
        EXPECT_TRUE(result.alarm) << code;
    }
    for (int code = 900800; code <= 900804; ++code) {
        const auto result = transfer(fault(429, code));
        EXPECT_EQ(result.believed(), RefundSaid::not_sent) << code;
        EXPECT_FALSE(result.alarm) << code;
    }
    EXPECT_EQ(transfer(Unavailable{"no connection"}).believed(), RefundSaid::not_sent);
}

TEST(VpbankTransfer, NamesOfAContractAreRead) {
    const auto account = testing::calling({
        {"refund_name_check", "off"},
        {"resp_map", "transactionId=ftNumber,referenceNumber=ref,status=state"},
        {"err_map", "OK=00"},
    });
    House house(account);
    house.transport.answers.push_back(testing::json_answer(
        Json{{"ftNumber", "FT26015123456789"}, {"ref", reference}, {"state", "OK"}}
    ));
    EXPECT_EQ(house.refund(testing::refund_order(account)).believed(), RefundSaid::done);
}

// --- the holder

RefundResult named(SendResult answer, std::size_t calls = 1) {
    House house(testing::calling());
    house.transport.answers.push_back(std::move(answer));
    const auto result = house.refund(testing::refund_order());
    EXPECT_EQ(house.transport.sent.size(), calls);
    return result;
}

TEST(VpbankBeneficiary, IsAskedByHeadersOrByQuery) {
    House house(testing::calling());
    (void)house.refund(testing::refund_order());
    const auto& sent = house.transport.sent.at(0);
    EXPECT_EQ(sent.method, "GET");
    EXPECT_EQ(sent.url, "https://vpbank.test/payments/v1/beneficiary/info?benType=account");
    EXPECT_EQ(sent.headers.get("bankId"), "970436");
    EXPECT_EQ(sent.headers.get("benNumber"), "0071000123456");
    const auto account = testing::calling({{"param_style", "query"}});
    House other(account);
    (void)other.refund(testing::refund_order(account));
    EXPECT_EQ(
        other.transport.sent.at(0).url,
        "https://vpbank.test/payments/v1/beneficiary/info?benType=account&bankId=970436"
        "&benNumber=0071000123456"
    );
    EXPECT_EQ(other.transport.sent.at(0).headers.get("bankId"), "");
}

TEST(VpbankBeneficiary, OfTheSameNameLetsTheTransferGo) {
    for (const char* name : {"NGUYEN VAN AN", "Nguyễn Văn An", " nguyen  van an "}) {
        EXPECT_EQ(
            named(testing::json_answer(Json{{"benName", name}}), 2).believed(), RefundSaid::unknown
        ) << name;  // the transfer itself had no answer here
    }
}

TEST(VpbankBeneficiary, AnotherNameOrABadAccountEndsTheTry) {
    const auto other = named(testing::json_answer(Json{{"benName", "TRAN VAN B"}}));
    EXPECT_EQ(other.believed(), RefundSaid::refused);
    EXPECT_TRUE(other.decided_here);
    EXPECT_EQ(other.failure.code, "destination_name_differs");
    const auto bad = named(testing::json_answer(Json{{"status", "14"}}, 400));
    EXPECT_EQ(bad.believed(), RefundSaid::refused);
    EXPECT_EQ(bad.failure.code, "destination_unusable");
}

TEST(VpbankBeneficiary, WithoutAnAnswerNothingIsSent) {
    const Json name = Json{{"benName", "NGUYEN VAN AN"}};
    const std::pair<const char*, SendResult> answers[] = {
        {"no answer", NoAnswer{"time"}},
        {"not sent", Unavailable{"no connection"}},
        {"xml", testing::http_answer(200, "<a/>")},
        {"server error", testing::json_answer(name, 500)},
        {"unproven", testing::http_answer(200, name.dump(), testing::Origin::unproven)},
        {"no name", testing::json_answer(Json{{"customerNumber", "1"}})},
        {"failed", testing::json_answer(Json{{"status", "FAILED"}, {"benName", "NGUYEN VAN AN"}})},
        {"throttled", fault(429, 900800)},
    };
    for (const auto& [why, answer] : answers)
        EXPECT_EQ(named(answer).believed(), RefundSaid::not_sent) << why;
    EXPECT_TRUE(named(fault(403, 900908)).alarm);
}

TEST(VpbankBeneficiary, ThatIsSlowLeavesTheTransferItsWholeTime) {
    House house(testing::calling());
    const auto& capability = house.adapter->capability();
    ASSERT_GE(capability.refund_timeout_ms, 2 * capability.call_timeout_ms);
    house.transport.answers.push_back(testing::json_answer(Json{{"benName", "NGUYEN VAN AN"}}));
    const Mono due = Mono{}.plus_ms(capability.refund_timeout_ms);
    (void)house.refund(testing::refund_order(), due);
    ASSERT_EQ(house.transport.dues.size(), 2U);
    EXPECT_EQ(house.transport.dues[0].plus_ms(capability.call_timeout_ms), due);
    EXPECT_EQ(house.transport.dues[1], due);
    EXPECT_EQ(House(direct()).adapter->capability().refund_timeout_ms, 0) << "one call, one time";
}

// --- how it stands

TEST(VpbankTransferStatus, IsAskedByTheOldReference) {
    House house(direct());
    (void)house.refund_query(testing::refund_order(direct()));
    const auto& sent = house.transport.sent.at(0);
    EXPECT_EQ(sent.method, "GET");
    EXPECT_EQ(sent.url, "https://vpbank.test/payments/v1/transfer/ftlist");
    EXPECT_EQ(sent.headers.get("accountNumber"), "232506601");
    EXPECT_EQ(sent.headers.get("referenceNumber"), reference);
}

TEST(VpbankTransferStatus, OurRowIsFoundInEveryShape) {
    Json other = done_with("referenceNumber", "DVCRFOTHER");
    other["status"] = "FAILED";
    for (const Json& body :
         {done(),
          Json::array({other, done()}),
          Json{{"data", Json::array({other, done()})}},
          Json{{"data", done()}}}) {
        EXPECT_EQ(ask(testing::json_answer(body)).believed(), RefundSaid::done) << body;
    }
}

TEST(VpbankTransferStatus, WithoutOurRowNothingIsLearnt) {
    for (const Json& body :
         {Json::array(),
          Json::object(),
          Json::array({done_with("referenceNumber", "DVCRFX")}),
          Json::array({done(), done()}),
          Json{{"data", "x"}},
          Json::array({1, "x", nullptr})}) {
        EXPECT_EQ(ask(testing::json_answer(body)).believed(), RefundSaid::unknown) << body;
    }
    EXPECT_EQ(ask(NoAnswer{"time"}).believed(), RefundSaid::unknown);
    // That the question did not go out says nothing about the transfer.
    EXPECT_EQ(ask(Unavailable{"no connection"}).believed(), RefundSaid::unknown);
    EXPECT_EQ(ask(fault(401, 900901)).believed(), RefundSaid::unknown);
    EXPECT_EQ(
        ask(testing::json_answer(done_with("status", "FAILED"), 404)).believed(),
        RefundSaid::unknown
    );
    EXPECT_TRUE(ask(fault(403, 900909)).alarm);
}

}  // namespace
}  // namespace dvcpay::vpbank
