#pragma once
// The hash that ties each event to the one before it in its chain. One definition, used by the
// store when it appends and by whoever verifies.
#include <string>
#include <string_view>

#include "ports/history.hpp"
#include "ports/store.hpp"

namespace dvcpay::crypto {

inline const std::string chain_start(64, '0');  ///< prev_hash of sequence 1

/// One field of a text that is hashed or signed: its decimal byte length, a colon, its bytes, a
/// line feed. No two lists of fields give the same text.
void add_field(std::string& text, std::string_view value);

/// SHA-256, lower-case hex, over the fields of `event` in this order, each written as its decimal
/// byte length, a colon, its bytes and a line feed (so that no two field lists give the same text):
///   "dvcpay-event-1", prev_hash, id, chain, sequence, type, at (RFC 3339), client, agency_code,
///   actor, note, sha256_hex(data)
/// Never covers personal data in clear: `data` carries it masked, `note` not at all. `position` is
/// not covered.
std::string chain_hash(const Event& event);
/// The same of a row as it stands, for whoever verifies.
std::string chain_hash(const EventRow& row);

}  // namespace dvcpay::crypto
