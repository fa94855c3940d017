#include "api/admin.hpp"

#include <algorithm>
#include <typeinfo>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include "api/audit.hpp"
#include "api/body_reader.hpp"
#include "api/header_list.hpp"
#include "api/json_out.hpp"
#include "api/problem.hpp"
#include "api/router.hpp"
#include "crypto/digest.hpp"

namespace dvcpay::api {
namespace {

HttpResponse refuse(const Error& error) {
    return problem_response(error, ProblemContext{Language::en, {}, {}});
}

std::optional<PrincipalKind> parse_kind(std::string_view text) {
    if (text == "system") return PrincipalKind::system;
    if (text == "person") return PrincipalKind::person;
    return std::nullopt;
}

std::vector<std::string> read_texts(ObjectReader& reader, std::string_view name, Need need) {
    std::vector<std::string> out;
    const Json* list = reader.member(name, need);
    if (list == nullptr) return out;
    if (list->kind != Json::Kind::array) {
        reader.faults().add(reader.pointer(name), FieldCode::wrong_type, "array");
        return out;
    }
    for (std::size_t i = 0; i < list->items.size(); ++i) {
        const Json& item = list->items[i];
        if (item.kind != Json::Kind::string || item.text.empty() ||
            has_control_character(item.text)) {
            const std::string where = pointer_to(reader.pointer(name), i);
            reader.faults().add(where, FieldCode::wrong_type, "string");
        } else {
            out.push_back(item.text);
        }
    }
    return out;
}

/// The key's record without its hash; names, times and ids are the caller's to fill.
Result<ApiKey> read_key(std::string_view text, Wall now) {
    BOOST_OUTCOME_TRY(const auto body, parse_json(text));
    FieldFaults faults;
    ObjectReader reader(body, "", &faults);
    ApiKey key;
    key.principal.name = reader.text("name", Need::required, TextLimit{100}).value_or("");
    key.principal.kind =
        reader.word<PrincipalKind>("kind", Need::required, &parse_kind, "system, person")
            .value_or(PrincipalKind::system);
    key.client = reader.text("client", Need::optional, TextLimit{50}).value_or("");
    key.scopes = read_texts(reader, "scopes", Need::required);
    for (std::size_t i = 0; i < key.scopes.size(); ++i) {
        if (is_scope(key.scopes[i])) continue;
        faults.add(pointer_to("/scopes", i), FieldCode::unknown_value, "payments:write, …");
    }
    key.agencies = read_texts(reader, "agencies", Need::optional);
    const auto days = reader.integer("expires_in_days", Need::optional, IntegerLimit{1, 3660});
    reader.refuse_unknown();
    if (!faults.empty()) return faults.take();
    key.created_at = now;
    if (days) key.expires_at = now.plus_s(*days * 86'400);
    return key;
}

void render_texts(JsonOut& out, std::string_view name, const std::vector<std::string>& texts) {
    out.key(name).begin_array();
    for (const auto& text : texts) out.text(text);
    out.end_array();
}

void render_key(JsonOut& out, const ApiKey& key) {
    out.member("id", key.id.text())
        .member("principal_id", key.principal.id.text())
        .member("name", key.principal.name)
        .member("kind", key.principal.kind == PrincipalKind::person ? "person" : "system")
        .member_or_null("client", key.client);
    render_texts(out, "scopes", key.scopes);
    render_texts(out, "agencies", key.agencies);
    out.member("created_at", key.created_at)
        .member("expires_at", key.expires_at)
        .member("revoked_at", key.revoked_at);
}

/// A further key of a person's name is that person's: else one person with two keys would be two.
/// Revoked and expired keys count too.
Principal holder_of(const std::vector<ApiKey>& keys, Principal fresh) {
    if (fresh.kind != PrincipalKind::person) return fresh;
    for (const auto& key : keys) {
        const Principal& known = key.principal;
        if (known.kind == fresh.kind && same_word(known.name, fresh.name)) return known;
    }
    return fresh;
}

std::string actor_of(const HttpRequest& request) {
    return "os:" + (request.peer_user.empty() ? "unknown" : request.peer_user);
}

/// Rights and ids. The principal's name may be a person's and stays in its own table.
std::string note_of(const ApiKey& key) {
    std::string note = key.id.text() + " for " + key.principal.id.text() + ", client ";
    note += key.client.empty() ? "(all)" : key.client;
    note += ", scopes";
    for (const auto& scope : key.scopes) note += " " + scope;
    note += ", agencies";
    for (const auto& agency : key.agencies) note += " " + agency;
    if (key.agencies.empty()) note += " (all)";
    return note;
}

HttpResponse json(int status, std::string body) {
    return json_response(status, std::move(body));
}

}  // namespace

Task<HttpResponse> AdminApi::handle(HttpRequest request) {
    HttpResponse response;
    try {
        response = co_await dispatch(std::move(request));
    } catch (const boost::system::system_error& error) {
        if (error.code() == boost::asio::error::operation_aborted) throw;
        parts_.telemetry->log(
            Level::error, "admin_unexpected_exception", {{"exception", "system_error"}}
        );
        response = refuse(Fault::internal_error);
    } catch (const std::exception& bug) {
        parts_.telemetry->log(
            Level::error, "admin_unexpected_exception", {{"exception", typeid(bug).name()}}
        );
        response = refuse(Fault::internal_error);
    }
    co_return response;
}

Task<HttpResponse> AdminApi::dispatch(HttpRequest request) {
    const std::string path = request.target.substr(0, request.target.find('?'));
    const std::string route = request.method + " " + path;
    std::string actor = actor_of(request);
    HttpResponse out = refuse(Fault::not_found);
    if (route == "POST /admin/keys") {
        out = co_await create_key(std::move(request.body), std::move(actor));
    } else if (route == "GET /admin/keys") {
        out = co_await list_keys();
    } else if (route == "PUT /admin/services") {
        out = co_await import(&parts_.import_services, std::move(request.body), std::move(actor));
    } else if (route == "PUT /admin/agencies") {
        out = co_await import(&parts_.import_agencies, std::move(request.body), std::move(actor));
    } else if (route == "GET /admin/status") {
        out = status();
    } else if (auto id = match_template("/admin/keys/{id}/revoke", path);
               id && request.method == "POST") {
        out = co_await revoke_key(id->front(), std::move(actor));
    } else if (parts_.upkeep != nullptr) {
        std::optional<HttpResponse> done = co_await parts_.upkeep->handle(std::move(request));
        if (done) out = std::move(*done);
    }
    co_return out;
}

Task<HttpResponse> AdminApi::create_key(std::string body, std::string actor) {
    const Wall now = parts_.clock->wall();
    auto read = read_key(body, now);
    if (!read) co_return refuse(read.error());
    ApiKey key = std::move(read.value());
    key.id = fresh_id<KeyId>(*parts_.entropy, now);
    key.principal.id = fresh_id<PrincipalId>(*parts_.entropy, now);
    const Secret text = make_key_text(*parts_.entropy);
    key.sha256 = text.reveal([](std::string_view t) { return crypto::sha256_hex(t); });
    const NewEvent audit =
        audit_event(*parts_.entropy, now, EventType::key_created, std::move(actor), {});
    auto work = [key, audit](Txn& txn) -> Result<ApiKey> {
        ApiKey made = key;
        made.principal = holder_of(txn.api_keys(), key.principal);
        NewEvent told = audit;
        told.draft.note = note_of(made);
        txn.put_api_key(made);
        txn.append(std::string(audit_chain), {told});
        return made;
    };
    const auto written =
        co_await transact<ApiKey>(parts_.store, Priority::ordinary, std::move(work));
    if (!written) co_return refuse(written.error());
    key = written.value();
    const auto reloaded = co_await parts_.keys->reload();
    if (!reloaded) co_return refuse(reloaded.error());
    parts_.telemetry->log(Level::info, "api_key_created", {{"key", key.id.text()}});
    JsonOut out;
    out.begin_object();
    render_key(out, key);
    text.reveal([&out](std::string_view t) { out.member("key", t); });  // the only time it is shown
    out.end_object();
    co_return json(201, out.take());
}

Task<HttpResponse> AdminApi::list_keys() {
    auto all_keys = [](Reader& reader) -> Result<std::vector<ApiKey>> { return reader.api_keys(); };
    auto found = co_await look_up<std::vector<ApiKey>>(parts_.store, std::move(all_keys));
    if (!found) co_return refuse(found.error());
    co_return json(200, list_json(found.value(), {}, [](JsonOut& out, const ApiKey& key) {
                       out.begin_object();
                       render_key(out, key);
                       out.end_object();
                   }));
}

Task<HttpResponse> AdminApi::revoke_key(std::string id, std::string actor) {
    const auto key = KeyId::parse(id);
    if (!key) co_return refuse(Fault::not_found);
    const Wall now = parts_.clock->wall();
    const NewEvent audit =
        audit_event(*parts_.entropy, now, EventType::key_revoked, std::move(actor), key->text());
    auto work = [key = *key, now, audit](Txn& txn) -> Result<void> {
        const auto all = txn.api_keys();
        const auto was = std::ranges::find(all, key, &ApiKey::id);
        if (was == all.end()) return Fault::not_found;
        if (was->revoked_at) return ok();  // a second time changes nothing and tells nothing
        txn.revoke_api_key(key, now);
        txn.append(std::string(audit_chain), {audit});
        return ok();
    };
    const auto written = co_await parts_.store->write(Priority::ordinary, std::move(work));
    if (!written) co_return refuse(written.error());
    const auto reloaded = co_await parts_.keys->reload();
    if (!reloaded) co_return refuse(reloaded.error());
    parts_.telemetry->log(Level::info, "api_key_revoked", {{"key", key->text()}});
    JsonOut out;
    out.begin_object().member("id", key->text()).member("revoked_at", now).end_object();
    co_return json(200, out.take());
}

Task<HttpResponse> AdminApi::import(const ImportText* how, std::string csv, std::string actor) {
    if (!*how) co_return refuse(Fault::not_found);
    const Wall now = parts_.clock->wall();
    NewEvent audit = audit_event(
        *parts_.entropy, now, EventType::catalogue_imported, std::move(actor), std::string()
    );
    auto imported = co_await (*how)(std::move(csv), std::move(audit));
    if (!imported) {
        // A mistake in the operator's own file is told to him, whatever the importer calls it.
        Error error = imported.error();
        if (error.fault == Fault::malformed || error.fault == Fault::configuration) {
            error.fault = Fault::validation_failed;
        }
        co_return refuse(error);
    }
    const ImportSummary& done = imported.value();
    JsonOut out;
    out.begin_object()
        .member("rows", done.rows)
        .member("added", done.added)
        .member("changed", done.changed)
        .member("removed", done.removed)
        .end_object();
    co_return json(200, out.take());
}

HttpResponse AdminApi::status() const {
    const Store::Health health = parts_.store->health();
    JsonOut out;
    out.begin_object().key("store").begin_object();
    out.member("writable", health.writable)
        .member("migrations_current", health.migrations_current)
        .member("detail", health.detail)
        .member("queued", health.queued)
        .end_object();
    out.member("api_keys", static_cast<std::int64_t>(parts_.keys->size()));
    const std::string own = parts_.status ? parts_.status() : std::string{};
    out.member_raw("daemon", own.empty() ? "null" : std::string_view(own)).end_object();
    return json(200, out.take());
}

}  // namespace dvcpay::api
