#include "ops/health.hpp"

#include <nlohmann/json.hpp>

namespace dvcpay::ops {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t success_percent_min = 90;
constexpr std::int64_t slow_ms = 10'000;
constexpr std::int64_t expiry_days_min = 7;

HttpResponse answer(int status, const Json& body, const char* type = "application/json") {
    HttpResponse response;
    response.status = status;
    response.headers.add("Content-Type", type);
    response.headers.add("Cache-Control", "no-store");
    response.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
    return response;
}

HttpResponse problem(int status, const char* code, const char* title) {
    Json body;
    body["type"] = std::string("/problems/") + code;
    body["title"] = title;
    body["status"] = status;
    body["code"] = code;
    return answer(status, body, "application/problem+json");
}

Json or_null(const std::optional<std::int64_t>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json provider_json(const ProviderFacts& facts) {
    Json out;
    out["provider"] = facts.provider;
    out["account"] = facts.account;
    out["status"] = to_string(judge(facts));
    out["circuit"] = to_string(facts.circuit);
    Json recent;
    recent["window_seconds"] = 300;
    recent["calls"] = facts.recent.calls;
    recent["success_percent"] = or_null(facts.recent.success_percent);
    recent["p95_ms"] = or_null(facts.recent.p95_ms);
    out["recent"] = std::move(recent);
    Json unknown;
    unknown["count"] = facts.unknown_attempts;
    unknown["overdue"] = facts.overdue_attempts;
    unknown["oldest_at"] =
        facts.oldest_unknown_at ? Json(to_rfc3339(*facts.oldest_unknown_at)) : Json(nullptr);
    out["unknown_attempts"] = std::move(unknown);
    out["certificate_days"] = or_null(facts.certificate_days);
    out["key_days"] = or_null(facts.key_days);
    out["keys"] = Json::array();
    for (const auto& key : facts.keys) {
        Json row;
        row["name"] = key.name;
        row["secrets"] = key.secrets;
        row["days"] = or_null(key.days);
        out["keys"].push_back(std::move(row));
    }
    out["virtual_accounts"] = nullptr;
    if (facts.numbers_left) {
        out["virtual_accounts"] = {
            {"left", *facts.numbers_left}, {"of", facts.numbers_of.value_or(0)}
        };
    }
    return out;
}

Json alarm_json(const AlarmRow& row) {
    Json out;
    out["event"] = row.event;
    out["provider"] = row.provider.empty() ? Json(nullptr) : Json(row.provider);
    out["account"] = row.account.empty() ? Json(nullptr) : Json(row.account);
    out["detail"] = row.detail;
    out["times"] = row.times;
    out["first_at"] = to_rfc3339(row.first_at);
    out["last_at"] = to_rfc3339(row.last_at);
    return out;
}

std::string path_of(const std::string& target) {
    return target.substr(0, target.find('?'));
}

bool soon(const std::optional<std::int64_t>& days) {
    return days && *days < expiry_days_min;
}

}  // namespace

std::string_view to_string(Circuit circuit) {
    switch (circuit) {
        case Circuit::closed:
            return "closed";
        case Circuit::half_open:
            return "half_open";
        case Circuit::open:
            return "open";
    }
    return "open";
}

std::string_view to_string(ProviderStatus status) {
    switch (status) {
        case ProviderStatus::up:
            return "up";
        case ProviderStatus::degraded:
            return "degraded";
        case ProviderStatus::down:
            return "down";
        case ProviderStatus::maintenance:
            return "maintenance";
    }
    return "down";
}

ProviderStatus judge(const ProviderFacts& facts) {
    if (facts.maintenance) return ProviderStatus::maintenance;
    if (facts.circuit == Circuit::open) return ProviderStatus::down;
    const auto& recent = facts.recent;
    const bool failing = recent.success_percent && *recent.success_percent < success_percent_min;
    const bool slow = recent.p95_ms && *recent.p95_ms > slow_ms;
    const bool doubtful = facts.circuit == Circuit::half_open || facts.overdue_attempts > 0;
    const bool used_up = facts.numbers_left == 0;
    const bool ends_soon = soon(facts.certificate_days) || soon(facts.key_days);
    if (failing || slow || doubtful || ends_soon || used_up) {
        return ProviderStatus::degraded;
    }
    return ProviderStatus::up;
}

HealthHandler::HealthHandler(const Clock* clock, HealthSources sources)
    : clock_(clock), sources_(std::move(sources)), started_(clock->mono()) {}

Task<HttpResponse> HealthHandler::handle(HttpRequest request) {
    const std::string path = path_of(request.target);
    const bool known = path == "/health/live" || path == "/health/ready" ||
                       path == "/health/providers" || path == "/metrics";
    if (!known) co_return problem(404, "not_found", "Not found");
    if (request.method != "GET" && request.method != "HEAD") {
        HttpResponse refused = problem(405, "method_not_allowed", "Method not allowed");
        refused.headers.add("Allow", "GET, HEAD");
        co_return refused;
    }
    HttpResponse response;
    if (path == "/health/live") {
        response = live();
    } else if (path == "/health/ready") {
        response = ready();
    } else if (path == "/health/providers") {
        response = co_await providers();
    } else {
        response.headers.add("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        response.body = sources_.metrics();
    }
    if (request.method == "HEAD") response.body.clear();
    co_return response;
}

HttpResponse HealthHandler::live() const {
    Json body;
    body["status"] = "up";
    body["version"] = sources_.version;
    body["uptime_seconds"] = (clock_->mono().ns - started_.ns) / 1'000'000'000;
    return answer(200, body);
}

HttpResponse HealthHandler::ready() const {
    std::vector<Check> checks = sources_.ready();
    if (draining_) checks.push_back({"shutdown", CheckState::down, "shutting down"});
    bool fit = true;
    Json rows = Json::array();
    for (const auto& check : checks) {
        fit = fit && check.state != CheckState::down;
        Json row;
        row["name"] = check.name;
        row["status"] = to_string(check.state);
        if (!check.detail.empty()) row["detail"] = check.detail;
        rows.push_back(std::move(row));
    }
    Json body;
    body["status"] = fit ? "up" : "down";
    body["checks"] = std::move(rows);
    return answer(fit ? 200 : 503, body);
}

Task<HttpResponse> HealthHandler::providers() const {
    const std::vector<ProviderFacts> all = co_await sources_.providers();
    Json rows = Json::array();
    for (const auto& facts : all) rows.push_back(provider_json(facts));
    Json alarms = Json::array();
    for (const auto& row : sources_.alarms()) alarms.push_back(alarm_json(row));
    Json body;
    body["providers"] = std::move(rows);
    body["alarms"] = std::move(alarms);
    co_return answer(200, body);
}

}  // namespace dvcpay::ops
