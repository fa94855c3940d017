#include "api/upkeep.hpp"

#include <algorithm>

#include "api/body_reader.hpp"
#include "api/call.hpp"
#include "api/export.hpp"
#include "api/json_out.hpp"
#include "api/problem.hpp"
#include "domain/invariant.hpp"
#include "flows/audit.hpp"
#include "flows/endpoints.hpp"
#include "flows/erase.hpp"

namespace dvcpay::api {
namespace {

HttpResponse refuse(const Error& error) {
    Error told = error;
    // The operator's own files are told to him, whatever the house calls it.
    if (told.fault == Fault::configuration) told.fault = Fault::validation_failed;
    return problem_response(told, ProblemContext{Language::en, {}, {}});
}

/// The system says who is at the socket; a caller can only add by whom he was called
/// ("os:root,sudo:an").
std::string who(const HttpRequest& request, std::string claimed) {
    std::string known = "os:" + (request.peer_user.empty() ? "unknown" : request.peer_user);
    return claimed.starts_with(known + ",") ? std::move(claimed) : known;
}

/// The texts `names` of one flat object, all of them required and nothing else; the last is the
/// actor.
Result<std::vector<std::string>> read_texts(
    const HttpRequest& request, const std::vector<std::string_view>& names
) {
    DVC_INVARIANT(names.back() == "actor");
    BOOST_OUTCOME_TRY(const auto json, parse_json(request.body));
    FieldFaults faults;
    ObjectReader reader(json, "", &faults);
    std::vector<std::string> out;
    out.reserve(names.size());
    for (const auto name : names)
        out.push_back(reader.text(name, Need::required, TextLimit{200}).value_or(""));
    reader.refuse_unknown();
    if (!faults.empty()) return faults.take();
    out.back() = who(request, std::move(out.back()));
    return out;
}

void render_use(JsonOut& out, const KeyUse& use, bool is_loaded, bool seals) {
    out.begin_object()
        .member("id", use.ring_key_id)
        .member("seals", seals)
        .member("loaded", is_loaded)
        .member("personal_data", use.personal_data)
        .member("raw_inbound", use.raw_inbound)
        .member("refund_destinations", use.refund_destinations)
        .end_object();
}

std::string_view halt_word(flows::Halt halt) {
    switch (halt) {
        case flows::Halt::none:
            return "";
        case flows::Halt::gone:
            return "gone";
        case flows::Halt::by_operator:
            return "operator";
    }
    return "";
}

void render_endpoint(JsonOut& out, const flows::EndpointState& state) {
    out.begin_object()
        .member("id", state.id)
        .member_or_null("client", state.client)
        .member("configured", state.configured)
        .member("enabled", state.enabled)
        .member_or_null("disabled_by", halt_word(state.mark.halt))
        .member("disabled_since", state.mark.since)
        .member_or_null("disabled_reason", state.mark.reason)
        .member("waiting", state.count.waiting)
        .member("dead", state.count.dead)
        .member("oldest_waiting_at", state.count.oldest_waiting_at)
        .member("last_success_at", state.last_success_at)
        .member("last_failure_at", state.last_failure_at)
        .member_or_null("last_failure", state.last_failure)
        .end_object();
}

HttpResponse endpoint_answer(const std::string& endpoint, const Result<bool>& changed) {
    if (!changed) return refuse(changed.error());
    JsonOut out;
    out.begin_object().member("endpoint", endpoint).member("changed", changed.value()).end_object();
    return json_response(200, out.take());
}

}  // namespace

Task<std::optional<HttpResponse>> Upkeep::handle(HttpRequest request) {
    const std::string route =
        request.method + " " + request.target.substr(0, request.target.find('?'));
    std::optional<HttpResponse> out;
    if (route == "GET /admin/ring") {
        out = co_await ring();
    } else if (route == "POST /admin/ring/reload") {
        out = co_await reload(std::move(request));
    } else if (route == "POST /admin/ring/retire") {
        out = co_await retire(std::move(request));
    } else if (route == "POST /admin/personal/erase") {
        out = co_await erase(std::move(request));
    } else if (route == "POST /admin/retention/run") {
        out = co_await retain(std::move(request));
    } else if (route == "POST /admin/backups") {
        out = co_await backed_up(std::move(request));
    } else if (route == "POST /admin/export") {
        out = co_await export_one(std::move(request));
    } else if (route == "GET /admin/webhooks/endpoints") {
        out = co_await endpoints();
    } else if (route == "POST /admin/webhooks/disable") {
        out = co_await disable(std::move(request));
    } else if (route == "POST /admin/webhooks/enable") {
        out = co_await enable(std::move(request));
    }
    co_return out;
}

Task<Result<bool>> Upkeep::reload_ring(std::string actor) {
    auto fresh = parts_.read_ring();
    if (!fresh) co_return fresh.error();
    if (fresh.value().empty()) co_return Error(Fault::configuration, "the ring is empty");
    const Result<void> complete = co_await usable(&fresh.value());
    if (!complete) co_return complete.error();
    const std::string sealing = fresh.value().front().id;
    // Told before it seals: a key that seals without a word in the audit chain cannot be.
    const Result<bool> rotated =
        co_await flows::note_sealing_key(parts_.core, sealing, std::move(actor));
    if (!rotated) co_return rotated.error();
    const Result<void> replaced = parts_.sealer->replace(std::move(fresh.value()));
    if (!replaced) co_return replaced.error();
    if (parts_.rewrap != nullptr) parts_.rewrap->ring_changed();
    co_return rotated.value();
}

/// Tried on what is stored before it seals anything: a wrong key would lose what it sealed.
Task<Result<void>> Upkeep::usable(const std::vector<crypto::RingKey>* fresh) {
    std::vector<crypto::RingKey> copies;
    copies.reserve(fresh->size());
    for (const auto& key : *fresh) copies.push_back({key.id, key.key.copy()});
    auto trial = crypto::RingSealer::make(std::move(copies), *parts_.core->entropy);
    if (!trial) co_return trial.error();
    // What nobody here could read before is not made worse.
    auto was_closed = [loaded = parts_.sealer->key_ids()](const std::string& key) {
        return std::ranges::find(loaded, key) == loaded.end();
    };
    std::function<bool(const std::string&)> may_miss = std::move(was_closed);
    const Result<void> fits =
        co_await flows::check_ring(parts_.core->store, &trial.value(), std::move(may_miss));
    co_return fits;
}

Task<HttpResponse> Upkeep::ring() {
    auto count = [](Reader& reader) -> Result<std::vector<KeyUse>> { return reader.key_uses(); };
    auto found = co_await look_up<std::vector<KeyUse>>(parts_.core->store, std::move(count));
    if (!found) co_return refuse(found.error());
    std::vector<KeyUse> uses = std::move(found.value());
    const std::vector<std::string> loaded = parts_.sealer->key_ids();
    JsonOut out;
    out.begin_object().key("keys").begin_array();
    for (const auto& id : loaded) {
        const auto use = std::ranges::find(uses, id, &KeyUse::ring_key_id);
        render_use(out, use == uses.end() ? KeyUse{id} : *use, true, id == loaded.front());
        if (use != uses.end()) uses.erase(use);
    }
    for (const auto& use : uses) render_use(out, use, false, false);  // nobody can read these
    out.end_array().end_object();
    co_return json_response(200, out.take());
}

Task<HttpResponse> Upkeep::reload(HttpRequest request) {
    auto read = read_texts(request, {"actor"});
    if (!read) co_return refuse(read.error());
    const Result<bool> rotated = co_await reload_ring(read.value()[0]);
    if (!rotated) co_return refuse(rotated.error());
    JsonOut out;
    out.begin_object()
        .member("sealing", parts_.sealer->key_ids().front())
        .member("rotated", rotated.value())
        .end_object();
    co_return json_response(200, out.take());
}

Task<HttpResponse> Upkeep::retire(HttpRequest request) {
    auto read = read_texts(request, {"key", "actor"});
    if (!read) co_return refuse(read.error());
    const std::string key = read.value()[0];
    std::vector<std::string> ring = parts_.sealer->key_ids();
    const Result<void> retired =
        co_await flows::retire_key(parts_.core, key, std::move(ring), read.value()[1]);
    if (!retired) co_return refuse(retired.error());
    JsonOut out;
    out.begin_object().member("retired", key).end_object();
    co_return json_response(200, out.take());
}

Task<HttpResponse> Upkeep::erase(HttpRequest request) {
    auto read = read_texts(request, {"of", "reason", "actor"});
    if (!read) co_return refuse(read.error());
    const std::string of = read.value()[0];
    std::string& reason = read.value()[1];
    std::string& actor = read.value()[2];
    const auto payment = PaymentId::parse(of);
    const auto incident = IncidentId::parse(of);
    Result<flows::Erased> erased = Error(Fault::not_found, of + " is no payment and no incident");
    if (payment) {
        erased = co_await flows::erase_personal_data(
            parts_.core, *payment, std::move(reason), std::move(actor)
        );
    } else if (incident) {
        erased = co_await flows::erase_unmatched(
            parts_.core, *incident, std::move(reason), std::move(actor)
        );
    }
    if (!erased) co_return refuse(erased.error());
    JsonOut out;
    out.begin_object()
        .member("of", of)
        .member("records", erased.value().records)
        .member("files_clean", erased.value().files_clean)
        .end_object();
    co_return json_response(200, out.take());
}

Task<HttpResponse> Upkeep::retain(HttpRequest request) {
    auto read = read_texts(request, {"mode", "actor"});
    if (!read) co_return refuse(read.error());
    const std::string mode = read.value()[0];
    if (mode != "count" && mode != "end")
        co_return refuse(Error(Fault::validation_failed, "mode is count or end"));
    Result<flows::RetentionReport> done = Fault::internal_error;
    if (mode == "count") {
        done = co_await parts_.retention->count();
    } else {
        done = co_await parts_.retention->once(read.value()[1]);
    }
    if (!done) co_return refuse(done.error());
    JsonOut out;
    out.begin_object().member("mode", mode).key("classes").begin_array();
    for (const auto what : retention_classes) {
        out.begin_object()
            .member("class", to_string(what))
            .member("days", parts_.retention->rules().days_of(what))
            .member("records", done.value().of(what))
            .end_object();
    }
    out.end_array().member("files_clean", done.value().files_clean).end_object();
    co_return json_response(200, out.take());
}

Task<HttpResponse> Upkeep::backed_up(HttpRequest request) {
    auto read = read_texts(request, {"what", "file", "sha256", "actor"});
    if (!read) co_return refuse(read.error());
    const std::vector<std::string>& told = read.value();
    const NewEvent event = flows::audit_event(
        *parts_.core,
        EventType::store_backed_up,
        told[3],
        told[0] + " to " + told[1] + ", sha256 " + told[2]
    );
    auto work = [event](Txn& txn) -> Result<void> {
        txn.append(std::string(audit_chain), {event});
        return ok();
    };
    const auto written = co_await parts_.core->store->write(Priority::ordinary, std::move(work));
    if (!written) co_return refuse(written.error());
    co_return json_response(200, "{}");
}

Task<HttpResponse> Upkeep::export_one(HttpRequest request) {
    auto read = read_texts(request, {"payment", "file", "actor"});
    if (!read) co_return refuse(read.error());
    const std::vector<std::string>& asked = read.value();
    const auto id = PaymentId::parse(asked[0]);
    if (!id) co_return refuse(Error(Fault::not_found, asked[0] + " is no payment's id"));
    auto papers = co_await flows::export_payment(parts_.core, *id, asked[1], asked[2]);
    if (!papers) co_return refuse(papers.error());
    co_return json_response(200, export_json(papers.value(), parts_.public_url, asked[2]));
}

Task<HttpResponse> Upkeep::endpoints() {
    auto look = [config = parts_.core->config](Reader& reader
                ) -> Result<std::vector<flows::EndpointState>> {
        return flows::endpoint_states(reader, *config);
    };
    auto found =
        co_await look_up<std::vector<flows::EndpointState>>(parts_.core->store, std::move(look));
    if (!found) co_return refuse(found.error());
    co_return json_response(200, list_json(found.value(), {}, &render_endpoint));
}

Task<HttpResponse> Upkeep::disable(HttpRequest request) {
    auto read = read_texts(request, {"endpoint", "reason", "actor"});
    if (!read) co_return refuse(read.error());
    const std::vector<std::string>& asked = read.value();
    const Result<bool> changed =
        co_await flows::disable_endpoint(parts_.core, asked[0], asked[1], asked[2]);
    co_return endpoint_answer(asked[0], changed);
}

Task<HttpResponse> Upkeep::enable(HttpRequest request) {
    auto read = read_texts(request, {"endpoint", "actor"});
    if (!read) co_return refuse(read.error());
    const std::vector<std::string>& asked = read.value();
    const Result<bool> changed = co_await flows::enable_endpoint(parts_.core, asked[0], asked[1]);
    co_return endpoint_answer(asked[0], changed);
}

}  // namespace dvcpay::api
