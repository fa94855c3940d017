#pragma once
// Reading SHB's answers to our calls: pure, from what the transport brought to what the core
// understands (P3, P6). Nothing here guesses. An answer is believed with a right signature over its
// exact bytes, or, where the contract has unsigned answers, over a proven connection with an exact
// echo; everything else is "unknown" or "silent", and the core asks.
#include <string>
#include <string_view>

#include "ports/transport.hpp"
#include "shb/codes.hpp"
#include "shb/messages.hpp"

namespace dvcpay::shb {

/// Whose question it was. Everything outlives the call.
struct Asked {
    const Settings& settings;
    const AccountKey& account;
    const Keys& keys;
    std::string_view message_id;
};

CreateResult decode_create(const Asked& asked, const CreateOrder& order, const SendResult& sent);
QueryResult decode_status(const Asked& asked, const QueryOrder& order, const SendResult& sent);
RefundResult decode_refund(const Asked& asked, const RefundOrder& order, const SendResult& sent);

// --- operations without a caller in the core

struct ReceiptResult {
    ReceiptSaid said = ReceiptSaid::unknown;
    std::string number, series, url;
    Wall issued_at;
    bool active = false;
};
ReceiptResult decode_receipt(const Asked& asked, const ReceiptOrder& order, const SendResult& sent);

/// Of 3.5, before money leaves, and of 3.7. Personal data: never into a log.
struct BankAccountResult {
    AccountSaid said = AccountSaid::unknown;
    std::string bank_bin, bank_name, account, name;
};
BankAccountResult decode_account(
    const Asked& asked, const AccountOrder& order, const SendResult& sent
);
BankAccountResult decode_payer_account(
    const Asked& asked, const PayerOrder& order, const SendResult& sent
);
/// RefundResult: the same words fit any money that leaves.
RefundResult decode_disbursement(
    const Asked& asked, const DisbursementOrder& order, const SendResult& sent
);

struct FileResult {
    FileSaid said = FileSaid::unknown;
    std::string name;
    std::string file;  ///< the whole text, not yet checked
    std::int64_t count = 0;
    Money total;
};
/// The answer to type 1.
FileResult decode_reconciliation(
    const Asked& asked, const ReconciliationOrder& order, const SendResult& sent
);

}  // namespace dvcpay::shb
