#pragma once
// What can go wrong, as values. `Fault` is the one closed list of the gateway: the API's documented
// codes first (gateway/api/problem.cpp maps each to a status and titles), then the faults that
// never leave the house under their own name. Exceptions are for bugs only.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <boost/outcome/basic_result.hpp>
#include <boost/outcome/policy/terminate.hpp>
#include <boost/outcome/try.hpp>

namespace dvcpay {

namespace outcome = BOOST_OUTCOME_V2_NAMESPACE;

enum class Fault : std::uint8_t {
    // 400
    malformed_json,
    idempotency_key_missing,
    invalid_parameter,
    invalid_cursor,
    // 401, 403
    unauthenticated,
    insufficient_scope,
    agency_not_allowed,
    same_person,
    // 404 … 431
    not_found,
    method_not_allowed,
    not_acceptable,
    request_timeout,
    body_too_large,
    unsupported_media_type,
    headers_too_large,
    // 409
    request_in_progress,
    reference_in_use,
    reference_paid,
    attempt_open,
    payment_closed,
    refund_exceeds_credit,
    state_conflict,
    // 412
    version_mismatch,
    refundable_amount_changed,
    // 422
    validation_failed,
    unknown_field,
    unknown_service,
    unknown_agency,
    agency_not_valid_at,
    unknown_provider,
    provider_not_allowed,
    method_not_offered,
    amount_out_of_range,
    lines_do_not_sum,
    return_url_not_allowed,
    idempotency_key_reused,
    not_refundable,
    // 429, 500, 503
    rate_limited,
    internal_error,
    shutting_down,
    overloaded,
    store_unavailable,
    // Inside the house only. An API answer that would carry one says internal_error.
    malformed,        ///< bytes from a provider that are not what its protocol says
    forged,           ///< a signature or partner that is not who it claims to be
    unavailable,      ///< not one byte was processed by the peer: safe to repeat
    outcome_unknown,  ///< it may have happened: ask, never guess
    commit_unknown,   ///< the store could not learn whether its COMMIT became durable
    configuration,    ///< what an operator wrote cannot be used
    cancelled,        ///< the one who waited has gone
};

/// One fault of one member of a body. `pointer` is an RFC 6901 JSON Pointer, `code` a stable word.
struct FieldFault {
    std::string pointer;
    std::string code;
    std::string detail;
    friend bool operator==(const FieldFault&, const FieldFault&) = default;
};

/// A fault with what a person needs to mend it. `detail` never holds a secret or personal data.
struct Error {
    Fault fault = Fault::internal_error;
    std::string detail;
    std::vector<FieldFault> fields;
    std::int64_t retry_after_s = 0;  ///< > 0: the caller may try again then

    Error(Fault f)
        : fault(f) {}  // NOLINT(google-explicit-constructor): `return Fault::x;` is the idiom
    Error(Fault f, std::string why) : fault(f), detail(std::move(why)) {}
};

/// Success or Error; nodiscard as a type, stops the process when misused, works with TRY in
/// coroutines.
template <class T>
using Result = outcome::basic_result<T, Error, outcome::policy::terminate>;

inline auto ok() {
    return outcome::success();
}

/// The stable word of a fault, as it stands in the API contract ("reference_in_use").
std::string_view code_of(Fault fault);

}  // namespace dvcpay
