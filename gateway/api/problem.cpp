#include "api/problem.hpp"

#include "api/field.hpp"
#include "api/json_out.hpp"

namespace dvcpay::api {
namespace {

constexpr std::string_view problem_type = "application/problem+json";
constexpr std::string_view retry_member = "\"retry_after\":";

bool is_of_the_house(Fault fault) {
    return fault > Fault::store_unavailable;
}

/// English readers get the flow's own sentence where there is one; it never holds data. What a
/// fault of the house says stays in the house.
std::string_view detail_for(const Error& error, const ProblemKind& kind, Language language) {
    if (language == Language::vi) return kind.detail_vi;
    if (error.detail.empty() || is_of_the_house(error.fault) ||
        error.fault == Fault::internal_error) {
        return kind.detail_en;
    }
    return error.detail;
}

std::int64_t retry_after(const Error& error, const ProblemKind& kind) {
    if (error.retry_after_s > 0) return error.retry_after_s;
    return kind.status == 503 || kind.status == 429 ? 1 : 0;
}

/// The number behind `retry_after` in a problem we wrote ourselves; 0 where there is none.
std::int64_t stored_retry_after(const StoredAnswer& answer) {
    if (answer.content_type != problem_type) return 0;
    const std::size_t at = answer.body.find(retry_member);
    if (at == std::string::npos) return 0;
    std::int64_t seconds = 0;
    const char* digits = answer.body.data() + at + retry_member.size();
    std::from_chars(digits, answer.body.data() + answer.body.size(), seconds);
    return seconds;
}

Fault fault_of_status(int status) {
    switch (status) {
        case 408:
            return Fault::request_timeout;
        case 413:
            return Fault::body_too_large;
        case 431:
            return Fault::headers_too_large;
        case 503:
            return Fault::overloaded;
        case 500:
            return Fault::internal_error;
        default:
            return Fault::invalid_parameter;  // 400: not HTTP as we understand it
    }
}

}  // namespace

StoredAnswer problem_answer(const Error& error, const ProblemContext& context) {
    const ProblemKind& kind = problem_kind(error.fault);
    const std::string_view code = code_of(kind.fault);
    JsonOut out;
    out.begin_object()
        .member("type", "/problems/" + std::string(code))
        .member("title", context.language == Language::vi ? kind.title_vi : kind.title_en)
        .member("status", kind.status)
        .member("detail", detail_for(error, kind, context.language))
        .member("instance", context.instance)
        .member("code", code)
        .member("retryable", kind.retryable == Retryable::yes)
        .member("trace_id", context.trace_id);
    // Before any text from outside, so that the first match is ours.
    if (const auto seconds = retry_after(error, kind); seconds > 0)
        out.member("retry_after", seconds);
    if (!error.fields.empty() && !is_of_the_house(error.fault)) {
        out.key("errors").begin_array();
        for (const auto& field : error.fields) {
            out.begin_object()
                .member("pointer", field.pointer)
                .member("code", field.code)
                .member("detail", field_text(field.code, field.detail, context.language))
                .end_object();
        }
        out.end_array();
    }
    out.end_object();
    StoredAnswer answer;
    answer.status = kind.status;
    answer.body = out.take();
    answer.content_type = problem_type;
    return answer;
}

HttpResponse to_response(const StoredAnswer& answer) {
    HttpResponse out;
    out.status = answer.status;
    out.body = answer.body;
    if (!answer.content_type.empty()) out.headers.add("Content-Type", answer.content_type);
    if (!answer.location.empty()) out.headers.add("Location", answer.location);
    if (!answer.etag.empty()) out.headers.add("ETag", answer.etag);
    if (const auto seconds = stored_retry_after(answer); seconds > 0) {
        out.headers.add("Retry-After", std::to_string(seconds));
    }
    return out;
}

HttpResponse problem_response(const Error& error, const ProblemContext& context) {
    HttpResponse out = to_response(problem_answer(error, context));
    if (out.status == 401) out.headers.add("WWW-Authenticate", "Bearer realm=\"dvcpay\"");
    return out;
}

HttpResponse transport_problem(
    int status, std::string_view accept_language, const Trace& trace, std::string instance
) {
    const ProblemContext context{
        choose_language(accept_language), trace.trace_id, std::move(instance)
    };
    HttpResponse out = problem_response(Error(fault_of_status(status)), context);
    out.headers.add("X-Request-Id", trace.request_id);
    out.headers.add("traceparent", trace.traceparent);
    out.close = true;
    return out;
}

}  // namespace dvcpay::api
