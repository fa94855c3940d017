#include "cli/webhooks.hpp"

#include <fmt/format.h>

#include "cli/admin.hpp"
#include "cli/answer.hpp"
#include "cli/exit_code.hpp"
#include "cli/table.hpp"
#include "cli/upkeep.hpp"

namespace dvcpay::cli {
namespace {

using nlohmann::json;

void print_deliveries(const json& items) {
    std::vector<Row> rows;
    for (const auto& item : items) {
        rows.push_back(
            {text(item, "id"),
             text(item, "status"),
             text(item, "type"),
             text(item, "endpoint"),
             text(item, "tries"),
             text(item, "last_status"),
             text(item, "next_try_at")}
        );
    }
    fmt::print(
        "{}", table({"delivery", "status", "type", "endpoint", "tries", "said", "next try"}, rows)
    );
}

/// Of a call that answers with deliveries.
int told(const std::optional<json>& done, int code, const json& items, bool as_json) {
    if (!done) return code;
    if (as_json) {
        fmt::print("{}\n", done->dump(2));
    } else {
        print_deliveries(items);
    }
    return Exit::done;
}

std::optional<json> ask(
    const app::Configuration& config, const char* method, const char* path, json body, int& code
) {
    std::string text;
    if (!body.is_null()) {
        body["actor"] = os_actor();
        text = body.dump();
    }
    return body_of(admin_call(config, method, path, text, "application/json"), code);
}

int change_endpoint(
    const app::Configuration& config, const char* path, const json& body, const char* word
) {
    int code = Exit::done;
    const auto done = ask(config, "POST", path, body, code);
    if (!done) return code;
    const char* before = done->value("changed", false) ? "" : "was already ";
    fmt::print("{} {}{}\n", text(*done, "endpoint"), before, word);
    return Exit::done;
}

}  // namespace

int list_deliveries(const Target& target, const DeliveryWords& words, bool as_json) {
    std::string path =
        fmt::format("/v1/webhooks/deliveries?limit={}", std::min<std::int64_t>(words.limit, 200));
    if (!words.status.empty()) path += "&status=" + percent_encode(words.status);
    int code = Exit::done;
    const auto all = all_items(target, path, words.limit, code);
    return told(all, code, all.value_or(json::array()), as_json);
}

int replay_delivery(const Target& target, Change change, const DeliveryWords& words, bool as_json) {
    change.path = "/v1/webhooks/deliveries/" + percent_encode(words.id) + "/replay";
    int code = Exit::done;
    const auto done = carry_out(target, change, code);
    return told(done, code, json::array({done.value_or(json())}), as_json);
}

int replay_range(const Target& target, Change change, const DeliveryWords& words, bool as_json) {
    json body = {{"from", words.from}, {"to", words.to}};
    if (!words.types.empty()) body["types"] = words.types;
    change.path = "/v1/webhooks/replay";
    change.body = body.dump();
    int code = Exit::done;
    const auto done = carry_out(target, change, code);
    if (!done) return code;
    if (as_json) {
        fmt::print("{}\n", done->dump(2));
    } else {
        fmt::print("{} deliveries queued\n", text(*done, "queued"));
    }
    return Exit::done;
}

int test_webhooks(const Target& target, Change change, bool as_json) {
    change.path = "/v1/webhooks/test";
    int code = Exit::done;
    const auto done = carry_out(target, change, code);
    const json items = done ? done->value("items", json::array()) : json::array();
    return told(done, code, items, as_json);
}

std::string standing(const json& endpoint) {
    if (!endpoint.value("configured", false)) return "not in the configuration";
    if (!endpoint.value("enabled", false)) return "off in the configuration";
    const std::string by = text(endpoint, "disabled_by");
    if (by == "gone") return "answered 410 at " + text(endpoint, "disabled_since");
    if (by == "operator") {
        return "disabled at " + text(endpoint, "disabled_since") + ": " +
               text(endpoint, "disabled_reason");
    }
    return "told";
}

int list_endpoints(const app::Configuration& config, bool as_json) {
    int code = Exit::done;
    const auto answer = ask(config, "GET", "/admin/webhooks/endpoints", nullptr, code);
    if (!answer) return code;
    const json items = answer->value("items", json::array());
    std::vector<Row> rows;
    for (const auto& item : items) {
        if (text(item, "disabled_by") != "-" && item.value("enabled", false))
            code = Exit::check_failed;
        std::string failure = text(item, "last_failure_at");
        if (failure != "-") failure += " (" + text(item, "last_failure") + ")";
        rows.push_back(
            {text(item, "id"),
             text(item, "client"),
             text(item, "waiting"),
             text(item, "dead"),
             text(item, "last_success_at"),
             std::move(failure),
             standing(item)}
        );
    }
    if (as_json) {
        fmt::print("{}\n", items.dump(2));
    } else {
        fmt::print(
            "{}",
            table(
                {"endpoint", "client", "waiting", "dead", "last success", "last failure", "is"},
                rows
            )
        );
    }
    return code;
}

int disable_endpoint(
    const app::Configuration& config, const std::string& endpoint, const std::string& reason
) {
    const json body = {{"endpoint", endpoint}, {"reason", reason}};
    return change_endpoint(config, "/admin/webhooks/disable", body, "disabled");
}

int enable_endpoint(const app::Configuration& config, const std::string& endpoint) {
    return change_endpoint(config, "/admin/webhooks/enable", {{"endpoint", endpoint}}, "enabled");
}

}  // namespace dvcpay::cli
