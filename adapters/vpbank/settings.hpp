#pragma once
// What the configuration of a VPBank account may say, and what it said.
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"
#include "ports/adapter.hpp"
#include "ports/keys.hpp"
#include "ports/provider_module.hpp"
#include "toolkit/settings.hpp"
#include "vpbank/numbers.hpp"
#include "vpbank/signing.hpp"

namespace dvcpay::vpbank {

inline constexpr std::string_view own_bin = "970432";

/// Every setting there is; any other name is a mistake.
std::span<const toolkit::SettingSpec> settings_schema();

/// Where the virtual account of a payment comes from.
enum class VaMode : std::uint8_t {
    pool,    ///< a block the bank has issued; numbers come back after their quarantine
    derive,  ///< prefix and serial, each used once
    api,     ///< the bank issues one per payment [assumed]
};
/// Where the parameters of questions stand.
enum class ParamStyle : std::uint8_t { header, query };
/// The two generations of the bank's notice.
enum class NotifyProfile : std::uint8_t { signed_body, collect };
/// What the header `signature` of a notice is.
enum class NotifySignature : std::uint8_t { verify, decrypt, off };
enum class AckStyle : std::uint8_t { status, is_success };
enum class Refunds : std::uint8_t { off, transfer };

/// Where and how the bank is called.
struct Endpoint {
    std::string base_url;  ///< no trailing slash; empty where nothing is called
    std::string token_path;
    std::string client_id;
    std::string idn_app;  ///< application code of the contract
    std::string scope;
    bool token_has_idn_app = true;
    ParamStyle param_style = ParamStyle::header;
    std::int64_t call_timeout_ms = 0;
};

struct NotifySettings {
    NotifyProfile profile = NotifyProfile::signed_body;
    NotifySignature signature = NotifySignature::verify;
    std::vector<std::string> fields;  ///< under the signature, in their order
    std::string separator;            ///< between them; may be empty
    Wrap wrap = Wrap::base64;
    std::vector<std::string> date_formats;  ///< patterns of toolkit/ict.hpp, in the order of trying
    std::string client_subject;  ///< of the bank's client certificate; empty: any or none
    AckStyle ack = AckStyle::status;
};

struct TransferSettings {
    Refunds refunds = Refunds::off;
    bool name_check = true;  ///< the holder is asked for before a transfer
    std::string reference_prefix;
    std::string service_internal, service_external;
    std::string transaction_type;
    std::string benefit_internal, benefit_external;  ///< benType of the holder's question
    std::map<std::string, std::string> bank_ids;     ///< BIN → bankId, where they differ
    Money smallest_other_bank, largest_other_bank;   ///< of one transfer through NAPAS
    /// Names of answers' members: ours → the wire's, where they differ.
    std::map<std::string, std::string> answer_names;
    /// Codes this contract numbers differently: theirs → ours.
    std::map<std::string, std::string> code_alias;

    std::string bank_id(const std::string& bin) const;
    std::string answer_name(const std::string& ours) const;
    std::string code(const std::string& theirs) const;
};

struct Settings {
    std::string master_account;
    std::string account_name;  ///< ASCII; empty: the beneficiary's
    VaMode va_mode = VaMode::pool;
    Stock stock;  ///< pool, derive
    std::int64_t quarantine_s = 0;
    std::string va_path;           ///< api
    std::string reference_prefix;  ///< before our reference in the transfer's text
    std::int64_t purpose_max = 25;
    Wrap sign_wrap = Wrap::base64;
    Endpoint endpoint;
    NotifySettings notify;
    TransferSettings transfer;
    Money amount_min;
    Money amount_max;
    std::int64_t longest_expiry_s = 0;
    std::int64_t grace_s = 0;
    std::int64_t watch_days = 0;
    std::int64_t answer_within_ms = 0;
    AskPlan ask_plan;

    /// Whether the bank is called at all.
    bool calls() const { return va_mode == VaMode::api || transfer.refunds == Refunds::transfer; }
};

/// Fault::configuration with all mistakes at once; `pointer` of each is the setting's name. Texts
/// of settings never stand in it.
Result<Settings> read_settings(const ProviderAccount& account);

/// "vpbank/<account>/<name>".
KeyName key_name(const AccountKey& account, std::string_view name);
inline constexpr std::string_view partner_key = "partner_key";      ///< RSA, ours
inline constexpr std::string_view client_secret = "client_secret";  ///< of the token endpoint
inline constexpr std::string_view bank_cert = "bank_certificate";   ///< verifies notices
inline constexpr std::string_view notify_static_key = "notify_static_key";  ///< profile collect

std::vector<KeyNeed> keys_needed(const ProviderAccount& account);

}  // namespace dvcpay::vpbank
