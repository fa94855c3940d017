#pragma once
// A small reading of JSON Schema 2020-12: exactly the words our OpenAPI document uses. An unknown
// word is a fault, so that a rule nobody checks cannot slip into the document.
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace dvcpay::testing {

/// The faults of `value` against `schema`, each with its place; empty where it is valid. `document`
/// resolves $ref.
std::vector<std::string> schema_faults(
    const nlohmann::json& document, const nlohmann::json& schema, const nlohmann::json& value
);
/// JSON Pointer "#/…" into the document.
const nlohmann::json& resolve(const nlohmann::json& document, const nlohmann::json& node);

}  // namespace dvcpay::testing
