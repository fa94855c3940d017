#pragma once
// What every provider's side can be set to, by its part of the configuration or by a scenario
// ("settings", same names). Times in milliseconds.
#include <cstdint>

#include "domain/result.hpp"
#include "sandbox/provider.hpp"

namespace dvcpay::sandbox {

struct BasicSettings {
    enum class AutoPay : std::uint8_t { off, pay, decline };
    enum class MagicAmounts : std::uint8_t { on, off };

    AutoPay auto_pay = AutoPay::off;
    MagicAmounts magic_amounts = MagicAmounts::on;
    std::int64_t auto_pay_after_ms = 500;
    std::int64_t order_life_ms = 15 * 60 * 1000;
    std::int64_t slow_ms = 12'000;        ///< fault slow
    std::int64_t no_answer_ms = 120'000;  ///< how long a connection without an answer is held
    std::int64_t late_pay_ms = 3'000;     ///< fault late_payment, counted from the expiry
    std::int64_t refund_ms = 5'000;       ///< how long a pending refund takes
    std::int64_t payer_fault_ms = 500;  ///< when faults of the payer (decline, limit, funds) happen
    std::int64_t notice_timeout_ms = 15'000;
    std::int64_t notice_attempts = 3;  ///< until an answer that the protocol takes for received
    std::int64_t notice_retry_ms = 5'000;
    std::int64_t amount_dong_min = 1'000;
    std::int64_t amount_dong_max = 100'000'000'000;
};

/// Reads "settings" over `base`. invalid_parameter with the member's name.
Result<BasicSettings> read_settings(const Json& json, BasicSettings base);
Json to_json(const BasicSettings& settings);

}  // namespace dvcpay::sandbox
