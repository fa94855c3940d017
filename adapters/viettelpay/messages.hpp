#pragma once
// ViettelPay's messages, PaymentGateway 2.0: a signed address for the payer's browser, form posts
// in both directions, JSON answers. Field names keep Viettel's spelling here and in signing, and
// appear nowhere else in the gateway.
#include <optional>
#include <string>
#include <string_view>

#include "ports/adapter.hpp"
#include "toolkit/fields.hpp"
#include "viettelpay/settings.hpp"
#include "viettelpay/signing.hpp"

namespace dvcpay::viettelpay {

/// Fields in their order, not yet signed.
struct Outgoing {
    Signed kind = Signed::payment;
    toolkit::Fields fields;
};

// Encoders. Fault::amount_out_of_range: outside the account's limits, or no whole credit.
// Fault::configuration: an id or address Viettel would not take.

/// The query of the payer's address, without check_sum.
Result<Outgoing> encode_payment(const Settings& settings, const CreateOrder& order);
std::string payment_url(const Settings& settings, toolkit::Fields fields, std::string checksum);
/// The text of a QR code: JSON, unsigned; Viettel asks us before it debits.
Result<std::string> encode_qr(const Settings& settings, const CreateOrder& order);
Result<Outgoing> encode_inquiry(const Settings& settings, const QueryOrder& order);
Result<Outgoing> encode_refund(const Settings& settings, const RefundOrder& order);
/// A form body with check_sum as its last field.
std::string form_body(toolkit::Fields fields, std::string checksum);

/// Our answers: members as texts, check_sum last.
Outgoing encode_order_check_answer(
    std::string_view error_code,
    std::string_view merchant_code,
    std::string_view order_id,
    std::string_view billcode,
    Money amount
);
Outgoing encode_result_answer(
    std::string_view error_code, std::string_view merchant_code, std::string_view order_id
);
std::string json_body(const toolkit::Fields& fields, std::string_view checksum);

/// An answer of Viettel: the flat members of a JSON object. Fault::malformed.
Result<toolkit::Fields> decode_answer(std::string_view body);

/// Ours: 9–20 of [A-Z0-9], the last a letter. Where fields stand side by side it is the letter
/// that ends the id.
bool is_order_id(std::string_view text);
/// Viettel's number of a payment: digits alone, at most 30.
bool is_transaction(std::string_view text);
/// A whole number of đồng within what the gateway books; empty for anything else.
std::optional<Money> read_amount(std::string_view literal);

}  // namespace dvcpay::viettelpay
