#include "vietcombank/messages.hpp"

#include "toolkit/json_text.hpp"
#include "toolkit/text.hpp"

namespace dvcpay::vietcombank {
namespace {

using toolkit::JsonText;
using toolkit::JsonValue;

constexpr std::size_t id_max = 64;
constexpr std::size_t remark_max = 1000;
constexpr std::size_t signature_max = 2048;
constexpr std::size_t bills_max = 50;

/// As the bank wrote it: a text, or the literal of a number; empty for anything else.
std::string member(const JsonValue& object, std::string_view name, std::size_t max = id_max) {
    const JsonValue* found = object.find(name);
    if (found == nullptr || found->text.size() > max) return {};
    const bool fits =
        found->kind == JsonValue::Kind::string || found->kind == JsonValue::Kind::number;
    if (!fits || toolkit::printable(found->text, found->text.size()) != found->text) return {};
    return found->text;
}

void write_code(JsonText& out, ErrorCodeType type, Reply reply) {
    const ReplyWords words = words_of(reply);
    switch (type) {
        case ErrorCodeType::text:
            out.text("errorCode", words.code);
            return;
        case ErrorCodeType::number: {
            // "031" has no leading zero as a number.
            const auto digits = words.code.find_first_not_of('0');
            out.lexeme(
                "errorCode", digits == std::string_view::npos ? "0" : words.code.substr(digits)
            );
            return;
        }
    }
}

void write_context(
    JsonText& out, ErrorCodeType type, const Envelope& asked, const AnswerParts& parts
) {
    out.object("context")
        .text("channelId", asked.channel)
        .text("channelRefNumber", asked.reference)
        .text("requestDateTime", asked.time)
        .text("responseMsgId", parts.our_id)
        .text("status", parts.reply == Reply::success ? "SUCCESS" : "FAILURE");
    write_code(out, type, parts.reply);
    out.text("errorMessage", words_of(parts.reply).message).end();
}

void write_bill(JsonText& out, const Collection& contract, const AnswerParts& parts) {
    out.text("customerCode", parts.customer);
    if (parts.reply != Reply::success) return;
    out.text("paymentSequence", "1")
        .array("bills")
        .object()
        .text("billId", parts.customer)
        .text("amount", parts.amount)
        .array("addnlFields")
        .object()
        .text("fieldId", contract.customer_name_field)
        .text("fieldValue", contract.account_name)
        .end()
        .end()
        .end()
        .end();
}

void write_payment(JsonText& out, const Collection& contract, const AnswerParts& parts) {
    out.text("providerId", parts.provider).text("serviceId", parts.service);
    if (parts.reply != Reply::success) return;
    out.array("bills");
    for (const auto& bill : parts.bills) {
        out.object()
            .text("billId", bill.bill)
            .text("amount", bill.amount)
            .text(contract.bill_error_field, "0")
            .text("billErrDesc", "")
            .end();
    }
    out.end();
}

}  // namespace

Result<Envelope> read_envelope(std::string_view body) {
    BOOST_OUTCOME_TRY(auto tree, toolkit::parse_json(body));
    const JsonValue* context = tree.find("context");
    const JsonValue* payload = tree.find("payload");
    if (context == nullptr || payload == nullptr || !context->is_object() || !payload->is_object())
        return Error(Fault::malformed, "no context or no payload");
    Envelope out;
    out.channel = member(*context, "channelId");
    out.reference = member(*context, "channelRefNumber");
    out.time = member(*context, "requestDateTime");
    out.signature = member(tree, "signature", signature_max);
    out.payload = *payload;
    return out;
}

BillQuestion read_bill_question(const JsonValue& payload) {
    BillQuestion out;
    out.provider = member(payload, "providerId");
    out.service = member(payload, "serviceId");
    out.customer = member(payload, "customerCode");
    return out;
}

Payment read_payment(const JsonValue& payload) {
    Payment out;
    out.provider = member(payload, "providerId");
    out.service = member(payload, "serviceId");
    out.customer = member(payload, "customerCode");
    out.total = member(payload, "totalPaymentAmount");
    out.mode = member(payload, "paymentMode");
    out.transaction = member(payload, "internalTransactionRefNo");
    const JsonValue* bills = payload.find("bills");
    if (bills == nullptr || !bills->is_array() || bills->items.size() > bills_max) return out;
    for (const auto& bill : bills->items)
        out.bills.push_back({member(bill, "billId"), member(bill, "amount")});
    return out;
}

Advice read_advice(const JsonValue& payload) {
    Advice out;
    out.provider = member(payload, "providerId");
    out.service = member(payload, "serviceId");
    out.account = member(payload, "account");
    out.amount = member(payload, "amount");
    out.currency = member(payload, "currency");
    out.side = member(payload, "dorc");
    out.time = member(payload, "transactionTime");
    out.remark = member(payload, "remark", remark_max);
    const JsonValue* host = payload.find("hostInfo");
    if (host == nullptr) return out;
    out.teller = member(*host, "tellerId");
    out.sequence = member(*host, "seqNo");
    out.branch = member(*host, "branch");
    return out;
}

std::string encode_answer(
    const Collection& contract,
    const Envelope& asked,
    const AnswerParts& parts,
    std::string_view signature
) {
    JsonText out;
    out.object();
    write_context(out, contract.error_code_type, asked, parts);
    out.object("payload");
    switch (parts.of) {
        case AnswerParts::Of::bill:
            write_bill(out, contract, parts);
            break;
        case AnswerParts::Of::payment:
            write_payment(out, contract, parts);
            break;
        case AnswerParts::Of::advice:
            break;
    }
    out.end().text("signature", signature).end();
    return out.take();
}

std::string encode_bare_answer(Reply reply) {
    JsonText out;
    out.object()
        .object("context")
        .text("status", "FAILURE")
        .text("errorCode", words_of(reply).code)
        .text("errorMessage", words_of(reply).message)
        .end()
        .object("payload")
        .end()
        .end();
    return out.take();
}

}  // namespace dvcpay::vietcombank
