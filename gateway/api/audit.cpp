#include "api/audit.hpp"

#include "api/call.hpp"
#include "api/router.hpp"

namespace dvcpay::api {
namespace {

constexpr std::int64_t hour_ms = 3'600'000;

/// The problem's code, whoever decided it: a flow's refusal may come from the store, as it was
/// said.
std::string code_in(const HttpResponse& response) {
    const auto body = parse_json(response.body);
    const Json* code = body ? body.value().find("code") : nullptr;
    return code == nullptr ? "forbidden" : code->text;
}

Task<void> write_behind(flows::Core* core, NewEvent event) {
    std::function<Result<void>(Txn&)> work = [event](Txn& txn) -> Result<void> {
        txn.append(std::string(audit_chain), {event});
        return ok();
    };
    const Result<void> done = co_await core->store->write(Priority::ordinary, std::move(work));
    if (done) co_return;
    core->telemetry->log(
        Level::warning,
        "denial_not_written",
        {{"fault", std::string(code_of(done.error().fault))}, {"note", event.draft.note}}
    );
}

}  // namespace

bool DenialBudget::take(const std::string& key, Mono now) {
    const auto [it, fresh] = by_key_.try_emplace(key, Hour{now, 0});
    Hour& hour = it->second;
    if (hour.began.plus_ms(hour_ms) <= now) hour = Hour{now, 0};
    return ++hour.written <= per_hour;
}

NewEvent audit_event(
    Entropy& entropy, Wall now, EventType type, std::string actor, std::string note
) {
    NewEvent event;
    event.id = fresh_id<EventId>(entropy, now);
    event.at = now;
    event.draft.type = type;
    event.draft.actor = std::move(actor);
    event.draft.note = std::move(note);
    event.data = "{}";
    return event;
}

void audit_denial(Parts& parts, const Call& call, const HttpResponse& response) {
    if (response.status == 401) {
        parts.core->telemetry->count("access_denied", {{"code", "unauthenticated"}}, 1);
    }
    if (response.status != 403 || !call.key || call.route == nullptr) return;
    const std::string code = code_in(response);
    parts.core->telemetry->count("access_denied", {{"code", code}}, 1);
    const std::string key = call.key->id.text();
    if (!parts.denials.take(key, parts.core->clock->mono())) return;
    // The route of the table, never the path: a path may hold what a stranger wrote.
    std::string note = std::string(call.route->method) + " " + std::string(call.route->path) +
                       ": " + code + ", with " + key;
    NewEvent event = audit_event(
        *parts.core->entropy,
        parts.core->clock->wall(),
        EventType::access_denied,
        call.key->principal.id.text(),
        std::move(note)
    );
    event.client = call.key->client;
    parts.core->work->spawn(write_behind(parts.core, std::move(event)));
}

}  // namespace dvcpay::api
