// [[client]], [webhooks], [[webhook]], [personal_data]
#include "app/config_parts.hpp"
#include "app/private_file.hpp"
#include "app/ring_files.hpp"
#include "crypto/secret_text.hpp"
#include "toolkit/url.hpp"

namespace dvcpay::app::parts {
namespace {

/// Names of our own end up in paths, logs and metrics.
bool is_name(const std::string& text) {
    constexpr std::string_view alphabet =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
    return !text.empty() && text.size() <= 64 &&
           text.find_first_not_of(alphabet) == std::string::npos;
}

std::string need_name(Section* section, std::string_view key) {
    std::string name = section->need_text(key, "a name of letters, digits, '-', '_' and '.'");
    if (!name.empty() && !is_name(name)) {
        section->error(key, "expected at most 64 letters, digits, '-', '_' and '.'");
    }
    return name;
}

std::vector<EventType> read_types(Section* section) {
    std::vector<EventType> out;
    for (const auto& text : section->texts("types")) {
        const auto type = parse_event_type(text);
        if (type && is_public(*type)) {
            out.push_back(*type);
        } else {
            section->error(
                "types", "\"" + text + "\" is no webhook type; expected e.g. \"payment.paid\""
            );
        }
    }
    return out;
}

bool known_endpoint(const Configuration& config, const std::string& id) {
    for (const auto& endpoint : config.flow.endpoints) {
        if (endpoint.id == id) return true;
    }
    return false;
}

/// Standard Webhooks secrets sign with their decoded bytes.
void keep_webhook_secrets(
    Section* section, const KeyName& name, const Surroundings& around, Configuration* out
) {
    std::vector<Secret> decoded;
    for (auto& loaded : read_secrets(section, "secret", around)) {
        auto secret = loaded.text.reveal([](std::string_view text) {
            return crypto::parse_webhook_secret(text);
        });
        if (!secret) {
            section->error(
                "secret", "expected whsec_ and base64 of 24 to 64 bytes in " + loaded.from
            );
            continue;
        }
        if (decoded.empty() && loaded.expires) out->key_expiry[name] = *loaded.expires;
        decoded.push_back(std::move(secret.value()));
    }
    if (!decoded.empty()) out->secrets[name] = std::move(decoded);
}

}  // namespace

void read_client(Section section, Configuration* out) {
    ClientConfig client;
    client.id = need_name(&section, "id");
    client.return_origins = section.texts("return_origins");
    if (client.return_origins.empty()) {
        section.error("return_origins", "expected at least one origin to which a payer may return");
    }
    const bool loopback_allowed = section.flag("allow_http_loopback", false);
    for (const auto& origin : client.return_origins) {
        if (!check_url(&section, "return_origins", origin, Shape::origin)) continue;
        if (origin.starts_with("http:") && !loopback_allowed) {
            section.error("return_origins", "http on loopback needs allow_http_loopback = true");
        }
    }
    auto subjects = section.texts("certificate_subjects");
    if (!subjects.empty()) out->api.client_subjects[client.id] = std::move(subjects);
    if (out->flow.clients.contains(client.id))
        section.error("id", "this client stands here already");
    section.finish();
    out->flow.clients.emplace(client.id, std::move(client));
}

void read_webhook_rules(Section section, Configuration* out) {
    FlowConfig& flow = out->flow;
    flow.webhook_timeout_ms = section.integer("timeout_ms", {100, 60'000}, flow.webhook_timeout_ms);
    flow.webhook_schedule_s =
        section.integers("schedule_s", {1, 7 * 86'400}, flow.webhook_schedule_s);
    section.finish();
}

void read_webhook(Section section, const Surroundings& around, Configuration* out) {
    WebhookEndpoint endpoint;
    endpoint.id = need_name(&section, "id");
    if (known_endpoint(*out, endpoint.id)) section.error("id", "this endpoint stands here already");
    endpoint.client = section.need_text("client", "the id of a [[client]]");
    if (!endpoint.client.empty() && !out->flow.clients.contains(endpoint.client)) {
        section.error("client", "no [[client]] has this id");
    }
    endpoint.url = section.need_text("url", "an https URL of the portal");
    ChannelLimits preset;
    preset.requests_waiting_max = 256;
    endpoint.concurrency = section.integer("concurrency", {1, 256}, endpoint.concurrency);
    preset.connections_max = endpoint.concurrency;
    const ChannelLimits channel = read_channel(&section, around, preset);
    if (!endpoint.url.empty() && check_url(&section, "url", endpoint.url, Shape::url)) {
        const bool clear = endpoint.url.starts_with("http:");
        if (clear && channel.reach != Reach::loopback)
            section.error("url", "http needs reach = \"loopback\"");
    }
    endpoint.enabled = section.flag("enabled", true);
    endpoint.types = read_types(&section);
    endpoint.key = "webhook/" + endpoint.id;
    keep_webhook_secrets(&section, endpoint.key, around, out);
    section.finish();
    out->webhook_channels[endpoint.id] = channel;
    out->flow.endpoints.push_back(std::move(endpoint));
}

namespace {

void keep_ring_key(
    Section* section,
    std::string_view where,
    const std::string& id,
    const Secret& text,
    Configuration* out
) {
    for (const auto& other : out->ring) {
        if (other.id == id) section->error("id", "ring key " + id + " stands here already");
    }
    auto secret =
        text.reveal([](std::string_view base64) { return crypto::parse_ring_key(base64); });
    if (secret) {
        out->ring.push_back({id, std::move(secret.value())});
    } else {
        section->error(where, "expected base64 of exactly 32 bytes in the file of " + id);
    }
}

/// What `dvcpay ring rotate` made is newer than what stands in the file.
void read_ring_folder(Section* section, const Surroundings& around, Configuration* out) {
    out->ring_folder = around.path(section->text("folder", ""));
    if (out->ring_folder.empty()) return;
    for (const auto& id : ring_ids(out->ring_folder)) {
        const auto text = read_private_file(out->ring_folder + "/" + id);
        if (text) {
            keep_ring_key(section, "folder", id, text.value(), out);
        } else {
            section->error("folder", text.error().detail);
        }
    }
}

}  // namespace

void read_ring(Section section, const Surroundings& around, Configuration* out) {
    read_ring_folder(&section, around, out);
    out->lost_ring_keys = section.texts("lost_keys");
    auto keys = section.tables("key");
    if (keys.empty() && out->ring.empty())
        section.error("key", "missing; expected at least one [[personal_data.key]]");
    for (auto& key : keys) {
        const std::string id = need_name(&key, "id");
        auto loaded = read_secrets(&key, "secret", around);
        if (loaded.size() > 1)
            key.error(
                "secret", "expected one reference; a new key takes a new [[personal_data.key]]"
            );
        if (loaded.size() == 1) keep_ring_key(&key, "secret", id, loaded[0].text, out);
        key.finish();
    }
    section.finish();
}

}  // namespace dvcpay::app::parts
