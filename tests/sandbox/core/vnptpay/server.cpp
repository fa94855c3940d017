#include "sandbox/vnptpay/server.hpp"

#include <algorithm>
#include <utility>

#include "sandbox/crypto.hpp"
#include "sandbox/vnptpay/wire.hpp"
#include "sandbox/web.hpp"

namespace dvcpay::sandbox::vnptpay {

namespace {

constexpr std::string_view root = "/rest/payment/v";

struct Place {
    std::string version;    ///< "1.0.5"
    std::string operation;  ///< "init"
};

Place place_of(std::string_view target) {
    std::string_view path = path_of(target);
    if (!path.starts_with(root)) return {};
    path.remove_prefix(root.size());
    const auto slash = path.find('/');
    if (slash == std::string_view::npos) return {};
    return {std::string(path.substr(0, slash)), std::string(path.substr(slash + 1))};
}

bool opens(const std::string& operation) {
    return operation == "init" || operation == "init_m_merch" || operation == "pay_qrcode";
}

/// Which version has which call.
bool belongs(const Place& place) {
    const auto& what = place.operation;
    if (what == "refund" || what == "query_refund") return true;
    if (place.version == "1.0.5") return what == "init" || what == "query_transaction";
    return place.version == "1.0.6" &&
           (what == "init_m_merch" || what == "pay_qrcode" || what == "query");
}

std::string table_of(const std::string& operation) {
    return operation == "query_transaction" ? "query" : operation;
}

Json parsed(const std::string& text) {
    Json body = Json::parse(text, nullptr, false);
    return body.is_object() ? body : Json::object();
}

std::int64_t whole(const Json& body, const std::string& member) {
    const auto text = plain(body, member);
    if (text.empty() || text.size() > 15) return 0;
    std::int64_t out = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return 0;
        out = out * 10 + (c - '0');
    }
    return out;
}

std::string words_of(const std::string& code) {
    if (code == "00") return "Thanh cong";
    if (code == "05") return "Khong tim thay du lieu";
    if (code == "07") return "Chữ ký không đúng";
    return "Ma loi " + code;
}

std::string action_of(const std::string& operation) {
    if (operation == "pay_qrcode") return "PAY";
    if (operation == "refund") return "REFUND";
    if (operation == "query_refund") return "QUERY_REFUND";
    return opens(operation) ? "INIT" : "QUERY";
}

}  // namespace

bool VnptPay::serves_protocol(std::string_view path) const {
    return path.starts_with(root);
}

Asked VnptPay::read_request(const HttpRequest& request) const {
    const Place place = place_of(request.target);
    if (!belongs(place)) return {};
    const Json body = parsed(request.body);
    Asked asked;
    asked.order_id = plain(body, "MERCHANT_ORDER_ID");
    asked.amount = whole(body, "AMOUNT");
    if (opens(place.operation)) {
        asked.operation = "create";
    } else if (place.operation == "refund") {
        asked.operation = "refund";
    } else if (place.operation == "query_refund") {
        asked.operation = "refund_query";
        asked.order_id = plain(body, "REFUND_REQUEST_ID");
    } else {
        asked.operation = "query";
    }
    return asked;
}

bool VnptPay::signed_rightly(const Json& body, const std::vector<std::string>& members, bool all)
    const {
    const std::string given = plain(body, "SECURE_CODE");
    for (const char* which : {"secret_key", "next_secret_key"}) {
        const std::string secret = setting(which);
        if (secret.empty()) continue;
        const auto right = all ? code_of_all(body, secret) : code_of_members(body, members, secret);
        if (crypto::same(given, right)) return true;
    }
    return false;
}

std::string VnptPay::wrong_with(
    const HttpRequest& request, const Json& body, std::vector<std::string>& wrong
) const {
    const Place place = place_of(request.target);
    const auto members = members_of(table_of(place.operation));
    const auto no = [&](std::string what, std::string code) {
        wrong.push_back(std::move(what));
        return code;
    };
    if (request.method != "POST") return no("method", "02");
    if (!crypto::same(request.headers.get("authorization"), "Bearer " + setting("api_key")))
        return no("api key", "401");
    if (!request.headers.get("content-type").starts_with("application/json"))
        return no("content type", "02");
    if (body.empty()) return no("no JSON object", "02");
    if (plain(body, "MERCHANT_SERVICE_ID") != setting("service_id")) return no("service", "09");
    if (!signed_rightly(body, members)) return no("signature", "07");
    for (const auto& member : members) {
        if (!body.contains(member)) return no("member " + member + " is missing", "02");
        if (plain(body, member).find('|') != std::string::npos)
            return no("member " + member + " holds a separator", "02");
    }
    if (plain(body, "ACTION") != action_of(place.operation)) return no("ACTION", "02");
    if (plain(body, "VERSION") != place.version) return no("VERSION", "02");
    if (plain(body, "CREATE_DATE").size() != 14) return no("CREATE_DATE", "02");
    return {};
}

