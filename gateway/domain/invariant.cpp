#include "domain/invariant.hpp"

#include "domain/result.hpp"

namespace dvcpay {

void invariant_broken(std::string_view what, std::string_view file, int line) {
    std::fprintf(
        stderr,
        "{\"level\":\"critical\",\"event\":\"invariant_broken\",\"what\":\"%.*s\",\"at\":\"%.*s:%"
        "d\"}\n",
        static_cast<int>(what.size()),
        what.data(),
        static_cast<int>(file.size()),
        file.data(),
        line
    );
    std::abort();
}

std::string_view code_of(Fault fault) {
    switch (fault) {
#define DVC_WORD(name) \
    case Fault::name:  \
        return #name
        DVC_WORD(malformed_json);
        DVC_WORD(idempotency_key_missing);
        DVC_WORD(invalid_parameter);
        DVC_WORD(invalid_cursor);
        DVC_WORD(unauthenticated);
        DVC_WORD(insufficient_scope);
        DVC_WORD(agency_not_allowed);
        DVC_WORD(same_person);
        DVC_WORD(not_found);
        DVC_WORD(method_not_allowed);
        DVC_WORD(not_acceptable);
        DVC_WORD(request_timeout);
        DVC_WORD(body_too_large);
        DVC_WORD(unsupported_media_type);
        DVC_WORD(headers_too_large);
        DVC_WORD(request_in_progress);
        DVC_WORD(reference_in_use);
        DVC_WORD(reference_paid);
        DVC_WORD(attempt_open);
        DVC_WORD(payment_closed);
        DVC_WORD(refund_exceeds_credit);
        DVC_WORD(state_conflict);
        DVC_WORD(version_mismatch);
        DVC_WORD(refundable_amount_changed);
        DVC_WORD(validation_failed);
        DVC_WORD(unknown_field);
        DVC_WORD(unknown_service);
        DVC_WORD(unknown_agency);
        DVC_WORD(agency_not_valid_at);
        DVC_WORD(unknown_provider);
        DVC_WORD(provider_not_allowed);
        DVC_WORD(method_not_offered);
        DVC_WORD(amount_out_of_range);
        DVC_WORD(lines_do_not_sum);
        DVC_WORD(return_url_not_allowed);
        DVC_WORD(idempotency_key_reused);
        DVC_WORD(not_refundable);
        DVC_WORD(rate_limited);
        DVC_WORD(internal_error);
        DVC_WORD(shutting_down);
        DVC_WORD(overloaded);
        DVC_WORD(store_unavailable);
        DVC_WORD(malformed);
        DVC_WORD(forged);
        DVC_WORD(unavailable);
        DVC_WORD(outcome_unknown);
        DVC_WORD(commit_unknown);
        DVC_WORD(configuration);
        DVC_WORD(cancelled);
#undef DVC_WORD
    }
    invariant_broken("code_of: value outside its enum");
}

}  // namespace dvcpay
