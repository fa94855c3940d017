#include "sandbox/viettelpay/server.hpp"

#include <algorithm>
#include <sstream>
#include <utility>

#include "sandbox/crypto.hpp"
#include "sandbox/web.hpp"

namespace dvcpay::sandbox::viettelpay {

namespace {

constexpr std::string_view page_path = "/PaymentGateway/payment";
constexpr std::string_view api_path = "/PaymentAPI/webresources/postData";

// The signed fields of each operation, as the vendor lists them behind access_code.
constexpr const char* of_payment = "billcode command merchant_code order_id trans_amount version";
constexpr const char* of_inquiry = "cmd merchant_code order_id version";
constexpr const char* of_inquiry_answer = "merchant_code order_id payment_status version";
constexpr const char* of_refund =
    "cmd merchant_code order_id originalRequestId refundType trans_amount version";
constexpr const char* of_refund_answer = "error_code merchant_code order_id version";

std::string value(const Form& form, const std::string& name) {
    const auto at = form.find(name);
    return at == form.end() ? std::string{} : at->second;
}

std::int64_t whole(const std::string& text) {
    if (text.empty() || text.size() > 15) return 0;
    std::int64_t out = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return 0;
        out = out * 10 + (c - '0');
    }
    return out;
}

bool ends_with_letter(const std::string& id) {
    const bool alphabet = std::ranges::all_of(id, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
    });
    return alphabet && id.size() >= 9 && id.size() <= 20 && id.back() >= 'A';
}

struct Outcome {
    std::string status;
    std::string code;
};

Outcome split(const std::string& code) {
    const auto at = code.find('/');
    if (at == std::string::npos) return {"3", code};
    return {code.substr(0, at), code.substr(at + 1)};
}

}  // namespace

bool Viettel::serves_protocol(std::string_view path) const {
    return path == page_path || path == api_path;
}

std::string Viettel::checksum(
    const std::string& members, const Form& values, const std::string& key
) const {
    std::string text = setting("access_code");
    std::istringstream names(members);
    for (std::string name; names >> name;) text += value(values, name);
    const auto hash = setting("hash") == "sha256" ? crypto::Hash::sha256 : crypto::Hash::sha1;
    const std::string mac = crypto::hmac(hash, key, text);
    return setting("checksum") == "hex" ? crypto::hex(mac) : crypto::base64(mac);
}

bool Viettel::fits(const std::string& members, const Form& values, const std::string& given) const {
    for (const char* which : {"hash_key", "next_hash_key"}) {
        const std::string key = setting(which);
        if (!key.empty() && crypto::same(given, checksum(members, values, key))) return true;
    }
    return false;
}

Asked Viettel::read_request(const HttpRequest& request) const {
    Asked asked;
    if (path_of(request.target) == page_path) {
        const Form query = query_of(request.target);
        asked.operation = "page";
        asked.order_id = value(query, "order_id");
        asked.amount = whole(value(query, "trans_amount"));
        return asked;
    }
    const Form form = parse_form(request.body);
    const std::string cmd = value(form, "cmd");
    if (cmd == "TRANS_INQUIRY") asked.operation = "query";
    if (cmd == "REFUND_PAYMENT") asked.operation = "refund";
    asked.order_id = value(form, "order_id");
    asked.amount = whole(value(form, "trans_amount"));
    return asked;
}

Result<BasicOrder*> Viettel::seen(
    const std::string& id, const std::string& amount, const std::string& text
) {
    if (!ends_with_letter(id)) return Error(Fault::malformed, "order_id has another form");
    const auto asked = whole(amount);
    if (asked < settings().amount_dong_min || asked > settings().amount_dong_max)
        return Error(Fault::malformed, "trans_amount is out of bounds");
    if (auto* known = find(id)) {
        if (known->asked != asked) return Error(Fault::malformed, "another amount than before");
        return known;
    }
    BasicOrder order;
    order.id = id;
    order.asked = asked;
    order.text = text;
    order.partner = setting("merchant_code");
    return &open(std::move(order));
}

