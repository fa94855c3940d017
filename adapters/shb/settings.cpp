#include "shb/settings.hpp"

#include <array>
#include <optional>
#include <utility>

#include "toolkit/settings.hpp"

namespace dvcpay::shb {
namespace {

using toolkit::Need;
using toolkit::SettingSpec;
using toolkit::SettingsReader;
using toolkit::Word;

constexpr std::string_view plain_states =
    "1=paid,3=pending,4=failed,5=expired,6=cancelled,7=refunded,8=partly_refunded";

constexpr std::array<SettingSpec, 37> schema = {{
    {"base_url", "", Need::required, "SHB's address as given by the bank, no trailing slash"},
    {"path_create", "/gov-payment/v1/transactions", Need::optional, "operation 3.1"},
    {"path_status", "/gov-payment/v1/transactions/status", Need::optional, "operation 3.3"},
    {"path_receipt", "/gov-payment/v1/receipts", Need::optional, "operation 3.4"},
    {"path_account", "/gov-payment/v1/accounts/inquiry", Need::optional, "operation 3.5"},
    {"path_refund", "/gov-payment/v1/refunds", Need::optional, "operation 3.6"},
    {"path_payer_account", "/gov-payment/v1/payer-accounts", Need::optional, "operation 3.7"},
    {"path_disbursement", "/gov-payment/v1/disbursements", Need::optional, "operation 3.8"},
    {"path_reconciliation", "/gov-payment/v1/reconciliations", Need::optional, "operation 3.9"},
    {"partner_code", "", Need::required, "MaDoiTac, at most 20 letters and digits"},
    {"auth_mode", "oauth2", Need::optional, "oauth2, apikey or none"},
    {"token_path", "/oauth2/token", Need::optional, "oauth2: where a token is asked for"},
    {"client_id", "", Need::optional, "oauth2: given by SHB; required there"},
    {"token_early_s", "60", Need::optional, "oauth2: renewed so long before its end"},
    {"api_key_header", "x-api-key", Need::optional, "apikey: the header it is sent in"},
    {"signature_algorithm", "RSA-SHA256", Need::optional, "RSA-SHA256 or HMAC-SHA256-hex"},
    {"signature_payload",
     "body",
     Need::optional,
     "body, or reqid_dot_body: what is under the signature"},
    {"signature_header", "x-request-signature", Need::optional, "where the signature stands"},
    {"id_header", "x-request-id", Need::optional, "where the id of a message stands"},
    {"answer_signature",
     "required",
     Need::optional,
     "required: an answer without a right signature is not believed; echo: verified TLS and an "
     "exact echo do"},
    {"service_code", "2", Need::optional, "MaDichVu: 1 fine, 2 fee or charge"},
    {"payer_name_if_absent",
     "Người nộp",
     Need::optional,
     "SHB wants a name; this one is sent where the portal gave none"},
    {"field_names",
     "",
     Need::optional,
     "members this contract spells differently: ours=theirs, separated by commas"},
    {"status_map",
     plain_states,
     Need::optional,
     "what each TrangThaiGD means: digit=paid|pending|failed|expired|cancelled|refunded|"
     "partly_refunded"},
    {"code_map",
     "",
     Need::optional,
     "result codes this contract numbers differently: theirs=ours, separated by commas"},
    {"qr_check",
     "on",
     Need::optional,
     "on: the bank's QR text is compared with its own answer, and replaced where they differ"},
    {"stranger_code",
     "00",
     Need::optional,
     "00 or 07: answer to words without money about no order of ours; money is always 00"},
    {"amount_min", "1", Need::optional, "smallest amount in dong"},
    {"amount_max",
     "499999999",
     Need::optional,
     "largest amount in dong; from 500000000 on other banks' apps cannot pay a QR"},
    {"call_timeout_ms", "20000", Need::optional, "for one call"},
    {"longest_expiry_s", "86400", Need::optional, "life of a transaction at SHB at most"},
    {"shortest_expiry_s", "300", Need::optional, "and at least"},
    {"ask_around_expiry_s",
     "600,3600,21600",
     Need::optional,
     "when an order is asked for after its end, in seconds"},
    toolkit::ask_after("60,300,900"),
    toolkit::ask_then_every("3600"),
    {"pull_mode", "off", Need::optional, "on: SHB may ask what a bill owes (4.10)"},
    {"statement_checksum",
     "sha256_secret",
     Need::optional,
     "sha256_secret, md5_secret or none: the last column of a day file's summary line"},
}};

constexpr std::array<Word<Login>, 3> logins = {{
    {"oauth2", Login::oauth2},
    {"apikey", Login::api_key},
    {"none", Login::none},
}};
constexpr std::array<Word<SignatureProfile::Algorithm>, 2> algorithms = {{
    {"RSA-SHA256", SignatureProfile::Algorithm::rsa_sha256},
    {"HMAC-SHA256-hex", SignatureProfile::Algorithm::hmac_sha256_hex},
}};
constexpr std::array<Word<SignatureProfile::Payload>, 2> payloads = {{
    {"body", SignatureProfile::Payload::body},
    {"reqid_dot_body", SignatureProfile::Payload::id_dot_body},
}};
constexpr std::array<Word<bool>, 2> answer_signatures = {{{"required", true}, {"echo", false}}};
constexpr std::array<Word<std::string_view>, 2> services = {{{"2", "2"}, {"1", "1"}}};
constexpr std::array<Word<std::string_view>, 2> stranger_codes = {{{"00", "00"}, {"07", "07"}}};
constexpr std::array<Word<bool>, 2> pull_modes = {{{"off", false}, {"on", true}}};
constexpr std::array<Word<StatementChecksum>, 3> checksums = {{
    {"sha256_secret", StatementChecksum::sha256_secret},
    {"md5_secret", StatementChecksum::md5_secret},
    {"none", StatementChecksum::none},
}};
constexpr std::array<Word<TradeState>, 7> trade_states = {{
    {"paid", TradeState::paid},
    {"pending", TradeState::pending},
    {"failed", TradeState::failed},
    {"expired", TradeState::expired},
    {"cancelled", TradeState::cancelled},
    {"refunded", TradeState::refunded},
    {"partly_refunded", TradeState::partly_refunded},
}};

constexpr std::string_view header_letters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-";

enum class Sides : std::uint8_t {
    left_once,  ///< several codes may mean the same
    both_once,  ///< two names that became one would change the meaning of a message
};

/// "a=b,c=d".
std::map<std::string, std::string> pairs(
    SettingsReader& reader, std::string_view name, Sides sides
) {
    std::map<std::string, std::string> out;
    std::map<std::string, std::string> back;
    for (const auto& item : reader.list(name)) {
        const auto equals = item.find('=');
        const std::string left = item.substr(0, equals);
        const std::string right = equals == std::string::npos ? "" : item.substr(equals + 1);
        const bool fresh = out.emplace(left, right).second;
        const bool alone = back.emplace(right, left).second || sides == Sides::left_once;
        if (left.empty() || right.empty() || !fresh || !alone) {
            reader.wrong(name, "invalid", "must be left=right pairs, nothing twice");
            return {};
        }
    }
    return out;
}

std::string header_name(SettingsReader& reader, std::string_view name) {
    std::string out = reader.text(name, 64);
    if (out.empty() || out.find_first_not_of(header_letters) != std::string::npos)
        reader.wrong(name, "invalid", "must be the name of a header");
    return out;
}

void read_addresses(SettingsReader& reader, Settings& out) {
    out.base_url = reader.url("base_url");
    if (out.base_url.ends_with('/') || out.base_url.find_first_of("?#") != std::string::npos)
        reader.wrong("base_url", "invalid", "must not end with a slash or have a query");
    out.paths = {
        {Operation::create, reader.path("path_create")},
        {Operation::status, reader.path("path_status")},
        {Operation::receipt, reader.path("path_receipt")},
        {Operation::account, reader.path("path_account")},
        {Operation::refund, reader.path("path_refund")},
        {Operation::payer_account, reader.path("path_payer_account")},
        {Operation::disbursement, reader.path("path_disbursement")},
        {Operation::reconciliation, reader.path("path_reconciliation")},
    };
    out.login = reader.choice("auth_mode", logins);
    out.token_path = reader.path("token_path");
    out.client_id = reader.text("client_id", 200);
    if (out.login == Login::oauth2 && out.client_id.empty())
        reader.wrong("client_id", "required", "must be given with auth_mode oauth2");
    out.token_early_s = reader.whole("token_early_s", 0, 3600);
    out.api_key_header = header_name(reader, "api_key_header");
}

void read_profile(SettingsReader& reader, Settings& out) {
    out.partner_code = reader.id("partner_code", 20, "");
    out.signature.algorithm = reader.choice("signature_algorithm", algorithms);
    out.signature.payload = reader.choice("signature_payload", payloads);
    out.signature.header = header_name(reader, "signature_header");
    out.id_header = header_name(reader, "id_header");
    out.sign_answers_required = reader.choice("answer_signature", answer_signatures);
    out.service = reader.choice("service_code", services);
    out.payer_name_if_absent = reader.text("payer_name_if_absent", 70);
    if (out.payer_name_if_absent.empty())
        reader.wrong("payer_name_if_absent", "invalid", "must not be empty");
    out.names = Names(pairs(reader, "field_names", Sides::both_once));
    out.code_alias = pairs(reader, "code_map", Sides::left_once);
    for (const auto& [digit, word] : pairs(reader, "status_map", Sides::left_once)) {
        TradeState state = TradeState::unknown;
        for (const auto& known : trade_states) {
            if (known.word == word) state = known.value;
        }
        if (state == TradeState::unknown)
            reader.wrong("status_map", "invalid", "has a meaning that is none");
        out.states[digit] = state;
    }
    out.qr_check = reader.flag("qr_check");
    out.stranger_code = reader.choice("stranger_code", stranger_codes);
    out.pull_mode = reader.choice("pull_mode", pull_modes);
    out.statement_checksum = reader.choice("statement_checksum", checksums);
}

void read_limits(SettingsReader& reader, Settings& out) {
    constexpr std::int64_t day_s = 86'400;
    const auto amounts = reader.amounts("amount_min", "amount_max");
    out.amount_min = amounts.smallest;
    out.amount_max = amounts.largest;
    if (out.amount_max > largest_transaction)
        reader.wrong("amount_max", "out_of_range", "must have at most twelve digits");
    out.call_timeout_ms = reader.whole("call_timeout_ms", 1000, 120'000);
    out.longest_expiry_s = reader.whole("longest_expiry_s", 300, 30 * day_s);
    out.shortest_expiry_s = reader.whole("shortest_expiry_s", 0, day_s);
    out.ask_plan = reader.ask_plan();
    out.ask_plan.around_expiry_s = reader.rising_seconds("ask_around_expiry_s", 2 * day_s);
}

}  // namespace

Result<Settings> read_settings(const ProviderAccount& account) {
    SettingsReader reader(account, schema);
    Settings out;
    read_addresses(reader, out);
    read_profile(reader, out);
    read_limits(reader, out);
    if (auto error = reader.error()) return std::move(*error);
    return out;
}

std::vector<KeyNeed> keys_needed(const ProviderAccount& account) {
    std::vector<KeyNeed> out;
    if (account.setting("signature_algorithm") == "HMAC-SHA256-hex") {
        out.push_back({"shared_key", KeyNeed::Kind::text, false});
    } else {
        out.push_back({"partner_key", KeyNeed::Kind::signs, false});
        out.push_back({"bank_certificate", KeyNeed::Kind::verifies, false});
    }
    const std::string& login = account.setting("auth_mode");
    if (login.empty() || login == "oauth2")
        out.push_back({"client_secret", KeyNeed::Kind::text, false});
    if (login == "apikey") out.push_back({"api_key", KeyNeed::Kind::text, false});
    out.push_back({"statement_key", KeyNeed::Kind::text, true});
    return out;
}

KeyName partner_key_name(const AccountKey& account) {
    return "shb/" + account.account + "/partner_key";
}
KeyName bank_key_name(const AccountKey& account) {
    return "shb/" + account.account + "/bank_certificate";
}
KeyName shared_key_name(const AccountKey& account) {
    return "shb/" + account.account + "/shared_key";
}
KeyName client_secret_name(const AccountKey& account) {
    return "shb/" + account.account + "/client_secret";
}
KeyName api_key_name(const AccountKey& account) {
    return "shb/" + account.account + "/api_key";
}
KeyName statement_key_name(const AccountKey& account) {
    return "shb/" + account.account + "/statement_key";
}

}  // namespace dvcpay::shb
