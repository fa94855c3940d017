#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::vietcombank {
namespace {

using testing::Changes;
using testing::code_in;
using testing::context_json;
using testing::credit_call;
using testing::House;
using testing::Json;
using testing::only_notice;
using testing::payment_json;

const Changes keeps = {{"inbound_basic_auth", "off"}, {"refusal_reverses", "off"}};

TEST(VietcombankPayment, TellsOfMoneyForANumber) {
    House house(testing::no_login);
    const auto context = testing::context(house.contract);
    const auto verified = house.verify(credit_call(), context);
    const Notice* notice = only_notice(verified);
    ASSERT_NE(notice, nullptr);
    EXPECT_EQ(notice->said, Said::paid);
    EXPECT_EQ(notice->amount, Money::dong(12'000));
    EXPECT_EQ(notice->provider_txn, testing::txn);
    EXPECT_EQ(notice->paid_to, testing::number);
    EXPECT_EQ(notice->order_ref, testing::order_ref_text);
    EXPECT_EQ(notice->occurred_at, parse_rfc3339("2026-01-15T02:02:04.000Z").value());
    EXPECT_EQ(notice->source, Source::callback);
    EXPECT_TRUE(notice->refusable);
    EXPECT_FALSE(notice->ask_first);
    const auto& all = std::get<std::vector<Verified<Notice>>>(verified);
    EXPECT_EQ(all.front().proof(), ProofKind::signature);
}

TEST(VietcombankPayment, IsGuardedByTheNumberOfItsMessage) {
    House house(testing::no_login);
    const auto located = house.adapter->locate(credit_call(), {house.contract}).value();
    EXPECT_EQ(located.message_id, "VAH|202601150000201");
    EXPECT_EQ(located.numbers, std::vector<std::string>{testing::number});
}

TEST(VietcombankPayment, IsNotRefusedWhereTheBankKeepsTheMoney) {
    House house(keeps);
    auto payload = payment_json("15000");
    payload["paymentMode"] = "Z";
    payload["bills"][0]["amount"] = "1";
    auto context_part = context_json();
    context_part["requestDateTime"] = "soon";
    const auto call = testing::call_of("credit", testing::signed_body(context_part, payload));
    const auto verified = house.verify(call, testing::context(house.contract));
    const Notice* notice = only_notice(verified);
    ASSERT_NE(notice, nullptr);
    EXPECT_FALSE(notice->refusable);
    EXPECT_EQ(notice->amount, Money::dong(15'000));
    EXPECT_EQ(notice->occurred_at, Wall{});
}

TEST(VietcombankPayment, BillsThatDoNotAddUpAreAWrongAmount) {
    House house(testing::no_login);
    auto payload = payment_json();
    payload["bills"][0]["amount"] = "11999";
    const auto call = credit_call(payload);
    const auto context = testing::context(house.contract);
    EXPECT_EQ(testing::distrust_in(house.verify(call, context)), Distrust::out_of_bounds);
    const auto answer = house.answer(call, testing::distrusted(context, Distrust::out_of_bounds));
    EXPECT_EQ(code_in(answer), "3");
    // A paid order is refused for that, first: the core says so.
    const auto paid = testing::context(house.contract, Payable::paid);
    EXPECT_NE(only_notice(house.verify(call, paid)), nullptr);
}

TEST(VietcombankPayment, AnotherBillThanTheCustomersBelongsToNobody) {
    for (const Changes& changes : {testing::no_login, keeps}) {
        House house(changes);
        auto payload = payment_json();
        payload["bills"][0]["billId"] = "DVCTS20000000000158";
        const auto verified = house.verify(credit_call(payload), testing::context(house.contract));
        const Notice* notice = only_notice(verified);
        ASSERT_NE(notice, nullptr);
        EXPECT_EQ(notice->paid_to, "");
        EXPECT_NE(notice->order_ref, testing::order_ref_text);
    }
}

TEST(VietcombankPayment, MoneyOfAStrangerIsNeverAQuestion) {
    // An inquiry by a name that nobody can be asked by would keep the money out of the books.
    House house(testing::with(testing::with_checkout, {{"refusal_reverses", "off"}}));
    InboundContext nothing;
    nothing.account = house.contract;
    const auto verified = house.verify(credit_call(), nothing);
    ASSERT_NE(only_notice(verified), nullptr);
    EXPECT_EQ(only_notice(verified)->order_ref, "");
    EXPECT_EQ(only_notice(verified)->paid_to, testing::number);
}

TEST(VietcombankPayment, WhatIsMissingIsSaid) {
    House house(testing::no_login);
    const auto context = testing::context(house.contract);
    for (const char* name :
         {"providerId",
          "serviceId",
          "customerCode",
          "totalPaymentAmount",
          "paymentMode",
          "internalTransactionRefNo",
          "bills"}) {
        SCOPED_TRACE(name);
        auto payload = payment_json();
        payload.erase(name);
        const auto call = credit_call(payload);
        const Distrust distrust = testing::distrust_in(house.verify(call, context));
        EXPECT_EQ(distrust, Distrust::malformed);
        EXPECT_EQ(code_in(house.answer(call, testing::distrusted(context, distrust))), "10");
    }
}

TEST(VietcombankPayment, OnlyWholeDongIsAnAmount) {
    House house(keeps);
    const auto context = testing::context(house.contract);
    for (const char* amount :
         {"", "0", "-1", "12000.5", "12,000", "1e4", " 12000", "99999999999999999999"}) {
        const auto call = credit_call(payment_json(amount));
        EXPECT_EQ(testing::distrust_in(house.verify(call, context)), Distrust::malformed) << amount;
    }
}

TEST(VietcombankPayment, ForgedOrForeignMeansNothing) {
    House house(testing::no_login);
    const auto context = testing::context(house.contract);
    const auto forged =
        testing::call_of("credit", testing::signed_body(context_json(), payment_json(), "guess"));
    EXPECT_EQ(testing::distrust_in(house.verify(forged, context)), Distrust::bad_signature);
    auto payload = payment_json();
    payload["providerId"] = "OTHER1";
    EXPECT_EQ(
        testing::distrust_in(house.verify(credit_call(payload), context)), Distrust::foreign_partner
    );
    auto early = Json::parse(credit_call().request.body);
    early["payload"]["signature"] = early["signature"];
    early.erase("signature");
    EXPECT_EQ(
        testing::distrust_in(house.verify(testing::call_of("credit", early.dump()), context)),
        Distrust::bad_signature
    );
}

struct Row {
    Verdict verdict;
    const char* code;
};
constexpr Row verdicts[] = {
    {Verdict::kept, "0"},
    {Verdict::repeated, "0"},
    {Verdict::stranger, "0"},
    {Verdict::contradicts, "999"},
    {Verdict::refused_unknown, "17"},
    {Verdict::refused_closed, "17"},
    {Verdict::refused_paid, "1"},
    {Verdict::refused_amount, "3"},
};

TEST(VietcombankPayment, EveryVerdictHasItsCode) {
    House house(testing::no_login);
    const auto context = testing::context(house.contract);
    for (const auto& row : verdicts) {
        const auto answer = house.answer(credit_call(), testing::taken(context, row.verdict));
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(code_in(answer), row.code);
        const Json payload = Json::parse(answer.body)["payload"];
        EXPECT_EQ(payload.contains("bills"), std::string(row.code) == "0");
        EXPECT_EQ(payload["providerId"], "DVCTS2");
    }
}

TEST(VietcombankPayment, ARepetitionMayBeAnsweredAsPaid) {
    House house(testing::with(testing::no_login, {{"dup_payment_policy", "answer-paid"}}));
    const auto context = testing::context(house.contract);
    const auto answer = house.answer(credit_call(), testing::taken(context, Verdict::repeated));
    EXPECT_EQ(code_in(answer), "1");
}

TEST(VietcombankPayment, AReusedNumberIsNoVerdict) {
    House house(testing::no_login);
    const auto context = testing::context(house.contract);
    const auto answer =
        house.answer(credit_call(), testing::distrusted(context, Distrust::reused_message));
    EXPECT_EQ(code_in(answer), "999");
}

TEST(VietcombankPayment, IsToldToComeAgainWhileTheStoreIsDown) {
    House house(testing::no_login);
    const auto down =
        testing::outcome(testing::context(house.contract), InboundOutcome::Kind::try_again);
    const auto answer = house.answer(credit_call(), down);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(code_in(answer), "031");
    InboundOutcome nothing_known;
    EXPECT_EQ(house.answer(testing::call_of("credit", "{"), nothing_known).status, 500);
}

TEST(VietcombankPayment, TheNameOfTheErrorFieldIsTheContracts) {
    House house(testing::with(testing::no_login, {{"bill_err_field", "billErrorCode"}}));
    const auto context = testing::context(house.contract);
    const auto answer = house.answer(credit_call(), testing::taken(context, Verdict::kept));
    EXPECT_EQ(Json::parse(answer.body)["payload"]["bills"][0]["billErrorCode"], "0");
}

}  // namespace
}  // namespace dvcpay::vietcombank
