// VNPT Pay as tests ask it: its calls to us, how it reads our answers, its tables.
#include <map>
#include <utility>

#include "sandbox/crypto.hpp"
#include "sandbox/vnptpay/server.hpp"
#include "sandbox/vnptpay/wire.hpp"
#include "sandbox/web.hpp"

namespace dvcpay::sandbox::vnptpay {

namespace {

struct Row {
    const char* code;
    Means create;
    Means query;
    Means refund;
    Means confirm;
};

constexpr auto unknown = Means::unknown;

/// The table of RESPONSE_CODE, operation by operation.
constexpr Row rows[] = {
    {"00", Means::opened, unknown, Means::done, Means::paid},
    {"01", Means::refused, unknown, Means::refused, Means::declined},
    {"02", Means::refused, unknown, Means::refused, unknown},
    {"03", unknown, unknown, unknown, unknown},
    {"04", unknown, unknown, unknown, unknown},
    {"05", unknown, Means::not_found, unknown, unknown},
    {"06", unknown, unknown, unknown, unknown},
    {"07", Means::refused, unknown, Means::refused, unknown},
    {"08", Means::refused, unknown, Means::refused, unknown},
    {"09", Means::refused, unknown, Means::refused, unknown},
    {"96", Means::refused, unknown, unknown, unknown},
    {"99", unknown, unknown, unknown, unknown},
};

std::string code_of(const Wish& wish) {
    if (!wish.code.empty()) return wish.code;
    switch (wish.says) {
        case Says::paid:
            return "00";
        case Says::declined:
        case Says::cancelled:
            return "01";
        case Says::waiting:
            return "04";
        case Says::unknown_code:
            return "77";
    }
    return "99";
}

std::string token_of(const std::string& link) {
    for (const std::string_view mark : {"VNPTPAYQR.", "/vnptpay/pay?t="}) {
        if (const auto at = link.find(mark); at != std::string::npos)
            return link.substr(at + mark.size());
    }
    return {};
}

std::string form_of(const Json& body) {
    std::string out;
    for (const auto& [member, value] : body.items()) {
        if (!out.empty()) out += '&';
        out += percent_encode(member) + '=' + percent_encode(plain(body, member));
    }
    return out;
}

/// Other members, the same text under the signature.
void shift(Json& body) {
    const std::string info = plain(body, "ADDITIONAL_INFO");
    const auto cut = info.find('|');
    body["PAYMENT_METHOD"] = plain(body, "PAYMENT_METHOD") + '|' + plain(body, "PAY_DATE");
    body["PAY_DATE"] = info.substr(0, cut);
    body["ADDITIONAL_INFO"] = info.substr(cut + 1);
}

}  // namespace

Result<std::string> VnptPay::scan(const std::string& payload) {
    const std::string token = token_of(payload);
    if (token.empty()) return Error(Fault::not_found, "no code of VNPT Pay");
    return "/vnptpay/pay?t=" + token;
}

Result<void> VnptPay::look(const Offer& offer) {
    const auto* order = find(offer.order_ref);
    if (order == nullptr) return Error(Fault::malformed, "VNPT Pay knows no " + offer.order_ref);
    if (order->asked != offer.asked) return Error(Fault::malformed, "the order asks otherwise");
    const std::string& link = offer.qr.empty() ? offer.url : offer.qr;
    if (link.find(order->token) == std::string::npos)
        return Error(Fault::malformed, "the payer was given a link that VNPT Pay did not make");
    return ok();
}

std::optional<OutboundRequest> VnptPay::message(const Wish& wish) {
    if (wish.kind != "ipn" || !wish.more.empty()) return std::nullopt;
    const auto* order = find(wish.order);
    const bool moved = order != nullptr && !order->movements.empty();
    const std::string code = code_of(wish);
    std::int64_t amount = order == nullptr ? 0 : order->asked;
    if (moved) amount = order->movements.back().amount;
    std::string txn = wish.txn;
    if (txn.empty() && moved) txn = order->movements.back().txn;
    if (txn.empty() && code == "00") txn = next_txn();
    Json body;
    body["ACTION"] = "CONFIRM";
    body["RESPONSE_CODE"] = code;
    body["MERCHANT_SERVICE_ID"] = wish.partner.empty() ? setting("service_id") : wish.partner;
    body["MERCHANT_ORDER_ID"] = wish.order;
    body["AMOUNT"] = wish.amount.value_or(amount);
    body["CURRENCY_CODE"] = wish.currency.empty() ? "VND" : wish.currency;
    body["VNPTPAY_TRANSACTION_ID"] = txn;
    body["PAYMENT_METHOD"] = "VNPTPAY";
    Wall at = wish.at.value_or(moved ? order->movements.back().at : now());
    body["PAY_DATE"] = fourteen_digits(at);
    body["ADDITIONAL_INFO"] = wish.text;
    if (wish.shift_boundary) body["ADDITIONAL_INFO"] = "NH|VCB";
    std::string secret = setting("secret_key");
    if (wish.signed_as == SignedAs::next_key && !setting("next_secret_key").empty())
        secret = setting("next_secret_key");
    if (wish.signed_as == SignedAs::wrong_key) secret = "not the secret of this service";
    const std::string secure = code_of_members(body, members_of("confirm"), secret);
    if (wish.shift_boundary) shift(body);
    if (wish.signed_as != SignedAs::nothing) body["SECURE_CODE"] = secure;

    OutboundRequest request;
    request.url = gateway_url() + "/v1/callbacks/vnptpay/ipn";
    const std::string shape = setting("callback");
    if (shape == "data" || shape == "form") {
        request.headers.add("Content-Type", "application/x-www-form-urlencoded");
        request.body = shape == "form" ? form_of(body) : "data=" + percent_encode(dump(body));
    } else {
        request.headers.add("Content-Type", "application/json");
        request.body = dump(body);
    }
    return request;
}

Reading VnptPay::read(std::string_view /*kind*/, const HttpResponse& answer) {
    Reading reading;
    const Json body = Json::parse(answer.body, nullptr, false);
    if (answer.status != 200 || !body.is_object()) {
        reading.why = "a CONFIRM is answered with HTTP 200 and a JSON object";
        return reading;
    }
    reading.code = plain(body, "RESPONSE_CODE");
    for (const char* member :
         {"RESPONSE_CODE",
          "DESCRIPTION",
          "MERCHANT_SERVICE_ID",
          "MERCHANT_ORDER_ID",
          "CREATE_DATE",
          "SECURE_CODE"}) {
        if (!body.contains(member)) reading.why = std::string(member) + " is missing";
    }
    if (body.size() != 6 && reading.why.empty()) reading.why = "more members than six";
    if (!reading.why.empty()) return reading;
    // Whose secret a call with a foreign service should be answered with, nobody knows.
    const bool nobodys = plain(body, "MERCHANT_SERVICE_ID").empty() && reading.code == "99";
    reading.signature_ok = nobodys || signed_rightly(body, members_of("acknowledgement"));
    if (reading.code == "00") {
        reading.said = Reading::Said::taken;
    } else if (reading.code == "02") {
        reading.said = Reading::Said::repeated;
    } else if (reading.code == "08") {
        reading.said = Reading::Said::again;
    } else if (reading.code == "01" || reading.code == "04" || reading.code == "97" ||
               reading.code == "99") {
        reading.said = Reading::Said::refused;
    } else {
        reading.why = "no code of an acknowledgement";
    }
    return reading;
}

std::vector<CodeCase> VnptPay::codes() const {
    std::vector<CodeCase> out;
    for (const auto& row : rows) {
        out.push_back({"create", row.code, row.create});
        if (row.query != unknown || std::string_view(row.code) != "00")
            out.push_back({"query", row.code, row.query});
        out.push_back({"ipn", row.code, row.confirm});
        out.push_back({"refund", row.code, row.refund});
    }
    out.push_back({"query", "status=00", Means::paid});
    out.push_back({"query", "status=01", Means::declined});
    out.push_back({"query", "status=02", Means::waiting});
    out.push_back({"query", "status=03", unknown});
    out.push_back({"query", "status=77", unknown});
    out.push_back({"refund_query", "status=03", Means::done});
    out.push_back({"refund_query", "status=02", Means::pending});
    out.push_back({"refund_query", "status=01", Means::refused});
    out.push_back({"refund_query", "status=00", unknown});
    for (const char* code : {"03", "04", "05", "06", "96", "99"})
        out.push_back({"refund_query", code, unknown});
    return out;
}

std::string VnptPay::not_applicable(std::string_view situation) const {
    static const std::map<std::string_view, std::string_view> reasons = {
        {"many_records", "CONFIRM: one call tells of one order"},
        {"second_payment", "sequence: an order is paid once"},
        {"token", "transport: a static key in each call, nothing is fetched and nothing ends"},
        {"large_amounts", "limits: at most 50 000 000 VND; the contract wins"},
        {"numbers", "INIT: orders are told apart by MERCHANT_ORDER_ID alone"},
        {"questions", "CONFIRM: the gateway asks nothing before it takes money"},
        {"result_questions", "CONFIRM: the gateway repeats its call, it does not ask"},
        {"login", "CONFIRM: the body's SECURE_CODE is the only proof, nobody logs in"},
        {"refund_impossible", "gateway codes: none says that a payment cannot be returned"},
    };
    // Which of the two holds is the contract's: the interface, or VNPT's portal.
    const bool refunds = setting("refunds") == "on";
    if (situation == "refund_manual" && refunds)
        return "refund: this contract returns money by the assumed interface";
    if (situation == "refund" && !refunds)
        return "refund: no format is public, the default is by hand";
    const auto at = reasons.find(situation);
    return at == reasons.end() ? std::string() : std::string(at->second);
}

}  // namespace dvcpay::sandbox::vnptpay
