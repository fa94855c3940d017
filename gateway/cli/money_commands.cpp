#include "cli/money_commands.hpp"

#include <nlohmann/json.hpp>

#include "cli/api_commands.hpp"
#include "cli/money.hpp"

namespace dvcpay::cli {
namespace {

using nlohmann::json;

/// What the options of one command filled in; shared by the command's closures.
struct Options : ApiOptions {
    std::string id;
    std::string file;
    MoneyFilter filter;
    std::string credit, reason, action, evidence, outcome = "succeeded";
    std::int64_t amount = 0, left = 0;
    std::string bank_bin, account, name;
};
class Commands : public ApiCommands<Options> {
  public:
    using ApiCommands::ApiCommands;

    /// One that changes something.
    CLI::App* add_change(
        CLI::App* group, const char* name, const char* about, std::function<void(Options&)> fill
    ) {
        auto work = [fill = std::move(fill)](Options& options) {
            fill(options);
            return change(options.target, options.change, options.as_json);
        };
        CLI::App* command = add(group, name, about, std::move(work));
        add_idempotency_key(command, options());
        return command;
    }
};

std::string path_of(const char* what, const Options& options, const char* verb) {
    return std::string("/v1/") + what + "/" + percent_encode(options.id) + "/" + verb;
}

/// Where one of the three stands all are sent: what is missing the gateway says.
void add_destination(json& body, const Options& o) {
    if (o.bank_bin.empty() && o.account.empty() && o.name.empty()) return;
    body["destination"] = {{"bank_bin", o.bank_bin}, {"account", o.account}, {"name", o.name}};
}

void offer_destination(CLI::App* command, Options& o) {
    command->add_option("--bank-bin", o.bank_bin, "where the provider cannot return it: the bank");
    command->add_option("--account", o.account, "the account");
    command->add_option("--name", o.name, "whose account it is");
}

void fill_request(Options& options) {
    json body = {
        {"credit_id", options.credit},
        {"amount", options.amount},
        {"reason", options.reason},
        {"refundable_amount", options.left}
    };
    add_destination(body, options);
    options.change.path = path_of("payments", options, "refunds");
    options.change.body = body.dump();
}

void add_refund_request(CLI::App* refunds, Commands& commands) {
    auto* request = commands.add_change(
        refunds, "request", "ask for money of a credit to go back", &fill_request
    );
    Options& o = commands.options();
    request->add_option("payment", o.id, "pay_…")->required();
    request->add_option("--credit", o.credit, "crd_…, from `payments show --json`")->required();
    request->add_option("--amount", o.amount, "whole đồng")->required();
    request->add_option("--left", o.left, "what you believe is left of the credit")->required();
    request->add_option("--reason", o.reason, "for people; no personal data")->required();
    offer_destination(request, o);
}

void add_refunds(CLI::App& app, Commands& commands) {
    auto* refunds = app.add_subcommand("refunds", "money on its way back; two persons decide")
                        ->require_subcommand(1);
    auto* list = commands.add(refunds, "list", "newest first", [](Options& o) {
        return list_refunds(o.target, o.filter, o.as_json);
    });
    list->add_option("--status", commands.options().filter.status, "requested, approved, …");
    list->add_option("--payment", commands.options().filter.payment, "pay_…");
    list->add_option("--limit", commands.options().filter.limit)->check(CLI::Range(1, 100000));
    auto* show = commands.add(refunds, "show", "one refund", [](Options& o) {
        return show_refund(o.target, o.id, o.as_json);
    });
    show->add_option("id", commands.options().id, "rf_…")->required();
    add_refund_request(refunds, commands);
    for (const char* verb : {"approve", "retry"}) {
        auto* command =
            commands.add_change(refunds, verb, "by a second person", [verb](Options& o) {
                o.change.path = path_of("refunds", o, verb);
            });
        command->add_option("id", commands.options().id, "rf_…")->required();
    }
    auto* reject = commands.add_change(refunds, "reject", "by a second person", [](Options& o) {
        o.change.path = path_of("refunds", o, "reject");
        o.change.body = json{{"reason", o.reason}}.dump();
    });
    reject->add_option("id", commands.options().id, "rf_…")->required();
    reject->add_option("--reason", commands.options().reason)->required();
    auto* close = commands.add_change(
        refunds,
        "close",
        "a manual one, by a second person, with its paper",
        [](Options& o) {
            o.change.path = path_of("refunds", o, "close");
            o.change.body = json{{"evidence", o.evidence}, {"outcome", o.outcome}}.dump();
        }
    );
    close->add_option("id", commands.options().id, "rf_…")->required();
    close->add_option("--evidence", commands.options().evidence, "the paper that proves it")
        ->required();
    close->add_option("--outcome", commands.options().outcome)
        ->check(CLI::IsMember({"succeeded", "failed"}));
    auto* manual = commands.add(
        refunds,
        "manual",
        "what no provider can return, as a list for the bank",
        [](Options& o) { return write_manual_list(o.target, o.file); }
    );
    manual->add_option("--to", commands.options().file, "a .csv or .xlsx file")->required();
}

void add_incidents(CLI::App& app, Commands& commands) {
    auto* incidents = app.add_subcommand("incidents", "what needs people; two persons decide")
                          ->require_subcommand(1);
    auto* list = commands.add(incidents, "list", "newest first", [](Options& o) {
        return list_incidents(o.target, o.filter, o.as_json);
    });
    list->add_option("--status", commands.options().filter.status, "open, proposed, closed");
    list->add_option("--kind", commands.options().filter.kind, "duplicate_payment, …");
    list->add_option("--limit", commands.options().filter.limit)->check(CLI::Range(1, 100000));
    auto* show = commands.add(incidents, "show", "both sides, in words", [](Options& o) {
        return show_incident(o.target, o.id, o.as_json);
    });
    show->add_option("id", commands.options().id, "inc_…")->required();
    auto* propose = commands.add_change(incidents, "propose", "what to do", [](Options& o) {
        o.change.path = path_of("incidents", o, "propose");
        json body = {{"action", o.action}, {"reason", o.reason}};
        add_destination(body, o);
        o.change.body = body.dump();
    });
    propose->add_option("id", commands.options().id, "inc_…")->required();
    propose->add_option("--action", commands.options().action)
        ->required()
        ->check(CLI::IsMember({"accept", "refund", "ask_provider"}));
    propose->add_option("--reason", commands.options().reason)->required();
    offer_destination(propose, commands.options());
    auto* approve = commands.add_change(
        incidents,
        "approve",
        "by a second person: it is carried out",
        [](Options& o) { o.change.path = path_of("incidents", o, "approve"); }
    );
    approve->add_option("id", commands.options().id, "inc_…")->required();
    auto* reject = commands.add_change(
        incidents,
        "reject",
        "by a second person: it is open again",
        [](Options& o) {
            o.change.path = path_of("incidents", o, "reject");
            o.change.body = json{{"reason", o.reason}}.dump();
        }
    );
    reject->add_option("id", commands.options().id, "inc_…")->required();
    reject->add_option("--reason", commands.options().reason)->required();
}

}  // namespace

void add_money_commands(CLI::App& app, const std::string& default_url, std::function<int()>* run) {
    Commands commands(default_url, run);
    add_refunds(app, commands);
    add_incidents(app, commands);
}

}  // namespace dvcpay::cli
