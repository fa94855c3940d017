#include "crypto/secret_text.hpp"

#include <utility>

#include "crypto/digest.hpp"

namespace dvcpay::crypto {
namespace {

constexpr std::string_view webhook_prefix = "whsec_";
constexpr std::size_t webhook_bytes_min = 24;
constexpr std::size_t webhook_bytes_max = 64;
constexpr std::size_t ring_key_bytes = 32;

}  // namespace

Result<Secret> parse_webhook_secret(std::string_view text) {
    if (!text.starts_with(webhook_prefix)) {
        return Error(Fault::configuration, "a webhook secret begins with whsec_");
    }
    auto bytes = from_base64(text.substr(webhook_prefix.size()));
    if (!bytes)
        return Error(Fault::configuration, "what follows whsec_ is not base64 with padding");
    Secret secret(std::move(*bytes));
    const std::size_t size = secret.reveal([](std::string_view all) { return all.size(); });
    if (size < webhook_bytes_min || size > webhook_bytes_max) {
        return Error(Fault::configuration, "a webhook secret has 24 to 64 bytes");
    }
    return secret;
}

Result<Secret> parse_ring_key(std::string_view text) {
    auto bytes = from_base64(text);
    if (!bytes) return Error(Fault::configuration, "a ring key is base64 with padding");
    Secret secret(std::move(*bytes));
    if (secret.reveal([](std::string_view all) { return all.size(); }) != ring_key_bytes) {
        return Error(Fault::configuration, "a ring key has 32 bytes");
    }
    return secret;
}

}  // namespace dvcpay::crypto
