#include "shb/messages.hpp"

#include <algorithm>
#include <utility>

#include "crypto/digest.hpp"
#include "domain/invariant.hpp"
#include "toolkit/fold.hpp"
#include "toolkit/ict.hpp"
#include "toolkit/json_text.hpp"
#include "toolkit/text.hpp"

namespace dvcpay::shb {
namespace {

using toolkit::JsonText;

constexpr std::size_t lines_max = 50;
constexpr std::size_t description_max = 100;
constexpr std::size_t payout_text_max = 140;
constexpr std::size_t citad_text_max = 210;
constexpr Money napas_max = Money::dong(499'999'999);

// The separator of the bank's day files must not stand in a text that comes back in one.
constexpr auto plain_ascii = toolkit::Alphabet::ascii_without(toolkit::Case::kept, "|\"\\");

Error unusable(const char* why) {
    return Error(Fault::configuration, why);
}

bool all_of(std::string_view text, std::size_t max, std::string_view more, bool lower) {
    return !text.empty() && text.size() <= max && std::ranges::all_of(text, [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
               (lower && c >= 'a' && c <= 'z') || more.find(c) != std::string_view::npos;
    });
}

bool is_bin(std::string_view text) {
    return text.size() == 6 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Our own account or the one money is sent to: banks write up to 30.
bool is_any_account(std::string_view text) {
    return all_of(text, 30, "", true);
}

std::string digits(Money amount) {
    return std::to_string(amount.count());
}

/// A flat body under the contract's own names.
class Body {
  public:
    explicit Body(const Settings& settings) : names_(&settings.names) {
        out_.object();
        put("MaDoiTac", settings.partner_code);
    }
    Body& put(std::string_view name, std::string_view value) {
        out_.text(names_->wire(name), value);
        return *this;
    }
    Body& put(std::string_view name, Money amount) { return put(name, digits(amount)); }
    Body& put(std::string_view name, Wall at) {
        return put(name, toolkit::format_ict(at, toolkit::ict::compact));
    }
    /// Where the protocol leaves the member away.
    Body& put_if(std::string_view name, std::string_view value) {
        return value.empty() ? *this : put(name, value);
    }
    Body& open(std::string_view name) {
        out_.object(names_->wire(name));
        return *this;
    }
    Body& list(std::string_view name) {
        out_.array(names_->wire(name));
        return *this;
    }
    Body& item() {
        out_.object();
        return *this;
    }
    Body& end() {
        out_.end();
        return *this;
    }
    std::string take() { return out_.end().take(); }

  private:
    const Names* names_;
    JsonText out_;
};

// --- create

/// Phí is 1, lệ phí 2 in the national vocabulary.
std::string_view kind_of(LineKind kind) {
    switch (kind) {
        case LineKind::fee:
            return "1";
        case LineKind::charge:
        case LineKind::fine:
        case LineKind::tax:
        case LineKind::other:
            return "2";
    }
    invariant_broken("kind_of: value outside its enum");
}

struct Item {
    std::string text;
    Money amount;
};

/// What is paid, line by line; the sum is what the payer pays, or there is one line of it all.
std::vector<Item> items_of(const CreateOrder& order) {
    const std::string whole = toolkit::printable(order.description, 200);
    const std::string fallback = whole.empty() ? order.attempt.order_ref.text() : whole;
    std::vector<Item> out;
    Money sum;
    const auto add_item = [&](std::string text, Money amount) {
        const auto next = add(sum, amount);
        if (!next) return;
        sum = next.value();
        if (text.empty()) text = fallback;
        out.push_back({std::move(text), amount});
    };
    for (const auto& line : order.lines) {
        if (!line.amount.is_zero())
            add_item(toolkit::printable(line.description, 200), line.amount);
    }
    if (!order.lines.empty() && !order.service_fee.is_zero())
        add_item("Phí dịch vụ thanh toán", order.service_fee);
    if (out.empty() || out.size() > lines_max || sum != order.attempt.amount)
        return {{fallback, order.attempt.amount}};
    return out;
}

/// What a receipt is made of. Of a fine it would need the decision's number and more that the
/// gateway does not have: left out there.
void put_receipt(Body& body, const CreateOrder& order) {
    body.open("ThongTinBienLai")
        .put("MaDVC", order.service_code)
        .put("TenDVC", toolkit::printable(order.service_name, 200))
        .put("MaTTHC", order.service_code)
        .put("TenTTHC", toolkit::printable(order.service_name, 200))
        .put("MaDonVi", order.agency_code)
        .put("TenDonVi", toolkit::printable(order.agency_name, 200))
        .list("PhiLePhi");
    for (std::size_t i = 0; i < order.lines.size() && i < lines_max; ++i) {
        const Line& line = order.lines[i];
        body.item()
            .put("LoaiPhiLePhi", kind_of(line.kind))
            .put("MaPhiLePhi", toolkit::printable(line.code, 30))
            .put("TenPhiLePhi", toolkit::printable(line.description, 200))
            .put("SoTien", line.amount)
            .end();
    }
    body.end().end();
}

/// Until when the alias may be paid. Of the order alone: a repetition must be the same bytes.
Wall expiry_of(const Settings& settings, const Attempt& attempt, Wall opened_at) {
    const Wall soonest = opened_at.plus_s(settings.shortest_expiry_s);
    const Wall latest = opened_at.plus_s(settings.longest_expiry_s);
    if (attempt.expires_at.ms == 0) return latest;
    return std::clamp(attempt.expires_at, std::min(soonest, latest), latest);
}

Result<void> check_create(const Settings& settings, const CreateOrder& order) {
    const Attempt& attempt = order.attempt;
    if (attempt.amount < settings.amount_min || attempt.amount > settings.amount_max)
        return Error(Fault::amount_out_of_range);
    if (!is_reference(attempt.order_ref.text())) return unusable("the order has no MaHoaDon");
    if (!is_message_id(attempt.request_id)) return unusable("the order has no x-request-id");
    if (!is_any_account(order.beneficiary.account) || !is_bin(order.beneficiary.bank_bin))
        return unusable("the beneficiary is no bank account");
    return outcome::success();
}

}  // namespace

Result<Outgoing> encode_create(const Settings& settings, const CreateOrder& order) {
    BOOST_OUTCOME_TRY(check_create(settings, order));
    const Attempt& attempt = order.attempt;
    const std::string& bill = attempt.order_ref.text();
    const Wall opened_at = attempt.opened_at.ms == 0 ? order.now : attempt.opened_at;
    std::string payer = toolkit::printable(order.payer_name, 70);
    if (payer.empty()) payer = settings.payer_name_if_absent;
    const bool fine = settings.service == "1";

    Body body(settings);
    body.put("MaHoaDon", bill).put("MaDichVu", settings.service);
    if (!fine) body.put_if("MaHoSo", toolkit::printable(order.reference, 50));
    body.put("SoTien", attempt.amount)
        .put("MaTienTe", currency)
        .put(
            "ThongTinGiaoDich",
            toolkit::fold_or(order.description, bill, plain_ascii, description_max)
        )
        .put("ThoiGianGD", opened_at)
        .put("ThoiGianHetHan", expiry_of(settings, attempt, opened_at))
        .put("HoTenNguoiNop", payer)
        .put("TKThuHuong", order.beneficiary.account)
        .put("MaNHThuHuong", order.beneficiary.bank_bin)
        .put("TenTKThuHuong", toolkit::printable(order.beneficiary.name, 70));
    if (!fine && !order.lines.empty()) put_receipt(body, order);
    body.list("DanhSachKhoanNop");
    for (const auto& item : items_of(order)) {
        body.item().put("NoiDung", item.text).put("SoTien", item.amount).end();
    }
    body.end();
    return Outgoing{Operation::create, attempt.request_id, body.take()};
}

Result<Outgoing> encode_status(const Settings& settings, const QueryOrder& order) {
    // The reference may be a stranger's, out of a signed notice; it still has to be a MaHoaDon.
    if (!is_reference(order.order_ref)) return unusable("the order reference is no MaHoaDon");
    if (!is_message_id(order.request_id)) return unusable("the question has no x-request-id");
    Body body(settings);
    body.put("MaHoaDon", order.order_ref).put("ThoiGianGD", order.now);
    return Outgoing{Operation::status, order.request_id, body.take()};
}

Result<Outgoing> encode_refund(const Settings& settings, const RefundOrder& order) {
    if (order.amount <= Money() || order.amount > largest_transaction)
        return Error(Fault::amount_out_of_range);
    if (!is_reference(order.refund_ref)) return unusable("the refund reference is no MaHoanTien");
    if (!is_reference(order.order_ref)) return unusable("the order reference is no MaHoaDon");
    if (!is_bank_name(order.provider_ref)) return unusable("the purchase has no MaGiaoDich");
    const auto& to = order.destination;
    if (to && (!is_bin(to->bank_bin) || !is_any_account(to->account)))
        return unusable("the destination is no bank account");
    Body body(settings);
    body.put("MaHoanTien", order.refund_ref)
        .put("MaHoaDon", order.order_ref)
        .put("MaGiaoDich", order.provider_ref)
        .put("SoTien", order.amount)
        .put("MaTienTe", currency)
        .put("LyDo", toolkit::printable(order.description, 200))
        .put("ThoiGianGD", order.submitted_at.ms == 0 ? order.now : order.submitted_at);
    if (to) {
        body.put("TKNhan", to->account)
            .put("MaNHNhan", to->bank_bin)
            .put("TenTKNhan", toolkit::printable(to->name, 70));
    }
    return Outgoing{Operation::refund, payout_message_id(order.refund_ref), body.take()};
}

Result<Outgoing> encode_receipt(const Settings& settings, const ReceiptOrder& order) {
    const bool named = is_reference(order.order_ref) || is_bank_name(order.provider_ref);
    if (!named || !is_message_id(order.request_id)) return unusable("nothing to ask about");
    Body body(settings);
    body.put_if("MaHoaDon", order.order_ref).put_if("MaGiaoDich", order.provider_ref);
    return Outgoing{Operation::receipt, order.request_id, body.take()};
}

Result<Outgoing> encode_account(const Settings& settings, const AccountOrder& order) {
    if (!is_bin(order.bank_bin) || !is_any_account(order.account) ||
        !is_message_id(order.request_id))
        return unusable("no account to ask about");
    Body body(settings);
    body.put("MaNganHang", order.bank_bin)
        .put("SoTaiKhoan", order.account)
        .put("ThoiGianGD", order.now);
    return Outgoing{Operation::account, order.request_id, body.take()};
}

Result<Outgoing> encode_payer_account(const Settings& settings, const PayerOrder& order) {
    const bool named = is_reference(order.order_ref) || is_bank_name(order.provider_ref);
    if (!named || !is_message_id(order.request_id)) return unusable("nothing to ask about");
    Body body(settings);
    body.put_if("MaHoaDon", order.order_ref).put_if("MaGiaoDich", order.provider_ref);
    return Outgoing{Operation::payer_account, order.request_id, body.take()};
}

Result<Outgoing> encode_disbursement(const Settings& settings, const DisbursementOrder& order) {
    const bool napas = order.channel == PayoutChannel::napas;
    if (order.amount <= Money() || order.amount > (napas ? napas_max : largest_transaction))
        return Error(Fault::amount_out_of_range);
    if (!is_reference(order.reference)) return unusable("the payout has no MaGiaoDichTTTT");
    if (!is_any_account(order.from_account) || !is_any_account(order.to.account) ||
        !is_bin(order.to.bank_bin))
        return unusable("the payout has no two accounts");
    const bool citad = order.channel == PayoutChannel::citad;
    Body body(settings);
    body.put("MaGiaoDichTTTT", order.reference)
        .put("MaDichVu", settings.service)
        .put(
            "KenhThanhToan",
            napas   ? "NAPAS"
            : citad ? "CITAD"
                    : "SHB"
        )
        .put("SoTien", order.amount)
        .put("MaTienTe", currency)
        .put("TKChi", order.from_account)
        .put("TKNhan", order.to.account)
        .put("MaNHNhan", order.to.bank_bin)
        .put("TenTKNhan", toolkit::printable(order.to.name, 70))
        .put(
            "NoiDung",
            toolkit::fold_or(
                order.text, order.reference, plain_ascii, citad ? citad_text_max : payout_text_max
            )
        )
        .put("ThoiGianGD", order.submitted_at);
    return Outgoing{Operation::disbursement, payout_message_id(order.reference), body.take()};
}

Result<Outgoing> encode_reconciliation(const Settings& settings, const ReconciliationOrder& order) {
    if (!is_message_id(order.request_id)) return unusable("the question has no x-request-id");
    const bool reply = !order.file_name.empty();
    Body body(settings);
    body.put("LoaiYeuCau", reply ? "2" : "1")
        .put("NgayDoiSoat", toolkit::format_ict(start_of(order.day), toolkit::ict::compact_day))
        .put("MaDichVu", order.service)
        .put("LoaiGiaoDich", order.direction)
        .put("KenhThanhToan", order.channel)
        .put("LoaiFile", "TXT");
    if (reply) {
        body.put("TenFile", order.file_name).put("NoiDungFile", crypto::to_base64(order.file));
    }
    return Outgoing{Operation::reconciliation, order.request_id, body.take()};
}

std::string payout_message_id(std::string_view reference) {
    std::string hex = crypto::sha256_hex("shb payout " + std::string(reference)).substr(0, 32);
    hex[12] = '8';  // version: of our own making
    hex[16] = "89ab"[static_cast<unsigned char>(hex[16]) % 4];
    for (const std::size_t at : {20U, 16U, 12U, 8U}) hex.insert(at, 1, '-');
    return hex;
}

Result<Incoming> decode_message(const Names& names, std::string_view bytes) {
    BOOST_OUTCOME_TRY(auto tree, toolkit::parse_json(bytes));
    if (!tree.is_object()) return Error(Fault::malformed, "not a JSON object");
    Incoming in;
    in.fields = names.read(toolkit::scalar_fields(tree));
    in.tree = std::move(tree);
    return in;
}

std::optional<Money> read_amount(std::string_view text) {
    const auto value = toolkit::parse_whole(text);
    if (!value || Money::dong(*value) > largest_transaction) return std::nullopt;
    return Money::dong(*value);
}

Wall read_time(std::string_view text) {
    const auto at = toolkit::parse_ict(text, toolkit::ict::compact);
    return at ? *at : Wall{};
}

bool is_reference(std::string_view text) {
    return all_of(text, 30, "", false);
}
bool is_bank_name(std::string_view text) {
    return all_of(text, 30, "._-", true);
}
bool is_account(std::string_view text) {
    return all_of(text, 19, "", true);
}

}  // namespace dvcpay::shb
