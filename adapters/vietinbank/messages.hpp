#pragma once
// VietinBank's messages: JSON over POST. Outgoing ones are built once, and what is signed is read
// back from the very bytes that are sent. Field names keep the bank's spelling here, in the readers
// (answers, refund, inbound) and in signing, and appear nowhere else in the gateway.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "ports/adapter.hpp"
#include "toolkit/lexeme_json.hpp"
#include "vietinbank/settings.hpp"
#include "vietinbank/signing.hpp"

namespace dvcpay::vietinbank {

/// Keeps the order of members.
using Json = nlohmann::ordered_json;

/// One message of ours, not yet signed.
struct Outgoing {
    Signed kind = Signed::qr_request;
    std::string path;  ///< behind base_url; empty for answers
    Json body;
    bool signed_in_header = false;  ///< "header.signature" instead of "signature"

    std::string text() const;  ///< under the signature
    /// UTF-8, unescaped beyond what JSON needs.
    std::string to_json(std::string_view signature_base64) const;
};

// Encoders. Fault::amount_out_of_range: outside the contract's limits. Fault::configuration: a text
// the bank would not take. Nothing has been sent then.

/// Asks for a QR code of attempt.virtual_account. Has no effect on money: may be repeated.
Result<Outgoing> encode_qr(const Settings& settings, const CreateOrder& order);
/// One day of the account behind the virtual ones.
Result<Outgoing> encode_statement(
    const Settings& settings, Day day, const std::string& request_id, Wall now
);
Result<Outgoing> encode_name_inquiry(const Settings& settings, const RefundOrder& order);
Result<Outgoing> encode_transfer(const Settings& settings, const RefundOrder& order);

/// Registration of a virtual account, where a contract wants that. Codec without a caller: the
/// identified collection knows our numbers by their VAC.
struct NumberOrder {
    std::string request_id;  ///< at most 12 characters
    std::string virtual_account;
    std::string name;
    Money amount;  ///< exactly this; zero: any
    Wall now;
};
Result<Outgoing> encode_register_number(const Settings& settings, const NumberOrder& order);
enum class NumberStatus : std::uint8_t { on, off };
Result<Outgoing> encode_number_status(
    const Settings& settings, const NumberOrder& order, NumberStatus status
);

/// The text of the payer's transfer: the VAV, by which a statement's row can be told.
std::string content_of(const Settings& settings, std::string_view virtual_account);
/// Whether it is VAC + a VAV as this contract spells them.
bool is_our_number(const Settings& settings, std::string_view number);
/// A request id as ERP calls take it: letters and digits, at most 30. Different ids stay different
/// (of a UUID 30 of its 32 digits are kept). `mark`: one character for a second call of the same
/// id.
std::string erp_id(std::string_view request_id, std::string_view mark = {});

/// A JSON object; strict. `limits` for answers of many rows.
Result<toolkit::JsonValue> decode_message(std::string_view bytes, toolkit::JsonLimits limits = {});
/// "150000", "150000.00" within what the gateway books and above zero; empty for anything else.
std::optional<Money> read_amount(std::string_view text);
/// "yyyyMMddHHmmss" in Vietnam, a real moment of the years 2020 to 2099; empty for anything else.
std::optional<Wall> read_time(std::string_view text);
std::string spell_time(Wall at);
/// Visible ASCII, 1 to 64 characters: what may name a transaction.
bool is_transaction(std::string_view text);

}  // namespace dvcpay::vietinbank
