#include "flows/watch.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace dvcpay::flows {
namespace net = boost::asio;
namespace {

Task<void> until_cancelled(net::steady_timer* timer) {
    co_await timer->async_wait(net::as_tuple(net::use_awaitable));
}

/// Counts a waiter for as long as it waits, also when its task is cancelled.
class Presence {
  public:
    explicit Presence(std::size_t* count) : count_(count) { ++*count_; }
    Presence(const Presence&) = delete;
    Presence& operator=(const Presence&) = delete;
    ~Presence() { --*count_; }

  private:
    std::size_t* count_;
};

}  // namespace

Bell::Bell(net::any_io_executor executor)
    : timer_(executor, net::steady_timer::time_point::max()) {}

void Bell::ring() {
    ++rung_;
    timer_.cancel();
}

Task<bool> Bell::wait(Clock* clock, Mono due, std::uint64_t seen) {
    using namespace net::experimental::
        awaitable_operators;  // NOLINT(google-build-using-namespace):
                              // operator|| is found no other way
    if (rung_ != seen) co_return true;
    const Presence present(&waiters_);
    co_await (until_cancelled(&timer_) || clock->sleep_until(due));
    co_return rung_ != seen;
}

Task<bool> Done::wait(Clock* clock, Mono due) {
    if (set_) co_return true;
    co_await bell_.wait(clock, due, bell_.count());
    co_return set_;
}

Watch::Watch(net::any_io_executor executor)
    : executor_(executor), pollers_(executor), webhooks_(executor) {}

void Watch::payment_changed(const PaymentId& id, std::optional<Wall> due) {
    if (const auto it = payments_.find(id.text()); it != payments_.end()) it->second->ring();
    webhooks_.ring();
    if (due && *due < poller_wakes_) pollers_.ring();
}

void Watch::work_appeared() {
    pollers_.ring();
    webhooks_.ring();
}

Task<bool> Watch::payment(PaymentId id, Clock* clock, Mono due) {
    std::shared_ptr<Bell>& slot = payments_[id.text()];
    if (!slot) slot = std::make_shared<Bell>(executor_);
    // Kept alive by this waiter: another one may erase the map's entry while this one still waits.
    const std::shared_ptr<Bell> bell = slot;
    bool rung = false;
    std::exception_ptr gone;
    try {
        rung = co_await bell->wait(clock, due, bell->count());
    } catch (...) {
        gone = std::current_exception();
    }
    if (!bell->has_waiters()) {
        if (const auto it = payments_.find(id.text()); it != payments_.end() && it->second == bell)
            payments_.erase(it);
    }
    if (gone) std::rethrow_exception(gone);
    co_return rung;
}

}  // namespace dvcpay::flows
