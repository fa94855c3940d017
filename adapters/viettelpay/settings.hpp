#pragma once
// What the configuration of a ViettelPay contract may say, and what it said.
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"
#include "ports/adapter.hpp"
#include "ports/keys.hpp"

namespace dvcpay::viettelpay {

/// How check_sum is written. Inbound both spellings are read, whatever is configured.
enum class Encoding : std::uint8_t { base64, hex };

/// The members of a QR text, by what they hold. Names and fixed values are published nowhere.
enum class QrMember : std::uint8_t {
    priority,
    version,
    type,
    billcode,
    order_id,
    amount,
    merchant_code
};
inline constexpr std::size_t qr_member_count = 7;

struct Settings {
    std::string pay_url;  ///< the payer's page, "https://sandbox.viettel.vn/PaymentGateway/payment"
    std::string api_url;  ///< our calls, "https://sandbox.viettel.vn/PaymentAPI/webresources/…"
    std::string merchant_code;
    std::string access_code;      ///< at the head of every signed text, never sent
    std::string version;          ///< of the payment and of refunds
    std::string inquiry_version;  ///< another one in contracts for shops
    std::string locale;
    Encoding checksum_encoding = Encoding::base64;
    MacAlgorithm checksum_hash = MacAlgorithm::hmac_sha1;
    bool offers_qr = false;
    std::array<std::string, qr_member_count> qr_names;  ///< in the order of QrMember
    std::string qr_priority, qr_version, qr_type;
    Money amount_min;
    Money amount_max;
    std::int64_t call_timeout_ms = 0;
    std::int64_t redirect_expiry_s = 0;
    std::int64_t qr_expiry_s = 0;
    AskPlan ask_plan;
};

/// Fault::configuration with all mistakes at once; `pointer` of each is the setting's name. Texts
/// of settings never stand in it.
Result<Settings> read_settings(const ProviderAccount& account);

/// The HMAC key, used as text: "viettelpay/<account>/hash_key".
KeyName hash_key_name(const AccountKey& account);

}  // namespace dvcpay::viettelpay
