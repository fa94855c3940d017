// The bank's own interface, as far as it is played (§8): the movements of a number.
#include <utility>

#include "sandbox/vietcombank/server.hpp"
#include "sandbox/web.hpp"

namespace dvcpay::sandbox::vietcombank {

namespace {

constexpr std::string_view history_path = "/va/transactions";
constexpr std::int64_t vietnam_ms = 7 * 3'600'000;
constexpr std::size_t date_length = 10;

std::string text_of(const Json& json, const char* member) {
    if (!json.is_object()) return {};
    const auto at = json.find(member);
    return at != json.end() && at->is_string() ? at->get<std::string>() : std::string();
}

Json body_of(const HttpRequest& request) {
    auto body = Json::parse(request.body, nullptr, false);
    if (!body.is_object()) body = Json::object();
    for (const char* part : {"payload", "context"}) {
        if (!body.contains(part) || !body[part].is_object()) body[part] = Json::object();
    }
    return body;
}

std::string local(Wall at) {
    return to_rfc3339(Wall{at.ms + vietnam_ms});  // yyyy-MM-ddTHH:mm:ss…
}

/// "15-01-2026" as "2026-01-15", which sorts; empty for what is no date.
std::string sortable(const std::string& date) {
    if (date.size() != date_length || date[2] != '-' || date[5] != '-') return {};
    return date.substr(6, 4) + '-' + date.substr(3, 2) + '-' + date.substr(0, 2);
}

}  // namespace

bool VietcombankServer::serves_history(std::string_view path) const {
    return !checkout_ && !setting("app_id").empty() && path == history_path;
}

Asked VietcombankServer::read_history_request(const HttpRequest& request) const {
    Asked out;
    if (request.method != "POST" || !serves_history(path_of(request.target))) return out;
    out.operation = "query";
    out.order_id = text_of(body_of(request).at("payload"), "vaNumber");
    return out;
}

/// The envelope of an answer; its digest is nothing a partner could check.
Answer VietcombankServer::bank_answer(
    const HttpRequest& request, const std::string& code, Json payload
) {
    const bool given = code == "0";
    Json body;
    body["payload"] = std::move(payload);
    body["signature"] = random_hex(16);
    auto& context = body["context"];
    context["messageTime"] = local(now()).substr(0, 19) + ".0000000+07:00";
    context["routing"] = nullptr;
    context["security"] = nullptr;
    context["appId"] = "BE";
    context["messageId"] = random_hex(16);
    context["refMessageId"] = text_of(body_of(request).at("context"), "messageId");
    auto& status = context["responseStatus"];
    status["status"] = given ? "SUCCESS" : "FAILURE";
    status["errorCode"] = code;
    status["errorMessage"] = "";
    status["errorDetail"] = nullptr;
    Answer out;
    out.response = json_response(200, body);
    out.code = code;
    return out;
}

/// §8: `sig_alg` over appId, messageId, messageTime and the secret.
bool VietcombankServer::is_signed_question(const Json& body) const {
    const auto& context = body.at("context");
    std::string text;
    for (const char* name : {"appId", "messageId", "messageTime"})
        text += text_of(context, name) + "|";
    for (const char* secret : {"secret", "next_secret"}) {
        if (crypto::same(
                crypto::hex(crypto::digest(hash(), text + setting(secret))),
                text_of(body, "signature")
            ))
            return true;
    }
    return false;
}

Answer VietcombankServer::history(const HttpRequest& request) {
    const auto body = body_of(request);
    const auto& asked = body.at("payload");
    std::vector<std::string> wrong;
    if (!is_signed_question(body)) wrong.emplace_back("signature");
    if (text_of(body.at("context"), "appId") != setting("app_id")) wrong.emplace_back("appId");
    if (!wrong.empty()) {
        auto refused = bank_answer(request, "90", nullptr);
        refused.wrong = std::move(wrong);
        return refused;
    }
    const auto from = sortable(text_of(asked, "fromDate"));
    const auto to = sortable(text_of(asked, "toDate"));
    if (from.empty() || to.empty()) wrong.emplace_back("fromDate, toDate");
    if (text_of(asked, "page") != "1") wrong.emplace_back("page");
    Json rows = Json::array();
    auto* order = find(text_of(asked, "vaNumber"));
    const bool told =
        order != nullptr && (order->movements.empty() || state_told(*order) == BasicState::paid);
    if (told) {
        for (const auto& moved : order->movements) {
            const auto at = local(moved.at);
            const auto day = at.substr(0, date_length);
            if (day < from || day > to) continue;
            Json row;
            row["transactionId"] = moved.txn;
            row["amount"] = std::to_string(moved.amount);
            row["transactionTime"] = at.substr(8, 2) + '-' + at.substr(5, 2) + '-' +
                                     at.substr(0, 4) + ' ' + at.substr(11, 8);
            row["remark"] = "NOP PHI " + order->number;
            row["dorc"] = "C";
            rows.push_back(std::move(row));
        }
    }
    Json payload;
    payload["data"] = std::move(rows);
    auto out = bank_answer(request, "0", std::move(payload));
    out.wrong = std::move(wrong);
    return out;
}

}  // namespace dvcpay::sandbox::vietcombank
