#pragma once
// What the configuration of a Vietcombank contract may say, and what it said. A contract has one or
// two products: collection (numbers of ours, paid by VietQR or in the bank's channels, reported by
// the bank's calls) and the redirect checkout that is operated for the bank. Much of both is known
// from partners alone: whatever two of them were seen to do differently is a setting here.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"
#include "ports/adapter.hpp"
#include "ports/keys.hpp"
#include "ports/provider_module.hpp"

namespace dvcpay::vietcombank {

/// How the bank's calls, our answers and our calls are signed. The digests cover the numbers of the
/// message alone; `rsa_sha256` covers what the message says.
enum class Signing : std::uint8_t { sha256, md5, rsa_sha256 };
enum class ErrorCodeType : std::uint8_t { text, number };
/// What the bank does where we refuse a payment it has taken. reverses: it gives the money back, so
/// that we may refuse. keeps: the money has moved and is kept, whatever it is.
enum class Refusal : std::uint8_t { reverses, keeps };
/// What a payment is answered that is here already.
enum class Repetition : std::uint8_t { success, already_paid };
enum class BasicLogin : std::uint8_t { required, none };
enum class Advices : std::uint8_t { taken, refused };

/// How the bank is asked about money that it did not tell of.
enum class BankQuestion : std::uint8_t {
    none,
    history,   ///< the movements of one number
    statement  ///< the movements of the account, of a day
};
enum class QrMaker : std::uint8_t { gateway, bank };
enum class BankLogin : std::uint8_t { none, basic, oauth2 };

/// Numbers of ours, and the bank's calls about them.
struct Collection {
    bool offered = false;
    std::string va_prefix;  ///< the bank's part of each number, and providerId of its calls
    std::int64_t va_length = 19;
    std::string service_id;
    std::string account_name;  ///< as shown: unaccented, upper case
    std::string bank_name;
    Signing signing = Signing::sha256;
    ErrorCodeType error_code_type = ErrorCodeType::text;
    std::string bill_error_field;
    std::string customer_name_field;
    BasicLogin login = BasicLogin::required;
    std::string login_user;
    Refusal refusal = Refusal::reverses;
    Repetition repetition = Repetition::success;
    Advices advices = Advices::refused;
    std::string advice_account;
    std::vector<std::string> advice_time_formats;
    std::string content_prefix;  ///< of a transfer's text, before our reference
    Money amount_min;
    Money amount_max;
    std::int64_t bill_life_s = 0;
    std::int64_t grace_s = 0;
    std::int64_t watch_days = 0;
};

/// The bank's own interface, where it is contracted at all.
struct BankApi {
    std::string base_url;  ///< empty: not contracted
    BankQuestion question = BankQuestion::none;
    QrMaker qr_maker = QrMaker::gateway;
    BankLogin login = BankLogin::none;
    std::string app_id;
    std::string user;       ///< basic
    std::string token_url;  ///< oauth2
    std::string client_id;  ///< oauth2
    std::string scope;      ///< oauth2
    std::string statement_account;
    std::string qr_path;
    std::string history_path;
    std::string statement_path;
    std::int64_t page_rows = 0;
};

enum class CheckoutBody : std::uint8_t { form, json };
/// What a notice of the checkout is worth. ask_first: its digest is weak, the answer to a question
/// counts.
enum class NoticeWorth : std::uint8_t { ask_first, counts };

/// The redirect checkout.
struct Checkout {
    bool offered = false;
    std::string base_url;
    std::string path;
    std::string refund_path;
    std::string site_code;
    CheckoutBody body = CheckoutBody::form;
    std::vector<std::string> notify_fields;
    NoticeWorth notice_worth = NoticeWorth::ask_first;
    std::string merchant_email;
    // The checkout wants a payer's contact; it gets the agency's.
    std::string buyer_name;
    std::string buyer_email;
    std::string buyer_mobile;
    std::string buyer_address;
    std::vector<std::string> pay_hosts;
    std::vector<std::string> refund_waiting;  ///< numbers of transaction_status
    std::vector<std::string> refund_done;
    std::vector<std::string> refund_failed;
    Money amount_min;
    Money amount_max;
    std::int64_t expiry_s = 0;
    std::int64_t lapse_after_s = 0;  ///< how long after its end an unpaid order is over
};

struct Settings {
    Collection collection;
    BankApi api;
    Checkout checkout;
    AskPlan ask_plan;
    std::int64_t call_timeout_ms = 0;
    std::int64_t answer_within_ms = 0;

    /// Whether one attempt can be asked about.
    bool asks_by_attempt() const {
        return checkout.offered || api.question == BankQuestion::history;
    }
};

inline constexpr std::string_view bank_bin = "970436";

/// Fault::configuration with all mistakes at once; `pointer` of each is the setting's name. Texts
/// of settings never stand in it.
Result<Settings> read_settings(const ProviderAccount& account);

/// Of a contract that does not exist: every setting as preset, for a provider without accounts.
Settings preset_settings();

/// The secrets of a contract; their names below "vietcombank/<account>/".
inline constexpr std::string_view secret = "secret";            ///< of the digests
inline constexpr std::string_view partner_key = "partner_key";  ///< signs, rsa-sha256
inline constexpr std::string_view bank_key = "bank_key";        ///< of the bank, rsa-sha256
inline constexpr std::string_view inbound_password = "inbound_password";
inline constexpr std::string_view api_password = "api_password";
inline constexpr std::string_view client_secret = "client_secret";
inline constexpr std::string_view passcode = "passcode";  ///< of the checkout
KeyName key_name(const AccountKey& account, std::string_view name);

/// What of them this contract needs.
std::vector<KeyNeed> keys_of(const Settings& settings);

}  // namespace dvcpay::vietcombank
