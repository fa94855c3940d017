#include "api/router.hpp"

#include <algorithm>
#include <array>

#include "api/handlers.hpp"

namespace dvcpay::api {
namespace {

// clang-format off
constexpr std::array<Route, 32> table{{
    {"POST", "/v1/payments",                       Access::key,  "payments:write",  Effect::change,  Media::json, &create_payment},
    {"GET",  "/v1/payments",                       Access::key,  "payments:read",   Effect::read,    Media::json, &search_payments},
    {"GET",  "/v1/payments/{id}",                  Access::key,  "payments:read",   Effect::read,    Media::json, &get_payment},
    {"POST", "/v1/payments/{id}/attempts",         Access::key,  "payments:write",  Effect::change,  Media::json, &create_attempt},
    {"GET",  "/v1/payments/{id}/attempts",         Access::key,  "payments:read",   Effect::read,    Media::json, &list_attempts},
    {"POST", "/v1/payments/{id}/cancel",           Access::key,  "payments:write",  Effect::change,  Media::json, &cancel_payment},
    {"GET",  "/v1/payments/{id}/events",           Access::key,  "payments:read",   Effect::read,    Media::json, &list_payment_events},
    {"GET",  "/v1/payments/{id}/attempts/{attempt_id}/qr.svg",
                                                   Access::open, "",                Effect::read,    Media::any,  &get_qr_svg},
    {"POST", "/v1/payments/{id}/refunds",          Access::key,  "refunds:request", Effect::change,  Media::json, &create_refund},
    {"GET",  "/v1/refunds",                        Access::key,  "payments:read",   Effect::read,    Media::json, &list_refunds},
    {"GET",  "/v1/refunds/{id}",                   Access::key,  "payments:read",   Effect::read,    Media::json, &get_refund},
    {"POST", "/v1/refunds/{id}/approve",           Access::key,  "refunds:approve", Effect::command, Media::json, &approve_refund},
    {"POST", "/v1/refunds/{id}/reject",            Access::key,  "refunds:approve", Effect::change,  Media::json, &reject_refund},
    {"POST", "/v1/refunds/{id}/retry",             Access::key,  "refunds:approve", Effect::command, Media::json, &retry_refund},
    {"POST", "/v1/refunds/{id}/close",             Access::key,  "refunds:approve", Effect::change,  Media::json, &close_refund},
    {"GET",  "/v1/incidents",                      Access::key,  "payments:read",   Effect::read,    Media::json, &list_incidents},
    {"GET",  "/v1/incidents/{id}",                 Access::key,  "payments:read",   Effect::read,    Media::json, &get_incident},
    {"POST", "/v1/incidents/{id}/propose",         Access::key,  "incidents:write", Effect::change,  Media::json, &propose_incident},
    {"POST", "/v1/incidents/{id}/approve",         Access::key,  "incidents:approve", Effect::command, Media::json, &approve_incident},
    {"POST", "/v1/incidents/{id}/reject",          Access::key,  "incidents:approve", Effect::change,  Media::json, &reject_incident},
    {"GET",  "/v1/services",                       Access::key,  "",                Effect::read,    Media::json, &list_services},
    {"GET",  "/v1/services/{code}",                Access::key,  "",                Effect::read,    Media::json, &get_service},
    {"GET",  "/v1/agencies",                       Access::key,  "",                Effect::read,    Media::json, &list_agencies},
    {"GET",  "/v1/providers",                      Access::key,  "",                Effect::read,    Media::json, &list_providers},
    {"GET",  "/v1/events",                         Access::key,  "payments:read",   Effect::read,    Media::json, &list_events},
    {"GET",  "/v1/webhooks/deliveries",            Access::key,  "webhooks:manage", Effect::read,    Media::json, &list_deliveries},
    {"POST", "/v1/webhooks/deliveries/{id}/replay", Access::key, "webhooks:manage", Effect::command, Media::json, &replay_delivery},
    {"POST", "/v1/webhooks/replay",                Access::key,  "webhooks:manage", Effect::change,  Media::json, &replay_events},
    {"POST", "/v1/webhooks/test",                  Access::key,  "webhooks:manage", Effect::command, Media::json, &test_webhooks},
    {"GET",  "/v1/return/{provider}",              Access::open, "",                Effect::read,    Media::any,  &browser_return},
    {"GET",  "/v1/openapi.json",                   Access::open, "",                Effect::read,    Media::json, &get_openapi},
    {"GET",  "/problems/{code}",                   Access::open, "",                Effect::read,    Media::any,  &get_problem_page},
}};
// clang-format on

/// Not in the portal's document: a provider's dialect, by whatever method it uses.
constexpr Route callback_route{
    "",
    "/v1/callbacks/{provider}/{kind}",
    Access::open,
    "",
    Effect::inbound,
    Media::any,
    &callback_alias
};

/// Cuts the first segment off; both texts begin with '/'.
std::string_view next_segment(std::string_view& rest) {
    rest.remove_prefix(1);
    const std::size_t end = std::min(rest.find('/'), rest.size());
    const std::string_view segment = rest.substr(0, end);
    rest.remove_prefix(end);
    return segment;
}

}  // namespace

std::span<const Route> routes() {
    return table;
}

std::optional<std::vector<std::string>> match_template(
    std::string_view path_template, std::string_view path
) {
    std::vector<std::string> parameters;
    while (!path_template.empty() && path.starts_with('/')) {
        const std::string_view wanted = next_segment(path_template);
        const std::string_view segment = next_segment(path);
        if (!wanted.starts_with('{')) {
            if (wanted != segment) return std::nullopt;
            continue;
        }
        auto decoded = percent_decode(segment, Plus::literal);
        if (!decoded || decoded->empty() || decoded->size() > 200) return std::nullopt;
        parameters.push_back(std::move(*decoded));
    }
    if (!path_template.empty() || !path.empty()) return std::nullopt;
    return parameters;
}

RouteMatch match_route(std::string_view method, std::string_view path) {
    RouteMatch out;
    for (const auto& route : table) {
        auto parameters = match_template(route.path, path);
        if (!parameters) continue;
        if (route.method == method) return {&route, std::move(*parameters), {}};
        if (!out.allow.empty()) out.allow += ", ";
        out.allow += route.method;
    }
    if (auto parameters = match_template(callback_route.path, path)) {
        return {&callback_route, std::move(*parameters), {}};
    }
    return out;
}

}  // namespace dvcpay::api
