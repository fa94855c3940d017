#include "net/system.hpp"

#include <array>
#include <chrono>
#include <climits>
#include <tuple>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <openssl/rand.h>
#include <pwd.h>

#include "domain/invariant.hpp"

namespace dvcpay::net {

namespace asio = boost::asio;

Wall SystemClock::wall() const {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return Wall{std::chrono::duration_cast<std::chrono::milliseconds>(now).count()};
}

Mono SystemClock::mono() const {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return Mono{std::chrono::duration_cast<std::chrono::nanoseconds>(now).count()};
}

Task<bool> SystemClock::sleep_until(Mono due) {
    // A caller that shields itself may come here already cancelled; its signal would not ring
    // twice.
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) co_return false;
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor);
    timer.expires_at(std::chrono::steady_clock::time_point(std::chrono::nanoseconds(due.ns)));
    const auto [ec] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    co_return !ec;
}

std::string user_name(std::uint32_t uid) {
    passwd entry{};
    passwd* found = nullptr;
    std::array<char, 4096> text{};
    const int failed = ::getpwuid_r(uid, &entry, text.data(), text.size(), &found);
    if (failed != 0 || found == nullptr) return std::to_string(uid);
    return found->pw_name;
}

void SystemEntropy::fill(std::span<std::byte> out) {
    while (!out.empty()) {
        const auto part = out.first(out.size() < INT_MAX ? out.size() : INT_MAX);
        auto* bytes = reinterpret_cast<unsigned char*>(part.data());
        DVC_INVARIANT(RAND_bytes(bytes, static_cast<int>(part.size())) == 1);
        out = out.subspan(part.size());
    }
}

}  // namespace dvcpay::net
