#pragma once
// Viettel's newer interface (PayBiz public API, JSON, /v2 and /v3) shares nothing with the one this
// adapter speaks but the company. Only its signature stands here, held by vectors, so that a
// contract that turns out to be of this kind begins from a proven piece: nothing calls it yet.
//
// Signature: Base64 of the DER form of ECDSA P-256 with SHA-256 over the exact bytes of the body.
#include <optional>
#include <string>
#include <string_view>

#include "domain/evidence.hpp"
#include "domain/result.hpp"
#include "ports/http.hpp"
#include "ports/keys.hpp"
#include "ports/task.hpp"

namespace dvcpay::viettelpay::paybiz {

/// What goes into the header "Signature" beside exactly these bytes. Fault::configuration where the
/// name has no such key.
Task<Result<std::string>> sign_body(Keys* keys, KeyName key, std::string body);

/// The header is named "Signature" or "X-Signature"; where both stand they must be equal. Empty:
/// there is none, or two that differ.
std::string_view signature_of(const Headers& headers);

/// `signature` in the standard or the URL-safe alphabet, padded or not. Empty: no proof.
std::optional<Proof> verify_body(
    const Keys& keys, const KeyName& key, std::string_view body, std::string_view signature
);

}  // namespace dvcpay::viettelpay::paybiz
