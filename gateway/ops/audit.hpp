#pragma once
// Is the history as it was written? Chains hold each payment's events together, seals hold all of
// them together, a witness outside the host holds the seals. What is found wrong is named by its
// place; what cannot be proven is said in words. Algorithms: README.md of this room.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "crypto/seal.hpp"
#include "ops/witness_text.hpp"
#include "ports/history.hpp"

namespace dvcpay::ops {

enum class Damage : std::uint8_t {
    event_changed,        ///< the fields of an event do not give its hash
    chain_hole,           ///< an event of a chain is missing
    chain_broken,         ///< an event does not follow from the one before it
    chain_reordered,      ///< a later event of a chain stands before an earlier one
    events_missing,       ///< a seal counted more events, or fewer, than are there
    sealed_part_changed,  ///< the hashes of a seal's events do not give its root
    seal_changed,         ///< the fields of a seal do not give its hash
    seal_hole,            ///< a seal is missing
    seal_broken,          ///< a seal does not follow from the one before it
    seal_signature,       ///< no key at hand has signed it
    payment_without_history,
    history_without_payment,
    row_missing,      ///< the history names a row that is not there
    row_changed,      ///< a row says something else than the last event about it
    row_unknown,      ///< a row of a payment that its history does not name
    witness_differs,  ///< the witness was told another seal of that number, or two
    witness_ahead,    ///< the witness knows a seal that the store has not: rolled back, or cut
    witness_line,     ///< a line of the witness file is no seal of ours
};
std::string_view to_string(Damage damage);

struct Finding {
    Damage damage = Damage::event_changed;
    std::string place;   ///< "event evt_… (position 7, chain pay_…, sequence 3)", "seal 4 …"
    std::string detail;  ///< for people
};

struct AuditReport {
    std::int64_t events = 0;
    std::int64_t payments = 0;
    std::int64_t chains = 0;
    std::int64_t seals = 0;
    std::int64_t unsealed = 0;           ///< events after the last seal
    std::optional<Seal> last_seal;       ///< of the store
    std::optional<Seal> last_witnessed;  ///< of the witness file
    std::vector<Finding> findings;       ///< at most findings_max
    std::int64_t not_listed = 0;         ///< further ones
    std::vector<std::string> not_proven;

    bool intact() const { return findings.empty(); }
    static constexpr std::size_t findings_max = 200;
};

struct AuditOptions {
    /// Whose seals are believed: the key in use and those before it.
    std::vector<crypto::SealPublicKey> keys;
    std::optional<WitnessRead> witness;  ///< read before the verification begins
    std::int64_t batch = 5000;
    /// Called now and then with what was looked at so far.
    std::function<void(std::string_view what, std::int64_t done)> progress;
};

/// Reads the history twice, in the order of positions and in that of chains, then what stands of
/// each payment beside what its chain says last; in batches, so that its memory does not grow with
/// the history. Fault::store_unavailable where the store cannot be read to its
/// end.
Result<AuditReport> verify_history(History* history, const AuditOptions& options);

}  // namespace dvcpay::ops
