#pragma once
// RFC 9457 problem details. One closed table Fault → status, titles, retryable; nothing else in the
// gateway knows an HTTP status for a fault.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "api/language.hpp"
#include "api/trace.hpp"
#include "domain/result.hpp"
#include "ports/http.hpp"
#include "ports/store.hpp"

namespace dvcpay::api {

enum class Retryable : std::uint8_t { no, yes };

struct ProblemKind {
    Fault fault;
    int status;
    Retryable retryable;  ///< the same request, unchanged, may succeed later
    std::string_view title_vi, title_en;
    std::string_view detail_vi, detail_en;
};

/// Every fault an API answer may carry, in the order of the enum; faults of the house are not in
/// it.
std::span<const ProblemKind> problem_kinds();
/// Faults of the house are told as internal_error.
const ProblemKind& problem_kind(Fault fault);
/// By its code ("reference_in_use"), or null.
const ProblemKind* find_problem_kind(std::string_view code);

/// What an answer says besides the fault. Copied into closures that run on the store's threads.
struct ProblemContext {
    Language language = Language::vi;
    std::string trace_id;
    std::string instance;  ///< path of the request
};

/// Pure. The body is problem+json; `retry_after` is an extension member, so that a stored refusal
/// replays its Retry-After header too.
StoredAnswer problem_answer(const Error& error, const ProblemContext& context);
HttpResponse problem_response(const Error& error, const ProblemContext& context);

/// A stored answer as a response: Location, ETag, Retry-After, byte for byte the same body.
HttpResponse to_response(const StoredAnswer& answer);

/// For faults the listener meets before it has a request: 400, 408, 413, 431, 503.
/// `accept_language` as received, may be empty; the connection is closed after it.
HttpResponse transport_problem(
    int status, std::string_view accept_language, const Trace& trace, std::string instance
);

}  // namespace dvcpay::api
