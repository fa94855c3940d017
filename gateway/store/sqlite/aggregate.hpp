#pragma once
// A payment and its parts as rows, both ways. The one place that knows which member stands in which
// column.
#include <optional>
#include <string>
#include <vector>

#include "domain/decide_money.hpp"
#include "domain/payment.hpp"
#include "store/sqlite/connection.hpp"

namespace dvcpay::sqlite {

/// The columns read_payment() expects, in its order, of a table named p.
extern const std::string payment_columns;

/// The row of a payment, without its parts; `prior` is the payment of the same obligation before
/// it.
struct PaymentRow {
    Payment payment;
    std::optional<PaymentId> prior;
};
PaymentRow read_payment(Row row);

/// Whether the catalogue says, of the day of its creation, that the service's fee is never
/// returned.
bool keeps_fee(Connection& db, const Payment& payment);

/// Lines, attempts, credits, refunds, incidents, the number of the last event, and whether the
/// obligation is paid by another payment.
PaymentFile complete(Connection& db, PaymentRow row);
std::optional<PaymentFile> load_payment(Connection& db, const PaymentId& id);
/// Every payment of the obligation, oldest first.
std::vector<PaymentFile> load_obligation(
    Connection& db, const std::string& client, const std::string& reference
);
std::optional<Attempt> load_attempt(Connection& db, const AttemptId& id);
std::optional<Credit> load_credit(Connection& db, const CreditId& id);

extern const std::string attempt_columns;
Attempt read_attempt(Row& row);

/// Columns and readers of the parts, for statements elsewhere; the columns in the reader's order.
extern const std::string refund_columns;
extern const std::string incident_columns;
Refund read_refund(Row& row);
Incident read_incident(Row& row);
std::vector<RefundTry> load_tries(Connection& db, const RefundId& refund);  ///< oldest first
/// Every refund of the credit, oldest first, with its tries.
std::vector<Refund> load_refunds_of(Connection& db, const CreditId& credit);

void insert_payment(Connection& db, const PaymentFile& file);
/// Writes the payment's row and those parts that differ. Throws std::logic_error where `before` is
/// not what is stored, or where something that never changes did.
void update_payment(Connection& db, const PaymentFile& before, const PaymentFile& after);
void insert_credit(Connection& db, const Credit& credit);
void insert_incident(Connection& db, const Incident& incident);
/// Those of an unmatched credit that differ.
/// Of an incident with neither payment nor credit.
void update_lone_incident(Connection& db, const Incident& before, const Incident& after);
void update_unmatched_parts(
    Connection& db, const UnmatchedFile& before, const UnmatchedFile& after
);

}  // namespace dvcpay::sqlite
