#pragma once
// MoMo's result codes as its server would use them: text, finality, HTTP status. Source: spec §2
// and §10.
#include <cstdint>
#include <string>
#include <string_view>

namespace dvcpay::sandbox::momo {

namespace code {
inline constexpr std::int64_t success = 0, maintenance = 10, access_denied = 11, version = 12,
                              authentication = 13, malformed = 20, amount_invalid = 21,
                              amount_out_of_range = 22, duplicate_request = 40,
                              duplicate_order = 41, not_found = 42, duplicate_item = 45,
                              inapplicable = 47, waiting = 1000, no_funds = 1001,
                              hold_cancelled = 1003, payer_limit = 1004, expired = 1005,
                              declined = 1006, refund_failed = 1080, refund_rejected = 1081,
                              not_refundable = 1088, processing = 7000, processing_at_source = 7002,
                              authorised = 9000;
}  // namespace code

/// `lang`: "en", anything else is Vietnamese, MoMo's default.
std::string message_of(std::int64_t result_code, std::string_view lang);

/// Whether a stored result with this code is returned again for the same requestId (else the answer
/// is 40).
bool is_final(std::int64_t result_code);

/// 2xx processed, 4xx the caller's mistake, 422 for a twin of a request that is still running.
int http_status_of(std::int64_t result_code);

}  // namespace dvcpay::sandbox::momo
