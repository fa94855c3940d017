#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "momo/inbound.hpp"
#include "support.hpp"

namespace dvcpay::momo {
namespace {

using testing::Json;

VerifyResult verify(const std::string& body, const InboundContext& context = testing::context()) {
    const testing::House house;
    return house.adapter->verify(testing::ipn_call(body), context);
}
VerifyResult verify_signed(const Json& ipn, const InboundContext& context = testing::context()) {
    return verify(testing::with_signature(ipn, Signed::notice).dump(), context);
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
bool is_distrusted(const VerifyResult& result) {
    return std::holds_alternative<Distrust>(result);
}

Json with(const char* name, Json value) {
    Json out = testing::ipn();
    out[name] = std::move(value);
    return out;
}

TEST(MomoCallback, PaidBecomesANoticeWithItsProof) {
    const Notice notice = told(verify_signed(testing::ipn()));
    EXPECT_EQ(notice.said, Said::paid);
    EXPECT_EQ(notice.amount, Money::dong(50'000));
    EXPECT_EQ(notice.provider_txn, "4088878653");
    EXPECT_EQ(notice.provider_code, "0");
    EXPECT_EQ(notice.order_ref, testing::order_ref_text);
    EXPECT_EQ(notice.occurred_at, Wall{1'768'449'600'123});
    EXPECT_EQ(notice.source, Source::callback);
    EXPECT_FALSE(notice.ask_first);
    EXPECT_FALSE(notice.alarm);
}

TEST(MomoCallback, NumbersAsTextSignAndReadAlike) {
    Json texts = testing::ipn();
    for (const char* name : {"amount", "transId", "resultCode", "responseTime"})
        texts[name] = texts[name].dump();
    const Notice notice = told(verify_signed(texts));
    EXPECT_EQ(notice.said, Said::paid);
    EXPECT_EQ(notice.amount, Money::dong(50'000));
    // The signature is the same: what is signed is the literal.
    EXPECT_EQ(
        testing::with_signature(texts, Signed::notice).at("signature"),
        testing::with_signature(testing::ipn(), Signed::notice).at("signature")
    );
}

TEST(MomoCallback, MembersThatAreNotSignedAreIgnored) {
    Json body = testing::with_signature(testing::ipn(), Signed::notice);
    body["promotionInfo"] = {{{"amount", 1}}};
    body["accessKey"] = "another";
    EXPECT_EQ(told(verify(body.dump())).said, Said::paid);
}

TEST(MomoCallback, AnAbsentSignedMemberSignsAsEmpty) {
    Json body = testing::ipn();
    body.erase("payType");
    body["message"] = nullptr;
    EXPECT_EQ(told(verify_signed(body)).said, Said::paid);
}

TEST(MomoCallback, AmountOneDongLessOnlyStartsAQuestion) {
    const Notice notice = told(verify_signed(with("amount", 49'999)));
    EXPECT_EQ(notice.said, Said::paid);
    EXPECT_EQ(notice.amount, Money::dong(49'999));
    EXPECT_TRUE(notice.ask_first);
}

TEST(MomoCallback, ASuccessThatIsNotQuiteOurOrderOnlyStartsAQuestion) {
    EXPECT_TRUE(told(verify_signed(with("requestId", "another"))).ask_first);
    EXPECT_TRUE(told(verify_signed(with("extraData", "eyJ4IjoxfQ=="))).ask_first);
    EXPECT_TRUE(told(verify_signed(with("orderId", "UNKNOWN0RDER1A"))).ask_first);
    InboundContext nothing_known = testing::context();
    nothing_known.orders.clear();
    EXPECT_TRUE(told(verify_signed(testing::ipn(), nothing_known)).ask_first);
    InboundContext other_account = testing::context();
    other_account.orders[0].attempt.account.account = "other";
    EXPECT_TRUE(told(verify_signed(testing::ipn(), other_account)).ask_first);
    EXPECT_TRUE(told(verify_signed(with("transId", 0))).ask_first);
    EXPECT_TRUE(told(verify_signed(with("transId", ""))).ask_first);
}

TEST(MomoCallback, ExtraDataOfTheAccountIsExpected) {
    InboundContext context = testing::context();
    context.account.settings["extra_data"] = "eyJ4IjoxfQ==";
    EXPECT_FALSE(told(verify_signed(with("extraData", "eyJ4IjoxfQ=="), context)).ask_first);
    EXPECT_TRUE(told(verify_signed(testing::ipn(), context)).ask_first);
}

TEST(MomoCallback, AnEndWithoutMoneyEndsOnlyTheOrderItNames) {
    const Notice declined = told(verify_signed(with("resultCode", 1006)));
    EXPECT_EQ(declined.said, Said::cancelled);
    EXPECT_EQ(declined.failure.code, "declined_by_payer");
    EXPECT_FALSE(declined.ask_first);
    for (const int code : {1001, 1003, 1005, 1006}) {
        for (const char* name : {"amount", "requestId", "extraData", "orderId"}) {
            Json body = with("resultCode", code);
            body[name] = std::string(name) == "amount" ? Json(49'999) : Json("X1");
            const Notice other = told(verify_signed(body));
            EXPECT_EQ(other.said, Said::unclear) << name;
            EXPECT_TRUE(other.failure.code.empty());
            EXPECT_EQ(other.provider_code, std::to_string(code));
        }
    }
}

TEST(MomoCallback, HeldMoneyIsAskedFirst) {
    const Notice notice = told(verify_signed(with("resultCode", 9000)));
    EXPECT_EQ(notice.said, Said::authorised);
    EXPECT_TRUE(notice.ask_first);
}

TEST(MomoCallback, AnUnknownCodeSettlesNothingAndOurSetUpRaisesAnAlarm) {
    EXPECT_EQ(told(verify_signed(with("resultCode", 5555))).said, Said::unclear);
    EXPECT_EQ(told(verify_signed(with("resultCode", -3))).said, Said::unclear);
    EXPECT_TRUE(told(verify_signed(with("resultCode", 13))).alarm);
}

TEST(MomoCallback, OnlyABadSignatureOrAForeignPartnerIsForged) {
    Json body = testing::with_signature(testing::ipn(), Signed::notice);
    body["amount"] = 50'001;
    EXPECT_EQ(distrust(verify(body.dump())), Distrust::bad_signature);
    body = testing::ipn();
    body["signature"] = testing::mac_hex(
        text_to_sign(Signed::notice, testing::access_key, testing::fields_of(body)), "other"
    );
    EXPECT_EQ(distrust(verify(body.dump())), Distrust::bad_signature);
    EXPECT_EQ(distrust(verify_signed(with("partnerCode", "OTHER"))), Distrust::foreign_partner);
    body = testing::with_signature(testing::ipn(), Signed::notice);
    for (const char* signature : {"x", "00", "ZZ"}) {
        body["signature"] = signature;
        EXPECT_EQ(distrust(verify(body.dump())), Distrust::bad_signature);
    }
}

TEST(MomoCallback, ASignatureInUpperCaseVerifies) {
    Json body = testing::with_signature(testing::ipn(), Signed::notice);
    std::string upper = body.at("signature");
    for (char& c : upper) {
        if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 32);
    }
    body["signature"] = upper;
    EXPECT_EQ(told(verify(body.dump())).said, Said::paid);
}

TEST(MomoCallback, WithTheOldKeyVerifiesWhileTheKeyRotates) {
    crypto::SecretsByName secrets;
    secrets["momo/default/secret_key"].emplace_back("the new secret");
    secrets["momo/default/secret_key"].emplace_back(testing::secret_key);
    auto keys = crypto::FileKeys::make(std::move(secrets)).value();
    testing::FakeTransport transport;
    const auto adapter = make_momo(transport, keys, {testing::account()});
    const std::string body = testing::with_signature(testing::ipn(), Signed::notice).dump();
    EXPECT_EQ(told(adapter->verify(testing::ipn_call(body), testing::context())).said, Said::paid);
}

TEST(MomoCallback, NoPrefixOfAValidOneVerifies) {
    const std::string whole = testing::with_signature(testing::ipn(), Signed::notice).dump();
    ASSERT_FALSE(is_distrusted(verify(whole)));
    const testing::House house;
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const std::string prefix = whole.substr(0, size);
        ASSERT_EQ(distrust(verify(prefix)), Distrust::malformed) << size;
        ASSERT_FALSE(house.adapter->locate(testing::ipn_call(prefix), {testing::account()}))
            << size;
    }
}

TEST(MomoCallback, NoFlippedBitChangesWhatIsBelieved) {
    const std::string whole = testing::with_signature(testing::ipn(), Signed::notice).dump();
    const Notice good = told(verify(whole));
    for (std::size_t i = 0; i < whole.size(); ++i) {
        for (const int bit : {1, 4, 32}) {
            std::string flipped = whole;
            flipped[i] = static_cast<char>(flipped[i] ^ bit);
            const VerifyResult result = verify(flipped);
            if (is_distrusted(result)) continue;
            // What still verifies says the same: case of a hex digit, or a byte between the tokens.
            const Notice notice = told(result);
            ASSERT_EQ(notice.said, good.said) << i;
            ASSERT_EQ(notice.amount, good.amount) << i;
            ASSERT_EQ(notice.order_ref, good.order_ref) << i;
            ASSERT_EQ(notice.provider_txn, good.provider_txn) << i;
        }
    }
}

TEST(MomoCallback, BytesShiftedAcrossAFieldBoundaryCannotTurnIntoMoney) {
    // orderInfo is chosen by the portal and signed unescaped. A message made of it keeps the same
    // signature with members cut elsewhere; the cut-off parts are then no order id, no number or no
    // partner of ours.
    Json honest = with("orderInfo", "x&orderType=momo_wallet&partnerCode=MOMOTEST01&payType=qr");
    honest["resultCode"] = 1006;
    honest = testing::with_signature(honest, Signed::notice);
    Json shifted = honest;
    shifted["orderInfo"] = "x";
    shifted["orderType"] = "momo_wallet&partnerCode=MOMOTEST01&payType=qr&orderType=momo_wallet";
    ASSERT_EQ(
        text_to_sign(Signed::notice, testing::access_key, testing::fields_of(honest)),
        text_to_sign(Signed::notice, testing::access_key, testing::fields_of(shifted))
    );
    EXPECT_EQ(told(verify(shifted.dump())).said, Said::cancelled);  // same facts, nothing gained

    Json order_id = testing::with_signature(with("message", "a&orderId=B"), Signed::notice);
    order_id["message"] = "a";
    order_id["orderId"] = "B&orderId=" + testing::order_ref_text;
    EXPECT_EQ(distrust(verify(order_id.dump())), Distrust::malformed);

    Json amount = testing::with_signature(with("extraData", "x&message=y"), Signed::notice);
    amount["amount"] = "50000&extraData=x";
    amount["extraData"] = "";
    EXPECT_TRUE(is_distrusted(verify(amount.dump())));
}

TEST(MomoCallback, HostileNumbersAreMalformedHoweverWellSigned) {
    for (const char* literal :
         {"50000.0",
          "-50000",
          "-0",
          "5e4",
          "9223372036854775808",
          "18446744073709551616",
          "1000000000000001",
          "\"050000\"",
          "\"5e4\"",
          "\" 50000\"",
          "\"50000\\u0000\"",
          "\"\""}) {
        std::string body = testing::ipn().dump();
        body.replace(body.find("\"amount\":50000"), 14, std::string("\"amount\":") + literal);
        const auto tree = toolkit::parse_json(body);
        ASSERT_TRUE(tree) << literal;
        const std::string text =
            text_to_sign(Signed::notice, testing::access_key, toolkit::scalar_fields(tree.value()));
        body.insert(body.size() - 1, ",\"signature\":\"" + testing::mac_hex(text) + "\"");
        EXPECT_EQ(distrust(verify(body)), Distrust::malformed) << literal;
    }
    for (const Json& code : {Json("0x0"), Json(0.5), Json("00"), Json(" 0"), Json("")}) {
        EXPECT_EQ(distrust(verify_signed(with("resultCode", code))), Distrust::malformed) << code;
    }
    EXPECT_EQ(told(verify_signed(with("responseTime", "yesterday"))).occurred_at, Wall{});
    EXPECT_EQ(
        told(verify_signed(with("responseTime", 9'223'372'036'854'775'807))).occurred_at, Wall{}
    );
}

TEST(MomoCallback, WrongTypesDuplicatesAndNestingAreMalformed) {
    for (const char* name : {"amount", "orderId", "message", "transId", "payType", "signature"}) {
        for (const Json& value : {Json(true), Json::array(), Json::object()}) {
            Json body = testing::with_signature(testing::ipn(), Signed::notice);
            body[name] = value;
            EXPECT_EQ(distrust(verify(body.dump())), Distrust::malformed) << name;
        }
    }
    const std::string good = testing::with_signature(testing::ipn(), Signed::notice).dump();
    EXPECT_EQ(distrust(verify("{\"amount\":1," + good.substr(1))), Distrust::malformed);
    EXPECT_EQ(distrust(verify("[" + good + "]")), Distrust::malformed);
    EXPECT_EQ(distrust(verify(good + std::string(1, '\0'))), Distrust::malformed);
    EXPECT_EQ(distrust(verify(std::string(70'000, ' ') + good)), Distrust::malformed);
    EXPECT_EQ(
        distrust(verify(
            "{\"a\":" + std::string(2000, '[') + std::string(2000, ']') + "," + good.substr(1)
        )),
        Distrust::malformed
    );
    for (const char* bad : {"", "null", "0", "\"\"", "[]", "{}", "amount=50000", "\xFF\xFE"}) {
        EXPECT_EQ(distrust(verify(bad)), Distrust::malformed) << bad;
    }
    InboundCall other_kind = testing::ipn_call(good);
    other_kind.kind = "status";
    const testing::House house;
    EXPECT_EQ(distrust(house.adapter->verify(other_kind, testing::context())), Distrust::malformed);
}

TEST(MomoCallback, IsLocatedByPartnerAndOrder) {
    const testing::House house;
    const std::string body = testing::with_signature(testing::ipn(), Signed::notice).dump();
    ProviderAccount other = testing::account();
    other.key.account = "other";
    other.settings["partner_code"] = "OTHER01";
    ProviderAccount another_provider = testing::account();
    another_provider.key.provider = "viettelpay";
    ProviderAccount retired = testing::account();
    retired.enabled = false;
    const auto located =
        house.adapter->locate(testing::ipn_call(body), {other, another_provider, retired});
    ASSERT_TRUE(located);
    EXPECT_EQ(located.value().account, (AccountKey{"momo", "default"}));
    EXPECT_EQ(located.value().order_refs, std::vector<std::string>{testing::order_ref_text});
    EXPECT_EQ(house.adapter->locate(testing::ipn_call(body), {other}).error().fault, Fault::forged);
    EXPECT_EQ(
        house.adapter->locate(testing::ipn_call("{}"), {retired}).error().fault, Fault::malformed
    );
}

TEST(MomoCallback, IsAnsweredInMoMosDialect) {
    using Kind = InboundOutcome::Kind;
    EXPECT_EQ(answer_to(Kind::taken).status, 204);
    EXPECT_EQ(answer_to(Kind::distrusted).status, 400);
    EXPECT_EQ(answer_to(Kind::try_again).status, 503);
    for (const auto kind : {Kind::taken, Kind::distrusted, Kind::try_again})
        EXPECT_TRUE(answer_to(kind).body.empty());
}

}  // namespace
}  // namespace dvcpay::momo
