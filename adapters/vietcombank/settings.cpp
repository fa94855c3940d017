#include "vietcombank/settings.hpp"

#include <algorithm>
#include <array>

#include "toolkit/fold.hpp"
#include "toolkit/ict.hpp"
#include "toolkit/settings.hpp"
#include "toolkit/url.hpp"
#include "vietcombank/settings_schema.hpp"

namespace dvcpay::vietcombank {
namespace {

using toolkit::SettingsReader;
using toolkit::Word;

constexpr std::int64_t day_s = 86'400;
constexpr std::int64_t prefix_max = 12;
constexpr std::int64_t serial_digits_min = 6;
constexpr std::int64_t number_max = 19;
constexpr std::size_t name_max = 50;
constexpr std::size_t content_prefix_max = 5;

constexpr std::array<Word<Signing>, 3> signings = {
    {{"sha256", Signing::sha256}, {"md5", Signing::md5}, {"rsa-sha256", Signing::rsa_sha256}}
};
constexpr std::array<Word<ErrorCodeType>, 2> error_code_types = {
    {{"string", ErrorCodeType::text}, {"number", ErrorCodeType::number}}
};
constexpr std::array<Word<Repetition>, 2> repetitions = {
    {{"repeat-success", Repetition::success}, {"answer-paid", Repetition::already_paid}}
};
constexpr std::array<Word<BankQuestion>, 3> questions = {
    {{"none", BankQuestion::none},
     {"va_history", BankQuestion::history},
     {"statement", BankQuestion::statement}}
};
constexpr std::array<Word<BankLogin>, 3> logins = {
    {{"none", BankLogin::none}, {"basic", BankLogin::basic}, {"oauth2-cc", BankLogin::oauth2}}
};
constexpr std::array<Word<CheckoutBody>, 2> bodies = {
    {{"form", CheckoutBody::form}, {"json", CheckoutBody::json}}
};

bool only_of(std::string_view text, std::string_view characters) {
    return text.find_first_not_of(characters) == std::string_view::npos;
}
constexpr std::string_view upper_case_and_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

void need(SettingsReader& reader, const std::string& text, std::string_view name, const char* why) {
    if (text.empty()) reader.wrong(name, "required", std::string("must be given where ") + why);
}

void read_numbers(SettingsReader& reader, Collection& out) {
    out.va_prefix = reader.text("va_prefix", prefix_max);
    out.va_length = reader.whole("va_total_len", 8, number_max);
    out.offered = !out.va_prefix.empty();
    out.service_id = reader.id("service_id", 20);
    out.account_name = toolkit::fold(
        reader.text("account_name", 200),
        toolkit::Alphabet::letters_digits(toolkit::Case::upper, ".,-"),
        name_max
    );
    out.bank_name = reader.text("bank_name", 70);
    out.content_prefix = reader.text("content_prefix", content_prefix_max);
    if (out.content_prefix.size() < 2 || !only_of(out.content_prefix, upper_case_and_digits))
        reader.wrong("content_prefix", "invalid", "must be two or more of A-Z and 0-9");
    if (!out.offered) return;
    const auto prefix_size = static_cast<std::int64_t>(out.va_prefix.size());
    if (!only_of(out.va_prefix, upper_case_and_digits))
        reader.wrong("va_prefix", "invalid", "must be letters A-Z and digits");
    if (out.va_length - prefix_size < serial_digits_min)
        reader.wrong("va_total_len", "invalid", "must leave six digits behind va_prefix");
    need(reader, out.service_id, "service_id", "va_prefix is");
    need(reader, out.account_name, "account_name", "va_prefix is, with letters that can be shown");
}

void read_bank_calls(SettingsReader& reader, Collection& out) {
    out.signing = reader.choice("sig_alg", signings);
    out.error_code_type = reader.choice("error_code_json_type", error_code_types);
    out.bill_error_field = reader.id("bill_err_field", 40);
    out.customer_name_field = reader.id("custname_field_id", 40);
    out.login = reader.flag("inbound_basic_auth") ? BasicLogin::required : BasicLogin::none;
    out.login_user = reader.text("inbound_user", 100);
    out.refusal = reader.flag("refusal_reverses") ? Refusal::reverses : Refusal::keeps;
    out.repetition = reader.choice("dup_payment_policy", repetitions);
    out.advices = reader.flag("advice_enabled") ? Advices::taken : Advices::refused;
    out.advice_account = reader.id("advice_account", number_max);
    out.advice_time_formats = reader.list("advice_time_formats");
    if (!std::ranges::all_of(out.advice_time_formats, toolkit::is_ict_pattern))
        reader.wrong("advice_time_formats", "invalid", "must be patterns of times");
    if (out.login_user.find(':') != std::string::npos)
        reader.wrong("inbound_user", "invalid", "must not have a colon");
    if (out.offered && out.login == BasicLogin::required)
        need(reader, out.login_user, "inbound_user", "inbound_basic_auth is on");
    if (out.advices == Advices::refused) return;
    need(reader, out.advice_account, "advice_account", "advice_enabled is on");
    if (out.signing == Signing::rsa_sha256)
        reader.wrong("advice_enabled", "invalid", "has no text that rsa-sha256 could sign");
}

void read_limits(SettingsReader& reader, Collection& out) {
    const auto amounts = reader.amounts("amount_min", "amount_max");
    out.amount_min = amounts.smallest;
    out.amount_max = amounts.largest;
    out.bill_life_s = reader.whole("bill_ttl_s", 60, 90 * day_s);
    out.grace_s = reader.whole("grace_s", 0, 7 * day_s);
    out.watch_days = reader.whole("watch_days", 1, 365);
}

void read_login(SettingsReader& reader, BankApi& out) {
    out.login = reader.choice("api_auth", logins);
    out.user = reader.text("api_user", 100);
    out.token_url = reader.url("api_token_url");
    out.client_id = reader.text("api_client_id", 200);
    out.scope = reader.text("api_scope", 100);
    if (out.user.find(':') != std::string::npos)
        reader.wrong("api_user", "invalid", "must not have a colon");
    if (out.login == BankLogin::basic) need(reader, out.user, "api_user", "api_auth is basic");
    if (out.login != BankLogin::oauth2) return;
    need(reader, out.token_url, "api_token_url", "api_auth is oauth2-cc");
    need(reader, out.client_id, "api_client_id", "api_auth is oauth2-cc");
}

void read_api(SettingsReader& reader, Settings& all) {
    BankApi& out = all.api;
    out.base_url = reader.url("api_base_url");
    if (out.base_url.ends_with('/') || out.base_url.find_first_of("?#") != std::string::npos)
        reader.wrong("api_base_url", "invalid", "must not end with a slash or have a query");
    out.question = reader.choice("api_query", questions);
    out.qr_maker = reader.flag("api_qr") ? QrMaker::bank : QrMaker::gateway;
    out.app_id = reader.id("api_app_id", 40);
    out.statement_account = reader.id("statement_account", number_max);
    out.qr_path = reader.path("api_qr_path");
    out.history_path = reader.path("api_history_path");
    out.statement_path = reader.path("api_statement_path");
    out.page_rows = reader.whole("api_page_rows", 1, 1000);
    read_login(reader, out);
    const bool used = out.question != BankQuestion::none || out.qr_maker == QrMaker::bank;
    if (!used) return;
    need(reader, out.base_url, "api_base_url", "api_query or api_qr is");
    need(reader, out.app_id, "api_app_id", "api_query or api_qr is");
    if (!all.collection.offered)
        reader.wrong("va_prefix", "required", "must be given where api_query or api_qr is");
    // The same entry under two names, both from the account's book, would be two movements.
    if (out.question != BankQuestion::none && all.collection.advices == Advices::taken)
        reader.wrong("api_query", "invalid", "and advice_enabled tell of the same entries");
    if (out.question != BankQuestion::statement) return;
    need(reader, out.statement_account, "statement_account", "api_query is statement");
    if (all.checkout.offered)
        reader.wrong("api_query", "invalid", "must be none or va_history beside the checkout");
}

/// "1:pending,2:done,3:failed"
void read_refund_states(SettingsReader& reader, Checkout& out) {
    for (const auto& pair : reader.list("nl_refund_status_map")) {
        const auto colon = pair.find(':');
        const std::string number = pair.substr(0, colon);
        const std::string word = colon == std::string::npos ? "" : pair.substr(colon + 1);
        if (word == "pending") {
            out.refund_waiting.push_back(number);
        } else if (word == "done") {
            out.refund_done.push_back(number);
        } else if (word == "failed") {
            out.refund_failed.push_back(number);
        } else {
            reader.wrong(
                "nl_refund_status_map", "invalid", "must be pairs like 1:pending, 2:done, 3:failed"
            );
            return;
        }
    }
}

void read_buyer(SettingsReader& reader, Checkout& out) {
    out.merchant_email = reader.text("nl_merchant_email", 255);
    out.buyer_name = reader.text("nl_buyer_name", 255);
    out.buyer_email = reader.text("nl_buyer_email", 255);
    out.buyer_mobile = reader.id("nl_buyer_mobile", 15, "+");
    out.buyer_address = reader.text("nl_buyer_address", 500);
    for (const auto& [text, name] :
         {std::pair{&out.buyer_name, "nl_buyer_name"},
          std::pair{&out.buyer_email, "nl_buyer_email"},
          std::pair{&out.buyer_address, "nl_buyer_address"},
          std::pair{&out.merchant_email, "nl_merchant_email"}}) {
        if (text->find('|') != std::string::npos)
            reader.wrong(name, "invalid", "must not have a vertical bar");
    }
    if (!out.offered) return;
    need(reader, out.merchant_email, "nl_merchant_email", "nl_merchant_site_code is");
    need(reader, out.buyer_name, "nl_buyer_name", "nl_merchant_site_code is");
    need(reader, out.buyer_email, "nl_buyer_email", "nl_merchant_site_code is");
    need(reader, out.buyer_mobile, "nl_buyer_mobile", "nl_merchant_site_code is");
    need(reader, out.buyer_address, "nl_buyer_address", "nl_merchant_site_code is");
}

void read_checkout(SettingsReader& reader, Checkout& out) {
    out.site_code = reader.id("nl_merchant_site_code", 20, "");
    out.offered = !out.site_code.empty();
    const auto base = reader.endpoint("nl_base");
    if (base) out.base_url = base->scheme + "://" + base->authority;
    out.path = reader.path("nl_path");
    out.refund_path = reader.path("nl_refund_path");
    out.body = reader.choice("nl_body", bodies);
    out.notify_fields = reader.list("nl_notify_fields");
    for (const char* name : {"token_code", "order_code", "amount", "currency", "status"}) {
        if (std::ranges::count(out.notify_fields, name) == 1) continue;
        reader.wrong("nl_notify_fields", "invalid", "must name " + std::string(name) + " once");
        break;
    }
    out.notice_worth =
        reader.flag("nl_confirm_with_check") ? NoticeWorth::ask_first : NoticeWorth::counts;
    out.pay_hosts = reader.hosts("nl_pay_hosts");
    if (out.pay_hosts.empty() && base) out.pay_hosts.push_back(base->authority);
    const auto amounts = reader.amounts("nl_amount_min", "nl_amount_max");
    out.amount_min = amounts.smallest;
    out.amount_max = amounts.largest;
    out.expiry_s = reader.whole("nl_expiry_s", 60, 30 * day_s);
    out.lapse_after_s = reader.whole("nl_lapse_after_s", 0, day_s);
    read_buyer(reader, out);
    read_refund_states(reader, out);
}

KeyNeed needed(std::string_view name, KeyNeed::Kind kind) {
    return {std::string(name), kind, false};
}

}  // namespace

Result<Settings> read_settings(const ProviderAccount& account) {
    SettingsReader reader(account, schema);
    Settings out;
    read_numbers(reader, out.collection);
    read_bank_calls(reader, out.collection);
    read_limits(reader, out.collection);
    read_checkout(reader, out.checkout);
    read_api(reader, out);
    out.ask_plan = reader.ask_plan();
    out.call_timeout_ms = reader.whole("call_timeout_ms", 1000, 120'000);
    out.answer_within_ms = reader.whole("inbound_deadline_ms", 500, 60'000);
    if (!out.collection.offered && !out.checkout.offered)
        reader.wrong("va_prefix", "required", "or nl_merchant_site_code must be given");
    if (auto error = reader.error()) return std::move(*error);
    return out;
}

Settings preset_settings() {
    ProviderAccount account;
    account.key.provider = "vietcombank";
    account.settings = {
        {"va_prefix", "NONE"},
        {"service_id", "none"},
        {"account_name", "none"},
        {"inbound_user", "none"},
    };
    return read_settings(account).value();
}

KeyName key_name(const AccountKey& account, std::string_view name) {
    return "vietcombank/" + account.account + "/" + std::string(name);
}

std::vector<KeyNeed> keys_of(const Settings& settings) {
    using Kind = KeyNeed::Kind;
    std::vector<KeyNeed> out;
    if (settings.collection.offered) {
        if (settings.collection.signing == Signing::rsa_sha256) {
            out.push_back(needed(partner_key, Kind::signs));
            out.push_back(needed(bank_key, Kind::verifies));
        } else {
            out.push_back(needed(secret, Kind::text));
        }
        if (settings.collection.login == BasicLogin::required)
            out.push_back(needed(inbound_password, Kind::text));
    }
    const bool calls =
        settings.api.question != BankQuestion::none || settings.api.qr_maker == QrMaker::bank;
    if (calls && settings.api.login == BankLogin::basic)
        out.push_back(needed(api_password, Kind::text));
    if (calls && settings.api.login == BankLogin::oauth2)
        out.push_back(needed(client_secret, Kind::text));
    if (settings.checkout.offered) out.push_back(needed(passcode, Kind::text));
    return out;
}

}  // namespace dvcpay::vietcombank
