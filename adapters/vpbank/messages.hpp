#pragma once
// VPBank's messages: JSON over POST, parameters in headers (or the query) over GET. Outgoing ones
// are values; field names keep the bank's spelling here, in the readers (answers, inbound) and in
// mask, and appear nowhere else in the gateway.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ports/adapter.hpp"
#include "toolkit/fields.hpp"
#include "toolkit/lexeme_json.hpp"
#include "vpbank/settings.hpp"

namespace dvcpay::vpbank {

/// One call of ours, not yet signed.
struct Outgoing {
    std::string method = "POST";
    std::string path;               ///< behind base_url, with its query
    std::string request_id;         ///< x-request-id
    toolkit::Fields headers;        ///< parameters, by param_style
    toolkit::Fields members;        ///< of the body, in their order; empty: no body
    bool amount_is_number = false;  ///< in JSON; all other members are texts
    std::string to_sign;            ///< plain text; empty: unsigned

    /// The signature stands last. Empty where there is no body.
    std::string to_json(std::string_view signature) const;
};

// Encoders. Fault::amount_out_of_range: outside the contract's limits. Fault::malformed: the
// destination cannot be one. Fault::configuration: a text the bank would not take. Nothing has been
// sent then.

/// Asks the bank for a virtual account of this attempt (va_mode api).
Result<Outgoing> encode_open_number(const Settings& settings, const CreateOrder& order);
/// Codec without a caller: expiryDate closes a number by itself, and the port has no closing.
Result<Outgoing> encode_close_number(
    const Settings& settings, const std::string& number, const std::string& request_id
);
/// What came to a number since the attempt was opened.
Result<Outgoing> encode_number_history(const Settings& settings, const QueryOrder& order);
/// Whose account the destination is.
Result<Outgoing> encode_beneficiary(const Settings& settings, const RefundOrder& order);
Result<Outgoing> encode_transfer(const Settings& settings, const RefundOrder& order);
Result<Outgoing> encode_transfer_status(const Settings& settings, const RefundOrder& order);

/// referenceNumber of a refund's try: ours, at most 30 of [A-Z0-9].
std::string reference_of(const Settings& settings, const RefundOrder& order);
/// Another id of the same form for a second call of one try: x-request-id is new for each.
std::string second_id(std::string_view request_id);

/// JSON, an object or an array. Fault::malformed also for XML, which is how the gateway in front
/// sometimes speaks.
Result<toolkit::JsonValue> decode_answer(std::string_view bytes, toolkit::JsonLimits limits = {});
/// A string or number member; empty where there is none.
std::string_view text_at(const toolkit::JsonValue& object, std::string_view name);

/// "30000", "30000.00", "30,000", above zero and within what the gateway books; empty for anything
/// else.
std::optional<Money> read_amount(std::string_view text);
/// By the first of the contract's patterns that fits; empty where none does.
std::optional<Wall> read_time(const NotifySettings& settings, std::string_view text);
/// Visible ASCII, 1 to 50 characters: what may name a transaction.
bool is_transaction(std::string_view text);
/// The transaction without the branch that sometimes follows a backslash.
std::string transaction_of(std::string_view text);

/// One incoming movement as a notice or a row of a number's history tells of it. Views into the
/// message; empty: not there.
struct Movement {
    std::string_view master, number, alkey, amount, booking_date, transaction_date, transaction,
        remark;
};
Movement movement_of(NotifyProfile profile, const toolkit::JsonValue& object);
/// As a notice of money, not yet matched; empty where amount or transaction cannot be read. A date
/// that fits no pattern leaves the time open and sets `alarm`: the credit is kept all the same.
std::optional<Notice> notice_of(
    const NotifySettings& settings, const AccountKey& account, const Movement& movement
);

}  // namespace dvcpay::vpbank
