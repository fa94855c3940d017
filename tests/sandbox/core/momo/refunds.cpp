// refund, refund query, confirm. Source: spec §6, §6.1, §7.
#include <algorithm>
#include <utility>

#include "ports/task_group.hpp"
#include "sandbox/momo/codes.hpp"
#include "sandbox/momo/server.hpp"
#include "sandbox/web.hpp"

namespace dvcpay::sandbox::momo {

namespace {

const FaultRule* first_of(const std::vector<FaultRule>& rules, FaultKind kind) {
    const auto at = std::ranges::find(rules, kind, &FaultRule::kind);
    return at == rules.end() ? nullptr : &*at;
}

}  // namespace

MomoServer::Reply MomoServer::refund(const Call& call) {
    auto* order = ledger_.find_by_trans(call.number("transId"));
    if (order == nullptr || order->partner_code != call.partner->code) {
        return refuse(call, code::not_found);
    }
    if (ledger_.knows(call.order_id)) return refuse(call, code::duplicate_order);
    auto faults = order->faults;
    for (auto& rule : plan_.take_all(FaultStage::refund, order->order_id)) {
        faults.push_back(std::move(rule));
    }
    Refund refund;
    refund.order_id = call.order_id;
    refund.request_id = call.request_id;
    refund.amount = *call.amount;
    refund.created = refund.answered = now();
    refund.trans_id = ledger_.next_trans_id(now());
    const auto* pending = first_of(faults, FaultKind::refund_pending);
    if (order->state != OrderState::paid || first_of(faults, FaultKind::not_refundable)) {
        refund.result_code = code::not_refundable;
    } else if (refund.amount > order->refundable()) {
        refund.result_code = code::refund_rejected;
    } else if (first_of(faults, FaultKind::refund_failed) != nullptr) {
        refund.result_code = code::refund_failed;
    } else {
        refund.state = pending != nullptr ? RefundState::pending : RefundState::done;
        refund.result_code = pending != nullptr ? code::processing_at_source : code::success;
    }
    const auto& kept = ledger_.refund(*order, std::move(refund));
    if (kept.state == RefundState::pending) {
        const auto after = pending->delay_ms > 0 ? pending->delay_ms : settings_.refund_ms;
        out_.tasks->spawn(refund_ends(order->order_id, kept.order_id, after));
    }
    auto reply = refund_answer(call, kept);
    keep(call, reply);
    if (first_of(faults, FaultKind::refund_answer_lost) != nullptr && order->refunds.size() == 1) {
        reply.fault = info_of(FaultKind::refund_answer_lost).name;
        reply.delay_ms = settings_.no_answer_ms;
        reply.status = 504;
    }
    return reply;
}

MomoServer::Reply MomoServer::refund_answer(const Call& call, const Refund& refund) const {
    Json body;
    body["partnerCode"] = call.partner->code;
    body["orderId"] = refund.order_id;
    body["requestId"] = call.request_id;
    body["amount"] = refund.amount;
    body["transId"] = refund.trans_id;
    body["resultCode"] = refund.result_code;
    body["message"] = message_of(refund.result_code, call.lang);
    body["responseTime"] = refund.answered.ms;
    return reply_of(refund.result_code, body);
}

/// `only`: the refund asked for; empty: all of the order.
Json MomoServer::refund_rows(const Order& order, std::string_view only) {
    Json rows = Json::array();
    for (const auto& refund : order.refunds) {
        if (!only.empty() && refund.order_id != only) continue;
        Json row;
        row["orderId"] = refund.order_id;
        row["amount"] = refund.amount;
        row["resultCode"] = refund.result_code;
        row["transId"] = refund.trans_id;
        row["createdTime"] = refund.created.ms;
        rows.push_back(std::move(row));
    }
    return rows;
}

/// Asked with the refund's orderId: its row. Asked with the purchase's: all of them (both are seen,
/// spec §6.1).
MomoServer::Reply MomoServer::refund_query(const Call& call) {
    const auto* order = ledger_.find_by_refund(call.order_id);
    const std::string only = order != nullptr ? call.order_id : std::string{};
    if (order == nullptr) order = ledger_.find(call.order_id);
    if (order == nullptr || order->partner_code != call.partner->code) {
        return refuse(call, code::not_found);
    }
    Json body;
    body["partnerCode"] = order->partner_code;
    body["orderId"] = call.order_id;
    body["requestId"] = call.request_id;
    body["resultCode"] = code::success;
    body["message"] = message_of(code::success, call.lang);
    body["responseTime"] = now().ms;
    body["refundTrans"] = refund_rows(*order, only);
    auto reply = reply_of(code::success, body);
    keep(call, reply);
    return reply;
}

MomoServer::Reply MomoServer::confirm(const Call& call) {
    auto* order = ledger_.find(call.order_id);
    if (order == nullptr || order->partner_code != call.partner->code) {
        return refuse(call, code::not_found);
    }
    ledger_.age(*order, now());
    if (order->state == OrderState::cancelled) return refuse(call, code::hold_cancelled);
    if (order->state != OrderState::authorised) return refuse(call, code::inapplicable);
    if (*call.amount != order->paid_amount) return refuse(call, code::amount_out_of_range);
    const auto type = call.text("requestType");
    if (type == "capture") {
        ledger_.capture(*order, now());
    } else {
        ledger_.cancel_hold(*order, now());
    }
    Json body = echo(call, code::success);
    body["transId"] = order->trans_id;
    body["requestType"] = type;
    auto reply = reply_of(code::success, body);
    keep(call, reply);
    return reply;
}

}  // namespace dvcpay::sandbox::momo
