// The bank's calls to the gateway (§4 to §6) and the answers it reads.
#include <algorithm>
#include <array>
#include <utility>

#include "sandbox/vietcombank/server.hpp"
#include "sandbox/web.hpp"

namespace dvcpay::sandbox::vietcombank {

namespace {

constexpr std::string_view wrong_secret = "not the secret";
constexpr std::int64_t vietnam_ms = 7 * 3'600'000;

std::string joined(std::initializer_list<std::string> values) {
    std::string out;
    for (const auto& value : values) {
        if (&value != values.begin()) out += '|';
        out += value;
    }
    return out;
}

/// §10.
Reading::Said said_by(const std::string& code) {
    if (code == "0") return Reading::Said::taken;
    if (code == "031" || code == "31" || code == "999") return Reading::Said::again;
    for (const char* no : {"1", "3", "10", "17", "18", "20", "21", "24", "400"}) {
        if (code == no) return Reading::Said::refused;
    }
    return Reading::Said::garbage;
}

Reading garbage(std::string why) {
    Reading out;
    out.why = std::move(why);
    return out;
}

}  // namespace

std::string text_of(const Json& json, const char* member) {
    if (!json.is_object()) return {};
    const auto at = json.find(member);
    return at != json.end() && at->is_string() ? at->get<std::string>() : std::string();
}

std::string time_text(Wall at) {
    const std::string utc = to_rfc3339(Wall{at.ms + vietnam_ms});  // yyyy-MM-ddTHH:mm:ss…
    return utc.substr(8, 2) + '-' + utc.substr(5, 2) + '-' + utc.substr(0, 4) + ' ' +
           utc.substr(11, 8);
}

crypto::Hash VietcombankServer::hash() const {
    return setting("signing") == "md5" ? crypto::Hash::md5 : crypto::Hash::sha256;
}

/// §4.1, §4.2.
std::string VietcombankServer::sign_call(const std::string& full, const Json& context, SignedAs how)
    const {
    if (by_rsa()) {
        // The partner's key is none of the bank's, unless it plays the next one.
        const auto pem = setting(how == SignedAs::right ? "bank_key" : "partner_key");
        const auto text = how == SignedAs::wrong_key ? full + "!" : full;
        const auto raw = crypto::sign(crypto::Scheme::rsa_sha256, pem, text);
        return raw ? crypto::base64(raw.value()) : std::string();
    }
    auto secret = setting("secret");
    if (how == SignedAs::wrong_key) secret = wrong_secret;
    if (how == SignedAs::next_key) secret = setting("next_secret");
    const auto text =
        joined({text_of(context, "channelId"), text_of(context, "channelRefNumber"), secret});
    return crypto::hex(crypto::digest(hash(), text));
}

bool VietcombankServer::is_signed_by_partner(const std::string& full, const Json& body) const {
    const auto signature = text_of(body, "signature");
    if (by_rsa()) {
        const auto raw = crypto::unbase64(signature);
        return raw &&
               crypto::verify(crypto::Scheme::rsa_sha256, setting("partner_key"), full, *raw);
    }
    const auto& context = body.at("context");
    return std::ranges::any_of(
        std::array{setting("secret"), setting("next_secret")},
        [&](const std::string& secret) {
            const auto text = joined(
                {text_of(context, "channelId"),
                 text_of(context, "channelRefNumber"),
                 text_of(context, "responseMsgId"),
                 secret}
            );
            return crypto::same(crypto::hex(crypto::digest(hash(), text)), signature);
        }
    );
}

Json VietcombankServer::fresh_context(const Wish& wish) {
    Json out;
    out["channelId"] = "VAH";
    out["channelRefNumber"] =
        wish.message_id.empty() ? std::to_string(next_serial()) : wish.message_id;
    out["requestDateTime"] = time_text(wish.at.value_or(now()));
    return out;
}

std::string VietcombankServer::number_of(const std::string& order) const {
    const auto* known = find(order);
    return known == nullptr || known->number.empty() ? order : known->number;
}

OutboundRequest VietcombankServer::post(std::string_view path, const Wish& wish, Json body) const {
    OutboundRequest out;
    out.url = gateway_url() + std::string(path);
    out.headers.add("Content-Type", "application/json; charset=utf-8");
    if (wish.signed_as != SignedAs::nothing) {
        const auto pair = setting("user") + ":" + setting("password");
        out.headers.add("Authorization", "Basic " + crypto::base64(pair));
    } else {
        body.erase("signature");
    }
    out.body = dump(body);
    return out;
}

/// §5.
OutboundRequest VietcombankServer::ask_bill(const Wish& wish) {
    const auto customer = number_of(wish.order);
    const auto provider = wish.partner.empty() ? setting("provider_id") : wish.partner;
    Json body;
    body["context"] = fresh_context(wish);
    body["payload"]["customerCode"] = customer;
    body["payload"]["providerId"] = provider;
    body["payload"]["serviceId"] = setting("service_id");
    const auto& context = body["context"];
    const auto full = joined(
        {text_of(context, "channelId"),
         text_of(context, "channelRefNumber"),
         text_of(context, "requestDateTime"),
         provider,
         setting("service_id"),
         customer}
    );
    body["signature"] = sign_call(full, context, wish.signed_as);
    asked_ = body;
    return post("/VCBPayment/Inquiry", wish, std::move(body));
}

/// §6.
OutboundRequest VietcombankServer::tell_payment(const Wish& wish) {
    const auto* order = find(wish.order);
    const auto customer = number_of(wish.order);
    const auto provider = wish.partner.empty() ? setting("provider_id") : wish.partner;
    auto amount = wish.amount.value_or(0);
    auto txn = wish.txn;
    if (order != nullptr) {
        if (txn.empty() && !order->movements.empty()) txn = order->movements.back().txn;
        const auto* moved = order->movement(txn);
        if (!wish.amount) amount = moved != nullptr ? moved->amount : order->asked;
    }
    if (txn.empty()) txn = next_txn();
    const auto digits = std::to_string(amount);
    Json bill;
    bill["billId"] = customer;
    bill["amount"] = digits;
    bill["billDate"] = "";
    bill["billDueDate"] = "";
    Json field;
    field["fieldId"] = "CustName";
    field["fieldValue"] = wish.text.empty() ? std::string("TT PHUC VU HCC") : wish.text;
    bill["addnlFields"] = Json::array({field});
    Json body;
    body["context"] = fresh_context(wish);
    auto& payload = body["payload"];
    payload["providerId"] = provider;
    payload["serviceId"] = setting("service_id");
    payload["customerCode"] = customer;
    payload["totalPaymentAmount"] = digits;
    payload["paymentMode"] = "A";
    payload["internalTransactionRefNo"] = txn;
    payload["bills"] = Json::array({bill});
    const auto& context = body["context"];
    const auto full = joined(
        {text_of(context, "channelId"),
         text_of(context, "channelRefNumber"),
         text_of(context, "requestDateTime"),
         provider,
         setting("service_id"),
         customer,
         digits,
         "A",
         txn}
    );
    body["signature"] = sign_call(full, context, wish.signed_as);
    asked_ = body;
    return post("/VCBPayment/Payment", wish, std::move(body));
}

std::string VietcombankServer::full_answer_text(std::string_view kind, const Json& body) const {
    const auto& context = body.at("context");
    const auto& payload = asked_.at("payload");
    std::string amount;
    if (kind == "credit") {
        amount = text_of(payload, "totalPaymentAmount");
    } else if (text_of(context, "errorCode") == "0") {
        const auto& answered = body.at("payload");
        if (answered.contains("bills") && answered.at("bills").is_array() &&
            !answered.at("bills").empty())
            amount = text_of(answered.at("bills").at(0), "amount");
    }
    return joined(
        {text_of(context, "channelId"),
         text_of(context, "channelRefNumber"),
         text_of(context, "responseMsgId"),
         text_of(context, "errorCode"),
         text_of(payload, "customerCode"),
         amount}
    );
}

Reading VietcombankServer::read_call(std::string_view kind, const HttpResponse& answer) const {
    Reading out;
    out.code = std::to_string(answer.status);
    if (answer.status == 401 || answer.status == 400 || answer.status == 500) {
        out.said = answer.status == 500 ? Reading::Said::again : Reading::Said::refused;
        return out;
    }
    const auto body = Json::parse(answer.body, nullptr, false);
    const bool shaped = answer.status == 200 && body.is_object() && body.contains("context") &&
                        body.at("context").is_object() && body.contains("payload") &&
                        body.at("payload").is_object();
    if (!shaped) return garbage("§4: HTTP 200 with context and payload");
    const auto& context = body.at("context");
    const auto& sent = asked_.is_object() ? asked_.at("context") : context;
    for (const char* echo : {"channelId", "channelRefNumber", "requestDateTime"}) {
        if (text_of(context, echo) != text_of(sent, echo))
            return garbage(std::string("§4: the answer does not repeat ") + echo);
    }
    const auto id = text_of(context, "responseMsgId");
    if (id.empty() || id.size() > 36) return garbage("§4: responseMsgId");
    const bool numbers = config().value("number_codes", false);
    if (!context.contains("errorCode") || context.at("errorCode").is_number_integer() != numbers)
        return garbage("§4: errorCode is of another type");
    out.code = numbers ? std::to_string(context.at("errorCode").get<std::int64_t>())
                       : text_of(context, "errorCode");
    out.said = said_by(out.code);
    out.signature_ok = is_signed_by_partner(
        asked_.is_object() ? full_answer_text(kind, body) : std::string(), body
    );
    const bool yes = out.said == Reading::Said::taken;
    if (text_of(context, "status") != (yes ? "SUCCESS" : "FAILURE"))
        return garbage("§4: status and errorCode do not fit");
    if (!yes) return out;
    const auto& payload = body.at("payload");
    const auto bills = payload.find("bills");
    if (bills == payload.end() || !bills->is_array() || bills->size() != 1)
        return garbage("§5, §6: bills is an array of one");
    const auto& bill = bills->at(0);
    if (text_of(bill, "billId") != text_of(asked_.at("payload"), "customerCode"))
        return garbage("§5, §6: billId is the customer");
    const auto amount = text_of(bill, "amount");
    if (amount.empty() || amount.find_first_not_of("0123456789") != std::string::npos)
        return garbage("§5, §6: amount is digits");
    out.amount = std::stoll(amount);
    if (kind == "credit") {
        const auto field = setting("bill_err_field");
        if (text_of(bill, field.empty() ? "billErrCode" : field.c_str()) != "0")
            return garbage("§6: the bill's own code");
    } else if (text_of(payload, "paymentSequence") != "1") {
        return garbage("§5: paymentSequence");
    }
    return out;
}

}  // namespace dvcpay::sandbox::vietcombank
