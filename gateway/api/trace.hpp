#pragma once
// W3C Trace Context: a caller's trace is continued, else one is begun.
#include <string>
#include <string_view>

#include "ports/entropy.hpp"

namespace dvcpay::api {

struct Trace {
    std::string trace_id;     ///< 32 hex digits
    std::string traceparent;  ///< to return: the same trace, a span of ours
    std::string request_id;   ///< X-Request-Id as sent, or the trace id
};

Trace continue_trace(std::string_view traceparent, std::string_view request_id, Entropy& entropy);

}  // namespace dvcpay::api
