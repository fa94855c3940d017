#pragma once
// What the configuration of a VNPT Pay contract may say, and what it said.
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"
#include "ports/adapter.hpp"
#include "ports/keys.hpp"

namespace dvcpay::vnptpay {

/// Which generation of the interface the contract speaks. Version, path and signed fields of the
/// opening follow from it.
enum class Profile : std::uint8_t {
    init,            ///< 1.0.5, POST /init: a payment page
    multi_merchant,  ///< 1.0.6, POST /init_m_merch: a payment page, money of an agency
    qr,              ///< 1.0.6, POST /pay_qrcode alone
};

/// What an answer whose SECURE_CODE does not fit is worth: nothing, or what verified TLS and an
/// exact echo make it. Never of refunds.
enum class AnswerTrust : std::uint8_t { strict, warn };

/// Which text a CONFIRM signs: the listed fields, or all values in the order received.
enum class CallbackOrder : std::uint8_t { listed, received };

enum class RefundMode : std::uint8_t { manual, assumed_1 };

struct Settings {
    Profile profile = Profile::init;
    std::string base_url;             ///< "https://sandbox.vnptpay.vn/rest/payment/v1.0.5"
    bool clear_text_allowed = false;  ///< the endpoint is http: a sandbox on loopback
    std::string merchant_service_id;
    std::string agency_id;  ///< multi_merchant: of agencies that agency_ids does not name
    std::map<std::string, std::string> agency_ids;  ///< our agency code → VNPT's id of it
    bool offers_qr = false;                         ///< besides the page
    std::string service_id, device, locale, payment_method, service_category, channel_id;
    std::string client_ip;
    std::string qr_member;  ///< the answer's member that holds the QR text
    std::vector<std::string> pay_url_hosts;
    AnswerTrust response_signature = AnswerTrust::strict;
    CallbackOrder callback_order = CallbackOrder::listed;
    RefundMode refund_mode = RefundMode::manual;
    std::vector<std::string> status_paid, status_failed, status_pending, status_refunded;
    Money amount_min;
    Money amount_max;
    std::int64_t call_timeout_ms = 0;
    std::int64_t redirect_expiry_s = 0;
    std::int64_t qr_expiry_s = 0;
    AskPlan ask_plan;

    std::string_view version() const { return profile == Profile::init ? "1.0.5" : "1.0.6"; }
};

/// Fault::configuration with all mistakes at once; `pointer` of each is the setting's name. Texts
/// of settings never stand in it.
Result<Settings> read_settings(const ProviderAccount& account);

/// The text at the end of every signed string: "vnptpay/<account>/secret_key".
KeyName secret_key_name(const AccountKey& account);
/// The static bearer token of our calls: "vnptpay/<account>/api_key".
KeyName api_key_name(const AccountKey& account);

}  // namespace dvcpay::vnptpay