Result<BasicOrder*> Viettel::seen_address(const Form& query) {
    for (const char* name :
         {"version",
          "command",
          "merchant_code",
          "order_id",
          "billcode",
          "trans_amount",
          "return_url",
          "check_sum"}) {
        if (value(query, name).empty())
            return Error(Fault::malformed, std::string(name) + " is missing");
    }
    if (value(query, "version") != "2.0" || value(query, "command") != "PAYMENT")
        return Error(Fault::malformed, "version or command");
    if (value(query, "merchant_code") != setting("merchant_code"))
        return Error(Fault::malformed, "no such merchant");
    if (!fits(of_payment, query, value(query, "check_sum")))
        return Error(Fault::malformed, "check_sum");
    BOOST_OUTCOME_TRY(
        auto* order,
        seen(value(query, "order_id"), value(query, "trans_amount"), value(query, "desc"))
    );
    order->return_url = value(query, "return_url");
    order->more["billcode"] = value(query, "billcode");
    return order;
}

Result<BasicOrder*> Viettel::seen_code(const std::string& qr) {
    const Json code = Json::parse(qr, nullptr, false);
    if (!code.is_object()) return Error(Fault::malformed, "M04: no JSON object");
    for (const char* name :
         {"priority", "version", "type", "billcode", "order_id", "amount", "merchant_code"}) {
        if (!code.contains(name))
            return Error(Fault::malformed, "M04: " + std::string(name) + " is missing");
    }
    if (code.at("merchant_code") != setting("merchant_code"))
        return Error(Fault::malformed, "M01: no such merchant");
    if (!code.at("amount").is_number_integer() || !code.at("order_id").is_string() ||
        !code.at("billcode").is_string())
        return Error(Fault::malformed, "M04: a member of another kind");
    BOOST_OUTCOME_TRY(
        auto* order,
        seen(
            code.at("order_id").get<std::string>(),
            std::to_string(code.at("amount").get<std::int64_t>()),
            "QR"
        )
    );
    order->more["billcode"] = code.at("billcode").get<std::string>();
    return order;
}

Answer Viettel::act(const Asked& asked, const HttpRequest& request) {
    if (asked.operation == "page") {
        const auto order = seen_address(query_of(request.target));
        Answer out;
        out.code = order ? "page" : "V01";
        if (!order) out.wrong.push_back(order.error().detail);
        out.response = order ? payer_page(*order.value())
                             : text_response(400, "V01: " + order.error().detail + "\n");
        return out;
    }
    const Form form = parse_form(request.body);
    std::vector<std::string> wrong;
    if (request.method != "POST") wrong.emplace_back("method");
    if (!request.headers.get("content-type").starts_with("application/x-www-form-urlencoded"))
        wrong.emplace_back("content type");
    if (value(form, "merchant_code") != setting("merchant_code")) wrong.emplace_back("merchant");
    if (value(form, "version") != "2.0") wrong.emplace_back("version");
    const std::string members = asked.operation == "query" ? of_inquiry : of_refund;
    if (wrong.empty() && !fits(members, form, value(form, "check_sum")))
        wrong.emplace_back("check_sum");
    if (wrong.empty()) return asked.operation == "query" ? inquiry(form) : refund(form);
    Answer out = asked.operation == "query" ? inquiry_says(asked.order_id, "3/V01")
                                            : refund_says(asked.order_id, "M05");
    out.wrong = std::move(wrong);
    return out;
}

Answer Viettel::answered(Json body, const std::string& members, std::string code) const {
    Form values;
    for (const auto& [member, text] : body.items()) values[member] = text.get<std::string>();
    body["check_sum"] = checksum(members, values, setting("hash_key"));
    Answer out;
    out.code = std::move(code);
    out.response = json_response(200, body);
    return out;
}

/// `code`: payment_status/error_code.
Answer Viettel::inquiry_says(const std::string& order_id, const std::string& code) const {
    const Outcome outcome = split(code);
    const auto* order = find(order_id);
    const bool moved = order != nullptr && !order->movements.empty();
    Json body;
    body["merchant_code"] = setting("merchant_code");
    body["order_id"] = order_id;
    body["error_code"] = outcome.code;
    body["vt_transaction_id"] = moved ? order->movements.back().txn : "";
    body["payment_status"] = outcome.status;
    body["version"] = "2.0";
    return answered(std::move(body), of_inquiry_answer, code);
}

