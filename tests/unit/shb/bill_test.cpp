// The pull mode (4.10): the bank asks what a bill owes, and learns it only where it may.
#include "shb/bill.hpp"

#include <gtest/gtest.h>

#include "shb/inbound.hpp"
#include "support.hpp"

namespace dvcpay::shb {
namespace {

using testing::Json;

constexpr Wall now = testing::opened_at.plus_s(60);

ProviderAccount pulling() {
    return testing::account_with({{"pull_mode", "on"}});
}
Json inquiry(const std::string& customer = testing::bill) {
    return Json{
        {"MaDoiTac", testing::partner},
        {"MaKhachHang", customer},
        {"MaYeuCau", "YC0001"},
        {"ThoiGianGD", "20261005080000"},
    };
}
InboundCall call_of(const Json& body, testing::Owner signer = testing::Owner::bank) {
    InboundCall call;
    call.provider = "shb";
    call.kind = bill_kind;
    call.request.method = "POST";
    call.request.target = bill_path;
    call.request.body = body.dump();
    call.request.headers.add("x-request-id", "b7e1-0001");
    call.request.headers.add("x-request-signature", testing::signed_by(signer, call.request.body));
    return call;
}
InboundContext context(Payable payable = Payable::yes) {
    InboundContext out;
    out.account = pulling();
    out.now = now;
    StoredOrder order;
    order.attempt = testing::attempt();
    order.attempt.virtual_account = testing::alias;
    order.payable = payable;
    out.orders.push_back(order);
    return out;
}
VerifyResult verify(const InboundCall& call, const InboundContext& in = context()) {
    const auto keys = testing::gateway_keys();
    return Inbound(keys).verify(call, in);
}

/// What the bank reads, signature checked.
Json told(const InboundCall& call, const InboundContext& in) {
    InboundOutcome outcome;
    outcome.kind = InboundOutcome::Kind::answered;
    outcome.account_known = true;
    outcome.context = in;
    outcome.now = in.now;
    const VerifyResult verified = verify(call, in);
    const auto* question = std::get_if<Question>(&verified);
    EXPECT_NE(question, nullptr);
    if (question != nullptr) outcome.question = *question;
    testing::House house(in.account);
    const auto response = testing::run(house.adapter->answer(call, std::move(outcome)));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(
        response.headers.get("x-request-signature"),
        testing::signed_by(testing::Owner::partner, response.body)
    );
    return Json::parse(response.body);
}

TEST(ShbBill, AnOpenBillIsToldWithItsAmountAndItsEnd) {
    for (const auto& named : {testing::bill, testing::alias}) {
        const Json answer = told(call_of(inquiry(named)), context());
        const Attempt attempt = testing::attempt();
        EXPECT_EQ(answer.at("MaLoi"), "00");
        EXPECT_EQ(answer.at("MaYeuCau"), "YC0001");
        EXPECT_EQ(answer.at("MaHoaDon"), testing::bill) << named;
        EXPECT_EQ(answer.at("SoTien"), std::to_string(attempt.amount.count()));
        EXPECT_EQ(answer.at("MaTienTe"), "VND");
        EXPECT_EQ(answer.at("ThoiGianHetHan").get<std::string>().size(), 14U);
        EXPECT_FALSE(answer.at("HoTenNguoiNop").get<std::string>().empty());
    }
}

TEST(ShbBill, WhatMayNotBePaidIsToldWithoutAnAmount) {
    const auto code = [](const InboundContext& in, const std::string& customer = testing::bill) {
        const Json answer = told(call_of(inquiry(customer)), in);
        EXPECT_FALSE(answer.contains("SoTien"));
        return answer.at("MaLoi").get<std::string>();
    };
    EXPECT_EQ(code(context(Payable::paid)), "06");
    auto withdrawn = context(Payable::closed);
    withdrawn.orders[0].attempt.expires_at = now.plus_s(1);
    EXPECT_EQ(code(withdrawn), "07");
    auto expired = context(Payable::closed);
    expired.orders[0].attempt.expires_at = now;
    EXPECT_EQ(code(expired), "10");
    EXPECT_EQ(code(context(), "KG26100500000002B"), "07");
}

TEST(ShbBill, IsLocatedByPartnerOnlyWhereTheContractHasThePullMode) {
    const auto keys = testing::gateway_keys();
    const Inbound inbound(keys);
    const auto located = inbound.locate(call_of(inquiry()), {pulling()});
    ASSERT_TRUE(located);
    EXPECT_EQ(located.value().order_refs, std::vector<std::string>{testing::bill});
    EXPECT_EQ(located.value().numbers, std::vector<std::string>{testing::bill});
    EXPECT_FALSE(inbound.locate(call_of(inquiry()), {testing::account()})) << "off";
    InboundContext off = context();
    off.account = testing::account();
    const auto refused = verify(call_of(inquiry()), off);
    EXPECT_NE(std::get_if<Distrust>(&refused), nullptr);
}

TEST(ShbBill, AForgedOrDamagedInquiryLearnsNothing) {
    const auto forged = verify(call_of(inquiry(), testing::Owner::partner));
    ASSERT_NE(std::get_if<Distrust>(&forged), nullptr);
    EXPECT_EQ(std::get<Distrust>(forged), Distrust::bad_signature);
    for (const char* member : {"MaDoiTac", "MaKhachHang", "MaYeuCau"}) {
        auto body = inquiry();
        body.erase(member);
        const auto missing = verify(call_of(body));
        EXPECT_NE(std::get_if<Distrust>(&missing), nullptr) << member;
        body[member] = std::string(31, 'A');
        const auto long_one = verify(call_of(body));
        EXPECT_NE(std::get_if<Distrust>(&long_one), nullptr) << member;
        body[member] = "<b>\xF0\x9F\x92\xB0";
        const auto hostile = verify(call_of(body));
        EXPECT_NE(std::get_if<Distrust>(&hostile), nullptr) << member;
    }
    InboundOutcome no;
    no.kind = InboundOutcome::Kind::distrusted;
    no.distrust = Distrust::bad_signature;
    no.account_known = true;
    no.context = context();
    testing::House house(pulling());
    const auto response = testing::run(house.adapter->answer(call_of(inquiry()), std::move(no)));
    EXPECT_EQ(response.status, 401);
    const Json body = Json::parse(response.body);
    EXPECT_EQ(body.at("MaLoi"), "03");
    EXPECT_FALSE(body.contains("SoTien"));
}

TEST(ShbBill, AnInquiryIsNoResultAndAResultNoInquiry) {
    auto as_result = call_of(inquiry());
    as_result.kind = ipn_kind;
    const auto one = verify(as_result);
    EXPECT_NE(std::get_if<Distrust>(&one), nullptr);
    const Json result = {
        {"MaDoiTac", testing::partner},
        {"MaHoaDon", testing::bill},
        {"MaGiaoDich", testing::transaction},
        {"TrangThaiGD", "1"},
        {"SoTien", "150000"},
        {"MaTienTe", "VND"},
        {"SoTaiKhoan", testing::alias},
    };
    const auto other = verify(call_of(result));
    EXPECT_NE(std::get_if<Distrust>(&other), nullptr);
}

}  // namespace
}  // namespace dvcpay::shb
