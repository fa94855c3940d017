// [server], [store], [api], [incidents], [retention], [log], [audit], [catalogue]
#include <filesystem>

#include "app/config_parts.hpp"
#include "crypto/seal.hpp"
#include "toolkit/url.hpp"

namespace dvcpay::app::parts {
namespace {

constexpr std::int64_t minute_ms = 60'000;

std::optional<TlsFiles> read_tls(Section section, const Surroundings& around) {
    if (!section.present()) return std::nullopt;
    TlsFiles files;
    files.certificate_file = around.path(section.need_text("certificate_file", "a PEM file"));
    files.key_file = around.path(section.need_text("key_file", "a PEM file"));
    files.ca_file = around.path(section.text("client_ca_file", ""));
    check_file(&section, "certificate_file", files.certificate_file);
    check_key_file(&section, "key_file", files.key_file);
    check_file(&section, "client_ca_file", files.ca_file);
    section.finish();
    return files;
}

ListenerConfig read_listener(Section* section, const Surroundings& around, std::uint16_t port) {
    ListenerConfig out;
    out.address = section->text("address", "127.0.0.1");
    check_networks(section, "address", {out.address});
    out.port = static_cast<std::uint16_t>(section->integer("port", {0, 65535}, port));
    out.tls = read_tls(section->table("tls"), around);
    return out;
}

void read_public(Section section, const Surroundings& around, ServerConfig* out) {
    out->public_listener = read_listener(&section, around, 8080);
    const bool loopback = is_loopback_host(out->public_listener.address);
    if (!loopback && !out->public_listener.tls && !section.flag("allow_clear_text", false)) {
        section.error(
            "tls",
            "missing, and the address is not loopback; expected [server.public.tls], or "
            "allow_clear_text = true "
            "where a proxy in front ends TLS"
        );
    }
    section.flag("allow_clear_text", false);
    section.finish();
}

void read_private(Section section, const Surroundings& around, ServerConfig* out) {
    out->private_listener = read_listener(&section, around, 8081);
    const bool allowed = section.flag("allow_public_bind", false);
    if (!is_loopback_host(out->private_listener.address) && !allowed) {
        section.error(
            "address",
            "health and metrics would be reachable from outside this host; expected a loopback "
            "address, or "
            "allow_public_bind = true where a firewall guards it"
        );
    }
    section.finish();
}

void read_limits(Section section, ServerConfig* out) {
    out->connections_max = section.integer("connections_max", {1, 100'000}, out->connections_max);
    out->requests_in_flight_max =
        section.integer("requests_in_flight_max", {1, 100'000}, out->requests_in_flight_max);
    const std::int64_t three_quarters =
        std::max<std::int64_t>(1, out->requests_in_flight_max * 3 / 4);
    out->new_work_in_flight_max =
        section.integer("new_work_in_flight_max", {1, out->requests_in_flight_max}, three_quarters);
    out->header_bytes_max =
        section.integer("header_bytes_max", {1024, 1 << 20}, out->header_bytes_max);
    out->body_bytes_max = section.integer("body_bytes_max", {1024, 16 << 20}, out->body_bytes_max);
    out->head_ms = section.integer("head_ms", {100, 10 * minute_ms}, out->head_ms);
    out->body_ms = section.integer("body_ms", {100, 10 * minute_ms}, out->body_ms);
    out->write_ms = section.integer("write_ms", {100, 10 * minute_ms}, out->write_ms);
    out->idle_ms = section.integer("idle_ms", {100, 60 * minute_ms}, out->idle_ms);
    out->drain_ms = section.integer("drain_ms", {0, 10 * minute_ms}, out->drain_ms);
    section.finish();
}

/// A file that will be written: its directory must be there.
void check_directory_of(Section* section, std::string_view key, const std::string& path) {
    if (path.empty()) return;
    std::error_code ignored;
    const auto parent = std::filesystem::path(path).parent_path();
    if (!parent.empty() && !std::filesystem::is_directory(parent, ignored)) {
        section->error(key, "the directory " + parent.string() + " does not exist");
    }
}

}  // namespace

void read_server(Section section, const Surroundings& around, Configuration* out) {
    out->flow.public_url =
        section.need_text("public_url", "the URL at which providers and browsers reach us");
    if (!out->flow.public_url.empty())
        check_url(&section, "public_url", out->flow.public_url, Shape::origin);
    out->server.trusted_proxies = section.texts("trusted_proxies");
    check_networks(&section, "trusted_proxies", out->server.trusted_proxies);
    out->server.admin_socket = around.path(section.text("admin_socket", ""));
    check_directory_of(&section, "admin_socket", out->server.admin_socket);
    // sun_path of Linux holds 108 bytes with its NUL.
    if (out->server.admin_socket.size() > 107)
        section.error("admin_socket", "the path is longer than 107 bytes");
    read_public(section.table("public"), around, &out->server);
    read_private(section.table("private"), around, &out->server);
    read_limits(section.table("limits"), &out->server);
    section.finish();
}

void read_store(Section section, const Surroundings& around, Configuration* out) {
    StoreConfig& store = out->store;
    store.path = around.path(
        section.need_text("path", "the SQLite file, or the place where it shall be made")
    );
    check_directory_of(&section, "path", store.path);
    store.queue_max = section.integer("queue_max", {1, 1'000'000}, store.queue_max);
    store.group_jobs_max = section.integer("group_jobs_max", {1, 100'000}, store.group_jobs_max);
    store.busy_timeout_ms =
        section.integer("busy_timeout_ms", {0, minute_ms}, store.busy_timeout_ms);
    store.writer_cache_kib =
        section.integer("writer_cache_kib", {256, 1 << 20}, store.writer_cache_kib);
    store.reader_cache_kib =
        section.integer("reader_cache_kib", {256, 1 << 20}, store.reader_cache_kib);
    section.finish();
}

void read_api(Section section, Configuration* out) {
    FlowConfig& flow = out->flow;
    flow.provider_wait_ms =
        section.integer("provider_wait_ms", {100, minute_ms}, flow.provider_wait_ms);
    flow.payment_service_fee_dong =
        section.integer("service_fee_dong", {0, 10'000'000}, flow.payment_service_fee_dong);
    flow.idempotency_days = section.integer("idempotency_days", {1, 3650}, flow.idempotency_days);
    flow.quarantine_per_day =
        section.integer("quarantine_per_day", {0, 1'000'000}, flow.quarantine_per_day);
    flow.doubt.burst = section.integer("forged_burst", {0, 1'000'000}, flow.doubt.burst);
    flow.doubt.per_second =
        section.integer("forged_per_second", {1, 10'000}, flow.doubt.per_second);
    flow.doubt.waiting_max =
        section.integer("forged_waiting_max", {0, 2048}, flow.doubt.waiting_max);
    out->api.rate_per_second =
        section.integer("rate_per_second", {0, 1'000'000}, out->api.rate_per_second);
    out->api.rate_burst = section.integer("rate_burst", {1, 10'000'000}, out->api.rate_burst);
    section.finish();
}

void read_incidents(Section section, Configuration* out) {
    DeadlineRules& rules = out->flow.deadlines;
    rules.internal_working_days =
        section.integer("internal_working_days", {1, 365}, rules.internal_working_days);
    rules.provider_working_days =
        section.integer("provider_working_days", {1, 365}, rules.provider_working_days);
    rules.legal_days = section.integer("legal_days", {1, 3650}, rules.legal_days);
    for (const auto& text : section.texts("holidays")) {
        const auto day = parse_day(text);
        if (!day) {
            section.error("holidays", "expected days as YYYY-MM-DD, not \"" + text + "\"");
        } else {
            rules.holidays.push_back(*day);
        }
    }
    section.finish();
}

void read_retention(Section section, Configuration* out) {
    constexpr std::int64_t days_max = 36'500;
    RetentionRules& rules = out->retention;
    rules.raw_days = section.integer("raw_days", {0, days_max}, rules.raw_days);
    rules.personal_days = section.integer("personal_days", {0, days_max}, rules.personal_days);
    rules.quarantine_days =
        section.integer("quarantine_days", {0, days_max}, rules.quarantine_days);
    rules.delivered_days = section.integer("delivered_days", {0, days_max}, rules.delivered_days);
    rules.hour = section.integer("hour", {0, 23}, rules.hour);
    section.finish();
}

void read_log(Section section, const Surroundings& around, Configuration* out) {
    const std::vector<std::string> words = {"debug", "info", "warning", "error"};
    const std::string level = section.word("level", words, "info");
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == level) out->log.level = static_cast<Level>(i);
    }
    out->log.file = around.path(section.text("file", ""));
    check_directory_of(&section, "file", out->log.file);
    section.finish();
}

void read_audit(Section section, const Surroundings& around, Configuration* out) {
    AuditConfig& audit = out->audit;
    audit.seal_key_file = around.path(section.text("seal_key_file", ""));
    if (auto pem = read_key_file(&section, "seal_key_file", audit.seal_key_file)) {
        const auto key = crypto::SealKey::parse(*pem);
        if (!key) section.error("seal_key_file", audit.seal_key_file + ": " + key.error().detail);
        audit.seal_key = std::move(*pem);
    }
    audit.seal_every_s = section.integer("seal_every_s", {1, 86'400}, audit.seal_every_s);
    audit.witness_file = around.path(section.text("witness_file", ""));
    check_directory_of(&section, "witness_file", audit.witness_file);
    if (!audit.witness_file.empty() && audit.seal_key_file.empty())
        section.error("witness_file", "there is nothing to witness without seal_key_file");
    section.finish();
}

void read_backup(Section section, const Surroundings& around, Configuration* out) {
    BackupConfig& backup = out->backup;
    backup.folder = around.path(section.text("folder", ""));
    backup.key_file = around.path(section.text("key_file", ""));
    backup.keep = section.integer("keep", {0, 100'000}, backup.keep);
    // A mount that is away must not keep payments from being taken.
    if (!backup.folder.empty() && !std::filesystem::is_directory(backup.folder))
        section.warn("folder", backup.folder + " is no folder now: no backup can be made");
    if (!backup.folder.empty() && backup.key_file.empty())
        section.error("key_file", "missing; expected the file of the backup key");
    section.finish();
}

void read_catalogue(Section section, const Surroundings& around, Configuration* out) {
    out->catalogue.services = around.path(section.need_text("services_file", "a CSV file"));
    out->catalogue.agencies = around.path(section.need_text("agencies_file", "a CSV file"));
    check_file(&section, "services_file", out->catalogue.services);
    check_file(&section, "agencies_file", out->catalogue.agencies);
    section.finish();
}

}  // namespace dvcpay::app::parts
