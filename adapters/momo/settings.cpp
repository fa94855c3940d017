#include "momo/settings.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "toolkit/text.hpp"
#include "toolkit/url.hpp"

namespace dvcpay::momo {
namespace {

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
    {"ask_after_s",
     "15,60,180,600,1800",
     Need::optional,
     "when an open order is asked for, seconds after opening"},
    {"ask_then_every_s", "3600", Need::optional, "and then how often"},
}};

/// Reads settings one by one and collects every mistake.
class Reading {
  public:
    explicit Reading(const ProviderAccount& account) : account_(&account) { refuse_unknown(); }

    std::string text(std::string_view name) {
        const auto spec = std::ranges::find(schema, name, &SettingSpec::name);
        const auto found = account_->settings.find(std::string(name));
        if (found == account_->settings.end()) {
            if (spec->need == Need::required) wrong(name, "required", "must be given");
            return std::string(spec->preset);
        }
        // A control character in a signed field would be a riddle for whoever compares texts later.
        if (toolkit::printable(found->second, found->second.size()) != found->second) {
            wrong(name, "invalid", "has control characters or is not UTF-8");
        }
        if (spec->need == Need::required && found->second.empty())
            wrong(name, "required", "must not be empty");
        return found->second;
    }

    std::int64_t whole(std::string_view name, std::int64_t smallest, std::int64_t largest) {
        const auto value = toolkit::parse_whole(text(name));
        if (value && *value >= smallest && *value <= largest) return *value;
        wrong(
            name,
            "out_of_range",
            "must be a whole number from " + std::to_string(smallest) + " to " +
                std::to_string(largest)
        );
        return smallest;
    }

    std::vector<std::string> list(std::string_view name) {
        std::vector<std::string> out;
        const std::string all = text(name);
        std::string_view rest = all;
        while (!rest.empty()) {
            std::string item;
            const std::string_view piece = rest.substr(0, rest.find(','));
            rest.remove_prefix(piece.size() < rest.size() ? piece.size() + 1 : rest.size());
            for (const char c : piece) {
                if (c == ' ') continue;
                item += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
            }
            if (item.empty()) {
                wrong(name, "invalid", "has an empty item");
            } else {
                out.push_back(std::move(item));
            }
        }
        return out;
    }

    void wrong(std::string_view name, std::string code, std::string detail) {
        faults_.push_back({std::string(name), std::move(code), std::move(detail)});
    }
    std::vector<FieldFault> take_faults() { return std::move(faults_); }

  private:
    void refuse_unknown() {
        for (const auto& [name, value] : account_->settings) {
            if (std::ranges::find(schema, name, &SettingSpec::name) == schema.end()) {
                wrong(name, "unknown_field", "is no setting of a MoMo account");
            }
        }
    }

    const ProviderAccount* account_;
    std::vector<FieldFault> faults_;
};

void read_hosts(Reading& reading, Settings& out) {
    out.endpoint = reading.text("endpoint");
    const auto endpoint = toolkit::parse_url(out.endpoint);
    if (!endpoint || !endpoint->rest.empty()) {
        reading.wrong("endpoint", "invalid", "must be an absolute URL without path");
    }
    out.clear_text_allowed = endpoint && endpoint->scheme == "http";
    out.prefix = reading.text("prefix");
    if (!out.prefix.starts_with('/') || out.prefix.ends_with('/') ||
        !toolkit::parse_url("https://h" + out.prefix)) {
        reading.wrong(
            "prefix", "invalid", "must be a path that begins and does not end with a slash"
        );
    }
    out.pay_url_hosts = reading.list("pay_url_hosts");
    for (const auto& host : out.pay_url_hosts) {
        const auto url = toolkit::parse_url("https://" + host);
        if (!url || url->authority != host) {
            reading.wrong("pay_url_hosts", "invalid", "must be host or host:port, without :443");
        }
    }
    if (out.pay_url_hosts.empty() && endpoint) out.pay_url_hosts.push_back(endpoint->authority);
    out.app_link_schemes = reading.list("app_link_schemes");
    for (const auto& scheme : out.app_link_schemes) {
        const bool harmful =
            scheme == "javascript" || scheme == "data" || scheme == "vbscript" || scheme == "file";
        if (harmful || scheme.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789+-.") !=
                           std::string::npos) {
            reading.wrong("app_link_schemes", "invalid", "must be URL schemes of apps");
        }
    }
}

void read_limits(Reading& reading, Settings& out) {
    constexpr std::int64_t day_s = 86'400;
    out.amount_min = Money::dong(reading.whole("amount_min", 1, largest_amount.count()));
    out.amount_max = Money::dong(reading.whole("amount_max", 1, largest_amount.count()));
    if (out.amount_max < out.amount_min)
        reading.wrong("amount_max", "out_of_range", "must not be below amount_min");
    out.call_timeout_ms = reading.whole("call_timeout_ms", 1000, 120'000);
    out.redirect_expiry_s = reading.whole("redirect_expiry_s", 60, 30 * day_s);
    out.qr_expiry_s = reading.whole("qr_expiry_s", 60, 30 * day_s);
    out.app_expiry_s = reading.whole("app_expiry_s", 60, 30 * day_s);
    std::int64_t before = 0;
    for (const auto& item : reading.list("ask_after_s")) {
        const auto at = toolkit::parse_whole(item);
        if (!at || *at <= before || *at > 2 * day_s) {
            reading.wrong(
                "ask_after_s", "invalid", "must be rising whole seconds, at most two days"
            );
            break;
        }
        out.ask_plan.after_opening_s.push_back(*at);
        before = *at;
    }
    out.ask_plan.then_every_s = reading.whole("ask_then_every_s", 60, day_s);
}

}  // namespace

std::span<const SettingSpec> settings_schema() {
    return schema;
}

Result<Settings> read_settings(const ProviderAccount& account) {
    Reading reading(account);
    Settings out;
    read_hosts(reading, out);
    out.partner_code = reading.text("partner_code");
    if (out.partner_code.size() > 50)
        reading.wrong("partner_code", "too_long", "has more than 50 characters");
    out.access_key = reading.text("access_key");
    out.request_type = reading.text("request_type");
    if (out.request_type.empty()) reading.wrong("request_type", "invalid", "must not be empty");
    out.extra_data = reading.text("extra_data");
    out.store_id = reading.text("store_id");
    if (out.store_id.size() > 50)
        reading.wrong("store_id", "too_long", "has more than 50 characters");
    out.store_name = reading.text("store_name");
    const std::string unsigned_answer = reading.text("unsigned_create_answer");
    if (unsigned_answer == "refuse") {
        out.unsigned_create_answer = UnsignedCreateAnswer::refuse;
    } else if (unsigned_answer != "echo") {
        reading.wrong("unsigned_create_answer", "invalid", "must be echo or refuse");
    }
    read_limits(reading, out);
    auto faults = reading.take_faults();
    if (!faults.empty()) {
        Error error(Fault::configuration, "account " + account.key.account + " of momo");
        error.fields = std::move(faults);
        return error;
    }
    return out;
}

KeyName secret_key_name(const AccountKey& account) {
    return "momo/" + account.account + "/secret_key";
}

}  // namespace dvcpay::momo
