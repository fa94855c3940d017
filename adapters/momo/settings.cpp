#include "momo/settings.hpp"

#include <array>
#include <utility>

namespace dvcpay::momo {
namespace {

using toolkit::Need;
using toolkit::SettingSpec;
using toolkit::SettingsReader;

constexpr std::array<SettingSpec, 19> schema = {{
    {"endpoint",
     "https://test-payment.momo.vn",
     Need::optional,
     "MoMo's host; production is https://payment.momo.vn. http only for a sandbox on loopback"},
    {"prefix", "/v2/gateway/api", Need::optional, "path before /create, /query, /refund"},
    {"partner_code", "", Need::required, "merchant id given by MoMo, at most 50 characters"},
    {"access_key", "", Need::required, "given by MoMo; signed, never sent"},
    {"request_type",
     "captureWallet",
     Need::optional,
     "captureWallet, or payWithMethod where the contract has it"},
    {"extra_data",
     "",
     Need::optional,
     "empty, or Base64 of a JSON object; MoMo returns it unchanged"},
    {"store_id", "", Need::optional, "MoMo's id of the counter, where the contract has several"},
    {"store_name", "", Need::optional, "name shown to the payer instead of the contract's"},
    {"pay_url_hosts",
     "",
     Need::optional,
     "hosts a payer may be sent to, separated by commas, with port unless 443; absent: the "
     "endpoint's"},
    {"app_link_schemes",
     "momo",
     Need::optional,
     "URL schemes accepted as app links, separated by commas"},
    {"unsigned_create_answer",
     "echo",
     Need::optional,
     "echo: an unsigned answer to create is believed over verified TLS with an exact echo; refuse: "
     "it is not"},
    {"amount_min", "1000", Need::optional, "smallest amount in dong"},
    {"amount_max", "50000000", Need::optional, "largest amount in dong"},
    {"call_timeout_ms", "35000", Need::optional, "for one call; MoMo asks for at least 30 s"},
    {"redirect_expiry_s", "900", Need::optional, "life of MoMo's payment page"},
    {"qr_expiry_s", "600", Need::optional, "life of MoMo's QR code"},
    {"app_expiry_s", "900", Need::optional, "life of MoMo's app link"},
    toolkit::ask_after("15,60,180,600,1800"),
    toolkit::ask_then_every("3600"),
}};

constexpr std::array<toolkit::Word<UnsignedCreateAnswer>, 2> unsigned_create_answers = {{
    {"echo", UnsignedCreateAnswer::echo},
    {"refuse", UnsignedCreateAnswer::refuse},
}};

void read_hosts(SettingsReader& reading, Settings& out) {
    out.endpoint = reading.text("endpoint");
    const auto endpoint = reading.endpoint("endpoint");
    out.clear_text_allowed = endpoint && endpoint->scheme == "http";
    out.prefix = reading.path("prefix");
    out.pay_url_hosts = reading.hosts("pay_url_hosts");
    if (out.pay_url_hosts.empty() && endpoint) out.pay_url_hosts.push_back(endpoint->authority);
    out.app_link_schemes = reading.schemes("app_link_schemes");
}

void read_limits(SettingsReader& reading, Settings& out) {
    constexpr std::int64_t day_s = 86'400;
    const auto [smallest, largest] = reading.amounts("amount_min", "amount_max");
    out.amount_min = smallest;
    out.amount_max = largest;
    out.call_timeout_ms = reading.whole("call_timeout_ms", 1000, 120'000);
    out.redirect_expiry_s = reading.whole("redirect_expiry_s", 60, 30 * day_s);
    out.qr_expiry_s = reading.whole("qr_expiry_s", 60, 30 * day_s);
    out.app_expiry_s = reading.whole("app_expiry_s", 60, 30 * day_s);
    out.ask_plan = reading.ask_plan();
}

}  // namespace

std::span<const SettingSpec> settings_schema() {
    return schema;
}

Result<Settings> read_settings(const ProviderAccount& account) {
    SettingsReader reading(account, schema);
    Settings out;
    read_hosts(reading, out);
    out.partner_code = reading.text("partner_code", 50);
    out.access_key = reading.text("access_key");
    out.request_type = reading.text("request_type");
    if (out.request_type.empty()) reading.wrong("request_type", "invalid", "must not be empty");
    out.extra_data = reading.text("extra_data");
    out.store_id = reading.text("store_id", 50);
    out.store_name = reading.text("store_name");
    out.unsigned_create_answer = reading.choice("unsigned_create_answer", unsigned_create_answers);
    read_limits(reading, out);
    if (auto error = reading.error()) return std::move(*error);
    return out;
}

KeyName secret_key_name(const AccountKey& account) {
    return "momo/" + account.account + "/secret_key";
}

}  // namespace dvcpay::momo
