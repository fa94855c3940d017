// The bank's own interface, as far as it is played (§8): the movements of a number.
#include <utility>

#include "sandbox/vietcombank/server.hpp"
#include "sandbox/web.hpp"

namespace dvcpay::sandbox::vietcombank {

namespace {

Json payload_of(const Json& body) {
    return body.is_object() ? body.value("payload", Json::object()) : Json::object();
}

}  // namespace

std::string VietcombankServer::number_asked(const HttpRequest& request) {
    return text_of(payload_of(Json::parse(request.body, nullptr, false)), "vaNumber");
}

Answer VietcombankServer::history(const HttpRequest& request) {
    const auto body = Json::parse(request.body, nullptr, false);
    auto wrong = faults_in_envelope(body);
    if (!wrong.empty()) {
        auto refused = at_interface(body, "90", nullptr);
        refused.wrong = std::move(wrong);
        return refused;
    }
    const auto asked = payload_of(body);
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
            const auto time = time_text(moved.at);
            const auto day = sortable(time);
            if (day < from || day > to) continue;
            Json row;
            row["transactionId"] = moved.txn;
            row["amount"] = std::to_string(moved.amount);
            row["transactionTime"] = time;
            row["remark"] = "NOP PHI " + order->number;
            row["dorc"] = "C";
            rows.push_back(std::move(row));
        }
    }
    auto out = at_interface(body, "0", rows);
    out.wrong = std::move(wrong);
    return out;
}

}  // namespace dvcpay::sandbox::vietcombank
