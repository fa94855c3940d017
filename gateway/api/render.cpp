#include "api/render.hpp"

#include "domain/invariant.hpp"

namespace dvcpay::api {
namespace {

void render_next_action(
    JsonOut& out, const PaymentId& payment, const Attempt& attempt, const std::string& public_url
) {
    const NextAction& next = attempt.next_action;
    out.key("next_action");
    // What is over is no longer on offer, though the attempt keeps what it offered.
    const bool on_offer = attempt.state == AttemptState::pending;
    switch (on_offer ? next.kind : NextAction::Kind::none) {
        case NextAction::Kind::none:
            out.null();
            return;
        case NextAction::Kind::redirect:
            out.begin_object().member("type", "redirect").member("url", next.url).end_object();
            return;
        case NextAction::Kind::app:
            out.begin_object().member("type", "app").member("url", next.url).end_object();
            return;
        case NextAction::Kind::qr:
            break;
    }
    out.begin_object().member("type", "qr").member("payload", next.qr_payload);
    out.member("svg_url", public_url + qr_path(payment, attempt.id)).key("account");
    if (next.account_number.empty()) {
        out.null();
    } else {
        out.begin_object()
            .member("bank_bin", next.bank_bin)
            .member("bank_name", next.bank_name)
            .member("number", next.account_number)
            .member("name", next.account_name)
            .end_object();
    }
    out.member_or_null("content", next.content)
        .member("expires_at", attempt.expires_at)
        .end_object();
}

void render_failure(JsonOut& out, const std::optional<Failure>& failure) {
    out.key("failure");
    if (!failure) {
        out.null();
        return;
    }
    out.begin_object()
        .member("code", failure->code)
        .member_or_null("provider_code", failure->provider_code)
        .member("message_vi", failure->message_vi)
        .member("message_en", failure->message_en)
        .member("can_retry", failure->can_retry)
        .end_object();
}

void render_line(JsonOut& out, const Line& line) {
    out.begin_object()
        .member("kind", to_string(line.kind))
        .member("code", line.code)
        .member("description", line.description)
        .member("amount", line.amount.count());
    if (!line.chapter.empty()) out.member("chapter", line.chapter);
    if (!line.sub_item.empty()) out.member("sub_item", line.sub_item);
    if (!line.treasury_code.empty()) out.member("treasury_code", line.treasury_code);
    out.end_object();
}

void render_beneficiary(JsonOut& out, const Beneficiary& beneficiary) {
    out.key("beneficiary");
    if (beneficiary.account.empty()) {
        out.null();
        return;
    }
    out.begin_object()
        .member("account", beneficiary.account)
        .member("bank_bin", beneficiary.bank_bin)
        .member("name", beneficiary.name)
        .end_object();
}

/// An offer to pay may be made: by the payment itself. The provider's word on an older attempt is
/// sought when it is tried.
bool may_open_attempt(const PaymentFile& file) {
    const Payment& p = file.payment;
    return p.state == PaymentState::open && !p.cancel_requested && !p.superseded_by &&
           !file.obligation_paid_by && amount_held(file).is_zero();
}

/// Only what is legal now, and only what exists.
void render_links(JsonOut& out, const PaymentFile& file) {
    const std::string self = "/v1/payments/" + file.payment.id.text();
    out.key("links").begin_object().member("self", self);
    if (may_open_attempt(file)) out.member("attempts", self + "/attempts");
    if (can_cancel(file)) out.member("cancel", self + "/cancel");
    out.member("events", self + "/events").end_object();
}

void render_demand(JsonOut& out, const PaymentFile& file) {
    const Payment& p = file.payment;
    out.member("reference", p.reference)
        .member("service_code", p.service_code)
        .member("agency_code", p.agency_code)
        .member("amount", p.amount.count())
        .member("currency", "VND")
        .member("service_fee", p.service_fee.count())
        .member("amount_received", amount_received(file).count())
        .member("amount_refunded", amount_refunded(file).count());
    out.key("settlement");
    if (p.settlement == Settlement::none) {
        out.null();
    } else {
        out.text(to_string(p.settlement));
    }
    out.member("late", p.late).member("zero_amount", p.zero_amount);
    if (p.zero_amount) out.member_or_null("zero_reason", p.zero_reason);
    out.key("lines").begin_array();
    for (const auto& line : p.lines) render_line(out, line);
    out.end_array();
}

}  // namespace

std::string qr_path(const PaymentId& payment, const AttemptId& attempt) {
    return "/v1/payments/" + payment.text() + "/attempts/" + attempt.text() + "/qr.svg";
}

void render_attempt(
    JsonOut& out, const PaymentId& payment, const Attempt& attempt, const std::string& public_url
) {
    out.begin_object()
        .member("id", attempt.id.text())
        .member("provider", attempt.account.provider)
        .member("method", to_string(attempt.method))
        .member("order_ref", attempt.order_ref.text())
        .member("status", to_string(attempt.state));
    render_next_action(out, payment, attempt, public_url);
    out.member_or_null("provider_transaction_id", attempt.provider_txn);
    render_failure(out, attempt.failure);
    out.member("opened_at", attempt.opened_at)
        .member("expires_at", attempt.expires_at)
        .member("closed_at", attempt.closed_at)
        .end_object();
}

void render_credit(JsonOut& out, const Credit& credit) {
    out.begin_object()
        .member("id", credit.id.text())
        .member("state", to_string(credit.state))
        .member("amount", credit.amount.count())
        .member("provider", credit.account.provider)
        .member("account", credit.account.account)
        .member("provider_transaction_id", credit.provider_txn)
        .member_or_null("order_ref", credit.order_ref)
        .member_or_null("attempt_id", credit.attempt ? credit.attempt->text() : std::string{})
        .member("occurred_at", credit.occurred_at)
        .member("received_at", credit.received_at)
        .end_object();
}

void render_incident(JsonOut& out, const Incident& incident) {
    out.begin_object()
        .member("id", incident.id.text())
        .member("kind", to_string(incident.kind))
        .member("status", to_string(incident.state))
        .member("amount", incident.amount.count())
        .member_or_null("attempt_id", incident.attempt ? incident.attempt->text() : std::string{})
        .member_or_null("credit_id", incident.credit ? incident.credit->text() : std::string{})
        .member("proposal", to_string(incident.proposal))
        .member("detail", incident.detail)
        .member("opened_at", incident.opened_at)
        .member("closed_at", incident.closed_at)
        .end_object();
}

PartyTexts masked_parties(const Payment& payment) {
    const auto or_null = [](const std::string& json) { return json.empty() ? "null" : json; };
    return {or_null(payment.payer_masked_json), or_null(payment.owner_masked_json)};
}

void render_payment(
    JsonOut& out, const PaymentFile& file, const std::string& public_url, const PartyTexts& parties
) {
    const Payment& p = file.payment;
    const Status status = status_of(file);
    out.begin_object()
        .member("id", p.id.text())
        .member("version", p.version)
        .member("status", to_string(status))
        .member("finished", is_finished(status))
        .member("can_retry", can_retry(file));
    if (p.cancel_requested && !is_finished(status)) out.member("cancel_requested", true);
    render_demand(out, file);
    out.member("description", p.description).member("return_url", p.return_url);
    out.member_raw("metadata", p.metadata_json.empty() ? "{}" : std::string_view(p.metadata_json));
    out.member_raw("payer", parties.payer).member_raw("owner", parties.owner);
    render_beneficiary(out, p.beneficiary);
    out.member_or_null("supersedes", p.supersedes ? p.supersedes->text() : std::string{});
    out.member_or_null("superseded_by", p.superseded_by ? p.superseded_by->text() : std::string{});
    out.member("created_at", p.created_at)
        .member("expires_at", p.expires_at)
        .member("paid_at", p.paid_at);
    out.key("attempt");
    if (const Attempt* attempt = latest_attempt(file)) {
        render_attempt(out, p.id, *attempt, public_url);
    } else {
        out.null();
    }
    out.key("credits").begin_array();
    for (const auto& credit : file.credits) render_credit(out, credit);
    out.end_array().key("incidents").begin_array();
    for (const auto& incident : file.incidents) render_incident(out, incident);
    out.end_array().key("warnings").begin_array();
    for (const auto& warning : p.warnings) out.text(warning);
    out.end_array();
    render_links(out, file);
    out.end_object();
}

namespace {

class Renderer final : public SnapshotRenderer {
  public:
    explicit Renderer(std::string public_url) : public_url_(std::move(public_url)) {}

    std::string payment(const PaymentFile& file) const override {
        JsonOut out(2048);
        render_payment(out, file, public_url_, masked_parties(file.payment));
        return out.take();
    }

    std::string event_data(const PaymentFile& file, const EventDraft& event) const override {
        JsonOut out(2304);
        out.begin_object().key("payment");
        render_payment(out, file, public_url_, masked_parties(file.payment));
        if (event.incident) {
            for (const auto& incident : file.incidents) {
                if (incident.id != *event.incident) continue;
                out.key("incident");
                render_incident(out, incident);
            }
        }
        out.end_object();
        return out.take();
    }

    std::string incident_data(const Incident& incident, const Credit& credit) const override {
        JsonOut out(1024);
        out.begin_object().key("incident");
        render_incident(out, incident);
        out.key("credit");
        render_credit(out, credit);
        out.end_object();
        return out.take();
    }

  private:
    std::string public_url_;
};

}  // namespace

std::shared_ptr<const SnapshotRenderer> make_renderer(std::string public_url) {
    return std::make_shared<Renderer>(std::move(public_url));
}

}  // namespace dvcpay::api
