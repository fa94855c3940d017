#include "api/api.hpp"

#include <algorithm>
#include <typeinfo>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include "api/canonical.hpp"
#include "api/handlers.hpp"
#include "api/header_list.hpp"
#include "crypto/digest.hpp"

namespace dvcpay::api {
namespace {

bool is_change(Effect effect) {
    return effect == Effect::change || effect == Effect::command;
}

/// Counts a portal's POST for as long as it is worked on.
class InFlight {
  public:
    explicit InFlight(std::int64_t* count) : count_(count) { ++*count_; }
    InFlight(const InFlight&) = delete;
    InFlight& operator=(const InFlight&) = delete;
    ~InFlight() { --*count_; }

  private:
    std::int64_t* count_;
};

/// Of the target as received; where it holds bytes that are no text, a problem names no instance.
std::string instance_of(std::string_view path) {
    const bool plain = std::ranges::all_of(path, [](char c) { return c > 0x20 && c < 0x7F; });
    return std::string(plain ? path : std::string_view{});
}

Call begin_call(HttpRequest request, Entropy& entropy) {
    Call call;
    const std::string_view target = request.target;
    const std::size_t mark = std::min(target.find('?'), target.size());
    call.path = std::string(target.substr(0, mark));
    call.query_text = std::string(target.substr(std::min(mark + 1, target.size())));
    const Headers& headers = request.headers;
    call.trace = continue_trace(headers.get("traceparent"), headers.get("X-Request-Id"), entropy);
    call.problem.language = choose_language(headers.get("Accept-Language"));
    call.problem.trace_id = call.trace.trace_id;
    call.problem.instance = instance_of(call.path);
    call.request = std::move(request);
    return call;
}

bool accepts_json(std::string_view accept) {
    if (trimmed(accept).empty()) return true;
    bool admitted = false;
    for_each_weighted(accept, [&](std::string_view range, int quality) {
        admitted =
            admitted || (quality > 0 && (range == "*/*" || same_word(range, "application/*") ||
                                         same_word(range, "application/json")));
    });
    return admitted;
}

bool is_json(std::string_view content_type) {
    const std::string_view type = trimmed(content_type.substr(0, content_type.find(';')));
    if (!same_word(type, "application/json")) return false;
    const std::size_t charset = content_type.find("charset=");
    if (charset == std::string_view::npos) return true;
    std::string_view name = trimmed(content_type.substr(charset + 8));
    if (name.starts_with('"') && name.ends_with('"') && name.size() > 1) {
        name = name.substr(1, name.size() - 2);
    }
    return same_word(name, "utf-8");
}

Result<void> check_certificate(const Parts& parts, const Call& call) {
    const auto it = parts.options.client_subjects.find(call.key->client);
    if (it == parts.options.client_subjects.end()) return ok();
    if (std::ranges::find(it->second, call.request.client_subject) == it->second.end()) {
        return Fault::unauthenticated;
    }
    return ok();
}

/// Who calls, and may they? Sets call.key and call.rate.
Result<void> admit(Parts& parts, Call& call) {
    if (call.route->access == Access::open) return ok();
    call.key = parts.keys->authenticate(
        call.request.headers.get("Authorization"), parts.core->clock->wall()
    );
    if (!call.key) return Fault::unauthenticated;
    BOOST_OUTCOME_TRY(check_certificate(parts, call));
    if (parts.limiter.enabled()) {
        call.rate = parts.limiter.take(call.key->id.text(), parts.core->clock->mono());
        if (!call.rate->allowed) {
            Error error(Fault::rate_limited);
            error.retry_after_s = call.rate->retry_after_s;
            return error;
        }
    }
    if (!call.route->scope.empty() && !has_scope(*call.key, call.route->scope)) {
        return Error(
            Fault::insufficient_scope, "needs the scope " + std::string(call.route->scope)
        );
    }
    return ok();
}

Result<void> check_idempotency_key(const Call& call) {
    const std::string_view key = call.request.headers.get("Idempotency-Key");
    const bool visible = std::ranges::all_of(key, [](char c) { return c > 0x20 && c < 0x7F; });
    if (key.empty() || key.size() > 255 || !visible ||
        call.request.headers.count("Idempotency-Key") > 1) {
        return Fault::idempotency_key_missing;
    }
    return ok();
}

/// Media types, idempotency key and body of a change. Sets call.body and its hash.
Result<void> read_change(const Parts& parts, Call& call) {
    if (parts.draining) return Fault::shutting_down;
    if (parts.writes_in_flight >= parts.options.writes_in_flight_max) return Fault::overloaded;
    BOOST_OUTCOME_TRY(check_idempotency_key(call));
    const std::string& body = call.request.body;
    if (body.empty() && call.route->effect == Effect::command) {
        call.body.kind = Json::Kind::object;
    } else {
        if (!is_json(call.request.headers.get("Content-Type")))
            return Fault::unsupported_media_type;
        BOOST_OUTCOME_TRY(call.body, parse_json(body));
    }
    call.body_sha256 = crypto::sha256_hex(canonical_json(call.body));
    return ok();
}

Result<void> check_form(const Parts& parts, Call& call) {
    if (call.request.body.size() > parts.options.body_bytes_max) return Fault::body_too_large;
    if (call.route->media == Media::json && !accepts_json(call.request.headers.get("Accept"))) {
        return Fault::not_acceptable;
    }
    return is_change(call.route->effect) ? read_change(parts, call) : Result<void>(ok());
}

const InboundRoute* find_inbound(const Parts& parts, const Call& call) {
    for (const auto& route : parts.options.inbound_routes) {
        if (route.path == call.path && route.method == call.request.method) return &route;
    }
    return nullptr;
}

Task<HttpResponse> dispatch(Parts* parts, Call* call) {
    if (const InboundRoute* inbound = find_inbound(*parts, *call)) {
        HttpResponse told = co_await take_inbound(parts, call, inbound->provider, inbound->kind);
        co_return told;
    }
    RouteMatch match = match_route(call->request.method, call->path);
    if (match.route == nullptr) {
        HttpResponse none =
            call->refuse(match.allow.empty() ? Fault::not_found : Fault::method_not_allowed);
        if (!match.allow.empty()) none.headers.add("Allow", match.allow);
        co_return none;
    }
    call->route = match.route;
    call->parameters = std::move(match.parameters);
    if (const auto admitted = admit(*parts, *call); !admitted) {
        co_return call->refuse(admitted.error());
    }
    if (const auto formed = check_form(*parts, *call); !formed) {
        co_return call->refuse(formed.error());
    }
    std::optional<InFlight> in_flight;
    if (is_change(match.route->effect)) in_flight.emplace(&parts->writes_in_flight);
    HttpResponse response = co_await match.route->handler(parts, call);
    co_return response;
}

void decorate(const Parts& parts, const Call& call, HttpResponse& response) {
    Headers& headers = response.headers;
    headers.add("traceparent", call.trace.traceparent);
    headers.add("X-Request-Id", call.trace.request_id);
    headers.add("X-Content-Type-Options", "nosniff");
    if (headers.count("Cache-Control") == 0) headers.add("Cache-Control", "no-store");
    if (!call.rate) return;
    const RateLimit& limit = parts.limiter.limit();
    const std::int64_t window_s = std::max<std::int64_t>(1, limit.burst / limit.per_second);
    headers.add(
        "RateLimit-Policy",
        "\"key\";q=" + std::to_string(limit.burst) + ";w=" + std::to_string(window_s)
    );
    headers.add(
        "RateLimit",
        "\"key\";r=" + std::to_string(call.rate->remaining) +
            ";t=" + std::to_string(call.rate->reset_s)
    );
}

void measure(const Parts& parts, const Call& call, int status, Mono begun) {
    // Both from the table, never from the request: labels stay few.
    std::string route = "other";
    if (call.route != nullptr) {
        route = std::string(call.route->method) + " " + std::string(call.route->path);
    }
    const std::int64_t elapsed_ns = parts.core->clock->mono().ns - begun.ns;
    parts.core->telemetry->count(
        "api_requests", {{"route", route}, {"status", std::to_string(status)}}
    );
    parts.core->telemetry->observe_ms(
        "api_request_ms", {{"route", route}}, static_cast<double>(elapsed_ns) / 1e6
    );
}

void tell_bug(const Parts& parts, const Call& call, const std::exception& bug) {
    // The kind of the exception only: its text may quote what came from outside (P9).
    parts.core->telemetry->log(
        Level::error,
        "api_unexpected_exception",
        {{"trace_id", call.trace.trace_id},
         {"route", call.route == nullptr ? "other" : std::string(call.route->path)},
         {"exception", typeid(bug).name()}}
    );
}

}  // namespace

Api::Api(ApiFlows flows, ApiKeys* keys, ApiOptions options)
    : parts_(std::make_unique<Parts>(flows, keys, std::move(options))) {}

Api::~Api() = default;

void Api::drain() {
    parts_->draining = true;
}

Task<HttpResponse> Api::handle(HttpRequest request) {
    const Mono begun = parts_->core->clock->mono();
    Call call = begin_call(std::move(request), *parts_->core->entropy);
    HttpResponse response;
    try {
        response = co_await dispatch(parts_.get(), &call);
    } catch (const boost::system::system_error& error) {
        if (error.code() == boost::asio::error::operation_aborted) throw;  // the client has gone
        tell_bug(*parts_, call, error);
        response = call.refuse(Fault::internal_error);
    } catch (const std::exception& bug) {
        tell_bug(*parts_, call, bug);
        response = call.refuse(Fault::internal_error);
    }
    audit_denial(*parts_, call, response);
    decorate(*parts_, call, response);
    measure(*parts_, call, response.status, begun);
    co_return response;
}

}  // namespace dvcpay::api
