// Payers who act by themselves, calls to the gateway, and refunds that take their time.
#include <algorithm>
#include <utility>

#include <boost/asio/post.hpp>

#include "ports/task_group.hpp"
#include "sandbox/basic_provider.hpp"

namespace dvcpay::sandbox {

namespace {

constexpr std::int64_t wrong_by_dong = 1'000;
constexpr std::string_view foreign_partner = "FOREIGN";

bool refuses_by_himself(const BasicOrder& order) {
    return order.fault(FaultKind::auto_decline) != nullptr ||
           order.fault(FaultKind::payer_limit) != nullptr ||
           order.fault(FaultKind::no_funds) != nullptr;
}

/// A word of the protocol after which the provider does not repeat.
bool is_final(const Reading& reading) {
    return reading.said == Reading::Said::taken || reading.said == Reading::Said::repeated ||
           reading.said == Reading::Said::refused;
}

}  // namespace

void BasicProvider::begin_payer(BasicOrder& order) {
    if (const auto* late = order.fault(FaultKind::late_payment)) {
        order.state = BasicState::expired;
        const auto after = late->delay_ms > 0 ? late->delay_ms : settings_.late_pay_ms;
        out_.tasks->spawn(acts_later(order.id, after, "pay"));
    } else if (order.fault(FaultKind::callback_first) != nullptr) {
        out_.tasks->spawn(acts_later(order.id, 0, "pay"));
    } else if (refuses_by_himself(order)) {
        out_.tasks->spawn(acts_later(order.id, settings_.payer_fault_ms, "decline"));
    } else if (settings_.auto_pay != BasicSettings::AutoPay::off) {
        const bool pays_it = settings_.auto_pay == BasicSettings::AutoPay::pay;
        std::string verb = pays_it ? "pay" : "decline";
        out_.tasks->spawn(acts_later(order.id, settings_.auto_pay_after_ms, std::move(verb)));
    }
}

/// A spawned task may begin inside spawn(), while its parent still holds references to orders.
Task<void> BasicProvider::next_turn() {
    co_await boost::asio::post(out_.tasks->executor(), boost::asio::use_awaitable);
}

Task<void> BasicProvider::acts_later(
    std::string order_id, std::int64_t after_ms, std::string verb
) {
    co_await next_turn();
    const Mono due = out_.clock->mono().plus_ms(after_ms);
    const bool came = co_await out_.clock->sleep_until(due);
    if (!came) co_return;
    const auto* order = find(order_id);
    if (order == nullptr || !order->movements.empty()) co_return;
    if (verb == "decline") {
        (void)payer_declines(order_id);
        co_return;
    }
    co_await pays(std::move(order_id), std::nullopt);
}

std::int64_t BasicProvider::amount_paid(const BasicOrder& order) const {
    if (order.fault(FaultKind::underpaid) != nullptr) return order.asked / 2;
    if (order.fault(FaultKind::overpaid) != nullptr) return order.asked + wrong_by_dong;
    return order.asked;
}

/// As the provider does it: asks where it asks, moves the money, tells.
Task<void> BasicProvider::pays(std::string order_id, std::optional<std::int64_t> amount) {
    co_await next_turn();
    for (const auto& kind : asks_first()) {
        const auto* asking = find(order_id);
        if (asking == nullptr) co_return;
        Wish wish;
        wish.kind = kind;
        wish.order = order_id;
        const Reading reading = co_await call(std::move(wish));
        auto* order = find(order_id);
        if (order == nullptr) co_return;
        if (reading.said != Reading::Said::taken) {
            Fields fields{{"order", order_id}, {"kind", kind}, {"code", reading.code}};
            log("payer_stopped", std::move(fields));
            co_return;
        }
        if (order->asked == 0 && reading.amount) order->asked = *reading.amount;
    }
    auto* order = find(order_id);
    if (order == nullptr || !takes_money(*order)) co_return;
    const auto moves = amount.value_or(amount_paid(*order));
    if (moves <= 0 || !takes_amount(*order, moves)) co_return;
    const auto txn = move_money(*order, moves);
    tell(*order, Says::paid, txn);
}

void BasicProvider::tell(BasicOrder& order, Says says, const std::string& txn) {
    const bool paid = says == Says::paid;
    if (paid && (order.fault(FaultKind::paid_no_callback) != nullptr ||
                 order.fault(FaultKind::query_stale) != nullptr)) {
        Fields fields{{"order", order.id}};
        log("notice_lost", std::move(fields));
        return;
    }
    Wish wish;
    wish.kind = notice_kind();
    wish.order = order.id;
    wish.txn = txn;
    wish.says = says;
    if (order.fault(FaultKind::callback_bad_signature) != nullptr) {
        wish.signed_as = SignedAs::wrong_key;
    }
    if (const auto* moved = order.movement(txn)) wish.amount = moved->amount;
    if (order.fault(FaultKind::callback_wrong_amount) != nullptr && wish.amount) {
        *wish.amount += wrong_by_dong;
    }
    if (order.fault(FaultKind::callback_foreign_partner) != nullptr) {
        wish.partner = foreign_partner;
    }
    // Of three the second races with the first, the third comes when the second was answered.
    if (order.fault(FaultKind::callback_duplicate) != nullptr) {
        out_.tasks->spawn(deliver(order.id, {wish, wish}));
    }
    out_.tasks->spawn(deliver(order.id, {wish}));
}

Task<void> BasicProvider::deliver(std::string order_id, std::vector<Wish> wishes) {
    co_await next_turn();
    for (auto& wish : wishes) {
        if (find(order_id) == nullptr) co_return;
        co_await call(std::move(wish));
    }
}

Task<Reading> BasicProvider::call(Wish wish) {
    Reading reading;
    for (std::int64_t attempt = 1; attempt <= std::max<std::int64_t>(1, settings_.notice_attempts);
         ++attempt) {
        if (attempt > 1) {
            const Mono again = out_.clock->mono().plus_ms(settings_.notice_retry_ms);
            const bool came = co_await out_.clock->sleep_until(again);
            if (!came) co_return reading;
        }
        bool may = true;
        for (const auto& kind : before(wish.kind)) {
            Wish first;
            first.kind = kind;
            first.signed_as = wish.signed_as;
            const Reading login = co_await call_once(std::move(first));
            may = may && login.said == Reading::Said::taken;
        }
        if (!may) continue;
        reading = co_await call_once(wish);
        if (is_final(reading)) break;
    }
    co_return reading;
}

Task<Reading> BasicProvider::call_once(Wish wish) {
    Reading reading;
    auto request = message(wish);
    if (!request) co_return reading;
    request->channel = "sandbox";
    BasicCall record;
    record.serial = next_serial();
    record.kind = wish.kind;
    record.sent = now();
    record.amount = wish.amount.value_or(0);
    record.signature = wish.signed_as;
    const auto serial = record.serial;
    if (auto* order = find(wish.order)) order->calls.push_back(record);
    const Mono due = out_.clock->mono().plus_ms(settings_.notice_timeout_ms);
    const SendResult sent = co_await out_.transport->send(std::move(*request), due);
    if (const auto* answer = std::get_if<HttpAnswer>(&sent)) {
        HttpResponse response;
        response.status = answer->status;
        response.headers = answer->headers;
        response.body = answer->body;
        reading = read(wish.kind, response);
        record.status = answer->status;
        record.outcome = word_of(reading.said);
        if (!reading.signature_ok) complain(wish.kind + ": the answer's signature is wrong");
        if (reading.said == Reading::Said::garbage) complain(wish.kind + ": " + reading.why);
    } else if (const auto* closed = std::get_if<Unavailable>(&sent)) {
        record.outcome = "unavailable: " + closed->why;
    } else {
        record.outcome = "no answer: " + std::get<NoAnswer>(sent).why;
    }
    auto* order = find(wish.order);
    if (order != nullptr) {
        const auto at = std::ranges::find(order->calls, serial, &BasicCall::serial);
        if (at != order->calls.end()) {
            at->status = record.status;
            at->outcome = record.outcome;
            at->over = true;
        }
        Json more;
        more["kind"] = wish.kind;
        more["signature"] = word_of(wish.signed_as);
        more["outcome"] = record.outcome;
        more["status"] = record.status;
        write("call", *order, std::move(more));
    }
    Fields fields{
        {"kind", wish.kind},
        {"order", wish.order},
        {"outcome", record.outcome},
        {"http", std::to_string(record.status)}
    };
    log("call", std::move(fields));
    co_return reading;
}

/// Until the gateway has answered what it was told about this order, however it did.
Task<void> BasicProvider::wait_for_calls(std::string order_id) {
    const Mono end = out_.clock->mono().plus_ms(settings_.notice_timeout_ms + 1000);
    while (out_.clock->mono() < end) {
        const auto* order = find(order_id);
        if (order == nullptr) co_return;
        const bool told = std::ranges::any_of(order->calls, [&](const BasicCall& call) {
            return call.kind == notice_kind() && call.over;
        });
        if (told) co_return;
        const Mono due = out_.clock->mono().plus_ms(5);
        const bool came = co_await out_.clock->sleep_until(due);
        if (!came) co_return;
    }
}

Result<void> BasicProvider::payer_pays(
    std::string_view order_id, std::optional<std::int64_t> amount
) {
    const auto* order = find(order_id);
    if (order == nullptr) return Error(Fault::not_found, "no such order");
    if (!takes_money(*order)) return Error(Fault::state_conflict, "the provider takes no money");
    if (amount.value_or(order->asked) <= 0 && asks_first().empty()) {
        return Error(Fault::invalid_parameter, "amount: the order names none");
    }
    out_.tasks->spawn(pays(order->id, amount));
    return ok();
}

Result<void> BasicProvider::payer_declines(std::string_view order_id) {
    auto* order = find(order_id);
    if (order == nullptr) return Error(Fault::not_found, "no such order");
    if (order->state != BasicState::pending) return Error(Fault::state_conflict, "not pending");
    order->state = BasicState::declined;
    write("declined", *order, Json::object());
    Fields fields{{"order", order->id}};
    log("declined", std::move(fields));
    tell(*order, Says::declined, {});
    return ok();
}

Result<void> BasicProvider::expire(std::string_view order_id) {
    auto* order = find(order_id);
    if (order == nullptr) return Error(Fault::not_found, "no such order");
    if (order->state != BasicState::pending) return Error(Fault::state_conflict, "not pending");
    order->state = BasicState::expired;
    write("expired", *order, Json::object());
    return ok();
}

// --- refunds

std::optional<FaultKind> BasicProvider::refund_fault(const BasicOrder& order) const {
    for (const auto kind :
         {FaultKind::refund_pending, FaultKind::refund_failed, FaultKind::not_refundable}) {
        if (order.fault(kind) != nullptr) return kind;
    }
    return std::nullopt;
}

BasicRefund& BasicProvider::put_refund(BasicOrder& order, BasicRefund refund) {
    refund.created = now();
    order.refunds.push_back(std::move(refund));
    auto& kept = order.refunds.back();
    if (kept.state == BasicRefund::State::pending) {
        const auto* slow = order.fault(FaultKind::refund_pending);
        const auto after =
            slow != nullptr && slow->delay_ms > 0 ? slow->delay_ms : settings_.refund_ms;
        out_.tasks->spawn(refund_ends(kept.id, after));
    } else if (kept.state == BasicRefund::State::done) {
        for (auto& one : order.movements) {
            if (one.txn == kept.of_txn) one.refunded += kept.amount;
        }
        Json more;
        more["refund_id"] = kept.id;
        more["amount"] = kept.amount;
        more["of_trans_id"] = kept.of_txn;
        more["trans_id"] = kept.txn;
        write("refunded", order, std::move(more));
    }
    return kept;
}

Task<void> BasicProvider::refund_ends(std::string refund_id, std::int64_t after_ms) {
    co_await next_turn();
    const Mono due = out_.clock->mono().plus_ms(after_ms);
    const bool came = co_await out_.clock->sleep_until(due);
    if (!came) co_return;
    auto* order = find_refund(refund_id);
    if (order == nullptr) co_return;
    const auto at = std::ranges::find(order->refunds, refund_id, &BasicRefund::id);
    if (at->state != BasicRefund::State::pending) co_return;
    at->state = BasicRefund::State::done;
    for (auto& one : order->movements) {
        if (one.txn == at->of_txn) one.refunded += at->amount;
    }
    Json more;
    more["refund_id"] = at->id;
    more["amount"] = at->amount;
    more["of_trans_id"] = at->of_txn;
    more["trans_id"] = at->txn;
    write("refunded", *order, std::move(more));
}

}  // namespace dvcpay::sandbox
