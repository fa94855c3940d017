#pragma once
// Time that stands still until everybody waits, then jumps to the earliest alarm.
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>

#include "ports/clock.hpp"

namespace dvcpay::simulation {

/// Alarms ring in the order of (due, sequence), so that ties break the same way every time. An
/// alarm's task goes on through the executor, never inside ring_next(). Alarms a year or more away
/// belong to tasks that wait to be cancelled.
class SimClock final : public Clock {
  public:
    SimClock(boost::asio::any_io_executor executor, Wall start)
        : executor_(std::move(executor)), start_(start) {}
    SimClock(const SimClock&) = delete;
    SimClock& operator=(const SimClock&) = delete;

    Wall wall() const override { return start_.plus_ms(now_ns_ / 1'000'000); }
    Mono mono() const override { return Mono{mono_start_ns + now_ns_}; }
    Task<bool> sleep_until(Mono due) override;

    std::optional<Mono> earliest() const;
    /// Jumps to the earliest alarm (or to `until`, where that comes first) and rings it. False:
    /// nothing was rung.
    bool ring_next(Mono until);
    std::size_t alarms() const { return alarms_.size(); }

  private:
    using Wake = boost::asio::any_completion_handler<void(bool)>;
    using Key = std::pair<std::int64_t, std::uint64_t>;
    static constexpr std::int64_t mono_start_ns = 1'000'000'000;

    void arm(Wake wake, Mono due);
    void cancel(Key key);
    void finish(Wake wake, bool came);

    boost::asio::any_io_executor executor_;
    Wall start_;
    std::int64_t now_ns_ = 0;
    std::uint64_t sequence_ = 0;
    std::map<Key, Wake> alarms_;
};

}  // namespace dvcpay::simulation
