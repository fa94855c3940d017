#pragma once
// A copy of a store that is in use, and the proof that a copy is one.
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "domain/result.hpp"
#include "store/sqlite/options.hpp"

namespace dvcpay::sqlite {

/// What a copy holds, for people and for the audit chain.
struct StoreFacts {
    std::int64_t migrations = 0;
    std::int64_t payments = 0;
    std::int64_t last_position = 0;  ///< of the last event: what happened later is not in it
    std::string epoch;
    std::vector<std::string> ring_key_ids;  ///< without these keys some personal data is lost
};

/// Bytes written so far, and about how many it will be.
using CopyWatch = std::function<void(std::int64_t done, std::int64_t total)>;

/// One consistent snapshot of the store at `options.path` into a new file at `to`, by a connection
/// of its own: writers and readers go on meanwhile, in this process and in others. What was deleted
/// is not in the copy. Not synced. Faults: store_unavailable (disk; `to` is there already).
Result<void> copy_store(
    const SqliteOptions& options, const std::string& to, const CopyWatch& watch = {}
);

/// SQLite's own integrity check, and every migration known and unchanged (an older store is one, a
/// newer one is not). Leaves no other file behind. Faults: malformed (damaged), configuration
/// (migrations), store_unavailable (no database).
Result<StoreFacts> check_store(const std::string& path);

}  // namespace dvcpay::sqlite
