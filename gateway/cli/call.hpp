#pragma once
// One HTTP call of the command line: to the API over TCP, or to the daemon of this host over its
// admin socket.
#include <optional>
#include <string>

#include "domain/result.hpp"
#include "ports/http.hpp"

namespace dvcpay::cli {

struct Target {
    std::string url =
        "http://127.0.0.1:8080";  ///< scheme and authority of the API, no trailing slash
    std::string ca_file;          ///< empty: the system's
    std::string unix_path;        ///< not empty: the admin socket instead
    std::string bearer;           ///< the API key; empty: none
};

/// Blocking, bounded by `timeout_ms`. Faults: unavailable (nothing was processed), outcome_unknown.
Result<HttpResponse> call(
    const Target& target,
    const std::string& method,
    const std::string& path,
    const std::string& body = {},
    const Headers& headers = {},
    std::int64_t timeout_ms = 60'000
);

/// Percent-encodes everything but unreserved characters (RFC 3986 §2.3).
std::string percent_encode(std::string_view text);

}  // namespace dvcpay::cli
