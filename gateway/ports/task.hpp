#pragma once
// The one coroutine type of the gateway. Only this header of the ports knows Asio.
#include <boost/asio/awaitable.hpp>

namespace dvcpay {
template <class T>
using Task = boost::asio::awaitable<T>;
}  // namespace dvcpay
