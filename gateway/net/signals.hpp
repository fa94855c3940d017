#pragma once
// SIGTERM, SIGINT and SIGHUP as something a coroutine waits for. Nothing else of process control.
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/signal_set.hpp>

#include "ports/task.hpp"

namespace dvcpay::net {

enum class Signal : unsigned char { terminate, interrupt, hangup };

/// From construction on, these signals no longer end the process: they wait here. One waiter at a
/// time.
class SignalWatcher {
  public:
    explicit SignalWatcher(boost::asio::any_io_executor executor);
    /// Throws operation_aborted when cancelled, as a task's end by cancellation should.
    Task<Signal> next();

  private:
    boost::asio::signal_set signals_;
};

}  // namespace dvcpay::net
