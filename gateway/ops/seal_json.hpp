#pragma once
// A seal as JSON, for a line of the witness and for a proof: the same members in the same order.
// Only .cpp files of this room include it, because it names the JSON library.
#include <string>

#include <nlohmann/json.hpp>

#include "ports/seal.hpp"

namespace dvcpay::ops {

/// `number_name`: a line of the witness says "seal" for the number, a proof "number".
inline nlohmann::ordered_json seal_json(const Seal& seal, const std::string& number_name) {
    nlohmann::ordered_json out;
    out[number_name] = seal.number;
    out["sealed_at"] = to_rfc3339(seal.sealed_at);
    out["last_position"] = seal.last_position;
    out["events"] = seal.events;
    out["payments"] = seal.payments;
    out["root"] = seal.root;
    out["prev_hash"] = seal.prev_hash;
    out["hash"] = seal.hash;
    out["key_id"] = seal.key_id;
    out["signature"] = seal.signature;
    return out;
}

}  // namespace dvcpay::ops
