#pragma once
// Reading the bank's answers to our calls: pure, from what the transport brought to what the core
// understands. Nothing here guesses.
#include <string_view>

#include "bidv/settings.hpp"
#include "ports/keys.hpp"
#include "ports/outbound.hpp"
#include "ports/transport.hpp"

namespace dvcpay::bidv {

/// The bank's QR where it is the one that was asked for; else our own on the same number, with an
/// alarm, where the contract allows it: the number exists without a picture of the bank.
CreateResult decode_create(
    const Settings& settings, const CreateOrder& order, const Keys& keys, const SendResult& sent
);

/// The same without the bank: for calls that could not be made.
CreateResult open_without_bank(
    const Settings& settings, const CreateOrder& order, CreateResult otherwise
);

/// The day's successes. Its transactions are the very ones paybill names, so that a row counts like
/// a status answer: money that both told of is one credit by its name.
AccountResult decode_list_answer(
    const Settings& settings, const AccountQuery& query, const Keys& keys, const SendResult& sent
);

/// A page of the account's movements, asked with `interaction_id`. Only incoming money whose text
/// holds one number of ours. The iconnect product names no transaction: rows get a name out of what
/// they say, and the core takes them for the money that paybill told of.
AccountResult decode_statement_answer(
    const Settings& settings,
    const AccountQuery& query,
    std::string_view interaction_id,
    const Keys& keys,
    const SendResult& sent
);

}  // namespace dvcpay::bidv
