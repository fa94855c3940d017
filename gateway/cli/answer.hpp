#pragma once
// Reading what the API answered. Private to the room.
#include <optional>

#include <nlohmann/json.hpp>

#include "cli/call.hpp"

namespace dvcpay::cli {

/// The member as text; "-" where it is absent or null.
std::string text(const nlohmann::json& object, const char* member);
/// The parsed body of a success, or nothing: then `code` is the exit code.
std::optional<nlohmann::json> body_of(const Result<HttpResponse>& answer, int& code);
/// Items of a list over all its pages, at most `limit`. `path` has its query.
std::optional<nlohmann::json> all_items(
    const Target& target, const std::string& path, std::int64_t limit, int& code
);

}  // namespace dvcpay::cli
