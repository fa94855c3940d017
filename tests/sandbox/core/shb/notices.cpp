// Results told to the gateway (§4.2) and its acknowledgements.
#include <array>
#include <utility>

#include "sandbox/shb/codes.hpp"
#include "sandbox/shb/server.hpp"
#include "sandbox/web.hpp"

namespace dvcpay::sandbox::shb {

namespace {

constexpr std::string_view path = "/shb/v1/payment-results";
constexpr std::string_view bill_path = "/shb/v1/bills/inquiry";
constexpr std::string_view bill_paid_path = "/shb/v1/bills/payment";

Signer::With with_of(SignedAs how) {
    switch (how) {
        case SignedAs::next_key:
            return Signer::With::next;
        case SignedAs::wrong_key:
            return Signer::With::wrong;
        case SignedAs::right:
        case SignedAs::nothing:
            return Signer::With::right;
    }
    return Signer::With::right;
}

}  // namespace

std::optional<OutboundRequest> ShbServer::message(const Wish& wish) {
    if (wish.kind == "bill") return inquiry(wish);
    if (wish.kind != "ipn" || !wish.more.empty() || wish.shift_boundary) return std::nullopt;
    BasicOrder stranger;
    stranger.id = wish.order;
    stranger.number = "SHBKG" + day_text(now()) + "99999";
    stranger.asked = wish.amount.value_or(0);
    stranger.more["transaction"] = "SHB" + std::to_string(next_serial());
    const auto* known = find(wish.order);
    const BasicOrder& order = known == nullptr ? stranger : *known;
    const auto digit = wish.code.empty() ? std::string(digit_of(wish.says)) : wish.code;
    const auto* latest = order.movements.empty() ? nullptr : &order.movements.back();
    const auto* meant = wish.txn.empty() ? latest : order.movement(wish.txn);
    const bool paid = digit == "1";
    auto txn = wish.txn;
    if (txn.empty()) txn = meant == nullptr ? next_txn() : meant->txn;
    const auto moved = paid && meant != nullptr ? meant->amount : order.asked;

    Json body;
    body["MaDoiTac"] = wish.partner.empty() ? partner_code_ : wish.partner;
    body["MaHoaDon"] = order.id;
    body["MaGiaoDich"] = order.more["transaction"];
    if (paid) body["SoThamChieu"] = txn;
    body["TrangThaiGD"] = digit;
    body["SoTien"] = std::to_string(wish.amount.value_or(moved));
    body["MaTienTe"] = wish.currency.empty() ? std::string("VND") : wish.currency;
    body["ThoiGianThanhToan"] = time_text(wish.at.value_or(now()));
    body["SoTaiKhoan"] = order.number;
    if (paid) {
        body["KenhThanhToan"] = "NAPAS";
        body["MaNganHangChuyen"] = "970436";
        body["SoTaiKhoanChuyen"] = "0071000123456";
        body["TenTaiKhoanChuyen"] = "NGUYEN VAN AN";
    }
    body["NoiDung"] = wish.text.empty() ? "NOP LE PHI " + order.id : wish.text;

    // §4.10: what was asked for at the counter is told on a path of its own.
    const bool pulled = config().value("pull_mode", false);
    return call(pulled ? bill_paid_path : path, body, wish);
}

OutboundRequest ShbServer::call(std::string_view where, const Json& body, const Wish& wish) {
    OutboundRequest request;
    request.url = gateway_url() + std::string(where);
    request.body = dump(body);
    const auto id = wish.message_id.empty() ? random_hex(16) : wish.message_id;
    request.headers.add("Content-Type", "application/json; charset=utf-8");
    request.headers.add("x-request-id", id);
    if (wish.signed_as != SignedAs::nothing) {
        request.headers.add(
            "x-request-signature", signer_.sign(with_of(wish.signed_as), id, request.body)
        );
    }
    return request;
}

std::vector<std::string> ShbServer::questions() const {
    if (config().value("pull_mode", false)) return {"bill"};
    return {};
}

/// §4.10: a clerk types what the payer says, our bill or the alias account.
std::optional<OutboundRequest> ShbServer::inquiry(const Wish& wish) {
    if (!config().value("pull_mode", false)) return std::nullopt;
    Json body;
    body["MaDoiTac"] = wish.partner.empty() ? partner_code_ : wish.partner;
    body["MaKhachHang"] = wish.order;
    body["MaYeuCau"] = "YC" + std::to_string(next_serial());
    body["ThoiGianGD"] = time_text(wish.at.value_or(now()));
    return call(bill_path, body, wish);
}

/// §4.10: {MaLoi, MaHoaDon, HoTenNguoiNop, SoTien, MaTienTe, ThoiGianHetHan}; signed and coded as
/// results are.
Reading ShbServer::read_bill(const HttpResponse& answer) const {
    Reading reading;
    const auto body = Json::parse(answer.body, nullptr, false);
    reading.code = text_of(body, "MaLoi");
    const auto signature = answer.headers.get("x-request-signature");
    const bool may_be_unsigned = reading.code == "01" || reading.code == "03";
    reading.signature_ok =
        signature.empty()
            ? may_be_unsigned
            : signer_.from_partner(answer.headers.get("x-request-id"), answer.body, signature);
    reading.amount = amount_of(body, "SoTien");
    const int expected = reading.code == "03" ? 401 : 200;
    if (answer.status != expected) {
        reading.why = "HTTP 200 with a MaLoi, 401 with 03";
    } else if (reading.code == "00") {
        const bool whole = reading.amount && find(text_of(body, "MaHoaDon")) != nullptr &&
                           !text_of(body, "HoTenNguoiNop").empty() &&
                           text_of(body, "MaTienTe") == "VND" &&
                           text_of(body, "ThoiGianHetHan").size() == 14;
        reading.said = whole ? Reading::Said::taken : Reading::Said::garbage;
        if (!whole) reading.why = "a bill has its name, payer, amount in VND and end";
    } else if (reading.code == "99") {
        reading.said = Reading::Said::again;
    } else if (text_of(body, "MoTaLoi").empty()) {
        reading.why = "a refusal has its words";
    } else {
        reading.said = Reading::Said::refused;
    }
    return reading;
}

/// §4.2: HTTP 200 with a MaLoi, 401 with 03; signed by the partner. Who could not be told apart
/// (an unreadable call, another partner) gets no signature.
Reading ShbServer::read(std::string_view kind, const HttpResponse& answer) {
    if (kind == "bill") return read_bill(answer);
    Reading reading;
    const auto body = Json::parse(answer.body, nullptr, false);
    reading.code = text_of(body, "MaLoi");
    const auto id = answer.headers.get("x-request-id");
    const auto signature = answer.headers.get("x-request-signature");
    const bool may_be_unsigned = reading.code == "01" || reading.code == "03";
    reading.signature_ok =
        signature.empty() ? may_be_unsigned : signer_.from_partner(id, answer.body, signature);
    const bool named = body.is_object() && body.contains("MoTaLoi") && body.contains("MaHoaDon") &&
                       body.contains("MaGiaoDich");
    const int expected = reading.code == "03" ? 401 : 200;
    if (!named || answer.status != expected) {
        reading.why =
            "an acknowledgement has MaLoi, MoTaLoi, MaHoaDon, MaGiaoDich and HTTP 200 "
            "(401 with 03)";
        return reading;
    }
    if (reading.code == "00") {
        reading.said = Reading::Said::taken;
        if (text_of(body, "MaHoaDon").empty()) {
            reading.said = Reading::Said::garbage;
            reading.why = "an acknowledgement repeats MaHoaDon";
        }
    } else if (reading.code == "99") {
        reading.said = Reading::Said::again;
    } else if (reading.code == "01" || reading.code == "03" || reading.code == "07") {
        reading.said = Reading::Said::refused;
    } else {
        reading.why = "no MaLoi of §4.2";
    }
    return reading;
}

std::vector<CodeCase> ShbServer::codes() const {
    return code_cases();
}

std::string ShbServer::not_applicable(std::string_view situation) const {
    constexpr std::string_view no_inquiry =
        "§4.10: the bill inquiry is optional and off; SHB opens the bill itself and asks nothing";
    const bool asks = config().value("pull_mode", false);
    constexpr std::string_view no_login = "§3: SHB's calls are signed, it does not log in";
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 15> reasons{{
        {"refund_impossible",
         "§5: no code says that a payment can never go back; 12 may mean that it has, which is "
         "nothing to pay out by hand"},
        {"refund_manual", "§4.6: money goes back by an operation"},
        {"many_records", "§4.2: one result tells of one transaction"},
        {"two_movements", "§4.3: a status answer names the newest transaction alone"},
        {"shift_boundary",
         "§3: the whole body is signed; before it stands at most an id, ended by a dot that ids do "
         "not have"},
        {"number_rests", "§4.1: the bank issues a new alias account with each transaction"},
        {"question_payable", no_inquiry},
        {"question_paid", no_inquiry},
        {"question_closed", no_inquiry},
        {"question_cancelled", no_inquiry},
        {"question_unknown", no_inquiry},
        {"question_forged", no_inquiry},
        {"question_result", "§4: SHB has no question about results"},
        {"login_wrong", no_login},
        {"login_ended", no_login},
    }};
    for (const auto& [name, why] : reasons) {
        if (name == situation && !(asks && why == no_inquiry)) return std::string(why);
    }
    if (situation == "token_ended" && login_ != "oauth2")
        return "§2: this contract's calls carry an API key, which does not end";
    if (situation == "amount_beyond_32_bits" && !config().value("counter_amounts", false))
        return "§6: from 500,000,000 VND on other banks refuse the QR; this contract ends below";
    return {};
}

}  // namespace dvcpay::sandbox::shb
