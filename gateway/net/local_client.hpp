#pragma once
// One request over a Unix-domain socket, blocking: how the command line reaches the daemon of its own host.
#include <cstdint>
#include <string>

#include "domain/result.hpp"
#include "ports/http.hpp"

namespace dvcpay::net {

/// Faults: unavailable (nobody listens at `path`: the daemon is down), outcome_unknown (broken off after sending),
/// malformed (not HTTP). `timeout_ms` bounds each read and write. For commands; never call it on a server's loop.
Result<HttpResponse> local_request(const std::string& path, const HttpRequest& request, std::int64_t timeout_ms);

}  // namespace dvcpay::net
