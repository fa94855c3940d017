#include "vpbank/settings.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "toolkit/ict.hpp"

namespace dvcpay::vpbank {
namespace {

using toolkit::Need;
using toolkit::SettingSpec;
using toolkit::SettingsReader;
using toolkit::Word;

constexpr std::int64_t day_s = 86'400;

constexpr std::string_view usual_scope =
    "init_payments_data_read make_internal_transfer make_external_fund_transfer "
    "own_transfer_history_read";
constexpr std::string_view usual_dates =
    "dd/MM/yyyy HH:mm:ss,dd-MM-yyyy HH:mm:ss,dd.MM.yyyy HH:mm:ss,ddMMyyyy HH:mm:ss,"
    "yyyy-MM-dd HH:mm:ss,yyyyMMddHHmmss,dd/MM/yyyy,dd-MM-yyyy,dd.MM.yyyy,ddMMyyyy,yyyy-MM-dd,"
    "yyyyMMdd";

constexpr auto schema = std::to_array<SettingSpec>({
    {"base_url",
     "",
     Need::optional,
     "the bank's API as issued; needed where it is called (va_mode api, refunds transfer)"},
    {"token_path", "/token", Need::optional, "behind base_url; /security/token in older contracts"},
    {"client_id", "", Need::optional, "of the token endpoint; needed where the bank is called"},
    {"idn_app", "", Need::optional, "application code; needed where the bank is called"},
    {"scope", usual_scope, Need::optional, "sent to the token endpoint as it is"},
    {"token_send_idn_app", "on", Need::optional, "IDN-App with the request for a token too"},
    {"param_style", "header", Need::optional, "header or query: where parameters of questions stand"
    },
    {"sign_wrap",
     "base64",
     Need::optional,
     "base64: its text is what is signed; none: the plain one"},
    {"verify_response_sig", "off", Need::optional, "off: answers are believed by TLS and echo"},
    {"call_timeout_ms", "30000", Need::optional, "for one call"},
    {"resp_map",
     "",
     Need::optional,
     "members of transfer answers this contract names differently: ours=theirs, between commas"},
    {"err_map",
     "",
     Need::optional,
     "codes this contract numbers differently: theirs=ours, between commas"},
    {"master_account", "", Need::required, "the collection account"},
    {"account_name",
     "",
     Need::optional,
     "holder as payers see it, unaccented; absent: the beneficiary's name"},
    {"va_mode", "pool", Need::optional, "pool, derive or api: where virtual accounts come from"},
    {"va_prefix", "", Need::optional, "first part of every virtual account; needed but for api"},
    {"va_digits", "8", Need::optional, "digits behind it"},
    {"va_first", "1", Need::optional, "first serial"},
    {"va_last",
     "0",
     Need::optional,
     "last serial; pool: of the issued block; derive: 0 is all nines"},
    {"va_quarantine_s",
     "604800",
     Need::optional,
     "pool: how long a number rests after its watch has ended"},
    {"va_accounts_path", "/virtual-accounts/v1/accounts", Need::optional, "api: behind base_url"},
    {"reference_prefix", "DVC", Need::optional, "before our reference in the transfer's text"},
    {"purpose_max", "25", Need::optional, "characters of the transfer's text in a QR code"},
    {"notify_profile", "signed", Need::optional, "signed or collect: generation of the notice"},
    {"notify_sig_mode",
     "verify",
     Need::optional,
     "verify, decrypt or off; the last two need notify_client_subject"},
    {"notify_sig_fields",
     "masterAccountNumber,amount,transactionId",
     Need::optional,
     "what the notice's signature covers, in its order"},
    {"notify_sig_sep", "space", Need::optional, "space, none or pipe: between these"},
    {"notify_sig_wrap", "base64", Need::optional, "as sign_wrap"},
    {"notify_date_formats", usual_dates, Need::optional, "tried in this order; any other is flagged"
    },
    {"notify_client_subject",
     "",
     Need::optional,
     "subject of the bank's client certificate, exactly; given: no other call is believed"},
    {"ack_style",
     "profile",
     Need::optional,
     "profile, status or is_success: how notices are acknowledged"},
    {"refunds", "off", Need::optional, "transfer: paid out from the collection account"},
    {"refund_name_check",
     "on",
     Need::optional,
     "ask whose account it is before a transfer; off: only the approver looks"},
    {"refund_prefix", "DVCRF", Need::optional, "before our reference of a transfer"},
    {"transfer_service_internal", "internal", Need::optional, "service within VPBank"},
    {"transfer_service_external", "external", Need::optional, "service to other banks"},
    {"transfer_type", "CACA", Need::optional, "transactionType"},
    {"beneficiary_type_internal", "internal", Need::optional, "benType within VPBank"},
    {"beneficiary_type_external", "account", Need::optional, "benType at other banks"},
    {"bank_ids", "", Need::optional, "bankId of a BIN where it is not the BIN: 970436=VCB, …"},
    {"transfer_min_other_bank", "2000", Need::optional, "dong of one transfer to another bank"},
    {"transfer_max_other_bank", "499999999", Need::optional, "dong of one transfer to another bank"
    },
    {"amount_min", "2000", Need::optional, "smallest amount in dong"},
    {"amount_max",
     "499999999",
     Need::optional,
     "largest amount in dong; from 500 million on other banks' apps cannot pay a QR code"},
    {"longest_expiry_s", "86400", Need::optional, "longest life of an offer"},
    {"grace_s", "600", Need::optional, "how long after expiry an offer stays open for a notice"},
    {"watch_days", "7", Need::optional, "how long a closed number is watched for money"},
    {"answer_within_ms", "10000", Need::optional, "how long the bank waits for us"},
    {"ask_after_expiry_s", "600", Need::optional, "api: when it is asked for after an offer's end"},
    {"ask_after_close_s",
     "3600,21600,86400",
     Need::optional,
     "api: when it is asked for after an offer was closed without money"},
    toolkit::ask_after("60,300,900"),
    toolkit::ask_then_every("3600"),
});

constexpr std::array<Word<VaMode>, 3> va_modes = {{
    {"pool", VaMode::pool},
    {"derive", VaMode::derive},
    {"api", VaMode::api},
}};
constexpr std::array<Word<ParamStyle>, 2> param_styles = {{
    {"header", ParamStyle::header},
    {"query", ParamStyle::query},
}};
constexpr std::array<Word<Wrap>, 2> wraps = {{{"base64", Wrap::base64}, {"none", Wrap::none}}};
constexpr std::array<Word<bool>, 1> answer_signatures = {{{"off", false}}};
constexpr std::array<Word<NotifyProfile>, 2> profiles = {{
    {"signed", NotifyProfile::signed_body},
    {"collect", NotifyProfile::collect},
}};
constexpr std::array<Word<NotifySignature>, 3> notify_signatures = {{
    {"verify", NotifySignature::verify},
    {"decrypt", NotifySignature::decrypt},
    {"off", NotifySignature::off},
}};
constexpr std::array<Word<std::string_view>, 3> separators = {{
    {"space", " "},
    {"none", ""},
    {"pipe", "|"},
}};
enum class AckChoice : std::uint8_t { profile, status, is_success };
constexpr std::array<Word<AckChoice>, 3> ack_choices = {{
    {"profile", AckChoice::profile},
    {"status", AckChoice::status},
    {"is_success", AckChoice::is_success},
}};
constexpr std::array<Word<Refunds>, 2> refund_ways = {{
    {"off", Refunds::off},
    {"transfer", Refunds::transfer},
}};
constexpr std::array<std::string_view, 5> answer_members = {
    "transactionId", "referenceNumber", "status", "errorCode", "errorMessage"
};
constexpr std::array<std::string_view, 6> signable_members = {
    "masterAccountNumber",
    "amount",
    "transactionId",
    "virtualAccountNumber",
    "transactionDate",
    "bookingDate",
};
/// Without these under it a signature says nothing about the money.
constexpr std::array<std::string_view, 3> covered_members = {
    "masterAccountNumber", "amount", "transactionId"
};

bool is_plain(std::string_view text) {
    return text.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
}

bool is_among(std::span<const std::string_view> words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

/// Letters, digits and capitals alone, not empty.
std::string plain_word(SettingsReader& reading, std::string_view name, std::size_t bytes_max) {
    std::string out = reading.id(name, bytes_max, "");
    if (out.empty() || !is_plain(out))
        reading.wrong(name, "invalid", "must be of A-Z and 0-9, and not empty");
    return out;
}

/// "a=b,c=d"; nothing twice on the left.
std::map<std::string, std::string> pairs(SettingsReader& reading, std::string_view name) {
    std::map<std::string, std::string> out;
    for (const auto& item : reading.list(name)) {
        const auto equals = item.find('=');
        const std::string left = item.substr(0, equals);
        const std::string right = equals == std::string::npos ? "" : item.substr(equals + 1);
        if (left.empty() || right.empty() || !out.emplace(left, right).second) {
            reading.wrong(name, "invalid", "must be left=right pairs, nothing twice");
            return {};
        }
    }
    return out;
}

std::string found_in(const std::map<std::string, std::string>& map, const std::string& name) {
    const auto it = map.find(name);
    return it == map.end() ? name : it->second;
}

std::int64_t all_nines(std::int64_t digits) {
    std::int64_t out = 0;
    for (std::int64_t i = 0; i < digits; ++i) out = out * 10 + 9;
    return out;
}

void read_stock(SettingsReader& reading, Settings& out) {
    out.va_mode = reading.choice("va_mode", va_modes);
    out.quarantine_s = reading.whole("va_quarantine_s", 0, 366 * day_s);
    out.va_path = reading.path("va_accounts_path");
    Stock& stock = out.stock;
    stock.prefix = reading.id("va_prefix", account_characters_max, "");
    stock.digits = reading.whole("va_digits", 1, 15);
    const std::int64_t most = all_nines(stock.digits);
    stock.first = reading.whole("va_first", 0, most);
    stock.last = reading.whole("va_last", 0, most);
    if (out.va_mode == VaMode::api) return;
    if (stock.prefix.empty() || !is_plain(stock.prefix))
        reading.wrong("va_prefix", "required", "must be of A-Z and 0-9 where va_mode is not api");
    if (stock.prefix.size() + static_cast<std::size_t>(stock.digits) > account_characters_max)
        reading.wrong("va_digits", "out_of_range", "prefix and digits exceed 19 characters");
    if (out.va_mode == VaMode::derive && stock.last == 0) stock.last = most;
    if (stock.last < stock.first || stock.last == 0)
        reading.wrong("va_last", "out_of_range", "must be the last serial of the block");
}

void read_endpoint(SettingsReader& reading, Endpoint& out) {
    out.base_url = reading.url("base_url");
    if (out.base_url.ends_with('/') || out.base_url.find_first_of("?#") != std::string::npos)
        reading.wrong("base_url", "invalid", "must not end with a slash or have a query");
    out.token_path = reading.path("token_path");
    out.client_id = reading.text("client_id", 200);
    out.idn_app = reading.text("idn_app", 200);
    out.scope = reading.text("scope", 1000);
    out.token_has_idn_app = reading.flag("token_send_idn_app");
    out.param_style = reading.choice("param_style", param_styles);
    (void)reading.choice("verify_response_sig", answer_signatures);
    out.call_timeout_ms = reading.whole("call_timeout_ms", 1000, 120'000);
}

void read_signed_members(SettingsReader& reading, NotifySettings& out) {
    out.fields = reading.list("notify_sig_fields");
    const bool all_known = std::ranges::all_of(out.fields, [](const std::string& field) {
        return is_among(signable_members, field);
    });
    const bool covers = std::ranges::all_of(covered_members, [&](std::string_view member) {
        return std::ranges::count(out.fields, member) == 1;
    });
    if (!all_known || !covers) {
        reading.wrong(
            "notify_sig_fields",
            "invalid",
            "must have masterAccountNumber, amount and transactionId once; besides "
            "virtualAccountNumber and the dates"
        );
    }
    out.separator = reading.choice("notify_sig_sep", separators);
    // In another order a digit could move into the amount, and everything would still look right.
    if (out.separator.empty() && !std::ranges::equal(out.fields, covered_members)) {
        reading.wrong(
            "notify_sig_sep", "invalid", "none only with masterAccountNumber, amount, transactionId"
        );
    }
    out.wrap = reading.choice("notify_sig_wrap", wraps);
}

void read_notify(SettingsReader& reading, NotifySettings& out) {
    out.profile = reading.choice("notify_profile", profiles);
    out.signature = reading.choice("notify_sig_mode", notify_signatures);
    read_signed_members(reading, out);
    out.date_formats = reading.list("notify_date_formats");
    for (const auto& pattern : out.date_formats) {
        if (!toolkit::is_ict_pattern(pattern))
            reading.wrong("notify_date_formats", "invalid", "has a pattern that is none");
    }
    out.client_subject = reading.text("notify_client_subject", 500);
    if (out.profile == NotifyProfile::signed_body && out.signature != NotifySignature::verify &&
        out.client_subject.empty()) {
        reading.wrong(
            "notify_client_subject",
            "required",
            "must be given where notify_sig_mode is not verify: nothing else names the sender"
        );
    }
    switch (reading.choice("ack_style", ack_choices)) {
        case AckChoice::profile:
            out.ack =
                out.profile == NotifyProfile::collect ? AckStyle::is_success : AckStyle::status;
            break;
        case AckChoice::status:
            out.ack = AckStyle::status;
            break;
        case AckChoice::is_success:
            out.ack = AckStyle::is_success;
            break;
    }
}

void read_transfer(SettingsReader& reading, TransferSettings& out) {
    out.refunds = reading.choice("refunds", refund_ways);
    out.name_check = reading.flag("refund_name_check");
    // 16 characters of ours follow; the bank takes 30.
    out.reference_prefix = plain_word(reading, "refund_prefix", 14);
    out.service_internal = reading.id("transfer_service_internal", 20);
    out.service_external = reading.id("transfer_service_external", 20);
    out.transaction_type = reading.id("transfer_type", 10);
    out.benefit_internal = reading.id("beneficiary_type_internal", 20);
    out.benefit_external = reading.id("beneficiary_type_external", 20);
    out.bank_ids = pairs(reading, "bank_ids");
    const auto [smallest, largest] =
        reading.amounts("transfer_min_other_bank", "transfer_max_other_bank");
    out.smallest_other_bank = smallest;
    out.largest_other_bank = largest;
    out.answer_names = pairs(reading, "resp_map");
    for (const auto& [ours, theirs] : out.answer_names) {
        if (!is_among(answer_members, ours))
            reading.wrong("resp_map", "invalid", "names a member that answers do not have");
    }
    out.code_alias = pairs(reading, "err_map");
}

void read_times(SettingsReader& reading, Settings& out) {
    out.longest_expiry_s = reading.whole("longest_expiry_s", 60, 30 * day_s);
    out.grace_s = reading.whole("grace_s", 0, 7 * day_s);
    out.watch_days = reading.whole("watch_days", 1, 366);
    out.answer_within_ms = reading.whole("answer_within_ms", 500, 60'000);
    out.ask_plan = reading.ask_plan();
    out.ask_plan.around_expiry_s = reading.rising_seconds("ask_after_expiry_s", 2 * day_s);
    out.ask_plan.after_close_s = reading.rising_seconds("ask_after_close_s", 30 * day_s);
}

void require_for_calls(SettingsReader& reading, const Settings& settings) {
    if (!settings.calls()) return;
    const std::string why = "must be given where the bank is called";
    if (settings.endpoint.base_url.empty()) reading.wrong("base_url", "required", why);
    if (settings.endpoint.client_id.empty()) reading.wrong("client_id", "required", why);
    if (settings.endpoint.idn_app.empty()) reading.wrong("idn_app", "required", why);
}

}  // namespace

std::string TransferSettings::bank_id(const std::string& bin) const {
    return found_in(bank_ids, bin);
}
std::string TransferSettings::answer_name(const std::string& ours) const {
    return found_in(answer_names, ours);
}
std::string TransferSettings::code(const std::string& theirs) const {
    return found_in(code_alias, theirs);
}

std::span<const SettingSpec> settings_schema() {
    return schema;
}

Result<Settings> read_settings(const ProviderAccount& account) {
    SettingsReader reading(account, schema);
    Settings out;
    out.master_account = reading.id("master_account", 20, "");
    out.account_name = reading.text("account_name", 70);
    read_stock(reading, out);
    // 16 characters of ours follow.
    out.reference_prefix = plain_word(reading, "reference_prefix", 9);
    out.purpose_max = reading.whole("purpose_max", 25, 50);
    out.sign_wrap = reading.choice("sign_wrap", wraps);
    read_endpoint(reading, out.endpoint);
    read_notify(reading, out.notify);
    read_transfer(reading, out.transfer);
    const auto [smallest, largest] = reading.amounts("amount_min", "amount_max");
    out.amount_min = smallest;
    out.amount_max = largest;
    read_times(reading, out);
    require_for_calls(reading, out);
    if (auto error = reading.error()) return std::move(*error);
    return out;
}

KeyName key_name(const AccountKey& account, std::string_view name) {
    return account.provider + "/" + account.account + "/" + std::string(name);
}

std::vector<KeyNeed> keys_needed(const ProviderAccount& account) {
    using Kind = KeyNeed::Kind;
    const auto read = read_settings(account);
    // With mistakes in the settings: nothing is missed, so that only the mistakes are talked about.
    if (!read) {
        return {
            {std::string(partner_key), Kind::signs, true},
            {std::string(client_secret), Kind::text, true},
            {std::string(bank_cert), Kind::verifies, true},
            {std::string(notify_static_key), Kind::text, true},
        };
    }
    const Settings& settings = read.value();
    const bool collect = settings.notify.profile == NotifyProfile::collect;
    const NotifySignature mode = settings.notify.signature;
    const bool decrypts = !collect && mode == NotifySignature::decrypt;
    std::vector<KeyNeed> out;
    if (settings.calls() || decrypts) out.push_back({std::string(partner_key), Kind::signs, false});
    if (settings.calls()) out.push_back({std::string(client_secret), Kind::text, false});
    if (!collect && mode == NotifySignature::verify)
        out.push_back({std::string(bank_cert), Kind::verifies, false});
    if (collect) out.push_back({std::string(notify_static_key), Kind::text, false});
    return out;
}

}  // namespace dvcpay::vpbank
