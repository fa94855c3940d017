// The statement of the account (§8), in the envelope of the bank's own interface. It may be asked
// for any number of times. [assumed] in the specification: path, names of members, our digest.
#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "sandbox/vietcombank/server.hpp"
#include "sandbox/web.hpp"

namespace dvcpay::sandbox::vietcombank {

namespace {

const Json& part(const Json& json, const char* member) {
    static const Json none;
    const auto at = json.is_object() ? json.find(member) : json.end();
    return json.is_object() && at != json.end() ? *at : none;
}

std::int64_t whole(const std::string& text) {
    const bool digits = !text.empty() && text.size() < 9 &&
                        text.find_first_not_of("0123456789") == std::string::npos;
    return digits ? std::stoll(text) : 0;
}

}  // namespace

std::string sortable(const std::string& day_first) {
    if (day_first.size() < 10 || day_first[2] != '-' || day_first[5] != '-') return {};
    return day_first.substr(6, 4) + '-' + day_first.substr(3, 2) + '-' + day_first.substr(0, 2);
}

Answer VietcombankServer::at_interface(
    const Json& request, const std::string& code, const Json& data
) {
    Json status;
    status["status"] = code == "0" ? "SUCCESS" : "FAILURE";
    status["errorCode"] = code;
    status["errorMessage"] = "";
    status["errorDetail"] = nullptr;
    Json context;
    context["messageTime"] = to_rfc3339(now());
    context["routing"] = nullptr;
    context["security"] = nullptr;
    context["appId"] = "BE";
    context["messageId"] = random_hex(16);
    context["refMessageId"] = text_of(part(request, "context"), "messageId");
    context["responseStatus"] = std::move(status);
    Json body;
    body["payload"] = Json::object();
    if (!data.is_null()) body["payload"]["data"] = data;
    body["signature"] = random_hex(16);  // its text is not public, so nobody checks it
    body["context"] = std::move(context);
    return {json_response(200, body), code, {}};
}

void VietcombankServer::spoil_interface(FaultKind fault, HttpResponse& response) {
    auto body = Json::parse(response.body, nullptr, false);
    if (fault != FaultKind::answer_wrong_echo || !body.is_object()) return;
    body["context"]["refMessageId"] = "another-message";
    response.body = dump(body);
}

/// What is wrong with the envelope of a request.
std::vector<std::string> VietcombankServer::faults_in_envelope(const Json& request) const {
    const auto& context = part(request, "context");
    std::vector<std::string> wrong;
    if (text_of(context, "appId") != setting("app_id")) wrong.emplace_back("appId");
    const auto id = text_of(context, "messageId");
    if (id.size() != 36) wrong.emplace_back("messageId is a uuid");
    const auto time = text_of(context, "messageTime");
    if (time.size() != 33 || !time.ends_with("+07:00"))
        wrong.emplace_back("messageTime: ISO 8601, seven digits of a second, +07:00");
    for (const char* member : {"refMessageId", "routing", "security"}) {
        if (!context.is_object() || !context.contains(member) || !context.at(member).is_null())
            wrong.push_back(std::string(member) + " is null");
    }
    const auto signature = text_of(request, "signature");
    const bool signed_by_partner = std::ranges::any_of(
        std::array{setting("secret"), setting("next_secret")},
        [&](const std::string& secret) {
            const auto text = setting("app_id") + '|' + id + '|' + time + '|' + secret;
            return crypto::same(crypto::hex(crypto::digest(hash(), text)), signature);
        }
    );
    if (!signed_by_partner) wrong.emplace_back("signature");
    return wrong;
}

/// Entries that came in, oldest first; `remark` is what a payer's bank makes of the code's purpose.
Json VietcombankServer::entries(const std::string& from, const std::string& to) {
    std::multimap<std::int64_t, Json> found;  // one moment: in the order of the book
    for (const auto& order : orders()) {
        for (const auto& moved : order.movements) {
            const auto time = time_text(moved.at);
            const auto day = sortable(time);
            if (day < from || day > to) continue;
            Json row;
            row["transactionId"] = moved.txn;
            row["amount"] = std::to_string(moved.amount);
            row["transactionTime"] = time;
            row["remark"] = "MBVCB." + order.number + ".CHUYEN TIEN";
            row["dorc"] = "C";
            row["balance"] = "0";
            found.emplace(moved.at.ms, std::move(row));
        }
    }
    Json out = Json::array();
    for (auto& [at, row] : found) out.push_back(std::move(row));
    return out;
}

Answer VietcombankServer::statement(const HttpRequest& request) {
    const auto body = Json::parse(request.body, nullptr, false);
    auto wrong = faults_in_envelope(body);
    if (!wrong.empty()) {
        auto out = at_interface(body, "90", nullptr);
        out.wrong = std::move(wrong);
        return out;
    }
    const auto& asked = part(body, "payload");
    const auto from = sortable(text_of(asked, "fromDate"));
    const auto to = sortable(text_of(asked, "toDate"));
    const auto page = whole(text_of(asked, "page"));
    const auto rows = whole(text_of(asked, "rows"));
    if (text_of(asked, "account") != setting("account")) wrong.emplace_back("account");
    if (from.empty() || to.empty() || to < from) wrong.emplace_back("fromDate, toDate");
    if (page < 1 || rows < 1) wrong.emplace_back("page, rows");
    if (!wrong.empty()) {
        auto out = at_interface(body, "2", nullptr);
        out.wrong = std::move(wrong);
        return out;
    }
    const auto all = entries(from, to);
    Json shown = Json::array();
    const auto first = static_cast<std::size_t>((page - 1) * rows);
    for (auto n = first; n < all.size() && n < first + static_cast<std::size_t>(rows); ++n)
        shown.push_back(all.at(n));
    return at_interface(body, "0", shown);
}

}  // namespace dvcpay::sandbox::vietcombank
