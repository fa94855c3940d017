#include "viettelpay/settings.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "toolkit/settings.hpp"

namespace dvcpay::viettelpay {
namespace {

using toolkit::Need;
using toolkit::SettingSpec;
using toolkit::SettingsReader;

constexpr std::array<SettingSpec, 21> schema = {{
    {"pay_url",
     "https://sandbox.viettel.vn/PaymentGateway/payment",
     Need::optional,
     "the payer's page; production https://pay.bankplus.vn:8450/PaymentGateway/payment"},
    {"api_url",
     "https://sandbox.viettel.vn/PaymentAPI/webresources/postData",
     Need::optional,
     "where we ask and refund; production on pay.bankplus.vn:8450, same path. http only for a "
     "sandbox on loopback"},
    {"merchant_code", "", Need::required, "given by Viettel"},
    {"access_code", "", Need::required, "given by Viettel; signed, never sent"},
    {"version", "2.0", Need::optional, "of the payment page and of refunds"},
    {"inquiry_version", "2.0", Need::optional, "of inquiries; TMDT or WEBVIEW in some contracts"},
    {"locale", "Vi", Need::optional, "language of the payment page; no other is known"},
    {"checksum_encoding", "base64", Need::optional, "how check_sum is written: base64 or hex"},
    {"checksum_hash", "sha1", Need::optional, "HMAC of check_sum: sha1 or sha256"},
    {"qr", "off", Need::optional, "on: QR codes are offered too"},
    {"qr_names",
     "priority,version,type,billcode,order_id,amount,merchant_code",
     Need::optional,
     "names of the seven members of a QR text, in this order"},
    {"qr_priority", "1", Need::optional, "fixed value of a QR text"},
    {"qr_version", "1", Need::optional, "fixed value of a QR text"},
    {"qr_type", "1", Need::optional, "fixed value of a QR text"},
    {"amount_min", "1000", Need::optional, "smallest amount in dong"},
    {"amount_max", "100000000", Need::optional, "largest amount in dong"},
    {"call_timeout_ms", "60000", Need::optional, "for one call; refunds take their time"},
    {"redirect_expiry_s", "900", Need::optional, "how long we let a payer pay on the page"},
    {"qr_expiry_s", "86400", Need::optional, "how long we let a payer pay a QR code"},
    toolkit::ask_after("15,60,180,600,1800"),
    toolkit::ask_then_every("3600"),
}};

constexpr std::array<toolkit::Word<Encoding>, 2> encodings = {{
    {"base64", Encoding::base64},
    {"hex", Encoding::hex},
}};
constexpr std::array<toolkit::Word<MacAlgorithm>, 2> hashes = {{
    {"sha1", MacAlgorithm::hmac_sha1},
    {"sha256", MacAlgorithm::hmac_sha256},
}};

std::string read_url(SettingsReader& reading, std::string_view name) {
    std::string out = reading.url(name);
    if (out.empty()) {
        reading.wrong(name, "invalid", "must be an absolute URL");
    } else if (out.find_first_of("?#") != std::string::npos) {
        reading.wrong(name, "invalid", "must have no query");
    }
    return out;
}

void read_qr(SettingsReader& reading, Settings& out) {
    out.offers_qr = reading.flag("qr");
    out.qr_priority = reading.text("qr_priority", 20);
    out.qr_version = reading.text("qr_version", 20);
    out.qr_type = reading.text("qr_type", 20);
    const auto names = reading.list("qr_names");
    const std::set<std::string> different(names.begin(), names.end());
    if (names.size() != qr_member_count || different.size() != qr_member_count) {
        reading.wrong("qr_names", "invalid", "must be seven different names");
        return;
    }
    std::ranges::copy(names, out.qr_names.begin());
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
    out.pay_url = read_url(reading, "pay_url");
    out.api_url = read_url(reading, "api_url");
    out.merchant_code = reading.id("merchant_code", 50);
    out.access_code = reading.id("access_code", 200);
    out.version = reading.id("version", 10);
    out.inquiry_version = reading.id("inquiry_version", 10);
    for (const auto* name : {"version", "inquiry_version"}) {
        if (reading.text(name).empty()) reading.wrong(name, "invalid", "must not be empty");
    }
    out.locale = reading.id("locale", 10);
    out.checksum_encoding = reading.choice("checksum_encoding", encodings);
    out.checksum_hash = reading.choice("checksum_hash", hashes);
    read_qr(reading, out);
    read_limits(reading, out);
    if (auto error = reading.error()) return std::move(*error);
    return out;
}

KeyName hash_key_name(const AccountKey& account) {
    return "viettelpay/" + account.account + "/hash_key";
}

}  // namespace dvcpay::viettelpay
