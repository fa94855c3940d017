// What the bank asks of the gateway: its login, the bill behind a number, the money that came.
#include <utility>

#include <fmt/format.h>

#include "sandbox/bidv/server.hpp"
#include "sandbox/web.hpp"

namespace dvcpay::sandbox::bidv {

namespace {

constexpr std::string_view wrong_secret = "not the secret";

std::string text_of(const Json& json, const char* member) {
    const auto at = json.find(member);
    return at != json.end() && at->is_string() ? at->get<std::string>() : std::string();
}

/// The answer's code is one of those the partner may give.
Reading::Said said_by(const std::string& code) {
    if (code == "000") return Reading::Said::taken;
    if (code == "031") return Reading::Said::again;
    for (const char* no : {"001", "003", "004", "006", "011", "012", "021", "022", "023"}) {
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

std::vector<std::string> Bidv::before(std::string_view kind) const {
    if (kind == "token") return {};
    return {"token"};
}

std::string Bidv::secret_for(SignedAs how) const {
    switch (how) {
        case SignedAs::right:
        case SignedAs::nothing:
            return setting("secret_code");
        case SignedAs::wrong_key:
            return std::string(wrong_secret);
        case SignedAs::next_key:
            return setting("next_secret_code");
    }
    return {};
}

OutboundRequest Bidv::post(std::string_view path, const Wish& wish, const Json& body) const {
    OutboundRequest out;
    out.url = gateway_url() + std::string(path);
    out.headers.add("Content-Type", "application/json");
    if (wish.signed_as != SignedAs::nothing) out.headers.add("Authorization", "Bearer " + token_);
    out.body = dump(body);
    return out;
}

OutboundRequest Bidv::login(const Wish& wish) const {
    OutboundRequest out;
    out.url = gateway_url() + "/bidv/token_generate";
    auto password = setting("inbound_password");
    if (wish.signed_as == SignedAs::wrong_key) password = wrong_secret;
    if (wish.signed_as == SignedAs::next_key && !setting("next_inbound_password").empty())
        password = setting("next_inbound_password");
    if (wish.signed_as != SignedAs::nothing) {
        const auto pair = setting("inbound_user") + ":" + password;
        out.headers.add("Authorization", "Basic " + crypto::base64(pair));
    }
    return out;
}

OutboundRequest Bidv::ask_bill(const Wish& wish) {
    const auto* order = find(wish.order);
    const auto customer = code_of(order != nullptr ? order->number : wish.order);
    const auto service = wish.partner.empty() ? setting("service_id") : wish.partner;
    asked_customer_ = customer;
    Json body;
    body[profile_.camel ? "customerId" : "customer_id"] = customer;
    body[profile_.camel ? "serviceId" : "service_id"] = service;
    const auto secret = secret_for(wish.signed_as);
    if (wish.signed_as != SignedAs::nothing)
        body["checksum"] = bill_checksum(profile_.checksum, secret, service, customer);
    return post("/bidv/getbill", wish, body);
}

std::optional<OutboundRequest> Bidv::tell_payment(const Wish& wish) {
    auto* order = find(wish.order);
    const auto customer = code_of(order != nullptr ? order->number : wish.order);
    const auto known = bills_.find(customer);
    auto bill = order != nullptr ? order->id : customer;
    if (known != bills_.end()) bill = known->second;
    auto amount = wish.amount.value_or(0);
    auto trans = wish.txn;
    if (order != nullptr) {
        if (trans.empty() && !order->movements.empty()) trans = order->movements.back().txn;
        const auto* moved = order->movement(trans);
        if (!wish.amount) amount = moved != nullptr ? moved->amount : order->asked;
    }
    if (trans.empty()) trans = next_txn();
    auto digits = std::to_string(amount);
    // The service stands in no camel message, and nothing else of it names the partner.
    if (!wish.partner.empty() && profile_.camel) return std::nullopt;
    const auto secret = secret_for(wish.signed_as);
    const auto checksum = pay_checksum(profile_.checksum, secret, trans, bill, digits);
    if (wish.shift_boundary) {
        // Without separators the first digit of the amount may as well be the bill's last.
        if (profile_.checksum != "md5_concat" || digits.size() < 2) return std::nullopt;
        bill += digits.front();
        digits.erase(0, 1);
        while (digits.size() > 1 && digits.front() == '0') {
            bill += '0';
            digits.erase(0, 1);
        }
    }
    const auto name = [this](const char* snake, const char* camel) {
        return profile_.camel ? camel : snake;
    };
    Json body;
    body[name("trans_id", "transId")] = trans;
    body[name("trans_date", "transDate")] = vietnam_time(wish.at.value_or(now()));
    body[name("customer_id", "customerId")] = customer;
    if (!profile_.camel)
        body["service_id"] = wish.partner.empty() ? setting("service_id") : wish.partner;
    body[name("bill_id", "billId")] = bill;
    body["amount"] = digits;
    if (wish.signed_as != SignedAs::nothing) body["checksum"] = checksum;
    if (!wish.text.empty()) body["additionalData"] = wish.text;
    return post("/bidv/paybill", wish, body);
}

std::optional<OutboundRequest> Bidv::message(const Wish& wish) {
    // It tells of money in đồng, one payment at a time.
    const bool sayable =
        wish.says == Says::paid && wish.currency.empty() && wish.code.empty() && wish.more.empty();
    if (!sayable) return std::nullopt;
    if (wish.kind == "token") return login(wish);
    if (wish.kind == "bill") return ask_bill(wish);
    if (wish.kind == "credit") return tell_payment(wish);
    return std::nullopt;
}

Reading Bidv::read(std::string_view kind, const HttpResponse& answer) {
    if (kind == "token") return read_login(answer);
    if (kind == "bill") return read_bill(answer);
    return read_payment(answer);
}

Reading Bidv::read_login(const HttpResponse& answer) {
    Reading out;
    out.code = std::to_string(answer.status);
    const auto body = Json::parse(answer.body, nullptr, false);
    if (answer.status == 401) {
        out.said = Reading::Said::refused;
        token_.clear();
    } else if (answer.status >= 500) {
        out.said = Reading::Said::again;
    } else if (answer.status != 200 || !body.is_object() || text_of(body, "access_token").empty() ||
               text_of(body, "token_type") != "Bearer" || !body.contains("expires_in") ||
               !body.at("expires_in").is_number_integer()) {
        out.why = "the login's answer has no token";
    } else {
        out.said = Reading::Said::taken;
        token_ = text_of(body, "access_token");
    }
    return out;
}

Reading Bidv::read_payment(const HttpResponse& answer) const {
    const auto body = Json::parse(answer.body, nullptr, false);
    if (!body.is_object()) return garbage("the answer is no JSON object");
    Reading out;
    out.code = text_of(body, "result_code");
    out.said = said_by(out.code);
    if (!body.contains("result_desc")) return garbage("result_desc is missing");
    const bool business = out.code == "012" || out.code == "023";
    int status = out.code == "000" || business ? 200 : profile_.status_on_error;
    if (out.code == "003") status = 401;
    if (answer.status != status)
        return garbage(fmt::format("HTTP {} for {}", answer.status, out.code));
    if (out.said == Reading::Said::garbage) out.why = "result_code is " + out.code;
    return out;
}

/// `data` in the contract's shape: amount and bill.
void Bidv::read_data(const Json& body, Reading& reading, std::string& bill) const {
    if (!body.contains("data")) return;
    Json row = body.at("data");
    if (profile_.data_shape != "object") {
        if (!row.is_array() || row.size() != 1) return;
        row = row.at(0);
    }
    if (profile_.data_shape == "nested") {
        if (!row.is_object() || text_of(row, "period").size() != 6 || !row.contains("data") ||
            !row.at("data").is_array() || row.at("data").size() != 1)
            return;
        row = row.at("data").at(0);
    }
    if (!row.is_object() || !row.contains("amount") || !row.at("amount").is_number_integer())
        return;
    reading.amount = row.at("amount").get<std::int64_t>();
    bill = text_of(row, "bill_id");
    const bool typed =
        profile_.data_shape == "nested" ? body.contains("total_amount") : row.contains("type");
    if (!typed) bill.clear();
}

Reading Bidv::read_bill(const HttpResponse& answer) {
    Reading out = read_payment(answer);
    if (out.said != Reading::Said::taken) return out;
    const auto body = Json::parse(answer.body, nullptr, false);
    if (text_of(body, "customer_id") != asked_customer_)
        return garbage("customer_id is not the one that was asked for");
    if (text_of(body, "customer_name").empty() || !body.contains("customer_addr"))
        return garbage("customer_name or customer_addr is missing");
    std::string bill;
    read_data(body, out, bill);
    if (bill.empty() || out.amount.value_or(0) <= 0)
        return garbage("data has not the shape " + profile_.data_shape);
    bills_.insert_or_assign(asked_customer_, bill);
    return out;
}

}  // namespace dvcpay::sandbox::bidv
