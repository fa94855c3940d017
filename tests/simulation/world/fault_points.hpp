#pragma once
// "Fail every operation once": a counter that all ports of the gateway share, and the one operation
// that shall fail.
#include <cstdint>
#include <optional>

#include "simulation/rng.hpp"

namespace dvcpay::simulation {

class FaultPoints {
  public:
    explicit FaultPoints(Rng rng) : rng_(rng) {}

    /// The nth operation from now (0: the next) fails, once.
    void fail_operation(std::int64_t nth) { at_ = count_ + nth; }
    void fail_often(std::int64_t per_mille) { per_mille_ = per_mille; }
    void stop() {
        per_mille_ = 0;
        at_.reset();
    }

    /// Asked by each operation as it begins.
    bool fails_now() {
        const bool chosen = at_ && count_ == *at_;
        ++count_;
        if (chosen) fired_ = true;
        const bool by_chance = per_mille_ > 0 && rng_.chance(per_mille_);
        return chosen || by_chance;
    }
    bool fired() const { return fired_; }
    std::int64_t count() const { return count_; }

  private:
    Rng rng_;
    std::int64_t count_ = 0;
    std::optional<std::int64_t> at_;
    std::int64_t per_mille_ = 0;
    bool fired_ = false;
};

}  // namespace dvcpay::simulation
