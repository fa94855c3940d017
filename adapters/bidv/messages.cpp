#include "bidv/messages.hpp"

#include <utility>

#include "bidv/numbers.hpp"
#include "crypto/digest.hpp"
#include "toolkit/amount.hpp"
#include "toolkit/ict.hpp"
#include "toolkit/json_text.hpp"
#include "toolkit/lexeme_json.hpp"
#include "toolkit/text.hpp"

namespace dvcpay::bidv {
namespace {

using toolkit::JsonText;
using toolkit::JsonValue;

constexpr std::size_t id_max = 64;
constexpr std::size_t checksum_max = 128;
constexpr std::size_t qr_text_max = 512;

std::string plain_day(Day day) {
    return toolkit::format_ict(start_of(day), toolkit::ict::compact_day);
}

/// A member as the bank wrote it: a text, or the literal of a number.
std::optional<std::string> member(const JsonValue& object, std::string_view name, std::size_t max) {
    const JsonValue* found = object.find(name);
    if (found == nullptr || found->text.empty() || found->text.size() > max) return std::nullopt;
    const bool fits =
        found->kind == JsonValue::Kind::string || found->kind == JsonValue::Kind::number;
    if (!fits || toolkit::printable(found->text, found->text.size()) != found->text)
        return std::nullopt;
    return found->text;
}

const JsonValue* at_path(const JsonValue& object, std::string_view path) {
    const auto dot = path.find('.');
    if (dot == std::string_view::npos) return object.find(path);
    const JsonValue* inner = object.find(path.substr(0, dot));
    return inner == nullptr ? nullptr : inner->find(path.substr(dot + 1));
}

/// Reads members that must be there, and remembers whether one is not.
class Members {
  public:
    explicit Members(const JsonValue& object) : object_(&object) {}
    std::string must(std::string_view name, std::size_t max) {
        auto text = member(*object_, name, max);
        if (!text) complete_ = false;
        return text.value_or(std::string());
    }
    std::string may(std::string_view name, std::size_t max) const {
        return member(*object_, name, max).value_or(std::string());
    }
    bool complete() const { return complete_; }

