#include "cli/answer.hpp"

#include <fmt/format.h>

#include "cli/exit_code.hpp"
#include "cli/payments.hpp"

namespace dvcpay::cli {

using nlohmann::json;

std::string text(const json& object, const char* member) {
    const auto it = object.find(member);
    if (it == object.end() || it->is_null()) return "-";
    return it->is_string() ? it->get<std::string>() : it->dump();
}

std::optional<json> body_of(const Result<HttpResponse>& answer, int& code) {
    if (!answer || answer.value().status / 100 != 2) {
        code = report_problem(answer);
        return std::nullopt;
    }
    json body = json::parse(answer.value().body, nullptr, false);
    if (body.is_discarded()) {
        fmt::print(stderr, "the answer is not JSON\n");
        code = Exit::unreachable;
        return std::nullopt;
    }
    return body;
}

std::optional<json> all_items(
    const Target& target, const std::string& path, std::int64_t limit, int& code
) {
    json all = json::array();
    std::string cursor;
    while (static_cast<std::int64_t>(all.size()) < limit) {
        const std::string next_page = cursor.empty() ? "" : "&cursor=" + percent_encode(cursor);
        const auto page = body_of(call(target, "GET", path + next_page), code);
        if (!page) return std::nullopt;
        for (const auto& item : page->value("items", json::array())) {
            if (static_cast<std::int64_t>(all.size()) < limit) all.push_back(item);
        }
        const auto& next = (*page)["next_cursor"];
        if (!next.is_string()) break;
        cursor = next.get<std::string>();
    }
    return all;
}

}  // namespace dvcpay::cli
