#include "app/config.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "app/config_parts.hpp"

namespace dvcpay::app {
namespace {

std::optional<std::string> read_text(const std::string& path, Faults* faults) {
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        faults->error(0, "", std::string("cannot be opened: ") + std::strerror(errno));
        return std::nullopt;
    }
    return std::string{std::istreambuf_iterator<char>(in), {}};
}

void read_all(const Node& tree, const Surroundings& around, Faults* faults, Configuration* out) {
    Section root(&tree, "", 1, faults);
    parts::read_server(root.table("server"), around, out);
    parts::read_store(root.table("store"), around, out);
    parts::read_api(root.table("api"), out);
    parts::read_incidents(root.table("incidents"), out);
    parts::read_retention(root.table("retention"), out);
    parts::read_log(root.table("log"), around, out);
    parts::read_catalogue(root.table("catalogue"), around, out);
    parts::read_audit(root.table("audit"), around, out);
    parts::read_backup(root.table("backup"), around, out);
    parts::read_ring(root.table("personal_data"), around, out);
    for (auto& client : root.tables("client")) parts::read_client(std::move(client), out);
    if (out->flow.clients.empty())
        root.error("client", "missing; expected at least one [[client]]");
    parts::read_webhook_rules(root.table("webhooks"), out);
    for (auto& webhook : root.tables("webhook"))
        parts::read_webhook(std::move(webhook), around, out);
    for (auto& [name, provider] : root.children("providers")) {
        parts::read_provider(std::move(provider), name, around, out);
    }
    for (auto& account : root.tables("provider_account"))
        parts::read_account(std::move(account), around, out);
    for (auto& route : root.tables("inbound")) parts::read_route(std::move(route), out);
    parts::add_default_routes(out);
    root.finish();
}

/// What is legal and probably not meant.
void warn_of_gaps(Faults* faults, const Configuration& config) {
    const bool any = std::any_of(
        config.flow.accounts.begin(),
        config.flow.accounts.end(),
        [](const auto& account) { return account.enabled; }
    );
    if (!any)
        faults->warn(
            0, "provider_account", "no account is enabled; payments can be created but not paid"
        );
    if (config.audit.seal_key.empty()) {
        faults->warn(
            0,
            "audit.seal_key_file",
            "no key; the history is chained but not sealed, so that what is cut off its end or "
            "removed whole does not show"
        );
    }
    if (config.flow.endpoints.empty()) {
        faults->warn(
            0, "webhook", "no endpoint is configured; the portal learns of changes only by asking"
        );
    }
}

}  // namespace

const char* process_environment(const std::string& name) {
    return std::getenv(name.c_str());
}

ConfigResult load_config(const std::string& path, const Environment& environment) {
    Faults faults(path);
    ConfigResult out;
    const auto text = read_text(path, &faults);
    const auto tree = text ? parse_toml(*text, &faults) : std::nullopt;
    if (tree) {
        Surroundings around;
        around.base = std::filesystem::path(path).parent_path().string();
        around.environment = environment;
        Configuration config;
        config.file = path;
        read_all(*tree, around, &faults, &config);
        warn_of_gaps(&faults, config);
        if (!faults.any_error()) out.config = std::move(config);
    }
    out.faults = faults.all();
    return out;
}

Result<std::vector<crypto::RingKey>> read_ring(const std::string& path) {
    ConfigResult read = load_config(path, process_environment);
    if (read.config) return std::move(read.config->ring);
    for (const auto& fault : read.faults) {
        if (fault.severity == Severity::error) return Error(Fault::configuration, to_string(fault));
    }
    return Error(Fault::configuration, path + " cannot be used");
}

}  // namespace dvcpay::app
