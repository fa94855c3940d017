#include "api/call.hpp"

#include <charconv>

#include "api/header_list.hpp"

namespace dvcpay::api {

HttpResponse json_response(int status, std::string body) {
    HttpResponse out;
    out.status = status;
    out.headers.add("Content-Type", "application/json");
    out.body = std::move(body);
    return out;
}

flows::IdempotentCall idempotent_call(const Call& call) {
    flows::IdempotentCall out;
    out.scope.client = call.key->client;
    out.scope.route = call.request.method + " " + call.path;
    out.scope.key = std::string(call.request.headers.get("Idempotency-Key"));
    out.body_sha256 = call.body_sha256;
    out.refusal = [problem = call.problem](const Error& error) {
        return problem_answer(error, problem);
    };
    return out;
}

HttpResponse answer(const Call& call, const Result<flows::Answered>& answered) {
    if (!answered) return call.refuse(answered.error());
    HttpResponse out = to_response(answered.value().answer);
    if (answered.value().replayed) out.headers.add("Idempotency-Replayed", "true");
    return out;
}

Result<std::optional<std::int64_t>> if_match(const Call& call) {
    std::string_view tag = trimmed(call.request.headers.get("If-Match"));
    if (tag.empty() || tag == "*") return std::optional<std::int64_t>{};
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    std::int64_t version = 0;
    const bool quoted = tag.size() >= 3 && tag.front() == '"' && tag.back() == '"';
    const char* end = tag.data() + tag.size() - 1;
    const auto [stop, wrong] = quoted ? std::from_chars(tag.data() + 1, end, version)
                                      : std::from_chars_result{end, std::errc::invalid_argument};
    if (wrong != std::errc{} || stop != end) {
        Error error(Fault::invalid_parameter, "If-Match must be an ETag of this object");
        return error;
    }
    return std::optional<std::int64_t>(version);
}

std::string etag_of(std::int64_t version) {
    return "W/\"" + std::to_string(version) + "\"";
}

}  // namespace dvcpay::api
