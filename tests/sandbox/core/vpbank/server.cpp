// The gateway calls the bank: what stands in front (§3, §7), virtual accounts (§5).
#include "sandbox/vpbank/server.hpp"

#include <utility>

#include "sandbox/crypto.hpp"
#include "sandbox/web.hpp"

namespace dvcpay::sandbox::vpbank {

namespace {

constexpr std::int64_t token_life_s = 3600;
constexpr std::string_view accounts_path = "/virtual-accounts/v1/accounts";

Json parsed(const HttpRequest& request) {
    auto body = Json::parse(request.body, nullptr, false);
    return body.is_object() ? body : Json::object();
}

std::string operation_at(std::string_view method, std::string_view path) {
    if (path == "/token" && method == "POST") return "token";
    if (path == accounts_path && method == "POST") return "create";
    if (path.starts_with(accounts_path)) {
        if (path.ends_with("/transactions") && method == "GET") return "query";
        if (path.ends_with("/close") && method == "POST") return "close";
        return {};
    }
    if (path == "/payments/v1/beneficiary/info" && method == "GET") return "name";
    if (path == "/payments/v1/transfer/ftlist" && method == "GET") return "refund_query";
    const bool transfer =
        path == "/payments/v1/transfer/internal" || path == "/payments/v1/transfer/external";
    return transfer && method == "POST" ? "refund" : "";
}

/// ".../accounts/{va}/transactions"
std::string number_in(std::string_view path) {
    const auto parts = split_path(path);
    return parts.size() == 5 ? parts[3] : std::string();
}

Answer answered(int status, const Json& body, std::string code) {
    Answer out;
    out.response = json_response(status, body);
    out.code = std::move(code);
    return out;
}

/// The gateway's own codes, with the HTTP status they come with (§7).
int status_of_fault(int code) {
    if (code >= 900901 && code <= 900904) return 401;
    if (code >= 900905 && code <= 900909) return 403;
    if (code >= 900800 && code <= 900804) return 429;
    return 503;
}

}  // namespace

VpbankServer::VpbankServer(Outside outside, Json config)
    : BasicProvider(outside, std::move(config)),
      desk_(setting("client_id"), setting("client_secret"), token_life_s) {}

Result<void> VpbankServer::read_own_config() {
    BOOST_OUTCOME_TRY(read_config());
    for (const char* member :
         {"master_account",
          "client_id",
          "client_secret",
          "idn_app",
          "partner_key",
          "bank_key",
          "next_bank_key",
          "static_key",
          "next_static_key",
          "holder"}) {
        if (setting(member).empty())
            return Error(Fault::configuration, std::string(member) + " is missing");
    }
    for (const char* member : {"partner_key", "bank_key", "next_bank_key"}) {
        if (sign(setting(member), "x").empty())
            return Error(Fault::configuration, std::string(member) + " cannot be read");
    }
    return ok();
}

void VpbankServer::forget() {
    numbers_.clear();
    memos_.clear();
    request_ids_.clear();
    opened_.clear();
    desk_.end_all();
}

bool VpbankServer::serves_protocol(std::string_view path) const {
    return path == "/token" || path.starts_with(accounts_path) || path.starts_with("/payments/v1/");
}

/// Parameters stand in headers; a partner of old sends them in the query.
std::string VpbankServer::parameter(const HttpRequest& request, std::string_view name) const {
    if (setting("parameters") != "query") return std::string(request.headers.get(name));
    auto query = query_of(request.target);
    return query[std::string(name)];
}

Asked VpbankServer::read_request(const HttpRequest& request) const {
    const auto path = path_of(request.target);
    const auto body = parsed(request);
    Asked out;
    out.operation = operation_at(request.method, path);
    if (out.operation == "create") {
        out.order_id = text_of(body, "virtualAlkey");
        out.amount = digits(text_of(body, "amount")).value_or(0);
    } else if (out.operation == "query" || out.operation == "close") {
        out.order_id = number_in(path);
    } else if (out.operation == "refund") {
        out.order_id = text_of(body, "referenceNumber");
        const auto amount = body.find("amount");
        if (amount != body.end() && amount->is_number_integer())
            out.amount = amount->get<std::int64_t>();
    } else if (out.operation == "refund_query") {
        out.order_id = parameter(request, "referenceNumber");
    }
    return out;
}

Answer VpbankServer::fault(int status, int code, std::vector<std::string> wrong) const {
    Json inner;
    inner["code"] = code;
    inner["message"] = "Runtime Error";
    inner["description"] = wrong.empty() ? std::string("see the code") : wrong.front();
    Json body;
    body["fault"] = std::move(inner);
    auto out = answered(status, body, std::to_string(code));
    out.wrong = std::move(wrong);
    return out;
}

int VpbankServer::stopped(const HttpRequest& request, std::vector<std::string>& wrong) {
    if (!desk_.knows(request, now())) {
        const bool bearer = request.headers.get("Authorization").starts_with("Bearer ");
        if (!bearer) wrong.emplace_back("no access token");
        return bearer ? 900901 : 900902;
    }
    if (request.headers.get("IDN-App") != setting("idn_app")) {
        wrong.emplace_back("IDN-App");
        return 900908;
    }
    const std::string id(request.headers.get("x-request-id"));
    if (!is_uuid(id)) wrong.emplace_back("x-request-id is no UUID");
    // A create is repeated with its ids, a token's end repeats a call: only there the same one.
    const bool create = path_of(request.target) == accounts_path;
    if (!request_ids_.insert(id).second && !create) wrong.emplace_back("x-request-id was used");
    const auto type = request.headers.get("Content-Type");
    if (!type.starts_with("application/json")) wrong.emplace_back("Content-Type");
    return 0;
}

Answer VpbankServer::act(const Asked& asked, const HttpRequest& request) {
    if (asked.operation == "token") {
        Answer out;
        out.response = desk_.ask(request, random_hex(24), now());
        out.code = std::to_string(out.response.status);
        if (out.response.status != 200) out.wrong.emplace_back("client credentials");
        if (!request.headers.get("Authorization").starts_with("Basic "))
            out.wrong.emplace_back("no Basic header");
        if (request.headers.get("IDN-App") != setting("idn_app"))
            out.wrong.emplace_back("IDN-App with the token");
        if (parse_form(request.body)["scope"].empty()) out.wrong.emplace_back("no scope");
        return out;
    }
    std::vector<std::string> wrong;
    if (const int code = stopped(request, wrong); code != 0)
        return fault(status_of_fault(code), code, std::move(wrong));
    Answer out;
    if (asked.operation == "create") {
        out = open_number(request, parsed(request));
    } else if (asked.operation == "query") {
        out = history(request);
    } else if (asked.operation == "name") {
        out = beneficiary(request);
    } else if (asked.operation == "refund") {
        out = transfer(request, parsed(request));
    } else if (asked.operation == "refund_query") {
        out = transfer_status(request);
    } else {
        Json body;
        body["status"] = "SUCCESS";
        out = answered(200, body, "SUCCESS");
    }
    for (auto& what : wrong) out.wrong.push_back(std::move(what));
    return out;
}

Answer VpbankServer::say(const Asked& asked, const HttpRequest& request, const std::string& code) {
    const auto number = digits(code);
    if (number && *number >= 100'000) {
        const int fault_code = static_cast<int>(*number);
        return fault(status_of_fault(fault_code), fault_code, {});
    }
    if (code == "XML") {
        Answer out;
        out.code = code;
        out.response.status = 500;
        out.response.headers.add("Content-Type", "application/xml");
        out.response.body = "<ams:fault><ams:code>101503</ams:code></ams:fault>";
        return out;
    }
    if (asked.operation == "refund") {
        const auto body = parsed(request);
        return answered(
            200, transfer_answer(text_of(body, "referenceNumber"), next_txn(), code), code
        );
    }
    // A code that says it was done comes with what was done.
    if (asked.operation == "create" && (code == "00" || code == "05")) {
        auto done = act(asked, request);
        auto body = Json::parse(done.response.body, nullptr, false);
        body["status"] = code;
        done.response = json_response(200, body);
        done.code = code;
        return done;
    }
    Json body;
    body["status"] = code;
    return answered(200, body, code);
}

// --- §5

Answer VpbankServer::open_number(const HttpRequest& request, const Json& body) {
    const auto id = text_of(body, "requestId");
    if (const auto at = opened_.find(id); at != opened_.end()) {
        auto again = at->second.second;
        if (at->second.first != request.body) again.wrong.emplace_back("requestId was used");
        return again;
    }
    const auto alkey = text_of(body, "virtualAlkey");
    const auto amount = text_of(body, "amount");
    const auto plain = id + text_of(body, "masterAccountNumber") + alkey + amount;
    std::vector<std::string> wrong;
    if (!is_uuid(id)) wrong.emplace_back("requestId");
    if (text_of(body, "masterAccountNumber") != setting("master_account"))
        wrong.emplace_back("masterAccountNumber");
    if (!is_reference(alkey, 30)) wrong.emplace_back("virtualAlkey");
    const auto holder = text_of(body, "virtualName");
    if (holder.empty() || !is_plain(holder, 50)) wrong.emplace_back("virtualName");
    if (!amount.empty() && !digits(amount)) wrong.emplace_back("amount");
    const auto until = text_of(body, "expiryDate");
    if (until.size() != 14 || until <= compact(now())) wrong.emplace_back("expiryDate");
    if (!verifies(setting("partner_key"), plain, text_of(body, "signature")))
        wrong.emplace_back("signature");
    Json out;
    if (!wrong.empty()) {
        out["status"] = "99";
        auto refused = answered(200, out, "99");
        refused.wrong = std::move(wrong);
        return refused;
    }
    auto* order = find(alkey);
    const bool known = order != nullptr;
    if (!known) {
        BasicOrder fresh;
        fresh.id = alkey;
        fresh.number = "VPB26X" + std::to_string(100'000'000 + ++issued_);
        fresh.asked = digits(amount).value_or(0);
        fresh.text = holder;
        order = &open(std::move(fresh));
    }
    out["virtualAccountNumber"] = order->number;
    out["status"] = known ? "05" : "SUCCESS";
    auto done = answered(200, out, known ? "05" : "SUCCESS");
    if (!known) opened_[id] = {request.body, done};
    return done;
}

Answer VpbankServer::history(const HttpRequest& request) {
    auto query = query_of(request.target);
    const auto from = query["fromDate"];
    const auto to = query["toDate"];
    Json rows = Json::array();
    auto* order = find(number_in(path_of(request.target)));
    const bool told =
        order != nullptr && (order->movements.empty() || state_told(*order) == BasicState::paid);
    if (told) {
        for (const auto& moved : order->movements) {
            const auto day = compact_day(moved.at);
            if (day < from || day > to) continue;
            rows.push_back(movement(*order, moved));
        }
    }
    auto out = answered(200, rows, "00");
    if (from.size() != 8 || to.size() != 8) out.wrong.emplace_back("fromDate, toDate");
    return out;
}

void VpbankServer::spoil(FaultKind fault, const Asked&, HttpResponse& response) {
    // Answers carry no signature (§4.1); another echo is all that can be wrong with one.
    auto body = Json::parse(response.body, nullptr, false);
    if (fault != FaultKind::answer_wrong_echo || !body.is_object()) return;
    if (body.contains("referenceNumber")) body["referenceNumber"] = "DVCRFANOTHER";
    if (body.contains("virtualAccountNumber")) body["requestId"] = "another";
    response.body = dump(body);
}

}  // namespace dvcpay::sandbox::vpbank
