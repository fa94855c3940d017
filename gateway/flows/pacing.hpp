#pragma once
#include <algorithm>
#include <cstdint>
#include <optional>

#include "domain/time.hpp"

namespace dvcpay::flows {

/// How long a loop sleeps between two rounds. What is due although a round has looked at it is
/// under way (its end rings the bell), belongs to another loop, or cannot be done just now: the
/// loop comes back for it with growing pauses, so that it neither spins nor forgets.
class Pacing {
  public:
    explicit Pacing(std::int64_t longest_ms) : longest_ms_(longest_ms) {}

    /// `begun`: what the round could begin. `next`: the store's next moment, empty where nothing
    /// waits.
    std::int64_t sleep_ms(std::int64_t begun, std::optional<Wall> next, Wall now) {
        if (begun > 0) stuck_ms_ = 0;
        if (!next || next->ms > now.ms) {
            stuck_ms_ = 0;
            return next ? std::min(next->ms - now.ms, longest_ms_) : longest_ms_;
        }
        stuck_ms_ = std::clamp(stuck_ms_ * 2, shortest_ms, std::min(stuck_longest_ms, longest_ms_));
        return stuck_ms_;
    }
    /// The store could not be read.
    std::int64_t after_fault_ms() const { return std::min<std::int64_t>(1000, longest_ms_); }

  private:
    static constexpr std::int64_t shortest_ms = 5;
    static constexpr std::int64_t stuck_longest_ms = 30'000;
    std::int64_t longest_ms_;
    std::int64_t stuck_ms_ = 0;
};

}  // namespace dvcpay::flows
