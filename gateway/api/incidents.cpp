// What needs people: shown with what the provider said and what the gateway holds, proposed by one
// person, decided by another.
#include "api/cursor.hpp"
#include "api/destination.hpp"
#include "api/handlers.hpp"
#include "api/render.hpp"
#include "domain/deadlines.hpp"

namespace dvcpay::api {
namespace {

constexpr std::size_t reason_max = 500;

/// An incident with everything its page shows.
struct Shown {
    ListedIncident listed;
    std::optional<PaymentFile> file;
    std::optional<UnmatchedFile> unmatched;
    std::vector<Evidence> evidence;
    std::string destination;  ///< of a proposed refund; empty: none
};

void render_deadlines(JsonOut& out, const Incident& incident, const DeadlineRules& rules) {
    const Deadlines due = deadlines_of(incident.opened_at, rules);
    out.key("deadlines")
        .begin_object()
        .member("internal", to_string(due.internal))
        .member("provider", to_string(due.provider))
        .member("legal", to_string(due.legal))
        .end_object();
}

void render_listed(
    JsonOut& out,
    const ListedIncident& listed,
    const DeadlineRules& rules,
    std::string_view destination
) {
    out.begin_object();
    render_incident_members(out, listed.incident, destination);
    const auto& payment = listed.incident.payment;
    out.member_or_null("payment_id", payment ? payment->text() : std::string{});
    out.member_or_null("reference", listed.reference);
    out.member_or_null("agency_code", listed.agency_code);
    render_deadlines(out, listed.incident, rules);
}

/// One thing the provider said: when, how it is proven, in words.
void render_evidence(JsonOut& out, const Evidence& e) {
    std::string text = std::string(to_string(e.source)) + ": " + std::string(to_string(e.said));
    if (!e.amount.is_zero()) text += " " + std::to_string(e.amount.count()) + " VND";
    if (!e.provider_txn.empty()) text += ", transaction " + e.provider_txn;
    if (!e.provider_code.empty()) text += ", code " + e.provider_code;
    text += ", proven by " + std::string(to_string(e.proof));
    out.begin_object()
        .member("id", e.id.text())
        .member("at", e.received_at)
        .member("text", text)
        .member_or_null("raw_sha256", e.raw_sha256)
        .end_object();
}

/// What the gateway holds: attempts, credits, refunds.
void render_holdings(JsonOut& out, const Shown& shown) {
    const auto line = [&out](Wall at, const std::string& text) {
        out.begin_object().member("at", at).member("text", text).end_object();
    };
    const auto credit_line = [&](const Credit& c) {
        line(
            c.received_at,
            "credit " + c.id.text() + ": " + std::string(to_string(c.state)) + " " +
                std::to_string(c.amount.count()) + " VND, transaction " + c.provider_txn
        );
    };
    const auto refund_line = [&](const Refund& r) {
        line(
            r.created_at,
            "refund " + r.id.text() + ": " + std::string(to_string(r.state)) + " " +
                std::to_string(r.amount.count()) + " VND of " + r.credit.text()
        );
    };
    if (shown.file) {
        const PaymentFile& file = *shown.file;
        line(
            file.payment.created_at,
            "payment " + file.payment.id.text() + ": " + std::string(to_string(status_of(file))) +
                ", " + std::to_string(amount_due(file.payment).count()) + " VND due, " +
                std::to_string(amount_received(file).count()) + " received, " +
                std::to_string(amount_refunded(file).count()) + " refunded"
        );
        for (const auto& a : file.attempts) {
            line(
                a.opened_at,
                "attempt " + a.id.text() + ": " + std::string(to_string(a.state)) + ", order " +
                    a.order_ref.text() + " at " + a.account.provider
            );
        }
        for (const auto& credit : file.credits) credit_line(credit);
        for (const auto& refund : file.refunds) refund_line(refund);
    }
    if (shown.unmatched) {
        credit_line(shown.unmatched->credit);
        for (const auto& refund : shown.unmatched->refunds) refund_line(refund);
    }
}

void render_shown(JsonOut& out, const Shown& shown, const DeadlineRules& rules) {
    render_listed(out, shown.listed, rules, shown.destination);
    out.key("actions").begin_array();
    for (const auto action :
         {IncidentAction::accept, IncidentAction::refund, IncidentAction::ask_provider}) {
        if (may_propose(shown.listed.incident, action)) out.text(to_string(action));
    }
    out.end_array().key("provider_says").begin_array();
    for (const auto& evidence : shown.evidence) render_evidence(out, evidence);
    out.end_array().key("gateway_holds").begin_array();
    render_holdings(out, shown);
    out.end_array().end_object();
}

std::optional<Shown> find_shown(Reader& reader, const IncidentFilter& filter) {
    auto found = reader.incidents(filter);
    if (found.empty()) return std::nullopt;
    Shown out;
    out.listed = std::move(found.front());
    const Incident& incident = out.listed.incident;
    if (incident.payment) {
        out.file = reader.payment(*incident.payment);
        out.evidence = reader.evidence_of(*incident.payment);
    } else if (incident.credit) {
        out.unmatched = reader.unmatched(*incident.credit);
        if (out.unmatched) {
            if (auto told = reader.evidence(out.unmatched->credit.evidence))
                out.evidence.push_back(std::move(*told));
        }
    }
    return out;
}

/// Nothing to open where no refund is proposed with one.
DestinationOf destination_of(const Shown& shown) {
    const Incident& incident = shown.listed.incident;
    DestinationOf of;
    of.incident = incident.id;
    of.payment = incident.payment;
    of.agency_code = shown.listed.agency_code;
    if (shown.file) of.client = shown.file->payment.client;
    if (incident.planned_refund) {
        of.refund = *incident.planned_refund;
        of.masked = incident.destination_masked;
    }
    return of;
}

Result<void> read_change(const Json& body, flows::IncidentChange& change) {
    using Kind = flows::IncidentChange::Kind;
    FieldFaults faults;
    ObjectReader reader(body, "", &faults);
    if (change.kind == Kind::propose) {
        const auto action = reader.word<IncidentAction>(
            "action", Need::required, &parse_incident_action, "accept, refund, ask_provider"
        );
        change.action = action.value_or(IncidentAction::none);
        if (action == IncidentAction::none)
            faults.add(reader.pointer("action"), FieldCode::unknown_value, "accept, refund, …");
    }
    if (change.kind == Kind::propose) {
        if (auto destination = read_destination(reader)) {
            change.destination_json = std::move(destination->clear);
            change.destination_masked = std::move(destination->masked);
        }
    }
    if (change.kind != Kind::approve)
        change.reason = reader.text("reason", Need::required, TextLimit{reason_max}).value_or("");
    reader.refuse_unknown();
    if (!faults.empty()) return faults.take();
    return ok();
}

Task<HttpResponse> change_incident(Parts* parts, Call* call, flows::IncidentChange::Kind kind) {
    flows::IncidentChange change;
    change.kind = kind;
    if (const auto read = read_change(call->body, change); !read)
        co_return call->refuse(read.error());
    const auto id = IncidentId::parse(call->parameters.front());
    if (!id) co_return call->refuse(Fault::not_found);
    const auto version = if_match(*call);
    if (!version) co_return call->refuse(version.error());
    change.incident = *id;
    change.if_version = version.value();
    change.caller = caller_of(*call->key);
    change.call = idempotent_call(*call);
    auto answered = co_await parts->flows.refund_money->change(std::move(change));
    co_return answer(*call, answered);
}

}  // namespace

Task<HttpResponse> get_incident(Parts* parts, Call* call) {
    IncidentFilter filter;
    filter.visible = visibility_of(*call->key);
    filter.incident = IncidentId::parse(call->parameters.front());
    filter.limit = 1;
    if (!filter.incident) co_return call->refuse(Fault::not_found);
    auto find = [filter](Reader& reader) -> Result<std::optional<Shown>> {
        return find_shown(reader, filter);
    };
    auto found = co_await look_up<std::optional<Shown>>(parts->core->store, std::move(find));
    if (!found) co_return call->refuse(found.error());
    if (!found.value()) co_return call->refuse(Fault::not_found);
    DestinationOf of = destination_of(*found.value());
    auto destination = co_await show_destination(parts, call, std::move(of));
    if (!destination) co_return call->refuse(destination.error());
    found.value()->destination = std::move(destination.value());
    JsonOut out(2048);
    render_shown(out, *found.value(), parts->core->config->deadlines);
    HttpResponse response = json_response(200, out.take());
    response.headers.add("ETag", etag_of(found.value()->listed.incident.version));
    co_return response;
}

Task<HttpResponse> list_incidents(Parts* parts, Call* call) {
    Query query = call->query();
    IncidentFilter filter;
    filter.visible = visibility_of(*call->key);
    filter.state = query.word<IncidentState>("status", &parse_incident_state);
    filter.kind = query.word<IncidentKind>("kind", &parse_incident_kind);
    const std::int64_t limit = query.limit();
    filter.limit = limit + 1;
    if (const std::string cursor = query.cursor(); !cursor.empty()) {
        filter.before = IncidentId::parse(read_cursor('i', cursor).value_or(""));
        if (!filter.before) query.bad_cursor();
    }
    if (const auto checked = query.check(); !checked) co_return call->refuse(checked.error());
    auto find = [filter](Reader& reader) -> Result<std::vector<ListedIncident>> {
        return reader.incidents(filter);
    };
    auto found = co_await look_up<std::vector<ListedIncident>>(parts->core->store, std::move(find));
    if (!found) co_return call->refuse(found.error());
    auto& incidents = found.value();
    std::string next;
    if (static_cast<std::int64_t>(incidents.size()) > limit) {
        incidents.resize(static_cast<std::size_t>(limit));
        next = make_cursor('i', incidents.back().incident.id.text());
    }
    const DeadlineRules& rules = parts->core->config->deadlines;
    const auto render = [&rules](JsonOut& out, const ListedIncident& listed) {
        render_listed(out, listed, rules, listed.incident.destination_masked);
        out.end_object();
    };
    co_return json_response(200, list_json(incidents, next, render));
}

Task<HttpResponse> propose_incident(Parts* parts, Call* call) {
    return change_incident(parts, call, flows::IncidentChange::Kind::propose);
}
Task<HttpResponse> approve_incident(Parts* parts, Call* call) {
    return change_incident(parts, call, flows::IncidentChange::Kind::approve);
}
Task<HttpResponse> reject_incident(Parts* parts, Call* call) {
    return change_incident(parts, call, flows::IncidentChange::Kind::reject);
}

}  // namespace dvcpay::api
