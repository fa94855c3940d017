#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "shb/messages.hpp"
#include "shb/signing.hpp"
#include "support.hpp"

namespace dvcpay::shb {
namespace {

using testing::Json;
using testing::with;
using testing::without;

Json opened() {
    return Json{
        {"MaLoi", "00"},
        {"MoTaLoi", "Thành công"},
        {"MaDoiTac", testing::partner},
        {"MaHoaDon", testing::bill},
        {"MaGiaoDich", testing::transaction},
        {"SoTien", "150000"},
        {"MaTienTe", "VND"},
        {"SoTaiKhoan", testing::alias},
        {"TenTaiKhoan", "TT HCC KIEN GIANG"},
        {"MaNganHang", "970443"},
        {"ChuoiQR", testing::bank_qr},
        {"ThoiGianHetHan", "20261006080000"},
    };
}
Json said(const char* code) {
    return Json{
        {"MaLoi", code},
        {"MoTaLoi", "…"},
        {"MaDoiTac", testing::partner},
        {"MaHoaDon", testing::bill},
    };
}

CreateResult create_with(SendResult answer, const ProviderAccount& account = testing::account()) {
    testing::House house(account);
    house.transport.answers.push_back(std::move(answer));
    auto order = testing::create_order();
    order.account = account;
    return testing::run(house.adapter->initiate(std::move(order), Mono{1}));
}
CreateResult create_with(const Json& body, int status = 200) {
    return create_with(testing::bank_answer(body, status));
}
bool is_unknown(const CreateResult& result) {
    return std::holds_alternative<CreateUnknown>(result);
}

TEST(ShbCreate, SendsTheSignedRequestOfTheProtocol) {
    testing::House house;
    testing::run(house.adapter->initiate(testing::create_order(), Mono{77}));
    ASSERT_EQ(house.transport.sent.size(), 1U);
    const OutboundRequest& request = house.transport.sent[0];
    EXPECT_EQ(request.channel, "shb/default");
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.url, "https://shb.test/gov-payment/v1/transactions");
    EXPECT_EQ(request.headers.get("content-type"), "application/json; charset=utf-8");
    EXPECT_EQ(request.headers.get("x-request-id"), testing::request_id);
    EXPECT_EQ(
        request.headers.get("x-request-signature"),
        testing::signed_by(testing::Owner::partner, request.body)
    );
    ASSERT_EQ(request.credentials.size(), 1U);
    const Credential& credential = request.credentials[0];
    EXPECT_EQ(credential.kind, Credential::Kind::token);
    EXPECT_EQ(credential.token.url, "https://shb.test/oauth2/token");
    EXPECT_EQ(credential.token.client_id, "kiengiang");
    EXPECT_EQ(credential.token.client_secret, "shb/default/client_secret");
    EXPECT_EQ(credential.token.early_s, 60);
    EXPECT_EQ(house.transport.dues[0], Mono{77});
}

TEST(ShbCreate, SignsTheIdTooWhereTheContractSaysSo) {
    testing::House house(testing::account_with({{"signature_payload", "reqid_dot_body"}}));
    auto order = testing::create_order();
    order.account = house.contract;
    testing::run(house.adapter->initiate(std::move(order), Mono{1}));
    ASSERT_EQ(house.transport.sent.size(), 1U);
    const OutboundRequest& request = house.transport.sent[0];
    EXPECT_EQ(
        request.headers.get("x-request-signature"),
        testing::signed_by(testing::Owner::partner, testing::request_id + "." + request.body)
    );
}

TEST(ShbCreate, ARepetitionIsTheSameBytesWhateverTheTime) {
    testing::House house;
    auto later = testing::create_order();
    later.now = later.now.plus_s(3600);
    testing::run(house.adapter->initiate(testing::create_order(), Mono{1}));
    testing::run(house.adapter->initiate(std::move(later), Mono{2}));
    ASSERT_EQ(house.transport.sent.size(), 2U);
    EXPECT_EQ(house.transport.sent[0].body, house.transport.sent[1].body);
    EXPECT_EQ(
        house.transport.sent[0].headers.get("x-request-id"),
        house.transport.sent[1].headers.get("x-request-id")
    );
}

TEST(ShbCreate, OpensWithTheBanksOwnQrAndAlias) {
    const CreateResult result = create_with(opened());
    const auto* open = std::get_if<CreateOpened>(&result);
    ASSERT_NE(open, nullptr);
    EXPECT_EQ(open->provider_ref, testing::transaction);
    EXPECT_EQ(open->virtual_account, testing::alias);
    EXPECT_FALSE(open->alarm);
    const NextAction& next = open->next_action;
    EXPECT_EQ(next.kind, NextAction::Kind::qr);
    EXPECT_EQ(next.qr_payload, testing::bank_qr);
    EXPECT_EQ(next.bank_bin, "970443");
    EXPECT_FALSE(next.bank_name.empty());
    EXPECT_EQ(next.account_number, testing::alias);
    EXPECT_EQ(next.account_name, "TT HCC KIEN GIANG");
    EXPECT_EQ(next.content, "KG26100500000001");
}

TEST(ShbCreate, AQrThatIsNotTheAnswersIsReplacedAndPeopleAreTold) {
    std::string broken = testing::bank_qr;
    broken.back() = '0';
    const std::string other_alias =
        "00020101021238600010A000000727013000069704430116SHBKG261005000020208QRIBFTTA53037045404800"
        "05802VN62200816KG261005000000026304B445";
    for (const std::string& qr : {std::string(), broken, other_alias, std::string(600, '0')}) {
        SCOPED_TRACE(qr);
        const CreateResult result = create_with(with(opened(), "ChuoiQR", qr));
        const auto* open = std::get_if<CreateOpened>(&result);
        ASSERT_NE(open, nullptr);
        EXPECT_TRUE(open->alarm);
        EXPECT_NE(open->next_action.qr_payload.find(testing::alias), std::string::npos);
        EXPECT_NE(open->next_action.qr_payload.find("5406150000"), std::string::npos);
        EXPECT_EQ(open->next_action.content, testing::bill);
    }
}

TEST(ShbCreate, AnActiveBillIsAdoptedWhereItAsksForTheSameMoney) {
    const CreateResult same = create_with(with(opened(), "MaLoi", "05"));
    ASSERT_TRUE(std::holds_alternative<CreateOpened>(same));
    EXPECT_EQ(std::get<CreateOpened>(same).provider_ref, testing::transaction);
    const CreateResult by_qr = create_with(without(with(opened(), "MaLoi", "05"), "SoTien"));
    EXPECT_TRUE(std::holds_alternative<CreateOpened>(by_qr)) << "the QR names the amount";
    const CreateResult other = create_with(with(with(opened(), "MaLoi", "05"), "SoTien", "150001"));
    ASSERT_TRUE(std::holds_alternative<CreateRefused>(other));
    EXPECT_TRUE(std::get<CreateRefused>(other).alarm);
    EXPECT_TRUE(std::get<CreateRefused>(other).failure.can_retry) << "under a new reference";
    EXPECT_TRUE(is_unknown(create_with(said("05")))) << "of no amount and no transaction";
}

TEST(ShbCreate, AnAnswerThatDoesNotRepeatTheOrderIsUnknown) {
    EXPECT_TRUE(is_unknown(create_with(with(opened(), "MaDoiTac", "ANGIANG"))));
    EXPECT_TRUE(is_unknown(create_with(with(opened(), "MaHoaDon", "KG26100500000002B"))));
    EXPECT_TRUE(is_unknown(create_with(with(opened(), "SoTien", "150001"))));
    EXPECT_TRUE(is_unknown(create_with(with(opened(), "SoTien", "150000.0"))));
    EXPECT_TRUE(is_unknown(create_with(with(opened(), "SoTien", 150000.5))));
    EXPECT_TRUE(is_unknown(create_with(with(opened(), "MaTienTe", "USD"))));
    EXPECT_TRUE(is_unknown(create_with(with(opened(), "MaNganHang", "970436"))));
    EXPECT_TRUE(is_unknown(create_with(with(opened(), "SoTaiKhoan", ""))));
    EXPECT_TRUE(is_unknown(create_with(with(opened(), "SoTaiKhoan", "SHB KG"))));
    EXPECT_TRUE(is_unknown(create_with(with(opened(), "MaGiaoDich", "<b>"))));
    for (const char* member :
         {"MaDoiTac", "MaHoaDon", "SoTien", "MaTienTe", "MaGiaoDich", "SoTaiKhoan", "MaLoi"}) {
        EXPECT_TRUE(is_unknown(create_with(without(opened(), member)))) << member;
    }
    EXPECT_TRUE(std::holds_alternative<CreateOpened>(create_with(with(opened(), "SoTien", 150000))))
        << "an integer is as good as digits";
}

TEST(ShbCreate, NothingIsBelievedWithoutTheBanksSignature) {
    EXPECT_TRUE(is_unknown(create_with(testing::unsigned_answer(opened()))));
    auto other_call = testing::bank_answer(opened(), 200, "another-id");
    EXPECT_TRUE(is_unknown(create_with(other_call)));
    auto changed = testing::bank_answer(opened());
    changed.body.replace(changed.body.find("150000"), 6, "150001");
    EXPECT_TRUE(is_unknown(create_with(changed)));
    auto ours = testing::unsigned_answer(opened());
    ours.headers.add("x-request-signature", testing::signed_by(testing::Owner::partner, ours.body));
    EXPECT_TRUE(is_unknown(create_with(ours))) << "our own key proves nothing of the bank";
    EXPECT_TRUE(is_unknown(create_with(testing::unsigned_answer(said("01"), 400))))
        << "a refusal needs a proof as well";
}

TEST(ShbCreate, UnsignedAnswersAreBelievedByEchoWhereTheContractHasThem) {
    const auto account = testing::account_with({{"answer_signature", "echo"}});
    auto answer = testing::unsigned_answer(opened());
    EXPECT_TRUE(is_unknown(create_with(answer, account))) << "the id is not repeated";
    answer.headers.add("x-request-id", testing::request_id);
    EXPECT_TRUE(std::holds_alternative<CreateOpened>(create_with(answer, account)));
    auto unproven = answer;
    unproven.origin_proven = false;
    EXPECT_TRUE(is_unknown(create_with(unproven, account)));
    auto wrong = answer;
    wrong.headers.add("x-request-signature", "AAAA");
    EXPECT_TRUE(is_unknown(create_with(wrong, account))) << "a wrong signature is worse than none";
}

TEST(ShbCreate, CodesDecide) {
    for (const char* code : {"01", "02", "03", "04"}) {
        const CreateResult result = create_with(said(code));
        ASSERT_TRUE(std::holds_alternative<CreateRefused>(result)) << code;
        EXPECT_TRUE(std::get<CreateRefused>(result).alarm) << code;
    }
    for (const char* code : {"10", "11"}) {
        const CreateResult result = create_with(said(code));
        ASSERT_TRUE(std::holds_alternative<CreateRefused>(result)) << code;
        EXPECT_FALSE(std::get<CreateRefused>(result).alarm) << code;
    }
    for (const char* code : {"06", "07", "14", "68", "96", "99", "42", ""})
        EXPECT_TRUE(is_unknown(create_with(said(code)))) << code;
    EXPECT_TRUE(is_unknown(create_with(said("11"), 503))) << "a failing server refuses nothing";
    EXPECT_TRUE(std::holds_alternative<CreateRefused>(create_with(said("03"), 401)));
    EXPECT_TRUE(is_unknown(create_with(opened(), 500)));
}

TEST(ShbCreate, AContractMayNumberItsCodesAndNameItsMembersDifferently) {
    const auto account = testing::account_with(
        {{"code_map", "000=00,E11=11"}, {"field_names", "SoTaiKhoan=SoTKDinhDanh,ChuoiQR=QRData"}}
    );
    Json body = without(without(with(opened(), "MaLoi", "000"), "SoTaiKhoan"), "ChuoiQR");
    body["SoTKDinhDanh"] = testing::alias;
    body["QRData"] = testing::bank_qr;
    const CreateResult result = create_with(testing::bank_answer(body), account);
    ASSERT_TRUE(std::holds_alternative<CreateOpened>(result));
    EXPECT_EQ(std::get<CreateOpened>(result).virtual_account, testing::alias);
    const CreateResult refused = create_with(testing::bank_answer(said("E11")), account);
    EXPECT_TRUE(std::holds_alternative<CreateRefused>(refused));
}

TEST(ShbCreate, GarbageAndSilenceAreUnknownAndOnlyUnavailableIsNotSent) {
    EXPECT_TRUE(is_unknown(create_with(SendResult(NoAnswer{"time-out"}))));
    EXPECT_TRUE(std::holds_alternative<CreateNotSent>(create_with(SendResult(Unavailable{"no"}))));
    for (const char* body : {"", "null", "[]", "<html>", "{\"MaLoi\":\"00\",\"MaLoi\":\"01\"}"}) {
        HttpAnswer answer;
        answer.status = 200;
        answer.body = body;
        answer.headers.add("x-request-id", testing::request_id);
        answer.headers.add(
            "x-request-signature", testing::signed_by(testing::Owner::bank, answer.body)
        );
        EXPECT_TRUE(is_unknown(create_with(answer))) << body;
    }
    Json large = opened();
    large["MoTaLoi"] = std::string(70'000, 'x');
    EXPECT_TRUE(is_unknown(create_with(large)));
}

TEST(ShbCreate, WhatShbWouldNotTakeIsNotSent) {
    testing::House house;
    auto order = testing::create_order();
    order.attempt.amount = Money::dong(500'000'000);
    EXPECT_TRUE(
        std::holds_alternative<CreateNotSent>(testing::run(house.adapter->initiate(order, Mono{1})))
    );
    order = testing::create_order();
    order.beneficiary.account.clear();
    EXPECT_TRUE(
        std::holds_alternative<CreateRefused>(testing::run(house.adapter->initiate(order, Mono{1})))
    );
    order = testing::create_order();
    order.attempt.request_id = "a.b";
    EXPECT_TRUE(
        std::holds_alternative<CreateRefused>(testing::run(house.adapter->initiate(order, Mono{1})))
    );
    EXPECT_TRUE(house.transport.sent.empty());
}

Json written(const CreateOrder& order, const ProviderAccount& account = testing::account()) {
    return Json::parse(encode_create(testing::settings_of(account), order).value().body);
}

TEST(ShbCreate, TheLinesAlwaysSumToTheAmount) {
    auto order = testing::create_order();
    order.lines.clear();
    Json body = written(order);
    ASSERT_EQ(body["DanhSachKhoanNop"].size(), 1U);
    EXPECT_EQ(body["DanhSachKhoanNop"][0]["SoTien"], "150000");
    EXPECT_FALSE(body.contains("ThongTinBienLai"));

    order = testing::create_order();
    order.service_fee = Money::dong(2'000);
    order.attempt.amount = Money::dong(152'000);
    body = written(order);
    ASSERT_EQ(body["DanhSachKhoanNop"].size(), 2U);
    EXPECT_EQ(body["DanhSachKhoanNop"][1]["SoTien"], "2000");
    EXPECT_EQ(body["SoTien"], "152000");
    EXPECT_EQ(body["ThongTinBienLai"]["PhiLePhi"].size(), 1U) << "the fee is no lệ phí";

    order = testing::create_order();
    Line line = order.lines[0];
    line.amount = Money::dong(1'000);
    order.lines.assign(60, line);
    order.attempt.amount = Money::dong(60'000);
    body = written(order);
    ASSERT_EQ(body["DanhSachKhoanNop"].size(), 1U) << "SHB takes fifty";
    EXPECT_EQ(body["DanhSachKhoanNop"][0]["SoTien"], "60000");
}

TEST(ShbCreate, TextsFitWhatTheBankTakes) {
    auto order = testing::create_order();
    order.description = "Nộp | lệ phí\n" + std::string(200, 'x');
    order.payer_name.clear();
    const Json body = written(order);
    const std::string text = body["ThongTinGiaoDich"];
    EXPECT_EQ(text.size(), 100U);
    EXPECT_EQ(text.find('|'), std::string::npos);
    EXPECT_TRUE(text.starts_with("Nop le phi xxx"));
    EXPECT_EQ(body["HoTenNguoiNop"], "Người nộp");
    const Json fine = written(order, testing::account_with({{"service_code", "1"}}));
    EXPECT_EQ(fine["MaDichVu"], "1");
    EXPECT_FALSE(fine.contains("MaHoSo"));
    EXPECT_FALSE(fine.contains("ThongTinBienLai")) << "a fine's receipt needs what we do not have";
}

TEST(ShbCreate, TheOfferLivesWithinTheBanksLimits) {
    auto order = testing::create_order();
    order.attempt.expires_at = testing::opened_at.plus_s(60);
    EXPECT_EQ(written(order)["ThoiGianHetHan"], "20261005080500");
    order.attempt.expires_at = testing::opened_at.plus_s(10 * 86'400);
    EXPECT_EQ(written(order)["ThoiGianHetHan"], "20261006080000");
    order.attempt.expires_at = testing::opened_at.plus_s(3600);
    EXPECT_EQ(written(order)["ThoiGianHetHan"], "20261005090000");
}

}  // namespace
}  // namespace dvcpay::shb
