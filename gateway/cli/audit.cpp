#include "cli/audit.hpp"

#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "cli/exit_code.hpp"
#include "cli/offline.hpp"
#include "ops/audit.hpp"
#include "ops/proof.hpp"
#include "store/sqlite/history.hpp"

namespace dvcpay::cli {
namespace {

using nlohmann::ordered_json;

int cannot(const Error& why) {
    fmt::print(stderr, "dvcpay: {}\n", why.detail);
    return Exit::usage;
}

Result<std::string> read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return Error(Fault::configuration, path + " cannot be read");
    return std::string{std::istreambuf_iterator<char>(in), {}};
}

Result<std::vector<crypto::SealPublicKey>> keys_of(
    const app::Configuration& config, const AuditLine& line
) {
    std::vector<crypto::SealPublicKey> keys;
    if (!config.audit.seal_key.empty()) {
        BOOST_OUTCOME_TRY(const auto own, crypto::SealKey::parse(config.audit.seal_key));
        keys.push_back(own.public_key());
    }
    for (const auto& file : line.public_keys) {
        BOOST_OUTCOME_TRY(const auto pem, read_file(file));
        auto key = crypto::SealPublicKey::parse(pem);
        if (!key) return Error(Fault::configuration, file + ": " + key.error().detail);
        keys.push_back(std::move(key.value()));
    }
    return keys;
}

/// Only for the owner: beside a store in use SQLite makes two files, which must not become another
/// user's.
Result<std::unique_ptr<sqlite::SqliteHistory>> open_history(
    const app::Configuration& config, const AuditLine& line
) {
    sqlite::SqliteOptions options;
    options.path = line.store.empty() ? config.store.path : line.store;
    if (line.store.empty()) {
        BOOST_OUTCOME_TRY(may_touch_store(config));
    }
    auto history = sqlite::SqliteHistory::open(options);
    if (!history) return Error(history.error().fault, options.path + ": " + history.error().detail);
    return std::move(history.value());
}

ordered_json to_json(const ops::AuditReport& report) {
    ordered_json out;
    out["intact"] = report.intact();
    out["events"] = report.events;
    out["payments"] = report.payments;
    out["chains"] = report.chains;
    out["seals"] = report.seals;
    out["unsealed_events"] = report.unsealed;
    out["last_seal"] = report.last_seal ? ordered_json(report.last_seal->number) : ordered_json();
    out["last_witnessed_seal"] =
        report.last_witnessed ? ordered_json(report.last_witnessed->number) : ordered_json();
    out["findings"] = ordered_json::array();
    for (const auto& finding : report.findings) {
        ordered_json one;
        one["damage"] = to_string(finding.damage);
        one["place"] = finding.place;
        one["detail"] = finding.detail;
        out["findings"].push_back(std::move(one));
    }
    out["findings_not_listed"] = report.not_listed;
    out["not_proven"] = report.not_proven;
    return out;
}

void print(const ops::AuditReport& report) {
    fmt::print(
        "{} events in {} chains, {} payments, {} seals, {} events after the last seal\n",
        report.events,
        report.chains,
        report.payments,
        report.seals,
        report.unsealed
    );
    for (const auto& finding : report.findings) {
        fmt::print("{}: {}: {}\n", to_string(finding.damage), finding.place, finding.detail);
    }
    if (report.not_listed > 0) fmt::print("and {} more\n", report.not_listed);
    fmt::print(
        "{}\n",
        report.intact() ? "Nothing was found changed, removed or put out of order."
                        : "The history, or what it speaks of, is NOT as it was written."
    );
    fmt::print("\nNot proven:\n");
    for (const auto& words : report.not_proven) fmt::print("- {}\n", words);
}

void show_progress(std::string_view what, std::int64_t done) {
    fmt::print(stderr, "\r{:>12} {}  ", done, what);
}

Result<ops::AuditReport> look(const app::Configuration& config, const AuditLine& line) {
    ops::AuditOptions options;
    BOOST_OUTCOME_TRY(options.keys, keys_of(config, line));
    if (!line.witness_file.empty()) {
        BOOST_OUTCOME_TRY(const auto text, read_file(line.witness_file));
        options.witness = ops::read_witness(text);
    }
    const bool watched = ::isatty(STDERR_FILENO) == 1;
    if (watched) options.progress = show_progress;
    BOOST_OUTCOME_TRY(const auto history, open_history(config, line));
    auto report = ops::verify_history(history.get(), options);
    if (watched) fmt::print(stderr, "\r{:40}\r", "");
    return report;
}

}  // namespace

int verify_audit(const app::Configuration& config, const AuditLine& line) {
    const auto report = look(config, line);
    if (!report) {
        cannot(report.error());
        // A store that cannot be read to its end is no matter of the command line.
        return report.error().fault == Fault::store_unavailable ? Exit::check_failed : Exit::usage;
    }
    if (line.json) {
        fmt::print(
            "{}\n",
            to_json(report.value()).dump(2, ' ', false, ordered_json::error_handler_t::replace)
        );
    } else {
        print(report.value());
    }
    return report.value().intact() ? Exit::done : Exit::check_failed;
}

int prove_event(
    const app::Configuration& config, const AuditLine& line, const std::string& event_id
) {
    const auto keys = keys_of(config, line);
    if (!keys) return cannot(keys.error());
    const auto history = open_history(config, line);
    if (!history) return cannot(history.error());
    const auto proof = ops::make_proof(history.value().get(), event_id, keys.value());
    if (!proof) {
        cannot(proof.error());
        return proof.error().fault == Fault::malformed ? Exit::check_failed : Exit::said_no;
    }
    fmt::print("{}\n", proof.value());
    return Exit::done;
}

int show_seal_key(const app::Configuration& config) {
    if (config.audit.seal_key.empty())
        return cannot(Error(Fault::configuration, "[audit] seal_key_file names no key"));
    const auto key = crypto::SealKey::parse(config.audit.seal_key);
    if (!key) return cannot(key.error());
    fmt::print("{}", key.value().public_key().pem());
    return Exit::done;
}

}  // namespace dvcpay::cli
