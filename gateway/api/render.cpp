#include "api/render.hpp"

#include "api/party.hpp"
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

bool may_ask_some_refund(const PaymentFile& file) {
    return std::ranges::any_of(file.credits, [&](const Credit& credit) {
        return may_ask_refund(credit_file(file, credit));
    });
}

/// Only what is legal now, and only what exists.
void render_links(JsonOut& out, const PaymentFile& file) {
    const std::string self = "/v1/payments/" + file.payment.id.text();
    out.key("links").begin_object().member("self", self);
    if (may_open_attempt(file)) out.member("attempts", self + "/attempts");
    if (can_cancel(file)) out.member("cancel", self + "/cancel");
    if (may_ask_some_refund(file)) out.member("refunds", self + "/refunds");
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

void render_incident_members(JsonOut& out, const Incident& incident, std::string_view destination) {
    const auto text_of = [](const auto& id) { return id ? id->text() : std::string{}; };
    out.member("id", incident.id.text())
        .member("version", incident.version)
        .member("kind", to_string(incident.kind))
        .member("status", to_string(incident.state))
        .member("amount", incident.amount.count())
        .member_or_null("attempt_id", text_of(incident.attempt))
        .member_or_null("credit_id", text_of(incident.credit))
        .member_or_null("refund_id", text_of(incident.refund))
        .member_or_null("provider_transaction_id", incident.provider_txn)
        .member("proposal", to_string(incident.proposal))
        .member("detail", incident.detail)
        .member("opened_at", incident.opened_at)
        .member("closed_at", incident.closed_at)
        .member_or_null(
            "action", incident.action == IncidentAction::none ? "" : to_string(incident.action)
        )
        .member_or_null("reason", incident.reason)
        .member_raw("destination", destination.empty() ? "null" : destination)
        .member_or_null("proposed_by", text_of(incident.proposed_by))
        .member("proposed_at", incident.proposed_at)
        .member_or_null("decided_by", text_of(incident.decided_by))
        .member_or_null("closing", incident.closing);
}

void render_incident(JsonOut& out, const Incident& incident) {
    out.begin_object();
    render_incident_members(out, incident, incident.destination_masked);
    out.end_object();
}

namespace {

void render_try(JsonOut& out, const RefundTry& t) {
    out.begin_object()
        .member("provider_refund_id", t.provider_refund_id)
        .member("request_id", t.request_id)
        .member("status", to_string(t.state))
        .member_or_null("provider_transaction_id", t.provider_txn)
        .member_or_null("provider_code", t.provider_code)
        .member("submitted_at", t.submitted_at)
        .member("closed_at", t.closed_at)
        .end_object();
}

}  // namespace

void render_refund(
    JsonOut& out,
    const Refund& refund,
    const std::optional<PaymentId>& payment,
    std::string_view destination
) {
    out.begin_object()
        .member("id", refund.id.text())
        .member("version", refund.version)
        .member_or_null("payment_id", payment ? payment->text() : std::string{})
        .member("credit_id", refund.credit.text())
        .member("amount", refund.amount.count())
        .member("reason", refund.reason)
        .member("status", to_string(refund.state))
        .member("requested_by", refund.requested_by.text())
        .member_or_null(
            "approved_by", refund.approved_by ? refund.approved_by->text() : std::string{}
        )
        .member_or_null("provider_refund_id", refund.provider_refund_id)
        .key("attempts")
        .begin_array();
    for (const auto& t : refund.tries) render_try(out, t);
    out.end_array();
    render_failure(out, refund.failure);
    out.member_raw("destination", destination.empty() ? "null" : destination)
        .member_or_null("evidence", refund.evidence)
        .member("not_before", refund.not_before)
        .member("created_at", refund.created_at)
        .member("closed_at", refund.closed_at)
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
        if (event.refund) {
            for (const auto& refund : file.refunds) {
                if (refund.id == *event.refund) add_refund(out, refund, file.payment.id);
            }
        }
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

    std::string unmatched_data(const UnmatchedFile& file, const EventDraft& event) const override {
        JsonOut out(1024);
        out.begin_object().key("incident");
        render_incident(out, file.incident);
        out.key("credit");
        render_credit(out, file.credit);
        for (const auto& refund : file.refunds) {
            if (event.refund && refund.id == *event.refund) add_refund(out, refund, std::nullopt);
        }
        out.end_object();
        return out.take();
    }

    std::string incident_data(const Incident& incident) const override {
        JsonOut out(768);
        out.begin_object().key("incident");
        render_incident(out, incident);
        out.end_object();
        return out.take();
    }

    std::string refund(const Refund& refund, const std::optional<PaymentId>& payment)
        const override {
        JsonOut out(768);
        render_refund(out, refund, payment, refund.destination_masked);
        return out.take();
    }

    std::string incident(const Incident& incident) const override {
        JsonOut out(768);
        render_incident(out, incident);
        return out.take();
    }

    std::string payer_name(std::string_view party_json) const override {
        return name_of_payer(party_json);
    }
    std::optional<Destination> destination(std::string_view destination_json) const override {
        return parse_destination(destination_json);
    }

  private:
    static void add_refund(
        JsonOut& out, const Refund& refund, const std::optional<PaymentId>& payment
    ) {
        out.key("refund");
        render_refund(out, refund, payment, refund.destination_masked);
    }

    std::string public_url_;
};

}  // namespace

std::shared_ptr<const SnapshotRenderer> make_renderer(std::string public_url) {
    return std::make_shared<Renderer>(std::move(public_url));
}

}  // namespace dvcpay::api
