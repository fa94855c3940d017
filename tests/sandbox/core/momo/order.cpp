#include "sandbox/momo/order.hpp"

#include "domain/invariant.hpp"

namespace dvcpay::sandbox::momo {

std::string_view word_of(OrderState state) {
    switch (state) {
        case OrderState::pending:
            return "pending";
        case OrderState::authorised:
            return "authorised";
        case OrderState::paid:
            return "paid";
        case OrderState::declined:
            return "declined";
        case OrderState::expired:
            return "expired";
        case OrderState::cancelled:
            return "cancelled";
    }
    invariant_broken("word_of: order state outside its enum");
}

std::string_view word_of(RefundState state) {
    switch (state) {
        case RefundState::pending:
            return "pending";
        case RefundState::done:
            return "done";
        case RefundState::refused:
            return "refused";
    }
    invariant_broken("word_of: refund state outside its enum");
}

std::string_view word_of(SignedAs how) {
    switch (how) {
        case SignedAs::right:
            return "right";
        case SignedAs::wrong:
            return "wrong";
        case SignedAs::not_at_all:
            return "none";
    }
    invariant_broken("word_of: signature outside its enum");
}

const FaultRule* Order::fault(FaultKind kind) const {
    for (const auto& rule : faults) {
        if (rule.kind == kind) return &rule;
    }
    return nullptr;
}

std::int64_t Order::refundable() const {
    if (state != OrderState::paid) return 0;
    std::int64_t left = paid_amount;
    for (const auto& refund : refunds) {
        if (refund.state != RefundState::refused) left -= refund.amount;
    }
    return left;
}

namespace {

Json to_json(const Refund& refund) {
    Json out;
    out["order_id"] = refund.order_id;
    out["request_id"] = refund.request_id;
    out["amount"] = refund.amount;
    out["trans_id"] = refund.trans_id;
    out["result_code"] = refund.result_code;
    out["state"] = word_of(refund.state);
    out["created"] = to_rfc3339(refund.created);
    return out;
}

Json to_json(const IpnRecord& ipn) {
    Json out;
    out["sent"] = to_rfc3339(ipn.sent);
    out["result_code"] = ipn.result_code;
    out["amount"] = ipn.amount;
    out["signature"] = word_of(ipn.signature);
    out["outcome"] = ipn.outcome;
    out["status"] = ipn.status;
    return out;
}

}  // namespace

Json to_json(const Order& order) {
    Json out;
    out["order_id"] = order.order_id;
    out["request_id"] = order.request_id;
    out["partner_code"] = order.partner_code;
    out["state"] = word_of(order.state);
    out["result_code"] = order.result_code;
    out["amount"] = order.amount;
    out["paid_amount"] = order.paid_amount;
    out["trans_id"] = order.trans_id;
    out["pay_type"] = order.pay_type;
    out["created"] = to_rfc3339(order.created);
    out["expires"] = to_rfc3339(order.expires);
    if (order.decided.ms != 0) out["decided"] = to_rfc3339(order.decided);
    out["queries"] = order.queries;
    out["faults"] = Json::array();
    for (const auto& rule : order.faults) out["faults"].push_back(info_of(rule.kind).name);
    out["refunds"] = Json::array();
    for (const auto& refund : order.refunds) out["refunds"].push_back(to_json(refund));
    out["ipns"] = Json::array();
    for (const auto& ipn : order.ipns) out["ipns"].push_back(to_json(ipn));
    return out;
}

}  // namespace dvcpay::sandbox::momo
