#include "cli/backup.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <functional>

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <unistd.h>

#include "app/backup_file.hpp"
#include "app/private_file.hpp"
#include "cli/admin.hpp"
#include "cli/exit_code.hpp"
#include "cli/offline.hpp"
#include "cli/payments.hpp"
#include "cli/progress.hpp"
#include "cli/scratch.hpp"
#include "cli/upkeep.hpp"
#include "crypto/digest.hpp"
#include "crypto/secret_text.hpp"
#include "net/system.hpp"
#include "store/sqlite/backup.hpp"

namespace dvcpay::cli {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

int cannot(const Error& why) {
    fmt::print(stderr, "dvcpay: {}\n", why.detail);
    return why.fault == Fault::forged || why.fault == Fault::malformed ? Exit::check_failed
                                                                       : Exit::usage;
}

Result<Secret> read_backup_key(const std::string& file) {
    if (file.empty())
        return Error(
            Fault::configuration,
            "no backup key: give --key-file, or set DVCPAY_BACKUP_KEY_FILE or [backup] key_file"
        );
    BOOST_OUTCOME_TRY(const auto text, app::read_private_file(file));
    auto key = text.reveal([](std::string_view base64) { return crypto::parse_ring_key(base64); });
    if (!key) return Error(Fault::configuration, file + " is not base64 of exactly 32 bytes");
    return key;
}

const std::string& key_file_of(const app::Configuration& config, const BackupWords& words) {
    return words.key_file.empty() ? config.backup.key_file : words.key_file;
}

/// The audit chain learns of it from whoever holds the store: the daemon, or this process.
int tell(const app::Configuration& config, const std::string& what, const std::string& file) {
    const auto sha256 = app::file_sha256(file);
    if (!sha256) return cannot(sha256.error());
    const json body = {
        {"what", what},
        {"file", fs::absolute(file).string()},
        {"sha256", sha256.value()},
        {"actor", os_actor()}
    };
    const auto answer =
        admin_call(config, "POST", "/admin/backups", body.dump(), "application/json");
    if (answer && answer.value().status == 200) return Exit::done;
    fmt::print(stderr, "dvcpay: {} is good, but the audit chain does not tell of it\n", file);
    return report_problem(answer);
}

Result<sqlite::StoreFacts> make_backup(const app::Configuration& config, const BackupWords& words) {
    BOOST_OUTCOME_TRY(may_touch_store(config));
    BOOST_OUTCOME_TRY(const auto key, read_backup_key(key_file_of(config, words)));
    if (fs::exists(words.to)) return Error(Fault::configuration, words.to + " is there already");
    Progress progress;
    const auto show = [&progress](std::int64_t done, std::int64_t total) {
        progress.at(done, total);
    };
    progress.stage("copying");
    // Beside the store, where there is room for it and where the rest of it lies.
    BOOST_OUTCOME_TRY(const auto scratch, Scratch::make(config.store.path + ".backup"));
    const std::string copy = scratch->file("copy.db");
    sqlite::SqliteOptions options;
    options.path = config.store.path;
    BOOST_OUTCOME_TRY(sqlite::copy_store(options, copy, show));
    progress.stage("checking");
    BOOST_OUTCOME_TRY(auto facts, sqlite::check_store(copy));
    progress.stage("sealing");
    net::SystemEntropy entropy;
    BOOST_OUTCOME_TRY(const auto sealing, crypto::begin_store_backup(key, entropy));
    BOOST_OUTCOME_TRY(app::seal_file(sealing, copy, words.to, show));
    return facts;
}

void print_facts(const sqlite::StoreFacts& facts) {
    fmt::print(
        "{} payments, events up to position {}, epoch {}, {} migrations\nring keys it needs:",
        facts.payments,
        facts.last_position,
        facts.epoch.empty() ? "1" : facts.epoch,
        facts.migrations
    );
    for (const auto& id : facts.ring_key_ids) fmt::print(" {}", id);
    fmt::print("\n");
}

json ring_as_json(const app::Configuration& config, const Secret& backup_key) {
    json out;
    out["ring"] = json::array();
    for (const auto& key : config.ring) {
        key.key.reveal([&](std::string_view bytes) {
            out["ring"].push_back({{"id", key.id}, {"key", crypto::to_base64(bytes)}});
        });
    }
    backup_key.reveal([&](std::string_view bytes) {
        out["backup_keys"] = json::array({crypto::to_base64(bytes)});
    });
    return out;
}

Result<void> seal_ring(const app::Configuration& config, const BackupWords& words) {
    BOOST_OUTCOME_TRY(const auto key, read_backup_key(key_file_of(config, words)));
    BOOST_OUTCOME_TRY(const auto pem, read_text_file(words.recovery_key));
    net::SystemEntropy entropy;
    BOOST_OUTCOME_TRY(const auto sealing, crypto::begin_ring_backup(pem, entropy));
    const Secret text(ring_as_json(config, key).dump());
    return text.reveal([&](std::string_view clear) {
        return app::seal_text(sealing, clear, words.to);
    });
}

Result<sqlite::StoreFacts> open_and_check(const BackupWords& words) {
    BOOST_OUTCOME_TRY(const auto key, read_backup_key(words.key_file));
    const std::string folder =
        words.scratch.empty() ? fs::temp_directory_path().string() : words.scratch;
    const std::string place = fmt::format("{}/dvcpay-verify-{}-{}", folder, ::getuid(), ::getpid());
    BOOST_OUTCOME_TRY(const auto scratch, Scratch::make(place));
    const std::string copy = scratch->file("copy.db");
    const auto find_key = [&key](std::string_view header) {
        return crypto::open_store_backup(header, key);
    };
    BOOST_OUTCOME_TRY(app::open_file(words.file, find_key, copy));
    return sqlite::check_store(copy);
}

std::vector<std::string> names_in(const std::string& folder) {
    std::vector<std::string> out;
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator(folder, failed))
        out.push_back(entry.path().filename().string());
    return out;
}

