#pragma once
// What the configuration of an SHB account may say, and what it said. The bank publishes no
// interface document: nearly every detail of the wire is a setting whose preset is the profile
// this adapter was written and tested with (README).
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"
#include "ports/adapter.hpp"
#include "ports/provider_module.hpp"
#include "shb/names.hpp"
#include "shb/signing.hpp"

namespace dvcpay::shb {

inline constexpr std::string_view bank_bin = "970443";
inline constexpr std::string_view currency = "VND";
inline constexpr Money largest_transaction = Money::dong(999'999'999'999);  // SoTien has 12 digits

/// The bank's operations that the gateway calls.
enum class Operation : std::uint8_t {
    create,          ///< 3.1
    status,          ///< 3.3
    receipt,         ///< 3.4
    account,         ///< 3.5
    refund,          ///< 3.6
    payer_account,   ///< 3.7
    disbursement,    ///< 3.8
    reconciliation,  ///< 3.9
};

/// How a call proves who we are, besides its signature.
enum class Login : std::uint8_t { oauth2, api_key, none };

/// Where a transaction stands, whatever digit the bank writes for it.
enum class TradeState : std::uint8_t {
    paid,
    pending,
    failed,
    expired,
    cancelled,
    refunded,
    partly_refunded,
    unknown,
};

/// What ends the summary line of a day file.
enum class StatementChecksum : std::uint8_t { sha256_secret, md5_secret, none };

struct Settings {
    std::string base_url;  ///< no trailing slash
    std::map<Operation, std::string> paths;
    std::string partner_code;
    Login login = Login::oauth2;
    std::string token_path;
    std::string client_id;
    std::int64_t token_early_s = 0;
    std::string api_key_header;
    SignatureProfile signature;
    std::string id_header;  ///< "x-request-id"
    bool sign_answers_required = true;
    std::string service;  ///< MaDichVu: "1" fine, "2" fee or charge
    std::string payer_name_if_absent;
    Names names;
    std::map<std::string, TradeState> states;       ///< by TrangThaiGD
    std::map<std::string, std::string> code_alias;  ///< the bank's MaLoi → the one of our tables
    bool qr_check = true;
    bool pull_mode = false;     ///< the bank may ask what a bill owes (4.10)
    std::string stranger_code;  ///< our MaLoi for words without money about no order of ours
    StatementChecksum statement_checksum = StatementChecksum::sha256_secret;
    Money amount_min;
    Money amount_max;
    std::int64_t call_timeout_ms = 0;
    std::int64_t longest_expiry_s = 0;
    std::int64_t shortest_expiry_s = 0;
    AskPlan ask_plan;

    /// Absolute address of an operation.
    std::string url(Operation operation) const { return base_url + paths.at(operation); }
    /// As our tables know it.
    std::string code(std::string_view banks) const {
        const auto it = code_alias.find(std::string(banks));
        return it == code_alias.end() ? std::string(banks) : it->second;
    }
    TradeState state(std::string_view digit) const {
        const auto it = states.find(std::string(digit));
        return it == states.end() ? TradeState::unknown : it->second;
    }
};

/// Fault::configuration with all mistakes at once; `pointer` of each is the setting's name. Texts
/// of settings never stand in it.
Result<Settings> read_settings(const ProviderAccount& account);

/// The secrets this contract needs, by its profile.
std::vector<KeyNeed> keys_needed(const ProviderAccount& account);

// Key names: "shb/<account>/…".
KeyName partner_key_name(const AccountKey& account);    ///< signs what we send (RSA)
KeyName bank_key_name(const AccountKey& account);       ///< verifies what SHB sends (RSA)
KeyName shared_key_name(const AccountKey& account);     ///< both, where the contract has HMAC
KeyName client_secret_name(const AccountKey& account);  ///< of the token endpoint
KeyName api_key_name(const AccountKey& account);
KeyName statement_key_name(const AccountKey& account);  ///< in the checksum of day files

}  // namespace dvcpay::shb
