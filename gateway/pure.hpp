// Force-included before every source of the pure room (gateway/domain). First come the headers the
// room may use; after them the forbidden names are poisoned, so that a clock, a random source, the
// environment or a parser inside the domain is a compile error.
#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <chrono>
#include <compare>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include <boost/outcome/basic_result.hpp>
#include <boost/outcome/policy/terminate.hpp>
#include <boost/outcome/try.hpp>

#pragma GCC poison system_clock steady_clock high_resolution_clock utc_clock
#pragma GCC poison random_device mt19937 mt19937_64 rand srand
#pragma GCC poison getenv this_thread jthread asio nlohmann sqlite3 fopen
