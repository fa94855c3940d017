#pragma once
// What happens because time passes: questions that are due, expiry by finality, the end of the
// asking, old idempotency records. One loop per process; it sleeps until the next moment the store
// knows of, or until something appears.
#include <optional>

#include "flows/core.hpp"
#include "flows/wall_pace.hpp"

namespace dvcpay::flows {

class AskStatus;
class RefundMoney;

class TimeWork {
  public:
    TimeWork(Core* core, AskStatus* ask, RefundMoney* refunds);
    /// Runs until cancelled. Spawn it in a TaskGroup.
    Task<void> run();
    /// One round over everything that is due now; returns how much it could begin. What is under
    /// way already, or had to be put off because the store failed, does not count. The simulation
    /// and tests call it directly.
    Task<std::int64_t> round();

  private:
    /// True where time changed the payment.
    Task<bool> pass_time(PaymentId id);

    Core* core_;
    AskStatus* ask_;
    RefundMoney* refunds_;
    Mono last_sweep_{};
    std::optional<WallPace> pace_;  ///< since the first round
};

}  // namespace dvcpay::flows
