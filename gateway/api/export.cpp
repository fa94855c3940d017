#include "api/export.hpp"

#include "api/json_out.hpp"
#include "api/render.hpp"

namespace dvcpay::api {
namespace {

template <class Items, class Render>
void list(JsonOut& out, std::string_view name, const Items& items, Render render) {
    out.key(name).begin_array();
    for (const auto& item : items) render(item);
    out.end_array();
}

void render_evidence_paper(JsonOut& out, const Evidence& evidence) {
    out.begin_object()
        .member("id", evidence.id.text())
        .member("source", to_string(evidence.source))
        .member("proof", to_string(evidence.proof))
        .member("said", to_string(evidence.said))
        .member("order_ref", evidence.order_ref)
        .member("amount", evidence.amount.count())
        .member_or_null("provider_transaction_id", evidence.provider_txn)
        .member_or_null("provider_code", evidence.provider_code)
        .member_or_null("raw_sha256", evidence.raw_sha256)
        .member("received_at", evidence.received_at)
        .end_object();
}

void render_raw_paper(JsonOut& out, const RawCopy& raw) {
    out.begin_object()
        .member("id", raw.id.text())
        .member("provider", raw.account.provider)
        .member("account", raw.account.account)
        .member("kind", raw.kind)
        .member("sha256", raw.sha256)
        .member("masked", raw.masked)  // a text: a provider's bytes need not be JSON
        .member("sealed_bytes_kept", raw.has_bytes)
        .member("received_at", raw.received_at)
        .end_object();
}

void render_event_paper(JsonOut& out, const Event& event) {
    out.begin_object()
        .member("position", event.position)
        .member("id", event.id.text())
        .member("chain", event.chain)
        .member("sequence", event.sequence)
        .member("type", to_string(event.type))
        .member("at", event.at)
        .member("client", event.client)
        .member("agency_code", event.agency_code)
        .member("actor", event.actor)
        .member("note", event.note)
        .member("data", event.data)
        .member("prev_hash", event.prev_hash)
        .member("hash", event.hash)
        .end_object();
}

}  // namespace

std::string export_json(
    const flows::PaymentPapers& papers, const std::string& public_url, const std::string& made_by
) {
    const PaymentFile& file = papers.file;
    JsonOut out(64 * 1024);
    out.begin_object()
        .member("format", "dvcpay-export-1")
        .member("made_at", papers.made_at)
        .member("made_by", made_by)
        .key("payment");
    render_payment(out, file, public_url, masked_parties(file.payment));
    list(out, "attempts", file.attempts, [&](const Attempt& attempt) {
        render_attempt(out, file.payment.id, attempt, public_url);
    });
    list(out, "credits", file.credits, [&](const Credit& c) { render_credit(out, c); });
    list(out, "refunds", file.refunds, [&](const Refund& r) {
        render_refund(out, r, file.payment.id, r.destination_masked);
    });
    list(out, "incidents", file.incidents, [&](const Incident& i) { render_incident(out, i); });
    list(out, "evidence", papers.evidence, [&](const Evidence& e) {
        render_evidence_paper(out, e);
    });
    list(out, "raw", papers.raw, [&](const RawCopy& raw) { render_raw_paper(out, raw); });
    list(out, "events", papers.events, [&](const Event& event) { render_event_paper(out, event); });
    out.end_object();
    return out.take();
}

}  // namespace dvcpay::api