Json VnptPay::begun(const std::string& code, const Json& request) const {
    Json out;
    out["RESPONSE_CODE"] = code;
    out["DESCRIPTION"] = words_of(code);
    out["MERCHANT_SERVICE_ID"] = setting("service_id");
    if (const auto order = plain(request, "MERCHANT_ORDER_ID"); !order.empty())
        out["MERCHANT_ORDER_ID"] = order;
    if (const auto refund = plain(request, "REFUND_REQUEST_ID"); !refund.empty())
        out["REFUND_REQUEST_ID"] = refund;
    return out;
}

Answer VnptPay::answered(Json body) const {
    Answer out;
    out.code = plain(body, "RESPONSE_CODE");
    if (out.code == "00" && body.contains("TRANSACTION_STATUS"))
        out.code = "status=" + plain(body, "TRANSACTION_STATUS");
    body["SECURE_CODE"] = code_of_all(body, setting("secret_key"));
    out.response = json_response(200, body);
    return out;
}

Answer VnptPay::act(const Asked& asked, const HttpRequest& request) {
    const Json body = parsed(request.body);
    std::vector<std::string> wrong;
    const std::string code = wrong_with(request, body, wrong);
    if (!code.empty()) {
        Answer out = answered(begun(code == "401" ? "09" : code, body));
        if (code == "401") out.response = text_response(401, "unauthorized\n");
        out.wrong = std::move(wrong);
        return out;
    }
    if (asked.operation == "create") return create(request, body);
    if (asked.operation == "query") return query(body);
    if (asked.operation == "refund") return refund(body);
    return refund_query(body);
}

Answer VnptPay::create(const HttpRequest& request, const Json& body) {
    const std::string operation = place_of(request.target).operation;
    const std::string id = plain(body, "MERCHANT_ORDER_ID");
    const auto amount = whole(body, "AMOUNT");
    const auto refused = [&](const std::string& code, std::string what) {
        Answer out = answered(begun(code, body));
        if (!what.empty()) out.wrong.push_back(std::move(what));
        return out;
    };
    if (id.size() < 6 || id.size() > 30) return refused("02", "length of MERCHANT_ORDER_ID");
    if (amount < settings().amount_dong_min || amount > settings().amount_dong_max)
        return refused("02", "AMOUNT");
    if (operation == "init" && plain(body, "AMOUNT_DETAIL") != plain(body, "AMOUNT"))
        return refused("02", "AMOUNT_DETAIL");
    if (plain(body, "CURRENCY_CODE") != "VND") return refused("02", "CURRENCY_CODE");
    if (operation == "init_m_merch" && plain(body, "AGENCY_ID") != setting("agency_id"))
        return refused("09", "AGENCY_ID");
    if (find(id) != nullptr) return refused("03", {});
    BasicOrder order;
    order.id = id;
    order.asked = amount;
    order.text = plain(body, "DESCRIPTION");
    order.partner = setting("service_id");
    order.more["create_date"] = plain(body, "CREATE_DATE");
    order.expires = now().plus_ms(settings().order_life_ms);
    const auto& made = open(std::move(order));
    Json out = begun("00", body);
    if (operation == "pay_qrcode") {
        out["QRCODE_DATA"] = "VNPTPAYQR." + made.token;
    } else {
        out["REDIRECT_URL"] = payer_page_url(made);
    }
    out["CREATE_DATE"] = fourteen_digits(now());
    return answered(std::move(out));
}

Json VnptPay::status_of(const BasicOrder& order, const Json& request, const std::string& status)
    const {
    Json out;
    out["RESPONSE_CODE"] = "00";
    out["DESCRIPTION"] = "Thanh cong";
    out["MERCHANT_SERVICE_ID"] = setting("service_id");
    out["MERCHANT_ORDER_ID"] = plain(request, "MERCHANT_ORDER_ID");
    const bool moved = !order.movements.empty();
    if (moved && status == "00") out["VNPTPAY_TRANSACTION_ID"] = order.movements.back().txn;
    out["AMOUNT"] = moved && status == "00" ? order.movements.back().amount : order.asked;
    out["LOCALE"] = "vi-VN";
    out["CURRENCY_CODE"] = "VND";
    out["PAYMENT_METHOD"] = "VNPTPAY";
    if (moved && status == "00") out["PAY_DATE"] = fourteen_digits(order.movements.back().at);
    out["TRANSACTION_STATUS"] = status;
    out["ADDITIONAL_INFO"] = "";
    return out;
}

Answer VnptPay::query(const Json& body) {
    auto* order = find(plain(body, "MERCHANT_ORDER_ID"));
    if (order == nullptr) return answered(begun("05", body));
    if (order->more.value("create_date", "") != plain(body, "CREATE_DATE")) {
        Answer out = answered(begun("05", body));
        out.wrong.emplace_back("CREATE_DATE is not that of the order");
        return out;
    }
    switch (state_told(*order)) {
        case BasicState::pending:
            return answered(status_of(*order, body, "02"));
        case BasicState::paid: {
            const auto& last = order->movements.back();
            return answered(status_of(*order, body, last.refunded == last.amount ? "03" : "00"));
        }
        case BasicState::declined:
        case BasicState::expired:
        case BasicState::cancelled:
            break;
    }
    return answered(status_of(*order, body, "01"));
}

