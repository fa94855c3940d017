#include "sandbox/basic_order.hpp"

#include <algorithm>

#include "domain/invariant.hpp"

namespace dvcpay::sandbox {

std::string_view word_of(BasicState state) {
    switch (state) {
        case BasicState::pending:
            return "pending";
        case BasicState::paid:
            return "paid";
        case BasicState::declined:
            return "declined";
        case BasicState::expired:
            return "expired";
        case BasicState::cancelled:
            return "cancelled";
    }
    invariant_broken("word_of: state outside its enum");
}

std::string_view word_of(SignedAs how) {
    switch (how) {
        case SignedAs::right:
            return "right";
        case SignedAs::wrong_key:
            return "wrong";
        case SignedAs::next_key:
            return "next";
        case SignedAs::nothing:
            return "none";
    }
    invariant_broken("word_of: signature outside its enum");
}

std::string_view word_of(Reading::Said said) {
    switch (said) {
        case Reading::Said::taken:
            return "taken";
        case Reading::Said::repeated:
            return "repeated";
        case Reading::Said::refused:
            return "refused";
        case Reading::Said::again:
            return "again";
        case Reading::Said::garbage:
            return "garbage";
    }
    invariant_broken("word_of: reading outside its enum");
}

std::string_view word_of(BasicRefund::State state) {
    switch (state) {
        case BasicRefund::State::pending:
            return "pending";
        case BasicRefund::State::done:
            return "done";
        case BasicRefund::State::refused:
            return "refused";
    }
    invariant_broken("word_of: refund outside its enum");
}

std::string_view word_of(Means means) {
    switch (means) {
        case Means::opened:
            return "opened";
        case Means::refused:
            return "refused";
        case Means::paid:
            return "paid";
        case Means::authorised:
            return "authorised";
        case Means::waiting:
            return "waiting";
        case Means::declined:
            return "declined";
        case Means::cancelled:
            return "cancelled";
        case Means::lapsed:
            return "lapsed";
        case Means::not_found:
            return "not found";
        case Means::done:
            return "done";
        case Means::pending:
            return "pending";
        case Means::not_refundable:
            return "not refundable";
        case Means::unknown:
            return "unknown";
    }
    invariant_broken("word_of: meaning outside its enum");
}

const FaultRule* BasicOrder::fault(FaultKind kind) const {
    const auto it = std::ranges::find(faults, kind, &FaultRule::kind);
    return it == faults.end() ? nullptr : &*it;
}

std::int64_t BasicOrder::paid() const {
    std::int64_t sum = 0;
    for (const auto& movement : movements) sum += movement.amount;
    return sum;
}

const BasicMovement* BasicOrder::movement(std::string_view txn) const {
    const auto it = std::ranges::find(movements, txn, &BasicMovement::txn);
    return it == movements.end() ? nullptr : &*it;
}

std::int64_t BasicOrder::refundable(std::string_view txn) const {
    const auto* of = movement(txn);
    if (of == nullptr) return 0;
    std::int64_t left = of->amount;
    for (const auto& refund : refunds) {
        const bool counts = refund.state != BasicRefund::State::refused && refund.of_txn == txn;
        if (counts) left -= refund.amount;
    }
    return left;
}

const BasicRefund* BasicOrder::refund(std::string_view refund_id) const {
    const auto it = std::ranges::find(refunds, refund_id, &BasicRefund::id);
    return it == refunds.end() ? nullptr : &*it;
}

namespace {

Json rows_of(const BasicOrder& order) {
    Json rows = Json::array();
    for (const auto& movement : order.movements) {
        Json row;
        row["trans_id"] = movement.txn;
        row["amount"] = movement.amount;
        row["refunded"] = movement.refunded;
        row["at"] = to_rfc3339(movement.at);
        rows.push_back(std::move(row));
    }
    return rows;
}

Json refunds_of(const BasicOrder& order) {
    Json rows = Json::array();
    for (const auto& refund : order.refunds) {
        Json row;
        row["refund_id"] = refund.id;
        row["of_trans_id"] = refund.of_txn;
        row["trans_id"] = refund.txn;
        row["amount"] = refund.amount;
        row["code"] = refund.code;
        row["state"] = word_of(refund.state);
        row["at"] = to_rfc3339(refund.created);
        rows.push_back(std::move(row));
    }
    return rows;
}

Json calls_of(const BasicOrder& order) {
    Json rows = Json::array();
    for (const auto& call : order.calls) {
        Json row;
        row["kind"] = call.kind;
        row["at"] = to_rfc3339(call.sent);
        row["amount"] = call.amount;
        row["signature"] = word_of(call.signature);
        row["status"] = call.status;
        row["outcome"] = call.outcome;
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace

Json to_json(const BasicOrder& order) {
    Json out;
    out["order_id"] = order.id;
    if (!order.number.empty()) out["number"] = order.number;
    out["state"] = word_of(order.state);
    out["amount"] = order.asked;
    out["paid_amount"] = order.paid();
    out["trans_id"] = order.movements.empty() ? Json("") : Json(order.movements.back().txn);
    out["created"] = to_rfc3339(order.created);
    if (order.expires.ms != 0) out["expires"] = to_rfc3339(order.expires);
    out["payments"] = rows_of(order);
    out["refunds"] = refunds_of(order);
    out["calls"] = calls_of(order);
    return out;
}

}  // namespace dvcpay::sandbox
