#pragma once
// What the gateway reads of a certificate besides TLS itself.
#include <optional>
#include <string_view>

#include "domain/time.hpp"

namespace dvcpay::crypto {

/// When the first certificate of a PEM text ends; empty where there is none. Proves nothing about
/// it. Pure.
std::optional<Wall> certificate_end(std::string_view pem);

}  // namespace dvcpay::crypto
