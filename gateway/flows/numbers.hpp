#pragma once
// Virtual accounts: which number an attempt is paid to. Serials come in blocks, one commit for many
// attempts, so that no create waits for a counter and no two processes give the same one.
#include <map>
#include <vector>

#include "flows/core.hpp"

namespace dvcpay::flows {

/// Numbers for one attempt, to be claimed in its transaction in this order.
struct Drawn {
    std::vector<std::string> numbers;  ///< empty: the series is used up
    /// A block was begun, and less than a quarter of the series is left behind it: so many. A
    /// restored store leaves out an eighth, so that two restores would use it up.
    std::optional<std::int64_t> low;
};

/// Serials this process has taken and not given yet, by series. Lost at its end: a gap, never a
/// repetition. Loop thread only.
class NumberBlocks {
  public:
    /// One, and of a pool several, because the next in the row may still be held.
    Task<Result<Drawn>> draw(Store* store, NumberPlan plan, Day day);

  private:
    struct Block {
        std::int64_t next = 0;
        std::int64_t left = 0;
    };
    std::map<std::string, Block> blocks_;
};

/// An account's series of numbers that do not come back.
struct NumberSeries {
    AccountKey account;
    SerialBlock block;
    std::int64_t size = 0;
};
struct NumbersLeft {
    AccountKey account;
    std::int64_t left = 0;
    std::int64_t size = 0;
    bool low() const { return left < size / 4; }
};
/// Of `account` on that day; empty where it has none, or a pool.
std::optional<NumberSeries> series_of(const Adapter& adapter, const AccountKey& account, Day day);
/// What no process has taken yet.
NumbersLeft numbers_left(Reader& reader, const NumberSeries& series);

/// Numbers for the attempt that `offer` leads to; none where it needs none. A series that runs low
/// is an alarm; an exhausted one another, and Fault::method_not_offered.
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
