#include <string>
#include <boost/outcome/try.hpp>
#include <boost/asio/awaitable.hpp>  // rings
#include <fmt/core.h>  // rings
#include <unistd.h>  // rings
