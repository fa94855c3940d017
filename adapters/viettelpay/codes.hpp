#pragma once
// ViettelPay's statuses and codes, one table per operation. A status or code that is in no table is
// no answer: the functions then return what makes the core ask.
#include <cstdint>
#include <span>
#include <string_view>

#include "domain/evidence.hpp"
#include "ports/adapter.hpp"

namespace dvcpay::viettelpay {

/// Whether something of ours is at fault and people must look: keys, registration, or our own
/// answer to an order check.
enum class Blame : std::uint8_t { nobody, ours };

struct ToldMeaning {
    Said said = Said::unclear;
    Blame blame = Blame::nobody;
};

struct RefundMeaning {
    RefundSaid said = RefundSaid::unknown;
    Blame blame = Blame::nobody;
};

/// payment_status decides; error_code is detail, except that money counts with 00 alone.
ToldMeaning meaning_of_result(std::string_view payment_status, std::string_view error_code);
RefundMeaning meaning_of_refund(std::string_view error_code);

/// One of the statuses the protocol knows: what lies between fields is found by them.
bool is_payment_status(std::string_view text);

Failure failure_of(std::string_view error_code);
Failure refund_failure_of(std::string_view error_code);
Failure cancelled_by_payer(std::string_view error_code);
Failure setup_unusable();
Failure provider_unavailable();
Failure amount_not_accepted();
Failure only_whole_refunds();

/// Every code with a row, for tests and documentation.
std::span<const std::string_view> known_result_codes();
std::span<const std::string_view> known_refund_codes();

}  // namespace dvcpay::viettelpay
