// What payers do by themselves: auto-pay, faults of the payer, late payment; and refunds that take
// their time.
#include <utility>

#include <boost/asio/post.hpp>

#include "ports/task_group.hpp"
#include "sandbox/momo/codes.hpp"
#include "sandbox/momo/server.hpp"

namespace dvcpay::sandbox::momo {

namespace {

constexpr std::int64_t surplus_dong = 1'000;

/// The code with which a payer of this order refuses by himself; 0: he does not.
std::int64_t refusal_of(const Order& order) {
    if (order.fault(FaultKind::auto_decline) != nullptr) return code::declined;
    if (order.fault(FaultKind::payer_limit) != nullptr) return code::payer_limit;
    if (order.fault(FaultKind::no_funds) != nullptr) return code::no_funds;
    return 0;
}

}  // namespace

void MomoServer::begin_payer(Order& order) {
    if (order.fault(FaultKind::query_stale) != nullptr) order.stale_queries = 2;
    if (order.fault(FaultKind::late_payment) != nullptr) {
        ledger_.expire(order, now());
    } else if (order.fault(FaultKind::callback_first) != nullptr) {
        settle_payment(order, amount_paid(order), "qr");
    } else if (const auto refusal = refusal_of(order); refusal != 0) {
        out_.tasks->spawn(payer_acts(order.order_id, settings_.payer_fault_ms, refusal));
    } else if (settings_.auto_pay != AutoPay::off) {
        const auto act = settings_.auto_pay == AutoPay::pay ? code::success : code::declined;
        out_.tasks->spawn(payer_acts(order.order_id, settings_.auto_pay_after_ms, act));
    }
}

/// A spawned task may begin inside spawn(), while its parent still holds references into the
/// ledger.
Task<void> MomoServer::next_turn() {
    co_await boost::asio::post(out_.tasks->executor(), boost::asio::use_awaitable);
}

/// `code`: success pays, anything else is the refusal.
Task<void> MomoServer::payer_acts(std::string order_id, std::int64_t after_ms, std::int64_t code) {
    co_await next_turn();
    const Mono due = out_.clock->mono().plus_ms(after_ms);
    const bool came = co_await out_.clock->sleep_until(due);
    if (!came) co_return;
    auto* order = ledger_.find(order_id);
    if (order == nullptr) co_return;
    ledger_.age(*order, now());
    if (code != code::success) {
        settle_decline(*order, code);
    } else if (order->state == OrderState::pending ||
               order->fault(FaultKind::late_payment) != nullptr) {
        settle_payment(*order, amount_paid(*order), "qr");
    }
}

Task<void> MomoServer::refund_ends(
    std::string order_id, std::string refund_order_id, std::int64_t after_ms
) {
    co_await next_turn();
    const Mono due = out_.clock->mono().plus_ms(after_ms);
    const bool came = co_await out_.clock->sleep_until(due);
    if (!came) co_return;
    auto* order = ledger_.find(order_id);
    if (order != nullptr) ledger_.finish_refund(*order, refund_order_id, now());
}

std::int64_t MomoServer::amount_paid(const Order& order) const {
    if (order.fault(FaultKind::underpaid) != nullptr) return order.amount / 2;
    if (order.fault(FaultKind::overpaid) != nullptr) return order.amount + surplus_dong;
    return order.amount;
}

void MomoServer::settle_payment(Order& order, std::int64_t amount, std::string pay_type) {
    if (!ledger_.pay(order, amount, std::move(pay_type), now())) return;
    if (order.state == OrderState::authorised) {
        order.expires = now().plus_ms(settings_.hold_life_ms);
    }
    Fields fields{
        {"order", order.order_id},
        {"amount", std::to_string(amount)},
        {"trans", std::to_string(order.trans_id)},
        {"by", order.pay_type}
    };
    log(order.state == OrderState::paid ? "momo.paid" : "momo.authorised", std::move(fields));
    tell(order);
}

void MomoServer::settle_decline(Order& order, std::int64_t code) {
    if (!ledger_.decline(order, code, now())) return;
    Fields fields{{"order", order.order_id}, {"result", std::to_string(code)}};
    log("momo.declined", std::move(fields));
    tell(order);
}

Result<void> MomoServer::pay(
    std::string_view order_id, std::optional<std::int64_t> amount, std::string pay_type
) {
    auto* order = ledger_.find(order_id);
    if (order == nullptr) return Error(Fault::not_found, "no such order");
    ledger_.age(*order, now());
    if (order->state == OrderState::paid || order->state == OrderState::authorised) {
        return Error(Fault::state_conflict, "paid already");
    }
    settle_payment(*order, amount.value_or(amount_paid(*order)), std::move(pay_type));
    return ok();
}

Result<void> MomoServer::decline(std::string_view order_id, std::int64_t code) {
    auto* order = ledger_.find(order_id);
    if (order == nullptr) return Error(Fault::not_found, "no such order");
    ledger_.age(*order, now());
    if (order->state != OrderState::pending) return Error(Fault::state_conflict, "not pending");
    settle_decline(*order, code);
    return ok();
}

Result<void> MomoServer::expire(std::string_view order_id) {
    auto* order = ledger_.find(order_id);
    if (order == nullptr) return Error(Fault::not_found, "no such order");
    if (!ledger_.expire(*order, now())) return Error(Fault::state_conflict, "not pending");
    Fields fields{{"order", order->order_id}};
    log("momo.expired", std::move(fields));
    return ok();
}

const std::deque<Order>& MomoServer::orders() {
    ledger_.age_all(now());
    return ledger_.orders();
}

const Order* MomoServer::find(std::string_view order_id) {
    auto* order = ledger_.find(order_id);
    if (order != nullptr) ledger_.age(*order, now());
    return order;
}

}  // namespace dvcpay::sandbox::momo
