#pragma once
// BIDV's messages, JSON over HTTPS. BIDV's field names stand here and nowhere else in the gateway.
// Bodies of our calls are the clear text; sealing and signing is `envelope`. Sources: BIDV
// paygate (genVietQR, payer, reconciliation), iConnect (getAcctHis), getbill and paybill.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bidv/codes.hpp"
#include "bidv/settings.hpp"
#include "ports/adapter.hpp"

namespace dvcpay::bidv {

// --- our calls
// ------------------------------------------------------------------------------------------------------------------

/// The clear body of genVietQR. Fault::amount_out_of_range; Fault::configuration where the attempt
/// has no number of this contract. Nothing has been sent then.
Result<std::string> encode_qr(const Settings& settings, const CreateOrder& order);
/// What the payer's transfer says: the order reference alone.
std::string content_of(const Attempt& attempt);

/// Type 1: the bank's list of the day's successes.
std::string encode_reconciliation(const Settings& settings, Day day);
/// Type 2: our differences of the day; `file` as it is before base64. Codec without a caller: the
/// differences are made by the reconciliation.
std::string encode_differences(const Settings& settings, Day day, std::string_view file);

/// One page of the statement, from 1. Codec without a caller: README.
std::string encode_statement(const Settings& settings, Day day, std::int64_t page);

/// payer/v1, only where a contract wants payers announced. Codec without a caller: getbill decides.
enum class PayerAction : std::uint8_t { create = 1, remove = 2, change = 3 };
struct Payer {
    std::string id;
    std::string name;
    Money amount;
    Wall expires_at;
};
std::string encode_payers(
    const Settings& settings,
    std::string_view secure_code,
    PayerAction action,
    const std::vector<Payer>& payers
);

/// genVietQR's answer.
struct QrAnswer {
    std::string code;
    std::string qr;  ///< empty where there is none
};
/// Fault::malformed.
Result<QrAnswer> decode_qr(const Settings& settings, std::string_view body);

// --- the bank's calls
// ------------------------------------------------------------------------------------------------------------------

/// getbill. Texts exactly as the bank wrote them; what the field style lacks is empty.
struct BillQuestion {
    std::string customer;
    std::string service;
    std::string checksum;
};
/// paybill. `amount` is the literal that the checksum covers.
struct BillPaid {
    std::string trans;
    std::string time;
    std::string customer;
    std::string service;
    std::string bill;
    std::string amount;
    std::string checksum;
};
/// Fault::malformed: not a JSON object, a member missing, empty, too long, or of another kind.
Result<BillQuestion> decode_bill_question(FieldStyle style, std::string_view body);
Result<BillPaid> decode_bill_paid(FieldStyle style, std::string_view body);

/// "20261005080634" in Vietnam; zero for anything else.
Wall read_time(std::string_view text);

/// What a bill is, in our answer to getbill.
struct Bill {
    std::string customer;  ///< as asked
    std::string bill;
    Money amount;
    std::string remark;
    Day day;  ///< on which it was opened
};
std::string encode_bill(const Settings& settings, const Bill& bill);
/// {"result_code":…,"result_desc":…}, the whole of every other answer.
std::string encode_reply(Reply reply);

}  // namespace dvcpay::bidv
