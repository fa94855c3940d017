#pragma once
// The domain as the JSON of the API page, member for member in its order. Pure; appends to one
// string.
#include <memory>
#include <string>

#include "api/json_out.hpp"
#include "domain/event.hpp"
#include "domain/payment.hpp"
#include "ports/snapshot.hpp"
#include "ports/store.hpp"

namespace dvcpay::api {

/// Payer and owner as JSON texts ("null" where none). The masked texts of the payment are the
/// default everywhere; the clear ones are used only for a GET whose reading was audited before.
struct PartyTexts {
    std::string payer;
    std::string owner;
};

/// `public_url` (no trailing slash) makes `svg_url` absolute: a browser of the payer loads it.
std::shared_ptr<const SnapshotRenderer> make_renderer(std::string public_url);

void render_payment(
    JsonOut& out, const PaymentFile& file, const std::string& public_url, const PartyTexts& parties
);
PartyTexts masked_parties(const Payment& payment);

void render_attempt(
    JsonOut& out, const PaymentId& payment, const Attempt& attempt, const std::string& public_url
);
void render_credit(JsonOut& out, const Credit& credit);
void render_incident(JsonOut& out, const Incident& incident);
/// The members of an incident, for an object that says more. `destination`: of a proposed refund,
/// masked, or clear where its reading was audited; empty: none.
void render_incident_members(JsonOut& out, const Incident& incident, std::string_view destination);
/// `destination`: masked, or clear where its reading was audited; empty: none.
void render_refund(
    JsonOut& out,
    const Refund& refund,
    const std::optional<PaymentId>& payment,
    std::string_view destination
);

/// Of `GET /v1/payments/{id}/events`: history, with hashes.
void render_history(JsonOut& out, const Event& event);
/// Of `GET /v1/events`: the feed; `cursor` goes on after this event.
void render_feed_item(JsonOut& out, const Event& event);
void render_delivery(JsonOut& out, const Delivery& delivery);
void render_service(JsonOut& out, const Service& service);
void render_agency(JsonOut& out, const Agency& agency);

std::string qr_path(const PaymentId& payment, const AttemptId& attempt);

}  // namespace dvcpay::api
