// What anybody may read: the document, the pages of problem types, and the picture of a QR on
// offer.
#include "api/handlers.hpp"
#include "api/openapi.hpp"
#include "api/page.hpp"
#include "api/qr_svg.hpp"

namespace dvcpay::api {
namespace {

std::string problem_page(const ProblemKind& kind) {
    const std::string code(code_of(kind.fault));
    const bool again = kind.retryable == Retryable::yes;
    std::string out = "<h1><code>" + html_escaped(code) + "</code></h1><p>HTTP ";
    out += std::to_string(kind.status);
    out += again ? ", retryable</p>" : ", not retryable</p>";
    out += "<h2 lang=\"vi\">" + html_escaped(kind.title_vi) + "</h2><p lang=\"vi\">";
    out += html_escaped(kind.detail_vi) + "</p><h2 lang=\"en\">" + html_escaped(kind.title_en);
    out += "</h2><p lang=\"en\">" + html_escaped(kind.detail_en) + "</p>";
    return out;
}

}  // namespace

std::string html_escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out.push_back(c);
        }
    }
    return out;
}

HttpResponse page_response(int status, std::string_view title, std::string_view body) {
    HttpResponse out;
    out.status = status;
    out.headers.add("Content-Type", "text/html; charset=utf-8");
    out.headers.add("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    out.headers.add("Referrer-Policy", "no-referrer");
    out.body = "<!doctype html><html lang=\"vi\"><meta charset=\"utf-8\"><title>";
    out.body += html_escaped(title);
    out.body += "</title><body>";
    out.body += body;
    out.body += "</body></html>\n";
    return out;
}

Task<HttpResponse> get_openapi(Parts* /*parts*/, Call* /*call*/) {
    HttpResponse out = json_response(200, std::string(openapi_document()));
    out.headers.add("Cache-Control", "public, max-age=300");
    co_return out;
}

Task<HttpResponse> get_problem_page(Parts* /*parts*/, Call* call) {
    const ProblemKind* kind = find_problem_kind(call->parameters.front());
    if (kind == nullptr) co_return call->refuse(Fault::not_found);
    co_return page_response(200, code_of(kind->fault), problem_page(*kind));
}

/// Loaded by the payer's browser through the portal's page, so no key is asked for: both ids of the
/// address carry 80 random bits. Served only while the attempt is on offer.
Task<HttpResponse> get_qr_svg(Parts* parts, Call* call) {
    const auto payment = PaymentId::parse(call->parameters[0]);
    const auto attempt = AttemptId::parse(call->parameters[1]);
    if (!payment || !attempt) co_return call->refuse(Fault::not_found);
    auto find = [payment = *payment, attempt = *attempt](Reader& reader) -> Result<std::string> {
        const auto file = reader.payment(payment);
        const Attempt* found = file ? find_attempt(*file, attempt) : nullptr;
        if (found == nullptr || found->state != AttemptState::pending) return std::string{};
        return found->next_action.qr_payload;
    };
    auto payload = co_await look_up<std::string>(parts->core->store, std::move(find));
    if (!payload) co_return call->refuse(payload.error());
    auto svg = qr_svg(payload.value());
    if (!svg) co_return call->refuse(Fault::not_found);
    HttpResponse out;
    out.headers.add("Content-Type", "image/svg+xml");
    out.headers.add("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    out.headers.add("Cache-Control", "private, max-age=300");
    out.body = std::move(*svg);
    co_return out;
}

}  // namespace dvcpay::api
