#pragma once
// What VPBank's codes mean, one table per operation (spec §7), what notices are answered with
// (§6.2), and our words for each failure. A code that is not in a table settles nothing.
#include <cstdint>
#include <string>
#include <string_view>

#include "domain/evidence.hpp"
#include "domain/refund.hpp"
#include "ports/inbound.hpp"

namespace dvcpay::vpbank {

/// `status` or `errorCode` of the bank's own answers.
enum class Business : std::uint8_t {
    done,
    pending,
    duplicate,  ///< the reference was used before: ask, never guess
    bad_account,
    no_funds,
    failed,
    unknown,
};
Business business_of(std::string_view code);
/// Of both words of one answer. A word that is empty says nothing; two that do not agree, and none,
/// are unknown. "FAILED" beside a reason is that reason.
Business business_of(std::string_view status, std::string_view error_code);

/// The gateway in front of the bank (WSO2), by its fault code.
enum class GatewayFault : std::uint8_t {
    token,      ///< not executed; a new token helps
    our_setup,  ///< not executed; people must look
    throttled,  ///< not executed; later
    unknown,    ///< the bank may have executed it
};
/// `http_status` must be the one the code stands for; else unknown.
GatewayFault gateway_fault(std::string_view code, int http_status);

/// What a transfer, or the question about it, has come to.
RefundSaid meaning_at_transfer(Business business);
RefundSaid meaning_at_transfer_status(Business business);
/// What the opening of a virtual account has come to.
enum class Opened : std::uint8_t { yes, if_number, refused, unknown };
Opened meaning_at_opening(Business business);
/// The holder's question moves nothing.
enum class Holder : std::uint8_t { known, bad_account, unknown };
Holder meaning_at_beneficiary(Business business);

/// `status` of our acknowledgement.
struct Ack {
    std::string_view status;
    std::string_view error_code;
    std::string_view message;
    int http_status = 200;  ///< of the collect profile; the other answers 200 in every case
    bool success = false;
};
inline constexpr Ack ack_stored = {"200", "", "", 200, true};
inline constexpr Ack ack_malformed = {"400", "MALFORMED", "The notice cannot be read", 400, false};
inline constexpr Ack ack_refused = {"400", "REFUSED", "The notice is not believed", 400, false};
inline constexpr Ack ack_again = {"500", "TRY_AGAIN", "Not stored, please repeat", 503, false};
Ack ack_for(const InboundOutcome& outcome);

Failure provider_unavailable(std::string_view provider_code = {});
Failure setup_unusable(std::string_view provider_code = {});
Failure amount_not_accepted();
Failure number_unusable(std::string_view provider_code = {});
Failure destination_unusable(std::string_view provider_code = {});
Failure destination_name_differs();
Failure transfer_failed(std::string_view provider_code);

}  // namespace dvcpay::vpbank
