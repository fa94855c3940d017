#pragma once
// One call of the API that changes something. Repeated with the same key it changes nothing more.
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "cli/call.hpp"

namespace dvcpay::cli {

struct Change {
    std::string path;             ///< "/v1/refunds/rf_…/approve"
    std::string body;             ///< JSON; empty: none
    std::string idempotency_key;  ///< empty: a fresh one, shown where nobody answered
};

/// The answer of a success, or nothing: then it was told why, and `code` is the exit code.
std::optional<nlohmann::json> carry_out(const Target& target, const Change& change, int& code);

}  // namespace dvcpay::cli
