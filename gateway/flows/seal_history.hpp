#pragma once
// Now and then the history is sealed: a notary signs what was written since the last seal, and a
// witness outside the store is told. Also where several processes share a store: a seal's number is
// given once.
#include "flows/core.hpp"
#include "ports/seal.hpp"

namespace dvcpay::flows {

/// Both outlive the flow.
struct SealPlan {
    const Notary* notary = nullptr;
    Witness* witness = nullptr;  ///< null: none
    std::int64_t every_s = 3600;
    /// A seal covers no more, so that its tree stays a short piece of work; a longer history gets
    /// several at once.
    std::int64_t events_max = 50'000;
};

class SealHistory {
  public:
    SealHistory(Core* core, SealPlan plan);
    /// Runs until cancelled. Spawn it in a TaskGroup.
    Task<void> run();
    /// Seals what is due, if anything was written since; then tells the witness every seal it does
    /// not know yet. Returns the number of seals made. What fails alarms and is tried again by the
    /// next round.
    Task<std::int64_t> round();

  private:
    struct Drafted {
        Seal seal;
        bool full = false;  ///< there may be more to seal
    };
    /// Reads, hashes and signs, on a thread of the store. Empty: nothing is due.
    Task<Result<std::optional<Drafted>>> draft(bool goes_on);
    Task<Result<void>> keep(Seal seal);
    Task<Result<void>> tell_witness();

    Core* core_;
    SealPlan plan_;
};

}  // namespace dvcpay::flows
