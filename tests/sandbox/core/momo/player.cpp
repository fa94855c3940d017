// MoMo as tests ask it. Source: spec §2 (codes), §4 (links), §8 (IPN).
#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "sandbox/momo/codes.hpp"
#include "sandbox/momo/server.hpp"
#include "sandbox/web.hpp"

namespace dvcpay::sandbox::momo {

namespace {

struct Row {
    std::int64_t code;
    Means create;
    Means query;
    Means refund;
};

/// §10, operation by operation. A code of a payer's action cannot answer a new order; a code about
/// a question or a refund says nothing about the order.
constexpr std::array rows{
    Row{0, Means::opened, Means::paid, Means::done},
    Row{10, Means::unknown, Means::unknown, Means::unknown},
    Row{11, Means::refused, Means::unknown, Means::refused},
    Row{12, Means::refused, Means::unknown, Means::refused},
    Row{13, Means::refused, Means::unknown, Means::refused},
    Row{20, Means::refused, Means::unknown, Means::refused},
    Row{21, Means::refused, Means::unknown, Means::not_refundable},
    Row{22, Means::refused, Means::unknown, Means::not_refundable},
    Row{40, Means::unknown, Means::unknown, Means::unknown},
    Row{41, Means::unknown, Means::unknown, Means::unknown},
    Row{42, Means::unknown, Means::not_found, Means::unknown},
    Row{43, Means::unknown, Means::unknown, Means::unknown},
    Row{45, Means::refused, Means::unknown, Means::refused},
    Row{47, Means::refused, Means::unknown, Means::refused},
    Row{98, Means::refused, Means::declined, Means::unknown},
    Row{99, Means::unknown, Means::unknown, Means::unknown},
    Row{1000, Means::unknown, Means::waiting, Means::pending},
    Row{1001, Means::refused, Means::declined, Means::refused},
    Row{1002, Means::refused, Means::declined, Means::refused},
    Row{1003, Means::unknown, Means::cancelled, Means::unknown},
    Row{1004, Means::refused, Means::declined, Means::refused},
    Row{1005, Means::unknown, Means::lapsed, Means::unknown},
    Row{1006, Means::unknown, Means::cancelled, Means::unknown},
    Row{1007, Means::refused, Means::declined, Means::refused},
    Row{1017, Means::unknown, Means::cancelled, Means::unknown},
    Row{1026, Means::refused, Means::declined, Means::refused},
    Row{1080, Means::unknown, Means::unknown, Means::refused},
    Row{1081, Means::unknown, Means::unknown, Means::unknown},
    Row{1088, Means::unknown, Means::unknown, Means::not_refundable},
    Row{2019, Means::refused, Means::declined, Means::refused},
    Row{4001, Means::refused, Means::declined, Means::refused},
    Row{4002, Means::refused, Means::declined, Means::refused},
    Row{4100, Means::refused, Means::declined, Means::refused},
    Row{7000, Means::unknown, Means::waiting, Means::pending},
    Row{7002, Means::unknown, Means::waiting, Means::pending},
    Row{8000, Means::unknown, Means::waiting, Means::pending},
    Row{9000, Means::unknown, Means::authorised, Means::unknown},
};

std::int64_t code_of(const Wish& wish) {
    if (!wish.code.empty()) return std::strtoll(wish.code.c_str(), nullptr, 10);
    switch (wish.says) {
        case Says::paid:
            return code::success;
        case Says::declined:
            return code::declined;
        case Says::cancelled:
            return 1017;
        case Says::waiting:
            return code::waiting;
        case Says::unknown_code:
            return 4711;
    }
    return code::success;
}

}  // namespace

Result<std::string> MomoServer::scan(const std::string& payload) {
    const auto mark = payload.find("/momo/qr?t=");
    if (mark == std::string::npos) return Error(Fault::not_found, "no code of MoMo");
    return payload.substr(mark);
}

Result<void> MomoServer::look(const Offer& offer) {
    const auto* order = find(offer.order_ref);
    if (order == nullptr) return Error(Fault::malformed, "MoMo knows no order " + offer.order_ref);
    if (order->amount != offer.asked)
        return Error(Fault::malformed, "the order asks for more or less");
    const auto& link = offer.qr.empty() ? offer.url : offer.qr;
    if (link.find(order->token) == std::string::npos) {
        return Error(Fault::malformed, "the payer was given a link that MoMo did not make");
    }
    return ok();
}

Result<std::string> MomoServer::pay(const Offer& offer, std::int64_t amount) {
    auto* order = ledger_.find(offer.order_ref);
    if (order == nullptr) return Error(Fault::not_found, "no such order");
    ledger_.age(*order, now());
    if (!ledger_.pay(*order, amount, "qr", now())) {
        return Error(Fault::state_conflict, "MoMo takes no second payment of one order");
    }
    return std::to_string(order->trans_id);
}

Result<void> MomoServer::decline(const Offer& offer) {
    auto* order = ledger_.find(offer.order_ref);
    if (order == nullptr) return Error(Fault::not_found, "no such order");
    if (!ledger_.decline(*order, code::declined, now())) {
        return Error(Fault::state_conflict, "not pending");
    }
    return ok();
}

std::optional<OutboundRequest> MomoServer::message(const Wish& wish) {
    if (wish.kind != "ipn" || !wish.more.empty() || wish.shift_boundary) return std::nullopt;
    if (!wish.currency.empty()) return std::nullopt;
    const auto* known = find(wish.order);
    Order made;
    if (known == nullptr) {
        made.order_id = wish.order;
        made.request_id = random_token();
        made.partner_code = config_.partners.front().code;
        made.order_info = "dvcpay";
        made.amount = wish.amount.value_or(0);
        made.lang = "vi";
    }
    const Order& order = known == nullptr ? made : *known;
    Notice notice = notice_of(order);
    notice.result_code = code_of(wish);
    if (wish.amount) notice.amount = *wish.amount;
    if (!wish.txn.empty()) notice.trans_id = std::strtoll(wish.txn.c_str(), nullptr, 10);
    if (notice.trans_id == 0) notice.trans_id = ledger_.next_trans_id(now());
    if (!wish.partner.empty()) notice.partner_code = wish.partner;
    if (!wish.text.empty()) notice.message = wish.text;
    if (notice.result_code == code::success && notice.pay_type.empty()) notice.pay_type = "qr";
    Json body = notice_body(order, notice);
    if (wish.at) body["responseTime"] = wish.at->ms;
    const auto& partner = partner_of(order);
    if (wish.signed_as != sandbox::SignedAs::nothing) {
        const Secret wrong("not the key of this partner");
        const Secret& key =
            wish.signed_as == sandbox::SignedAs::wrong_key ? wrong
            : wish.signed_as == sandbox::SignedAs::next_key && partner.next_secret_key
                ? *partner.next_secret_key
                : partner.secret_key;
        body["signature"] = sign(key, raw_text(Message::notice, body, partner.access_key));
    }
    OutboundRequest request;
    request.url =
        order.ipn_url.empty() ? config_.gateway_url + "/v1/callbacks/momo/ipn" : order.ipn_url;
    request.headers.add("Content-Type", "application/json; charset=UTF-8");
    request.body = dump(body);
    return request;
}

/// 204 and nothing else by the letter; 2xx with anything is tolerated. Unsigned.
Reading MomoServer::read(std::string_view, const HttpResponse& answer) {
    Reading reading;
    reading.code = std::to_string(answer.status);
    if (answer.status == 204) {
        reading.said = Reading::Said::taken;
    } else if (answer.status >= 500) {
        reading.said = Reading::Said::again;
    } else if (answer.status >= 400) {
        reading.said = Reading::Said::refused;
    } else {
        reading.why = "an IPN is answered with 204";
    }
    return reading;
}

std::vector<CodeCase> MomoServer::codes() const {
    std::vector<CodeCase> out;
    for (const auto& row : rows) {
        const auto code = std::to_string(row.code);
        out.push_back({"create", code, row.create});
        out.push_back({"query", code, row.query});
        out.push_back({"refund", code, row.refund});
        out.push_back({"ipn", code, row.query});
    }
    return out;
}

void MomoServer::answer_next(const std::string& operation, const std::string& code) {
    FaultRule rule;
    rule.kind = FaultKind::result_code;
    rule.operation = operation;
    rule.code = std::strtoll(code.c_str(), nullptr, 10);
    if (rule.code != code::success) plan_.add(std::move(rule));
}

std::vector<Moved> MomoServer::moved() const {
    std::vector<Moved> out;
    for (const auto& order : ledger_.orders()) {
        if (order.state != OrderState::paid) continue;
        Moved moved{order.order_id, "", std::to_string(order.trans_id), order.paid_amount, 0};
        for (const auto& refund : order.refunds) {
            if (refund.state == RefundState::done) moved.refunded += refund.amount;
        }
        out.push_back(std::move(moved));
    }
    return out;
}

std::string MomoServer::not_applicable(std::string_view situation) const {
    using Row = std::pair<std::string_view, std::string_view>;
    static constexpr std::array reasons{
        Row{"many_records", "§8: one IPN tells of one order"},
        Row{"wrong_currency", "§4: amounts are VND, no message names a currency"},
        Row{"shift_boundary", "§3: the members are named in the signed text"},
        Row{"second_payment", "§10: an order is paid once, a second try is refused with 41"},
        Row{"token", "§3: every call is signed, there is no token"},
        Row{"login", "§8: MoMo does not log in to us"},
        Row{"questions", "§8: MoMo only tells, it does not ask"},
        Row{"result_questions", "§8: MoMo only tells, it does not ask"},
        Row{"numbers", "§4: an order is known by its orderId"},
        Row{"large_amounts", "§4: 50,000,000 at most"},
        Row{"refund_manual", "§6: refunds go by the interface"},
    };
    for (const auto& [name, why] : reasons) {
        if (name == situation) return std::string(why);
    }
    return {};
}

}  // namespace dvcpay::sandbox::momo