void remove_old(const std::string& file) {
    std::error_code failed;
    if (fs::remove(file, failed)) {
        fmt::print("{}: removed, it was one too many\n", file);
    } else {
        fmt::print(stderr, "dvcpay: {} is too old and stays: {}\n", file, failed.message());
    }
}

constexpr std::string_view name_begins = "store-";
constexpr std::string_view name_ends = "Z.dvb";

}  // namespace

std::string nightly_name(Wall now) {
    std::string at = to_rfc3339(now).substr(0, 19);  // 2026-11-25T18:30:00
    std::erase_if(at, [](char c) { return c == '-' || c == ':'; });
    return std::string(name_begins) + at + std::string(name_ends);
}

std::vector<std::string> superfluous(std::vector<std::string> names, std::int64_t keep) {
    const std::size_t length = nightly_name(Wall{}).size();
    std::erase_if(names, [length](const std::string& name) {
        return !name.starts_with(name_begins) || !name.ends_with(name_ends) ||
               name.size() != length;
    });
    std::ranges::sort(names, std::greater<>());  // the name is its moment
    if (keep == 0 || names.size() <= static_cast<std::size_t>(keep)) return {};
    names.erase(names.begin(), names.begin() + keep);
    return names;
}

int create_backup(const app::Configuration& config, const BackupWords& given) {
    const bool in_folder = given.to.empty();
    if (in_folder && config.backup.folder.empty())
        return cannot(Error(Fault::configuration, "no place: give --to, or set [backup] folder"));
    BackupWords words = given;
    if (in_folder) words.to = config.backup.folder + "/" + nightly_name(net::SystemClock().wall());
    const auto made = make_backup(config, words);
    if (!made) return cannot(made.error());
    fmt::print("{}: written, read back, checked\n", words.to);
    print_facts(made.value());
    const int told = tell(config, "store", words.to);
    // Only behind a good one: nights that fail never use up what is there.
    if (in_folder && told == Exit::done) {
        for (const auto& file : superfluous(names_in(config.backup.folder), config.backup.keep))
            remove_old(config.backup.folder + "/" + file);
    }
    return told;
}

int verify_backup(const BackupWords& words) {
    const auto facts = open_and_check(words);
    if (!facts) {
        fmt::print("{}: cannot be restored\n", words.file);
        return cannot(facts.error());
    }
    fmt::print("{}: whole and sound\n", words.file);
    print_facts(facts.value());
    return Exit::done;
}

int backup_ring(const app::Configuration& config, const BackupWords& words) {
    const auto sealed = seal_ring(config, words);
    if (!sealed) return cannot(sealed.error());
    fmt::print("{}: {} ring keys and the backup key\n", words.to, config.ring.size());
    return tell(config, "ring", words.to);
}

}  // namespace dvcpay::cli
