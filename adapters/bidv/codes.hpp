#pragma once
// BIDV's codes, one table per operation, and the codes of our own answers. A code that is not in a
// table is no answer: nothing is believed of it.
#include <cstdint>
#include <span>
#include <string_view>

#include "domain/evidence.hpp"
#include "ports/inbound.hpp"

namespace dvcpay::bidv {

/// Whether the bank refused us rather than the order: keys, certificates, partner; people look.
enum class Blame : std::uint8_t { nobody, our_setup };

/// errorCode of genVietQR. It makes a picture of a number that exists without it: there is no code
/// that refuses the payment, so everything but success only says that the bank made no QR.
enum class QrSaid : std::uint8_t { made, not_made };
QrSaid meaning_at_qr(std::string_view code);

/// errorCode of reconciliation and statement.
enum class ListSaid : std::uint8_t { given, silent };
ListSaid meaning_at_list(std::string_view code);

/// Status of one row of the reconciliation file.
enum class RowSaid : std::uint8_t { paid, unclear };
RowSaid meaning_of_row(std::string_view status);

/// The HTTP status of any answer of the bank.
enum class HttpSaid : std::uint8_t {
    answered,  ///< 2xx: the body speaks
    refused,   ///< 400, 401, 403: our message, token, certificate or key
    busy,      ///< 429
    failing,   ///< 5xx and whatever else
};
HttpSaid meaning_of_status(int status);

/// Every code with a row in a table of the bank's answers, for tests and papers.
std::span<const std::string_view> known_codes();

// --- our answers to getbill and paybill
// ---------------------------------------------------------------------------------------------

enum class Reply : std::uint8_t {
    success,
    missing_parameter,
    bad_login,
    bad_checksum,
    wrong_service,
    wrong_customer,
    no_bill,
    unknown_bill,
    other_amount,
    cleared_before,
    our_fault,  ///< the bank may repeat
};
struct ReplyWords {
    std::string_view code;
    std::string_view description;
};
ReplyWords words_of(Reply reply);

Reply reply_to_distrust(Distrust distrust);
Reply reply_to_verdict(Verdict verdict);

// --- what portal and payer are told
// ---------------------------------------------------------------------------------------------

Failure provider_unavailable();
Failure setup_unusable();
Failure amount_not_accepted();

}  // namespace dvcpay::bidv
