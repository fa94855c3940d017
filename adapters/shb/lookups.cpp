// Answers to questions about receipts (3.4), accounts (3.5, 3.7) and day files (3.9).
#include <utility>
#include <variant>

#include "crypto/digest.hpp"
#include "shb/answers.hpp"
#include "shb/belief.hpp"
#include "toolkit/text.hpp"
#include "toolkit/url.hpp"

namespace dvcpay::shb {
namespace {

using toolkit::Fields;

std::string short_text(std::string_view text) {
    return toolkit::printable(text, 100);
}

/// Believed, with a status that may say it; null for anything else.
const Believed* word_of(const Belief& belief, const HttpAnswer& answer) {
    const auto* believed = std::get_if<Believed>(&belief);
    return believed != nullptr && may_refuse(answer) ? believed : nullptr;
}

/// Success needs a success status and the whole echo.
bool may_give(const Believed& believed, const HttpAnswer& answer) {
    return is_success(answer) && believed.complete;
}

bool is_bin(std::string_view text) {
    return text.size() == 6 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

ReceiptResult decode_receipt(
    const Asked& asked, const ReceiptOrder& order, const SendResult& sent
) {
    ReceiptResult out;
    const auto* answer = std::get_if<HttpAnswer>(&sent);
    if (answer == nullptr) return out;
    const Belief belief = believe(asked, order.order_ref, *answer);
    const Believed* believed = word_of(belief, *answer);
    if (believed == nullptr) return out;
    const ReceiptSaid said = meaning_at_receipt(believed->code);
    if (said != ReceiptSaid::ready) {
        out.said = said;
        return out;
    }
    const Fields& fields = believed->fields;
    const std::string_view state = fields.text("TrangThaiBienLai");
    const std::string_view url = fields.text("DuongDanBienLai");
    const bool readable = (state == "1" || state == "0") && !fields.text("SoBienLai").empty() &&
                          (url.empty() || toolkit::parse_url(url).has_value());
    if (!may_give(*believed, *answer) || !readable) return out;
    out.said = ReceiptSaid::ready;
    out.number = short_text(fields.text("SoBienLai"));
    out.series = short_text(fields.text("KyHieuBienLai"));
    out.issued_at = read_time(fields.text("NgayBienLai"));
    out.url = url;
    out.active = state == "1";
    return out;
}

BankAccountResult decode_account(
    const Asked& asked, const AccountOrder& order, const SendResult& sent
) {
    BankAccountResult out;
    const auto* answer = std::get_if<HttpAnswer>(&sent);
    if (answer == nullptr) return out;
    const Belief belief = believe(asked, {}, *answer);
    const Believed* believed = word_of(belief, *answer);
    if (believed == nullptr) return out;
    const AccountSaid said = meaning_at_account(believed->code);
    if (said != AccountSaid::found) {
        out.said = said;
        return out;
    }
    const Fields& fields = believed->fields;
    const std::string_view account = fields.text("SoTaiKhoan");
    const std::string_view bank = fields.text("MaNganHang");
    const bool same =
        (account.empty() || account == order.account) && (bank.empty() || bank == order.bank_bin);
    if (!may_give(*believed, *answer) || !same || fields.text("TenTaiKhoan").empty()) return out;
    // Only "1" can receive; any other state is one that money must not be sent to.
    out.said = fields.text("TrangThaiTaiKhoan") == "1" ? AccountSaid::found : AccountSaid::closed;
    out.bank_bin = order.bank_bin;
    out.bank_name = short_text(fields.text("TenNganHang"));
    out.account = order.account;
    out.name = short_text(fields.text("TenTaiKhoan"));
    return out;
}

BankAccountResult decode_payer_account(
    const Asked& asked, const PayerOrder& order, const SendResult& sent
) {
    BankAccountResult out;
    const auto* answer = std::get_if<HttpAnswer>(&sent);
    if (answer == nullptr) return out;
    const Belief belief = believe(asked, order.order_ref, *answer);
    const Believed* believed = word_of(belief, *answer);
    if (believed == nullptr) return out;
    const AccountSaid said = meaning_at_payer_account(believed->code);
    if (said != AccountSaid::found) {
        out.said = said;
        return out;
    }
    const Fields& fields = believed->fields;
    const std::string_view account = fields.text("SoTaiKhoan");
    const bool usable = is_bin(fields.text("MaNganHang")) && !account.empty() &&
                        account.size() <= 30 && short_text(account) == account;
    if (!may_give(*believed, *answer) || !usable) return out;
    out.said = AccountSaid::found;
    out.bank_bin = fields.text("MaNganHang");
    out.bank_name = short_text(fields.text("TenNganHang"));
    out.account = account;
    out.name = short_text(fields.text("TenTaiKhoan"));
    return out;
}

FileResult decode_reconciliation(
    const Asked& asked, const ReconciliationOrder& /*order*/, const SendResult& sent
) {
    FileResult out;
    const auto* answer = std::get_if<HttpAnswer>(&sent);
    if (answer == nullptr) return out;
    const Belief belief = believe(asked, {}, *answer);
    const Believed* believed = word_of(belief, *answer);
    if (believed == nullptr) return out;
    const FileSaid said = meaning_at_reconciliation(believed->code);
    if (said != FileSaid::given) {
        out.said = said;
        return out;
    }
    const Fields& fields = believed->fields;
    const auto text = crypto::from_base64(fields.text("NoiDungFile"));
    const auto count = toolkit::parse_whole(fields.text("SoLuong"));
    const auto total = toolkit::parse_whole(fields.text("TongTien"));
    const bool named = fields.text("TenFile").size() <= 100 &&
                       short_text(fields.text("TenFile")) == fields.text("TenFile");
    if (!may_give(*believed, *answer) || !text || !count || !total || !named) return out;
    out.said = FileSaid::given;
    out.name = fields.text("TenFile");
    out.file = *text;
    out.count = *count;
    out.total = Money::dong(*total);
    return out;
}

}  // namespace dvcpay::shb