  private:
    const JsonValue* object_;
    bool complete_ = true;
};

Result<JsonValue> object_of(std::string_view body) {
    BOOST_OUTCOME_TRY(auto tree, toolkit::parse_json(body));
    if (!tree.is_object()) return Error(Fault::malformed, "not a JSON object");
    return tree;
}

void write_row(JsonText& out, const Settings& settings, const Bill& bill) {
    out.number("type", settings.bill_type)
        .number("amount", bill.amount.count())
        .text("bill_id", bill.bill);
}

/// Bills within months, as the camel contract has them.
void write_nested(JsonText& out, const Settings& settings, const Bill& bill) {
    out.text("type", std::to_string(settings.bill_type))
        .number("total_amount", bill.amount.count())
        .array("data")
        .object()
        .text("period", plain_day(bill.day).substr(0, 6))
        .array("data")
        .object()
        .text("bill_id", bill.bill)
        .number("amount", bill.amount.count())
        .text("remark", bill.remark)
        .end()
        .end()
        .end()
        .end();
}

}  // namespace

std::string content_of(const Attempt& attempt) {
    return attempt.order_ref.text();
}

Result<std::string> encode_qr(const Settings& settings, const CreateOrder& order) {
    const Money amount = order.attempt.amount;
    if (amount < settings.amount_min || amount > settings.amount_max)
        return Error(Fault::amount_out_of_range);
    const auto code = code_of(settings, order.attempt.virtual_account);
    if (!code) return Error(Fault::configuration, "the attempt has no number of this contract");
    JsonText out;
    out.object()
        .text("serviceId", settings.service_id)
        .text("code", *code)
        .text("name", settings.account_name)
        .text("amount", toolkit::amount_text(amount))
        .text("description", content_of(order.attempt))
        .end();
    return out.take();
}

std::string encode_reconciliation(const Settings& settings, Day day) {
    JsonText out;
    out.object()
        .text("type", "1")
        .text("providerId", settings.merchant_id)
        .text("serviceId", settings.service_id)
        .text("transDate", plain_day(day))
        .text("fileType", settings.reconciliation_file_type)
        .end();
    return out.take();
}

std::string encode_differences(const Settings& settings, Day day, std::string_view file) {
    JsonText out;
    out.object()
        .text("type", "2")
        .text("providerId", settings.merchant_id)
        .text("serviceId", settings.service_id)
        .text("transDate", plain_day(day))
        .text("fileType", "2")
        .text("fileContent", crypto::to_base64(file))
        .end();
    return out.take();
}

std::string encode_statement(const Settings& settings, Day day, std::int64_t page) {
    JsonText out;
    switch (settings.statement_product) {
        case StatementProduct::iconnect:
            out.object()
                .text("accountNo", settings.statement_account)
                .text("transDate", plain_day(day))
                .number("pageNum", page)
                .end();
            break;
        case StatementProduct::corp:
            out.object()
                .text("actNumber", settings.statement_account)
                .text("curr", "VND")
                .text("fromDate", plain_day(day))
                .text("toDate", plain_day(day))
                .number("page", page)
                .end();
            break;
    }
    return out.take();
}

std::string encode_payers(
    const Settings& settings,
    std::string_view secure_code,
    PayerAction action,
    const std::vector<Payer>& payers
) {
    JsonText out;
    out.object()
        .text("secureCode", secure_code)
        .text("serviceId", settings.service_id)
        .text("merchantId", settings.merchant_id)
        .text("merchantName", settings.merchant_name)
        .text("action", std::to_string(static_cast<int>(action)))
        .text("serviceCode", settings.service_id)
        .array("payerList");
    for (const auto& payer : payers) {
        out.object()
            .text("payerId", payer.id)
            .text("payerName", payer.name)
            .text("amount", toolkit::amount_text(payer.amount))
            .text("expireDate", toolkit::format_ict(payer.expires_at, toolkit::ict::compact))
            .text("status", "1")
            .end();
    }
    out.end().end();
    return out.take();
}

Result<QrAnswer> decode_qr(const Settings& settings, std::string_view body) {
    BOOST_OUTCOME_TRY(auto tree, object_of(body));
    QrAnswer out;
    const auto code = member(tree, "errorCode", id_max);
    if (!code) return Error(Fault::malformed, "no errorCode");
    out.code = *code;
    for (const auto& path : settings.qr_result_fields) {
        const JsonValue* found = at_path(tree, path);
        if (found == nullptr || found->kind != JsonValue::Kind::string || found->text.empty())
            continue;
        if (found->text.size() > qr_text_max) return Error(Fault::malformed, "the QR is too long");
        out.qr = found->text;
        break;
    }
    return out;
}

Result<BillQuestion> decode_bill_question(FieldStyle style, std::string_view body) {
    BOOST_OUTCOME_TRY(auto tree, object_of(body));
    const bool snake = style == FieldStyle::snake;
    Members members(tree);
    BillQuestion out;
    out.customer = members.must(snake ? "customer_id" : "customerId", id_max);
    out.service = members.must(snake ? "service_id" : "serviceId", id_max);
    out.checksum = members.must("checksum", checksum_max);
    if (!members.complete()) return Error(Fault::malformed, "a member of getbill is missing");
    return out;
}

Result<BillPaid> decode_bill_paid(FieldStyle style, std::string_view body) {
    BOOST_OUTCOME_TRY(auto tree, object_of(body));
    const bool snake = style == FieldStyle::snake;
    Members members(tree);
    BillPaid out;
    out.trans = members.must(snake ? "trans_id" : "transId", id_max);
    out.customer = members.must(snake ? "customer_id" : "customerId", id_max);
    if (snake) out.service = members.must("service_id", id_max);
    out.bill = members.must(snake ? "bill_id" : "billId", id_max);
    out.amount = members.must("amount", id_max);
    out.checksum = members.must("checksum", checksum_max);
    // No money is refused for want of a time that nothing here depends on.
    out.time = members.may(snake ? "trans_date" : "transDate", id_max);
    if (!members.complete()) return Error(Fault::malformed, "a member of paybill is missing");
    return out;
}

Wall read_time(std::string_view text) {
    return toolkit::parse_ict(text, toolkit::ict::compact).value_or(Wall{});
}

std::string encode_bill(const Settings& settings, const Bill& bill) {
    const ReplyWords words = words_of(Reply::success);
    JsonText out;
    out.object()
        .text("result_code", words.code)
        .text("result_desc", words.description)
        .text("customer_id", bill.customer)
        .text("customer_name", settings.account_name)
        .text("customer_addr", settings.customer_address);
    switch (settings.data_shape) {
        case DataShape::array:
            out.array("data").object();
            write_row(out, settings, bill);
            out.end().end();
            break;
        case DataShape::object:
            out.text("service_id", settings.service_id).object("data");
            write_row(out, settings, bill);
            out.end();
            break;
        case DataShape::nested:
            write_nested(out, settings, bill);
            break;
    }
    out.end();
    return out.take();
}

std::string encode_reply(Reply reply) {
    const ReplyWords words = words_of(reply);
    JsonText out;
    out.object().text("result_code", words.code).text("result_desc", words.description).end();
    return out.take();
}

}  // namespace dvcpay::bidv
