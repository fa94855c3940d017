// Operations without a caller in the core: receipts, accounts, disbursements, day files.
#include <string>

#include <gtest/gtest.h>

#include "crypto/digest.hpp"
#include "shb/answers.hpp"
#include "shb/messages.hpp"
#include "support.hpp"

namespace dvcpay::shb {
namespace {

using testing::Json;
using testing::with;

Json answer(const char* code) {
    return Json{{"MaLoi", code}, {"MaDoiTac", testing::partner}, {"MaHoaDon", testing::bill}};
}

/// Decodes as the answer to a call with `id`.
template <class Order, class Decoded>
Decoded decoded(
    Decoded (*decode)(const Asked&, const Order&, const SendResult&),
    const Order& order,
    const SendResult& sent,
    const std::string& id = testing::request_id
) {
    const auto account = testing::account();
    const auto settings = testing::settings_of(account);
    const auto keys = testing::gateway_keys();
    const Asked asked{settings, account.key, keys, id};
    return decode(asked, order, sent);
}

Json body_of(const Result<Outgoing>& message) {
    return Json::parse(message.value().body);
}

const ReceiptOrder receipt_order = {testing::bill, "", testing::request_id};
const AccountOrder account_order = {
    "970436", "0071000123456", testing::request_id, testing::opened_at
};
const PayerOrder payer_order = {testing::bill, testing::transaction, testing::request_id};

DisbursementOrder disbursement() {
    DisbursementOrder out;
    out.reference = "KGPO26100600000001";
    out.channel = PayoutChannel::napas;
    out.amount = Money::dong(150'000);
    out.from_account = "1000999999";
    out.to = {"970436", "0071000123456", "NGUYỄN VĂN AN"};
    out.text = "Hoàn tiền | hồ sơ 42";
    out.submitted_at = testing::opened_at;
    return out;
}

TEST(ShbReceipt, IsAskedForByBillOrTransaction) {
    const auto settings = testing::settings_of(testing::account());
    EXPECT_EQ(body_of(encode_receipt(settings, receipt_order))["MaHoaDon"], testing::bill);
    const ReceiptOrder by_transaction = {"", testing::transaction, testing::request_id};
    const Json body = body_of(encode_receipt(settings, by_transaction));
    EXPECT_EQ(body["MaGiaoDich"], testing::transaction);
    EXPECT_FALSE(body.contains("MaHoaDon"));
    EXPECT_FALSE(encode_receipt(settings, {"", "", testing::request_id}));
}

TEST(ShbReceipt, HasThreeNoesAndOneYes) {
    const auto said = [](const char* code) {
        return decoded(decode_receipt, receipt_order, testing::bank_answer(answer(code))).said;
    };
    EXPECT_EQ(said("07"), ReceiptSaid::not_found);
    EXPECT_EQ(said("08"), ReceiptSaid::not_paid);
    EXPECT_EQ(said("09"), ReceiptSaid::not_ready);
    EXPECT_EQ(said("99"), ReceiptSaid::unknown);
    EXPECT_EQ(said("00"), ReceiptSaid::unknown) << "without a receipt";
    Json body = answer("00");
    body["SoBienLai"] = "0000123";
    body["KyHieuBienLai"] = "AA/26E";
    body["NgayBienLai"] = "20261005081000";
    body["DuongDanBienLai"] = "https://bienlai.shb.test/0000123";
    body["TrangThaiBienLai"] = "1";
    const auto receipt = decoded(decode_receipt, receipt_order, testing::bank_answer(body));
    EXPECT_EQ(receipt.said, ReceiptSaid::ready);
    EXPECT_EQ(receipt.number, "0000123");
    EXPECT_TRUE(receipt.active);
    EXPECT_EQ(receipt.issued_at, testing::opened_at.plus_s(600));
    const Json inactive = with(body, "TrangThaiBienLai", "0");
    EXPECT_FALSE(decoded(decode_receipt, receipt_order, testing::bank_answer(inactive)).active);
    const Json script = with(body, "DuongDanBienLai", "javascript:alert(1)");
    EXPECT_EQ(
        decoded(decode_receipt, receipt_order, testing::bank_answer(script)).said,
        ReceiptSaid::unknown
    );
    EXPECT_EQ(
        decoded(decode_receipt, receipt_order, testing::unsigned_answer(body)).said,
        ReceiptSaid::unknown
    );
}

TEST(ShbAccount, OnlyOneThatCanReceiveIsFound) {
    Json body = answer("00");
    body.erase("MaHoaDon");
    body["TenTaiKhoan"] = "NGUYEN VAN AN";
    body["TrangThaiTaiKhoan"] = "1";
    body["TenNganHang"] = "Vietcombank";
    const auto ask = [](const Json& body) {
        return decoded(decode_account, account_order, testing::bank_answer(body));
    };
    EXPECT_EQ(ask(body).said, AccountSaid::found);
    EXPECT_EQ(ask(body).name, "NGUYEN VAN AN");
    EXPECT_EQ(ask(with(body, "TrangThaiTaiKhoan", "0")).said, AccountSaid::closed);
    EXPECT_EQ(ask(with(body, "MaLoi", "13")).said, AccountSaid::closed);
    EXPECT_EQ(ask(with(body, "SoTaiKhoan", "0071000123457")).said, AccountSaid::unknown);
    EXPECT_EQ(ask(with(body, "MaLoi", "99")).said, AccountSaid::unknown);
}

TEST(ShbPayerAccount, IsToldOnlyOfWhatIsPaid) {
    Json body = answer("00");
    body["MaNganHang"] = "970436";
    body["TenNganHang"] = "Vietcombank";
    body["SoTaiKhoan"] = "0071000123456";
    body["TenTaiKhoan"] = "NGUYEN VAN AN";
    const auto ask = [](const Json& body) {
        return decoded(decode_payer_account, payer_order, testing::bank_answer(body));
    };
    EXPECT_EQ(ask(body).said, AccountSaid::found);
    EXPECT_EQ(ask(body).account, "0071000123456");
    EXPECT_EQ(ask(with(body, "MaLoi", "08")).said, AccountSaid::not_paid);
    EXPECT_EQ(ask(with(body, "MaLoi", "07")).said, AccountSaid::not_found);
    EXPECT_EQ(ask(with(body, "MaHoaDon", "KG2")).said, AccountSaid::unknown);
    EXPECT_EQ(ask(with(body, "MaNganHang", "VCB")).said, AccountSaid::unknown);
    const auto settings = testing::settings_of(testing::account());
    const Json question = body_of(encode_payer_account(settings, payer_order));
    EXPECT_EQ(question["MaHoaDon"], testing::bill);
    EXPECT_EQ(question["MaGiaoDich"], testing::transaction);
}

TEST(ShbDisbursement, IsWrittenWithinItsChannelsLimits) {
    const auto settings = testing::settings_of(testing::account());
    auto order = disbursement();
    const Json body = body_of(encode_disbursement(settings, order));
    EXPECT_EQ(body["KenhThanhToan"], "NAPAS");
    EXPECT_EQ(body["NoiDung"], "Hoan tien ho so 42");
    EXPECT_EQ(body["TKChi"], "1000999999");
    EXPECT_EQ(body["TKNhan"], "0071000123456");
    order.amount = Money::dong(500'000'000);
    EXPECT_FALSE(encode_disbursement(settings, order)) << "NAPAS ends below";
    order.channel = PayoutChannel::citad;
    EXPECT_EQ(body_of(encode_disbursement(settings, order))["KenhThanhToan"], "CITAD");
    order.reference = "has space";
    EXPECT_FALSE(encode_disbursement(settings, order));
}

TEST(ShbDisbursement, ADuplicateIsAQuestionAndNotAnAnswer) {
    const auto id = payout_message_id(disbursement().reference);
    const auto said = [&](Json body) {
        body.erase("MaHoaDon");
        const auto sent = testing::bank_answer(body, 200, id);
        return decoded(decode_disbursement, disbursement(), sent, id).believed();
    };
    Json done = answer("00");
    done["TrangThai"] = "SUCCESS";
    done["SoThamChieu"] = "FT26279000010";
    EXPECT_EQ(said(done), RefundSaid::done);
    EXPECT_EQ(said(with(done, "TrangThai", "PENDING")), RefundSaid::pending);
    EXPECT_EQ(said(with(done, "TrangThai", "FAILED")), RefundSaid::refused);
    EXPECT_EQ(said(with(done, "MaGiaoDichTTTT", "KGPO2")), RefundSaid::unknown);
    EXPECT_EQ(said(with(done, "SoTien", "1")), RefundSaid::unknown);
    EXPECT_EQ(said(answer("15")), RefundSaid::unknown);
    EXPECT_EQ(said(answer("13")), RefundSaid::refused);
    EXPECT_EQ(said(answer("14")), RefundSaid::pending);
    EXPECT_EQ(said(answer("68")), RefundSaid::unknown);
}

TEST(ShbReconciliation, AsksForADayAndRepliesWithAFile) {
    const auto settings = testing::settings_of(testing::account());
    ReconciliationOrder order;
    order.day = {2026, 10, 5};
    order.request_id = testing::request_id;
    Json body = body_of(encode_reconciliation(settings, order));
    EXPECT_EQ(body["LoaiYeuCau"], "1");
    EXPECT_EQ(body["NgayDoiSoat"], "20261005");
    EXPECT_FALSE(body.contains("TenFile"));
    order.file_name = "20261005_KIENGIANG_ALL_THU_ALL_KQ.txt";
    order.file = "abc";
    body = body_of(encode_reconciliation(settings, order));
    EXPECT_EQ(body["LoaiYeuCau"], "2");
    EXPECT_EQ(body["NoiDungFile"], "YWJj");
}

TEST(ShbReconciliation, AnEmptyDayIsAnAnswerToo) {
    ReconciliationOrder order;
    order.request_id = testing::request_id;
    const auto ask = [&](Json body) {
        body.erase("MaHoaDon");
        return decoded(decode_reconciliation, order, testing::bank_answer(body));
    };
    EXPECT_EQ(ask(answer("16")).said, FileSaid::empty);
    Json body = answer("00");
    body["TenFile"] = "20261005_KIENGIANG_2_THU_ALL.txt";
    body["NoiDungFile"] = crypto::to_base64("T|0|0|x\n");
    body["SoLuong"] = "0";
    body["TongTien"] = "0";
    EXPECT_EQ(ask(body).said, FileSaid::given);
    EXPECT_EQ(ask(body).file, "T|0|0|x\n");
    EXPECT_EQ(ask(with(body, "NoiDungFile", "***")).said, FileSaid::unknown);
    EXPECT_EQ(ask(with(body, "SoLuong", "x")).said, FileSaid::unknown);
    EXPECT_EQ(ask(answer("99")).said, FileSaid::unknown);
}

}  // namespace
}  // namespace dvcpay::shb
