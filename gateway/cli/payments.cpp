#include "cli/payments.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "api/qr_svg.hpp"
#include "cli/answer.hpp"
#include "cli/exit_code.hpp"
#include "cli/table.hpp"

namespace dvcpay::cli {
namespace {

using nlohmann::json;

std::string query_of(const ListFilter& filter) {
    std::string out = fmt::format("?limit={}", std::min<std::int64_t>(filter.limit, 200));
    const auto add = [&out](const char* name, const std::string& value) {
        if (!value.empty()) out += fmt::format("&{}={}", name, percent_encode(value));
    };
    add("reference", filter.reference);
    add("status", filter.status);
    add("provider", filter.provider);
    add("agency_code", filter.agency_code);
    add("service_code", filter.service_code);
    add("order_ref", filter.order_ref);
    add("created_from", filter.created_from);
    add("created_to", filter.created_to);
    return out;
}

/// What the payer is given; an object without members where nothing is on offer.
json offer_of(const json& payment) {
    const auto attempt = payment.value("attempt", json());
    const auto next = attempt.is_object() ? attempt.value("next_action", json()) : json();
    return next.is_object() ? next : json::object();
}

/// White behind and black in front, whatever the terminal's own colours are: line by line, so that
/// the rest of each line keeps them.
std::string painted(const std::string& blocks) {
    std::string out;
    std::size_t begin = 0;
    for (auto end = blocks.find('\n'); end != std::string::npos; end = blocks.find('\n', begin)) {
        out += "\x1b[97;40m" + blocks.substr(begin, end - begin) + "\x1b[0m\n";
        begin = end + 1;
    }
    return out;
}

}  // namespace

int report_problem(const Result<HttpResponse>& answer) {
    if (!answer) {
        fmt::print(
            stderr, "dvcpay: {}: {}\n", code_of(answer.error().fault), answer.error().detail
        );
        return answer.error().fault == Fault::configuration ? Exit::usage : Exit::unreachable;
    }
    const json problem = json::parse(answer.value().body, nullptr, false);
    if (problem.is_object() && problem.contains("code")) {
        fmt::print(
            stderr,
            "dvcpay: {} {}: {} {}\n",
            answer.value().status,
            text(problem, "code"),
            text(problem, "title"),
            text(problem, "detail")
        );
        for (const auto& field : problem.value("errors", json::array())) {
            fmt::print(stderr, "  {}: {}\n", text(field, "pointer"), text(field, "detail"));
        }
    } else {
        fmt::print(stderr, "dvcpay: the gateway answered {}\n", answer.value().status);
    }
    return Exit::said_no;
}

int show_payment(const Target& target, const std::string& id, bool as_json) {
    int code = Exit::done;
    const auto payment = body_of(call(target, "GET", "/v1/payments/" + percent_encode(id)), code);
    if (!payment) return code;
    if (as_json) {
        fmt::print("{}\n", payment->dump(2));
        return Exit::done;
    }
    for (const char* member :
         {"id",
          "status",
          "reference",
          "service_code",
          "agency_code",
          "amount",
          "amount_received",
          "late",
          "created_at",
          "expires_at",
          "paid_at",
          "version"}) {
        fmt::print("{:<16}  {}\n", member, text(*payment, member));
    }
    if (const auto& attempt = (*payment)["attempt"]; attempt.is_object()) {
        fmt::print(
            "{:<16}  {} {} {} {}\n",
            "attempt",
            text(attempt, "provider"),
            text(attempt, "method"),
            text(attempt, "order_ref"),
            text(attempt, "status")
        );
    }
    for (const auto& credit : payment->value("credits", json::array())) {
        fmt::print(
            "{:<16}  {} {} {}\n",
            "credit",
            text(credit, "amount"),
            text(credit, "state"),
            text(credit, "provider_transaction_id")
        );
    }
    for (const auto& incident : payment->value("incidents", json::array())) {
        fmt::print("{:<16}  {} {}\n", "incident", text(incident, "kind"), text(incident, "status"));
    }
    return Exit::done;
}

int list_payments(const Target& target, const ListFilter& filter, bool as_json) {
    int code = Exit::done;
    const auto found = all_items(target, "/v1/payments" + query_of(filter), filter.limit, code);
    if (!found) return code;
    const json& all = *found;
    if (as_json) {
        fmt::print("{}\n", all.dump(2));
        return Exit::done;
    }
    std::vector<Row> rows;
    for (const auto& p : all) {
        rows.push_back(
            {text(p, "id"),
             text(p, "status"),
             text(p, "reference"),
             text(p, "amount"),
             text(p, "created_at")}
        );
    }
    fmt::print("{}", table({"payment", "status", "reference", "amount", "created"}, rows));
    return Exit::done;
}

int explain_payment(const Target& target, const std::string& id, Tongue tongue, bool as_json) {
    int code = Exit::done;
    const std::string path = "/v1/payments/" + percent_encode(id);
    const auto payment = body_of(call(target, "GET", path), code);
    if (!payment) return code;
    const auto events = body_of(call(target, "GET", path + "/events?limit=200"), code);
    if (!events) return code;
    if (as_json) {
        json both;
        both["payment"] = *payment;
        both["events"] = *events;
        fmt::print("{}\n", both.dump(2));
    } else {
        fmt::print("{}", explain(*payment, *events, tongue));
    }
    return Exit::done;
}

std::string qr_page(const json& payment, Ink ink) {
    const json offer = offer_of(payment);
    const auto blocks = api::qr_blocks(offer.value("payload", ""));
    if (!blocks) return {};
    std::string out = ink == Ink::plain ? *blocks : painted(*blocks);
    if (const auto account = offer.value("account", json()); account.is_object()) {
        out += fmt::format(
            "{} {}  {}  {}\n",
            text(account, "bank_bin"),
            text(account, "bank_name"),
            text(account, "number"),
            text(account, "name")
        );
    }
    out += fmt::format(
        "{} VND  {}  until {}\n",
        text(payment, "amount"),
        text(offer, "content"),
        text(offer, "expires_at")
    );
    return out;
}

int show_qr(const Target& target, const std::string& id, bool as_json) {
    int code = Exit::done;
    const auto payment = body_of(call(target, "GET", "/v1/payments/" + percent_encode(id)), code);
    if (!payment) return code;
    const Ink ink = ::isatty(STDOUT_FILENO) == 1 ? Ink::black_on_white : Ink::plain;
    const std::string page = qr_page(*payment, ink);
    if (!page.empty()) {
        fmt::print("{}", as_json ? offer_of(*payment).dump(2) + "\n" : page);
        return Exit::done;
    }
    const json offer = offer_of(*payment);
    fmt::print(
        stderr,
        "dvcpay: {} offers no QR code: {}\n",
        id,
        offer.contains("url") ? text(offer, "type") + " " + text(offer, "url")
                              : "it is " + text(*payment, "status")
    );
    return Exit::said_no;
}

}  // namespace dvcpay::cli
