#pragma once
// Requests of ours to somebody else: providers and webhook endpoints.
#include <cstdint>
#include <string>
#include <variant>

#include "ports/http.hpp"

namespace dvcpay {

struct OutboundRequest {
    /// Names the limits of gateway/net: "momo/default", "webhook/portal". Connection pool, circuit
    /// breaker and concurrency limit belong to it.
    std::string channel;
    std::string method = "POST";
    std::string url;  ///< absolute, http or https
    Headers headers;
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
