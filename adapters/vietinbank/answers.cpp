#include "vietinbank/answers.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "crypto/digest.hpp"
#include "toolkit/banks.hpp"
#include "toolkit/echo.hpp"
#include "toolkit/vietqr.hpp"
#include "vietinbank/codes.hpp"
#include "vietinbank/messages.hpp"

namespace dvcpay::vietinbank {
namespace {

using toolkit::JsonValue;

constexpr toolkit::JsonLimits statement_limits{
    .bytes_max = 8 * 1024 * 1024, .depth_max = 8, .values_max = 400'000
};

std::string unreadable(const HttpAnswer& answer) {
    return "the answer cannot be read (HTTP " + std::to_string(answer.status) + ")";
}

bool is_success(const HttpAnswer& answer) {
    return answer.status >= 200 && answer.status < 300;
}

// --- QR codes

constexpr std::string_view own_bin = "970415";

toolkit::QrKnobs qr_knobs(const Settings& settings) {
    toolkit::QrKnobs knobs;
    knobs.purpose_max = static_cast<std::size_t>(settings.qr.purpose_max);
    knobs.amount_min = settings.amount_min;
    knobs.amount_max = settings.amount_max;
    return knobs;
}

/// What the payer is given beside the code, for apps and counters that cannot read it.
NextAction offer_with(const Settings& settings, const CreateOrder& order, std::string payload) {
    NextAction next;
    next.kind = NextAction::Kind::qr;
    next.qr_payload = std::move(payload);
    next.bank_bin = own_bin;
    next.bank_name = toolkit::bank_by_bin(own_bin)->name;
    next.account_number = order.attempt.virtual_account;
    next.account_name =
        settings.account_name.empty() ? order.beneficiary.name : settings.account_name;
    next.content = content_of(settings, order.attempt.virtual_account);
    return next;
}

/// Another scheme's account or a tip would send money where nobody looked.
bool is_plain_transfer(const toolkit::QrContent& content) {
    return std::ranges::none_of(content.others, [](const toolkit::QrObject& object) {
        return (object.id >= "26" && object.id <= "51") || (object.id >= "55" && object.id <= "57");
    });
}

/// The bank's QR text; empty unless it pays our amount to our number. Amount and code stand outside
/// the bank's signature.
std::string read_qr(const CreateOrder& order, std::string_view base64) {
    std::string plain(base64);
    std::erase_if(plain, [](char c) { return c == '\r' || c == '\n'; });
    auto payload = crypto::from_base64(plain);
    if (!payload) return {};
    const auto content = toolkit::parse_vietqr(*payload);
    if (!content || content.value().service != toolkit::QrService::account) return {};
    toolkit::QrExpected expected;
    expected.bank_bin = own_bin;
    expected.number = order.attempt.virtual_account;
    expected.amount = order.attempt.amount;
    if (!toolkit::matches(content.value(), expected) || !is_plain_transfer(content.value()))
        return {};
    return std::move(*payload);
}

bool is_success_code(const Settings& settings, std::string_view code) {
    return !code.empty() &&
           std::ranges::find(settings.qr.success_codes, code) != settings.qr.success_codes.end();
}

/// Empty, or why the answer is not the bank's word on our question.
std::string_view doubt(
    const Settings& settings, const CreateOrder& order, const Keys& keys, const JsonValue& message
) {
    const KeyName key = key_name(order.account.key, bank_cert_api);
    if (!verify_signature(
            keys,
            key,
            settings.qr.algorithm,
            Signed::qr_answer,
            message,
            text_at(message, "signature")
        ))
        return "the answer's signature does not verify";
    const bool echoes = text_at(message, "requestId") == order.attempt.request_id &&
                        text_at(message, "providerId") == settings.provider_id &&
                        text_at(message, "merchantId") == settings.merchant_id &&
                        text_at(message, "clientDt") == to_rfc3339(order.now);
    return echoes ? std::string_view() : "the answer is about another request";
}

CreateResult read_generator(
    const Settings& settings, const CreateOrder& order, const Keys& keys, const HttpAnswer& answer
) {
    switch (gateway_word(answer.status)) {
        case GatewayWord::our_setup:
            if (answer.origin_proven)
                return CreateRefused{setup_unusable(std::to_string(answer.status)), true};
            break;
        case GatewayWord::busy:
        case GatewayWord::none:
            break;
    }
    const auto message = decode_message(answer.body);
    if (!message || !is_success(answer)) return CreateUnknown{unreadable(answer)};
    const auto why = doubt(settings, order, keys, message.value());
    if (!why.empty()) return CreateUnknown{std::string(why)};
    if (!is_success_code(settings, text_at(message.value(), "status.statusCode")))
        return CreateUnknown{"the generator answers without success"};
    std::string payload = read_qr(order, text_at(message.value(), "data.base64QRCode"));
    if (payload.empty()) return CreateUnknown{"the bank's QR code is not what was asked for"};
    return CreateOpened{offer_with(settings, order, std::move(payload)), {}, {}, false};
}

CreateResult from_bank(
    const Settings& settings, const CreateOrder& order, const Keys& keys, const SendResult& sent
) {
    if (std::holds_alternative<Unavailable>(sent)) return CreateNotSent{provider_unavailable()};
    if (const auto* none = std::get_if<NoAnswer>(&sent)) return CreateUnknown{none->why};
    return read_generator(settings, order, keys, std::get<HttpAnswer>(sent));
}

// --- rows of a statement

enum class Column : std::uint8_t { empty, money, unreadable };
struct Cell {
    Column column = Column::empty;
    Money money;
};

Cell read_cell(const JsonValue& row, std::string_view name) {
    const std::string_view text = text_at(row, name);
    if (text.empty() || text == "0" || text == "0.0" || text == "0.00") return {};
    const auto money = read_amount(text);
    if (!money) return {Column::unreadable, {}};
    return {Column::money, *money};
}

/// "05-10-2026 08:06:34"; zero where it is none: a row without a time is still money.
Wall read_row_time(std::string_view text) {
    if (text.size() != 19) return {};
    std::string compact;
    compact += text.substr(6, 4);
    for (const std::size_t at : {3U, 0U, 11U, 14U, 17U}) compact += text.substr(at, 2);
    return read_time(compact).value_or(Wall{});
}

/// Empty where both columns are filled, neither is, or the row has no name.
std::optional<Row> read_row(const JsonValue& row) {
    const Cell credit = read_cell(row, "credit");
    const Cell debit = read_cell(row, "debit");
    const bool one = (credit.column == Column::money && debit.column == Column::empty) ||
                     (credit.column == Column::empty && debit.column == Column::money);
    if (!one || !is_transaction(text_at(row, "transactionNumber"))) return std::nullopt;
    Row out;
    out.credit = credit.money;
    out.debit = debit.money;
    out.transaction = text_at(row, "transactionNumber");
    out.number = text_at(row, "virtualAccount");
    out.text = text_at(row, "transactionContent");
    out.at = read_row_time(text_at(row, "transactionDate"));
    return out;
}

/// The number of ours a row speaks of; empty where it speaks of none.
std::string number_of(const Settings& settings, const Row& row) {
    if (is_our_number(settings, row.number)) return row.number;
    if (!row.number.empty()) return {};
    const std::string vav = find_vav(row.text, settings.vav_prefix, settings.vav_pattern);
    return vav.empty() ? std::string() : settings.vac + vav;
}

std::variant<Statement, NoStatement> read_statement_message(
    const Settings& settings,
    const AccountKey& account,
    const Keys& keys,
    const std::string& request_id,
    const HttpAnswer& answer
) {
    const auto message = decode_message(answer.body, statement_limits);
    if (!message || !is_success(answer)) return NoStatement{unreadable(answer)};
    const JsonValue& tree = message.value();
    const std::string_view code = text_at(tree, "status.code");
    if (!is_erp_success(code)) return NoStatement{"the bank answers without success"};
    const auto proof = proof_of_erp(settings, account, keys, request_id, tree, answer);
    if (!proof || text_at(tree, "account") != settings.real_account)
        return NoStatement{"the answer does not prove that it is the bank's word on our account"};
    // The bank's spelling of the member.
    const std::string_view currency = text_at(tree, "curency");
    if (!currency.empty() && currency != "VND")
        return NoStatement{"the account is not kept in dong", true};
    const JsonValue* rows = tree.find("transactions");
    Statement out{{}, *proof};
    if (rows == nullptr || rows->kind == JsonValue::Kind::null) return out;
    if (!rows->is_array()) return NoStatement{unreadable(answer)};
    for (const auto& item : rows->items) {
        if (auto row = read_row(item)) out.rows.push_back(std::move(*row));
    }
    return out;
}

}  // namespace

Result<NextAction> local_offer(const Settings& settings, const CreateOrder& order) {
    const std::string& number = order.attempt.virtual_account;
    if (!is_our_number(settings, number))
        return Error(Fault::configuration, "the attempt has no number of this contract");
    toolkit::QrOrder qr;
    qr.bank_bin = own_bin;
    qr.number = number;
    qr.amount = order.attempt.amount;
    qr.purpose = content_of(settings, number);
    BOOST_OUTCOME_TRY(auto payload, toolkit::encode_vietqr(qr, qr_knobs(settings)));
    return offer_with(settings, order, std::move(payload));
}

CreateResult decode_qr(
    const Settings& settings, const CreateOrder& order, const Keys& keys, const SendResult& sent
) {
    CreateResult result = from_bank(settings, order, keys, sent);
    if (std::holds_alternative<CreateOpened>(result) || !settings.qr.local_fallback) return result;
    auto ours = local_offer(settings, order);
    if (!ours) return result;
    return CreateOpened{std::move(ours.value()), {}, {}, true};
}

std::optional<Proof> proof_of_erp(
    const Settings& settings,
    const AccountKey& account,
    const Keys& keys,
    const std::string& request_id,
    const JsonValue& message,
    const HttpAnswer& answer
) {
    const std::string_view signature = text_at(message, "signature");
    if (signature.empty() && settings.erp.signature == ErpSignature::required) return std::nullopt;
    const KeyName key = key_name(account, bank_cert_api);
    if (!signature.empty() &&
        !verify_signature(
            keys, key, settings.erp.algorithm, Signed::erp_answer, message, signature
        ))
        return std::nullopt;
    return toolkit::proof_by_echo(
        answer,
        {{request_id, text_at(message, "requestId")},
         {settings.provider_id, text_at(message, "providerId")}}
    );
}

std::variant<Statement, NoStatement> read_statement(
    const Settings& settings,
    const AccountKey& account,
    const Keys& keys,
    const std::string& request_id,
    const SendResult& sent
) {
    if (const auto* never = std::get_if<Unavailable>(&sent)) return NoStatement{never->why};
    if (const auto* none = std::get_if<NoAnswer>(&sent)) return NoStatement{none->why};
    const auto& answer = std::get<HttpAnswer>(sent);
    switch (gateway_word(answer.status)) {
        case GatewayWord::our_setup:
            return NoStatement{
                "the bank's gateway refuses our set-up (HTTP " + std::to_string(answer.status) +
                    ")",
                answer.origin_proven
            };
        case GatewayWord::busy:
            return NoStatement{unreadable(answer)};
        case GatewayWord::none:
            break;
    }
    return read_statement_message(settings, account, keys, request_id, answer);
}

AccountResult decode_statement(
    const Settings& settings, const AccountQuery& query, const Keys& keys, const SendResult& sent
) {
    auto read = read_statement(settings, query.account.key, keys, erp_id(query.request_id), sent);
    if (const auto* none = std::get_if<NoStatement>(&read))
        return QuerySilent{none->why, none->alarm};
    const auto& statement = std::get<Statement>(read);
    AccountPage page;
    for (const auto& row : statement.rows) {
        const std::string number = row.credit.is_zero() ? std::string() : number_of(settings, row);
        if (number.empty()) continue;
        Notice notice;
        notice.account = query.account.key;
        notice.said = Said::paid;
        notice.amount = row.credit;
        notice.provider_txn = row.transaction;
        notice.paid_to = number;
        notice.occurred_at = row.at;
        notice.source = Source::statement;
        page.notices.emplace_back(std::move(notice), statement.proof);
    }
    return page;
}

}  // namespace dvcpay::vietinbank
