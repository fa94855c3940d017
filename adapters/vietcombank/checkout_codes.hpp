#pragma once
// The checkout's codes, one table per operation. A code that is not in a table is unknown: never
// success, never failure.
#include <cstdint>
#include <span>
#include <string_view>

#include "domain/evidence.hpp"
#include "domain/refund.hpp"

namespace dvcpay::vietcombank {

/// Whether the checkout refused us rather than the order: people look.
enum class Blame : std::uint8_t { nobody, our_setup };

enum class CreateSaid : std::uint8_t { opened, refused, unknown };
struct CreateMeaning {
    CreateSaid said = CreateSaid::unknown;
    Blame blame = Blame::nobody;
};
/// result_code of CreateOrder.
CreateMeaning meaning_at_create(std::string_view code);
/// What a refusal of CreateOrder is called.
Failure failure_at_create(std::string_view code);

enum class CheckSaid : std::uint8_t { given, silent };
struct CheckMeaning {
    CheckSaid said = CheckSaid::silent;
    Blame blame = Blame::nobody;
};
/// result_code of CheckOrder and CheckOrderByOrderCode.
CheckMeaning meaning_at_check(std::string_view code);

/// Status of an order, in answers and notices.
Said meaning_of_order(std::string_view status);
/// Why an order has ended without money; `said` is a final word.
Failure failure_of_order(Said said, std::string_view status);

struct RefundMeaning {
    RefundSaid said = RefundSaid::unknown;  ///< done: transaction_status says
    Blame blame = Blame::nobody;
};
/// result_code of setRefundRequest.
RefundMeaning meaning_at_refund(std::string_view code);
Failure failure_of_refund(std::string_view code);

/// Every code with a row, for tests and papers.
std::span<const std::string_view> known_create_codes();
std::span<const std::string_view> known_order_statuses();
std::span<const std::string_view> known_refund_codes();

}  // namespace dvcpay::vietcombank
