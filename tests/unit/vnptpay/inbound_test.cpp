#include "vnptpay/inbound.hpp"

#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "support.hpp"
#include "toolkit/form.hpp"

namespace dvcpay::vnptpay {
namespace {

using testing::Json;

VerifyResult verify(const std::string& body, const InboundContext& context = testing::context()) {
    const testing::House house;
    return house.adapter->verify(testing::ipn_call(body), context);
}
VerifyResult verify_signed(const Json& body, const InboundContext& context = testing::context()) {
    return verify(testing::confirmed(body), context);
}
Notice told(const VerifyResult& result) {
    const auto& all = std::get<std::vector<Verified<Notice>>>(result);
    EXPECT_EQ(all.size(), 1U);
    EXPECT_EQ(all.at(0).proof(), ProofKind::signature);
    return all.at(0).value();
}
Distrust distrust(const VerifyResult& result) {
    return std::get<Distrust>(result);
}
Json with(const char* name, Json value) {
    return testing::confirm_with(name, std::move(value));
}

TEST(VnptPayConfirm, PaidBecomesANoticeWithItsProof) {
    const Notice notice = told(verify_signed(testing::confirm()));
    EXPECT_EQ(notice.said, Said::paid);
    EXPECT_EQ(notice.amount, Money::dong(120'000));
    EXPECT_EQ(notice.provider_txn, testing::txn);
    EXPECT_EQ(notice.provider_code, "00");
    EXPECT_EQ(notice.order_ref, testing::order_ref_text);
    EXPECT_EQ(notice.occurred_at, testing::opened_at.plus_s(130));
    EXPECT_EQ(notice.source, Source::callback);
    EXPECT_FALSE(notice.ask_first);
    EXPECT_FALSE(notice.refusable);
    EXPECT_FALSE(notice.alarm);
}

TEST(VnptPayConfirm, IsBelievedInEachOfItsShapes) {
    const std::string json = testing::confirmed(testing::confirm());
    toolkit::Fields data;
    data.add("data", json);
    EXPECT_EQ(told(verify(toolkit::encode_form(data))).said, Said::paid);
    EXPECT_EQ(
        told(verify(toolkit::encode_form(decode_call(json).value().fields))).said, Said::paid
    );
    EXPECT_EQ(told(verify_signed(with("AMOUNT", "120000"))).amount, Money::dong(120'000));
}

TEST(VnptPayConfirm, AnAbsentOrNullMemberSignsAsEmpty) {
    Json body = testing::confirm();
    body.erase("ADDITIONAL_INFO");
    body.erase("CURRENCY_CODE");
    body["PAY_DATE"] = nullptr;
    const Notice notice = told(verify_signed(body));
    EXPECT_EQ(notice.said, Said::paid);
    EXPECT_EQ(notice.occurred_at, Wall{});
}

TEST(VnptPayConfirm, MoneyOfAnotherSizeOnlyStartsAQuestion) {
    for (const std::int64_t amount : {119'999, 120'001, 1}) {
        const Notice notice = told(verify_signed(with("AMOUNT", amount)));
        EXPECT_EQ(notice.said, Said::paid);
        EXPECT_EQ(notice.amount, Money::dong(amount));
        EXPECT_TRUE(notice.ask_first);
    }
}

TEST(VnptPayConfirm, MoneyForNoOrderOfOursIsEvidenceByItself) {
    const Notice notice = told(verify_signed(with("MERCHANT_ORDER_ID", "STRANGER01A")));
    EXPECT_EQ(notice.said, Said::paid);
    EXPECT_FALSE(notice.ask_first);
    EXPECT_EQ(notice.order_ref, "STRANGER01A");
}

TEST(VnptPayConfirm, MoneyWithoutANameOrASizeCannotBeBooked) {
    for (const char* name : {"VNPTPAY_TRANSACTION_ID", "AMOUNT"}) {
        EXPECT_TRUE(told(verify_signed(with(name, ""))).ask_first) << name;
    }
    EXPECT_TRUE(told(verify_signed(with("VNPTPAY_TRANSACTION_ID", "a b"))).ask_first);
    const Notice dollars = told(verify_signed(with("CURRENCY_CODE", "USD")));
    EXPECT_EQ(dollars.said, Said::unclear);
    EXPECT_TRUE(dollars.alarm);
}

TEST(VnptPayConfirm, AnEndWithoutMoneyEndsOnlyTheOrderItNames) {
    const Notice failed = told(verify_signed(with("RESPONSE_CODE", "01")));
    EXPECT_EQ(failed.said, Said::declined);
    EXPECT_EQ(failed.failure.code, "declined");
    Json other = with("RESPONSE_CODE", "01");
    other["AMOUNT"] = 119'999;
    EXPECT_EQ(told(verify_signed(other)).said, Said::unclear);
    other = with("RESPONSE_CODE", "01");
    other["MERCHANT_ORDER_ID"] = "STRANGER01A";
    EXPECT_EQ(told(verify_signed(other)).said, Said::unclear);
    InboundContext foreign = testing::context();
    foreign.orders[0].attempt.account.account = "other";
    EXPECT_EQ(told(verify_signed(with("RESPONSE_CODE", "01"), foreign)).said, Said::unclear);
    for (const char* code : {"02", "04", "06", "99", "5", "x"}) {
        EXPECT_EQ(told(verify_signed(with("RESPONSE_CODE", code))).said, Said::unclear) << code;
    }
}

TEST(VnptPayConfirm, IsNotBelievedWithAnyByteChanged) {
    const std::string good = testing::confirmed(testing::confirm());
    for (std::size_t i = 0; i < good.size(); ++i) {
        std::string bad = good;
        bad[i] = static_cast<char>(bad[i] ^ 1);
        const VerifyResult result = verify(bad);
        if (const auto* all = std::get_if<std::vector<Verified<Notice>>>(&result)) {
            // Only what the digest does not cover may have changed: the case of its own digits.
            EXPECT_EQ(all->front().value().amount, Money::dong(120'000)) << i;
            EXPECT_EQ(all->front().value().order_ref, testing::order_ref_text) << i;
        }
    }
}

TEST(VnptPayConfirm, WithoutItsRightSignatureIsNothing) {
    Json body = testing::confirm();
    EXPECT_EQ(distrust(verify(body.dump())), Distrust::malformed);
    body["SECURE_CODE"] = std::string(64, '0');
    EXPECT_EQ(distrust(verify(body.dump())), Distrust::bad_signature);
    Json late = Json::parse(testing::confirmed(testing::confirm()));
    late["AMOUNT"] = 1'200'000;
    EXPECT_EQ(distrust(verify(late.dump())), Distrust::bad_signature);
}

TEST(VnptPayConfirm, FieldsThatCouldBeCutElsewhereAreNotBelievedThoughSigned) {
    // One text, two cuts: "…|VNPTPAY|20260115083210||" as a payment method with a separator.
    Json shifted = testing::confirm();
    shifted["PAYMENT_METHOD"] = "VNPTPAY|20260115083210";
    shifted["PAY_DATE"] = "";
    shifted.erase("ADDITIONAL_INFO");
    EXPECT_EQ(distrust(verify_signed(shifted)), Distrust::out_of_bounds);
    EXPECT_EQ(told(verify_signed(with("ADDITIONAL_INFO", "a|b"))).said, Said::paid);
}

TEST(VnptPayConfirm, ForAnotherMerchantIsForeign) {
    const testing::House house;
    const auto call = testing::ipn_call(testing::confirmed(with("MERCHANT_SERVICE_ID", "9002")));
    const auto located = house.adapter->locate(call, {testing::account()});
    ASSERT_FALSE(located);
    EXPECT_EQ(located.error().fault, Fault::forged);
    EXPECT_EQ(distrust(house.adapter->verify(call, testing::context())), Distrust::foreign_partner);
}

TEST(VnptPayConfirm, IsLocatedByItsMerchantAndOrder) {
    const testing::House house;
    const auto call = testing::ipn_call(testing::confirmed(testing::confirm()));
    const auto located = house.adapter->locate(call, {testing::account()}).value();
    EXPECT_EQ(located.account.account, "default");
    EXPECT_EQ(located.order_refs, std::vector<std::string>{testing::order_ref_text});
    EXPECT_TRUE(located.numbers.empty());
}

TEST(VnptPayConfirm, HostileBytesAreMalformed) {
    const testing::House house;
    std::vector<std::string> bodies = {
        "",
        "{}",
        "null",
        "[]",
        "ACTION=CONFIRM",
        "data=",
        "data=%7B%7D",
        "\x00\xff\xfe",
        "{{{{",
        R"({"ACTION":"CONFIRM","RESPONSE_CODE":{"a":1}})",
        std::string(70'000, '{')
    };
    for (const char* name :
         {"ACTION", "RESPONSE_CODE", "MERCHANT_SERVICE_ID", "MERCHANT_ORDER_ID"}) {
        Json body = testing::confirm();
        body.erase(name);
        bodies.push_back(testing::confirmed(body));
        bodies.push_back(testing::confirmed(with(name, Json::array({"00"}))));
    }
    bodies.push_back(testing::confirmed(with("ACTION", "QUERY")));
    bodies.push_back(testing::confirmed(with("AMOUNT", true)));
    for (const auto& body : bodies) {
        EXPECT_FALSE(house.adapter->locate(testing::ipn_call(body), {testing::account()})) << body;
        EXPECT_EQ(distrust(verify(body)), Distrust::malformed) << body;
    }
    for (const auto& amount :
         {Json(-1),
          Json(1.5),
          Json("0120000"),
          Json("1e5"),
          Json("1000000000000001"),
          Json("99999999999999999999")}) {
        EXPECT_EQ(distrust(verify_signed(with("AMOUNT", amount))), Distrust::malformed) << amount;
    }
    EXPECT_EQ(distrust(verify_signed(with("MERCHANT_ORDER_ID", "a b"))), Distrust::malformed);
    InboundCall other = testing::ipn_call(testing::confirmed(testing::confirm()));
    other.kind = "status";
    EXPECT_FALSE(house.adapter->locate(other, {testing::account()}));
}

TEST(VnptPayConfirm, SignedOverAllItReceivedItOnlyStartsAQuestion) {
    const auto account = testing::account({{"callback_order", "received"}});
    Json body = testing::confirm();
    body["EXTRA"] = "x";
    const Notice notice = told(verify(testing::answered(body), testing::context(account)));
    EXPECT_EQ(notice.said, Said::paid);
    EXPECT_TRUE(notice.ask_first);
    EXPECT_EQ(
        distrust(verify(testing::confirmed(body), testing::context(account))),
        Distrust::bad_signature
    );
}

// --- our answer

InboundOutcome outcome(InboundOutcome::Kind kind) {
    InboundOutcome out;
    out.kind = kind;
    out.context = testing::context();
    out.account_known = true;
    out.now = testing::opened_at.plus_s(131);
    return out;
}
InboundOutcome taken(Verdict verdict, Said said = Said::paid) {
    InboundOutcome out = outcome(InboundOutcome::Kind::taken);
    Notice notice;
    notice.said = said;
    out.notices = {notice};
    out.verdicts = {verdict};
    return out;
}
Json answer(const InboundOutcome& outcome, const std::string& body) {
    testing::House house;
    const HttpResponse response =
        testing::run(house.adapter->answer(testing::ipn_call(body), outcome));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.headers.get("content-type"), "application/json; charset=UTF-8");
    return Json::parse(response.body);
}
std::string code_of_answer(const InboundOutcome& outcome) {
    return answer(outcome, testing::confirmed(testing::confirm())).at("RESPONSE_CODE");
}

TEST(VnptPayAnswer, HasExactlyItsSixMembersAndIsSigned) {
    const Json body = answer(taken(Verdict::kept), testing::confirmed(testing::confirm()));
    Json expected = {
        {"RESPONSE_CODE", "00"},
        {"DESCRIPTION", "Thanh cong"},
        {"MERCHANT_SERVICE_ID", "9001"},
        {"MERCHANT_ORDER_ID", testing::order_ref_text},
        {"CREATE_DATE", "20260115083211"},
    };
    expected["SECURE_CODE"] =
        testing::digest_of("00|Thanh cong|9001|" + testing::order_ref_text + "|20260115083211|");
    EXPECT_EQ(body, expected);
}

TEST(VnptPayAnswer, SaysWhatBecameOfTheNotice) {
    using Kind = InboundOutcome::Kind;
    EXPECT_EQ(code_of_answer(taken(Verdict::kept)), "00");
    EXPECT_EQ(code_of_answer(taken(Verdict::repeated)), "02");
    EXPECT_EQ(code_of_answer(taken(Verdict::contradicts)), "99");
    EXPECT_EQ(code_of_answer(taken(Verdict::stranger)), "00");  // money that moved is kept
    EXPECT_EQ(code_of_answer(taken(Verdict::stranger, Said::unclear)), "01");
    EXPECT_EQ(code_of_answer(outcome(Kind::try_again)), "08");
    EXPECT_EQ(code_of_answer(outcome(Kind::answered)), "99");
    InboundOutcome distrusted = outcome(Kind::distrusted);
    distrusted.distrust = Distrust::bad_signature;
    EXPECT_EQ(code_of_answer(distrusted), "97");
    for (const auto reason :
         {Distrust::malformed,
          Distrust::foreign_partner,
          Distrust::out_of_bounds,
          Distrust::bad_credentials,
          Distrust::reused_message}) {
        distrusted.distrust = reason;
        EXPECT_EQ(code_of_answer(distrusted), "99");
    }
}

TEST(VnptPayAnswer, SignsNothingOfAStrangersButAnOrderId) {
    InboundOutcome distrusted = outcome(InboundOutcome::Kind::distrusted);
    const Json body = answer(distrusted, R"({"MERCHANT_ORDER_ID":"x|00|evil"})");
    EXPECT_EQ(body.at("MERCHANT_ORDER_ID"), "");
    distrusted.account_known = false;
    const Json unknown = answer(distrusted, R"({"MERCHANT_ORDER_ID":"DVC1"})");
    EXPECT_EQ(unknown.at("SECURE_CODE"), "");
    EXPECT_EQ(unknown.at("MERCHANT_SERVICE_ID"), "");
}

TEST(VnptPayReturn, NamesAnOrderAndProvesNothing) {
    const auto visit = read_return("MERCHANT_ORDER_ID=KG7Q2M9XC4T8W1ZB&RESPONSE_CODE=00");
    ASSERT_TRUE(visit);
    EXPECT_EQ(visit->order_ref, testing::order_ref_text);
    EXPECT_FALSE(visit->signature_valid);
    EXPECT_FALSE(read_return(""));
    EXPECT_FALSE(read_return("MERCHANT_ORDER_ID=a%20b"));
    EXPECT_FALSE(read_return("MERCHANT_ORDER_ID=%"));
}

}  // namespace
}  // namespace dvcpay::vnptpay
