#include "simulation/sim_clock.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace dvcpay::simulation {
namespace net = boost::asio;

Task<bool> SimClock::sleep_until(Mono due) {
    auto begin = [](auto wake, SimClock* self, Mono at) { self->arm(std::move(wake), at); };
    co_return co_await net::async_initiate<const net::use_awaitable_t<>&, void(bool)>(
        std::move(begin), net::use_awaitable, this, due
    );
}

void SimClock::arm(Wake wake, Mono due) {
    const Key key{due.ns, ++sequence_};
    auto slot = net::get_associated_cancellation_slot(wake);
    if (slot.is_connected()) {
        slot.assign([this, key](net::cancellation_type) { cancel(key); });
    }
    alarms_.emplace(key, std::move(wake));
}

void SimClock::cancel(Key key) {
    const auto it = alarms_.find(key);
    if (it == alarms_.end()) return;
    Wake wake = std::move(it->second);
    alarms_.erase(it);
    finish(std::move(wake), false);
}

void SimClock::finish(Wake wake, bool came) {
    net::get_associated_cancellation_slot(wake).clear();
    net::post(executor_, [wake = std::move(wake), came]() mutable { std::move(wake)(came); });
}

std::optional<Mono> SimClock::earliest() const {
    if (alarms_.empty()) return std::nullopt;
    return Mono{alarms_.begin()->first.first};
}

bool SimClock::ring_next(Mono until) {
    const auto first = alarms_.begin();
    if (first == alarms_.end() || first->first.first > until.ns) {
        now_ns_ = std::max(now_ns_, until.ns - mono_start_ns);
        return false;
    }
    now_ns_ = std::max(now_ns_, first->first.first - mono_start_ns);
    Wake wake = std::move(first->second);
    alarms_.erase(first);
    finish(std::move(wake), true);
    return true;
}

}  // namespace dvcpay::simulation
