#pragma once
// Requests of ours to somebody else: providers and webhook endpoints.
#include <cstdint>
#include <string>
#include <variant>

#include "ports/http.hpp"
#include "ports/keys.hpp"

namespace dvcpay {

/// How a bank's token endpoint is asked (OAuth 2.0, RFC 6749 §4.4: client credentials).
struct TokenPlan {
    std::string url;
    std::string client_id;
    KeyName client_secret;
    std::string scope;  ///< opaque; empty: not sent
    enum class Login : std::uint8_t { body, basic_header } login = Login::body;
    Headers headers;                      ///< further ones the endpoint wants
    std::int64_t life_if_silent_s = 300;  ///< where the answer names no expires_in
    std::int64_t early_s = 60;            ///< renewed so long before its end
};

/// A header whose value is a secret. Resolved by the transport in the copy that it sends, so that
/// no adapter, log or trace ever holds the value.
struct Credential {
    enum class Kind : std::uint8_t {
        text,   ///< header: before + secret
        basic,  ///< Authorization: Basic base64(user:secret)
        token,  ///< Authorization: Bearer <access token>; at a 401 a new token and once more
    };
    Kind kind = Kind::text;
    std::string header = "Authorization";
    std::string before;  ///< text: "Bearer "
    std::string user;    ///< basic
    KeyName key;         ///< text, basic
    TokenPlan token;
};

struct OutboundRequest {
    /// Names the limits of gateway/net: "momo/default", "webhook/portal". Connection pool, circuit
    /// breaker and concurrency limit belong to it.
    std::string channel;
    std::string method = "POST";
    std::string url;  ///< absolute, http or https
    Headers headers;
    std::vector<Credential> credentials;
    std::string body;
};

struct HttpAnswer {
    int status = 0;
    Headers headers;
    std::string body;
    /// The peer proved its name by TLS against the configured CA (or is loopback where the
    /// configuration allows clear text there). Without it an unsigned answer is not believed.
    bool origin_proven = false;
    std::int64_t elapsed_ms = 0;
};

/// Whatever is said to a peer has three outcomes, never one "error" (style §5).
struct Unavailable {  ///< not one byte was processed: refused, no connection, circuit open. Safe to
                      ///< repeat.
    std::string why;
    std::int64_t retry_after_s = 0;
};
struct NoAnswer {  ///< it may have happened: time-out, broken off, answer too large
    std::string why;
};
using SendResult = std::variant<HttpAnswer, Unavailable, NoAnswer>;

/// Never throws except for cancellation. Redirects are not followed. Loop thread only.
class Transport {
  public:
    virtual ~Transport() = default;
    virtual Task<SendResult> send(OutboundRequest request, Mono due) = 0;
};

}  // namespace dvcpay
