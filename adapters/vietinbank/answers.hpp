#pragma once
// From what the transport brought to what the core understands. Pure.
#include <string>

#include "ports/adapter.hpp"
#include "ports/keys.hpp"
#include "vietinbank/settings.hpp"
#include "vietinbank/signing.hpp"

namespace dvcpay::vietinbank {

/// The offer on a QR code that we make ourselves: the number alone is enough to pay.
/// Fault::configuration where the number or the amount cannot stand in one.
Result<NextAction> local_offer(const Settings& settings, const CreateOrder& order);

/// The generator's answer: signed, echoing, with a QR code of our number and our amount. Anything
/// else is no QR code: then ours, with an alarm, or where the contract forbids that: unavailable
/// and gateway errors as they are, the rest unknown (the call may be repeated).
CreateResult decode_qr(
    const Settings& settings, const CreateOrder& order, const Keys& keys, const SendResult& sent
);

/// Whether an ERP answer is the bank's word on our question: over a proven connection, repeating
/// request and partner, signed where it is signed at all. The signature covers no rows, so the
/// connection counts for them.
std::optional<Proof> proof_of_erp(
    const Settings& settings,
    const AccountKey& account,
    const Keys& keys,
    const std::string& request_id,
    const toolkit::JsonValue& message,
    const HttpAnswer& answer
);

/// The rows of a statement that name a number of ours.
AccountResult decode_statement(
    const Settings& settings, const AccountQuery& query, const Keys& keys, const SendResult& sent
);

/// A statement's rows, read for other purposes too.
struct Row {
    Money credit, debit;  ///< one of them is zero
    std::string transaction;
    std::string number;  ///< virtual account, as the bank writes it; or empty
    std::string text;
    Wall at;
};
struct Statement {
    std::vector<Row> rows;  ///< readable ones
    Proof proof;
};
struct NoStatement {
    std::string why;
    bool alarm = false;
};
std::variant<Statement, NoStatement> read_statement(
    const Settings& settings,
    const AccountKey& account,
    const Keys& keys,
    const std::string& request_id,
    const SendResult& sent
);

}  // namespace dvcpay::vietinbank
