#pragma once
// Who waits for what: readers of one payment (?wait=), pollers and webhook loops. In-process only;
// a change made by another process is found by looking again (every waiter has a longest sleep).
// Loop thread only.
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "domain/ids.hpp"
#include "ports/clock.hpp"
#include "ports/task.hpp"

namespace dvcpay::flows {

/// Something that happens, perhaps many times. Whoever looks, works and then waits takes count()
/// before it looks, so that a ring in between is not lost.
class Bell {
  public:
    explicit Bell(boost::asio::any_io_executor executor);
    void ring();
    std::uint64_t count() const { return rung_; }
    /// true: rung since `seen` was taken; false: `due` came first. Throws only when the waiting
    /// task is cancelled.
    Task<bool> wait(Clock* clock, Mono due, std::uint64_t seen);
    bool has_waiters() const { return waiters_ > 0; }

  private:
    boost::asio::steady_timer timer_;
    std::size_t waiters_ = 0;
    std::uint64_t rung_ = 0;
};

/// A value that arrives once; waiting after it arrived returns at once.
class Done {
  public:
    explicit Done(boost::asio::any_io_executor executor) : bell_(executor) {}
    void set() {
        set_ = true;
        bell_.ring();
    }
    bool is_set() const { return set_; }
    Task<bool> wait(Clock* clock, Mono due);

  private:
    Bell bell_;
    bool set_ = false;
};

class Watch {
  public:
    explicit Watch(boost::asio::any_io_executor executor);

    /// A commit changed this payment: readers of it and webhook loops look again; the poller, where
    /// `due` (the payment's next moment, if any) comes before it would wake by itself.
    void payment_changed(const PaymentId& id, std::optional<Wall> due);
    /// Something became due that pollers or webhook loops did not know of.
    void work_appeared();
    /// The poller's own word of when it will look again.
    void poller_sleeps_until(Wall at) { poller_wakes_ = at; }

    /// true: it changed; false: `due` came.
    Task<bool> payment(PaymentId id, Clock* clock, Mono due);
    Bell& pollers() { return pollers_; }
    Bell& webhooks() { return webhooks_; }

  private:
    boost::asio::any_io_executor executor_;
    Bell pollers_;
    Bell webhooks_;
    Wall poller_wakes_{INT64_MAX
    };  ///< while it works: everything that becomes due makes it look once more
    std::map<std::string, std::shared_ptr<Bell>> payments_;
};

}  // namespace dvcpay::flows
