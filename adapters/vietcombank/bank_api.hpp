#pragma once
// Our calls to the bank's own interface, where it is contracted: a QR of the bank's making, the
// movements of a number, the statement of an account. All of them read only. The envelope was seen
// in a recorded answer, the paths and rows are assumed; answers carry a digest whose text is not
// known, so they are believed over verified TLS that repeats the number of our message.
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"
#include "ports/adapter.hpp"
#include "ports/keys.hpp"
#include "toolkit/lexeme_json.hpp"
#include "vietcombank/settings.hpp"

namespace dvcpay::vietcombank {

/// One call, before it is signed.
struct BankCall {
    std::string path;
    std::string payload;     ///< JSON
    std::string message_id;  ///< a UUID of ours, repeated by the answer
    Wall now;
};

BankCall qr_call(const Settings& settings, const CreateOrder& order);
BankCall history_call(const Settings& settings, const QueryOrder& order);
BankCall statement_call(const Settings& settings, const AccountQuery& query);

/// "2026-01-15T09:01:20.3470000+07:00"
std::string message_time(Wall now);

/// The whole request; suspends for an RSA signature alone. Fault::configuration: a key is missing.
Task<Result<OutboundRequest>> bank_request(
    Keys* keys, AccountKey account, Settings settings, BankCall call
);

/// Where the bank makes no QR that is right, ours takes its place and people are told.
CreateResult decode_bank_qr(
    const Settings& settings,
    const CreateOrder& order,
    std::string_view message_id,
    const SendResult& sent
);
/// Every incoming movement of the number, whatever its amount; `waiting` where there is none.
QueryResult decode_history(
    const QueryOrder& order, std::string_view message_id, const SendResult& sent
);
AccountResult decode_statement(
    const Settings& settings,
    const AccountQuery& query,
    std::string_view message_id,
    const SendResult& sent
);

}  // namespace dvcpay::vietcombank
