// The bank calls the gateway: bill inquiry (1100), notices flat and in records (1200), and what it
// reads out of the answers. Source: spec §4.2, §4.3, §4.4.
#include <utility>

#include "sandbox/crypto.hpp"
#include "sandbox/vietinbank/server.hpp"
#include "sandbox/vietinbank/signing.hpp"
#include "sandbox/vietinbank/words.hpp"

namespace dvcpay::sandbox::vietinbank {

namespace {

constexpr std::string_view inquiry_path = "/vpg/collection/api/v1/inq-bill";
constexpr std::string_view notice_path = "/vpg/collection/api/v1/notify-bill";
constexpr std::string_view records_path = "/api/v1/notify-trans";

/// Moves the first digit of the amount behind the number: the signed text stays as it is.
void shift(Json& movement) {
    const auto amount = text_of(movement, "amount");
    if (amount.empty()) return;
    movement["custCode"] = text_of(movement, "custCode") + amount.front();
    movement["amount"] = amount.substr(1);
}

Reading garbage(std::string why) {
    Reading out;
    out.why = std::move(why);
    return out;
}

Reading::Said meaning_of(const std::string& code) {
    if (code == "00") return Reading::Said::taken;
    if (code == "05") return Reading::Said::repeated;
    if (code == "01" || code == "02" || code == "03") return Reading::Said::refused;
    if (code == "99") return Reading::Said::again;
    return Reading::Said::garbage;
}

}  // namespace

std::string VietinbankServer::number_of(const std::string& order) {
    if (const auto at = numbers_.find(order); at != numbers_.end()) return at->second;
    const auto* known = find(order);
    return known == nullptr || known->number.empty() ? order : known->number;
}

std::string VietinbankServer::signature(const Wish& wish, const std::string& text) const {
    switch (wish.signed_as) {
        case SignedAs::right:
            return sign(setting("bank_private_key"), text);
        case SignedAs::next_key:
            return sign(setting("bank_next_private_key"), text);
        case SignedAs::wrong_key:
            return sign(setting("bank_private_key"), text + "?");
        case SignedAs::nothing:
            return {};
    }
    return {};
}

Json VietinbankServer::inquiry(const Wish& wish) {
    const auto at = stamp(wish.at.value_or(now()));
    const auto partner = wish.partner.empty() ? setting("provider_id") : wish.partner;
    Json body;
    body["header"] = Json{
        {"msgId", wish.message_id.empty() ? random_hex(8) : wish.message_id},
        {"msgType", "1100"},
        {"channelId", "211701"},
        {"gatewayId", "G745_DVC"},
        {"providerId", partner},
        {"merchantId", setting("merchant_id")},
        {"productId", "900000"},
        {"timestamp", at},
        {"recordNum", "1"},
        {"version", "1.0"},
        {"language", "vi"},
        {"username", "SOA"},
        {"additionalProperties", Json::object()},
    };
    body["data"] = Json{
        {"transId", wish.txn.empty() ? random_hex(16) : wish.txn},
        {"channelId", ""},
        {"transTime", at},
        {"custCode", number_of(wish.order)},
    };
    if (wish.shift_boundary) {
        body["data"]["transTime"] = at.substr(0, at.size() - 1);
        body["data"]["custCode"] = at.back() + number_of(wish.order);
    }
    return body;
}

Json VietinbankServer::notice(const Wish& wish) {
    auto* order = find(number_of(wish.order));
    const BasicMovement* moved = nullptr;
    if (order != nullptr && !wish.txn.empty()) moved = order->movement(wish.txn);
    if (order != nullptr && wish.txn.empty() && !order->movements.empty())
        moved = &order->movements.back();
    const auto txn = !wish.txn.empty() ? wish.txn : (moved != nullptr ? moved->txn : next_txn());
    std::int64_t amount = moved != nullptr ? moved->amount : (order != nullptr ? order->asked : 0);
    if (wish.amount) amount = *wish.amount;
    const auto number = number_of(wish.order);
    Json body{
        {"transId", notice_id(txn)},
        {"transTime", stamp(wish.at.value_or(moved != nullptr ? moved->at : now()))},
        {"transType", wish.says == Says::unknown_code ? "Z" : "3"},
        {"custCode", number},
        {"sendBankId", "970436"},
        {"sendAcctId", "0071000123456"},
        {"sendAcctName", "NGUYEN VAN AN"},
        {"recvAcctId", setting("account")},
        {"recvVirtualAcctId", number},
        {"amount", std::to_string(amount)},
        {"bankTransId", txn},
        {"remark", wish.text.empty() ? "CT DEN:" + txn + " NỘP PHÍ" : wish.text},
        {"currencyCode", wish.currency.empty() ? "VND" : wish.currency},
    };
    if (!wish.code.empty()) body["transType"] = wish.code;
    if (wish.shift_boundary) shift(body);
    return body;
}

Json VietinbankServer::record(const Wish& wish) {
    Json body = notice(wish);
    for (const char* member : {"originalId", "custName", "custAcct"}) body[member] = nullptr;
    body["channelId"] = "28";
    body["transType"] = "C";
    body["balance"] = "118242581";
    const std::string usual = wish.says == Says::unknown_code ? "77" : "00";
    body["status"] = Json{{"code", wish.code.empty() ? usual : wish.code}, {"message", "Notify"}};
    return body;
}

Json VietinbankServer::records(const Wish& wish) {
    Json all = Json::array({record(wish)});
    for (const auto& one : wish.more) all.push_back(record(one));
    Json body;
    body["header"] = Json{
        {"msgId", wish.message_id.empty() ? random_hex(8) : wish.message_id},
        {"msgType", "1200"},
        {"channelId", "211601"},
        {"providerId", wish.partner.empty() ? setting("provider_id") : wish.partner},
        {"merchantId", nullptr},
        {"productId", "800000"},
        {"timestamp", stamp(now())},
        {"recordNum", std::to_string(all.size())},
        {"encrypt", nullptr},
    };
    body["data"] = Json{{"records", std::move(all)}};
    return body;
}

std::optional<OutboundRequest> VietinbankServer::message(const Wish& wish) {
    // The bank tells of money only; nobody declines at it.
    if (wish.says == Says::declined || wish.says == Says::cancelled || wish.says == Says::waiting)
        return std::nullopt;
    if (!wish.more.empty() && !has_records()) return std::nullopt;
    OutboundRequest request;
    request.headers.add("Content-Type", "application/json; charset=utf-8");
    Json body;
    if (wish.kind == "bill") {
        body = inquiry(wish);
        body["header"]["signature"] = signature(wish, inquiry_text(body));
        request.url = gateway_url() + std::string(inquiry_path);
    } else if (has_records()) {
        body = records(wish);
        body["header"]["signature"] = signature(wish, records_text(body));
        request.url = gateway_url() + std::string(records_path);
    } else {
        body = notice(wish);
        body["msgId"] = wish.message_id.empty() ? random_hex(16) : wish.message_id;
        body["providerId"] = wish.partner.empty() ? setting("provider_id") : wish.partner;
        body["signature"] = signature(wish, notice_text(body));
        request.url = gateway_url() + std::string(notice_path);
    }
    request.body = body.dump();
    return request;
}

Reading VietinbankServer::read(std::string_view kind, const HttpResponse& answer) {
    if (answer.status == 503 || answer.status == 429) {
        Reading out;
        out.said = Reading::Said::again;
        return out;
    }
    if (answer.status != 200) return garbage("HTTP " + std::to_string(answer.status));
    const auto body = Json::parse(answer.body, nullptr, false);
    if (!body.is_object()) return garbage("not a JSON object");
    const auto key = setting("partner_public_key");
    const auto& errors = part(part(body, "data"), "errors");
    const auto in_header = text_of(part(body, "header"), "signature");
    Reading out;
    if (kind == "bill") {
        out.code = text_of(errors, "errorCode");
        out.signature_ok = verifies(key, inquiry_answer_text(body, has_records()), in_header);
        const auto amount = text_of(part(part(body, "data"), "details"), "amount");
        if (out.code == "00") out.amount = whole_number(amount);
        if (text_of(part(body, "header"), "msgType") != "1110") return garbage("not a 1110");
    } else if (has_records() && body.contains("header")) {
        out.code = text_of(errors, "errorCode");
        out.signature_ok = verifies(key, records_answer_text(body), in_header);
        if (text_of(part(body, "header"), "msgType") != "1210") return garbage("not a 1210");
    } else {
        out.code = text_of(body, "errorCode");
        out.signature_ok = verifies(key, notice_answer_text(body), text_of(body, "signature"));
    }
    out.said = meaning_of(out.code);
    if (out.said == Reading::Said::garbage) out.why = "errorCode " + out.code;
    return out;
}

}  // namespace dvcpay::sandbox::vietinbank
