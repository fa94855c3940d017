#pragma once
// The life of a store between two restores. Order references carry two characters of it, so that a
// store that was set back never repeats one that the lost store gave out behind the backup.
#include <string>
#include <vector>

#include "flows/core.hpp"

namespace dvcpay::flows {

struct Epoch {
    std::string name;             ///< "1", "2-9f3a…": how many restores, and which
    std::string order_ref_space;  ///< two characters, none that this store has had before
};

/// Spaces to choose from, drawn on the loop: a transaction draws nothing.
struct EpochDraw {
    std::vector<std::string> spaces;
    std::string suffix;
};
EpochDraw draw_epoch(Entropy& entropy);

/// The store's epoch; its first is begun where it has none.
Task<Result<Epoch>> epoch_of(Core* core);

struct NewEpoch {
    Epoch before;
    Epoch now;
    AskedAgain asked;
};
/// After a restore, before anything else runs on the store: a new epoch, every open outcome due to
/// be asked now, the event that tells it (`note` says from what), in one transaction.
Task<Result<NewEpoch>> begin_epoch(Core* core, std::string actor, std::string note);

}  // namespace dvcpay::flows
