#include "sandbox/momo/ledger.hpp"

#include <algorithm>
#include <utility>

#include "domain/invariant.hpp"
#include "sandbox/momo/codes.hpp"
#include "sandbox/web.hpp"

namespace dvcpay::sandbox::momo {

namespace {

template <class Map, class Key>
Order* look_up(const Map& map, const Key& key) {
    const auto at = map.find(key);
    return at == map.end() ? nullptr : at->second;
}

}  // namespace

Order* Ledger::find(std::string_view order_id) {
    return look_up(by_id_, order_id);
}
const Order* Ledger::find(std::string_view order_id) const {
    return look_up(by_id_, order_id);
}
Order* Ledger::find_by_token(std::string_view token) {
    return look_up(by_token_, token);
}
Order* Ledger::find_by_trans(std::int64_t trans_id) {
    return look_up(by_trans_, trans_id);
}
Order* Ledger::find_by_refund(std::string_view id) {
    return look_up(by_refund_, id);
}

bool Ledger::knows(std::string_view order_id) const {
    return by_id_.contains(order_id) || by_refund_.contains(order_id);
}

Order& Ledger::open(Order order) {
    DVC_INVARIANT(!knows(order.order_id));
    orders_.push_back(std::move(order));
    auto& kept = orders_.back();
    by_id_.emplace(kept.order_id, &kept);
    by_token_.emplace(kept.token, &kept);
    return kept;
}

void Ledger::age(Order& order, Wall now) {
    if (order.state == OrderState::pending && now >= order.expires) expire(order, order.expires);
    if (order.state == OrderState::authorised && now >= order.expires) {
        cancel_hold(order, order.expires);
    }
}

void Ledger::age_all(Wall now) {
    for (auto& order : orders_) age(order, now);
}

bool Ledger::pay(Order& order, std::int64_t amount, std::string pay_type, Wall now) {
    if (order.state == OrderState::paid || order.state == OrderState::authorised) return false;
    const bool held = order.capture == Capture::on_confirm;
    order.state = held ? OrderState::authorised : OrderState::paid;
    order.result_code = held ? code::authorised : code::success;
    order.paid_amount = amount;
    order.pay_type = std::move(pay_type);
    order.decided = now;
    order.trans_id = next_trans_id(now);
    by_trans_[order.trans_id] = &order;
    write(held ? "authorised" : "paid", order, amount, now);
    return true;
}

bool Ledger::decline(Order& order, std::int64_t code, Wall now) {
    if (order.state != OrderState::pending) return false;
    order.state = OrderState::declined;
    order.result_code = code;
    order.decided = now;
    order.trans_id = next_trans_id(now);
    write("declined", order, 0, now);
    return true;
}

bool Ledger::expire(Order& order, Wall now) {
    if (order.state != OrderState::pending) return false;
    order.state = OrderState::expired;
    order.result_code = code::expired;
    order.decided = now;
    write("expired", order, 0, now);
    return true;
}

void Ledger::capture(Order& order, Wall now) {
    DVC_INVARIANT(order.state == OrderState::authorised);
    order.state = OrderState::paid;
    order.result_code = code::success;
    order.decided = now;
    write("paid", order, order.paid_amount, now);
}

void Ledger::cancel_hold(Order& order, Wall now) {
    DVC_INVARIANT(order.state == OrderState::authorised);
    const auto held = std::exchange(order.paid_amount, 0);
    order.state = OrderState::cancelled;
    order.result_code = code::hold_cancelled;
    order.decided = now;
    write("hold_cancelled", order, held, now);
}

Refund& Ledger::refund(Order& order, Refund refund) {
    DVC_INVARIANT(!knows(refund.order_id));
    DVC_INVARIANT(refund.state == RefundState::refused || refund.amount <= order.refundable());
    order.refunds.push_back(std::move(refund));
    auto& kept = order.refunds.back();
    by_refund_.emplace(kept.order_id, &order);
    if (kept.state == RefundState::done) write_refund("refunded", order, kept, kept.created);
    return kept;
}

void Ledger::finish_refund(Order& order, std::string_view refund_order_id, Wall now) {
    const auto at = std::ranges::find(order.refunds, refund_order_id, &Refund::order_id);
    if (at == order.refunds.end() || at->state != RefundState::pending) return;
    at->state = RefundState::done;
    at->result_code = code::success;
    write_refund("refunded", order, *at, now);
}

std::int64_t Ledger::next_trans_id(Wall now) {
    // From the clock, so that a restarted sandbox does not give an old number to new money.
    last_trans_id_ = std::max(last_trans_id_ + 1, now.ms * 1000);
    return last_trans_id_;
}

void Ledger::write(std::string_view event, const Order& order, std::int64_t amount, Wall at) {
    Json line;
    line["event"] = event;
    line["provider"] = "momo";
    line["partner_code"] = order.partner_code;
    line["order_id"] = order.order_id;
    line["asked"] = order.amount;
    line["amount"] = amount;
    line["trans_id"] = order.trans_id;
    line["result_code"] = order.result_code;
    line["at"] = to_rfc3339(at);
    book_.append(dump(line));
}

void Ledger::write_refund(
    std::string_view event, const Order& order, const Refund& refund, Wall at
) {
    Json line;
    line["event"] = event;
    line["provider"] = "momo";
    line["partner_code"] = order.partner_code;
    line["order_id"] = order.order_id;
    line["refund_order_id"] = refund.order_id;
    line["amount"] = refund.amount;
    line["trans_id"] = refund.trans_id;
    line["of_trans_id"] = order.trans_id;
    line["at"] = to_rfc3339(at);
    book_.append(dump(line));
}

void Ledger::note_ipn(const Order& order, const IpnRecord& ipn) {
    Json line;
    line["event"] = "ipn";
    line["provider"] = "momo";
    line["order_id"] = order.order_id;
    line["result_code"] = ipn.result_code;
    line["amount"] = ipn.amount;
    line["signature"] = word_of(ipn.signature);
    line["outcome"] = ipn.outcome;
    line["status"] = ipn.status;
    line["at"] = to_rfc3339(ipn.sent);
    book_.append(dump(line));
}

void Ledger::clear() {
    by_id_.clear();
    by_token_.clear();
    by_refund_.clear();
    by_trans_.clear();
    orders_.clear();
}

}  // namespace dvcpay::sandbox::momo
