#include "cli/upkeep_commands.hpp"

#include <memory>

#include "cli/backup.hpp"
#include "cli/restore.hpp"
#include "cli/upkeep.hpp"

namespace dvcpay::cli {
namespace {

/// What the commands of upkeep take; lives as long as the callbacks that read it.
struct Words {
    std::string key;
    std::string payment;
    std::string incident;
    std::string reason;
    std::string to;
    bool json = false;
    bool dry_run = false;
    BackupWords backup;
    RestoreWords restore;
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
        grammar.app->add_subcommand("personal", "personal data of payments and refunds")
            ->require_subcommand(1);
    auto* erase = personal->add_subcommand("erase", "destroys it; masked members stay");
    auto* payment = erase->add_option("--payment", grammar.words->payment, "pay_…");
    erase->add_option("--incident", grammar.words->incident, "inc_… of money without a payment")
        ->excludes(payment);
    erase->add_option("--reason", grammar.words->reason, "kept for ever; names nobody")->required();
    grammar.does(erase, [](const auto& c, const Words& w) {
        return erase_person(c, w.payment.empty() ? w.incident : w.payment, w.reason);
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

void add_backup(Grammar grammar) {
    const auto words = grammar.words;
    const auto key_file = [words](CLI::App* command) {
        command
            ->add_option(
                "--key-file",
                words->backup.key_file,
                "the backup key: base64 of 32 bytes, mode 0600 (default $DVCPAY_BACKUP_KEY_FILE, "
                "then "
                "[backup] key_file)"
            )
            ->envname("DVCPAY_BACKUP_KEY_FILE");
    };
    auto* backup = grammar.app->add_subcommand("backup", "copies of the store and of its keys")
                       ->require_subcommand(1);
    auto* create = backup->add_subcommand("create", "the store, while everybody uses it");
    create->add_option("--to", words->backup.to, "the new file (default: in [backup] folder)");
    key_file(create);
    grammar.does(create, [](const auto& c, const Words& w) { return create_backup(c, w.backup); });
    auto* ring = backup->add_subcommand("ring", "the keys, for a recovery key kept elsewhere");
    ring->add_option("--to", words->backup.to, "the new file")->required();
    ring->add_option("--recovery-key", words->backup.recovery_key, "public X25519 key in PEM")
        ->required();
    key_file(ring);
    grammar.does(ring, [](const auto& c, const Words& w) { return backup_ring(c, w.backup); });
    auto* verify = backup->add_subcommand("verify", "opens a store's backup and checks all of it");
    verify->add_option("file", words->backup.file)->required();
    verify->add_option("--scratch", words->backup.scratch, "folder with room for the opened copy");
    key_file(verify);
    verify->callback([chosen = grammar.chosen, words] {
        *chosen = [words] { return verify_backup(words->backup); };
    });
}

void add_restore(Grammar grammar) {
    const auto words = grammar.words;
    auto* back =
        grammar.app->add_subcommand("restore", "a store out of its backups, in a new epoch");
    back->add_option("--from", words->restore.from, "the store's backup")->required();
    back->add_option("--ring", words->restore.ring, "the ring's backup")->required();
    back->add_option("--recovery-key", words->restore.recovery_key, "private X25519 key in PEM")
        ->required();
    back->add_option("--to", words->restore.to, "the new store; must be free")->required();
    back->add_option("--ring-to", words->restore.ring_to, "folder for the keys (default: TO.ring)");
    back->add_flag(
        "--accept-lost-keys",
        words->restore.accept_lost_keys,
        "restores though personal data of some ring key stays sealed for ever"
    );
    back->callback([chosen = grammar.chosen, words] {
        *chosen = [words] { return restore(words->restore); };
    });
}

void add_export(Grammar grammar) {
    auto* one = grammar.app->add_subcommand("export", "a payment's whole file, for an auditor");
    one->add_option("id", grammar.words->payment, "pay_…")->required();
    one->add_option("--to", grammar.words->to, "a folder, or the new file")->required();
    grammar.does(one, [](const auto& c, const Words& w) {
        return export_payment(c, w.payment, w.to);
    });
}

}  // namespace

void add_upkeep(CLI::App& app, const WithConfig& with_config, std::function<int()>& chosen) {
    const Grammar grammar{&app, with_config, &chosen, std::make_shared<Words>()};
    add_ring(grammar);
    add_personal(grammar);
    add_retention(grammar);
    add_backup(grammar);
    add_restore(grammar);
    add_export(grammar);
}

}  // namespace dvcpay::cli
