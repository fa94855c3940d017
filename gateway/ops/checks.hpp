#pragma once
// Is this process fit to take work? The checks behind /health/ready.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ports/clock.hpp"
#include "ports/store.hpp"

namespace dvcpay::ops {

enum class CheckState : std::uint8_t { up, warning, down };
std::string_view to_string(CheckState state);

struct Check {
    std::string name;
    CheckState state = CheckState::up;
    std::string detail;  ///< for people; empty where all is well
};

/// Proves now and then that the store really writes, and keeps in it the latest wall time any
/// process has seen, so that a clock set back is noticed before ids and expiries are made with it,
/// and at a start one far ahead before what only looks old is ended.
/// Loop thread only.
class StoreWatch {
  public:
    /// Both must outlive it.
    StoreWatch(Store* store, const Clock* clock) : store_(store), clock_(clock) {}

    /// One durable write. Call it at start-up and every interval_s.
    Task<void> beat();
    /// Fault::configuration where the clock was behind at the last beat, or far ahead at the first:
    /// nothing may begin with it.
    Result<void> clock_usable() const;
    /// An operator knows that an earlier clock was ahead: the store's latest time is now.
    Task<Result<void>> trust_clock();
    /// "store", "migrations", "clock". Costs nothing: reads what the last beat learnt and
    /// Store::health().
    std::vector<Check> checks() const;

    static constexpr std::int64_t interval_s = 20;
    /// The wall clock may be this much behind the latest time in the store.
    static constexpr std::int64_t clock_back_s_max = 5;
    /// At a start it may be this much ahead: so long a gateway may have stood still.
    static constexpr std::int64_t clock_ahead_days_max = 30;

  private:
    Check store_check() const;
    Check clock_check() const;

    Store* store_;
    const Clock* clock_;
    bool beaten_ = false;
    bool last_ok_ = false;
    Mono last_beat_;
    std::int64_t behind_ms_ = 0;  ///< how far the clock was behind the store's latest time
    std::int64_t ahead_ms_ = 0;   ///< at the first beat; 0: not far
};

}  // namespace dvcpay::ops
