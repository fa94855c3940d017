#pragma once
// A payment (khoản phải thu) and everything that belongs to it.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/attempt.hpp"
#include "domain/credit.hpp"
#include "domain/incident.hpp"
#include "domain/pii.hpp"
#include "domain/refund.hpp"
#include "domain/service.hpp"

namespace dvcpay {

enum class PaymentState : std::uint8_t { open, paid, cancelled, expired };

/// As the portal sees it (API page); derived by status_of, never stored as truth.
enum class Status : std::uint8_t {
    created,
    awaiting_payer,
    outcome_unknown,
    paid,
    cancelled,
    expired
};

enum class LineKind : std::uint8_t { fee, charge, fine, tax, other };

struct Line {
    LineKind kind = LineKind::fee;
    std::string code;
    std::string description;
    Money amount;
    std::string chapter, sub_item, treasury_code;  ///< budget codes, may be empty
    friend bool operator==(const Line&, const Line&) = default;
};

enum class Locale : std::uint8_t { vi, en };

struct Payment {
    PaymentId id;
    std::string client;
    std::string reference;  ///< opaque, ≤ 50; with the client it names the obligation
    std::string service_code;
    std::string agency_code;
    Money amount;
    Money service_fee;  ///< what the payer pays on top; never part of amount
    std::vector<Line> lines;
    std::string description;
    std::string return_url;
    std::string metadata_json;      ///< the portal's own object, canonical JSON text, opaque here
    std::string payer_masked_json;  ///< masked already (API page); empty: none
    std::string owner_masked_json;
    std::vector<std::string> warnings;
    Locale locale = Locale::vi;
    Beneficiary beneficiary;
    PaymentState state = PaymentState::open;
    bool cancel_requested = false;
    std::string cancel_reason;
    bool late = false;
    bool zero_amount = false;
    std::string zero_reason;
    Settlement settlement = Settlement::none;  ///< settlement_of, as of the last decision
    std::optional<PaymentId> supersedes;
    std::optional<PaymentId> superseded_by;
    std::string created_by;  ///< principal id
    Wall created_at;
    Wall expires_at;
    std::optional<Wall> paid_at;
    std::optional<Wall> closed_at;
    std::int64_t version = 0;         ///< +1 for each decision that changed something
    std::int64_t sequence = 0;        ///< number of the last event of the chain
    std::optional<Wall> next_due_at;  ///< when time alone may change something
};

/// The aggregate `decide` works on: one payment with all its parts, and what its obligation knows.
struct PaymentFile {
    Payment payment;
    std::vector<Attempt> attempts;  ///< oldest first
    std::vector<Credit> credits;
    std::vector<Refund> refunds;
    std::vector<Incident> incidents;
    /// Another payment of the same obligation that is paid already; money here is then a duplicate.
    std::optional<PaymentId> obligation_paid_by;
    /// The catalogue says of the day it was created that the fee is kept once the service was asked
    /// for. Of a stored payment; a new one has no credit yet whose refund it could forbid.
    bool kept_by_law = false;
};

Status status_of(const PaymentFile& file);
bool is_finished(Status status);
/// Money of this state counts for its payment: applied, surplus, partial.
bool counts(CreditState state);
/// What the statements leave to doubt of a paid payment: the worst that was heard of the money it
/// was paid with (reversed, missing, pending, confirmed, in this order). A duplicate says nothing
/// here.
Settlement settlement_of(const PaymentFile& file);
/// Sum of the credits that count for this payment (not reversed, not duplicate).
Money amount_received(const PaymentFile& file);
/// Of the credits that amount_received counts: what went back of a duplicate says nothing about the
/// payment's own money.
Money amount_refunded(const PaymentFile& file);
/// What has been received and has not gone back: a part that was refunded holds nothing open.
Money amount_held(const PaymentFile& file);
/// Paid, and not refunded in full.
bool holds_money(const PaymentFile& file);
/// What the payer owes in all: amount + service fee.
Money amount_due(const Payment& payment);
const Attempt* live_attempt(const PaymentFile& file);    ///< the newest one not final, or null
const Attempt* latest_attempt(const PaymentFile& file);  ///< the one the API shows as `attempt`
Attempt* find_attempt(PaymentFile& file, const AttemptId& id);
const Attempt* find_attempt(const PaymentFile& file, const AttemptId& id);
/// Nothing is on offer, the payment is open, and money has not begun to arrive.
bool can_retry(const PaymentFile& file);
bool can_cancel(const PaymentFile& file);
/// Money may still come by something a payer holds in hand.
bool is_watched(const PaymentFile& file, Wall now);

std::string_view to_string(PaymentState state);
std::optional<PaymentState> parse_payment_state(std::string_view text);
std::string_view to_string(Status status);
std::optional<Status> parse_status(std::string_view text);
std::string_view to_string(Settlement settlement);
std::string_view to_string(LineKind kind);
std::optional<LineKind> parse_line_kind(std::string_view text);

}  // namespace dvcpay
