#include "cli/money.hpp"

#include <fstream>

#include <fmt/format.h>

#include "cli/answer.hpp"
#include "cli/exit_code.hpp"
#include "cli/manual_list.hpp"
#include "cli/payments.hpp"
#include "cli/table.hpp"

namespace dvcpay::cli {
namespace {

using nlohmann::json;

std::string query(const MoneyFilter& filter) {
    std::string out = fmt::format("?limit={}", std::min<std::int64_t>(filter.limit, 200));
    const auto add = [&out](const char* name, const std::string& value) {
        if (!value.empty()) out += fmt::format("&{}={}", name, percent_encode(value));
    };
    add("status", filter.status);
    add("kind", filter.kind);
    add("payment_id", filter.payment);
    return out;
}

void print_members(const json& object, std::initializer_list<const char*> members) {
    for (const char* member : members) {
        if (const std::string value = text(object, member); value != "-")
            fmt::print("{:<24}  {}\n", member, value);
    }
}

int print_list(
    const std::optional<json>& all,
    int code,
    bool as_json,
    const Row& head,
    std::initializer_list<const char*> members
) {
    if (!all) return code;
    if (as_json) {
        fmt::print("{}\n", all->dump(2));
        return Exit::done;
    }
    std::vector<Row> rows;
    for (const auto& item : *all) {
        Row row;
        for (const char* member : members) row.push_back(text(item, member));
        rows.push_back(std::move(row));
    }
    fmt::print("{}", table(head, rows));
    return Exit::done;
}

std::string part(const json& destination, const char* member) {
    if (!destination.is_object()) return {};
    return destination.value(member, "");
}

}  // namespace

int change(const Target& target, const Change& change, bool as_json) {
    int code = Exit::done;
    const auto done = carry_out(target, change, code);
    if (!done) return code;
    if (as_json) {
        fmt::print("{}\n", done->dump(2));
    } else {
        fmt::print("{}  {}\n", text(*done, "id"), text(*done, "status"));
        if (const std::string refund = text(*done, "refund_id"); refund != "-")
            fmt::print("refund {}\n", refund);
    }
    return Exit::done;
}

int list_refunds(const Target& target, const MoneyFilter& filter, bool as_json) {
    int code = Exit::done;
    const auto all = all_items(target, "/v1/refunds" + query(filter), filter.limit, code);
    return print_list(
        all,
        code,
        as_json,
        {"refund", "status", "amount", "payment", "created"},
        {"id", "status", "amount", "payment_id", "created_at"}
    );
}

int show_refund(const Target& target, const std::string& id, bool as_json) {
    int code = Exit::done;
    const auto refund = body_of(call(target, "GET", "/v1/refunds/" + percent_encode(id)), code);
    if (!refund) return code;
    if (as_json) {
        fmt::print("{}\n", refund->dump(2));
        return Exit::done;
    }
    print_members(
        *refund,
        {"id",
         "status",
         "payment_id",
         "credit_id",
         "amount",
         "reason",
         "requested_by",
         "approved_by",
         "destination",
         "evidence",
         "not_before",
         "created_at",
         "closed_at"}
    );
    for (const auto& t : refund->value("attempts", json::array())) {
        fmt::print(
            "{:<24}  {} {} {}\n",
            "attempt",
            text(t, "provider_refund_id"),
            text(t, "status"),
            text(t, "provider_code")
        );
    }
    return Exit::done;
}

int list_incidents(const Target& target, const MoneyFilter& filter, bool as_json) {
    int code = Exit::done;
    auto all = all_items(target, "/v1/incidents" + query(filter), filter.limit, code);
    if (all) {
        for (auto& item : *all) item["due"] = text(item["deadlines"], "internal");
    }
    return print_list(
        all,
        code,
        as_json,
        {"incident", "kind", "status", "amount", "reference", "due"},
        {"id", "kind", "status", "amount", "reference", "due"}
    );
}

int show_incident(const Target& target, const std::string& id, bool as_json) {
    int code = Exit::done;
    const auto page = body_of(call(target, "GET", "/v1/incidents/" + percent_encode(id)), code);
    if (!page) return code;
    if (as_json) {
        fmt::print("{}\n", page->dump(2));
        return Exit::done;
    }
    print_members(
        *page,
        {"id",
         "kind",
         "status",
         "amount",
         "detail",
         "payment_id",
         "reference",
         "credit_id",
         "refund_id",
         "provider_transaction_id",
         "proposal",
         "action",
         "reason",
         "destination",
         "proposed_by",
         "decided_by",
         "closing",
         "opened_at",
         "closed_at"}
    );
    const json& due = (*page)["deadlines"];
    fmt::print(
        "{:<24}  internal {}, provider {}, legal {}\n",
        "deadlines",
        text(due, "internal"),
        text(due, "provider"),
        text(due, "legal")
    );
    for (const char* side : {"provider_says", "gateway_holds"}) {
        fmt::print("{}\n", side);
        for (const auto& line : page->value(side, json::array()))
            fmt::print("  {}  {}\n", text(line, "at"), text(line, "text"));
    }
    fmt::print("{:<24}  {}\n", "may be proposed", (*page)["actions"].dump());
    return Exit::done;
}

int write_manual_list(const Target& target, const std::string& file) {
    constexpr std::int64_t rows_max = 100'000;
    int code = Exit::done;
    const auto all = all_items(target, "/v1/refunds?limit=200&status=manual", rows_max, code);
    if (!all) return code;
    std::vector<ManualRow> rows;
    for (const auto& item : *all) {
        // One by one: only this call may show an account in clear, and each such reading is
        // audited.
        const std::string path = "/v1/refunds/" + percent_encode(text(item, "id"));
        const auto refund = body_of(call(target, "GET", path), code);
        if (!refund) return code;
        ManualRow row;
        row.refund = text(*refund, "id");
        row.requested_at = text(*refund, "created_at");
        row.amount = refund->value("amount", std::int64_t{0});
        row.reason = text(*refund, "reason");
        const json& to = (*refund)["destination"];
        row.bank_bin = part(to, "bank_bin");
        row.account = part(to, "account");
        row.name = part(to, "name");
        if (const std::string id = text(*refund, "payment_id"); id != "-") {
            const auto payment =
                body_of(call(target, "GET", "/v1/payments/" + percent_encode(id)), code);
            if (!payment) return code;
            row.reference = text(*payment, "reference");
            for (const auto& credit : (*payment)["credits"]) {
                if (credit["id"] == (*refund)["credit_id"])
                    row.provider_txn = text(credit, "provider_transaction_id");
            }
        }
        rows.push_back(std::move(row));
    }
    if (file.ends_with(".xlsx")) {
        if (const auto wrong = write_manual_xlsx(file, rows)) {
            fmt::print(stderr, "dvcpay: {}\n", *wrong);
            return Exit::usage;
        }
    } else {
        std::ofstream out(file, std::ios::binary | std::ios::trunc);
        out << manual_csv(rows);
        if (!out.flush()) {
            fmt::print(stderr, "dvcpay: cannot write {}\n", file);
            return Exit::usage;
        }
    }
    fmt::print("{} refunds in {}\n", rows.size(), file);
    return Exit::done;
}

}  // namespace dvcpay::cli
