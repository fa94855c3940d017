#pragma once
// VietinBank's codes, one table per operation, because the same code means different things in
// different answers. What is not in a table is unknown: never success, never failure.
#include <cstdint>
#include <string_view>

#include "domain/evidence.hpp"
#include "domain/refund.hpp"
#include "ports/inbound.hpp"

namespace dvcpay::vietinbank {

// --- what the bank answers

/// status.code of every ERP call: "1" says that the question was understood and answered.
bool is_erp_success(std::string_view code);
/// status.code of a transfer. "1" is "accepted for approval": pending. No other code is public.
RefundSaid meaning_at_transfer(std::string_view code);

/// What the API gateway in front of the bank said with an HTTP status of its own.
enum class GatewayWord : std::uint8_t {
    none,       ///< no such answer: read the body
    our_setup,  ///< 401 keys, 403 signature or partner, 404 path: nothing was processed, people
                ///< must look
    busy,       ///< 429, 5xx: nothing learnt
};
GatewayWord gateway_word(int http_status);

// --- what the bank tells

/// transType of a notice.
enum class Movement : std::uint8_t { in, out, unknown };
Movement movement_of(std::string_view transfer_type);
/// status.code of a record: only "00" is a finished movement. The flat dialect has none.
bool is_record_success(std::string_view code);

// --- what we answer

struct Word {
    std::string_view code;
    std::string_view text;  ///< ASCII: it is signed
};
inline constexpr Word word_ok{"00", "Success"};
inline constexpr Word word_bad_signature{"01", "Invalid signature"};
inline constexpr Word word_no_bill{"02", "Bill not found"};
inline constexpr Word word_try_again{"99", "Temporary error"};
inline constexpr Word word_bad_data{"99", "Invalid data"};
inline constexpr Word word_known_otherwise{"99", "Transaction known with other content"};

Word word_for(Distrust why);
/// Bill inquiry: paid, closed and unknown are one and the same to the bank.
Word word_for(const StoredOrder* order);

// --- our words for portal and payer

Failure provider_unavailable();
Failure setup_unusable(std::string_view provider_code = {});
Failure amount_not_accepted();
Failure destination_unusable();      ///< none, or not one that can be written
Failure destination_name_differs();  ///< the bank knows the account under another name
Failure destination_closed();
Failure number_unusable();  ///< the attempt has no virtual account, or not one of this contract

}  // namespace dvcpay::vietinbank
