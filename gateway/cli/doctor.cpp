#include "cli/doctor.hpp"

#include <filesystem>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "cli/call.hpp"
#include "cli/exit_code.hpp"
#include "cli/offline.hpp"
#include "cli/table.hpp"
#include "store/sqlite/migrate.hpp"
#include "store/sqlite/store.hpp"

namespace dvcpay::cli {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr std::uint64_t disk_low_bytes = 1ULL << 30U;

enum class Verdict : unsigned char { good, warn, bad };

struct Finding {
    std::string check;
    Verdict verdict = Verdict::good;
    std::string detail;
};

std::string_view word(Verdict verdict) {
    switch (verdict) {
        case Verdict::good:
            return "ok";
        case Verdict::warn:
            return "warn";
        case Verdict::bad:
            return "BAD";
    }
    return "?";
}

Finding look_at_config(const app::ConfigResult& read) {
    std::size_t errors = 0;
    for (const auto& fault : read.faults) errors += fault.severity == app::Severity::error ? 1 : 0;
    if (errors > 0)
        return {
            "configuration",
            Verdict::bad,
            fmt::format("{} mistakes; `dvcpay config check` names them", errors)
        };
    if (!read.faults.empty()) {
        return {
            "configuration",
            Verdict::warn,
            fmt::format("{} warnings; `dvcpay config check`", read.faults.size())
        };
    }
    return {"configuration", Verdict::good, "every key, file and secret is usable"};
}

Finding look_at_user(const app::Configuration& config) {
    const auto may = may_touch_store(config);
    if (!may) return {"store owner", Verdict::bad, may.error().detail};
    return {"store owner", Verdict::good, "this user"};
}

Finding look_at_disk(const app::Configuration& config) {
    struct statvfs disk{};
    const fs::path folder = fs::absolute(config.store.path).parent_path();
    if (::statvfs(folder.c_str(), &disk) != 0) {
        return {"disk", Verdict::bad, folder.string() + " does not exist or cannot be looked at"};
    }
    const std::uint64_t left = static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
    const std::string detail = fmt::format("{} MiB free in {}", left >> 20U, folder.string());
    return {"disk", left < disk_low_bytes ? Verdict::warn : Verdict::good, detail};
}

Finding look_at_schema(const app::Configuration& config) {
    if (!fs::exists(config.store.path))
        return {"store", Verdict::warn, "none yet; dvcpayd makes it at its first start"};
    sqlite::SqliteOptions options;
    options.path = config.store.path;
    options.boot_id = "doctor";
    boost::asio::io_context loop(1);
    const auto store = sqlite::SqliteStore::open(options, loop.get_executor(), loop.get_executor());
    if (!store) return {"store", Verdict::bad, store.error().detail};
    return {"store", Verdict::good, "opens; every migration is applied and unchanged"};
}

Finding look_at_daemon(const app::Configuration& config) {
    const auto& where = config.server.private_listener;
    if (where.port == 0)
        return {"daemon", Verdict::warn, "the private listener has no fixed port; not asked"};
    Target target;
    target.url = fmt::format("{}://{}:{}", where.tls ? "https" : "http", where.address, where.port);
    const auto answer = call(target, "GET", "/health/ready", {}, {}, 5000);
    if (!answer)
        return {
            "daemon", Verdict::warn, "not reached at " + target.url + ": " + answer.error().detail
        };
    if (answer.value().status == 200) return {"daemon", Verdict::good, "ready"};
    std::string failing;
    const json body = json::parse(answer.value().body, nullptr, false);
    if (body.is_object() && body.contains("checks") && body["checks"].is_array()) {
        for (const auto& check : body["checks"]) {
            if (!check.is_object() || check.value("status", "") != "down") continue;
            failing += " " + check.value("name", "?");
            const std::string detail = check.value("detail", "");
            if (!detail.empty()) failing.append(" (").append(detail).append(")");
        }
    }
    return {"daemon", Verdict::bad, "not ready:" + failing};
}

Finding look_at_seals(const app::Configuration& config) {
    const app::AuditConfig& audit = config.audit;
    if (audit.seal_key.empty())
        return {
            "audit seals", Verdict::warn, "no [audit] seal_key_file: the history is not sealed"
        };
    if (audit.witness_file.empty())
        return {
            "audit seals",
            Verdict::warn,
            "no [audit] witness_file: a store put back to an older state would not show"
        };
    return {"audit seals", Verdict::good, "witnessed in " + audit.witness_file};
}

Finding look_at_keys(const app::Configuration& config) {
    if (config.key_expiry.empty()) return {"key expiry", Verdict::good, "no key names an end"};
    std::string soonest;
    for (const auto& [name, day] : config.key_expiry) {
        if (soonest.empty() || day < config.key_expiry.at(soonest)) soonest = name;
    }
    return {
        "key expiry",
        Verdict::good,
        fmt::format("{} first, on {}", soonest, to_string(config.key_expiry.at(soonest)))
    };
}

}  // namespace

int doctor(const std::string& config_file, bool as_json) {
    std::vector<Finding> findings;
    const app::ConfigResult read = app::load_config(config_file, app::process_environment);
    findings.push_back(look_at_config(read));
    if (read.config) {
        const app::Configuration& config = *read.config;
        findings.push_back(look_at_disk(config));
        findings.push_back(look_at_user(config));
        findings.push_back(look_at_schema(config));
        findings.push_back(look_at_keys(config));
        findings.push_back(look_at_seals(config));
        findings.push_back(look_at_daemon(config));
    }
    bool bad = false;
    json out = json::array();
    std::vector<Row> rows;
    for (const auto& finding : findings) {
        bad = bad || finding.verdict == Verdict::bad;
        out.push_back(
            {{"check", finding.check},
             {"verdict", word(finding.verdict)},
             {"detail", finding.detail}}
        );
        rows.push_back({finding.check, std::string(word(finding.verdict)), finding.detail});
    }
    if (as_json) {
        fmt::print("{}\n", out.dump(2));
    } else {
        fmt::print("{}", table({"check", "", "finding"}, rows));
    }
    return bad ? Exit::check_failed : Exit::done;
}

}  // namespace dvcpay::cli
