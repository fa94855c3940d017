#pragma once
#include "domain/time.hpp"
#include "ports/task.hpp"

namespace dvcpay {

/// Time as the gateway sees it. Production: gateway/net. Simulation: virtual. Callable on the
/// loop's thread; wall() and mono() from any thread.
class Clock {
  public:
    virtual ~Clock() = default;
    virtual Wall wall() const = 0;
    virtual Mono mono() const = 0;
    /// true: the time came; false: cancelled. Never throws.
    virtual Task<bool> sleep_until(Mono due) = 0;
};

}  // namespace dvcpay