/// The assumed profile: the same id brings the same result, another text under it 03.
Answer VnptPay::refund(const Json& body) {
    const std::string id = plain(body, "REFUND_REQUEST_ID");
    const std::string of = plain(body, "VNPTPAY_TRANSACTION_ID");
    const auto amount = whole(body, "AMOUNT");
    const auto answer = [&](const BasicRefund& refund) {
        Json out = begun(refund.code, body);
        if (!refund.txn.empty()) out["VNPTPAY_REFUND_ID"] = refund.txn;
        out["AMOUNT"] = refund.amount;
        out["CREATE_DATE"] = fourteen_digits(now());
        return answered(std::move(out));
    };
    if (auto* before = find_refund(id)) {
        const auto* known = before->refund(id);
        if (known->of_txn != of || known->amount != amount) return answered(begun("03", body));
        BasicRefund again = *known;
        if (again.state == BasicRefund::State::done) again.code = "00";
        return answer(again);
    }
    auto* order = find(plain(body, "MERCHANT_ORDER_ID"));
    const auto* credit = order == nullptr ? nullptr : order->movement(of);
    if (credit == nullptr) return answered(begun("05", body));
    const bool whole_credit = amount == credit->amount;
    Answer mistake = answered(begun("02", body));
    mistake.wrong.emplace_back("REFUND_TYPE");
    if (plain(body, "REFUND_TYPE") != (whole_credit ? "FULL" : "PARTIAL")) return mistake;
    BasicRefund refund;
    refund.id = id;
    refund.of_txn = of;
    refund.amount = amount;
    refund.code = "01";
    const auto fault = refund_fault(*order);
    if (fault == FaultKind::refund_pending) {
        refund.state = BasicRefund::State::pending;
        refund.code = "04";
        refund.txn = next_txn();
    } else if (!fault && amount > 0 && amount <= order->refundable(of)) {
        refund.state = BasicRefund::State::done;
        refund.code = "00";
        refund.txn = next_txn();
    }
    return answer(put_refund(*order, std::move(refund)));
}

Answer VnptPay::refund_query(const Json& body) {
    const std::string id = plain(body, "REFUND_REQUEST_ID");
    const auto* order = find_refund(id);
    if (order == nullptr) return answered(begun("05", body));
    const auto* refund = order->refund(id);
    Json out = begun("00", body);
    out["MERCHANT_ORDER_ID"] = order->id;
    if (!refund->txn.empty()) out["VNPTPAY_REFUND_ID"] = refund->txn;
    out["AMOUNT"] = refund->amount;
    switch (refund->state) {
        case BasicRefund::State::done:
            out["TRANSACTION_STATUS"] = "03";
            break;
        case BasicRefund::State::pending:
            out["TRANSACTION_STATUS"] = "02";
            break;
        case BasicRefund::State::refused:
            out["TRANSACTION_STATUS"] = "01";
            break;
    }
    return answered(std::move(out));
}

/// "status=02" is the code of a question that was answered.
Answer VnptPay::say(const Asked& asked, const HttpRequest& request, const std::string& code) {
    const Json body = parsed(request.body);
    if (!code.starts_with("status=")) return answered(begun(code, body));
    const std::string status = code.substr(7);
    if (asked.operation == "refund_query") {
        Json out = begun("00", body);
        out["TRANSACTION_STATUS"] = status;
        return answered(std::move(out));
    }
    const auto* order = find(asked.order_id);
    BasicOrder unknown;
    unknown.asked = asked.amount;
    return answered(status_of(order == nullptr ? unknown : *order, body, status));
}

void VnptPay::spoil(FaultKind fault, const Asked& /*asked*/, HttpResponse& response) {
    Json body = parsed(response.body);
    if (body.empty()) return;
    if (fault == FaultKind::answer_unsigned) {
        body.erase("SECURE_CODE");
    } else if (fault == FaultKind::answer_bad_signature) {
        body["SECURE_CODE"] = code_of_all(body, "not the secret of this service");
    } else if (fault == FaultKind::answer_wrong_echo) {
        body["MERCHANT_ORDER_ID"] = "ANOTHER0RDER1X";
        body["SECURE_CODE"] = code_of_all(body, setting("secret_key"));
    } else {
        return;
    }
    response = json_response(200, body);
}

std::string VnptPay::return_url(const BasicOrder& order) const {
    return gateway_url() + "/v1/return/vnptpay?MERCHANT_ORDER_ID=" + order.id;
}

}  // namespace dvcpay::sandbox::vnptpay
