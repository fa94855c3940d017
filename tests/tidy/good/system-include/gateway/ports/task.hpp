#pragma once
#include <boost/asio/awaitable.hpp>

