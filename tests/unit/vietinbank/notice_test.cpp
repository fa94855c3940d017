// Notices of money, flat dialect.
#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::vietinbank {
namespace {

using Kind = InboundOutcome::Kind;

InboundCall signed_call(const Json& body) {
    return testing::call_of("credit", testing::with_signature(Signed::notice, body).dump());
}

VerifyResult verify(const Json& body, const ProviderAccount& of = testing::account()) {
    const testing::House house(of);
    return house.adapter->verify(signed_call(body), testing::context(of));
}

Json with(const char* name, Json value) {
    Json out = testing::notice();
    out[name] = std::move(value);
    return out;
}

Notice told(const Json& body, const ProviderAccount& of = testing::account()) {
    const auto result = verify(body, of);
    const auto& all = std::get<std::vector<Verified<Notice>>>(result);
    EXPECT_EQ(all.size(), 1U);
    EXPECT_EQ(all.at(0).proof(), ProofKind::signature);
    return all.at(0).value();
}

Distrust distrust(const Json& body) {
    return std::get<Distrust>(verify(body));
}

TEST(VietinbankNotice, PaidBecomesANoticeWithItsProof) {
    const Notice notice = told(testing::notice());
    EXPECT_EQ(notice.said, Said::paid);
    EXPECT_EQ(notice.amount, Money::dong(150'000));
    EXPECT_EQ(notice.provider_txn, "601690001");
    EXPECT_EQ(notice.other_txns, (std::vector<std::string>{"164T26A0500JAJ01"}));
    EXPECT_EQ(notice.paid_to, testing::number_1);
    EXPECT_EQ(to_rfc3339(notice.occurred_at), "2026-10-05T01:06:34.000Z");
    EXPECT_EQ(notice.source, Source::callback);
    EXPECT_FALSE(notice.ask_first);
    EXPECT_FALSE(notice.alarm);
    EXPECT_FALSE(notice.refusable);
}

TEST(VietinbankNotice, IsFoundByPartnerAndNumber) {
    const testing::House house;
    const auto located =
        house.adapter->locate(signed_call(testing::notice()), {testing::account()});
    ASSERT_TRUE(located);
    EXPECT_EQ(located.value().numbers, (std::vector<std::string>{testing::number_1}));
    const auto foreign =
        house.adapter->locate(signed_call(with("providerId", "11111")), {testing::account()});
    ASSERT_FALSE(foreign);
    EXPECT_EQ(foreign.error().fault, Fault::forged);
}

TEST(VietinbankNotice, OfSeveralContractsTheCodeOfTheNumberChooses) {
    ProviderAccount other = testing::account();
    other.key.account = "other";
    other.settings["vac"] = "9KGG";
    other.settings["merchant_id"] = "9KGG";
    const testing::House house;
    const auto located =
        house.adapter->locate(signed_call(testing::notice()), {other, testing::account()});
    EXPECT_EQ(located.value().account.account, "default");
    const auto theirs = house.adapter->locate(
        signed_call(with("custCode", "9KGGDVC261005000001")), {testing::account(), other}
    );
    EXPECT_EQ(theirs.value().account.account, "other");
}

TEST(VietinbankNotice, AnAmountIsKeptWhateverItIs) {
    EXPECT_EQ(told(with("amount", "149999")).amount, Money::dong(149'999));
    EXPECT_EQ(told(with("amount", "150000.00")).amount, Money::dong(150'000));
    EXPECT_EQ(told(with("amount", "999999999999999")).amount.count(), 999'999'999'999'999);
    // Another amount than the order's may be another cut of the text: the statement says.
    EXPECT_TRUE(told(with("amount", "149999")).ask_first);
    const auto no_statement = testing::account_with("statement", "off");
    EXPECT_FALSE(told(with("amount", "149999"), no_statement).ask_first);  // the money has moved
}

TEST(VietinbankNotice, MoneyOfNoPaymentIsKeptToo) {
    Json plain = with("custCode", nullptr);
    plain["remark"] = " khong ro noi dung ";
    plain["transType"] = "COLLECTION";
    plain.erase("recvVirtualAcctId");
    plain.erase("recvAcctId");
    const Notice notice = told(plain);
    EXPECT_EQ(notice.said, Said::paid);
    EXPECT_EQ(notice.paid_to, "");
    const Notice elsewhere = told(with("custCode", "9XXX0001"));
    EXPECT_EQ(elsewhere.said, Said::paid);
    EXPECT_EQ(elsewhere.paid_to, "9XXX0001");
}

TEST(VietinbankNotice, WithoutCustCodeTheSignedTextMayNameTheNumber) {
    Json plain = with("custCode", "");
    plain.erase("recvVirtualAcctId");
    EXPECT_EQ(told(plain).paid_to, testing::number_1);
    plain["remark"] = "NOP PHI";
    plain["recvVirtualAcctId"] = testing::number_1;  // not signed: no routing comes from it
    EXPECT_EQ(told(plain).paid_to, "");
}

TEST(VietinbankNotice, WhatIsNotIncomingMoneyBooksNothing) {
    for (const char* type : {"D", "O", "X", ""}) {
        const Notice notice = told(with("transType", type));
        EXPECT_EQ(notice.said, Said::unclear) << type;
        EXPECT_TRUE(notice.amount.is_zero()) << type;
    }
    EXPECT_TRUE(told(with("transType", "X")).alarm);
    EXPECT_FALSE(told(with("transType", "D")).alarm);
    for (const char* currency : {"USD", "", "vnd"}) {
        const Notice notice = told(with("currencyCode", currency));
        EXPECT_EQ(notice.said, Said::unclear) << currency;
        EXPECT_TRUE(notice.alarm) << currency;
    }
}

TEST(VietinbankNotice, UnsignedMembersThatContradictOnlyStartAQuestion) {
    for (const auto& body :
         {with("recvAcctId", "999900000000"), with("recvVirtualAcctId", "8KGGDVC261005000002")}) {
        const Notice notice = told(body);
        EXPECT_EQ(notice.said, Said::paid);
        EXPECT_TRUE(notice.ask_first);
        EXPECT_TRUE(notice.alarm);
        EXPECT_EQ(notice.paid_to, testing::number_1);
    }
}

TEST(VietinbankNotice, ACharacterMovedAcrossABorderIsNotBelieved) {
    const std::pair<const char*, std::pair<const char*, const char*>> shifts[] = {
        {"custCode", {"8KGGDVC2610050000011", "50000"}},  // from amount into the number
        {"custCode", {"8KGGDVC26100500000", "1150000"}},  // and back
    };
    for (const auto& [name, values] : shifts) {
        Json shifted = testing::notice();
        shifted["custCode"] = values.first;
        shifted["amount"] = values.second;
        EXPECT_EQ(distrust(shifted), Distrust::out_of_bounds) << values.first;
    }
    Json time = testing::notice();
    time["transId"] = "6016900012";
    time["transTime"] = "02610050806348";
    time["custCode"] = "KGGDVC261005000001";
    EXPECT_EQ(distrust(time), Distrust::out_of_bounds);
}

TEST(VietinbankNotice, ADigitBetweenAmountAndReferenceWaitsForTheStatement) {
    Json shifted = testing::notice();
    shifted["amount"] = "15000";
    shifted["bankTransId"] = "0164T26A0500JAJ01";
    EXPECT_TRUE(told(shifted).ask_first);
    shifted["amount"] = "1500001";
    shifted["bankTransId"] = "64T26A0500JAJ01";
    EXPECT_TRUE(told(shifted).ask_first);
    // Two borders at once: everything fits but the amount of the order.
    shifted["bankTransId"] = "0164T26A0500JAJ0";
    shifted["amount"] = "15000";
    EXPECT_TRUE(told(shifted).ask_first);
    shifted["bankTransId"] = "";
    shifted["amount"] = "150000164";
    EXPECT_TRUE(told(shifted).ask_first);
    // A closed order's money goes to people as it is told.
    const testing::House house;
    InboundContext closed = testing::context();
    closed.orders.front().attempt.state = AttemptState::expired;
    const auto late = house.adapter->verify(signed_call(shifted), closed);
    EXPECT_FALSE(std::get<std::vector<Verified<Notice>>>(late).front().value().ask_first);
    shifted["bankTransId"] = "64T26A0500JAJ01";
    shifted["amount"] = "1500001";
    // At the counter there is no reference.
    EXPECT_FALSE(told(with("bankTransId", "")).ask_first);
    EXPECT_TRUE(told(with("bankTransId", "")).other_txns.empty());
    // Without a statement nobody could be asked: what is told is kept.
    EXPECT_FALSE(told(shifted, testing::account_with("statement", "off")).ask_first);
    // Without a form of the reference the order's amount still is one.
    EXPECT_TRUE(told(shifted, testing::account_with("bank_txn_pattern", "")).ask_first);
}

TEST(VietinbankNotice, FieldsThatCannotStandSoAreNotBelieved) {
    for (const char* time :
         {"20261305080634",
          "20260230080634",
          "20261005240000",
          "20261005080660",
          "19991005080634",
          "21001005080634",
          "2026100508063",
          "202610050806340",
          "2026-10-05T0806"}) {
        EXPECT_EQ(distrust(with("transTime", time)), Distrust::out_of_bounds) << time;
    }
    for (const char* amount :
         {"0",
          "0150000",
          "-150000",
          "150000.01",
          "150000.",
          "150000.000",
          "1.5e5",
          "150,000",
          "1000000000000000",
          " 150000",
          "+1"}) {
        EXPECT_EQ(distrust(with("amount", amount)), Distrust::out_of_bounds) << amount;
    }
    EXPECT_EQ(distrust(with("transId", "60 169")), Distrust::out_of_bounds);
    EXPECT_EQ(distrust(with("transId", std::string(65, '1'))), Distrust::out_of_bounds);
    EXPECT_EQ(distrust(with("custCode", "8KGG")), Distrust::out_of_bounds);
}

TEST(VietinbankNotice, NeedsItsMembersPartnerAndSignature) {
    for (const char* name : {"transId", "transTime", "amount"}) {
        Json body = testing::notice();
        body.erase(name);
        EXPECT_EQ(distrust(body), Distrust::malformed) << name;
    }
    EXPECT_EQ(distrust(with("providerId", "11111")), Distrust::foreign_partner);
    const testing::House house;
    Json body = testing::with_signature(Signed::notice, testing::notice());
    for (const char* name : {"transId", "custCode", "amount", "bankTransId", "remark"}) {
        Json changed = body;
        changed[name] = changed[name].get<std::string>() + "1";
        const auto result =
            house.adapter->verify(testing::call_of("credit", changed.dump()), testing::context());
        EXPECT_EQ(std::get<Distrust>(result), Distrust::bad_signature) << name;
    }
    Json stranger = testing::with_signature(Signed::notice, testing::notice(), "a/stranger");
    const auto forged =
        house.adapter->verify(testing::call_of("credit", stranger.dump()), testing::context());
    EXPECT_EQ(std::get<Distrust>(forged), Distrust::bad_signature);
}

TEST(VietinbankNotice, AContractMayKnowOneDialectOnly) {
    EXPECT_EQ(
        std::get<Distrust>(
            verify(testing::notice(), testing::account_with("notify_dialect", "records"))
        ),
        Distrust::malformed
    );
    EXPECT_EQ(
        told(testing::notice(), testing::account_with("notify_dialect", "flat")).said, Said::paid
    );
}

Json answered(InboundOutcome outcome, const ProviderAccount& of = testing::account()) {
    testing::House house(of);
    const auto response =
        testing::run(house.adapter->answer(signed_call(testing::notice()), std::move(outcome)));
    EXPECT_EQ(response.status, 200);
    Json body = Json::parse(response.body);
    EXPECT_TRUE(testing::is_signed_by_us(Signed::notice_answer, body));
    EXPECT_EQ(body.at("transId"), "601690001");
    EXPECT_EQ(body.at("providerId"), "99881");
    return body;
}

InboundOutcome taken(Verdict verdict, const ProviderAccount& of = testing::account()) {
    auto out = testing::outcome_of(Kind::taken, of);
    out.notices.resize(1);
    out.verdicts = {verdict};
    return out;
}

TEST(VietinbankNotice, IsAcknowledgedByWhatBecameOfIt) {
    EXPECT_EQ(answered(taken(Verdict::kept)).at("errorCode"), "00");
    EXPECT_EQ(answered(taken(Verdict::repeated)).at("errorCode"), "00");
    EXPECT_EQ(answered(taken(Verdict::stranger)).at("errorCode"), "00");
    EXPECT_EQ(answered(taken(Verdict::contradicts)).at("errorCode"), "99");
    EXPECT_EQ(answered(testing::outcome_of(Kind::try_again)).at("errorCode"), "99");
    auto distrusted = testing::outcome_of(Kind::distrusted);
    for (const auto& [why, code] :
         {std::pair{Distrust::bad_signature, "01"},
          {Distrust::out_of_bounds, "01"},
          {Distrust::malformed, "99"}}) {
        distrusted.distrust = why;
        EXPECT_EQ(answered(distrusted).at("errorCode"), code);
    }
    ProviderAccount other = testing::account_with("notify_duplicate_code", "05");
    other.settings["notify_unmatched_code"] = "02";
    EXPECT_EQ(answered(taken(Verdict::repeated, other), other).at("errorCode"), "05");
    EXPECT_EQ(answered(taken(Verdict::stranger, other), other).at("errorCode"), "02");
}

}  // namespace
}  // namespace dvcpay::vietinbank
