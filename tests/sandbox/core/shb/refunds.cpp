// Money on its way back (§4.6), the payer's account (§4.7) and receipts (§4.4).
#include <algorithm>
#include <utility>

#include "sandbox/shb/codes.hpp"
#include "sandbox/shb/server.hpp"

namespace dvcpay::sandbox::shb {

namespace {

std::string state_word(BasicRefund::State state) {
    switch (state) {
        case BasicRefund::State::pending:
            return "PENDING";
        case BasicRefund::State::done:
            return "SUCCESS";
        case BasicRefund::State::refused:
            return "FAILED";
    }
    return "FAILED";
}

std::string missing_in_refund(const Json& body) {
    for (const char* member : {"MaHoanTien", "MaHoaDon", "MaGiaoDich", "SoTien", "LyDo"}) {
        if (text_of(body, member).empty()) return member;
    }
    if (!is_code(text_of(body, "MaHoanTien"), 30)) return "MaHoanTien";
    if (text_of(body, "MaTienTe") != "VND") return "MaTienTe";
    if (!read_time(text_of(body, "ThoiGianGD"))) return "ThoiGianGD";
    return {};
}

}  // namespace

/// MaHoanTien and x-request-id name one refund together: repeated with the same body it tells how
/// it stands, anything else is a mistake.
Answer ShbServer::refund(const HttpRequest& request, const Json& body) {
    if (const auto member = missing_in_refund(body); !member.empty())
        return refused(request, body, "01", member);
    const std::string id(request.headers.get("x-request-id"));
    const auto used = refunds_.find(id);
    if (used != refunds_.end() && used->second != request.body)
        return refused(request, body, "04", "x-request-id with another body");
    const auto refund_id = text_of(body, "MaHoanTien");
    if (const auto* owner = find_refund(refund_id)) {
        if (used == refunds_.end()) return refused(request, body, "15", "MaHoanTien used before");
        return refund_answer(request, body, *owner->refund(refund_id));
    }
    auto* order = find(text_of(body, "MaHoaDon"));
    if (order == nullptr || order->more["transaction"] != text_of(body, "MaGiaoDich"))
        return answered(request, body, "07", Json::object());
    if (order->movements.empty()) return answered(request, body, "08", Json::object());
    refunds_[id] = request.body;
    return pay_back(request, body, *order);
}

Answer ShbServer::pay_back(const HttpRequest& request, const Json& body, BasicOrder& order) {
    const auto amount = amount_of(body, "SoTien");
    if (!amount) return refused(request, body, "11", "SoTien");
    const auto fits = std::ranges::find_if(order.movements, [&](const BasicMovement& one) {
        return order.refundable(one.txn) >= *amount;
    });
    const auto fault = refund_fault(order);
    if (fits == order.movements.end() || fault == FaultKind::not_refundable)
        return answered(request, body, "12", Json::object());
    BasicRefund refund;
    refund.id = text_of(body, "MaHoanTien");
    refund.of_txn = fits->txn;
    refund.txn = "SHBR" + std::to_string(next_serial());
    refund.amount = *amount;
    refund.code = "00";
    refund.state = fault == FaultKind::refund_pending  ? BasicRefund::State::pending
                   : fault == FaultKind::refund_failed ? BasicRefund::State::refused
                                                       : BasicRefund::State::done;
    return refund_answer(request, body, put_refund(order, std::move(refund)));
}

Answer ShbServer::refund_answer(
    const HttpRequest& request, const Json& body, const BasicRefund& refund
) const {
    Json more;
    more["MaGiaoDichHoan"] = refund.txn;
    more["TrangThai"] = state_word(refund.state);
    if (refund.state == BasicRefund::State::done)
        more["SoThamChieu"] = "FTR" + refund.txn.substr(4);
    more["ThoiGianGD"] = time_text(refund.created);
    auto answer = answered(request, body, "00", more);
    answer.code = "00:" + state_word(refund.state);
    return answer;
}

Answer ShbServer::payer_account(const HttpRequest& request, const Json& body) {
    const auto* order = find(text_of(body, "MaHoaDon"));
    if (order == nullptr) return answered(request, body, "07", Json::object());
    if (order->movements.empty()) return answered(request, body, "08", Json::object());
    Json more;
    more["MaNganHang"] = "970436";
    more["TenNganHang"] = "Vietcombank";
    more["SoTaiKhoan"] = "0071000123456";
    more["TenTaiKhoan"] = "NGUYEN VAN AN";
    return answered(request, body, "00", more);
}

Answer ShbServer::receipt(const HttpRequest& request, const Json& body) {
    const auto* order = find(text_of(body, "MaHoaDon"));
    if (order == nullptr) return answered(request, body, "07", Json::object());
    if (order->movements.empty()) return answered(request, body, "08", Json::object());
    Json more;
    more["SoBienLai"] = order->more["transaction"];
    more["KyHieuBienLai"] = "AA/26E";
    more["NgayBienLai"] = time_text(order->movements.front().at);
    more["DuongDanBienLai"] = "https://bienlai.shb.test/" + order->id;
    more["TrangThaiBienLai"] =
        order->paid() > 0 && digit_of(order->state, *order) == "7" ? "0" : "1";
    return answered(request, body, "00", more);
}

}  // namespace dvcpay::sandbox::shb
