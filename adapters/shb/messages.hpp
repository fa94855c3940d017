#pragma once
// SHB's messages: flat JSON objects over POST, all values texts. A body is made once and never
// written again between signing and sending. The bank's field names appear only here and in mask.
// Source: operations 3.1 to 3.8 of the partner profile (README says what of it is public).
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ports/adapter.hpp"
#include "shb/settings.hpp"
#include "toolkit/fields.hpp"
#include "toolkit/lexeme_json.hpp"

namespace dvcpay::shb {

/// One request, not yet signed.
struct Outgoing {
    Operation operation = Operation::status;
    std::string message_id;  ///< x-request-id
    std::string body;
};

// --- operations of the adapter. Fault::amount_out_of_range: outside the contract's limits.
// Fault::configuration: an id or account SHB would not take. Nothing has been sent then.
// The same order gives the same bytes, whenever it is encoded: times are those of the order.

Result<Outgoing> encode_create(const Settings& settings, const CreateOrder& order);
Result<Outgoing> encode_status(const Settings& settings, const QueryOrder& order);
/// Asks for the refund and, sent again, how it stands: the bank knows it by MaHoanTien and the
/// message id, which is derived from the former.
Result<Outgoing> encode_refund(const Settings& settings, const RefundOrder& order);

// --- operations without a caller in the core.

struct ReceiptOrder {
    std::string order_ref;     ///< one of these two is enough
    std::string provider_ref;  ///< MaGiaoDich
    std::string request_id;
};
struct AccountOrder {
    std::string bank_bin;
    std::string account;
    std::string request_id;
    Wall now;
};
struct PayerOrder {
    std::string order_ref;     ///< one of these two, or both
    std::string provider_ref;  ///< MaGiaoDich
    std::string request_id;
};
enum class PayoutChannel : std::uint8_t { shb, napas, citad };
/// Money out without a purchase behind it.
struct DisbursementOrder {
    std::string reference;  ///< MaGiaoDichTTTT, unique
    PayoutChannel channel = PayoutChannel::napas;
    Money amount;
    std::string from_account;
    Destination to;
    std::string text;
    Wall submitted_at;
};
struct ReconciliationOrder {
    Day day;
    std::string service = "ALL";    ///< MaDichVu
    std::string direction = "THU";  ///< THU, CHI, HOAN
    std::string channel = "ALL";    ///< SHB, NAPAS, CITAD, ALL
    std::string request_id;
    // Type 2, our reply; both empty in type 1.
    std::string file_name;
    std::string file;  ///< the whole text
};
Result<Outgoing> encode_receipt(const Settings& settings, const ReceiptOrder& order);
Result<Outgoing> encode_account(const Settings& settings, const AccountOrder& order);
Result<Outgoing> encode_payer_account(const Settings& settings, const PayerOrder& order);
Result<Outgoing> encode_disbursement(const Settings& settings, const DisbursementOrder& order);
Result<Outgoing> encode_reconciliation(const Settings& settings, const ReconciliationOrder& order);

/// x-request-id of a payout: a UUID (RFC 9562, version 8) made of its own reference, so that every
/// repetition of one intent carries the same one.
std::string payout_message_id(std::string_view reference);

// --- what SHB writes

/// The flat part as texts under our names (numbers as their literals), and the whole tree.
struct Incoming {
    toolkit::Fields fields;
    toolkit::JsonValue tree;
};
/// Fault::malformed where the bytes are not one JSON object of at most 64 KiB.
Result<Incoming> decode_message(const Names& names, std::string_view bytes);

/// SoTien: digits without sign or fraction, at most what SHB's twelve digits hold.
std::optional<Money> read_amount(std::string_view text);
/// yyyyMMddHHmmss of Vietnam; zero where it is none.
Wall read_time(std::string_view text);

/// MaHoaDon, MaHoanTien, MaGiaoDichTTTT: 1–30 of [A-Z0-9].
bool is_reference(std::string_view text);
/// A name the bank gives (MaGiaoDich, SoThamChieu): 1–30 letters, digits and ._-
bool is_bank_name(std::string_view text);
/// An account number: 1–19 letters and digits.
bool is_account(std::string_view text);

}  // namespace dvcpay::shb
