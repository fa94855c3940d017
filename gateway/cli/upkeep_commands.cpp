#include "cli/upkeep_commands.hpp"

#include <memory>

#include "cli/upkeep.hpp"

namespace dvcpay::cli {
namespace {

/// What the commands of upkeep take; lives as long as the callbacks that read it.
struct Words {
    std::string key;
    std::string payment;
    std::string reason;
    bool json = false;
    bool dry_run = false;
};
using WordsPtr = std::shared_ptr<Words>;

struct Grammar {
    CLI::App* app;
    WithConfig with_config;
    std::function<int()>* chosen;
    WordsPtr words;

    /// The command runs `use` with the configuration.
    void does(CLI::App* command, std::function<int(const app::Configuration&, const Words&)> use) {
        command->callback([chosen = chosen, with = with_config, words = words, use] {
            *chosen = [with, words, use] {
                return with([words, use](const app::Configuration& c) { return use(c, *words); });
            };
        });
    }
};

void add_ring(Grammar grammar) {
    auto* ring = grammar.app->add_subcommand("ring", "the keys over personal data and raw bytes")
                     ->require_subcommand(1);
    auto* rotate = ring->add_subcommand("rotate", "makes a key that seals from now on");
    grammar.does(rotate, [](const auto& c, const Words&) { return rotate_ring(c); });
    auto* status = ring->add_subcommand("status", "how many records each key still wraps");
    status->add_flag("--json", grammar.words->json);
    grammar.does(status, [](const auto& c, const Words& w) { return ring_status(c, w.json); });
    auto* retire = ring->add_subcommand("retire", "takes a key out that wraps nothing any more");
    retire->add_option("key", grammar.words->key, "the key's id")->required();
    grammar.does(retire, [](const auto& c, const Words& w) { return retire_ring_key(c, w.key); });
}

void add_personal(Grammar grammar) {
    auto* personal =
        grammar.app->add_subcommand("personal", "personal data of payments")->require_subcommand(1);
    auto* erase = personal->add_subcommand("erase", "destroys it; masked members stay");
    erase->add_option("--payment", grammar.words->payment, "pay_…")->required();
    erase->add_option("--reason", grammar.words->reason, "kept for ever; names nobody")->required();
    grammar.does(erase, [](const auto& c, const Words& w) {
        return erase_person(c, w.payment, w.reason);
    });
}

void add_retention(Grammar grammar) {
    auto* retention =
        grammar.app->add_subcommand("retention", "what ends with time")->require_subcommand(1);
    auto* run = retention->add_subcommand("run", "ends what is older than [retention] says");
    run->add_flag("--dry-run", grammar.words->dry_run, "only counts it");
    run->add_flag("--json", grammar.words->json);
    grammar.does(run, [](const auto& c, const Words& w) {
        return run_retention(c, w.dry_run ? Retain::count : Retain::end, w.json);
    });
}

}  // namespace

void add_upkeep(CLI::App& app, const WithConfig& with_config, std::function<int()>& chosen) {
    const Grammar grammar{&app, with_config, &chosen, std::make_shared<Words>()};
    add_ring(grammar);
    add_personal(grammar);
    add_retention(grammar);
}

}  // namespace dvcpay::cli
