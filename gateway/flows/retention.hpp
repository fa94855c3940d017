#pragma once
// What may end with time, ends: once a day, in batches, told in the chain `audit`.
#include <array>
#include <string>

#include "flows/core.hpp"
#include "flows/wall_pace.hpp"

namespace dvcpay::flows {

struct RetentionReport {
    std::array<std::int64_t, std::size(retention_classes)> records{};  ///< by RetentionClass
    bool files_clean = true;
    std::int64_t& of(RetentionClass what) { return records[static_cast<std::size_t>(what)]; }
    std::int64_t of(RetentionClass what) const { return records[static_cast<std::size_t>(what)]; }
    std::int64_t total() const {
        std::int64_t sum = 0;
        for (const auto count : records) sum += count;
        return sum;
    }
};

class Retention {
  public:
    Retention(Core* core, RetentionRules rules) : core_(core), rules_(rules), pace_(*core->clock) {}

    /// Runs until cancelled: a run on each day of Vietnam, at or after the hour of the rules, also
    /// where the process was down at that hour. Spawn it in a TaskGroup.
    Task<void> run();
    /// Whatever is due by the day: the loop's one step; tests call it.
    Task<void> daily();

    /// What would go now.
    Task<Result<RetentionReport>> count();
    /// What is old goes, in batches with pauses, so that money goes first. The event that announces
    /// it is durable before anything ends, the one that tells the counts stands after it. Killed in
    /// between, the next run goes on. Fault::state_conflict: one is under way already.
    /// Fault::configuration: the clock has jumped ahead, and what it calls old may be new.
    Task<Result<RetentionReport>> once(std::string actor);

    const RetentionRules& rules() const { return rules_; }

  private:
    Task<Result<RetentionReport>> work(std::string actor);
    Task<Result<std::int64_t>> drop(RetentionClass what, Wall before);
    Task<Result<void>> tell(std::string actor, std::string note, std::string day);

    Core* core_;
    RetentionRules rules_;
    WallPace pace_;
    bool is_running_ = false;
};

}  // namespace dvcpay::flows
