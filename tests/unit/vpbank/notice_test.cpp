// Notices of money, both generations.
#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "crypto/digest.hpp"
#include "support.hpp"
#include "vpbank/inbound.hpp"

namespace dvcpay::vpbank {
namespace {

using Kind = InboundOutcome::Kind;
using testing::House;
using testing::Json;

Json with(const char* name, Json value) {
    Json out = testing::notice();
    out[name] = std::move(value);
    return out;
}

VerifyResult verify(
    const InboundCall& call,
    const ProviderAccount& of = testing::account(),
    std::optional<InboundContext> context = std::nullopt
) {
    const House house(of);
    return house.adapter->verify(call, context ? *context : testing::context(of));
}

Notice one_of(const VerifyResult& result) {
    const auto* all = std::get_if<std::vector<Verified<Notice>>>(&result);
    EXPECT_NE(all, nullptr);
    if (all == nullptr) return {};
    EXPECT_EQ(all->size(), 1U);
    return all->at(0).value();
}

Notice told(const Json& body) {
    return one_of(verify(testing::signed_call(body)));
}

Distrust distrust(const InboundCall& call, const ProviderAccount& of = testing::account()) {
    const auto result = verify(call, of);
    EXPECT_TRUE(std::holds_alternative<Distrust>(result));
    return std::holds_alternative<Distrust>(result) ? std::get<Distrust>(result)
                                                    : Distrust::reused_message;
}

TEST(VpbankNotice, BecomesMoneyWithItsProof) {
    const auto result = verify(testing::signed_call(testing::notice()));
    const auto& verified = std::get<std::vector<Verified<Notice>>>(result).at(0);
    EXPECT_EQ(verified.proof(), ProofKind::signature);
    const Notice& notice = verified.value();
    EXPECT_EQ(notice.said, Said::paid);
    EXPECT_EQ(notice.amount, Money::dong(30'000));
    EXPECT_EQ(notice.provider_txn, testing::txn_1);
    EXPECT_EQ(notice.paid_to, testing::number_1);
    EXPECT_EQ(notice.order_ref, testing::order_ref_text);
    EXPECT_EQ(to_rfc3339(notice.occurred_at), "2026-01-15T02:02:04.000Z");
    EXPECT_EQ(notice.source, Source::callback);
    EXPECT_FALSE(notice.ask_first);
    EXPECT_FALSE(notice.alarm);
    EXPECT_FALSE(notice.refusable);
}

TEST(VpbankNotice, IsFoundByItsAccountAndNamesWhoseItMayBe) {
    const House house;
    Json body = testing::notice();
    body["virtualAlkey"] = "KG0000000000000A";
    const auto located = house.adapter->locate(testing::call_of(body.dump()), {testing::account()});
    ASSERT_TRUE(located);
    EXPECT_EQ(located.value().account.account, "default");
    EXPECT_EQ(located.value().numbers, std::vector<std::string>{testing::number_1});
    EXPECT_EQ(
        located.value().order_refs,
        (std::vector<std::string>{"KG0000000000000A", testing::order_ref_text})
    );
    const auto foreign = house.adapter->locate(
        testing::call_of(with("masterAccountNumber", "1").dump()), {testing::account()}
    );
    ASSERT_FALSE(foreign);
    EXPECT_EQ(foreign.error().fault, Fault::forged);
    for (const char* bytes : {"", "[]", "<a/>", "{}", R"({"masterAccountNumber":{}})"}) {
        const auto none = house.adapter->locate(testing::call_of(bytes), {testing::account()});
        ASSERT_FALSE(none) << bytes;
        EXPECT_EQ(none.error().fault, Fault::malformed) << bytes;
    }
}

TEST(VpbankNotice, OfSeveralContractsOnOneAccountTheNumberChooses) {
    auto other = testing::account_with({{"va_prefix", "VPBXYZ"}});
    other.key.account = "other";
    const House house;
    const auto located = house.adapter->locate(
        testing::call_of(testing::notice().dump()), {other, testing::account()}
    );
    EXPECT_EQ(located.value().account.account, "default");
    const auto theirs = house.adapter->locate(
        testing::call_of(with("virtualAccountNumber", "VPBXYZ00000042").dump()),
        {testing::account(), other}
    );
    EXPECT_EQ(theirs.value().account.account, "other");
}

TEST(VpbankNotice, AmountsComeInThreeSpellings) {
    for (const char* text : {"30000", "30000.00", "30000.0", "30,000", "30,000.00"})
        EXPECT_EQ(told(with("amount", text)).amount, Money::dong(30'000)) << text;
    EXPECT_EQ(told(with("amount", "29999")).amount, Money::dong(29'999));
    EXPECT_EQ(told(with("amount", "999,999,999,999")).amount.count(), 999'999'999'999);
    for (const char* text :
         {"-30000",
          "",
          "0",
          "30000.50",
          "3e4",
          "30.000",
          "30,00",
          "+30000",
          "NaN",
          "99999999999999999999"}) {
        EXPECT_EQ(distrust(testing::signed_call(with("amount", text))), Distrust::malformed)
            << text;
    }
}

TEST(VpbankNotice, ACreditIsNeverRefusedForItsDate) {
    const std::string expected = "2026-01-15T02:02:04.000Z";
    for (const char* text :
         {"15/01/2026 09:02:04",
          "15-01-2026 09:02:04",
          "15.01.2026 09:02:04",
          "15012026 09:02:04",
          "2026-01-15 09:02:04",
          "20260115090204"}) {
        const Notice notice = told(with("transactionDate", text));
        EXPECT_EQ(to_rfc3339(notice.occurred_at), expected) << text;
        EXPECT_FALSE(notice.alarm) << text;
    }
    for (const char* text :
         {"15/01/2026", "15-01-2026", "15.01.2026", "15012026", "2026-01-15", "20260115"}) {
        EXPECT_EQ(
            to_rfc3339(told(with("transactionDate", text)).occurred_at), "2026-01-14T17:00:00.000Z"
        ) << text;
    }
    for (const char* text : {"", "yesterday", "31/02/2026 09:02:04", "01/15/2026"}) {
        const Notice by_booking = told(with("transactionDate", text));
        EXPECT_EQ(to_rfc3339(by_booking.occurred_at), "2026-01-14T17:00:00.000Z") << text;
        EXPECT_TRUE(by_booking.alarm) << text;
        Json neither = with("transactionDate", text);
        neither["bookingDate"] = text;
        const Notice open = told(neither);
        EXPECT_EQ(open.said, Said::paid) << text;
        EXPECT_EQ(open.occurred_at, Wall{}) << text;  // the arrival counts
        EXPECT_TRUE(open.alarm) << text;
    }
    Json without = testing::notice();
    for (const char* name : {"transactionDate", "bookingDate", "remark"}) without.erase(name);
    EXPECT_EQ(told(without).said, Said::paid);
}

TEST(VpbankNotice, ABranchBehindABackslashIsNoPartOfTheTransaction) {
    EXPECT_EQ(told(with("transactionId", "FT26015000000001\\BNK")).provider_txn, testing::txn_1);
    EXPECT_EQ(told(with("transactionId", "\\BNK")).provider_txn, "\\BNK");
}

// --- whose it is

InboundContext two_orders(const std::string& second_number) {
    InboundContext out = testing::context();
    StoredOrder second = testing::stored();
    second.attempt.order_ref = OrderRef::parse("KG0000000000000A").value();
    second.attempt.virtual_account = second_number;
    out.orders.push_back(second);
    return out;
}

TEST(VpbankMatching, TheNumberGoesBeforeKeyAndReference) {
    Json body = with("virtualAlkey", "KG0000000000000A");
    body["remark"] = "DVCKG0000000000000A";
    const auto result =
        verify(testing::signed_call(body), testing::account(), two_orders("VPBDVC00000043"));
    EXPECT_EQ(one_of(result).order_ref, testing::order_ref_text);
}

TEST(VpbankMatching, WithoutAKnownNumberTheKeyThenTheReference) {
    for (const char* number : {"", "VPBDVC00000099", "not a number"}) {
        Json body = with("virtualAccountNumber", number);
        body["virtualAlkey"] = "KG0000000000000A";
        const auto by_key =
            verify(testing::signed_call(body), testing::account(), two_orders("VPBDVC00000043"));
        EXPECT_EQ(one_of(by_key).order_ref, "KG0000000000000A") << number;
        body["virtualAlkey"] = "POOL-7";
        const auto by_remark =
            verify(testing::signed_call(body), testing::account(), two_orders("VPBDVC00000043"));
        EXPECT_EQ(one_of(by_remark).order_ref, testing::order_ref_text) << number;
    }
    Json written = with("virtualAccountNumber", "");
    written["virtualAlkey"] = "DVC" + testing::order_ref_text;
    written["remark"] = "";
    EXPECT_EQ(told(written).order_ref, testing::order_ref_text);
}

TEST(VpbankMatching, WhatAnEarlierHolderPaysLateIsNotTheNextOnes) {
    // Both have had this number; the second holds it now, and the transfer's text names the first.
    const auto result = verify(
        testing::signed_call(testing::notice()), testing::account(), two_orders(testing::number_1)
    );
    EXPECT_EQ(one_of(result).order_ref, testing::order_ref_text);
    InboundContext reversed = two_orders(testing::number_1);
    std::swap(reversed.orders[0], reversed.orders[1]);
    const auto again =
        verify(testing::signed_call(testing::notice()), testing::account(), reversed);
    EXPECT_EQ(one_of(again).order_ref, testing::order_ref_text);
}

TEST(VpbankMatching, MoneyForNobodyIsKept) {
    Json body = with("virtualAccountNumber", "");
    body["remark"] = "chuyen tien";
    const Notice notice = told(body);
    EXPECT_EQ(notice.said, Said::paid);
    EXPECT_EQ(notice.order_ref, "");
    EXPECT_EQ(notice.paid_to, "");
    EXPECT_FALSE(notice.ask_first);
}

// --- who says it

TEST(VpbankProof, ForgedShiftedAndForeignNoticesAreNotBelieved) {
    EXPECT_EQ(
        distrust(testing::signed_call(testing::notice(), "a/stranger")), Distrust::bad_signature
    );
    InboundCall unsigned_call = testing::call_of(testing::notice().dump());
    EXPECT_EQ(distrust(unsigned_call), Distrust::bad_signature);
    InboundCall twice = testing::signed_call(testing::notice());
    twice.request.headers.add("signature", "AAAA");
    EXPECT_EQ(distrust(twice), Distrust::bad_signature);
    for (const char* name : {"amount", "transactionId"}) {
        InboundCall changed = testing::signed_call(testing::notice());
        Json body = testing::notice();
        body[name] = body[name].get<std::string>() + "0";
        changed.request.body = body.dump();
        EXPECT_EQ(distrust(changed), Distrust::bad_signature) << name;
    }
    EXPECT_EQ(
        distrust(testing::signed_call(with("masterAccountNumber", "232506602"))),
        Distrust::foreign_partner
    );
}

TEST(VpbankProof, ACharacterMovedAcrossABorderIsNotBelieved) {
    // The text under the signature is the same: "232506601 30000 FT…" cut elsewhere.
    Json shifted = testing::notice();
    shifted["amount"] = "30000 FT26015000000001";
    shifted["transactionId"] = "";
    InboundCall call = testing::signed_call(testing::notice());
    call.request.body = shifted.dump();
    EXPECT_EQ(distrust(call), Distrust::out_of_bounds);
    shifted["masterAccountNumber"] = "232506601 30000";
    shifted["amount"] = "FT26015000000001";
    call.request.body = shifted.dump();
    EXPECT_EQ(distrust(call), Distrust::foreign_partner);
}

TEST(VpbankProof, WithoutSeparatorTheAmountEndsAtTheReferencesLetter) {
    const auto account = testing::account_with({{"notify_sig_sep", "none"}});
    InboundCall call = testing::call_of(testing::notice().dump());
    call.request.headers.add(
        "signature", testing::sign_with("the/bank", "23250660130000" + testing::txn_1)
    );
    EXPECT_EQ(one_of(verify(call, account)).amount, Money::dong(30'000));
    Json shifted = testing::notice();
    shifted["amount"] = "3000";
    shifted["transactionId"] = "0" + testing::txn_1;
    call.request.body = shifted.dump();
    EXPECT_EQ(distrust(call, account), Distrust::out_of_bounds);
}

TEST(VpbankProof, UnreadableTransactionsAreMalformed) {
    for (const std::string& txn :
         {std::string(),
          std::string(51, 'F'),
          std::string("FT 1"),
          std::string("FT\n1"),
          std::string("FT\xC3\xA9")}) {
        EXPECT_EQ(distrust(testing::signed_call(with("transactionId", txn))), Distrust::malformed);
    }
    EXPECT_EQ(distrust(testing::call_of(std::string(20'000, ' ') + "{}")), Distrust::malformed);
    Json number = with("transactionId", Json::array());
    EXPECT_EQ(distrust(testing::signed_call(number)), Distrust::malformed);
}

TEST(VpbankProof, OffBelievesTheConnectionAlone) {
    const auto account =
        testing::account_with({{"notify_sig_mode", "off"}, {"notify_client_subject", "CN=vpbank"}});
    InboundCall call = testing::call_of(testing::notice().dump());
    EXPECT_EQ(distrust(call, account), Distrust::bad_credentials);
    call.request.client_subject = "CN=vpbank";
    EXPECT_EQ(distrust(call, account), Distrust::bad_credentials);  // no TLS
    call.request.over_tls = true;
    const auto result = verify(call, account);
    const auto& all = std::get<std::vector<Verified<Notice>>>(result);
    EXPECT_EQ(all.at(0).proof(), ProofKind::credential);
    call.request.client_subject = "CN=other";
    EXPECT_EQ(distrust(call, account), Distrust::bad_credentials);
}

/// base64 of an RSAES-PKCS1-v1_5 ciphertext to the partner's test key, made once with OpenSSL.
std::string encrypted_to_us(const std::string& name) {
    const Json document = testing::vectors("encrypted");
    for (const auto& v : document.at("vectors")) {
        if (v.at("name") == name) return v.at("input").at("ciphertext");
    }
    return {};
}

TEST(VpbankProof, DecryptNeedsTheSamePartsAndTheConnection) {
    const auto account = testing::account_with(
        {{"notify_sig_mode", "decrypt"}, {"notify_client_subject", "CN=vpbank"}}
    );
    InboundCall call = testing::call_of(testing::notice().dump());
    call.request.over_tls = true;
    call.request.client_subject = "CN=vpbank";
    EXPECT_EQ(distrust(call, account), Distrust::bad_signature);
    call.request.headers.add("signature", encrypted_to_us("right"));
    EXPECT_EQ(one_of(verify(call, account)).amount, Money::dong(30'000));
    call.request.client_subject = "CN=other";
    EXPECT_EQ(distrust(call, account), Distrust::bad_credentials);
    InboundCall other = testing::call_of(with("amount", "40000").dump());
    other.request.over_tls = true;
    other.request.client_subject = "CN=vpbank";
    other.request.headers.add("signature", encrypted_to_us("right"));
    EXPECT_EQ(distrust(other, account), Distrust::bad_signature);
}

TEST(VpbankProof, AClientCertificateMayBeWantedBesideTheSignature) {
    const auto account = testing::account_with({{"notify_client_subject", "CN=vpbank"}});
    InboundCall call = testing::signed_call(testing::notice());
    EXPECT_EQ(distrust(call, account), Distrust::bad_credentials);
    call.request.client_subject = "CN=vpbank";
    EXPECT_EQ(one_of(verify(call, account)).said, Said::paid);
}

// --- the second generation

ProviderAccount collecting() {
    return testing::account_with({{"notify_profile", "collect"}});
}

InboundCall with_key(const Json& body, const std::string& key = std::string(64, 'k')) {
    InboundCall call = testing::call_of(body.dump());
    call.request.headers.add("Authorization", key);
    return call;
}

TEST(VpbankCollect, IsBelievedByItsStaticKey) {
    const auto result = verify(with_key(testing::collect_notice()), collecting());
    const auto& verified = std::get<std::vector<Verified<Notice>>>(result).at(0);
    EXPECT_EQ(verified.proof(), ProofKind::credential);
    EXPECT_EQ(verified.value().amount, Money::dong(30'000));
    EXPECT_EQ(verified.value().order_ref, testing::order_ref_text);
    EXPECT_EQ(to_rfc3339(verified.value().occurred_at), "2026-01-15T02:02:04.000Z");
}

TEST(VpbankCollect, AnotherKeyOrNoneIsNotBelieved) {
    const Json body = testing::collect_notice();
    EXPECT_EQ(
        distrust(with_key(body, std::string(64, 'x')), collecting()), Distrust::bad_credentials
    );
    EXPECT_EQ(
        distrust(with_key(body, "Bearer " + std::string(64, 'k')), collecting()),
        Distrust::bad_credentials
    );
    EXPECT_EQ(distrust(with_key(body, ""), collecting()), Distrust::bad_credentials);
    EXPECT_EQ(distrust(testing::call_of(body.dump()), collecting()), Distrust::bad_credentials);
    InboundCall twice = with_key(body);
    twice.request.headers.add("Authorization", std::string(64, 'k'));
    EXPECT_EQ(distrust(twice, collecting()), Distrust::bad_credentials);
    EXPECT_EQ(distrust(with_key(testing::notice()), collecting()), Distrust::malformed);
}

// --- our answer

Json answer_to(Kind kind, Distrust why = Distrust::malformed) {
    House house;
    auto outcome = testing::outcome_of(kind);
    outcome.distrust = why;
    const auto response = house.answer(testing::signed_call(testing::notice()), outcome);
    EXPECT_EQ(response.status, 200);  // in every case
    return Json::parse(response.body);
}

TEST(VpbankAck, IsHttp200WithItsOwnStatus) {
    EXPECT_EQ(
        answer_to(Kind::taken).dump(),
        R"({"status":"200","errorCode":"","errorMessage":"","transactionId":"FT26015000000001"})"
    );
    EXPECT_EQ(answer_to(Kind::try_again).at("status"), "500");
    EXPECT_EQ(answer_to(Kind::distrusted).at("status"), "400");
    EXPECT_EQ(answer_to(Kind::distrusted, Distrust::bad_signature).at("status"), "400");
}

TEST(VpbankAck, RepeatsOnlyWhatCanBeATransaction) {
    House house;
    const auto outcome = testing::outcome_of(Kind::distrusted);
    for (const std::string& bytes :
         {std::string("<script>"), with("transactionId", "<a b>").dump(), std::string()}) {
        const Json body = Json::parse(house.answer(testing::call_of(bytes), outcome).body);
        EXPECT_EQ(body.at("transactionId"), "");
        EXPECT_EQ(body.at("status"), "400");
    }
}

TEST(VpbankAck, TheSecondGenerationHasAFlagAndHttpErrors) {
    House house(collecting());
    const InboundCall call = with_key(testing::collect_notice());
    const auto taken = house.answer(call, testing::outcome_of(Kind::taken, collecting()));
    EXPECT_EQ(taken.status, 200);
    EXPECT_EQ(Json::parse(taken.body).at("isSuccess"), true);
    const auto no = house.answer(call, testing::outcome_of(Kind::distrusted, collecting()));
    EXPECT_EQ(no.status, 400);
    EXPECT_EQ(Json::parse(no.body).at("isSuccess"), false);
    const auto later = house.answer(call, testing::outcome_of(Kind::try_again, collecting()));
    EXPECT_EQ(later.status, 503);
}

TEST(VpbankHostile, AnyPrefixOfANoticeIsReadWithoutBelief) {
    const House house;
    const std::string whole = testing::notice().dump();
    InboundCall call = testing::signed_call(testing::notice());
    for (std::size_t size = 0; size < whole.size(); ++size) {
        call.request.body = whole.substr(0, size);
        EXPECT_FALSE(house.adapter->locate(call, {testing::account()})) << size;
        EXPECT_TRUE(std::holds_alternative<Distrust>(verify(call))) << size;
    }
}

}  // namespace
}  // namespace dvcpay::vpbank
