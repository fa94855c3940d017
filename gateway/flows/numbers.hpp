#pragma once
// Virtual accounts: which number an attempt is paid to. Serials come in blocks, one commit for many
// attempts, so that no create waits for a counter and no two processes give the same one.
#include <map>
#include <vector>

#include "flows/core.hpp"

namespace dvcpay::flows {

/// Serials this process has taken and not given yet, by series. Lost at its end: a gap, never a
/// repetition. Loop thread only.
class NumberBlocks {
  public:
    /// Spelled numbers for one attempt, to be claimed in its transaction in this order: one, and of
    /// a pool several, because the next in the row may still be held. Empty: the series is used up.
    Task<Result<std::vector<std::string>>> draw(Store* store, NumberPlan plan, Day day);

  private:
    struct Block {
        std::int64_t next = 0;
        std::int64_t left = 0;
    };
    std::map<std::string, Block> blocks_;
};

/// Numbers for the attempt that `offer` leads to; none where it needs none. An exhausted series is
/// an alarm, and Fault::method_not_offered.
Task<Result<std::vector<std::string>>> numbers_for(
    Core* core, std::optional<NumberPlan> plan, AccountKey account
);

/// Inside the attempt's transaction: the first number that is free becomes the attempt's. False
/// where none is.
bool give_number(
    Txn& txn,
    Attempt& attempt,
    const PaymentId& payment,
    const std::optional<NumberPlan>& plan,
    const std::vector<std::string>& numbers,
    Wall now
);

}  // namespace dvcpay::flows
