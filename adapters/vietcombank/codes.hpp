#pragma once
// The codes of our answers to the bank's calls, the codes of the bank's own interface, and our
// words for what went wrong. One table per operation; a code that is not in a table is no answer:
// nothing is believed of it. The checkout's codes: checkout_codes.hpp.
#include <cstdint>
#include <span>
#include <string_view>

#include "domain/evidence.hpp"
#include "ports/inbound.hpp"
#include "vietcombank/settings.hpp"

namespace dvcpay::vietcombank {

// --- our answers to the bank's calls
// ------------------------------------------------------------------------------------------------------------------

enum class Reply : std::uint8_t {
    success,
    already_paid,
    wrong_amount,
    missing_field,
    unknown_bill,
    bad_signature,
    bad_date,
    wrong_value,  ///< service, or a field of an advice
    unknown_provider,
    system_error,  ///< the bank may repeat
    channel_disabled,
    indeterminate,  ///< the bank must not conclude
};
struct ReplyWords {
    std::string_view code;
    std::string_view message;
};
ReplyWords words_of(Reply reply);

Reply reply_to_verdict(Verdict verdict, Repetition repetition);

// --- the bank's interface
// ------------------------------------------------------------------------------------------------------------------

/// errorCode of any of its answers. All its operations here only read: no code refuses a payment.
enum class ApiSaid : std::uint8_t {
    done,
    refused,  ///< the request itself, our application, its keys: people look
    unclear,  ///< and everything that stands in no table
};
ApiSaid meaning_at_api(std::string_view code);
std::span<const std::string_view> known_api_codes();

/// The HTTP status of any answer.
enum class HttpSaid : std::uint8_t {
    answered,  ///< 2xx: the body speaks
    refused,   ///< 400, 401, 403, 404: our message or login
    failing,   ///< whatever else
};
HttpSaid meaning_of_status(int status);

// --- what portal and payer are told
// ------------------------------------------------------------------------------------------------------------------

Failure provider_unavailable();
Failure setup_unusable();
Failure amount_not_accepted();

}  // namespace dvcpay::vietcombank
