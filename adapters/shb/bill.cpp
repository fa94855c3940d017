#include "shb/bill.hpp"

#include "domain/invariant.hpp"
#include "shb/messages.hpp"
#include "toolkit/ict.hpp"
#include "toolkit/json_text.hpp"

namespace dvcpay::shb {
namespace {

struct BillWord {
    std::string_view code;
    std::string_view text;
};
constexpr BillWord word_payable = {"00", "Success"};
constexpr BillWord word_paid = {"06", "Bill already paid"};
constexpr BillWord word_none = {"07", "Unknown bill"};
constexpr BillWord word_expired = {"10", "Bill expired"};

const StoredOrder* order_of(const InboundOutcome& outcome) {
    const InboundContext& context = outcome.context;
    const StoredOrder* order = context.find(outcome.question.order_ref);
    return order != nullptr ? order : context.find_number(outcome.question.number);
}

BillWord word_of(const StoredOrder* order, Wall now) {
    if (order == nullptr) return word_none;
    switch (order->payable) {
        case Payable::yes:
            return word_payable;
        case Payable::paid:
            return word_paid;
        case Payable::closed:
            return order->attempt.expires_at <= now ? word_expired : word_none;
    }
    invariant_broken("word_of: value outside its enum");
}

std::string repeated(const toolkit::Fields& fields, std::string_view name) {
    const std::string_view text = fields.text(name);
    return is_bank_name(text) ? std::string(text) : std::string();
}

}  // namespace

bool is_inquiry(const toolkit::Fields& fields) {
    return is_bank_name(fields.text("MaDoiTac")) && is_bank_name(fields.text("MaKhachHang")) &&
           is_bank_name(fields.text("MaYeuCau"));
}

Question question_of(const toolkit::Fields& fields) {
    Question out;
    out.about = Question::About::bill;
    out.order_ref = fields.text("MaKhachHang");
    out.number = fields.text("MaKhachHang");
    return out;
}

std::string bill_answer(
    const Settings& settings,
    const toolkit::Fields& fields,
    const InboundOutcome& outcome,
    std::string_view code,
    std::string_view text
) {
    const bool answered = outcome.kind == InboundOutcome::Kind::answered;
    const StoredOrder* order = answered ? order_of(outcome) : nullptr;
    const BillWord word = answered ? word_of(order, outcome.now) : BillWord{code, text};
    const Names& names = settings.names;
    const bool named = order != nullptr && word.code != word_none.code;
    toolkit::JsonText body;
    body.object()
        .text(names.wire("MaLoi"), word.code)
        .text(names.wire("MoTaLoi"), word.text)
        .text(names.wire("MaYeuCau"), repeated(fields, "MaYeuCau"))
        .text(names.wire("MaHoaDon"), named ? order->attempt.order_ref.text() : std::string());
    if (named && word.code == word_payable.code) {
        const Attempt& attempt = order->attempt;
        body.text(names.wire("HoTenNguoiNop"), settings.payer_name_if_absent)
            .text(names.wire("SoTien"), std::to_string(attempt.amount.count()))
            .text(names.wire("MaTienTe"), currency)
            .text(
                names.wire("ThoiGianHetHan"),
                toolkit::format_ict(attempt.expires_at, toolkit::ict::compact)
            );
    }
    return body.end().take();
}

}  // namespace dvcpay::shb
