// Results told by SHB (3.2): who is believed, what becomes of them, and what is answered.
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "shb/inbound.hpp"
#include "support.hpp"

namespace dvcpay::shb {
namespace {

using testing::Json;
using testing::with;
using testing::without;

Json result(const char* state = "1") {
    return Json{
        {"MaDoiTac", testing::partner},
        {"MaHoaDon", testing::bill},
        {"MaGiaoDich", testing::transaction},
        {"SoThamChieu", testing::core_reference},
        {"TrangThaiGD", state},
        {"SoTien", "150000"},
        {"MaTienTe", "VND"},
        {"ThoiGianThanhToan", "20261005080634"},
        {"SoTaiKhoan", testing::alias},
        {"KenhThanhToan", "NAPAS"},
        {"TenTaiKhoanChuyen", "NGUYEN VAN AN"},
        {"NoiDung", "NOP LE PHI KG26100500000001"},
    };
}

InboundCall call_of(std::string body, const std::string& signature) {
    InboundCall call;
    call.provider = "shb";
    call.kind = ipn_kind;
    call.request.method = "POST";
    call.request.target = ipn_path;
    call.request.headers.add("X-Request-Id", "b7e1-0001");
    call.request.headers.add("X-Request-Signature", signature);
    call.request.body = std::move(body);
    return call;
}
InboundCall call_of(const Json& body) {
    const std::string text = body.dump();
    return call_of(text, testing::signed_by(testing::Owner::bank, text));
}

Attempt opened_attempt() {
    Attempt out = testing::attempt();
    out.provider_ref = testing::transaction;
    out.virtual_account = testing::alias;
    return out;
}
InboundContext context_of(const Attempt& attempt) {
    InboundContext out;
    out.account = testing::account();
    StoredOrder order;
    order.attempt = attempt;
    out.orders.push_back(order);
    return out;
}
InboundContext context() {
    return context_of(opened_attempt());
}
InboundContext empty_context() {
    InboundContext out;
    out.account = testing::account();
    return out;
}

VerifyResult verify(const InboundCall& call, const InboundContext& context) {
    const auto keys = testing::gateway_keys();
    return Inbound(keys).verify(call, context);
}
Notice notice_of(const Json& body, const InboundContext& in = context()) {
    const VerifyResult result = verify(call_of(body), in);
    const auto* notices = std::get_if<std::vector<Verified<Notice>>>(&result);
    EXPECT_NE(notices, nullptr) << body.dump();
    if (notices == nullptr || notices->empty()) return {};
    EXPECT_EQ(notices->front().proof(), ProofKind::signature);
    return notices->front().value();
}
std::optional<Distrust> distrust_of(const InboundCall& call, const InboundContext& in = context()) {
    const VerifyResult result = verify(call, in);
    const auto* why = std::get_if<Distrust>(&result);
    return why == nullptr ? std::nullopt : std::optional(*why);
}

TEST(ShbIpn, IsLocatedByPartnerBillAndAlias) {
    const auto keys = testing::gateway_keys();
    const Inbound inbound(keys);
    auto other = testing::account_with({{"partner_code", "ANGIANG"}});
    other.key.account = "other";
    const std::vector<ProviderAccount> accounts = {other, testing::account()};
    const auto located = inbound.locate(call_of(result()), accounts);
    ASSERT_TRUE(located);
    EXPECT_EQ(located.value().account, (AccountKey{"shb", "default"}));
    EXPECT_EQ(located.value().order_refs, std::vector<std::string>{testing::bill});
    EXPECT_EQ(located.value().numbers, std::vector<std::string>{testing::alias});
    const auto foreign = inbound.locate(call_of(with(result(), "MaDoiTac", "HANOI")), accounts);
    ASSERT_FALSE(foreign);
    EXPECT_EQ(foreign.error().fault, Fault::forged);
    for (const char* text : {"", "[]", "{}", "null", "{\"MaDoiTac\":\"KIENGIANG\"}", "\xFF"}) {
        const auto bad = inbound.locate(call_of(text, "AAAA"), accounts);
        ASSERT_FALSE(bad) << text;
        EXPECT_EQ(bad.error().fault, Fault::malformed) << text;
    }
    const std::string large(70'000, ' ');
    EXPECT_FALSE(inbound.locate(call_of(large + result().dump(), "AAAA"), accounts));
}

TEST(ShbIpn, PaidBecomesMoneyOfItsOrder) {
    const Notice notice = notice_of(result());
    EXPECT_EQ(notice.said, Said::paid);
    EXPECT_EQ(notice.order_ref, testing::bill);
    EXPECT_EQ(notice.paid_to, testing::alias);
    EXPECT_EQ(notice.amount, Money::dong(150'000));
    EXPECT_EQ(notice.provider_txn, testing::core_reference);
    EXPECT_TRUE(notice.other_txns.empty());
    EXPECT_EQ(notice.provider_code, "1");
    EXPECT_EQ(notice.occurred_at, testing::opened_at.plus_s(394));
    EXPECT_EQ(notice.source, Source::callback);
    EXPECT_FALSE(notice.ask_first);
    EXPECT_FALSE(notice.refusable) << "the money has moved";
}

TEST(ShbIpn, AnythingUnsignedOrWronglySignedIsRefused) {
    const std::string body = result().dump();
    const std::string right = testing::signed_by(testing::Owner::bank, body);
    EXPECT_EQ(distrust_of(call_of(body, "")), Distrust::bad_signature);
    EXPECT_EQ(distrust_of(call_of(body + " ", right)), Distrust::bad_signature);
    EXPECT_EQ(
        distrust_of(call_of(body, testing::signed_by(testing::Owner::partner, body))),
        Distrust::bad_signature
    ) << "our own key proves nothing of the bank";
    std::string one_more = body;
    one_more.replace(one_more.find("150000"), 6, "150001");
    EXPECT_EQ(distrust_of(call_of(one_more, right)), Distrust::bad_signature);
    for (std::size_t i = 0; i < right.size(); i += 17) {
        std::string flipped = right;
        flipped[i] = flipped[i] == 'A' ? 'B' : 'A';
        EXPECT_EQ(distrust_of(call_of(body, flipped)), Distrust::bad_signature) << i;
    }
}

TEST(ShbIpn, TheIdCountsWhereItIsSigned) {
    auto in = context();
    in.account = testing::account_with({{"signature_payload", "reqid_dot_body"}});
    const std::string body = result().dump();
    const auto signature = testing::signed_by(testing::Owner::bank, "b7e1-0001." + body);
    EXPECT_EQ(distrust_of(call_of(body, signature), in), std::nullopt);
    auto replayed = call_of(body, signature);
    replayed.request.headers = {{"x-request-id", "b7e1-0002"}, {"x-request-signature", signature}};
    EXPECT_EQ(distrust_of(replayed, in), Distrust::bad_signature);
    // The border between id and body cannot be moved: an id has no dot and a body begins with '{'.
    auto shifted = call_of("x." + body, testing::signed_by(testing::Owner::bank, "a.x." + body));
    shifted.request.headers = {
        {"x-request-id", "a.x"},
        {"x-request-signature", testing::signed_by(testing::Owner::bank, "a.x." + body)}
    };
    EXPECT_NE(distrust_of(shifted, in), std::nullopt);
}

TEST(ShbIpn, AHmacContractWorksToo) {
    auto in = context();
    in.account = testing::account_with({{"signature_algorithm", "HMAC-SHA256-hex"}});
    const auto keys = testing::gateway_keys();
    const std::string body = result().dump();
    EXPECT_EQ(distrust_of(call_of(body, std::string(64, '0')), in), Distrust::bad_signature);
    EXPECT_EQ(
        distrust_of(call_of(body, testing::signed_by(testing::Owner::bank, body)), in),
        Distrust::bad_signature
    );
}

TEST(ShbIpn, WhatCannotBeReadIsMalformedAndAForeignPartnerIsNot) {
    for (const char* member :
         {"MaDoiTac", "MaHoaDon", "MaGiaoDich", "SoTaiKhoan", "TrangThaiGD", "SoTien"}) {
        EXPECT_EQ(distrust_of(call_of(without(result(), member))), Distrust::malformed) << member;
        EXPECT_EQ(distrust_of(call_of(with(result(), member, ""))), Distrust::malformed) << member;
        EXPECT_EQ(distrust_of(call_of(with(result(), member, true))), Distrust::malformed)
            << member;
    }
    for (const char* amount : {"-1", "1.0", "01", "1e5", "1000000000000", "99999999999999999999"}) {
        EXPECT_EQ(distrust_of(call_of(with(result(), "SoTien", amount))), Distrust::malformed)
            << amount;
    }
    EXPECT_EQ(
        distrust_of(call_of(with(result(), "MaDoiTac", "ANGIANG"))), Distrust::foreign_partner
    );
    EXPECT_EQ(notice_of(with(result(), "SoTien", 150000)).amount, Money::dong(150'000));
}

TEST(ShbIpn, OptionalMembersAreOptional) {
    for (const char* member :
         {"ThoiGianThanhToan", "KenhThanhToan", "TenTaiKhoanChuyen", "NoiDung"})
        EXPECT_EQ(notice_of(without(result(), member)).said, Said::paid) << member;
    EXPECT_EQ(notice_of(with(result(), "ThoiGianThanhToan", "20261305080634")).occurred_at, Wall{});
}

TEST(ShbIpn, MoneyIsBookedInWhateverAmountItCame) {
    for (const char* amount : {"1", "149999", "150001", "999999999999"}) {
        const Notice notice = notice_of(with(result(), "SoTien", amount));
        EXPECT_EQ(notice.said, Said::paid) << amount;
        EXPECT_FALSE(notice.ask_first) << amount;
        EXPECT_EQ(std::to_string(notice.amount.count()), amount);
    }
}

TEST(ShbIpn, MoneyOfNobodyIsBookedForNobody) {
    const Notice notice = notice_of(result(), empty_context());
    EXPECT_EQ(notice.said, Said::paid);
    EXPECT_FALSE(notice.ask_first);
    EXPECT_EQ(notice.order_ref, testing::bill);
}

TEST(ShbIpn, NamesThatPointToTwoPlacesAreAskedAbout) {
    EXPECT_TRUE(notice_of(with(result(), "MaGiaoDich", "SHB26100500099999")).ask_first);
    EXPECT_TRUE(notice_of(with(result(), "SoTaiKhoan", "SHBKG26100599999")).ask_first);
    EXPECT_TRUE(notice_of(with(result(), "MaHoaDon", "KG26100500099999B")).ask_first);
    InboundContext two = context();
    StoredOrder other;
    other.attempt = opened_attempt();
    other.attempt.order_ref = OrderRef::parse("KG26100500000002B").value();
    other.attempt.virtual_account = "SHBKG26100500002";
    two.orders.push_back(other);
    EXPECT_TRUE(notice_of(with(result(), "SoTaiKhoan", "SHBKG26100500002"), two).ask_first);
    EXPECT_FALSE(notice_of(result(), two).ask_first);
}

TEST(ShbIpn, WhatOurLostCreateWouldHaveToldUsCannotDisagree) {
    const Notice notice = notice_of(result(), context_of(testing::attempt()));
    EXPECT_EQ(notice.said, Said::paid);
    EXPECT_FALSE(notice.ask_first);
}

TEST(ShbIpn, MoneyWithoutACoreReferenceOrASizeIsAskedAbout) {
    EXPECT_TRUE(notice_of(without(result(), "SoThamChieu")).ask_first);
    EXPECT_TRUE(notice_of(with(result(), "SoThamChieu", "a b")).ask_first);
    EXPECT_TRUE(notice_of(with(result(), "SoTien", "0")).ask_first);
}

TEST(ShbIpn, AnotherCurrencyBooksAndEndsNothing) {
    for (const char* state : {"1", "4"}) {
        const Notice notice = notice_of(with(result(state), "MaTienTe", "USD"));
        EXPECT_EQ(notice.said, Said::unclear);
        EXPECT_TRUE(notice.amount.is_zero());
        EXPECT_TRUE(notice.alarm);
    }
    EXPECT_EQ(notice_of(without(result(), "MaTienTe")).said, Said::unclear);
}

TEST(ShbIpn, EndsWithoutMoneyEndOnlyWhatTheyNameExactly) {
    EXPECT_EQ(notice_of(result("4")).said, Said::declined);
    EXPECT_EQ(notice_of(result("5")).said, Said::lapsed);
    EXPECT_EQ(notice_of(result("6")).said, Said::cancelled);
    EXPECT_FALSE(notice_of(result("4")).failure.code.empty());
    EXPECT_EQ(notice_of(with(result("4"), "SoTien", "1")).said, Said::unclear);
    EXPECT_EQ(notice_of(with(result("4"), "MaGiaoDich", "SHB2")).said, Said::unclear);
    EXPECT_EQ(notice_of(with(result("4"), "SoTaiKhoan", "SHB2")).said, Said::unclear);
    EXPECT_EQ(notice_of(result("4"), empty_context()).said, Said::unclear);
    EXPECT_EQ(notice_of(result("3")).said, Said::waiting);
    EXPECT_EQ(notice_of(result("7")).said, Said::unclear);
    EXPECT_EQ(notice_of(result("2")).said, Said::unclear);
}

TEST(ShbIpn, MoneyThatIsGoneAgainAlarmsUnlessItsPaymentIsKnown) {
    EXPECT_TRUE(notice_of(result("7")).alarm);
    EXPECT_TRUE(notice_of(result("8"), empty_context()).alarm);
    auto kept = context();
    kept.orders.front().result_kept = true;
    EXPECT_FALSE(notice_of(result("7"), kept).alarm) << "a refund of ours";
}

InboundOutcome outcome_of(InboundOutcome::Kind kind) {
    InboundOutcome out;
    out.kind = kind;
    out.account_known = true;
    out.context = context();
    return out;
}
HttpResponse answered(const InboundCall& call, InboundOutcome outcome) {
    testing::House house(outcome.account_known ? outcome.context.account : testing::account());
    return testing::run(house.adapter->answer(call, std::move(outcome)));
}
std::string code_of(const HttpResponse& response) {
    return Json::parse(response.body).at("MaLoi");
}

TEST(ShbAck, WhateverIsKeptIsAnswered00AndSigned) {
    for (const auto verdict :
         {Verdict::kept, Verdict::repeated, Verdict::contradicts, Verdict::stranger}) {
        auto outcome = outcome_of(InboundOutcome::Kind::taken);
        outcome.verdicts = {verdict};
        Notice money;
        money.said = Said::paid;
        outcome.notices = {money};
        outcome.context.account = testing::account_with({{"stranger_code", "07"}});
        const HttpResponse response = answered(call_of(result()), std::move(outcome));
        EXPECT_EQ(response.status, 200);
        EXPECT_EQ(code_of(response), "00");
        EXPECT_EQ(Json::parse(response.body).at("MaHoaDon"), testing::bill);
        EXPECT_EQ(
            response.headers.get("x-request-signature"),
            testing::signed_by(testing::Owner::partner, response.body)
        );
        EXPECT_EQ(response.headers.get("x-request-id"), "b7e1-0001");
    }
}

TEST(ShbAck, WordsWithoutMoneyAboutNothingOfOursMayBe07) {
    auto outcome = outcome_of(InboundOutcome::Kind::taken);
    outcome.verdicts = {Verdict::stranger};
    Notice end;
    end.said = Said::unclear;
    outcome.notices = {end};
    EXPECT_EQ(code_of(answered(call_of(result("4")), outcome)), "00");
    outcome.context.account = testing::account_with({{"stranger_code", "07"}});
    EXPECT_EQ(code_of(answered(call_of(result("4")), outcome)), "07");
}

TEST(ShbAck, ARefusalSaysNothingOfWhy) {
    for (const auto why : {Distrust::bad_signature, Distrust::foreign_partner}) {
        auto outcome = outcome_of(InboundOutcome::Kind::distrusted);
        outcome.distrust = why;
        const HttpResponse response = answered(call_of(result()), std::move(outcome));
        EXPECT_EQ(response.status, 401);
        EXPECT_EQ(code_of(response), "03");
    }
    auto malformed = outcome_of(InboundOutcome::Kind::distrusted);
    malformed.distrust = Distrust::malformed;
    EXPECT_EQ(code_of(answered(call_of(result()), malformed)), "01");
    EXPECT_EQ(
        code_of(answered(call_of(result()), outcome_of(InboundOutcome::Kind::try_again))), "99"
    );
}

TEST(ShbAck, NothingHostileIsRepeatedAndNobodyUnknownGetsASignature) {
    InboundOutcome nobody;
    nobody.kind = InboundOutcome::Kind::distrusted;
    auto call = call_of(with(result(), "MaHoaDon", "<script>"));
    call.request.headers = {{"x-request-id", "a\r\nx: y"}};
    const HttpResponse response = answered(call, nobody);
    EXPECT_EQ(code_of(response), "01");
    EXPECT_EQ(response.body.find("script"), std::string::npos);
    EXPECT_EQ(response.headers.count("x-request-signature"), 0U);
    EXPECT_EQ(response.headers.count("x-request-id"), 0U);
    EXPECT_EQ(code_of(answered(call_of("no json", ""), nobody)), "01");
}

}  // namespace
}  // namespace dvcpay::shb
