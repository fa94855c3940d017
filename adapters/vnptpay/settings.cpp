#include "vnptpay/settings.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include "toolkit/settings.hpp"

namespace dvcpay::vnptpay {
namespace {

using toolkit::Need;
using toolkit::SettingSpec;
using toolkit::SettingsReader;

constexpr std::string_view sandbox_105 = "https://sandbox.vnptpay.vn";
constexpr std::string_view sandbox_106 = "https://sandboxpay.vnptmedia.vn";

constexpr std::array<SettingSpec, 30> schema = {{
    {"profile",
     "init-1.0.5",
     Need::optional,
     "what the contract speaks: init-1.0.5, multi-merchant-1.0.6 or qr-1.0.6"},
    {"qr", "off", Need::optional, "multi-merchant-1.0.6: on, where it may also make QR codes"},
    {"endpoint",
     sandbox_105,
     Need::optional,
     "VNPT's host; absent: the profile's sandbox. Production is https://api.vnptpay.vn. http only "
     "for a sandbox on loopback"},
    {"prefix", "", Need::optional, "path before /init, /query …; absent: /rest/payment/v{version}"},
    {"merchant_service_id", "", Need::required, "given by VNPT; one account for each"},
    {"agency_id", "", Need::optional, "multi-merchant-1.0.6: the collecting agency's id at VNPT"},
    {"agency_ids",
     "",
     Need::optional,
     "multi-merchant-1.0.6: our agency codes and VNPT's ids, H01=9101,H02=9102"},
    {"service_id", "1", Need::optional, "SERVICE_ID"},
    {"device", "1", Need::optional, "DEVICE"},
    {"locale", "vi-VN", Need::optional, "language of the payment page; no other is known"},
    {"payment_method", "VNPTPAY", Need::optional, "PAYMENT_METHOD"},
    {"service_category", "57", Need::optional, "SERVICE_CATEGORY of QR codes"},
    {"channel_id", "1", Need::optional, "CHANNEL_ID of QR codes"},
    {"client_ip",
     "127.0.0.1",
     Need::optional,
     "sent as the payer's address, which the gateway never gives away; its own public one is best"},
    {"qr_member", "QRCODE_DATA", Need::optional, "member of the answer that holds the QR text"},
    {"pay_url_hosts",
     "",
     Need::optional,
     "hosts a payer may be sent to, separated by commas, with port unless 443; absent: the "
     "endpoint's"},
    {"response_signature",
     "strict",
     Need::optional,
     "strict: an answer counts only with its signature. warn: also over verified TLS with an exact "
     "echo; for the first days in VNPT's sandbox"},
    {"callback_order",
     "listed",
     Need::optional,
     "what a CONFIRM signs: listed fields, or received: all, as they came"},
    {"refund_mode",
     "manual",
     Need::optional,
     "manual: refunds go by hand. VNPT-REFUND-1: by an interface VNPT has not confirmed"},
    {"status_paid", "00", Need::optional, "TRANSACTION_STATUS that means paid"},
    {"status_failed", "01", Need::optional, "TRANSACTION_STATUS that means failed"},
    {"status_pending", "02", Need::optional, "TRANSACTION_STATUS that means not finished"},
    {"status_refunded", "03", Need::optional, "TRANSACTION_STATUS that means refunded"},
    {"amount_min", "1000", Need::optional, "smallest amount in dong"},
    {"amount_max", "50000000", Need::optional, "largest amount in dong"},
    {"call_timeout_ms", "30000", Need::optional, "for one call"},
    {"redirect_expiry_s", "900", Need::optional, "life of the payment page"},
    {"qr_expiry_s", "900", Need::optional, "life of the QR code"},
    toolkit::ask_after("30,120,300,900,3600"),
    toolkit::ask_then_every("3600"),
}};

constexpr std::array<toolkit::Word<Profile>, 3> profiles = {{
    {"init-1.0.5", Profile::init},
    {"multi-merchant-1.0.6", Profile::multi_merchant},
    {"qr-1.0.6", Profile::qr},
}};
constexpr std::array<toolkit::Word<AnswerTrust>, 2> trusts = {{
    {"strict", AnswerTrust::strict},
    {"warn", AnswerTrust::warn},
}};
constexpr std::array<toolkit::Word<CallbackOrder>, 2> orders = {{
    {"listed", CallbackOrder::listed},
    {"received", CallbackOrder::received},
}};
constexpr std::array<toolkit::Word<RefundMode>, 2> refund_modes = {{
    {"manual", RefundMode::manual},
    {"VNPT-REFUND-1", RefundMode::assumed_1},
}};

void read_hosts(SettingsReader& reading, const ProviderAccount& account, Settings& out) {
    const bool later = out.profile != Profile::init;
    std::optional<toolkit::Url> endpoint = reading.endpoint("endpoint");
    if (later && !account.settings.contains("endpoint")) endpoint = toolkit::parse_url(sandbox_106);
    std::string prefix = "/rest/payment/v" + std::string(out.version());
    if (!account.setting("prefix").empty()) prefix = reading.path("prefix");
    if (endpoint) out.base_url = endpoint->scheme + "://" + endpoint->authority + prefix;
    out.clear_text_allowed = endpoint && endpoint->scheme == "http";
    out.pay_url_hosts = reading.hosts("pay_url_hosts");
    if (out.pay_url_hosts.empty() && endpoint) out.pay_url_hosts.push_back(endpoint->authority);
}

void read_agencies(SettingsReader& reading, Settings& out) {
    out.agency_id = reading.id("agency_id", 50);
    const auto id = [](std::string_view text) {
        return !text.empty() && text.size() <= 50 &&
               text.find_first_of("|= ") == std::string_view::npos;
    };
    for (const auto& item : reading.list("agency_ids")) {
        const auto cut = item.find('=');
        if (cut == std::string::npos || !id(item.substr(0, cut)) || !id(item.substr(cut + 1)) ||
            !out.agency_ids.emplace(item.substr(0, cut), item.substr(cut + 1)).second) {
            reading.wrong("agency_ids", "invalid", "must be code=id, each code once");
        }
    }
    const bool named = !out.agency_id.empty() || !out.agency_ids.empty();
    if (out.profile == Profile::multi_merchant && !named)
        reading.wrong("agency_id", "required", "multi-merchant-1.0.6 needs it or agency_ids");
    if (out.profile != Profile::multi_merchant && named)
        reading.wrong("agency_id", "invalid", "belongs to multi-merchant-1.0.6 alone");
}

/// What a status means must not depend on which list is read first.
void read_statuses(SettingsReader& reading, Settings& out) {
    out.status_paid = reading.list("status_paid");
    out.status_failed = reading.list("status_failed");
    out.status_pending = reading.list("status_pending");
    out.status_refunded = reading.list("status_refunded");
    std::set<std::string> seen;
    for (const auto* codes :
         {&out.status_paid, &out.status_failed, &out.status_pending, &out.status_refunded}) {
        for (const auto& code : *codes) {
            if (!seen.insert(code).second)
                reading.wrong("status_paid", "invalid", "a status stands in two lists");
        }
    }
    if (out.status_paid.empty())
        reading.wrong("status_paid", "required", "must name at least one status");
}

void read_fields(SettingsReader& reading, Settings& out) {
    out.merchant_service_id = reading.id("merchant_service_id", 50);
    out.service_id = reading.id("service_id", 50);
    out.device = reading.id("device", 20);
    out.locale = reading.id("locale", 10);
    out.payment_method = reading.id("payment_method", 50);
    out.service_category = reading.id("service_category", 20);
    out.channel_id = reading.id("channel_id", 20);
    out.client_ip = reading.id("client_ip", 45, ".:");
    out.qr_member = reading.id("qr_member", 50);
    for (const auto* name : {"service_id", "device", "locale", "payment_method", "client_ip"}) {
        if (reading.text(name).empty()) reading.wrong(name, "invalid", "must not be empty");
    }
}

void read_limits(SettingsReader& reading, Settings& out) {
    constexpr std::int64_t month_s = 30 * 86'400;
    out.amount_min = reading.amount("amount_min");
    out.amount_max = reading.amount("amount_max");
    if (out.amount_max < out.amount_min)
        reading.wrong("amount_max", "out_of_range", "must not be below amount_min");
    out.call_timeout_ms = reading.whole("call_timeout_ms", 1000, 120'000);
    out.redirect_expiry_s = reading.whole("redirect_expiry_s", 60, month_s);
    out.qr_expiry_s = reading.whole("qr_expiry_s", 60, month_s);
    out.ask_plan = reading.ask_plan();
}

}  // namespace

Result<Settings> read_settings(const ProviderAccount& account) {
    SettingsReader reading(account, schema);
    Settings out;
    out.profile = reading.choice("profile", profiles);
    out.offers_qr = reading.flag("qr");
    if (out.offers_qr && out.profile == Profile::init)
        reading.wrong("qr", "invalid", "init-1.0.5 has no QR codes");
    read_hosts(reading, account, out);
    read_fields(reading, out);
    read_agencies(reading, out);
    out.response_signature = reading.choice("response_signature", trusts);
    out.callback_order = reading.choice("callback_order", orders);
    out.refund_mode = reading.choice("refund_mode", refund_modes);
    read_statuses(reading, out);
    read_limits(reading, out);
    if (auto error = reading.error()) return std::move(*error);
    return out;
}

KeyName secret_key_name(const AccountKey& account) {
    return "vnptpay/" + account.account + "/secret_key";
}
KeyName api_key_name(const AccountKey& account) {
    return "vnptpay/" + account.account + "/api_key";
}

}  // namespace dvcpay::vnptpay
