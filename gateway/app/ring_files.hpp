#pragma once
// The ring's folder: one file per key that `dvcpay ring rotate` made, named by the key's id,
// ring-0007-3fa1: a number that only grows, and four random digits so that two stores of one origin
// never give one id to two keys. The highest number seals. Anything else in the folder (a key that
// was retired, a file half written) is no key.
#include <optional>
#include <string>
#include <vector>

#include "domain/result.hpp"
#include "ports/entropy.hpp"

namespace dvcpay::app {

/// The number of a key's id; empty where it is none of ours.
std::optional<std::int64_t> ring_number(const std::string& id);

/// Ids of the folder's keys, newest first; none where there is no folder.
std::vector<std::string> ring_ids(const std::string& folder);

/// A new key, newer than all of the folder: written beside its name with mode 0600, synced,
/// renamed, the folder synced. Makes the folder (0700) where it is absent. As root the file goes to
/// the folder's owner. Returns the id. Fault::configuration where the disk refuses or the folder is
/// open to others.
Result<std::string> make_ring_key(const std::string& folder, Entropy& entropy);

/// The file gets the ending ".retired": no key any more, and not destroyed, because a backup made
/// before may need it. False where the folder has no such key.
Result<bool> shelve_ring_key(const std::string& folder, const std::string& id);

}  // namespace dvcpay::app
