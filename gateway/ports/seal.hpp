#pragma once
// Seals over the history: who signs them, and who outside this host is told. What a seal's text is
// and how its tree grows stands in gateway/crypto. Not to be confused with `Sealer` (keys.hpp),
// which encrypts.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/result.hpp"
#include "domain/time.hpp"
#include "ports/task.hpp"

namespace dvcpay {

/// A signed statement about the events after the seal before it, up to `last_position`.
struct Seal {
    std::int64_t number = 0;  ///< 1, 2, 3 …
    Wall sealed_at;
    std::int64_t last_position = 0;
    std::int64_t events = 0;    ///< of the whole history up to last_position
    std::int64_t payments = 0;  ///< those that history begins: its events payment.created
    std::string root;           ///< hex, 64: Merkle root over the hashes of this seal's own events
    std::string prev_hash;      ///< hex, 64: of the seal before; of seal 1: 64 zeros
    std::string hash;           ///< hex, 64: of this seal's text
    std::string key_id;         ///< whose signature
    std::string signature;      ///< base64
    friend bool operator==(const Seal&, const Seal&) = default;
};

/// What a seal covers of an event.
struct EventMark {
    std::int64_t position = 0;
    std::string hash;  ///< hex, 64
    bool begins_payment = false;
};

/// Signs. Any thread; a pure function of its arguments and its key.
class Notary {
  public:
    virtual ~Notary() = default;
    /// The seal after `before` (absent: the first) over `marks`, ascending, at least one.
    /// Fault::malformed where a mark's hash is none.
    virtual Result<Seal> seal(
        const std::optional<Seal>& before, const std::vector<EventMark>& marks, Wall now
    ) const = 0;
};

/// Keeps copies of seals where whoever can change the store cannot. Loop thread.
class Witness {
  public:
    virtual ~Witness() = default;
    /// Returns after they are durable there. May be handed a seal again.
    virtual Task<Result<void>> append(std::vector<Seal> seals) = 0;
};

}  // namespace dvcpay
