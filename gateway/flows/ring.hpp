#pragma once
// The ring of keys over personal data and raw bytes: which key seals, which still wraps something,
// and the walk that puts old data keys under the newest one.
#include <functional>
#include <string>
#include <vector>

#include "flows/core.hpp"

namespace dvcpay::flows {

/// Records under the old key may still be on their way to the store for so long after another one
/// began to seal.
inline constexpr std::int64_t ring_settles_s = 60;

class RewrapRing {
  public:
    RewrapRing(Core* core, boost::asio::any_io_executor executor) : core_(core), bell_(executor) {}

    /// Runs until cancelled: one walk at the start, one whenever the ring has changed, and one each
    /// hour for what failed before. Spawn it in a TaskGroup.
    Task<void> run();
    void ring_changed() { bell_.ring(); }

    /// Everything the ring's older keys wrap, in batches, with pauses so that money goes first.
    /// Returns how many records were rewrapped. kill -9 at any point leaves each record readable:
    /// under the old key or under the new one. Faults: of the store.
    Task<Result<std::int64_t>> walk();

  private:
    struct Batch {
        std::int64_t last = 0;  ///< number of its last row; 0: nothing was left
        std::int64_t done = 0;
    };
    Task<Result<Batch>> batch(SealedKind kind, std::string old_key, std::int64_t after);
    Task<Result<std::int64_t>> walk_one(SealedKind kind, std::string old_key);

    Core* core_;
    Bell bell_;
};

/// Every key that wraps something is in the ring and opens what stands under its id; a key of which
/// `may_miss` is true may be absent. Fault::configuration names the first that is not, and what to
/// do.
Task<Result<void>> check_ring(
    Store* store, Sealer* sealer, std::function<bool(const std::string& key)> may_miss
);

/// Makes durable that `sealing` seals from now on, with the event that tells it; false where it did
/// already (nothing is written). Call it before the sealer uses the key.
Task<Result<bool>> note_sealing_key(Core* core, std::string sealing, std::string actor);

/// Takes a key out of the ring for ever, with the event that tells it. Faults: state_conflict (it
/// seals, it wraps something, or another began to seal less than ring_settles_s ago), not_found
/// (`ring` does not hold it).
Task<Result<void>> retire_key(
    Core* core, std::string key, std::vector<std::string> ring, std::string actor
);

}  // namespace dvcpay::flows
