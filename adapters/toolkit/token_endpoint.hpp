#pragma once
// Where a bank logs in to us for a bearer token. A token is a text with a MAC and nothing is
// stored, so that any instance with the same keys accepts it; it ends by itself and cannot be
// called back, so it lives for minutes. It says who calls, and covers nothing of what is said.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/evidence.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"
#include "ports/http.hpp"
#include "ports/keys.hpp"
#include "ports/secret.hpp"
#include "ports/task.hpp"

namespace dvcpay::toolkit {

/// base64url(payload) "." base64url(HMAC-SHA256 of the first part). `subject`: whom it is for,
/// "bidv/default"; at most 200 bytes without a control character. `life_s`: 1 to a day.
/// Fault::configuration: one of these is not so, or the key is unknown.
Task<Result<std::string>> issue_token(
    Keys* keys, KeyName key, std::string subject, Wall now, std::int64_t life_s
);
/// Constant time, with each secret of the name. A proof of kind `credential`.
std::optional<Proof> verify_token(
    const Keys& keys, const KeyName& key, std::string_view token, std::string_view subject, Wall now
);

struct BasicLogin {
    std::string user;
    Secret password;
};

/// The value of an Authorization header, RFC 7617: at most 1024 bytes, strict base64, a colon, no
/// control character. The password may hold colons and be empty.
std::optional<BasicLogin> read_basic(std::string_view header);
/// The token behind "Bearer " (RFC 6750 §2.1), at most 1024 bytes; empty where there is none.
std::string_view read_bearer(std::string_view header);

/// For contracts whose calls carry nothing that names the caller: the connection's client
/// certificate has this subject, exactly. A proof of kind `credential`.
std::optional<Proof> proof_by_certificate(const HttpRequest& request, std::string_view subject);

}  // namespace dvcpay::toolkit
