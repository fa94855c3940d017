#pragma once
// "Why is it in this state?" in words, from the API's own JSON. Pure: what it says follows from
// events and nothing else.
#include <string>

#include <nlohmann/json.hpp>

namespace dvcpay::cli {

enum class Tongue : unsigned char { vi, en };

/// `payment` as GET /v1/payments/{id}, `events` as GET /v1/payments/{id}/events returned them.
std::string explain(const nlohmann::json& payment, const nlohmann::json& events, Tongue tongue);

}  // namespace dvcpay::cli
