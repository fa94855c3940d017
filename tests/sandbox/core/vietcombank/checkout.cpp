// The redirect checkout (§9): orders, questions, refunds, notices.
#include <algorithm>
#include <utility>

#include "sandbox/vietcombank/server.hpp"
#include "sandbox/web.hpp"

namespace dvcpay::sandbox::vietcombank {

namespace {

constexpr std::string_view orders_path = "/api/web/checkout/version_1_0/";
constexpr std::string_view statement_path = "/vcb-gateway/account/statement";
constexpr std::string_view history_path = "/va/transactions";
constexpr std::string_view refunds_path = "/api/web/refund/version_1_0/";
constexpr std::int64_t smallest = 2'000;

using Form = std::map<std::string, std::string>;

std::string at(const Form& form, const std::string& name) {
    const auto found = form.find(name);
    return found == form.end() ? std::string() : found->second;
}

std::string over(
    const Form& form, std::initializer_list<const char*> names, std::string_view separator
) {
    std::string out;
    for (const char* name : names) {
        out += at(form, name);
        out += separator;
    }
    return out;
}

std::string hex_of(crypto::Hash hash, const std::string& text) {
    return crypto::hex(crypto::digest(hash, text));
}

std::int64_t whole(const std::string& text) {
    if (text.empty() || text.size() > 12 ||
        text.find_first_not_of("0123456789") != std::string::npos)
        return 0;
    return std::stoll(text);
}

std::string status_of(BasicState state, const BasicOrder& order) {
    std::int64_t back = 0;
    for (const auto& one : order.movements) back += one.refunded;
    switch (state) {
        case BasicState::pending:
        case BasicState::expired:  // past time_limit it stays as it is
            return "1";
        case BasicState::paid:
            if (back == 0) return "3";
            return back < order.paid() ? "11" : "7";
        case BasicState::declined:
            return "12";
        case BasicState::cancelled:
            return "4";
    }
    return "1";
}

std::string status_of(Says says) {
    switch (says) {
        case Says::paid:
            return "3";
        case Says::declined:
            return "12";
        case Says::cancelled:
            return "4";
        case Says::waiting:
            return "1";
        case Says::unknown_code:
            return "77";
    }
    return "77";
}

std::string status_of(BasicRefund::State state) {
    switch (state) {
        case BasicRefund::State::pending:
            return "1";
        case BasicRefund::State::done:
            return "2";
        case BasicRefund::State::refused:
            return "3";
    }
    return "3";
}

/// §9: limits of CreateOrder; the code of the first field that is wrong.
std::string fault_in_create(const Form& form, const std::string& site) {
    const auto fits = [&](const char* name, std::size_t least, std::size_t most) {
        const auto size = at(form, name).size();
        return size >= least && size <= most;
    };
    if (at(form, "merchant_site_code") != site) return "0003";
    if (!fits("order_code", 1, 150)) return "0005";
    if (!fits("order_description", 0, 500)) return "0006";
    if (whole(at(form, "amount")) < smallest) return "0007";
    if (at(form, "currency") != "VND") return "0008";
    if (!fits("buyer_fullname", 1, 255)) return "0009";
    if (at(form, "buyer_email").find('@') == std::string::npos) return "0010";
    if (!at(form, "buyer_mobile").starts_with('0') || !fits("buyer_mobile", 10, 11)) return "0011";
    if (!fits("buyer_address", 1, 500)) return "0012";
    if (!fits("return_url", 1, 500)) return "0013";
    if (!fits("cancel_url", 1, 500)) return "0014";
    if (!fits("notify_url", 8, 500) || !at(form, "notify_url").starts_with("http")) return "0015";
    const auto limit = at(form, "time_limit");
    if (!limit.empty() && (limit.size() != 25 || !limit.ends_with("+07:00"))) return "0016";
    return {};
}

}  // namespace

VietcombankServer::VietcombankServer(Outside outside, Json config)
    : BasicProvider(outside, std::move(config)), checkout_(setting("product") == "checkout") {}

bool VietcombankServer::serves_protocol(std::string_view path) const {
    if (!checkout_)
        return has_interface() && path == (has_statement() ? statement_path : history_path);
    return path == orders_path || path == refunds_path;
}

std::vector<std::string> VietcombankServer::asks_first() const {
    if (checkout_) return {};
    return {"bill"};
}

bool VietcombankServer::takes_money(const BasicOrder& order) const {
    if (!checkout_) return true;
    if (order.state != BasicState::pending) return false;
    if (order.expires.ms > 0 && now() >= order.expires) return false;
    paying_ = order.more.value("token", "");
    return true;
}

/// The checkout names a payment by its order's token (§9), the bank by a reference of its own (§6).
std::string VietcombankServer::next_txn() {
    if (checkout_ && !paying_.empty()) return std::exchange(paying_, std::string());
    return "5000-00001-" + std::to_string(next_serial());
}

Result<void> VietcombankServer::look(const Offer& offer) {
    if (!checkout_) {
        BOOST_OUTCOME_TRY(BasicProvider::look(offer));
        if (find(offer.order_ref) != nullptr || offer.order_ref.empty()) return ok();
        BasicOrder order;
        order.id = offer.order_ref;
        order.number = offer.number;
        order.asked = offer.asked;
        open(std::move(order));
        return ok();
    }
    const auto* order = find(offer.order_ref);
    if (order == nullptr) return Error(Fault::malformed, "the checkout knows no such order");
    if (offer.url != payer_page_url(*order)) return Error(Fault::malformed, "another address");
    return ok();
}

std::optional<OutboundRequest> VietcombankServer::message(const Wish& wish) {
    if (!wish.more.empty() || wish.shift_boundary) return std::nullopt;
    if (checkout_) {
        if (wish.kind != "ipn") return std::nullopt;
        return notice(wish);
    }
    const bool sayable = wish.says == Says::paid && wish.currency.empty() && wish.code.empty();
    if (!sayable) return std::nullopt;
    if (wish.kind == "bill") return ask_bill(wish);
    if (wish.kind == "credit") return tell_payment(wish);
    return std::nullopt;
}

Reading VietcombankServer::read(std::string_view kind, const HttpResponse& answer) {
    return checkout_ || kind == "ipn" ? read_ack(answer) : read_call(kind, answer);
}

VietcombankServer::Form VietcombankServer::form_of(const HttpRequest& request) {
    if (!request.headers.get("Content-Type").starts_with("application/json"))
        return parse_form(request.body);
    Form out;
    const auto body = Json::parse(request.body, nullptr, false);
    if (!body.is_object()) return out;
    for (const auto& [name, value] : body.items()) {
        if (value.is_string()) out[name] = value.get<std::string>();
    }
    return out;
}

std::string VietcombankServer::pass_for(SignedAs how) const {
    if (how == SignedAs::wrong_key) return "not the passcode";
    return setting(how == SignedAs::next_key ? "next_passcode" : "passcode");
}

std::string VietcombankServer::order_id_of(const Form& form) const {
    const auto named = at(form, "token_code");
    if (named.empty()) return at(form, "order_code");
    const auto found = by_token_.find(named);
    return found == by_token_.end() ? std::string() : found->second;
}

Asked VietcombankServer::read_request(const HttpRequest& request) const {
    Asked out;
    if (request.method != "POST") return out;
    if (!checkout_) {
        out.operation = "query";
        if (!has_statement()) out.order_id = number_asked(request);
        return out;
    }
    const auto form = form_of(request);
    const auto function = at(form, "function");
    const bool refunds = path_of(request.target) == refunds_path;
    if (!refunds && function == "CreateOrder") out.operation = "create";
    if (!refunds && (function == "CheckOrder" || function == "CheckOrderByOrderCode"))
        out.operation = "query";
    if (refunds && function == "setRefundRequest") out.operation = "refund";
    if (refunds && function == "checkRefund") out.operation = "refund_query";
    out.order_id =
        out.operation == "refund_query" ? at(form, "ref_code_refund") : order_id_of(form);
    out.amount = whole(at(form, "amount"));
    return out;
}

Answer VietcombankServer::answered(const std::string& code, Json data, std::string told) const {
    Json body;
    body["result_code"] = code;
    body["result_message"] = code == "0000" ? "Success" : "Error";
    body["result_data"] = std::move(data);
    Answer out;
    out.response = json_response(200, body);
    out.code = told.empty() ? code : std::move(told);
    return out;
}

Answer VietcombankServer::wrong(const std::string& code, std::string why) const {
    auto out = answered(code, nullptr, {});
    out.wrong.push_back(std::move(why));
    return out;
}

Answer VietcombankServer::act(const Asked& asked, const HttpRequest& request) {
    if (!checkout_) return has_statement() ? statement(request) : history(request);
    const auto form = form_of(request);
    const auto signed_by = [&](crypto::Hash hash, const std::string& text) {
        return std::ranges::any_of(
            std::initializer_list<SignedAs>{SignedAs::right, SignedAs::next_key},
            [&](SignedAs how) {
                return crypto::same(hex_of(hash, text + pass_for(how)), at(form, "checksum"));
            }
        );
    };
    if (asked.operation == "create") {
        const auto text = over(
            form,
            {"merchant_site_code",
             "order_code",
             "order_description",
             "amount",
             "currency",
             "buyer_fullname",
             "buyer_email",
             "buyer_mobile",
             "buyer_address",
             "return_url",
             "cancel_url",
             "notify_url",
             "language"},
            "|"
        );
        return signed_by(crypto::Hash::md5, text) ? create(form) : wrong("0017", "checksum");
    }
    if (asked.operation == "query") {
        const bool by_token = at(form, "function") == "CheckOrder";
        const auto text =
            over(form, {"merchant_site_code", by_token ? "token_code" : "order_code"}, "|");
        return signed_by(crypto::Hash::md5, text) ? check(form) : wrong("0017", "checksum");
    }
    if (asked.operation == "refund") {
        const auto text = over(form, {"ref_code_refund", "token_code", "amount"}, " ");
        return signed_by(crypto::Hash::sha256, text) ? refund(form) : wrong("0005", "checksum");
    }
    const auto text = over(form, {"ref_code_refund", "transaction_refund_id"}, " ");
    return signed_by(crypto::Hash::sha256, text) ? check_refund(form) : wrong("0005", "checksum");
}

Answer VietcombankServer::create(const Form& form) {
    if (const auto code = fault_in_create(form, setting("site_code")); !code.empty())
        return wrong(code, "CreateOrder is refused with " + code);
    auto* known = find(at(form, "order_code"));
    if (known == nullptr) {
        BasicOrder order;
        order.id = at(form, "order_code");
        order.asked = whole(at(form, "amount"));
        order.text = at(form, "order_description");
        order.partner = setting("site_code");
        order.notify_url = at(form, "notify_url");
        order.return_url = at(form, "return_url");
        order.more["token"] = setting("site_code") + "-" + random_hex(16);
        for (const char* name : {"order_description", "return_url", "cancel_url", "notify_url"})
            order.more[name] = at(form, name);
        by_token_[order.more.value("token", "")] = order.id;
        known = &open(std::move(order));
    }
    Json data;
    data["checkout_url"] = payer_page_url(*known);
    data["token_code"] = known->more["token"];
    return answered("0000", std::move(data), {});
}

Json VietcombankServer::order_json(const BasicOrder& order, const std::string& status) const {
    Json out;
    out["token_code"] = order.more["token"];
    out["order_code"] = order.id;
    out["amount"] = std::to_string(order.asked);
    out["currency"] = "VND";
    out["status"] = status;
    return out;
}

Answer VietcombankServer::check(const Form& form) {
    const bool by_token = at(form, "function") == "CheckOrder";
    auto* order = find(order_id_of(form));
    if (order == nullptr)
        return by_token ? answered("0018", nullptr, {}) : answered("0000", Json::array(), {});
    age(*order);
    const auto status = status_of(state_told(*order), *order);
    auto row = order_json(*order, status);
    Json data = by_token ? std::move(row) : Json::array({std::move(row)});
    return answered("0000", std::move(data), "0000:" + status);
}

Json VietcombankServer::refund_json(
    const Form& form, const std::string& theirs, const std::string& status
) const {
    Json out;
    out["ref_code_refund"] = at(form, "ref_code_refund");
    out["amount"] = at(form, "amount");
    out["token_code"] = at(form, "token_code");
    out["transaction_refund_id"] = theirs;
    out["transaction_status"] = status;
    const auto text =
        over(form, {"ref_code_refund", "token_code"}, " ") + theirs + " " + setting("passcode");
    out["checksum"] = hex_of(crypto::Hash::sha256, text);
    return out;
}

Answer VietcombankServer::refund(const Form& form) {
    const auto refused = [&](const char* code) {
        return answered(code, refund_json(form, "", ""), {});
    };
    if (at(form, "merchant_email") != setting("merchant_email")) return wrong("0010", "email");
    if (find_refund(at(form, "ref_code_refund")) != nullptr) return refused("0007");
    auto* order = find(order_id_of(form));
    if (order == nullptr || order->movements.empty()) return refused("0006");
    const auto amount = whole(at(form, "amount"));
    const auto& moved = order->movements.back();
    const bool full = at(form, "refund_type") == "1";
    if (amount <= 0 || amount > order->refundable(moved.txn)) return refused("0011");
    if (full != (amount == moved.amount)) return refused("0012");
    const auto fault = refund_fault(*order);
    if (fault == FaultKind::not_refundable) return refused("0016");
    BasicRefund refund;
    refund.id = at(form, "ref_code_refund");
    refund.of_txn = moved.txn;
    refund.txn = std::to_string(next_serial());
    refund.amount = amount;
    refund.code = "0000";
    refund.state = fault == FaultKind::refund_pending  ? BasicRefund::State::pending
                   : fault == FaultKind::refund_failed ? BasicRefund::State::refused
                                                       : BasicRefund::State::done;
    const auto& kept = put_refund(*order, std::move(refund));
    const auto status = status_of(kept.state);
    return answered("0000", refund_json(form, kept.txn, status), "0000:" + status);
}

Answer VietcombankServer::check_refund(const Form& form) {
    auto* order = find_refund(at(form, "ref_code_refund"));
    if (order == nullptr) return answered("0014", nullptr, {});
    const auto* refund = order->refund(at(form, "ref_code_refund"));
    auto named = form;
    named["token_code"] = order->more.value("token", "");
    named["amount"] = std::to_string(refund->amount);
    const auto status = status_of(refund->state);
    return answered("0000", refund_json(named, refund->txn, status), "0000:" + status);
}

Answer VietcombankServer::say(
    const Asked& asked, const HttpRequest& request, const std::string& code
) {
    if (!checkout_) {
        if (code == "0" && !has_statement()) return history(request);
        return at_interface(Json::parse(request.body, nullptr, false), code, nullptr);
    }
    const auto form = form_of(request);
    const auto colon = code.find(':');
    const auto result = code.substr(0, colon);
    const auto status = colon == std::string::npos ? std::string() : code.substr(colon + 1);
    if (asked.operation == "refund" || asked.operation == "refund_query")
        return answered(result, refund_json(form, status.empty() ? "" : "88001", status), code);
    const auto* order = find(asked.order_id);
    if (asked.operation != "query" || status.empty() || order == nullptr)
        return answered(result, nullptr, code);
    auto row = order_json(*order, status);
    const bool by_token = at(form, "function") == "CheckOrder";
    Json data = by_token ? std::move(row) : Json::array({std::move(row)});
    return answered(result, std::move(data), code);
}

void VietcombankServer::spoil(FaultKind fault, const Asked& asked, HttpResponse& response) {
    if (!checkout_) return spoil_interface(fault, response);
    auto body = Json::parse(response.body, nullptr, false);
    if (!body.is_object() || !body.contains("result_data")) return;
    auto* data = &body["result_data"];
    if (data->is_array() && !data->empty()) data = &data->at(0);
    if (!data->is_object()) return;
    if (fault == FaultKind::answer_wrong_echo) {
        if (asked.operation == "create") {
            (*data)["order_code"] = "ANOTHERX";
        } else {
            (*data)[data->contains("order_code") ? "order_code" : "ref_code_refund"] = "ANOTHERX";
        }
    }
    if (!data->contains("checksum")) {
        response.body = dump(body);
        return;
    }
    if (fault == FaultKind::answer_bad_signature) (*data)["checksum"] = std::string(64, '0');
    if (fault == FaultKind::answer_unsigned) data->erase("checksum");
    response.body = dump(body);
}

OutboundRequest VietcombankServer::notice(const Wish& wish) {
    const auto* order = find(wish.order);
    const auto status = wish.code.empty() ? status_of(wish.says) : wish.code;
    auto token = order != nullptr ? order->more.value("token", "")
                                  : setting("site_code") + "-" + random_hex(16);
    if (!wish.txn.empty()) token = wish.txn;
    if (!wish.partner.empty()) token = wish.partner + token.substr(token.rfind('-'));
    auto amount = order != nullptr ? order->asked : 0;
    if (order != nullptr && !order->movements.empty()) amount = order->movements.back().amount;
    const auto of_order = [&](const char* name) {
        return order == nullptr ? std::string() : order->more.value(name, "");
    };
    std::vector<std::pair<std::string, std::string>> fields = {
        {"token_code", token},
        {"version", "1.0"},
        {"order_code", order != nullptr ? order->id : wish.order},
        {"order_description", wish.text.empty() ? of_order("order_description") : wish.text},
        {"amount", std::to_string(wish.amount.value_or(amount))},
        {"sender_fee", "0"},
        {"receiver_fee", "0"},
        {"currency", wish.currency.empty() ? "VND" : wish.currency},
        {"return_url", of_order("return_url")},
        {"cancel_url", of_order("cancel_url")},
        {"notify_url", of_order("notify_url")},
        {"status", status},
        {"payment_method_code", "VCB-QR-CODE"},
        {"payment_method_name", "QR Vietcombank"},
    };
    std::string text;
    for (const auto& [name, value] : fields) text += value + "|";
    fields.emplace_back("message", "");
    if (wish.signed_as != SignedAs::nothing)
        fields.emplace_back("checksum", hex_of(crypto::Hash::md5, text + pass_for(wish.signed_as)));
    OutboundRequest out;
    const auto named = of_order("notify_url");
    out.url = named.empty() ? gateway_url() + "/VCBPayment/Checkout" : named;
    out.headers.add("Content-Type", "application/x-www-form-urlencoded");
    for (const auto& [name, value] : fields) {
        if (!out.body.empty()) out.body += '&';
        out.body += name + "=" + percent_encode(value);
    }
    return out;
}

/// §9: HTTP 200 and 0000; 0200, 0201 and 0203 would give the money back.
Reading VietcombankServer::read_ack(const HttpResponse& answer) const {
    Reading out;
    const auto body = Json::parse(answer.body, nullptr, false);
    const bool named = body.is_object() && body.contains("result_code") &&
                       body.at("result_code").is_string() && body.contains("result_message");
    out.code = named ? body.at("result_code").get<std::string>() : std::to_string(answer.status);
    if (out.code == "0200" || out.code == "0201" || out.code == "0203") {
        out.why = "the answer asks to give money back";
    } else if (answer.status >= 500) {
        out.said = Reading::Said::again;
    } else if (answer.status >= 400) {
        out.said = Reading::Said::refused;
    } else if (answer.status != 200 || !named) {
        out.why = "§9: HTTP 200 with result_code and result_message";
    } else {
        out.said = out.code == "0000" ? Reading::Said::taken : Reading::Said::refused;
    }
    return out;
}

}  // namespace dvcpay::sandbox::vietcombank
