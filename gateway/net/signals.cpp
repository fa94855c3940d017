#include "net/signals.hpp"

#include <csignal>

#include <boost/asio/use_awaitable.hpp>

namespace dvcpay::net {

SignalWatcher::SignalWatcher(boost::asio::any_io_executor executor)
    : signals_(executor, SIGTERM, SIGINT, SIGHUP) {}

Task<Signal> SignalWatcher::next() {
    const int number = co_await signals_.async_wait(boost::asio::use_awaitable);
    if (number == SIGHUP) co_return Signal::hangup;
    co_return number == SIGINT ? Signal::interrupt : Signal::terminate;
}

}  // namespace dvcpay::net
