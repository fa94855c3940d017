// Viettel as tests ask it: its calls to us, how it reads our answers, its tables.
#include <map>
#include <sstream>
#include <utility>

#include "sandbox/crypto.hpp"
#include "sandbox/viettelpay/server.hpp"
#include "sandbox/web.hpp"

namespace dvcpay::sandbox::viettelpay {

namespace {

constexpr const char* of_order_check = "billcode merchant_code order_id trans_amount";
constexpr const char* of_order_check_answer =
    "billcode error_code merchant_code order_id trans_amount";
constexpr const char* of_result =
    "billcode cust_msisdn error_code merchant_code order_id payment_status trans_amount "
    "vt_transaction_id";
constexpr const char* of_result_answer = "error_code merchant_code order_id";
constexpr const char* of_question = "merchant_code order_id";
constexpr const char* payer_phone = "84912345678";

std::string form_of(const Form& values) {
    std::string out;
    for (const auto& [name, text] : values) {
        if (!out.empty()) out += '&';
        out += percent_encode(name) + '=' + percent_encode(text);
    }
    return out;
}

std::string code_of(const Wish& wish) {
    if (!wish.code.empty()) return wish.code;
    switch (wish.says) {
        case Says::paid:
            return "1/00";
        case Says::declined:
            return "2/16";
        case Says::cancelled:
            return "5/V06";
        case Says::waiting:
            return "0/00";
        case Says::unknown_code:
            return "7/77";
    }
    return "3/99";
}

Reading::Said order_check_said(const std::string& code) {
    if (code == "00") return Reading::Said::taken;
    if (code == "01" || code == "02") return Reading::Said::refused;
    return code == "03" ? Reading::Said::again : Reading::Said::garbage;
}

/// A result that was not stored is told again.
Reading::Said result_said(const std::string& code) {
    if (code == "00") return Reading::Said::taken;
    return code == "01" ? Reading::Said::again : Reading::Said::garbage;
}

struct Row {
    const char* code;
    Means means;
};
/// payment_status decides, error_code is detail; money needs 1 and 00.
constexpr Row results[] = {
    {"1/00", Means::paid},
    {"1/W04", Means::unknown},
    {"1/99", Means::unknown},
    {"-1/00", Means::waiting},
    {"0/00", Means::waiting},
    {"2/22", Means::declined},
    {"2/V02", Means::declined},
    {"2/V03", Means::declined},
    {"2/21", Means::declined},
    {"2/685", Means::declined},
    {"2/16", Means::declined},
    {"2/V05", Means::declined},
    {"2/S_MAINTAIN", Means::declined},
    {"2/M04", Means::declined},
    {"2/V01", Means::declined},
    {"2/M01", Means::declined},
    {"2/M02", Means::declined},
    {"2/M03", Means::declined},
    {"3/V04", Means::unknown},
    {"3/813", Means::unknown},
    {"3/99", Means::unknown},
    {"5/V06", Means::cancelled},
    {"7/00", Means::unknown},
};
constexpr Row refunds[] = {
    {"00", Means::done},
    {"M01", Means::refused},
    {"M05", Means::refused},
    {"218", Means::refused},
    {"655", Means::refused},
    {"457", Means::refused},
    {"KG3", Means::refused},
    {"27", Means::refused},
    {"KG8", Means::refused},
    {"485", Means::refused},
    {"17", Means::not_refundable},
    {"159", Means::not_refundable},
    {"176", Means::unknown},
    {"813", Means::unknown},
    {"927", Means::unknown},
};

}  // namespace

Result<std::string> Viettel::scan(const std::string& payload) {
    BOOST_OUTCOME_TRY(const auto* order, seen_code(payload));
    return "/viettelpay/pay?t=" + order->token;
}

Result<void> Viettel::look(const Offer& offer) {
    Result<BasicOrder*> order =
        offer.qr.empty() ? seen_address(query_of(offer.url)) : seen_code(offer.qr);
    if (!order) return order.error();
    if (order.value()->id != offer.order_ref)
        return Error(Fault::malformed, "the address names another order");
    if (order.value()->asked != offer.asked)
        return Error(Fault::malformed, "the address asks for another amount");
    return ok();
}

/// What was checked before the debit is what is debited.
Result<std::string> Viettel::pay(const Offer& offer, std::int64_t amount) {
    if (amount != offer.asked)
        return Error(Fault::state_conflict, "Viettel debits what the order check answered");
    return BasicProvider::pay(offer, amount);
}

Form Viettel::result_of(const Wish& wish) {
    const auto* order = find(wish.order);
    const bool moved = order != nullptr && !order->movements.empty();
    std::int64_t amount = order == nullptr ? 0 : order->asked;
    if (moved) amount = order->movements.back().amount;
    const std::string code = code_of(wish);
    const auto slash = code.find('/');
    Form out;
    out["payment_status"] = code.substr(0, slash);
    out["error_code"] = slash == std::string::npos ? "99" : code.substr(slash + 1);
    out["cust_msisdn"] = payer_phone;
    out["billcode"] = wish.order;
    if (order != nullptr) out["billcode"] = order->more.value("billcode", wish.order);
    out["merchant_code"] = wish.partner.empty() ? setting("merchant_code") : wish.partner;
    out["order_id"] = wish.order;
    out["trans_amount"] = std::to_string(wish.amount.value_or(amount));
    out["vt_transaction_id"] = wish.txn;
    if (wish.txn.empty() && moved) out["vt_transaction_id"] = order->movements.back().txn;
    if (out["vt_transaction_id"].empty() && out["payment_status"] == "1")
        out["vt_transaction_id"] = next_txn();
    return out;
}

std::optional<OutboundRequest> Viettel::message(const Wish& wish) {
    if (!wish.more.empty() || !wish.currency.empty()) return std::nullopt;
    Form values = result_of(wish);
    std::string members = of_result;
    if (wish.kind == "order-check") {
        members = of_order_check;
        if (!wish.amount) {
            const auto* order = find(wish.order);
            values["trans_amount"] = std::to_string(order == nullptr ? 0 : order->asked);
        }
    } else if (wish.kind == "status") {
        members = of_question;
    } else if (wish.kind != "ipn") {
        return std::nullopt;
    }
    std::string key = setting("hash_key");
    if (wish.signed_as == SignedAs::next_key && !setting("next_hash_key").empty())
        key = setting("next_hash_key");
    if (wish.signed_as == SignedAs::wrong_key) key = "not the key of this merchant";
    const std::string sum = checksum(members, values, key);
    if (wish.shift_boundary) {
        if (wish.kind != "ipn" || values["vt_transaction_id"].size() < 2) return std::nullopt;
        values["trans_amount"] += values["vt_transaction_id"].front();
        values["vt_transaction_id"].erase(0, 1);
    }
    Form sent;
    std::istringstream names(members);
    for (std::string name; names >> name;) sent[name] = values[name];
    if (wish.kind == "order-check") sent.erase("trans_amount");  // signed, and not sent
    if (wish.signed_as != SignedAs::nothing) sent["check_sum"] = sum;
    OutboundRequest request;
    request.url = gateway_url() + "/v1/callbacks/viettelpay/" + wish.kind;
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    request.body = form_of(sent);
    return request;
}

Reading Viettel::read(std::string_view kind, const HttpResponse& answer) {
    Reading reading;
    const Json body = Json::parse(answer.body, nullptr, false);
    if (answer.status != 200 || !body.is_object()) {
        reading.why = "a call is answered with HTTP 200 and a JSON object";
        return reading;
    }
    Form values;
    for (const auto& [member, text] : body.items()) {
        if (text.is_string()) values[member] = text.get<std::string>();
    }
    const bool check = kind == "order-check";
    const std::string members = check ? of_order_check_answer : of_result_answer;
    std::istringstream names(
        members +
        (check ? " check_sum" : " return_url return_bill_code return_other_info check_sum")
    );
    for (std::string name; names >> name;) {
        if (!values.contains(name)) reading.why = name + " is missing";
    }
    reading.code = values["error_code"];
    if (!reading.why.empty()) return reading;
    // Whose key a call with a foreign merchant should be answered with, nobody knows.
    const bool nobodys = values["merchant_code"].empty() && reading.code == "01";
    reading.signature_ok = nobodys || fits(members, values, values["check_sum"]);
    if (!reading.signature_ok) reading.why = "check_sum of the answer";
    reading.said = check ? order_check_said(reading.code) : result_said(reading.code);
    if (check && reading.code == "00") reading.amount = std::stoll(values["trans_amount"]);
    return reading;
}

std::vector<CodeCase> Viettel::codes() const {
    std::vector<CodeCase> out;
    for (const auto& row : results) {
        out.push_back({"query", row.code, row.means});
        out.push_back({"ipn", row.code, row.means});
    }
    for (const auto& row : refunds) out.push_back({"refund", row.code, row.means});
    return out;
}

std::string Viettel::not_applicable(std::string_view situation) const {
    static const std::map<std::string_view, std::string_view> reasons = {
        {"many_records", "vendor 4.2: one result tells of one order"},
        {"wrong_currency", "vendor 4.2: amounts are VND, no message names a currency"},
        {"second_payment", "vendor 4.1: a paid order is refused before the debit"},
        {"refund_pending", "vendor 1.4: a refund is done or it is not"},
        {"create", "profile A, payment redirect: the address is signed here, nothing is sent"},
        {"create_codes", "profile A, payment redirect: no answer, so no code"},
        {"token", "profile A, transport: no call carries a token or another header"},
        {"large_amounts", "limits: at most 100 000 000 VND; the contract wins"},
        {"numbers", "profile A: orders are told apart by order_id alone"},
        {"other_amount", "vendor 4.1: the order check names the amount that is debited"},
        {"login", "profile A, transport: calls are form posts with a check_sum, nobody logs in"},
        {"not_found_yet", "statuses: -1 (no transaction yet) is pending, none says not found"},
        {"refund_manual", "vendor 1.4: REFUND_PAYMENT returns the whole amount"},
    };
    const auto at = reasons.find(situation);
    return at == reasons.end() ? std::string() : std::string(at->second);
}

std::string Viettel::return_url(const BasicOrder& order) const {
    // The same fields as a result, in the query.
    Form values;
    values["billcode"] = order.more.value("billcode", order.id);
    values["cust_msisdn"] = payer_phone;
    values["error_code"] = order.movements.empty() ? "V06" : "00";
    values["merchant_code"] = setting("merchant_code");
    values["order_id"] = order.id;
    values["payment_status"] = order.movements.empty() ? "5" : "1";
    values["trans_amount"] = std::to_string(order.asked);
    values["vt_transaction_id"] = order.movements.empty() ? "" : order.movements.back().txn;
    values["check_sum"] = checksum(of_result, values, setting("hash_key"));
    if (order.return_url.empty()) return {};
    const char joint = order.return_url.find('?') == std::string::npos ? '?' : '&';
    return order.return_url + joint + form_of(values);
}

}  // namespace dvcpay::sandbox::viettelpay
