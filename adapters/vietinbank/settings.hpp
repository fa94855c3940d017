#pragma once
// What the configuration of a VietinBank account may say, and what it said.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"
#include "ports/adapter.hpp"
#include "ports/keys.hpp"
#include "ports/provider_module.hpp"
#include "toolkit/settings.hpp"
#include "vietinbank/number.hpp"

namespace dvcpay::vietinbank {

/// Every setting there is; any other name is a mistake.
std::span<const toolkit::SettingSpec> settings_schema();

enum class QrSource : std::uint8_t { bank, local };
enum class InquiryProfile : std::uint8_t { v1_4_1, legacy_with_channel };
enum class AmountMin : std::uint8_t { amount, null };
enum class Dialect : std::uint8_t { any, flat, records };
enum class ErpSignature : std::uint8_t { if_present, required };
enum class Refunds : std::uint8_t { off, transfer };

/// Where and how the bank is called.
struct Endpoint {
    std::string base_url;  ///< "https://api.vietinbank.vn/vtb/public", no trailing slash
    std::string client_id;
    std::string client_ip;
    std::string qr_path, statement_path, name_path, transfer_path;
    std::int64_t call_timeout_ms = 0;
};

struct QrSettings {
    QrSource source = QrSource::bank;
    bool local_fallback = true;
    std::vector<std::string> success_codes;
    std::string channel, version;
    std::int64_t purpose_max = 25;
    SignAlgorithm algorithm = SignAlgorithm::rsa_pkcs1_sha256;
};

struct InboundSettings {
    InquiryProfile inquiry_profile = InquiryProfile::v1_4_1;
    AmountMin amount_min = AmountMin::amount;
    Dialect dialect = Dialect::any;
    std::string duplicate_code, unmatched_code, contradiction_code;
    int bad_signature_status = 200;
    std::int64_t body_max = 0;
    std::int64_t answer_within_ms = 0;
    SignAlgorithm inquiry_algorithm = SignAlgorithm::rsa_pkcs1_sha256;
    SignAlgorithm notice_algorithm = SignAlgorithm::rsa_pkcs1_sha256;
};

struct ErpSettings {
    bool statement = true;
    std::string statement_model, statement_channel, statement_version;
    ErpSignature signature = ErpSignature::if_present;
    SignAlgorithm algorithm = SignAlgorithm::rsa_pkcs1_sha256;
    Refunds refunds = Refunds::off;
    std::string approver, appointed_approver, software_provider_id;
    std::string fee_type, model, priority, channel, version, own_bank_id;
    bool name_check = true;   ///< the holder is asked for before a transfer
    std::string merchant_id;  ///< of transfers: the seen ones leave it empty
    std::string sender_name;
    Money transfer_max_other_bank;  ///< of one transfer through NAPAS
};

struct Settings {
    std::string provider_id;
    std::string merchant_id;
    std::string vac;
    std::string vav_prefix;
    Pattern vav_pattern;
    std::vector<Pattern> bank_txn_pattern;  ///< of the core reference; one or none
    std::string real_account;
    std::string account_name;  ///< ASCII; empty: the beneficiary's
    Endpoint endpoint;
    QrSettings qr;
    InboundSettings inbound;
    ErpSettings erp;
    Money amount_min;
    Money amount_max;
    std::int64_t longest_expiry_s = 0;
    std::int64_t grace_s = 0;
    std::int64_t watch_days = 0;
    AskPlan ask_plan;
};

/// Fault::configuration with all mistakes at once; `pointer` of each is the setting's name. Texts
/// of settings never stand in it.
Result<Settings> read_settings(const ProviderAccount& account);

/// "vietinbank/<account>/<name>".
KeyName key_name(const AccountKey& account, std::string_view name);
inline constexpr std::string_view partner_key = "partner_key";
inline constexpr std::string_view client_secret = "client_secret";
inline constexpr std::string_view bank_cert_api = "bank_cert_api";
inline constexpr std::string_view bank_cert_inquiry = "bank_cert_inquiry";
inline constexpr std::string_view bank_cert_notify = "bank_cert_notify";

std::vector<KeyNeed> keys_needed(const ProviderAccount& account);

}  // namespace dvcpay::vietinbank
