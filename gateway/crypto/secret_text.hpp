#pragma once
// Secrets as people write them into files.
#include <string_view>

#include "domain/result.hpp"
#include "ports/secret.hpp"

namespace dvcpay::crypto {

/// "whsec_" and base64 of 24 to 64 bytes (Standard Webhooks 1.0.0). Surrounding white space is not
/// accepted: cut it where the file is read. Fault::configuration; the detail never repeats the
/// text.
Result<Secret> parse_webhook_secret(std::string_view text);
/// Base64 of exactly 32 bytes: a key of the ring.
Result<Secret> parse_ring_key(std::string_view text);

}  // namespace dvcpay::crypto
