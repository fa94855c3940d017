#include "cli/upkeep.hpp"

#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <pwd.h>
#include <unistd.h>

#include "app/private_file.hpp"
#include "app/ring_files.hpp"
#include "cli/admin.hpp"
#include "cli/exit_code.hpp"
#include "cli/payments.hpp"
#include "cli/table.hpp"
#include "net/system.hpp"

namespace dvcpay::cli {
namespace {

using nlohmann::json;

/// A first retention run over years may take a while.
constexpr std::int64_t patience_ms = 3'600'000;

/// The answer's JSON, or empty after the problem was told and `code` set.
std::optional<json> ask(
    const app::Configuration& config,
    const std::string& method,
    const std::string& path,
    const json& body,
    int& code
) {
    const std::string text = body.is_null() ? std::string() : body.dump();
    const auto answer = admin_call(config, method, path, text, "application/json", patience_ms);
    if (!answer || answer.value().status / 100 != 2) {
        code = report_problem(answer);
        return std::nullopt;
    }
    return json::parse(answer.value().body, nullptr, false);
}

std::optional<json> reload_ring(const app::Configuration& config, int& code) {
    return ask(config, "POST", "/admin/ring/reload", {{"actor", os_actor()}}, code);
}

std::string number(const json& object, const char* member) {
    return std::to_string(object.value(member, std::int64_t{0}));
}

}  // namespace

std::string os_actor() {
    const passwd* user = ::getpwuid(::getuid());
    std::string out = "os:" + (user == nullptr ? std::to_string(::getuid()) : user->pw_name);
    const char* before = std::getenv("SUDO_USER");
    if (before != nullptr && *before != '\0') out += std::string(",sudo:") + before;
    return out;
}

int rotate_ring(const app::Configuration& config) {
    if (config.ring_folder.empty()) {
        fmt::print(
            stderr,
            "dvcpay: [personal_data] folder is not set in {}: there is no place for a new key\n",
            config.file
        );
        return Exit::usage;
    }
    net::SystemEntropy entropy;
    const auto made = app::make_ring_key(config.ring_folder, entropy);
    if (!made) {
        fmt::print(stderr, "dvcpay: {}\n", made.error().detail);
        return Exit::usage;
    }
    fmt::print("made {}/{}\n", config.ring_folder, made.value());
    int code = Exit::done;
    const auto answer = reload_ring(config, code);
    if (!answer) {
        fmt::print(
            stderr,
            "dvcpay: the key is there and counts from the next start, SIGHUP or `ring rotate` on\n"
        );
        return code;
    }
    fmt::print(
        "{} seals; the daemon rewraps in the background, `dvcpay ring status` counts\n"
        "back the ring up now: dvcpay backup ring\n",
        answer->value("sealing", "?")
    );
    return Exit::done;
}

int ring_status(const app::Configuration& config, bool as_json) {
    int code = Exit::done;
    const auto answer = ask(config, "GET", "/admin/ring", nullptr, code);
    if (!answer) return code;
    const json keys = answer->value("keys", json::array());
    if (as_json) {
        fmt::print("{}\n", keys.dump(2));
        return Exit::done;
    }
    std::vector<Row> rows;
    bool is_missing = false;
    for (const auto& key : keys) {
        const bool is_loaded = key.value("loaded", false);
        is_missing = is_missing || !is_loaded;
        rows.push_back(
            {key.value("id", "?"),
             key.value("seals", false) ? "seals" : (is_loaded ? "opens" : "MISSING"),
             number(key, "personal_data"),
             number(key, "raw_inbound"),
             number(key, "refund_destinations")}
        );
    }
    fmt::print(
        "{}", table({"key", "does", "personal data", "raw bytes", "refund destinations"}, rows)
    );
    return is_missing ? Exit::check_failed : Exit::done;
}

int retire_ring_key(const app::Configuration& config, const std::string& key) {
    int code = Exit::done;
    const json body = {{"key", key}, {"actor", os_actor()}};
    if (!ask(config, "POST", "/admin/ring/retire", body, code)) return code;
    const auto shelved = app::shelve_ring_key(config.ring_folder, key);
    if (!shelved) {
        fmt::print(stderr, "dvcpay: {}\n", shelved.error().detail);
        return Exit::usage;
    }
    if (!shelved.value()) {
        fmt::print("{} wraps nothing; remove its [[personal_data.key]] from the file\n", key);
        return Exit::done;
    }
    fmt::print(
        "{0} wraps nothing; its file is {1}/{0}.retired: destroy it once no backup needs it\n",
        key,
        config.ring_folder
    );
    return reload_ring(config, code) ? static_cast<int>(Exit::done) : code;
}

int erase_person(
    const app::Configuration& config, const std::string& of, const std::string& reason
) {
    if (of.empty()) {
        fmt::print(stderr, "dvcpay: --payment or --incident\n");
        return Exit::usage;
    }
    int code = Exit::done;
    const json body = {{"of", of}, {"reason", reason}, {"actor", os_actor()}};
    const auto answer = ask(config, "POST", "/admin/personal/erase", body, code);
    if (!answer) return code;
    fmt::print("{}: {} records erased\n", of, number(*answer, "records"));
    if (answer->value("files_clean", false)) return Exit::done;
    fmt::print(
        "the store's log still holds them; run this again, or wait for tonight's retention run\n"
    );
    return Exit::check_failed;
}

int run_retention(const app::Configuration& config, Retain mode, bool as_json) {
    int code = Exit::done;
    const json body = {{"mode", mode == Retain::count ? "count" : "end"}, {"actor", os_actor()}};
    const auto answer = ask(config, "POST", "/admin/retention/run", body, code);
    if (!answer) return code;
    if (as_json) {
        fmt::print("{}\n", answer->dump(2));
        return Exit::done;
    }
    std::vector<Row> rows;
    for (const auto& row : answer->value("classes", json::array())) {
        const bool is_kept = row.value("days", 0) == 0;
        rows.push_back(
            {row.value("class", "?"),
             is_kept ? "for ever" : number(row, "days"),
             number(row, "records")}
        );
    }
    const char* what = mode == Retain::count ? "would go" : "went";
    fmt::print("{}", table({"class", "days kept", what}, rows));
    if (answer->value("files_clean", true)) return Exit::done;
    fmt::print("the store's log still holds some of it; the next run empties it\n");
    return Exit::check_failed;
}

int export_payment(
    const app::Configuration& config, const std::string& payment, const std::string& to
) {
    namespace fs = std::filesystem;
    const std::string file =
        fs::is_directory(to) ? (fs::path(to) / (payment + ".json")).string() : to;
    if (fs::exists(file)) {
        fmt::print(stderr, "dvcpay: {} is there already\n", file);
        return Exit::usage;
    }
    const json body = {
        {"payment", payment}, {"file", fs::absolute(file).string()}, {"actor", os_actor()}
    };
    const auto answer =
        admin_call(config, "POST", "/admin/export", body.dump(), "application/json");
    if (!answer || answer.value().status != 200) return report_problem(answer);
    // As it came: the hashes of its events are over exact texts.
    if (const auto written = app::write_private_file(file, answer.value().body + "\n"); !written) {
        fmt::print(stderr, "dvcpay: {}\n", written.error().detail);
        return Exit::usage;
    }
    fmt::print("{}\n", file);
    return Exit::done;
}

}  // namespace dvcpay::cli
