#pragma once
// What the configuration of a MoMo account may say, and what it said.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"
#include "ports/adapter.hpp"
#include "ports/keys.hpp"
#include "toolkit/settings.hpp"

namespace dvcpay::momo {

/// Every setting there is; any other name is a mistake.
std::span<const toolkit::SettingSpec> settings_schema();

/// What an answer to create without a signature is worth. MoMo's published editions disagree on
/// whether it has one.
enum class UnsignedCreateAnswer : std::uint8_t { echo, refuse };

struct Settings {
    std::string endpoint;  ///< "https://test-payment.momo.vn", no trailing slash
    std::string prefix;    ///< "/v2/gateway/api"
    std::string partner_code;
    std::string access_key;
    std::string request_type;
    std::string extra_data;
    std::string store_id;
    std::string store_name;
    std::vector<std::string> pay_url_hosts;     ///< authorities ("host" or "host:port"), lower case
    std::vector<std::string> app_link_schemes;  ///< lower case, without colon
    bool clear_text_allowed = false;            ///< the endpoint is http: a sandbox on loopback
    UnsignedCreateAnswer unsigned_create_answer = UnsignedCreateAnswer::echo;
    Money amount_min;
    Money amount_max;
    std::int64_t call_timeout_ms = 0;
    std::int64_t redirect_expiry_s = 0;
    std::int64_t qr_expiry_s = 0;
    std::int64_t app_expiry_s = 0;
    AskPlan ask_plan;
};

/// Fault::configuration with all mistakes at once; `pointer` of each is the setting's name. Texts
/// of settings never stand in it.
Result<Settings> read_settings(const ProviderAccount& account);

/// The HMAC key of an account: "momo/<account>/secret_key".
KeyName secret_key_name(const AccountKey& account);

}  // namespace dvcpay::momo
