#include "vietinbank/settings.hpp"

#include <array>
#include <utility>

namespace dvcpay::vietinbank {
namespace {

using toolkit::Need;
using toolkit::SettingSpec;
using toolkit::SettingsReader;
using toolkit::Word;

constexpr std::int64_t day_s = 86'400;

constexpr auto schema = std::to_array<SettingSpec>({
    {"base_url",
     "https://api-uat.vietinbank.vn/vtb-api-uat/development",
     Need::optional,
     "the bank's API; production is https://api.vietinbank.vn/vtb/public. http only on loopback"},
    {"client_id", "", Need::required, "x-ibm-client-id"},
    {"client_ip", "", Need::optional, "our address as ERP calls carry it"},
    {"call_timeout_ms", "15000", Need::optional, "for one call"},
    {"qr_path", "/vietqr/v1/generator", Need::optional, "behind base_url"},
    {"statement_path", "/erp/v1/statement/inquiry", Need::optional, "behind base_url"},
    {"name_inquiry_path", "/erp/v1/account/benAcctInq", Need::optional, "behind base_url"},
    {"transfer_path", "/erp/v1/payment/transfer", Need::optional, "behind base_url"},
    {"provider_id", "", Need::required, "our number at the bank"},
    {"merchant_id", "", Need::optional, "four characters, where the contract has it"},
    {"vac", "", Need::required, "first part of every virtual account, 4 to 7 characters"},
    {"vav_prefix", "DVC", Need::optional, "word before day and serial in a virtual account"},
    {"vav_pattern",
     "",
     Need::optional,
     "what a virtual account of ours looks like behind the VAC; absent: the word and twelve digits"
    },
    {"bank_txn_pattern",
     "[0-9]{3}[0-9A-Z]{13}",
     Need::optional,
     "form of the bank's core reference: a notice with another waits for the statement; empty: any"
    },
    {"real_account", "", Need::required, "the account behind the virtual ones"},
    {"account_name",
     "",
     Need::optional,
     "holder as payers see it, unaccented; absent: the beneficiary's name"},
    {"qr_source",
     "bank",
     Need::optional,
     "bank: the bank's generator makes the QR code; local: we do"},
    {"qr_local_fallback", "on", Need::optional, "make it ourselves where the bank does not answer"},
    {"qr_success_codes", "00,0,1", Need::optional, "statusCode that means success"},
    {"qr_channel", "WEB", Need::optional, "channel of the generator's request"},
    {"qr_version", "1.0.1", Need::optional, "version of the generator's request"},
    {"qr_purpose_max", "25", Need::optional, "characters of the transfer's text"},
    {"sig_alg_qr", "SHA256withRSA", Need::optional, "or SHA1withRSA"},
    {"sig_alg_inq", "SHA256withRSA", Need::optional, "or SHA1withRSA"},
    {"sig_alg_notify", "SHA256withRSA", Need::optional, "or SHA1withRSA"},
    {"sig_alg_erp", "SHA256withRSA", Need::optional, "or SHA1withRSA"},
    {"inq_resp_sign_profile",
     "v1_4_1",
     Need::optional,
     "or legacy_with_channel: what our answer to a bill inquiry signs"},
    {"inq_amount_min",
     "amount",
     Need::optional,
     "amount: exactly the bill's; null: the bank decides"},
    {"notify_dialect", "auto", Need::optional, "flat or records: only that one is read"},
    {"notify_duplicate_code", "00", Need::optional, "errorCode for what we keep already"},
    {"notify_unmatched_code", "00", Need::optional, "errorCode for money of no payment of ours"},
    {"notify_contradiction_code",
     "99",
     Need::optional,
     "errorCode for a transaction known with other content"},
    {"http_status_on_bad_signature", "200", Need::optional, "or 401"},
    {"inbound_max_body", "32768", Need::optional, "bytes of one call of the bank"},
    {"answer_within_ms", "3000", Need::optional, "how long the bank waits for us"},
    {"statement", "on", Need::optional, "ask for the account's statement of the day"},
    {"statement_model", "1", Need::optional, "model of the statement's request"},
    {"statement_channel", "ERP", Need::optional, "channel of the statement's request"},
    {"statement_version", "1", Need::optional, "version of the statement's request"},
    {"erp_signature",
     "if_present",
     Need::optional,
     "required: an ERP answer without signature is not believed"},
    {"refunds", "off", Need::optional, "transfer: by name inquiry and transfer"},
    {"transfer_name_check",
     "on",
     Need::optional,
     "ask whose account it is before a transfer; off: only the approver looks"},
    {"transfer_approver", "", Need::optional, "who approves transfers at the bank"},
    {"transfer_appointed_approver", "", Need::optional, "as the bank knows the person"},
    {"transfer_software_provider_id", "", Need::optional, "from the contract"},
    {"transfer_fee_type", "OUR", Need::optional, "or BEN: who bears the fee"},
    {"transfer_model", "2", Need::optional, "model of the transfer's request"},
    {"transfer_priority", "3", Need::optional, "priority of the transfer's request"},
    {"transfer_channel", "WEB", Need::optional, "channel of name inquiry and transfer"},
    {"transfer_version", "1.0", Need::optional, "version of name inquiry and transfer"},
    {"transfer_own_bank_id", "01201001", Need::optional, "VietinBank's own id in transfers"},
    {"transfer_max_other_bank", "499999999", Need::optional, "dong of one transfer to another bank"
    },
    {"amount_min", "1", Need::optional, "smallest amount in dong"},
    {"amount_max",
     "999999999999",
     Need::optional,
     "largest amount in dong; from 500 million on only VietinBank's own ways pay"},
    {"longest_expiry_s", "2592000", Need::optional, "longest life of an offer"},
    {"grace_s", "600", Need::optional, "how long after expiry an offer stays open for a notice"},
    {"watch_days", "30", Need::optional, "how long a closed number is watched for money"},
    {"ask_after_expiry_s", "600", Need::optional, "when the statement is read after an offer's end"
    },
    {"ask_after_close_s",
     "3600,21600,86400",
     Need::optional,
     "when it is read after an offer was closed without money"},
    toolkit::ask_after("900,1800"),
    toolkit::ask_then_every("3600"),
    {"transfer_merchant_id", "", Need::optional, "merchantId of transfers; absent: empty"},
    {"transfer_sender_name", "", Need::optional, "absent: account_name"},
});

constexpr std::array<Word<SignAlgorithm>, 2> algorithms = {{
    {"SHA256withRSA", SignAlgorithm::rsa_pkcs1_sha256},
    {"SHA1withRSA", SignAlgorithm::rsa_pkcs1_sha1},
}};
constexpr std::array<Word<QrSource>, 2> qr_sources = {{
    {"bank", QrSource::bank},
    {"local", QrSource::local},
}};
constexpr std::array<Word<InquiryProfile>, 2> inquiry_profiles = {{
    {"v1_4_1", InquiryProfile::v1_4_1},
    {"legacy_with_channel", InquiryProfile::legacy_with_channel},
}};
constexpr std::array<Word<AmountMin>, 2> amount_mins = {{
    {"amount", AmountMin::amount},
    {"null", AmountMin::null},
}};
constexpr std::array<Word<Dialect>, 3> dialects = {{
    {"auto", Dialect::any},
    {"flat", Dialect::flat},
    {"records", Dialect::records},
}};
constexpr std::array<Word<int>, 2> bad_signature_statuses = {{{"200", 200}, {"401", 401}}};
constexpr std::array<Word<ErpSignature>, 2> erp_signatures = {{
    {"if_present", ErpSignature::if_present},
    {"required", ErpSignature::required},
}};
constexpr std::array<Word<Refunds>, 2> refund_ways = {{
    {"off", Refunds::off},
    {"transfer", Refunds::transfer},
}};

bool is_plain(std::string_view text) {
    return text.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
}

void read_number(SettingsReader& reading, Settings& out) {
    out.vac = reading.id("vac", 7, "");
    out.vav_prefix = reading.id("vav_prefix", 7, "");
    if (out.vac.size() < 4 || !is_plain(out.vac))
        reading.wrong("vac", "invalid", "must be 4 to 7 characters of A-Z and 0-9");
    if (!is_plain(out.vav_prefix)) reading.wrong("vav_prefix", "invalid", "must be of A-Z and 0-9");
    const std::string sample = spell_number({}, out.vav_prefix, Day{2026, 12, 31}, serials_a_day);
    if (out.vac.size() + sample.size() > account_characters_max) {
        reading.wrong("vav_prefix", "too_long", "VAC, word and twelve digits exceed 19 characters");
    }
    std::string text = reading.text("vav_pattern", 100);
    if (text.empty()) text = out.vav_prefix + "[0-9]{12}";
    const auto pattern = Pattern::parse(text);
    if (!pattern || !pattern->fits(sample)) {
        reading.wrong("vav_pattern", "invalid", "must be a pattern that our own numbers fit");
    } else {
        out.vav_pattern = *pattern;
    }
    const std::string reference = reading.text("bank_txn_pattern", 100);
    if (reference.empty()) return;
    if (const auto form = Pattern::parse(reference)) {
        out.bank_txn_pattern.push_back(*form);
    } else {
        reading.wrong("bank_txn_pattern", "invalid", "must be a pattern of fixed width");
    }
}

void read_endpoint(SettingsReader& reading, Endpoint& out) {
    out.base_url = reading.url("base_url");
    if (out.base_url.ends_with('/'))
        reading.wrong("base_url", "invalid", "must not end with a slash");
    if (out.base_url.find_first_of("?#") != std::string::npos)
        reading.wrong("base_url", "invalid", "must have no query");
    out.client_id = reading.text("client_id", 200);
    out.client_ip = reading.id("client_ip", 45, ".:");
    out.call_timeout_ms = reading.whole("call_timeout_ms", 1000, 120'000);
    out.qr_path = reading.path("qr_path");
    out.statement_path = reading.path("statement_path");
    out.name_path = reading.path("name_inquiry_path");
    out.transfer_path = reading.path("transfer_path");
}

void read_qr(SettingsReader& reading, QrSettings& out) {
    out.source = reading.choice("qr_source", qr_sources);
    out.local_fallback = reading.flag("qr_local_fallback");
    out.success_codes = reading.list("qr_success_codes");
    out.channel = reading.text("qr_channel", 15);
    out.version = reading.text("qr_version", 5);
    out.purpose_max = reading.whole("qr_purpose_max", 19, 50);
    out.algorithm = reading.choice("sig_alg_qr", algorithms);
}

/// An errorCode of ours: letters and digits, because it is signed without borders.
std::string answer_code(SettingsReader& reading, std::string_view name) {
    std::string code = reading.id(name, 5, "");
    if (code.empty()) reading.wrong(name, "invalid", "must not be empty");
    return code;
}

void read_inbound(SettingsReader& reading, InboundSettings& out) {
    out.inquiry_profile = reading.choice("inq_resp_sign_profile", inquiry_profiles);
    out.amount_min = reading.choice("inq_amount_min", amount_mins);
    out.dialect = reading.choice("notify_dialect", dialects);
    out.duplicate_code = answer_code(reading, "notify_duplicate_code");
    out.unmatched_code = answer_code(reading, "notify_unmatched_code");
    out.contradiction_code = answer_code(reading, "notify_contradiction_code");
    out.bad_signature_status =
        reading.choice("http_status_on_bad_signature", bad_signature_statuses);
    out.body_max = reading.whole("inbound_max_body", 1024, 1024 * 1024);
    out.answer_within_ms = reading.whole("answer_within_ms", 500, 60'000);
    out.inquiry_algorithm = reading.choice("sig_alg_inq", algorithms);
    out.notice_algorithm = reading.choice("sig_alg_notify", algorithms);
}

void read_erp(SettingsReader& reading, ErpSettings& out) {
    out.statement = reading.flag("statement");
    out.statement_model = reading.id("statement_model", 5);
    out.statement_channel = reading.id("statement_channel", 15);
    out.statement_version = reading.id("statement_version", 5);
    out.signature = reading.choice("erp_signature", erp_signatures);
    out.algorithm = reading.choice("sig_alg_erp", algorithms);
    out.refunds = reading.choice("refunds", refund_ways);
    out.name_check = reading.flag("transfer_name_check");
    out.approver = reading.text("transfer_approver", 100);
    out.appointed_approver = reading.text("transfer_appointed_approver", 100);
    out.software_provider_id = reading.text("transfer_software_provider_id", 30);
    out.fee_type = reading.id("transfer_fee_type", 5);
    if (out.fee_type != "OUR" && out.fee_type != "BEN")
        reading.wrong("transfer_fee_type", "invalid", "must be OUR or BEN");
    out.model = reading.id("transfer_model", 5);
    out.priority = reading.id("transfer_priority", 5);
    out.channel = reading.id("transfer_channel", 15);
    out.version = reading.id("transfer_version", 5);
    out.own_bank_id = reading.id("transfer_own_bank_id", 12);
    out.merchant_id = reading.id("transfer_merchant_id", 25);
    out.sender_name = reading.text("transfer_sender_name", 70);
    out.transfer_max_other_bank = reading.amount("transfer_max_other_bank");
    if (out.refunds == Refunds::transfer && out.approver.empty())
        reading.wrong("transfer_approver", "required", "must be given where refunds are transfers");
}

void read_times(SettingsReader& reading, Settings& out) {
    out.longest_expiry_s = reading.whole("longest_expiry_s", 60, 30 * day_s);
    out.grace_s = reading.whole("grace_s", 0, 7 * day_s);
    out.watch_days = reading.whole("watch_days", 1, 366);
    out.ask_plan = reading.ask_plan();
    out.ask_plan.around_expiry_s = reading.rising_seconds("ask_after_expiry_s", 2 * day_s);
    out.ask_plan.after_close_s = reading.rising_seconds("ask_after_close_s", 30 * day_s);
}

}  // namespace

std::span<const SettingSpec> settings_schema() {
    return schema;
}

Result<Settings> read_settings(const ProviderAccount& account) {
    SettingsReader reading(account, schema);
    Settings out;
    read_endpoint(reading, out.endpoint);
    // Both are signed without borders: nothing but letters and digits.
    out.provider_id = reading.id("provider_id", 25, "");
    out.merchant_id = reading.id("merchant_id", 25, "");
    read_number(reading, out);
    out.real_account = reading.id("real_account", 20, "");
    out.account_name = reading.text("account_name", 70);
    read_qr(reading, out.qr);
    read_inbound(reading, out.inbound);
    read_erp(reading, out.erp);
    const auto [smallest, largest] = reading.amounts("amount_min", "amount_max");
    out.amount_min = smallest;
    out.amount_max = largest;
    read_times(reading, out);
    if (auto error = reading.error()) return std::move(*error);
    return out;
}

KeyName key_name(const AccountKey& account, std::string_view name) {
    return account.provider + "/" + account.account + "/" + std::string(name);
}

std::vector<KeyNeed> keys_needed(const ProviderAccount& account) {
    using Kind = KeyNeed::Kind;
    const auto settings = read_settings(account);
    // With mistakes in the settings: the widest need, so that only the mistakes are talked about.
    const bool calls = !settings || settings.value().qr.source == QrSource::bank ||
                       settings.value().erp.statement ||
                       settings.value().erp.refunds != Refunds::off;
    return {
        {std::string(partner_key), Kind::signs, false},
        {std::string(client_secret), Kind::text, !calls},
        {std::string(bank_cert_api), Kind::verifies, !calls},
        {std::string(bank_cert_inquiry), Kind::verifies, false},
        {std::string(bank_cert_notify), Kind::verifies, false},
    };
}

}  // namespace dvcpay::vietinbank
