// What providers and browsers call. The dialect is the adapter's; here are only the doors.
#include "api/handlers.hpp"
#include "api/page.hpp"

namespace dvcpay::api {
namespace {

bool admitted(const Parts& parts, const std::string& provider, const std::string& peer) {
    const auto it = parts.options.inbound_allowlists.find(provider);
    return it == parts.options.inbound_allowlists.end() || it->second.admits(peer);
}

/// The alias exists for every kind of every provider with a configured adapter, by POST and by
/// whatever method its configured routes use.
Result<void> check_alias(const Parts& parts, const Call& call) {
    const std::string& provider = call.parameters[0];
    const std::string& kind = call.parameters[1];
    const Adapter* adapter = parts.core->adapter(provider);
    if (adapter == nullptr) return Fault::not_found;
    const auto& kinds = adapter->capability().inbound_kinds;
    if (std::ranges::find(kinds, kind) == kinds.end()) return Fault::not_found;
    if (call.request.method == "POST") return ok();
    for (const auto& route : parts.options.inbound_routes) {
        if (route.provider == provider && route.kind == kind &&
            route.method == call.request.method) {
            return ok();
        }
    }
    return Fault::method_not_allowed;
}

constexpr std::string_view unknown_order =
    "<p lang=\"vi\">Không tìm thấy khoản thanh toán của liên kết này. Hãy quay lại cổng dịch vụ "
    "công để xem kết quả."
    "</p><p lang=\"en\">No payment belongs to this link. Return to the public service portal to "
    "see the result.</p>";

}  // namespace

Task<HttpResponse> take_inbound(Parts* parts, Call* call, std::string provider, std::string kind) {
    if (!admitted(*parts, provider, call->request.peer)) {
        // No hint to a stranger; a wrong list would lose callbacks, so people must hear of it.
        parts->core->telemetry->alarm(
            "inbound_address_refused", {{"provider", provider}, {"kind", kind}}
        );
        parts->flows.take_callback->doubt(provider, call->request.peer);
        HttpResponse refused;
        refused.status = 403;
        co_return refused;
    }
    if (call->request.body.size() > parts->options.body_bytes_max) {
        co_return call->refuse(Fault::body_too_large);
    }
    InboundCall inbound;
    inbound.provider = std::move(provider);
    inbound.kind = std::move(kind);
    inbound.request = std::move(call->request);
    HttpResponse told = co_await parts->flows.take_callback->take(std::move(inbound));
    co_return told;
}

Task<HttpResponse> callback_alias(Parts* parts, Call* call) {
    if (const auto known = check_alias(*parts, *call); !known) {
        HttpResponse refused = call->refuse(known.error());
        if (refused.status == 405) refused.headers.add("Allow", "POST");
        co_return refused;
    }
    HttpResponse told =
        co_await take_inbound(parts, call, call->parameters[0], call->parameters[1]);
    co_return told;
}

Task<HttpResponse> browser_return(Parts* parts, Call* call) {
    const std::string where = co_await parts->flows.take_callback->browser_return(
        call->parameters.front(), call->query_text
    );
    if (where.empty()) co_return page_response(404, "404", unknown_order);
    HttpResponse out;
    out.status = 303;
    out.headers.add("Location", where);
    out.headers.add("Referrer-Policy", "no-referrer");
    co_return out;
}

}  // namespace dvcpay::api
