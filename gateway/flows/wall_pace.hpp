#pragma once
// Has the wall clock jumped ahead while this process ran? What is ended because it is old must not
// be ended because a clock is wrong.
#include "ports/clock.hpp"

namespace dvcpay::flows {

/// Loop thread only.
class WallPace {
  public:
    explicit WallPace(const Clock& clock) : wall_(clock.wall()), mono_(clock.mono()) {}

    /// Since it was made, the wall clock has gone further than time has passed, by more than a
    /// machine's sleep or a small correction explains.
    bool is_ahead(const Clock& clock) const {
        const std::int64_t passed_ms = (clock.mono().ns - mono_.ns) / 1'000'000;
        return clock.wall().ms - wall_.ms > passed_ms + tolerance_ms;
    }

  private:
    static constexpr std::int64_t tolerance_ms = 86'400'000;
    Wall wall_;
    Mono mono_;
};

}  // namespace dvcpay::flows
