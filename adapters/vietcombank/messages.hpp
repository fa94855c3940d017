#pragma once
// The bank's calls to us and our answers, JSON over HTTPS. The bank's field names stand here and
// nowhere else in the gateway. Texts are kept exactly as transmitted; what a call lacks is empty,
// so that whoever checks it can say which rule is broken. Source: Vietcombank's calls to partners
// (Inquiry, Payment, AccountAdvice).
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"
#include "toolkit/lexeme_json.hpp"
#include "vietcombank/codes.hpp"
#include "vietcombank/settings.hpp"

namespace dvcpay::vietcombank {

/// What every call has around its payload.
struct Envelope {
    std::string channel;
    std::string reference;  ///< the bank's number of this message
    std::string time;
    std::string signature;
    toolkit::JsonValue payload;
};
/// Fault::malformed: no JSON object, or one without context and payload.
Result<Envelope> read_envelope(std::string_view body);

struct BillQuestion {
    std::string provider;
    std::string service;
    std::string customer;
};
BillQuestion read_bill_question(const toolkit::JsonValue& payload);

struct PaidBill {
    std::string bill;
    std::string amount;
};
struct Payment {
    std::string provider;
    std::string service;
    std::string customer;
    std::string total;
    std::string mode;
    std::string transaction;
    std::vector<PaidBill> bills;
};
Payment read_payment(const toolkit::JsonValue& payload);

/// One entry of the account.
struct Advice {
    std::string provider;
    std::string service;
    std::string account;
    std::string amount;
    std::string currency;
    std::string side;  ///< D or C
    std::string time;
    std::string remark;
    std::string teller;
    std::string sequence;
    std::string branch;
};
Advice read_advice(const toolkit::JsonValue& payload);

/// What an answer says besides its code. Empty texts are left out or empty, as the call's kind
/// wants.
struct AnswerParts {
    enum class Of : unsigned char { bill, payment, advice } of = Of::bill;
    Reply reply = Reply::success;
    std::string our_id;
    std::string customer;  ///< of a bill
    std::string amount;    ///< of a bill
    std::string provider;  ///< of a payment
    std::string service;   ///< of a payment
    std::vector<PaidBill> bills;
};
std::string encode_answer(
    const Collection& contract,
    const Envelope& asked,
    const AnswerParts& parts,
    std::string_view signature
);
/// For who cannot be answered properly: nothing of the call could be read.
std::string encode_bare_answer(Reply reply);

}  // namespace dvcpay::vietcombank
