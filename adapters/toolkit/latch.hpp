#pragma once
// Something many wait for and that happens once. Loop thread only.
#include <memory>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "ports/clock.hpp"

namespace dvcpay::toolkit {

class Latch {
  public:
    explicit Latch(boost::asio::any_io_executor executor)
        : timer_(executor, boost::asio::steady_timer::time_point::max()) {}
    void open() {
        open_ = true;
        timer_.cancel();
    }
    /// true: it is open; false: `due` came first, or the waiting task is cancelled.
    static Task<bool> wait(std::shared_ptr<Latch> latch, Clock* clock, Mono due);

  private:
    boost::asio::steady_timer timer_;  ///< never fires by itself
    bool open_ = false;
};

}  // namespace dvcpay::toolkit
