#pragma once
// What the configuration of a BIDV contract may say, and what it said. BIDV signs per-partner
// contracts: whatever two partners were seen to do differently is a setting here.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"
#include "ports/adapter.hpp"
#include "ports/keys.hpp"
#include "ports/provider_module.hpp"
#include "toolkit/jose.hpp"

namespace dvcpay::bidv {

/// How X-API-Interaction-ID is spelled.
enum class InteractionId : std::uint8_t { digits12, uuid, hex32 };
enum class TimestampStyle : std::uint8_t { offset, z };
/// How the body of a call is sealed (JWE); `none`: plain JSON.
enum class Seal : std::uint8_t { none, a256kw_cbc, dir_cbc, a256kw_gcm };
/// What stands in recipients[0].header of a sealed body.
enum class RecipientHeader : std::uint8_t { empty, repeat };
/// How the bank spells the fields of its calls to us.
enum class FieldStyle : std::uint8_t { snake, camel };
/// The form of `data` in our answer to getbill.
enum class DataShape : std::uint8_t { array, object, nested };
enum class Checksum : std::uint8_t { md5_concat, sha256_b64_pipe, sha256_b64_literal };
/// What becomes of a paybill that does not fit its bill. accept_and_flag: the transfer has been
/// credited already, it is kept and people look. strict: the bank takes it back where we refuse.
enum class PaybillMode : std::uint8_t { accept_and_flag, strict };
/// Where an account and day are asked for. The list of successes names the bank's transactions, the
/// statement does not.
enum class AccountList : std::uint8_t { reconciliation, statement };
enum class StatementProduct : std::uint8_t { iconnect, corp };
enum class UnsignedAnswer : std::uint8_t { echo, refuse };
enum class LocalQr : std::uint8_t { allowed, never };
enum class LogIn : std::uint8_t { required, none };
enum class LetterCase : std::uint8_t { exact, either };

struct Settings {
    // our calls
    std::string base_url;        ///< "https://openapi.bidv.com.vn/bidv/service", no trailing slash
    std::string token_path;      ///< below base_url
    std::string paygate_path;    ///< below base_url
    std::string statement_path;  ///< below base_url
    std::string scope;
    TokenPlan::Login token_login = TokenPlan::Login::body;
    std::string client_id;
    std::string channel;
    std::string user_agent;
    InteractionId interaction_id = InteractionId::digits12;
    TimestampStyle timestamp = TimestampStyle::offset;
    std::string customer_ip;         ///< empty: not sent
    std::string client_certificate;  ///< DER in base64, one line
    Seal seal_create = Seal::a256kw_cbc;
    Seal seal_reconciliation = Seal::a256kw_cbc;
    Seal seal_statement = Seal::dir_cbc;
    RecipientHeader recipient_header = RecipientHeader::empty;
    toolkit::JwsForm jws_form = toolkit::JwsForm::without_payload;
    UnsignedAnswer unsigned_answer = UnsignedAnswer::echo;
    std::string url_query;  ///< "Scope=read&JWE=Yes"; empty: none
    std::string service_id;
    std::string merchant_id;
    std::string merchant_name;
    std::string account_name;  ///< shown to the payer; unaccented
    std::string bank_name;
    std::string va_prefix;
    std::string code_letters;
    std::vector<std::string> qr_result_fields;
    LocalQr local_qr = LocalQr::allowed;
    AccountList account_list = AccountList::reconciliation;
    std::string reconciliation_file_type;
    std::vector<std::string> reconciliation_columns;
    std::int64_t reconciliation_widen_days = 1;  ///< late rows of the days before are still ours
    StatementProduct statement_product = StatementProduct::iconnect;
    std::string statement_account;
    std::int64_t statement_page_rows = 100;

    // the bank's calls
    LogIn inbound_login = LogIn::required;
    std::string inbound_user;
    std::int64_t inbound_token_ttl_s = 300;
    FieldStyle field_style = FieldStyle::snake;
    DataShape data_shape = DataShape::array;
    std::int64_t bill_type = 1;
    std::string customer_address;
    Checksum checksum = Checksum::md5_concat;
    LetterCase checksum_case = LetterCase::exact;
    int http_status_on_error = 200;
    PaybillMode paybill_mode = PaybillMode::accept_and_flag;

    // limits
    Money amount_min;
    Money amount_max;
    std::int64_t call_timeout_ms = 0;
    std::int64_t answer_within_ms = 0;
    std::int64_t qr_expiry_s = 0;
    std::int64_t grace_s = 0;
    std::int64_t watch_days = 0;
    AskPlan ask_plan;
};

/// Fault::configuration with all mistakes at once; `pointer` of each is the setting's name. Texts
/// of settings never stand in it.
Result<Settings> read_settings(const ProviderAccount& account);

/// Of a contract that does not exist: every setting as preset, for a provider without accounts.
Settings preset_settings();

/// The secrets of a contract; their names below "bidv/<account>/".
inline constexpr std::string_view client_secret = "client_secret";        ///< of our OAuth login
inline constexpr std::string_view client_key = "client_key";              ///< signs our calls
inline constexpr std::string_view symmetric_key = "symmetric_key";        ///< seals bodies
inline constexpr std::string_view bank_certificate = "bank_certificate";  ///< of signed answers
inline constexpr std::string_view secret_code = "secret_code";            ///< of the checksums
inline constexpr std::string_view inbound_password = "inbound_password";  ///< of the bank's login
inline constexpr std::string_view token_key = "token_key";  ///< of the tokens we give the bank
KeyName key_name(const AccountKey& account, std::string_view secret);

/// What of them this contract needs.
std::vector<KeyNeed> keys_of(const Settings& settings);

}  // namespace dvcpay::bidv
