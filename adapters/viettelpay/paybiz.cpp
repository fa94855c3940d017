#include "viettelpay/paybiz.hpp"

#include <utility>

#include "crypto/digest.hpp"

namespace dvcpay::viettelpay::paybiz {
namespace {

constexpr std::size_t signature_max = 128;  // DER of two 32-byte integers is 72 bytes at most

std::optional<std::string> read_signature(std::string_view text) {
    if (text.empty() || text.size() > signature_max) return std::nullopt;
    if (const auto standard = crypto::from_base64(text)) return standard;
    while (text.ends_with('=')) text.remove_suffix(1);
    return crypto::from_base64url(text);
}

}  // namespace

Task<Result<std::string>> sign_body(Keys* keys, KeyName key, std::string body) {
    Result<std::string> der =
        co_await keys->sign(std::move(key), SignAlgorithm::ecdsa_p256_sha256, std::move(body));
    if (!der) co_return der.error();
    co_return crypto::to_base64(der.value());
}

std::string_view signature_of(const Headers& headers) {
    const std::string_view plain = headers.get("Signature");
    const std::string_view x = headers.get("X-Signature");
    if (plain.empty()) return x;
    if (x.empty() || x == plain) return plain;
    return {};
}

std::optional<Proof> verify_body(
    const Keys& keys, const KeyName& key, std::string_view body, std::string_view signature
) {
    const auto der = read_signature(signature);
    if (!der) return std::nullopt;
    return keys.verify_signature(key, SignAlgorithm::ecdsa_p256_sha256, body, *der);
}

}  // namespace dvcpay::viettelpay::paybiz
