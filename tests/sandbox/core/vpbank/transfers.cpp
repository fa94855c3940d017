// Money that leaves: whose account it is, the transfer, how it stands (§4).
#include <algorithm>
#include <utility>

#include "sandbox/vpbank/server.hpp"
#include "sandbox/web.hpp"

namespace dvcpay::sandbox::vpbank {

namespace {

constexpr std::string_view internal_path = "/payments/v1/transfer/internal";

Answer answered(const Json& body, std::string code, std::vector<std::string> wrong = {}) {
    Answer out;
    out.response = json_response(200, body);
    out.code = std::move(code);
    out.wrong = std::move(wrong);
    return out;
}

std::string code_of(BasicRefund::State state) {
    switch (state) {
        case BasicRefund::State::pending:
            return "PENDING";
        case BasicRefund::State::done:
            return "SUCCESS";
        case BasicRefund::State::refused:
            return "FAILED";
    }
    return "FAILED";
}

}  // namespace

Answer VpbankServer::beneficiary(const HttpRequest& request) {
    std::vector<std::string> wrong;
    auto query = query_of(request.target);
    const auto type = query["benType"];
    if (type != "internal" && type != "account" && type != "card") wrong.emplace_back("benType");
    if (parameter(request, "bankId").size() != 6) wrong.emplace_back("bankId");
    if (!is_reference(parameter(request, "benNumber"), 19)) wrong.emplace_back("benNumber");
    Json body;
    body["customerNumber"] = "100200300";
    body["benName"] = setting("holder");
    return answered(body, "00", std::move(wrong));
}

Json VpbankServer::transfer_answer(
    const std::string& reference, const std::string& txn, const std::string& code
) const {
    Json body;
    body["transactionId"] = txn + "\\BNK";
    body["referenceNumber"] = reference;
    const bool word = code == "SUCCESS" || code == "PENDING" || code == "FAILED";
    body["status"] = word ? code : "";
    body["errorCode"] = word ? "" : code;
    body["errorMessage"] = "";
    return body;
}

std::vector<std::string> VpbankServer::wrong_with_transfer(
    const HttpRequest& request, const Json& body
) const {
    std::vector<std::string> wrong;
    const auto reference = text_of(body, "referenceNumber");
    const auto source = text_of(body, "sourceNumber");
    const auto target = text_of(body, "targetNumber");
    const auto amount = body.find("amount");
    const bool whole = amount != body.end() && amount->is_number_integer() && *amount > 0;
    if (!whole) wrong.emplace_back("amount is no whole number");
    const auto text = whole ? std::to_string(amount->get<std::int64_t>()) : std::string();
    if (!is_reference(reference, 30)) wrong.emplace_back("referenceNumber");
    if (source != setting("master_account")) wrong.emplace_back("sourceNumber");
    if (!is_reference(target, 19)) wrong.emplace_back("targetNumber");
    if (text_of(body, "currency") != "VND") wrong.emplace_back("currency");
    if (!is_plain(text_of(body, "remark"), 140)) wrong.emplace_back("remark");
    if (text_of(body, "transactionType").size() != 4) wrong.emplace_back("transactionType");
    const bool internal = path_of(request.target) == internal_path;
    if (text_of(body, "service") != (internal ? "internal" : "external"))
        wrong.emplace_back("service");
    if (body.contains("bankId") == internal) wrong.emplace_back("bankId");
    if (!verifies(
            setting("partner_key"), reference + source + target + text, text_of(body, "signature")
        ))
        wrong.emplace_back("signature");
    return wrong;
}

/// A payout has no tie to a purchase; the book wants one: the order its text names, or any that
/// still holds so much.
BasicOrder* VpbankServer::payer_of(const std::string& remark, std::int64_t amount) {
    BasicOrder* any = nullptr;
    for (auto& order : orders()) {
        const bool holds = std::ranges::any_of(order.movements, [&](const BasicMovement& moved) {
            return order.refundable(moved.txn) >= amount;
        });
        if (!holds) continue;
        if (any == nullptr) any = &order;
        const auto memo = memos_.find(order.number);
        if (memo != memos_.end() && remark.find(memo->second) != std::string::npos) return &order;
    }
    return any;
}

Answer VpbankServer::transfer(const HttpRequest& request, const Json& body) {
    const auto reference = text_of(body, "referenceNumber");
    auto wrong = wrong_with_transfer(request, body);
    if (find_refund(reference) != nullptr) {
        // §7: a duplicate is asked about.
        wrong.emplace_back("referenceNumber was used: paid out twice");
        return answered(transfer_answer(reference, "", "05"), "05", std::move(wrong));
    }
    const auto amount = wrong.empty() ? body["amount"].get<std::int64_t>() : 0;
    auto* order = payer_of(text_of(body, "remark"), amount);
    if (order == nullptr) wrong.emplace_back("more goes out than came in");
    if (!wrong.empty()) return answered(transfer_answer(reference, "", "99"), "99", wrong);
    BasicRefund refund;
    refund.id = reference;
    for (const auto& moved : order->movements) {
        if (refund.of_txn.empty() && order->refundable(moved.txn) >= amount)
            refund.of_txn = moved.txn;
    }
    refund.txn = next_txn();
    refund.amount = amount;
    const auto fault = refund_fault(*order);
    refund.state = fault == FaultKind::refund_pending  ? BasicRefund::State::pending
                   : fault == FaultKind::refund_failed ? BasicRefund::State::refused
                                                       : BasicRefund::State::done;
    refund.code = code_of(refund.state);
    const auto& kept = put_refund(*order, std::move(refund));
    return answered(transfer_answer(reference, kept.txn, kept.code), kept.code);
}

Answer VpbankServer::transfer_status(const HttpRequest& request) {
    const auto reference = parameter(request, "referenceNumber");
    std::vector<std::string> wrong;
    if (parameter(request, "accountNumber") != setting("master_account"))
        wrong.emplace_back("accountNumber");
    Json rows = Json::array();
    std::string code = "none";
    if (auto* order = find_refund(reference)) {
        const auto* refund = order->refund(reference);
        code = code_of(refund->state);
        auto row = transfer_answer(reference, refund->txn, code);
        row["amount"] = refund->amount;
        row["currency"] = "VND";
        rows.push_back(std::move(row));
    }
    return answered(rows, code, std::move(wrong));
}

}  // namespace dvcpay::sandbox::vpbank
