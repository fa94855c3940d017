// dvcpay: the command line of finance staff and ops. Parses, calls one function, ends with its exit
// code.
#include <cstdlib>
#include <fstream>
#include <functional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/process.hpp"
#include "cli/admin.hpp"
#include "cli/audit.hpp"
#include "cli/completion.hpp"
#include "cli/doctor.hpp"
#include "cli/exit_code.hpp"
#include "cli/money_commands.hpp"
#include "cli/offline.hpp"
#include "cli/payments.hpp"
#include "cli/upkeep_commands.hpp"
#include "cli/webhook_commands.hpp"
#include "store/sqlite/migrate.hpp"

namespace dvcpay::cli {
namespace {

struct Line {
    std::string config = "config/dvcpay.toml";
    Target target;
    std::string key_file;
    bool json = false;
    std::string lang = "vi";
    std::string id;
    std::string file;
    ListFilter filter;
    NewKey key;
    AuditLine audit;
    std::function<int()> run;
};

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : value;
}

/// The configuration, or its mistakes on stderr.
std::optional<app::Configuration> configuration(const Line& line) {
    app::ConfigResult read = app::load_config(line.config, app::process_environment);
    for (const auto& fault : read.faults) {
        if (fault.severity == app::Severity::error)
            fmt::print(stderr, "{}\n", app::to_string(fault));
    }
    return std::move(read.config);
}

int with_config(const Line& line, const std::function<int(const app::Configuration&)>& use) {
    const auto config = configuration(line);
    return config ? use(*config) : static_cast<int>(Exit::usage);
}

int check_config(const Line& line) {
    const app::ConfigResult read = app::load_config(line.config, app::process_environment);
    for (const auto& fault : read.faults) fmt::print("{}\n", app::to_string(fault));
    fmt::print("{}: {}\n", line.config, read.config ? "fine" : "cannot be used");
    return read.config ? Exit::done : Exit::check_failed;
}

int migrate(const app::Configuration& config) {
    if (const auto may = may_touch_store(config); !may) {
        fmt::print(stderr, "dvcpay: {}\n", may.error().detail);
        return Exit::usage;
    }
    sqlite::SqliteOptions options;
    options.path = config.store.path;
    options.boot_id = "migrate";
    const auto applied = sqlite::migrate(options);
    if (!applied) {
        fmt::print(stderr, "dvcpay: {}\n", applied.error().detail);
        return Exit::usage;
    }
    for (const auto number : applied.value()) fmt::print("applied {:04}\n", number);
    fmt::print("{}: up to date\n", config.store.path);
    return Exit::done;
}

bool load_key(Line& line) {
    if (!line.key_file.empty()) {
        std::ifstream in(line.key_file);
        std::getline(in, line.target.bearer);
    } else {
        line.target.bearer = environment("DVCPAY_API_KEY");
    }
    if (line.target.bearer.empty()) {
        fmt::print(stderr, "dvcpay: no API key: give --key-file FILE or set DVCPAY_API_KEY\n");
    }
    return !line.target.bearer.empty();
}

void add_payments(CLI::App& app, Line& line) {
    auto* payments =
        app.add_subcommand("payments", "look at payments, with the rights of an API key")
            ->require_subcommand(1);
    const auto common = [&line](CLI::App* command) {
        command->add_option(
            "--url",
            line.target.url,
            "the API (default $DVCPAY_API_URL, else http://127.0.0.1:8080)"
        );
        command->add_option(
            "--ca-file", line.target.ca_file, "whom to believe over https (default: the system's)"
        );
        command->add_option(
            "--key-file", line.key_file, "a file with the API key (default: $DVCPAY_API_KEY)"
        );
        command->add_flag("--json", line.json, "the API's JSON instead of text");
    };
    auto* show = payments->add_subcommand("show", "one payment");
    show->add_option("id", line.id, "pay_…")->required();
    common(show);
    show->callback([&line] {
        line.run = [&line] {
            return load_key(line) ? show_payment(line.target, line.id, line.json) : Exit::usage;
        };
    });
    auto* explain = payments->add_subcommand("explain", "why is it in this state, event by event");
    explain->add_option("id", line.id, "pay_…")->required();
    explain->add_option("--lang", line.lang, "vi or en")->check(CLI::IsMember({"vi", "en"}));
    common(explain);
    explain->callback([&line] {
        line.run = [&line] {
            const Tongue tongue = line.lang == "en" ? Tongue::en : Tongue::vi;
            return load_key(line) ? explain_payment(line.target, line.id, tongue, line.json)
                                  : Exit::usage;
        };
    });
    auto* qr =
        payments->add_subcommand("qr", "the QR code on offer, to be scanned from the screen");
    qr->add_option("id", line.id, "pay_…")->required();
    common(qr);
    qr->callback([&line] {
        line.run = [&line] {
            return load_key(line) ? show_qr(line.target, line.id, line.json) : Exit::usage;
        };
    });
    auto* list = payments->add_subcommand("list", "payments, newest first");
    list->add_option("--reference", line.filter.reference, "the portal's reference");
    list->add_option(
        "--status",
        line.filter.status,
        "created, awaiting_payer, outcome_unknown, paid, cancelled, expired"
    );
    list->add_option("--provider", line.filter.provider, "momo …");
    list->add_option("--agency", line.filter.agency_code, "agency code");
    list->add_option("--service", line.filter.service_code, "service code");
    list->add_option("--order-ref", line.filter.order_ref, "our reference at the provider");
    list->add_option("--from", line.filter.created_from, "created at or after, RFC 3339");
    list->add_option("--to", line.filter.created_to, "created before, RFC 3339");
    list->add_option("--limit", line.filter.limit, "how many at most")
        ->check(CLI::Range(1, 100000));
    common(list);
    list->callback([&line] {
        line.run = [&line] {
            return load_key(line) ? list_payments(line.target, line.filter, line.json)
                                  : Exit::usage;
        };
    });
}

void add_keys(CLI::App& app, Line& line) {
    auto* keys = app.add_subcommand(
                        "keys", "API keys (the daemon's admin socket, or the store when it is down)"
    )
                     ->require_subcommand(1);
    auto* create = keys->add_subcommand("create", "make a key; it is shown once");
    create->add_option("--name", line.key.name, "the principal: a system or a person")->required();
    create->add_option("--kind", line.key.kind, "system or person")
        ->check(CLI::IsMember({"system", "person"}));
    create->add_option("--client", line.key.client, "the client it acts for")->required();
    create->add_option("--scope", line.key.scopes, "may be given several times")->required();
    create->add_option(
        "--agency", line.key.agencies, "limits it to agencies; may be given several times"
    );
    create->add_option("--expires-in-days", line.key.expires_in_days, "0: never");
    create->add_option(
        "--write-to", line.key.write_to, "a file of mode 0600 instead of standard output"
    );
    create->add_flag("--json", line.json);
    create->callback([&line] {
        line.run = [&line] {
            return with_config(line, [&line](const auto& c) {
                return create_key(c, line.key, line.json);
            });
        };
    });
    auto* list = keys->add_subcommand("list", "all keys, without their text");
    list->add_flag("--json", line.json);
    list->callback([&line] {
        line.run = [&line] {
            return with_config(line, [&line](const auto& c) { return list_keys(c, line.json); });
        };
    });
    auto* revoke = keys->add_subcommand("revoke", "ends a key at once");
    revoke->add_option("id", line.id, "key_…")->required();
    revoke->callback([&line] {
        line.run = [&line] {
            return with_config(line, [&line](const auto& c) { return revoke_key(c, line.id); });
        };
    });
}

void add_catalogue(CLI::App& app, Line& line) {
    for (const std::string what : {"services", "agencies"}) {
        auto* group = app.add_subcommand(what, "the catalogue of " + what)->require_subcommand(1);
        auto* check = group->add_subcommand("check", "names every wrong row of a CSV file");
        check->add_option("file", line.file)->required();
        check->callback([&line, what] {
            line.run = [&line, what] { return check_catalogue(what, line.file); };
        });
        auto* import = group->add_subcommand(
            "import", "replaces the catalogue by a CSV file, or changes nothing"
        );
        import->add_option("file", line.file)->required();
        import->callback([&line, what] {
            line.run = [&line, what] {
                return with_config(line, [&line, what](const auto& c) {
                    return import_catalogue(c, what, line.file);
                });
            };
        });
    }
}

void add_audit(CLI::App& app, Line& line) {
    auto* audit =
        app.add_subcommand("audit", "is the history as it was written")->require_subcommand(1);
    const auto common = [&line](CLI::App* command) {
        command->add_option(
            "--public-key",
            line.audit.public_keys,
            "PEM of an earlier seal key, or of the key where the private one is not at hand; may "
            "be given several times"
        );
        command->add_option(
            "--store", line.audit.store, "a copy of the store instead of the configured one"
        );
    };
    auto* verify = audit->add_subcommand("verify", "looks at every event and every seal");
    verify->add_option(
        "--witness", line.audit.witness_file, "the copies of seals kept outside this host"
    );
    verify->add_flag("--json", line.audit.json);
    common(verify);
    verify->callback([&line] {
        line.run = [&line] {
            return with_config(line, [&line](const auto& c) {
                return verify_audit(c, line.audit);
            });
        };
    });
    auto* proof =
        audit->add_subcommand("proof", "an event with its path to a signed seal, as JSON");
    proof->add_option("id", line.id, "evt_…")->required();
    common(proof);
    proof->callback([&line] {
        line.run = [&line] {
            return with_config(line, [&line](const auto& c) {
                return prove_event(c, line.audit, line.id);
            });
        };
    });
    audit->add_subcommand("key", "the public half of the seal key, PEM")->callback([&line] {
        line.run = [&line] { return with_config(line, show_seal_key); };
    });
}

void add_completion(CLI::App& app, Line& line) {
    auto* group =
        app.add_subcommand("completion", "completion by the Tab key")->require_subcommand(1);
    group->add_subcommand("bash", "prints a script for bash; to be sourced")
        ->callback([&app, &line] {
            line.run = [&app] {
                fmt::print("{}", bash_completion(app));
                return Exit::done;
            };
        });
}

int run(int argc, char** argv) {
    CLI::App app("dvcpay: payments of a public-service portal, from the command line", "dvcpay");
    app.require_subcommand(1);
    Line line;
    if (const std::string file = environment("DVCPAY_CONFIG"); !file.empty()) line.config = file;
    if (const std::string url = environment("DVCPAY_API_URL"); !url.empty()) line.target.url = url;
    app.add_option(
        "--config",
        line.config,
        "the daemon's configuration (default $DVCPAY_CONFIG, else config/dvcpay.toml)"
    );
    add_payments(app, line);
    add_keys(app, line);
    add_catalogue(app, line);
    add_money_commands(app, line.target.url, &line.run);
    add_audit(app, line);
    const WithConfig with = [&line](const auto& use) { return with_config(line, use); };
    add_webhook_commands(app, line.target.url, with, &line.run);
    add_upkeep(app, with, line.run);
    add_completion(app, line);
    auto* config = app.add_subcommand("config", "the configuration file")->require_subcommand(1);
    config->add_subcommand("check", "names file, line and key of every mistake")->callback([&line] {
        line.run = [&line] { return check_config(line); };
    });
    app.add_subcommand("migrate", "brings the store up to date")->callback([&line] {
        line.run = [&line] { return with_config(line, [](const auto& c) { return migrate(c); }); };
    });
    auto* look = app.add_subcommand("doctor", "looks at the whole installation");
    look->add_flag("--json", line.json);
    look->callback([&line] { line.run = [&line] { return doctor(line.config, line.json); }; });
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& wrong) {
        return app.exit(wrong) == 0 ? Exit::done : Exit::usage;
    }
    return line.run();
}

}  // namespace
}  // namespace dvcpay::cli

int main(int argc, char** argv) {
    dvcpay::app::harden_process();  // keys of the ring pass through here too
    return dvcpay::cli::run(argc, argv);
}
