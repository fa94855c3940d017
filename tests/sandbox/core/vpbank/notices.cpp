// The bank tells of credits (§6) and reads our acknowledgements (§6.2); what its codes come to
// (§7).
#include <array>
#include <utility>

#include "sandbox/crypto.hpp"
#include "sandbox/vietqr.hpp"
#include "sandbox/vpbank/server.hpp"

namespace dvcpay::sandbox::vpbank {

namespace {

constexpr std::string_view path = "/vpbank/v1/notification";

Reading garbage(std::string why) {
    Reading out;
    out.why = std::move(why);
    return out;
}

}  // namespace

void VpbankServer::learn(const Offer& offer) {
    if (offer.number.empty()) return;
    if (!offer.order_ref.empty()) numbers_.insert_or_assign(offer.order_ref, offer.number);
    if (const auto seen = scan_vietqr(offer.qr); seen && !offer.qr.empty())
        memos_.insert_or_assign(offer.number, seen.value().memo);
    if (find(offer.number) != nullptr) return;
    BasicOrder order;
    order.id = offer.number;
    order.number = offer.number;
    order.asked = offer.asked;
    open(std::move(order));
}

/// Numbers of a pool are ours to give: the bank learns of one when somebody pays to it.
Result<void> VpbankServer::look(const Offer& offer) {
    if (!issues_numbers()) {
        learn(offer);
    } else if (const auto seen = scan_vietqr(offer.qr); seen && !offer.qr.empty()) {
        memos_.insert_or_assign(seen.value().number, seen.value().memo);
    }
    return BasicProvider::look(offer);
}

Result<std::string> VpbankServer::pay(const Offer& offer, std::int64_t amount) {
    if (issues_numbers()) {
        const auto* order = find(offer.order_ref);
        if (order == nullptr) order = find(offer.number);
        if (order == nullptr) return Error(Fault::state_conflict, "no such virtual account");
        return BasicProvider::pay(offer, amount);
    }
    learn(offer);
    Offer by_number = offer;
    if (!offer.number.empty()) by_number.order_ref = offer.number;
    return BasicProvider::pay(by_number, amount);
}

std::string VpbankServer::number_of(const std::string& order) {
    if (const auto at = numbers_.find(order); at != numbers_.end()) return at->second;
    const auto* known = find(order);
    return known == nullptr || known->number.empty() ? order : known->number;
}

/// As apps and banks write it: upper case, a sender before it.
std::string VpbankServer::remark_of(const std::string& number) const {
    const auto at = memos_.find(number);
    return "NGUYEN VAN A " + (at == memos_.end() ? std::string("NOP PHI") : at->second);
}

Json VpbankServer::movement(const BasicOrder& order, const BasicMovement& moved) const {
    Json body;
    body["masterAccountNumber"] = setting("master_account");
    body["virtualAccountNumber"] = order.number;
    body["virtualName"] = "TT PV HCC TINH MAU";
    body["virtualAlkey"] = issues_numbers() ? order.id : "";
    body["amount"] = std::to_string(moved.amount);
    body["bookingDate"] = slashed_day(moved.at);
    body["transactionDate"] = slashed(moved.at);
    body["transactionId"] = moved.txn;
    body["remark"] = remark_of(order.number);
    return body;
}

Json VpbankServer::credit(const Wish& wish) {
    const auto number = number_of(wish.order);
    auto* order = find(number);
    BasicOrder stranger;
    stranger.number = number;
    const BasicMovement* meant = nullptr;
    if (order != nullptr && !wish.txn.empty()) meant = order->movement(wish.txn);
    if (order != nullptr && wish.txn.empty() && !order->movements.empty())
        meant = &order->movements.back();
    BasicMovement told;
    if (meant != nullptr) told = *meant;
    if (meant == nullptr) {
        told.txn = wish.txn.empty() ? next_txn() : wish.txn;
        told.amount = order == nullptr ? 0 : order->asked;
        told.at = now();
    }
    told.amount = wish.amount.value_or(told.amount);
    told.at = wish.at.value_or(told.at);
    auto body = movement(order == nullptr ? stranger : *order, told);
    if (!wish.partner.empty()) body["masterAccountNumber"] = wish.partner;
    if (!wish.text.empty()) body["remark"] = wish.text;
    return body;
}

std::optional<OutboundRequest> VpbankServer::message(const Wish& wish) {
    // The bank tells of money that has moved, in đồng, one credit a message.
    const bool sayable = wish.kind == "credit" && wish.says == Says::paid && wish.more.empty() &&
                         wish.currency.empty() && wish.code.empty();
    if (!sayable || (wish.shift_boundary && (collects() || !separator().empty())))
        return std::nullopt;
    Json body = credit(wish);
    const auto plain = text_of(body, "masterAccountNumber") + separator() +
                       text_of(body, "amount") + separator() + text_of(body, "transactionId");
    if (wish.shift_boundary) {
        auto amount = text_of(body, "amount");
        body["transactionId"] = amount.back() + text_of(body, "transactionId");
        amount.pop_back();
        body["amount"] = amount;
    }
    OutboundRequest request;
    request.url = gateway_url() + std::string(path);
    request.headers.add("Content-Type", "application/json");
    if (collects()) {
        Json other;
        for (const char* member : {"masterAccountNumber", "virtualAccountNumber"})
            other[member] = body[member];
        other["payerName"] = "NGUYEN VAN A";
        other["collectAmmount"] = body["amount"];
        const Wall at = wish.at.value_or(now());
        other["transactionDate"] = compact(at);
        other["valueDate"] = compact_day(at);
        other["transactionId"] = body["transactionId"];
        other["transactionDescription"] = body["remark"];
        request.body = other.dump();
        const auto key =
            setting(wish.signed_as == SignedAs::next_key ? "next_static_key" : "static_key");
        if (wish.signed_as == SignedAs::wrong_key) {
            request.headers.add("Authorization", std::string(key.size(), '?'));
        } else if (wish.signed_as != SignedAs::nothing) {
            request.headers.add("Authorization", key);
        }
        return request;
    }
    request.body = body.dump();
    const auto key = setting(wish.signed_as == SignedAs::next_key ? "next_bank_key" : "bank_key");
    const bool wrong = wish.signed_as == SignedAs::wrong_key;
    if (wish.signed_as != SignedAs::nothing)
        request.headers.add("signature", sign(key, wrong ? plain + "?" : plain));
    return request;
}

Reading VpbankServer::read(std::string_view, const HttpResponse& answer) {
    const auto body = Json::parse(answer.body, nullptr, false);
    Reading out;
    if (answer.status == 503 || answer.status == 429) {
        out.said = Reading::Said::again;
        return out;
    }
    if (!body.is_object() || !body.contains("errorCode") || !body.contains("errorMessage") ||
        !body.contains("transactionId"))
        return garbage("an acknowledgement has errorCode, errorMessage and transactionId");
    if (collects()) {
        const auto flag = body.find("isSuccess");
        const bool is_flag = flag != body.end() && flag->is_boolean();
        // Who could not be told apart is answered in the first generation's words.
        const auto status = text_of(body, "status");
        const bool yes = is_flag && flag->get<bool>();
        out.code = is_flag ? (yes ? "true" : "false") : status;
        if (yes && answer.status == 200) {
            out.said = Reading::Said::taken;
        } else if ((is_flag && answer.status == 400) || status == "400") {
            out.said = Reading::Said::refused;
        } else if (status == "500") {
            out.said = Reading::Said::again;
        }
    } else {
        // §6.2: HTTP 200 in every case.
        if (answer.status != 200) return garbage("HTTP " + std::to_string(answer.status));
        out.code = text_of(body, "status");
        if (out.code == "200") out.said = Reading::Said::taken;
        if (out.code == "400") out.said = Reading::Said::refused;
        if (out.code == "500") out.said = Reading::Said::again;
    }
    if (out.said == Reading::Said::garbage) out.why = "no status of §6.2";
    if (out.said == Reading::Said::taken && text_of(body, "transactionId").empty())
        return garbage("an acknowledgement repeats transactionId");
    return out;
}

std::vector<CodeCase> VpbankServer::codes() const {
    std::vector<CodeCase> out = {
        {"refund", "00", Means::done},
        {"refund", "SUCCESS", Means::done},
        {"refund", "01", Means::pending},
        {"refund", "PENDING", Means::pending},
        {"refund", "05", Means::unknown},
        {"refund", "14", Means::refused},
        {"refund", "51", Means::refused},
        {"refund", "68", Means::unknown},
        {"refund", "96", Means::unknown},
        {"refund", "99", Means::refused},
        {"refund", "FAILED", Means::refused},
        {"refund", "77", Means::unknown},
        {"refund", "XML", Means::unknown},
        {"refund", "101500", Means::unknown},
        {"refund", "101508", Means::unknown},
        {"refund", "303001", Means::unknown},
    };
    if (!issues_numbers()) return out;
    const std::pair<const char*, Means> creates[] = {
        {"00", Means::opened},
        {"SUCCESS", Means::opened},
        {"05", Means::opened},
        {"01", Means::unknown},
        {"14", Means::refused},
        {"51", Means::refused},
        {"68", Means::unknown},
        {"96", Means::unknown},
        {"99", Means::refused},
        {"77", Means::unknown},
        {"XML", Means::unknown},
        {"900908", Means::refused},
        {"101504", Means::unknown},
    };
    for (const auto& [code, means] : creates) out.push_back({"create", code, means});
    return out;
}

std::string VpbankServer::not_applicable(std::string_view situation) const {
    struct Reason {
        std::string_view situation;
        std::string_view why;
    };
    constexpr std::string_view only_money = "§6: the bank tells of money that has moved only";
    constexpr std::string_view no_login = "§6: notices are signed, nobody logs in";
    constexpr std::string_view no_codes = "§5: rows of credits, without a code";
    constexpr std::string_view no_question = "§2 (a): no bill inquiry of VPBank's is public";
    constexpr Reason always[] = {
        {"notice_declined", only_money},
        {"notice_waiting", only_money},
        {"notice_reordered", only_money},
        {"notice_unknown_code", "§6: a notice carries no code"},
        {"notice_codes", "§6: a notice carries no code"},
        {"wrong_currency", "§6: the amount is in VND, no member names a currency"},
        {"many_records", "§6: one credit in a notice"},
        {"login_wrong", no_login},
        {"login_ended", no_login},
        {"not_found_yet", no_codes},
        {"query_codes", no_codes},
        {"question_result", no_question},
        {"question_payable", no_question},
        {"question_paid", no_question},
        {"question_closed", no_question},
        {"question_cancelled", no_question},
        {"question_unknown", no_question},
        {"question_forged", no_question},
        {"refund_manual", "§8: refunds are transfers"},
        {"refund_impossible", "§8: no answer says that a payment cannot be returned"},
        {"amount_beyond_32_bits", "§10: a transfer of NAPAS ends below 500 000 000"},
    };
    for (const auto& one : always) {
        if (one.situation == situation) return std::string(one.why);
    }
    if (situation == "shift_boundary" && (collects() || !separator().empty()))
        return "§6.1: a space between the parts, and no part may hold one";
    if (situation == "notice_tampered" && collects())
        return "§6: in this generation a static key says who speaks, and nothing covers the words";
    if (situation == "number_rests" && issues_numbers())
        return "§5: in this profile the bank issues the numbers";
    const bool asks_name = situation.starts_with("refund_timeout") ||
                           situation == "refund_garbage" || situation == "refund_server_error";
    if (asks_name && setting("asks_name") == "yes")
        return "§8: the first call of a refund asks for a name and moves nothing; judged in the "
               "profile without that question";
    if (issues_numbers()) return {};
    if (situation.starts_with("create_") || situation == "notice_before_answer")
        return "§5: numbers of this profile are ours, opening sends nothing";
    if (situation == "token_ended") return "§5: opening sends nothing that could carry a token";
    if (situation.starts_with("query_") || situation == "silent_payment" ||
        situation == "asked_then_told" || situation == "two_movements")
        return "§8: without the interface of virtual accounts only the statement tells";
    return {};
}

}  // namespace dvcpay::sandbox::vpbank
