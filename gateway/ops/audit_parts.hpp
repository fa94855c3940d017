#pragma once
// The parts of verify_history(); private to audit*.cpp.
#include <map>
#include <string>

#include "crypto/merkle.hpp"
#include "ops/audit.hpp"

namespace dvcpay::ops {

void add_finding(AuditReport* report, Damage damage, std::string place, std::string detail);

/// Sum and difference of numbers somebody may have tampered with: they wrap, and then do not fit.
constexpr std::int64_t plus(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}
constexpr std::int64_t minus(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}

std::string place_of(const EventRow& row);
std::string place_of(const Seal& seal);
/// A time that does not come back from its own text was tampered with: the text would not tell.
bool is_plain_time(Wall at);
/// Empty: the seal is as it was signed, by one of `keys` (where there are any). Else what is wrong.
std::optional<std::pair<Damage, std::string>> fault_of_seal(
    const Seal& seal, const std::vector<crypto::SealPublicKey>& keys
);

/// What the witness was told, and what of it the store has not shown yet.
class WitnessBook {
  public:
    WitnessBook(const AuditOptions* options, AuditReport* report);
    /// The store has this seal.
    void meet(const Seal& seal);
    /// The store has no more.
    void end(std::int64_t last_number);

  private:
    AuditReport* report_;
    std::map<std::int64_t, Seal> told_;
};

/// Events in the order of positions, each under the seal that covers it.
class SealWalk {
  public:
    SealWalk(History* history, const AuditOptions* options, History::End end, AuditReport* report);
    Result<void> run();

  private:
    /// What a seal should have counted.
    struct Period {
        crypto::MerkleTree tree;
        std::int64_t payments = 0;
        std::int64_t last = 0;  ///< position of the last event, at first the end of the one before
        std::string gaps;       ///< positions nobody stands at
        int gaps_listed = 0;
    };
    Result<void> next_seal();
    /// Those whose last position lies before; all that are left where there is none.
    Result<void> close_periods(std::optional<std::int64_t> before);
    void take(const EventRow& row);
    void close(const Seal& seal);
    void compare(const Seal& seal);
    void note_gap(std::int64_t first, std::int64_t last);

    History* history_;
    const AuditOptions* options_;
    History::End end_;
    AuditReport* report_;
    WitnessBook witness_;
    std::vector<Seal> batch_;  ///< seals read ahead, the next one last
    bool seals_over_ = false;
    std::optional<Seal> before_;
    Period period_;
};

/// Events in the order of their chains.
class ChainWalk {
  public:
    ChainWalk(History* history, const AuditOptions* options, History::End end, AuditReport* report)
        : history_(history), options_(options), end_(end), report_(report) {}
    Result<void> run();

  private:
    void take(const ChainLink& link);

    History* history_;
    const AuditOptions* options_;
    History::End end_;
    AuditReport* report_;
    std::optional<ChainLink> before_;
};

/// What stands of each payment and each lone incident now, beside what its events say.
class RowWalk {
  public:
    RowWalk(History* history, const AuditOptions* options, AuditReport* report)
        : history_(history), options_(options), report_(report) {}
    Result<void> run();

  private:
    History* history_;
    const AuditOptions* options_;
    AuditReport* report_;
};

}  // namespace dvcpay::ops
