#include "bidv/settings.hpp"

#include <algorithm>
#include <array>

#include "crypto/digest.hpp"
#include "toolkit/fold.hpp"
#include "toolkit/settings.hpp"
#include "toolkit/url.hpp"

namespace dvcpay::bidv {
namespace {

using toolkit::Need;
using toolkit::SettingSpec;
using toolkit::SettingsReader;
using toolkit::Word;

constexpr std::int64_t day_s = 86'400;
constexpr std::size_t number_max = 19;   // of a virtual account
constexpr std::size_t code_digits = 12;  // yyMMdd and six of the serial
constexpr std::size_t name_max = 70;
constexpr auto name_alphabet = toolkit::Alphabet::letters_digits(toolkit::Case::kept, ".,-");
constexpr std::size_t certificate_max = 8192;

constexpr std::array<SettingSpec, 56> schema = {{
    {"base_url",
     "https://bidv.net:9303/bidvorg/service",
     Need::optional,
     "the bank's API; production is https://openapi.bidv.com.vn/bidv/service"},
    {"token_path",
     "/openapi/oauth2/token",
     Need::optional,
     "below base_url; another contract has /paygate-oauth/oauth2/token"},
    {"paygate_path", "/open-banking/paygate", Need::optional, "below base_url"},
    {"statement_path", "/iconnect/account/getAcctHis/v1.1", Need::optional, "below base_url"},
    {"scope", "read", Need::optional, "of the access token; read or ewallet were seen"},
    {"token_auth",
     "body",
     Need::optional,
     "body: id and secret in the form; basic_header: in Authorization"},
    {"client_id", "", Need::required, "of our login at the bank"},
    {"channel", "", Need::required, "header Channel, from the contract"},
    {"user_agent", "", Need::required, "header User-Agent, from the contract"},
    {"interaction_id_format", "digits12", Need::optional, "digits12, uuid or hex32"},
    {"timestamp_style", "offset", Need::optional, "offset: +07:00; z: UTC"},
    {"customer_ip", "", Need::optional, "our public address, where the bank wants it"},
    {"client_certificate",
     "",
     Need::required,
     "our X.509 certificate: the lines between BEGIN and END as one"},
    {"jwe_create", "A256KW_CBC", Need::optional, "none, A256KW_CBC, dir_CBC or A256KW_GCM"},
    {"jwe_reconciliation", "A256KW_CBC", Need::optional, "as jwe_create"},
    {"jwe_statement", "dir_CBC", Need::optional, "as jwe_create"},
    {"jwe_recipient_header", "empty", Need::optional, "empty, or repeat: the protected header again"
    },
    {"jws_form", "detached", Need::optional, "detached or compact"},
    {"unsigned_answer",
     "echo",
     Need::optional,
     "echo: an answer without X-JWS-Signature is believed over verified TLS with what it must "
     "repeat; refuse: it is not"},
    {"url_query", "", Need::optional, "behind every address of a call, without the question mark"},
    {"service_id", "", Need::required, "given by the bank; its calls name it too"},
    {"merchant_id", "", Need::required, "given by the bank, providerId of the reconciliation"},
    {"merchant_name", "", Need::optional, "of the payer list"},
    {"account_name", "", Need::required, "shown to the payer; marks of letters are left out"},
    {"bank_name", "BIDV", Need::optional, "shown beside the QR code"},
    {"va_prefix", "", Need::required, "the bank's part of each number, four or five characters"},
    {"code_letters", "", Need::required, "two letters that begin our part of each number"},
    {"qr_result_fields",
     "vietQR,qrCode,qrData,data.vietQR,data.qrCode,data.qrData",
     Need::optional,
     "members that may hold the QR text, the first that is there counts"},
    {"qr_local_fallback",
     "on",
     Need::optional,
     "on: where the bank makes no QR we make it; off: then there is none"},
    {"account_query",
     "reconciliation",
     Need::optional,
     "reconciliation: the list of successes; statement: the account's movements"},
    {"reconciliation_file_type", "1", Need::optional, "fileType of the list of successes"},
    {"statement_product", "iconnect", Need::optional, "iconnect or corp"},
    {"statement_account", "", Need::optional, "the account that collects"},
    {"statement_page_rows", "100", Need::optional, "rows of a full page of the statement"},
    {"inbound_token", "on", Need::optional, "on: the bank's calls bring a token of ours"},
    {"inbound_user", "", Need::optional, "name with which the bank logs in to us"},
    {"inbound_token_ttl_s", "300", Need::optional, "life of the bank's token"},
    {"inbound_field_style", "snake", Need::optional, "snake or camel"},
    {"getbill_data_shape", "array", Need::optional, "array, object or nested"},
    {"getbill_type", "1", Need::optional, "type of a bill; 1: pay exactly"},
    {"customer_address", "", Need::optional, "customer_addr of a bill"},
    {"checksum_profile",
     "md5_concat",
     Need::optional,
     "md5_concat, sha256_b64_pipe or sha256_b64_literal"},
    {"checksum_case_insensitive", "off", Need::optional, "of the hex digits of md5_concat"},
    {"http_status_on_error", "200", Need::optional, "200 or 400, of answers that say no"},
    {"paybill_mode",
     "accept_and_flag",
     Need::optional,
     "accept_and_flag; strict only where the bank takes back what we refuse"},
    {"amount_min", "1", Need::optional, "smallest amount in dong"},
    {"amount_max", "499999999", Need::optional, "largest; transfers from other banks end there"},
    {"call_timeout_ms", "30000", Need::optional, "for one call"},
    {"answer_within_ms", "3000", Need::optional, "how long the bank waits for a bill"},
    {"qr_expiry_s", "86400", Need::optional, "life of what the payer is given"},
    {"grace_s", "900", Need::optional, "how long after its expiry an attempt stays open"},
    {"watch_days", "30", Need::optional, "how long money is expected on an old number"},
    toolkit::ask_after("1800,7200,21600"),
    toolkit::ask_then_every("21600"),
    {"reconciliation_columns",
     "stt,transId,transDate,serviceId,customerId,billId,amount,channel,status,remark",
     Need::optional,
     "columns of the list of successes, in their order; the last takes the rest of a line"},
    {"reconciliation_widen_days",
     "1",
     Need::optional,
     "rows of so many days before still belong to a day's list"},
}};

constexpr std::array<Word<TokenPlan::Login>, 2> token_logins = {
    {{"body", TokenPlan::Login::body}, {"basic_header", TokenPlan::Login::basic_header}}
};
constexpr std::array<Word<InteractionId>, 3> interaction_ids = {
    {{"digits12", InteractionId::digits12},
     {"uuid", InteractionId::uuid},
     {"hex32", InteractionId::hex32}}
};
constexpr std::array<Word<TimestampStyle>, 2> timestamps = {
    {{"offset", TimestampStyle::offset}, {"z", TimestampStyle::z}}
};
constexpr std::array<Word<Seal>, 4> seals = {
    {{"none", Seal::none},
     {"A256KW_CBC", Seal::a256kw_cbc},
     {"dir_CBC", Seal::dir_cbc},
     {"A256KW_GCM", Seal::a256kw_gcm}}
};
constexpr std::array<Word<RecipientHeader>, 2> recipient_headers = {
    {{"empty", RecipientHeader::empty}, {"repeat", RecipientHeader::repeat}}
};
constexpr std::array<Word<toolkit::JwsForm>, 2> jws_forms = {
    {{"detached", toolkit::JwsForm::without_payload}, {"compact", toolkit::JwsForm::compact}}
};
constexpr std::array<Word<UnsignedAnswer>, 2> unsigned_answers = {
    {{"echo", UnsignedAnswer::echo}, {"refuse", UnsignedAnswer::refuse}}
};
constexpr std::array<Word<AccountList>, 2> account_lists = {
    {{"reconciliation", AccountList::reconciliation}, {"statement", AccountList::statement}}
};
constexpr std::array<Word<StatementProduct>, 2> products = {
    {{"iconnect", StatementProduct::iconnect}, {"corp", StatementProduct::corp}}
};
constexpr std::array<Word<FieldStyle>, 2> styles = {
    {{"snake", FieldStyle::snake}, {"camel", FieldStyle::camel}}
};
constexpr std::array<Word<DataShape>, 3> shapes = {
    {{"array", DataShape::array}, {"object", DataShape::object}, {"nested", DataShape::nested}}
};
constexpr std::array<Word<Checksum>, 3> checksums = {
    {{"md5_concat", Checksum::md5_concat},
     {"sha256_b64_pipe", Checksum::sha256_b64_pipe},
     {"sha256_b64_literal", Checksum::sha256_b64_literal}}
};
constexpr std::array<Word<int>, 2> statuses = {{{"200", 200}, {"400", 400}}};
constexpr std::array<Word<PaybillMode>, 2> modes = {
    {{"accept_and_flag", PaybillMode::accept_and_flag}, {"strict", PaybillMode::strict}}
};

bool only_of(std::string_view text, std::string_view characters) {
    return text.find_first_not_of(characters) == std::string_view::npos;
}
constexpr std::string_view upper_case = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view upper_case_and_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

void read_addresses(SettingsReader& reader, Settings& out) {
    out.base_url = reader.url("base_url");
    const auto url = toolkit::parse_url(out.base_url);
    if (url && (url->rest.ends_with('/') || url->rest.find_first_of("?#") != std::string::npos))
        reader.wrong("base_url", "invalid", "must not end with a slash or have a query");
    out.token_path = reader.path("token_path");
    out.paygate_path = reader.path("paygate_path");
    out.statement_path = reader.path("statement_path");
    out.url_query = reader.text("url_query", 256);
    if (!out.url_query.empty() && !toolkit::parse_url("https://h/?" + out.url_query))
        reader.wrong("url_query", "invalid", "must be a query without its question mark");
}

void read_headers(SettingsReader& reader, Settings& out) {
    out.scope = reader.text("scope", 100);
    out.token_login = reader.choice("token_auth", token_logins);
    out.client_id = reader.text("client_id", 200);
    out.channel = reader.text("channel", 100);
    out.user_agent = reader.text("user_agent", 200);
    out.interaction_id = reader.choice("interaction_id_format", interaction_ids);
    out.timestamp = reader.choice("timestamp_style", timestamps);
    out.customer_ip = reader.id("customer_ip", 45, ".:");
    out.client_certificate = reader.text("client_certificate", certificate_max);
    const auto der = crypto::from_base64(out.client_certificate);
    if (!out.client_certificate.empty() && (!der || !der->starts_with('\x30')))
        reader.wrong("client_certificate", "invalid", "must be base64 of a certificate, one line");
}

void read_crypto(SettingsReader& reader, Settings& out) {
    out.seal_create = reader.choice("jwe_create", seals);
    out.seal_reconciliation = reader.choice("jwe_reconciliation", seals);
    out.seal_statement = reader.choice("jwe_statement", seals);
    out.recipient_header = reader.choice("jwe_recipient_header", recipient_headers);
    out.jws_form = reader.choice("jws_form", jws_forms);
    out.unsigned_answer = reader.choice("unsigned_answer", unsigned_answers);
}

void read_contract(SettingsReader& reader, Settings& out) {
    out.service_id = reader.id("service_id", 10);
    out.merchant_id = reader.id("merchant_id", 10);
    out.merchant_name = reader.text("merchant_name", 70);
    out.account_name = reader.text("account_name", 200);
    out.account_name = toolkit::fold(out.account_name, name_alphabet, name_max);
    if (out.account_name.empty())
        reader.wrong("account_name", "invalid", "must have letters that can be shown");
    out.bank_name = reader.text("bank_name", 70);
    out.va_prefix = reader.text("va_prefix", number_max);
    out.code_letters = reader.text("code_letters", 2);
    if (!only_of(out.va_prefix, upper_case_and_digits) || out.va_prefix.size() < 4 ||
        out.va_prefix.size() + 2 + code_digits > number_max)
        reader.wrong("va_prefix", "invalid", "must be four or five of A-Z and 0-9");
    if (!only_of(out.code_letters, upper_case) || out.code_letters.size() != 2)
        reader.wrong("code_letters", "invalid", "must be two letters A-Z");
    out.qr_result_fields = reader.list("qr_result_fields");
    out.local_qr = reader.flag("qr_local_fallback") ? LocalQr::allowed : LocalQr::never;
    out.account_list = reader.choice("account_query", account_lists);
    out.reconciliation_file_type = reader.id("reconciliation_file_type", 1);
    out.reconciliation_columns = reader.list("reconciliation_columns");
    for (const char* name :
         {"transId", "transDate", "serviceId", "customerId", "billId", "amount", "status"}) {
        if (std::ranges::count(out.reconciliation_columns, name) == 1) continue;
        reader.wrong(
            "reconciliation_columns", "invalid", "must name " + std::string(name) + " once"
        );
        break;
    }
    out.statement_product = reader.choice("statement_product", products);
    out.statement_account = reader.id("statement_account", number_max);
    if (out.account_list == AccountList::statement && out.statement_account.empty())
        reader.wrong(
            "statement_account", "required", "must be given where account_query is statement"
        );
}

void read_inbound(SettingsReader& reader, Settings& out) {
    out.inbound_login = reader.flag("inbound_token") ? LogIn::required : LogIn::none;
    out.inbound_user = reader.text("inbound_user", 100);
    if (out.inbound_login == LogIn::required && out.inbound_user.empty())
        reader.wrong("inbound_user", "required", "must be given where inbound_token is on");
    if (out.inbound_user.find(':') != std::string::npos)
        reader.wrong("inbound_user", "invalid", "must not have a colon");
    out.inbound_token_ttl_s = reader.whole("inbound_token_ttl_s", 30, day_s);
    out.field_style = reader.choice("inbound_field_style", styles);
    out.data_shape = reader.choice("getbill_data_shape", shapes);
    out.bill_type = reader.whole("getbill_type", 1, 9);
    out.customer_address = reader.text("customer_address", 200);
    out.checksum = reader.choice("checksum_profile", checksums);
    out.checksum_case =
        reader.flag("checksum_case_insensitive") ? LetterCase::either : LetterCase::exact;
    out.http_status_on_error = reader.choice("http_status_on_error", statuses);
    out.paybill_mode = reader.choice("paybill_mode", modes);
}

void read_limits(SettingsReader& reader, Settings& out) {
    const auto amounts = reader.amounts("amount_min", "amount_max");
    out.amount_min = amounts.smallest;
    out.amount_max = amounts.largest;
    if (out.amount_max > Money::dong(999'999'999'999))
        reader.wrong("amount_max", "out_of_range", "must be at most 999999999999");
    out.call_timeout_ms = reader.whole("call_timeout_ms", 1000, 120'000);
    out.answer_within_ms = reader.whole("answer_within_ms", 500, 60'000);
    out.qr_expiry_s = reader.whole("qr_expiry_s", 60, 90 * day_s);
    out.grace_s = reader.whole("grace_s", 0, 7 * day_s);
    out.watch_days = reader.whole("watch_days", 1, 365);
    out.reconciliation_widen_days = reader.whole("reconciliation_widen_days", 0, 7);
    out.statement_page_rows = reader.whole("statement_page_rows", 1, 10'000);
    out.ask_plan = reader.ask_plan();
}

KeyNeed need(std::string_view name, KeyNeed::Kind kind, bool optional = false) {
    return {std::string(name), kind, optional};
}

}  // namespace

Result<Settings> read_settings(const ProviderAccount& account) {
    SettingsReader reader(account, schema);
    Settings out;
    read_addresses(reader, out);
    read_headers(reader, out);
    read_crypto(reader, out);
    read_contract(reader, out);
    read_inbound(reader, out);
    read_limits(reader, out);
    if (auto error = reader.error()) return std::move(*error);
    return out;
}

Settings preset_settings() {
    ProviderAccount account;
    account.key.provider = "bidv";
    account.settings = {
        {"client_id", "none"},
        {"channel", "none"},
        {"user_agent", "none"},
        {"client_certificate", "MAA="},
        {"service_id", "none"},
        {"merchant_id", "none"},
        {"account_name", "none"},
        {"va_prefix", "0000"},
        {"code_letters", "AA"},
        {"inbound_user", "none"},
    };
    return read_settings(account).value();
}

KeyName key_name(const AccountKey& account, std::string_view secret) {
    return "bidv/" + account.account + "/" + std::string(secret);
}

std::vector<KeyNeed> keys_of(const Settings& settings) {
    using Kind = KeyNeed::Kind;
    const bool statement = settings.account_list == AccountList::statement;
    const Seal list = statement ? settings.seal_statement : settings.seal_reconciliation;
    const bool sealed = settings.seal_create != Seal::none || list != Seal::none;
    const bool signed_answers = settings.unsigned_answer == UnsignedAnswer::refuse;
    std::vector<KeyNeed> out = {
        need(client_secret, Kind::text),
        need(client_key, Kind::signs),
        // An answer may come sealed even where our calls go in clear.
        need(symmetric_key, Kind::text, !sealed),
        need(bank_certificate, Kind::verifies, !signed_answers),
        need(secret_code, Kind::text),
    };
    if (settings.inbound_login == LogIn::required) {
        out.push_back(need(inbound_password, Kind::text));
        out.push_back(need(token_key, Kind::text));
    }
    return out;
}

}  // namespace dvcpay::bidv
