// The words of every enum of the domain, as the API, the store and the logs spell them. One list
// each way.
#include "domain/event.hpp"
#include "domain/invariant.hpp"
#include "domain/payment.hpp"

namespace dvcpay {
namespace {

/// Looks a word up among the words of an enum's values, 0 … count - 1.
template <class E>
std::optional<E> parse_word(std::string_view text, int count) {
    for (int i = 0; i < count; ++i) {
        const auto value = static_cast<E>(i);
        if (to_string(value) == text) return value;
    }
    return std::nullopt;
}

}  // namespace

#define DVC_WORD(type, name) \
    case type::name:         \
        return #name

std::string_view to_string(AttemptState state) {
    switch (state) {
        DVC_WORD(AttemptState, initiating);
        DVC_WORD(AttemptState, pending);
        DVC_WORD(AttemptState, unknown);
        DVC_WORD(AttemptState, succeeded);
        DVC_WORD(AttemptState, failed);
        DVC_WORD(AttemptState, cancelled);
        DVC_WORD(AttemptState, expired);
    }
    invariant_broken("to_string: value outside its enum");
}
std::optional<AttemptState> parse_attempt_state(std::string_view text) {
    return parse_word<AttemptState>(text, attempt_state_count);
}

std::string_view to_string(Method method) {
    switch (method) {
        DVC_WORD(Method, redirect);
        DVC_WORD(Method, qr);
        DVC_WORD(Method, app);
    }
    invariant_broken("to_string: value outside its enum");
}
std::optional<Method> parse_method(std::string_view text) {
    return parse_word<Method>(text, 3);
}

std::string_view to_string(Finality finality) {
    switch (finality) {
        DVC_WORD(Finality, provider);
        DVC_WORD(Finality, refusal);
        DVC_WORD(Finality, push_only);
    }
    invariant_broken("to_string: value outside its enum");
}

std::string_view to_string(Said said) {
    switch (said) {
        DVC_WORD(Said, paid);
        DVC_WORD(Said, authorised);
        DVC_WORD(Said, waiting);
        DVC_WORD(Said, declined);
        DVC_WORD(Said, cancelled);
        DVC_WORD(Said, lapsed);
        DVC_WORD(Said, not_found);
        DVC_WORD(Said, unclear);
    }
    invariant_broken("to_string: value outside its enum");
}

std::string_view to_string(Source source) {
    switch (source) {
        DVC_WORD(Source, callback);
        DVC_WORD(Source, status_answer);
        DVC_WORD(Source, create_answer);
        DVC_WORD(Source, statement);
    }
    invariant_broken("to_string: value outside its enum");
}

std::string_view to_string(ProofKind proof) {
    switch (proof) {
        DVC_WORD(ProofKind, signature);
        DVC_WORD(ProofKind, tls_echo);
        DVC_WORD(ProofKind, credential);
        DVC_WORD(ProofKind, file);
    }
    invariant_broken("to_string: value outside its enum");
}

std::string_view to_string(CreditState state) {
    switch (state) {
        DVC_WORD(CreditState, applied);
        DVC_WORD(CreditState, surplus);
        DVC_WORD(CreditState, partial);
        DVC_WORD(CreditState, duplicate);
        DVC_WORD(CreditState, unmatched);
        DVC_WORD(CreditState, reversed);
    }
    invariant_broken("to_string: value outside its enum");
}

std::string_view to_string(RefundSaid said) {
    switch (said) {
        DVC_WORD(RefundSaid, done);
        DVC_WORD(RefundSaid, pending);
        DVC_WORD(RefundSaid, refused);
        DVC_WORD(RefundSaid, not_refundable);
        DVC_WORD(RefundSaid, unknown);
        DVC_WORD(RefundSaid, not_sent);
    }
    invariant_broken("to_string: value outside its enum");
}

std::string_view to_string(RefundTry::State state) {
    switch (state) {
        DVC_WORD(RefundTry::State, submitted);
        DVC_WORD(RefundTry::State, unknown);
        DVC_WORD(RefundTry::State, succeeded);
        DVC_WORD(RefundTry::State, failed);
    }
    invariant_broken("to_string: value outside its enum");
}

std::string_view to_string(RefundState state) {
    switch (state) {
        DVC_WORD(RefundState, requested);
        DVC_WORD(RefundState, approved);
        DVC_WORD(RefundState, rejected);
        DVC_WORD(RefundState, submitted);
        DVC_WORD(RefundState, unknown);
        DVC_WORD(RefundState, succeeded);
        DVC_WORD(RefundState, failed);
        DVC_WORD(RefundState, manual);
    }
    invariant_broken("to_string: value outside its enum");
}

std::string_view to_string(IncidentKind kind) {
    switch (kind) {
        DVC_WORD(IncidentKind, late_payment);
        DVC_WORD(IncidentKind, duplicate_payment);
        DVC_WORD(IncidentKind, overpayment);
        DVC_WORD(IncidentKind, underpayment);
        DVC_WORD(IncidentKind, unmatched_credit);
        DVC_WORD(IncidentKind, credit_reversed);
        DVC_WORD(IncidentKind, credit_missing);
        DVC_WORD(IncidentKind, outcome_overdue);
        DVC_WORD(IncidentKind, provider_contradiction);
        DVC_WORD(IncidentKind, reconciliation_difference);
    }
    invariant_broken("to_string: value outside its enum");
}
std::optional<IncidentKind> parse_incident_kind(std::string_view text) {
    return parse_word<IncidentKind>(text, incident_kind_count);
}

std::string_view to_string(IncidentAction action) {
    switch (action) {
        DVC_WORD(IncidentAction, none);
        DVC_WORD(IncidentAction, accept);
        DVC_WORD(IncidentAction, refund);
        DVC_WORD(IncidentAction, ask_provider);
    }
    invariant_broken("to_string: value outside its enum");
}
std::optional<IncidentAction> parse_incident_action(std::string_view text) {
    return parse_word<IncidentAction>(text, 4);
}

std::optional<IncidentState> parse_incident_state(std::string_view text) {
    return parse_word<IncidentState>(text, 3);
}

std::optional<RefundState> parse_refund_state(std::string_view text) {
    return parse_word<RefundState>(text, 8);
}

std::string_view to_string(IncidentState state) {
    switch (state) {
        DVC_WORD(IncidentState, open);
        DVC_WORD(IncidentState, proposed);
        DVC_WORD(IncidentState, closed);
    }
    invariant_broken("to_string: value outside its enum");
}

std::string_view to_string(Proposal proposal) {
    switch (proposal) {
        DVC_WORD(Proposal, none);
        DVC_WORD(Proposal, refund);
        DVC_WORD(Proposal, refund_surplus);
        DVC_WORD(Proposal, complete_or_refund);
        DVC_WORD(Proposal, find_payment);
        DVC_WORD(Proposal, ask_provider);
    }
    invariant_broken("to_string: value outside its enum");
}

std::string_view to_string(PaymentState state) {
    switch (state) {
        DVC_WORD(PaymentState, open);
        DVC_WORD(PaymentState, paid);
        DVC_WORD(PaymentState, cancelled);
        DVC_WORD(PaymentState, expired);
    }
    invariant_broken("to_string: value outside its enum");
}
std::optional<PaymentState> parse_payment_state(std::string_view text) {
    return parse_word<PaymentState>(text, 4);
}

std::string_view to_string(Status status) {
    switch (status) {
        DVC_WORD(Status, created);
        DVC_WORD(Status, awaiting_payer);
        DVC_WORD(Status, outcome_unknown);
        DVC_WORD(Status, paid);
        DVC_WORD(Status, cancelled);
        DVC_WORD(Status, expired);
    }
    invariant_broken("to_string: value outside its enum");
}
std::optional<Status> parse_status(std::string_view text) {
    return parse_word<Status>(text, 6);
}

std::string_view to_string(Settlement settlement) {
    switch (settlement) {
        DVC_WORD(Settlement, none);
        DVC_WORD(Settlement, pending);
        DVC_WORD(Settlement, confirmed);
        DVC_WORD(Settlement, missing);
        DVC_WORD(Settlement, reversed);
    }
    invariant_broken("to_string: value outside its enum");
}

std::string_view to_string(LineKind kind) {
    switch (kind) {
        DVC_WORD(LineKind, fee);
        DVC_WORD(LineKind, charge);
        DVC_WORD(LineKind, fine);
        DVC_WORD(LineKind, tax);
        DVC_WORD(LineKind, other);
    }
    invariant_broken("to_string: value outside its enum");
}
std::optional<LineKind> parse_line_kind(std::string_view text) {
    return parse_word<LineKind>(text, 5);
}

#undef DVC_WORD

std::string_view to_string(EventType type) {
    switch (type) {
        case EventType::payment_created:
            return "payment.created";
        case EventType::payment_awaiting_payer:
            return "payment.awaiting_payer";
        case EventType::payment_outcome_unknown:
            return "payment.outcome_unknown";
        case EventType::payment_paid:
            return "payment.paid";
        case EventType::payment_cancelled:
            return "payment.cancelled";
        case EventType::payment_expired:
            return "payment.expired";
        case EventType::attempt_failed:
            return "attempt.failed";
        case EventType::credit_received:
            return "credit.received";
        case EventType::refund_requested:
            return "refund.requested";
        case EventType::refund_approved:
            return "refund.approved";
        case EventType::refund_rejected:
            return "refund.rejected";
        case EventType::refund_succeeded:
            return "refund.succeeded";
        case EventType::refund_failed:
            return "refund.failed";
        case EventType::incident_opened:
            return "incident.opened";
        case EventType::incident_closed:
            return "incident.closed";
        case EventType::attempt_initiating:
            return "attempt.initiating";
        case EventType::attempt_opened:
            return "attempt.opened";
        case EventType::attempt_unknown:
            return "attempt.unknown";
        case EventType::attempt_closed:
            return "attempt.closed";
        case EventType::evidence_received:
            return "evidence.received";
        case EventType::cancel_requested:
            return "payment.cancel_requested";
        case EventType::payment_superseded:
            return "payment.superseded";
        case EventType::refund_submitted:
            return "refund.submitted";
        case EventType::refund_unknown:
            return "refund.unknown";
        case EventType::refund_manual:
            return "refund.manual";
        case EventType::personal_data_read:
            return "personal_data.read";
        case EventType::webhook_test:
            return "webhook.test";
        case EventType::incident_proposed:
            return "incident.proposed";
        case EventType::incident_rejected:
            return "incident.rejected";
        case EventType::access_denied:
            return "access.denied";
        case EventType::key_created:
            return "key.created";
        case EventType::key_revoked:
            return "key.revoked";
        case EventType::catalogue_imported:
            return "catalogue.imported";
        case EventType::personal_data_erased:
            return "personal_data.erased";
        case EventType::retention_run:
            return "retention.run";
        case EventType::ring_rotated:
            return "ring.rotated";
        case EventType::secrets_reloaded:
            return "secrets.reloaded";
        case EventType::endpoint_changed:
            return "endpoint.changed";
        case EventType::store_backed_up:
            return "store.backed_up";
        case EventType::store_restored:
            return "store.restored";
        case EventType::export_made:
            return "export.made";
    }
    invariant_broken("to_string: value outside its enum");
}

std::optional<EventType> parse_event_type(std::string_view text) {
    return parse_word<EventType>(text, event_type_count);
}

bool is_public(EventType type) {
    return type <= EventType::incident_closed;
}

}  // namespace dvcpay