Answer Viettel::inquiry(const Form& form) {
    const std::string id = value(form, "order_id");
    auto* order = find(id);
    if (order == nullptr) return inquiry_says(id, "-1/00");
    switch (state_told(*order)) {
        case BasicState::pending:
        case BasicState::expired:
            return inquiry_says(id, "0/00");
        case BasicState::paid:
            return inquiry_says(id, "1/00");
        case BasicState::declined:
        case BasicState::cancelled:
            break;
    }
    return inquiry_says(id, "5/V06");
}

Answer Viettel::refund_says(const std::string& order_id, const std::string& code) const {
    Json body;
    body["merchant_code"] = setting("merchant_code");
    body["order_id"] = order_id;
    body["error_code"] = code;
    body["error_msg"] = code == "00" ? "Thanh cong" : "Ma loi " + code;
    body["merchant_request_id"] = "";
    body["refund_request_id"] = "";
    body["version"] = "2.0";
    return answered(std::move(body), of_refund_answer, code);
}

/// No id of the merchant's: what was refunded once is refused with 176.
Answer Viettel::refund(const Form& form) {
    const std::string id = value(form, "order_id");
    const std::string of = value(form, "originalRequestId");
    auto* order = find(id);
    const auto* credit = order == nullptr ? nullptr : order->movement(of);
    if (credit == nullptr) return refund_says(id, "KG3");
    if (value(form, "refundType") != "0") {
        Answer out = refund_says(id, "218");
        out.wrong.emplace_back("only full refunds are supported");
        return out;
    }
    if (whole(value(form, "trans_amount")) != credit->amount) return refund_says(id, "KG8");
    const std::string reason = value(form, "trans_content");
    const bool ascii = std::ranges::all_of(reason, [](char c) { return c >= 0x20 && c < 0x7f; });
    if (reason.size() > 100 || !ascii) {
        Answer out = refund_says(id, "655");
        out.wrong.emplace_back("trans_content");
        return out;
    }
    const auto fault = refund_fault(*order);
    if (fault == FaultKind::refund_failed) return refund_says(id, "485");
    if (fault == FaultKind::not_refundable) return refund_says(id, "17");
    if (order->refundable(of) != credit->amount) return refund_says(id, "176");
    BasicRefund refund;
    refund.id = id + "-" + next_txn();
    refund.of_txn = of;
    refund.txn = next_txn();
    refund.amount = credit->amount;
    refund.code = "00";
    refund.state = BasicRefund::State::done;
    const auto& kept = put_refund(*order, std::move(refund));
    Json body;
    body["merchant_code"] = setting("merchant_code");
    body["order_id"] = id;
    body["error_code"] = "00";
    body["error_msg"] = "Thanh cong";
    body["merchant_request_id"] = next_txn();
    body["refund_request_id"] = kept.txn;
    body["version"] = "2.0";
    return answered(std::move(body), of_refund_answer, "00");
}

Answer Viettel::say(const Asked& asked, const HttpRequest& /*request*/, const std::string& code) {
    if (asked.operation == "query") return inquiry_says(asked.order_id, code);
    return refund_says(asked.order_id, code);
}

void Viettel::spoil(FaultKind fault, const Asked& asked, HttpResponse& response) {
    Json body = Json::parse(response.body, nullptr, false);
    if (!body.is_object() || !body.contains("check_sum")) return;
    const std::string members = asked.operation == "query" ? of_inquiry_answer : of_refund_answer;
    const auto again = [&](const std::string& key) {
        Form values;
        for (const auto& [member, text] : body.items()) values[member] = text.get<std::string>();
        body["check_sum"] = checksum(members, values, key);
    };
    if (fault == FaultKind::answer_unsigned) {
        body.erase("check_sum");
    } else if (fault == FaultKind::answer_bad_signature) {
        again("not the key of this merchant");
    } else if (fault == FaultKind::answer_wrong_echo) {
        body["order_id"] = "ANOTHER0RDER1X";
        again(setting("hash_key"));
    } else {
        return;
    }
    response = json_response(200, body);
}

}  // namespace dvcpay::sandbox::viettelpay
