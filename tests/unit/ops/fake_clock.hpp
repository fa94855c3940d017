#pragma once
#include "ports/clock.hpp"

namespace dvcpay::ops {

/// Stands still until a test moves it.
class FakeClock final : public Clock {
  public:
    Wall wall() const override { return wall_; }
    Mono mono() const override { return mono_; }
    Task<bool> sleep_until(Mono due) override {
        if (due > mono_) mono_ = due;
        co_return true;
    }
    void pass_ms(std::int64_t ms) {
        wall_ = wall_.plus_ms(ms);
        mono_ = mono_.plus_ms(ms);
    }
    void set_wall(Wall at) { wall_ = at; }

  private:
    Wall wall_{1'795'366'800'123};  // 2026-11-22T17:00:00.123Z
    Mono mono_{1'000'000'000};
};

}  // namespace dvcpay::ops
