#pragma once
// What happens because time passes: questions that are due, expiry by finality, the end of the asking, old idempotency
// records. One loop per process; it sleeps until the next moment the store knows of, or until something appears.
#include "flows/core.hpp"

namespace dvcpay::flows {

class AskStatus;

class TimeWork {
 public:
    TimeWork(Core* core, AskStatus* ask);
    /// Runs until cancelled. Spawn it in a TaskGroup.
    Task<void> run();
    /// One round over everything that is due now; returns how much it found. The simulation and tests call it directly.
    Task<std::int64_t> round();

 private:
    Task<void> pass_time(PaymentId id);

    Core* core_;
    AskStatus* ask_;
    Mono last_sweep_{};
};

}  // namespace dvcpay::flows
