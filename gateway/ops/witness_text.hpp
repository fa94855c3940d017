#pragma once
// Seals as lines of text, for whoever keeps them outside the store.
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"
#include "ports/seal.hpp"

namespace dvcpay::ops {

/// One JSON object, without a line feed. Members: seal, sealed_at, last_position, events, payments,
/// root, prev_hash, hash, key_id, signature.
std::string witness_line(const Seal& seal);
/// Fault::malformed.
Result<Seal> read_witness_line(std::string_view line);

struct WitnessRead {
    std::vector<Seal> seals;           ///< in the order of the lines
    std::vector<std::int64_t> broken;  ///< 1-based numbers of lines that are no seal
};
/// A line that a crash cut off and the next one repeats whole is not counted as broken; neither is
/// an empty one.
WitnessRead read_witness(std::string_view text);

}  // namespace dvcpay::ops
