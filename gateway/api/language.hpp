#pragma once
#include <cstdint>
#include <string_view>

namespace dvcpay::api {

enum class Language : std::uint8_t { vi, en };

/// The better wanted of vi and en by RFC 9110 quality values; Vietnamese where neither or both
/// alike.
Language choose_language(std::string_view accept_language);

}  // namespace dvcpay::api
