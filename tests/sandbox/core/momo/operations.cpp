// create and query. Source: spec §4, §5.
#include <utility>

#include "ports/task_group.hpp"
#include "sandbox/momo/codes.hpp"
#include "sandbox/momo/server.hpp"
#include "sandbox/web.hpp"

namespace dvcpay::sandbox::momo {

MomoServer::Reply MomoServer::create(const Call& call) {
    if (ledger_.knows(call.order_id)) return refuse(call, code::duplicate_order);
    Order order;
    order.order_id = call.order_id;
    order.request_id = call.request_id;
    order.partner_code = call.partner->code;
    order.order_info = call.text("orderInfo");
    order.extra_data = call.text("extraData");
    order.redirect_url = call.text("redirectUrl");
    order.ipn_url = call.text("ipnUrl");
    order.request_type = call.text("requestType");
    order.lang = call.lang;
    order.amount = *call.amount;
    const auto capture = call.body.find("autoCapture");
    if (capture != call.body.end() && !capture->get<bool>()) order.capture = Capture::on_confirm;
    order.token = random_token();
    order.csrf = random_token();
    order.created = now();
    order.expires = order.created.plus_ms(settings_.order_life_ms);
    order.faults = plan_.take_all(FaultStage::order, call.order_id);
    for (auto& rule : plan_.take_all(FaultStage::refund, call.order_id)) {
        order.faults.push_back(std::move(rule));
    }
    const auto magic = fault_of_amount(order.amount);
    if (settings_.magic_amounts == MagicAmounts::on && magic && order.faults.empty() &&
        info_of(*magic).stage != FaultStage::answer) {
        FaultRule rule;
        rule.kind = *magic;
        order.faults.push_back(std::move(rule));
    }
    auto& kept = ledger_.open(std::move(order));
    begin_payer(kept);
    auto reply = reply_of(code::success, create_body(call, kept));
    keep(call, reply);
    if (kept.fault(FaultKind::callback_first) != nullptr && !kept.ipns.empty()) {
        reply.ipn_to_wait_for = kept.ipns.back().serial;
    }
    return reply;
}

Json MomoServer::create_body(const Call& call, const Order& order) const {
    Json body = echo(call, code::success);
    // Like the real address it has '=' and '&' inside: the signed text takes them unescaped.
    body["payUrl"] =
        config_.public_base_url + "/momo/pay?t=" + order.token + "&s=" + order.token.substr(0, 4);
    body["deeplink"] = "momo://app?action=payWithApp&isScanQR=false&sid=" + order.token;
    body["qrCodeUrl"] = config_.public_base_url + "/momo/qr?t=" + order.token;
    body["deeplinkMiniApp"] = "momo://app?action=miniapp&sid=" + order.token;
    if (settings_.answer_signature != AnswerSignature::none) {
        body["signature"] = create_signature(*call.partner, body, settings_.answer_signature);
    }
    return body;
}

std::string MomoServer::create_signature(
    const Partner& partner, const Json& body, AnswerSignature variant
) const {
    const auto message =
        variant == AnswerSignature::variant_b ? Message::create_answer_b : Message::create_answer_a;
    return sign(partner.secret_key, raw_text(message, body, partner.access_key));
}

MomoServer::Reply MomoServer::query(const Call& call) {
    auto* order = ledger_.find(call.order_id);
    if (order == nullptr || order->partner_code != call.partner->code) {
        return refuse(call, code::not_found);
    }
    ledger_.age(*order, now());
    ++order->queries;
    auto result = order->result_code;
    if (order->state == OrderState::paid && order->stale_queries > 0) {
        --order->stale_queries;
        result = code::waiting;
    }
    const bool settled = result == code::success || result == code::authorised;
    Json body;
    body["partnerCode"] = order->partner_code;
    body["orderId"] = order->order_id;
    body["requestId"] = call.request_id;
    body["extraData"] = order->extra_data;
    body["amount"] = settled ? order->paid_amount : order->amount;
    body["transId"] = result == code::waiting ? 0 : order->trans_id;
    body["payType"] = settled ? order->pay_type : "";
    body["resultCode"] = result;
    body["refundTrans"] = refund_rows(*order, {});
    body["message"] = message_of(result, call.lang);
    body["responseTime"] = now().ms;
    if (settled) body["paymentOption"] = "momo";
    body["promotionInfo"] = Json::array();
    auto reply = reply_of(result, body);
    keep(call, reply);
    const auto* late = order->fault(FaultKind::late_payment);
    if (late != nullptr && result == code::expired && order->late_pay_at.ms == 0) {
        const auto after = late->delay_ms > 0 ? late->delay_ms : settings_.late_pay_ms;
        order->late_pay_at = now().plus_ms(after);
        out_.tasks->spawn(payer_acts(order->order_id, after, code::success));
    }
    return reply;
}

}  // namespace dvcpay::sandbox::momo
