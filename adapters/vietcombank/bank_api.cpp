#include "vietcombank/bank_api.hpp"

#include <array>
#include <optional>
#include <utility>
#include <variant>

#include "toolkit/amount.hpp"
#include "toolkit/echo.hpp"
#include "toolkit/ict.hpp"
#include "toolkit/json_text.hpp"
#include "vietcombank/codes.hpp"
#include "vietcombank/collect.hpp"
#include "vietcombank/numbers.hpp"
#include "vietcombank/signing.hpp"

namespace dvcpay::vietcombank {
namespace {

using toolkit::JsonText;
using toolkit::JsonValue;

constexpr toolkit::JsonLimits answer_limits = {
    .bytes_max = std::size_t{4} * 1024 * 1024, .depth_max = 8, .values_max = 50'000
};
constexpr std::size_t label_max = 25;
constexpr std::size_t qr_text_max = 512;
constexpr std::array<std::string_view, 3> row_times = {
    toolkit::ict::day_first_dashes, toolkit::ict::dashes, toolkit::ict::compact
};

std::string day_text(Wall at) {
    return toolkit::format_ict(at, toolkit::ict::day_first_dashes_day);
}

std::string_view text_of(const JsonValue& object, std::string_view name) {
    const JsonValue* found = object.find(name);
    return found == nullptr ? std::string_view() : std::string_view(found->text);
}

/// A believed answer of the bank.
struct Answered {
    JsonValue payload;
    Proof proof;
};
/// Fault::unavailable: nothing to read. Fault::configuration: the bank refuses us, people look.
Result<Answered> open_answer(std::string_view message_id, const SendResult& sent) {
    const auto* answer = std::get_if<HttpAnswer>(&sent);
    if (answer == nullptr) return Error(Fault::unavailable, "no answer");
    if (meaning_of_status(answer->status) == HttpSaid::refused)
        return Error(Fault::configuration, "HTTP " + std::to_string(answer->status));
    if (meaning_of_status(answer->status) != HttpSaid::answered)
        return Error(Fault::unavailable, "HTTP " + std::to_string(answer->status));
    const auto tree = toolkit::parse_json(answer->body, answer_limits);
    const JsonValue* context = tree ? tree.value().find("context") : nullptr;
    const JsonValue* status = context == nullptr ? nullptr : context->find("responseStatus");
    if (status == nullptr) return Error(Fault::unavailable, "the answer cannot be read");
    const auto proof =
        toolkit::proof_by_echo(*answer, {{message_id, text_of(*context, "refMessageId")}});
    if (!proof) return Error(Fault::unavailable, "the answer does not repeat the question");
    switch (meaning_at_api(text_of(*status, "errorCode"))) {
        case ApiSaid::done:
            break;
        case ApiSaid::refused:
            return Error(Fault::configuration, "the bank refuses the question");
        case ApiSaid::unclear:
            return Error(Fault::unavailable, "the code settles nothing");
    }
    const JsonValue* payload = tree.value().find("payload");
    if (payload == nullptr) return Error(Fault::unavailable, "the answer has no payload");
    return Answered{*payload, *proof};
}

QuerySilent silence(const Error& error) {
    return QuerySilent{error.detail, error.fault == Fault::configuration};
}

/// Empty: the answer is no list of movements.
const std::vector<JsonValue>* rows_of(const JsonValue& payload) {
    const JsonValue* rows = payload.find("data");
    return rows == nullptr || !rows->is_array() ? nullptr : &rows->items;
}

/// An incoming movement; empty for what leaves, and for rows that cannot be booked.
std::optional<Notice> read_row(const AccountKey& account, const JsonValue& row) {
    const auto amount =
        toolkit::read_amount(text_of(row, "amount"), {.decimals = toolkit::Decimals::zeros});
    if (text_of(row, "dorc") != "C" || !amount || text_of(row, "transactionId").empty())
        return std::nullopt;
    Notice out;
    out.account = account;
    out.said = Said::paid;
    out.amount = *amount;
    out.provider_txn = text_of(row, "transactionId");
    out.provider_code = "C";
    out.occurred_at =
        toolkit::parse_first_of(row_times, text_of(row, "transactionTime")).value_or(Wall{});
    // The account's book: of one movement that the bank has told of as a payment the core makes one
    // credit, whatever each calls it.
    out.source = Source::statement;
    return out;
}

}  // namespace

BankCall qr_call(const Settings& settings, const CreateOrder& order) {
    const Collection& contract = settings.collection;
    const std::string content = content_of(contract, order.attempt);
    JsonText out;
    out.object()
        .text("MID", order.attempt.virtual_account)
        .text("merchName", contract.account_name.substr(0, label_max))
        .text("TID", "")
        .text("qrType", "06")
        .text("transId", order.attempt.order_ref.text())
        .text("productId", "")
        .text("billNumber", order.attempt.order_ref.text())
        .object("amount")
        .text("amount", toolkit::amount_text(order.attempt.amount))
        .end();
    for (const char* unused : {"expiryTime", "remark", "tipAndFee", "consumerId"})
        out.text(unused, "");
    out.text("purpose", content).text("inquiryBillUrl", "").text("paymentBillUrl", "").end();
    return {settings.api.qr_path, out.take(), order.attempt.request_id, order.now};
}

BankCall history_call(const Settings& settings, const QueryOrder& order) {
    JsonText out;
    out.object()
        .text("vaNumber", order.virtual_account)
        .text("fromDate", day_text(order.opened_at))
        .text("toDate", day_text(order.now))
        .text("page", "1")
        .text("rows", std::to_string(settings.api.page_rows))
        .end();
    return {settings.api.history_path, out.take(), order.request_id, order.now};
}

BankCall statement_call(const Settings& settings, const AccountQuery& query) {
    const std::string day = day_text(start_of(query.day));
    JsonText out;
    out.object()
        .text("account", settings.api.statement_account)
        .text("fromDate", day)
        .text("toDate", day)
        .text("page", std::to_string(query.page))
        .text("rows", std::to_string(settings.api.page_rows))
        .end();
    return {settings.api.statement_path, out.take(), query.request_id, query.now};
}

std::string message_time(Wall now) {
    return toolkit::format_ict(now, "yyyy-MM-ddTHH:mm:ss.SSSSSSSX");
}

Task<Result<OutboundRequest>> bank_request(
    Keys* keys, AccountKey account, Settings settings, BankCall call
) {
    const BankApi& api = settings.api;
    const std::string time = message_time(call.now);
    std::string text = api_text(api.app_id, call.message_id, time);
    Result<std::string> signature =
        co_await sign(keys, account, settings.collection.signing, std::move(text));
    if (!signature) co_return signature.error();
    JsonText body;
    body.object()
        .lexeme("payload", call.payload)
        .text("signature", signature.value())
        .object("context")
        .text("messageTime", time)
        .text("appId", api.app_id)
        .text("messageId", call.message_id)
        .null("refMessageId")
        .null("routing")
        .null("security")
        .end()
        .end();
    OutboundRequest out;
    out.channel = "vietcombank/" + account.account;
    out.url = api.base_url + call.path;
    out.headers.add("Content-Type", "application/json; charset=utf-8");
    out.body = body.take();
    Credential login;
    switch (api.login) {
        case BankLogin::none:
            co_return out;
        case BankLogin::basic:
            login.kind = Credential::Kind::basic;
            login.user = api.user;
            login.key = key_name(account, api_password);
            break;
        case BankLogin::oauth2:
            login.kind = Credential::Kind::token;
            login.token.url = api.token_url;
            login.token.client_id = api.client_id;
            login.token.client_secret = key_name(account, client_secret);
            login.token.scope = api.scope;
            break;
    }
    out.credentials.push_back(std::move(login));
    co_return out;
}

CreateResult decode_bank_qr(
    const Settings& settings,
    const CreateOrder& order,
    std::string_view message_id,
    const SendResult& sent
) {
    const auto opened = open_answer(message_id, sent);
    if (opened) {
        const std::string_view text = text_of(opened.value().payload, "data");
        if (text.size() <= qr_text_max && is_qr_of(settings.collection, order, text))
            return offer_of(settings.collection, order, std::string(text));
    }
    CreateResult ours = open_number(settings.collection, order);
    if (auto* offer = std::get_if<CreateOpened>(&ours)) offer->alarm = true;
    return ours;
}

QueryResult decode_history(
    const QueryOrder& order, std::string_view message_id, const SendResult& sent
) {
    const auto opened = open_answer(message_id, sent);
    if (!opened) return silence(opened.error());
    const auto* rows = rows_of(opened.value().payload);
    if (rows == nullptr) return QuerySilent{"the answer is no list"};
    const auto ours = [&](Notice notice) {
        notice.order_ref = order.order_ref;
        notice.paid_to = order.virtual_account;
        return Verified<Notice>(std::move(notice), opened.value().proof);
    };
    std::optional<QueryAnswer> told;
    for (const auto& row : *rows) {
        auto notice = read_row(order.account.key, row);
        if (!notice) continue;
        if (told) {
            told->add(ours(std::move(*notice)));
        } else {
            told.emplace(ours(std::move(*notice)));
        }
    }
    if (told) return std::move(*told);
    Notice none;
    none.account = order.account.key;
    none.said = Said::waiting;
    none.source = Source::status_answer;
    return ours(std::move(none));
}

AccountResult decode_statement(
    const Settings& settings,
    const AccountQuery& query,
    std::string_view message_id,
    const SendResult& sent
) {
    const auto opened = open_answer(message_id, sent);
    if (!opened) return silence(opened.error());
    const auto* rows = rows_of(opened.value().payload);
    if (rows == nullptr) return QuerySilent{"the answer is no list"};
    AccountPage page;
    for (const auto& row : *rows) {
        auto notice = read_row(query.account.key, row);
        const Whose whose = whose_in(settings.collection, text_of(row, "remark"));
        if (!notice || (whose.number.empty() && whose.order_ref.empty())) continue;
        notice->order_ref = whose.order_ref;
        notice->paid_to = whose.number;
        page.notices.emplace_back(std::move(*notice), opened.value().proof);
    }
    page.more = static_cast<std::int64_t>(rows->size()) >= settings.api.page_rows;
    return page;
}

}  // namespace dvcpay::vietcombank
