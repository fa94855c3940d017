#include "cli/webhook_commands.hpp"

#include "cli/api_commands.hpp"
#include "cli/webhooks.hpp"

namespace dvcpay::cli {
namespace {

struct Options : ApiOptions {
    DeliveryWords words;
};
using Commands = ApiCommands<Options>;

void add_list(CLI::App* group, Commands& commands) {
    auto* list = commands.add(group, "list", "deliveries, newest first", [](Options& o) {
        return list_deliveries(o.target, o.words, o.as_json);
    });
    Options& o = commands.options();
    list->add_option("--status", o.words.status, "waiting, delivered or dead")
        ->check(CLI::IsMember({"waiting", "delivered", "dead"}));
    list->add_option("--limit", o.words.limit, "how many at most")->check(CLI::Range(1, 100000));
}

void add_replays(CLI::App* group, Commands& commands) {
    auto* one = commands.add(group, "replay", "tells one delivery again", [](Options& o) {
        return replay_delivery(o.target, o.change, o.words, o.as_json);
    });
    one->add_option("delivery", commands.options().words.id, "dlv_…")->required();
    add_idempotency_key(one, commands.options());
    auto* range = commands.add(
        group,
        "replay-range",
        "tells all events of a time again, in order",
        [](Options& o) { return replay_range(o.target, o.change, o.words, o.as_json); }
    );
    Options& o = commands.options();
    range->add_option("--from", o.words.from, "at or after, RFC 3339")->required();
    range->add_option("--to", o.words.to, "before, RFC 3339")->required();
    range->add_option("--type", o.words.types, "payment.paid, …; may be given several times");
    add_idempotency_key(range, o);
    auto* test = commands.add(
        group,
        "test",
        "a test event for every endpoint of the key's client",
        [](Options& options) {
            return test_webhooks(options.target, options.change, options.as_json);
        }
    );
    add_idempotency_key(test, commands.options());
}

/// What the operator's commands take.
struct Words {
    std::string endpoint;
    std::string reason;
    bool as_json = false;
};

void add_endpoints(CLI::App* group, const WithConfig& with_config, std::function<int()>* run) {
    const auto words = std::make_shared<Words>();
    using Use = std::function<int(const app::Configuration&, const Words&)>;
    const auto does = [with_config, run, words](CLI::App* command, Use use) {
        command->callback([with_config, run, words, use = std::move(use)] {
            *run = [with_config, words, use] {
                return with_config([words, use](const auto& c) { return use(c, *words); });
            };
        });
    };
    auto* list = group->add_subcommand("endpoints", "how each endpoint stands (admin socket)");
    list->add_flag("--json", words->as_json);
    does(list, [](const auto& c, const Words& w) { return list_endpoints(c, w.as_json); });
    auto* off = group->add_subcommand("disable", "tells an endpoint nothing until it is enabled");
    off->add_option("endpoint", words->endpoint, "the id of a [[webhook]]")->required();
    off->add_option("--reason", words->reason, "kept for ever; names nobody")->required();
    does(off, [](const auto& c, const Words& w) {
        return disable_endpoint(c, w.endpoint, w.reason);
    });
    auto* on = group->add_subcommand("enable", "tells it again, with what has queued");
    on->add_option("endpoint", words->endpoint, "the id of a [[webhook]]")->required();
    does(on, [](const auto& c, const Words& w) { return enable_endpoint(c, w.endpoint); });
}

}  // namespace

void add_webhook_commands(
    CLI::App& app,
    const std::string& default_url,
    const WithConfig& with_config,
    std::function<int()>* run
) {
    auto* group = app.add_subcommand("webhooks", "what the portal is told")->require_subcommand(1);
    Commands commands(default_url, run);
    add_list(group, commands);
    add_replays(group, commands);
    add_endpoints(group, with_config, run);
}

}  // namespace dvcpay::cli
