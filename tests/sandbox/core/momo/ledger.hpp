#pragma once
// The orders and what becomes of them: the only place where money moves in the sandbox. Every
// movement goes to the book before the function returns. No clock: the caller says what time it is.
// Source: spec §4–§7, §10.
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>

#include "sandbox/book.hpp"
#include "sandbox/momo/order.hpp"

namespace dvcpay::sandbox::momo {

class Ledger {
  public:
    explicit Ledger(BookSink& book) : book_(book) {}

    /// In order of creation. References stay valid until clear().
    const std::deque<Order>& orders() const { return orders_; }
    Order* find(std::string_view order_id);
    const Order* find(std::string_view order_id) const;
    Order* find_by_token(std::string_view token);
    Order* find_by_trans(std::int64_t trans_id);
    /// The purchase that the refund `refund_order_id` belongs to.
    Order* find_by_refund(std::string_view refund_order_id);
    /// Whether a purchase or a refund has this id already.
    bool knows(std::string_view order_id) const;

    Order& open(Order order);
    /// Lets time do what it does to an order: the link expires, a hold ends.
    void age(Order& order, Wall now);
    void age_all(Wall now);

    /// The payer pays `amount`; with Capture::on_confirm it is only held. Also from expired,
    /// declined and cancelled: a provider may contradict itself. false: it was paid or held before,
    /// nothing happened.
    bool pay(Order& order, std::int64_t amount, std::string pay_type, Wall now);
    /// The payer (1006) or somebody for him (1001, 1004 …) refuses. false: not pending.
    bool decline(Order& order, std::int64_t code, Wall now);
    bool expire(Order& order, Wall now);  ///< false: not pending
    void capture(Order& order, Wall now);
    void cancel_hold(Order& order, Wall now);
    Refund& refund(Order& order, Refund refund);
    void finish_refund(Order& order, std::string_view refund_order_id, Wall now);

    std::int64_t next_trans_id(Wall now);
    std::int64_t next_ipn_serial() { return ++ipn_serial_; }
    void note_ipn(const Order& order, const IpnRecord& ipn);
    void clear();

  private:
    void write(std::string_view event, const Order& order, std::int64_t amount, Wall at);
    void write_refund(std::string_view event, const Order& order, const Refund& refund, Wall at);

    BookSink& book_;
    std::deque<Order> orders_;
    std::map<std::string, Order*, std::less<>> by_id_;
    std::map<std::string, Order*, std::less<>> by_token_;
    std::map<std::string, Order*, std::less<>> by_refund_;
    std::map<std::int64_t, Order*> by_trans_;
    std::int64_t last_trans_id_ = 0;
    std::int64_t ipn_serial_ = 0;
};

}  // namespace dvcpay::sandbox::momo
