#pragma once
// x-request-signature, both directions: over the exact bytes of the body, or over
// "<x-request-id>.<body>", which binds the id as well. RSA-2048 PKCS#1 1.5 with SHA-256 in standard
// Base64; where the contract says so HMAC-SHA256 in lower-case hex with one shared secret. Each
// side signs with its own key. Source: section 3 of the partner profile; that the body is signed
// and the result travels in this header is public, the algorithm is assumed.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/evidence.hpp"
#include "domain/result.hpp"
#include "ports/http.hpp"
#include "ports/keys.hpp"

namespace dvcpay::shb {

struct SignatureProfile {
    enum class Algorithm : std::uint8_t { rsa_sha256, hmac_sha256_hex };
    enum class Payload : std::uint8_t { body, id_dot_body };
    Algorithm algorithm = Algorithm::rsa_sha256;
    Payload payload = Payload::body;
    std::string header = "x-request-signature";
};

/// The text under the signature. "<id>.<body>" alone could be cut in several places;
/// `is_message_id` allows no '.' in an id, so there is one way to read it.
std::string text_to_sign(
    const SignatureProfile& profile, std::string_view message_id, std::string_view body
);

/// An x-request-id: 1–64 of [A-Za-z0-9_-]. No '.', so that in "<id>.<body>" the id ends at the
/// first one and nothing of the body can pass for a part of it.
bool is_message_id(std::string_view text);

/// The value of the header. Fault::configuration: the contract has no such key. `keys` outlives it.
Task<Result<std::string>> signature_of(
    Keys* keys,
    SignatureProfile profile,
    AccountKey account,
    std::string message_id,
    std::string body
);

/// Empty unless the header stands exactly once and verifies. Works on the exact bytes of `body`.
std::optional<Proof> verify_signature(
    const Keys& keys,
    const SignatureProfile& profile,
    const AccountKey& account,
    std::string_view message_id,
    std::string_view body,
    const Headers& headers
);

}  // namespace dvcpay::shb
