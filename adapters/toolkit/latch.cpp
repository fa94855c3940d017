#include "toolkit/latch.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace dvcpay::toolkit {
namespace net = boost::asio;
namespace {

Task<void> until_cancelled(net::steady_timer* timer) {
    co_await timer->async_wait(net::as_tuple(net::use_awaitable));
}

}  // namespace

Task<bool> Latch::wait(std::shared_ptr<Latch> latch, Clock* clock, Mono due) {
    using namespace net::experimental::
        awaitable_operators;  // NOLINT(google-build-using-namespace):
                              // operator|| is found no other way
    if (latch->open_) co_return true;
    co_await (until_cancelled(&latch->timer_) || clock->sleep_until(due));
    co_return latch->open_;
}

}  // namespace dvcpay::toolkit
