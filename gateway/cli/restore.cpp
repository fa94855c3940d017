#include "cli/restore.hpp"

#include <algorithm>
#include <filesystem>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "app/backup_file.hpp"
#include "app/private_file.hpp"
#include "cli/exit_code.hpp"
#include "cli/upkeep.hpp"
#include "crypto/digest.hpp"
#include "crypto/secret_text.hpp"
#include "flows/epoch.hpp"
#include "net/system.hpp"
#include "store/sqlite/backup.hpp"
#include "store/sqlite/store.hpp"

namespace dvcpay::cli {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

struct Ring {
    std::vector<crypto::RingKey> keys;
    std::vector<Secret> backup_keys;
};

Result<Secret> parse_key(const json& text) {
    if (!text.is_string()) return Error(Fault::malformed, "the ring's backup holds no ring");
    return crypto::parse_ring_key(text.get<std::string>());
}

Result<Ring> parse_ring(std::string_view text) {
    const json all = json::parse(text, nullptr, false);
    Ring out;
    if (!all.is_object()) return Error(Fault::malformed, "the ring's backup holds no ring");
    for (const auto& entry : all.value("ring", json::array())) {
        const json key = entry.is_object() ? entry.value("key", json()) : json();
        BOOST_OUTCOME_TRY(auto secret, parse_key(key));
        out.keys.push_back({entry.value("id", ""), std::move(secret)});
    }
    for (const auto& entry : all.value("backup_keys", json::array())) {
        BOOST_OUTCOME_TRY(auto secret, parse_key(entry));
        out.backup_keys.push_back(std::move(secret));
    }
    return out;
}

Result<Ring> open_ring(const RestoreWords& words) {
    BOOST_OUTCOME_TRY(const auto pem, app::read_private_file(words.recovery_key));
    const auto find_key = [&pem](std::string_view header) {
        return crypto::open_ring_backup(header, pem);
    };
    BOOST_OUTCOME_TRY(const auto text, app::open_text(words.ring, find_key));
    return text.reveal([](std::string_view clear) { return parse_ring(clear); });
}

Result<void> check_free(const RestoreWords& words) {
    for (const auto& path :
         {words.to, words.to + "-wal", words.to + "-shm", words.to + "-journal"}) {
        if (fs::exists(path)) return Error(Fault::configuration, path + " is there already");
    }
    return ok();
}

Secret key_line(const Secret& key) {
    return key.reveal([](std::string_view bytes) { return Secret(crypto::to_base64(bytes)); });
}

/// true: the folder has this very key, left by a run that was killed; an error where it has
/// another.
Result<bool> is_written(const std::string& file, const Secret& key) {
    if (!fs::exists(file)) return false;
    BOOST_OUTCOME_TRY(const auto found, app::read_private_file(file));
    const Secret meant = key_line(key);
    const bool same = found.reveal([&meant](std::string_view a) {
        return meant.reveal([a](std::string_view b) { return crypto::equal_constant_time(a, b); });
    });
    if (same) return true;
    return Error(Fault::configuration, file + " is there already and holds another key");
}

Result<void> check_ring_folder(const Ring& ring, const std::string& folder) {
    for (const auto& key : ring.keys) {
        if (fs::path(key.id).filename() != key.id || key.id.starts_with("."))
            return Error(Fault::malformed, "a key of the ring has an id that is no name");
        BOOST_OUTCOME_TRY(is_written(folder + "/" + key.id, key.key));
    }
    return ok();
}

Result<void> open_store(const RestoreWords& words, const Ring& ring, const std::string& to) {
    const auto find_key = [&ring](std::string_view header) -> Result<crypto::BackupKey> {
        BOOST_OUTCOME_TRY(const auto said, crypto::read_backup_header(header));
        for (const auto& key : ring.backup_keys) {
            if (crypto::backup_key_id(key) == said.key_id)
                return crypto::open_store_backup(header, key);
        }
        return Error(
            Fault::configuration,
            "the store's backup was made under key " + said.key_id +
                ", which is not in the ring's backup: take a younger one of the ring"
        );
    };
    return app::open_file(words.from, find_key, to);
}

Result<void> check_ring(const sqlite::StoreFacts& facts, const Ring& ring) {
    for (const auto& id : facts.ring_key_ids) {
        const bool is_there =
            std::ranges::any_of(ring.keys, [&id](const auto& key) { return key.id == id; });
        if (!is_there)
            return Error(
                Fault::configuration,
                "the store needs ring key " + id +
                    ", which is not in the ring's backup: take a younger one, or give "
                    "--accept-lost-keys and lose what it seals"
            );
    }
    return ok();
}

Task<void> begin_and_close(
    flows::Core* core, std::string note, std::optional<Result<flows::NewEpoch>>* out
) {
    auto begun = co_await flows::begin_epoch(core, os_actor(), std::move(note));
    out->emplace(std::move(begun));
    co_await core->store->close();
}

Result<flows::NewEpoch> begin_new_epoch(const std::string& path, const std::string& note) {
    boost::asio::io_context loop(1);
    net::SystemClock clock;
    net::SystemEntropy entropy;
    sqlite::SqliteOptions options;
    options.path = path;
    options.boot_id =
        "restore-" + std::to_string(::getpid()) + "-" + std::to_string(clock.wall().ms);
    BOOST_OUTCOME_TRY(sqlite::migrate(options));
    BOOST_OUTCOME_TRY(
        auto store, sqlite::SqliteStore::open(options, loop.get_executor(), loop.get_executor())
    );
    flows::Core core;
    core.store = store.get();
    core.clock = &clock;
    core.entropy = &entropy;
    std::optional<Result<flows::NewEpoch>> begun;
    boost::asio::co_spawn(loop, begin_and_close(&core, note, &begun), [](std::exception_ptr bug) {
        if (bug) std::rethrow_exception(bug);
    });
    loop.run();
    if (!begun) return Error(Fault::outcome_unknown, "the restored store did not answer");
    return std::move(*begun);
}

Result<void> write_ring(const Ring& ring, const std::string& folder) {
    std::error_code failed;
    fs::create_directory(folder, failed);
    if (!failed) fs::permissions(folder, fs::perms::owner_all, failed);
    if (failed) return Error(Fault::configuration, folder + ": " + failed.message());
    for (const auto& key : ring.keys) {
        const std::string file = folder + "/" + key.id;
        BOOST_OUTCOME_TRY(const bool there, is_written(file, key.key));
        if (there) continue;
        BOOST_OUTCOME_TRY(key_line(key.key).reveal([&file](std::string_view text) {
            const Secret line(std::string(text) + "\n");
            return line.reveal([&file](std::string_view whole) {
                return app::write_private_file(file, whole);
            });
        }));
    }
    return ok();
}

/// The store gets its name last: what was interrupted cannot be taken for a store.
Result<void> give_name(const std::string& from, const std::string& to) {
    // The log beside it is empty: close() has moved and synced it.
    if (::link(from.c_str(), to.c_str()) != 0)
        return Error(Fault::configuration, to + " cannot be made, or is there already");
    return app::sync_folder_of(to);
}

struct Restored {
    sqlite::StoreFacts facts;
    flows::NewEpoch epoch;
    std::string ring_folder;
};

/// What is not a store yet, under a name of its own; gone at the end, whatever happened.
struct Half {
    std::string path;
    explicit Half(std::string at) : path(std::move(at)) { remove(); }  // of a run that was killed
    Half(const Half&) = delete;
    Half& operator=(const Half&) = delete;
    ~Half() { remove(); }
    void remove() const {
        std::error_code ignored;
        for (const auto* ending : {"", "-wal", "-shm"}) fs::remove(path + ending, ignored);
    }
};

Result<Restored> work(const RestoreWords& words) {
    Restored out;
    out.ring_folder = words.ring_to.empty() ? words.to + ".ring" : words.ring_to;
    BOOST_OUTCOME_TRY(check_free(words));
    BOOST_OUTCOME_TRY(const auto ring, open_ring(words));
    BOOST_OUTCOME_TRY(check_ring_folder(ring, out.ring_folder));
    const Half half_made(words.to + ".restoring");
    const std::string& half = half_made.path;
    BOOST_OUTCOME_TRY(open_store(words, ring, half));
    BOOST_OUTCOME_TRY(const auto sha256, app::file_sha256(words.from));
    BOOST_OUTCOME_TRY(out.facts, sqlite::check_store(half));
    if (!words.accept_lost_keys) {
        BOOST_OUTCOME_TRY(check_ring(out.facts, ring));
    }
    const std::string note = "from " + fs::absolute(words.from).string() + ", sha256 " + sha256 +
                             ", events up to position " + std::to_string(out.facts.last_position);
    BOOST_OUTCOME_TRY(out.epoch, begin_new_epoch(half, note));
    BOOST_OUTCOME_TRY(write_ring(ring, out.ring_folder));
    BOOST_OUTCOME_TRY(give_name(half, words.to));
    return out;
}

}  // namespace

int restore(const RestoreWords& words) {
    const auto restored = work(words);
    if (!restored) {
        fmt::print(stderr, "dvcpay: nothing was restored: {}\n", restored.error().detail);
        const Fault fault = restored.error().fault;
        return fault == Fault::forged || fault == Fault::malformed ? Exit::check_failed
                                                                   : Exit::usage;
    }
    const Restored& done = restored.value();
    fmt::print(
        "{}: {} payments, events up to position {}; epoch {} -> {}, order references begin with "
        "{}\n"
        "asked about at the next start: {} attempts, {} refunds, {} inquiries; {} refunds must be "
        "approved again\n"
        "ring keys are in {}: put them where the configuration names them, with mode 0600\n"
        "what people must do now: deploy/README.md, \"After a restore\"\n",
        words.to,
        done.facts.payments,
        done.facts.last_position,
        done.epoch.before.name,
        done.epoch.now.name,
        done.epoch.now.order_ref_space,
        done.epoch.asked.attempts,
        done.epoch.asked.refunds,
        done.epoch.asked.inquiries,
        done.epoch.asked.refunds_unapproved,
        done.ring_folder
    );
    return Exit::done;
}

}  // namespace dvcpay::cli
