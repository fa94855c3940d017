#pragma once
// What MoMo's side of the sandbox is set to. Every member but the partners and the address can also
// be set by a scenario file ("settings", same names). Times in milliseconds.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/result.hpp"
#include "ports/secret.hpp"
#include "sandbox/provider.hpp"

namespace dvcpay::sandbox::momo {

struct Partner {
    std::string code;
    std::string access_key;
    Secret secret_key;  ///< signs, and verifies
    std::optional<Secret>
        next_secret_key;  ///< verifies too: the merchant may have switched already
};

/// How the answer to create is signed: both published variants exist, and answers without any are
/// seen (spec §4).
enum class AnswerSignature : std::uint8_t { variant_a, variant_b, none };
/// What payers do without being asked.
enum class AutoPay : std::uint8_t { off, pay, decline };
enum class MagicAmounts : std::uint8_t { on, off };

struct Settings {
    AnswerSignature answer_signature = AnswerSignature::variant_a;
    AutoPay auto_pay = AutoPay::off;
    MagicAmounts magic_amounts = MagicAmounts::on;
    std::int64_t auto_pay_after_ms = 500;
    std::int64_t order_life_ms = 15 * 60 * 1000;
    std::int64_t hold_life_ms = 24LL * 3600 * 1000;
    std::int64_t slow_ms = 12'000;        ///< fault slow
    std::int64_t no_answer_ms = 120'000;  ///< how long a connection without an answer is held
    std::int64_t late_pay_ms =
        3'000;  ///< fault late_payment, counted from the query that answered 1005
    std::int64_t refund_ms = 5'000;     ///< fault refund_pending
    std::int64_t payer_fault_ms = 500;  ///< when faults of the payer (decline, limit, funds) happen
    std::int64_t ipn_timeout_ms = 15'000;
    std::int64_t ipn_attempts = 1;  ///< field reports say exactly one
    std::int64_t ipn_retry_ms = 5'000;
    std::int64_t amount_dong_min = 1'000;
    std::int64_t amount_dong_max = 50'000'000;
};

struct Config {
    std::vector<Partner> partners;
    /// Where payers' browsers reach the sandbox, no trailing slash: payUrl begins with it.
    std::string public_base_url;
    /// Base of notices about orders nobody created here (Player); an order names its own ipnUrl.
    std::string gateway_url;
    Settings settings;
};

/// Reads "settings" of a scenario over `base`. invalid_parameter with the member's name.
Result<Settings> read_settings(const Json& json, Settings base);
Json to_json(const Settings& settings);
/// {"partners":[{"code","access_key","secret_key","next_secret_key"?}],"settings":{…}}: MoMo's part
/// of the configuration file. `configuration` with the member's name.
Result<Config> read_config(const Json& json);

}  // namespace dvcpay::sandbox::momo
