// [providers.x], [[provider_account]], [[inbound]]
#include <algorithm>

#include "app/config_parts.hpp"
#include "app/known_providers.hpp"
#include "crypto/certificate.hpp"
#include "crypto/signing_key.hpp"

namespace dvcpay::app::parts {
namespace {

constexpr std::string_view settings_key = "settings";

/// A setting as the adapter reads it: text; numbers and booleans in their usual spelling, lists
/// joined by commas.
std::optional<std::string> setting_text(const Node& node) {
    switch (node.kind) {
        case Node::Kind::text:
            return node.text;
        case Node::Kind::integer:
            return std::to_string(node.integer);
        case Node::Kind::boolean:
            return node.boolean ? "true" : "false";
        case Node::Kind::list: {
            std::string out;
            for (const auto& item : node.items) {
                const auto text = item.kind == Node::Kind::list ? std::nullopt : setting_text(item);
                if (!text) return std::nullopt;
                out += (out.empty() ? "" : ",") + *text;
            }
            return out;
        }
        case Node::Kind::day:
        case Node::Kind::other:
        case Node::Kind::table:
            return std::nullopt;
    }
    return std::nullopt;
}

void read_settings(Section* section, ProviderAccount* account) {
    for (const auto& name : section->unasked()) {
        const auto text = setting_text(*section->raw(name));
        if (text) {
            account->settings[name] = *text;
        } else {
            section->error(name, "expected a string, an integer, a boolean or a list of them");
        }
    }
}

/// The adapter's own opinion; its faults name settings.
void check_settings(
    Section* section,
    const ProviderModule& provider,
    const ProviderAccount& account,
    Configuration* out
) {
    const auto plan = provider.check(account);
    if (plan) {
        out->flow.ask_plans[account.key] = plan.value();
        return;
    }
    for (const auto& fault : plan.error().fields) section->error(fault.pointer, fault.detail);
    if (plan.error().fields.empty()) section->error("", plan.error().detail);
}

/// A mistake in words, or empty. A key that signs is not opened here: FileKeys does.
std::string kind_fault(const Secret& text, KeyNeed::Kind kind) {
    const bool signs = crypto::SigningKey::is_one(text);
    switch (kind) {
        case KeyNeed::Kind::text:
            return signs ? "this key makes MACs: expected its text, no PEM and no key in a token"
                         : "";
        case KeyNeed::Kind::signs:
            return signs ? "" : "this key signs: expected PEM or { pkcs11 = … }";
        case KeyNeed::Kind::verifies:
            return signs ? "" : "this key verifies: expected a certificate or a public key in PEM";
    }
    return {};
}

void keep_account_key(
    Section* section,
    const KeyNeed& need,
    const AccountKey& key,
    const Surroundings& around,
    Configuration* out
) {
    const std::string& secret = need.name;
    if (need.optional && section->raw(secret) == nullptr) return;
    const KeyName name = key.provider + "/" + key.account + "/" + secret;
    std::vector<Secret> texts;
    const bool theirs = need.kind == KeyNeed::Kind::verifies;
    const Privacy privacy = theirs ? Privacy::open : Privacy::secret;
    for (auto& loaded : read_secrets(section, secret, around, privacy)) {
        if (theirs && !loaded.expires) {
            const auto end = loaded.text.reveal(crypto::certificate_end);
            if (end) loaded.expires = ict_day(*end);
        }
        if (const auto why = kind_fault(loaded.text, need.kind); !why.empty())
            section->error(secret, why);
        if (texts.empty() && loaded.expires) out->key_expiry[name] = *loaded.expires;
        texts.push_back(std::move(loaded.text));
    }
    if (!texts.empty()) out->secrets[name] = std::move(texts);
}

void read_account_secrets(
    Section section,
    const ProviderModule& provider,
    const ProviderAccount& account,
    const Surroundings& around,
    Configuration* out
) {
    for (const auto& need : provider.keys(account))
        keep_account_key(&section, need, account.key, around, out);
    section.finish();
}

Beneficiary read_beneficiary(Section section) {
    Beneficiary out;
    out.account = section.need_text("account", "the account the money goes to");
    out.bank_bin = section.need_text("bank_bin", "six digits");
    out.name = section.need_text("name", "the holder's name as the bank writes it");
    const bool digits = out.bank_bin.find_first_not_of("0123456789") == std::string::npos;
    if (!out.bank_bin.empty() && (out.bank_bin.size() != 6 || !digits))
        section.error("bank_bin", "expected six digits");
    section.finish();
    return out;
}

std::string names_of_providers() {
    std::string out;
    for (const auto* provider : known_providers()) {
        out += (out.empty() ? "\"" : ", \"") + std::string(provider->name) + "\"";
    }
    return out;
}

}  // namespace

void read_provider(
    Section section, const std::string& name, const Surroundings& around, Configuration* out
) {
    if (find_provider(name) == nullptr)
        section.error("", "unknown provider; expected " + names_of_providers());
    ProviderConfig provider;
    provider.enabled = section.flag("enabled", true);
    provider.maintenance = section.flag("maintenance", false);
    for (const auto& text : section.texts("maintenance_windows")) {
        const auto slash = text.find('/');
        const auto from = parse_rfc3339(text.substr(0, slash));
        const auto to =
            slash == std::string::npos ? std::nullopt : parse_rfc3339(text.substr(slash + 1));
        if (from && to && *from < *to) {
            out->flow.maintenance[name].push_back({*from, *to});
        } else {
            section.error(
                "maintenance_windows", "expected \"<time>/<later time>\", both as RFC 3339"
            );
        }
    }
    provider.ip_allowlist = section.texts("ip_allowlist");
    check_networks(&section, "ip_allowlist", provider.ip_allowlist);
    provider.channel = read_channel(&section, around, provider.channel);
    section.finish();
    out->providers[name] = std::move(provider);
}

void read_account(Section section, const Surroundings& around, Configuration* out) {
    ProviderAccount account;
    account.key.provider = section.need_text("provider", names_of_providers());
    account.key.account = section.text("name", "default");
    const ProviderModule* provider = find_provider(account.key.provider);
    if (provider == nullptr && !account.key.provider.empty()) {
        section.error("provider", "unknown; expected " + names_of_providers());
    }
    if (out->flow.account(account.key) != nullptr)
        section.error("name", "this account stands here already");
    if (account.key.account.empty() || account.key.account.find('/') != std::string::npos) {
        section.error("name", "expected a name without '/'");
    }
    account.agencies = section.texts("agencies");
    account.client = section.text("client", "");
    if (account.client.empty() && out->flow.clients.size() == 1)
        account.client = out->flow.clients.begin()->first;
    if (account.client.empty() && out->flow.clients.size() > 1)
        section.error("client", "needed where several [[client]] stand: who hears of its money");
    if (!account.client.empty() && !out->flow.clients.contains(account.client))
        section.error("client", "no [[client]] has this id");
    account.credit_rules.complete_partial = section.flag("complete_partial", false);
    account.credit_rules.accept_surplus = section.flag("accept_surplus", false);
    account.priority = section.integer("priority", {-1000, 1000}, 0);
    account.validity = {section.day("valid_from"), section.day("valid_to")};
    if (account.validity.from && account.validity.to &&
        *account.validity.to < *account.validity.from) {
        section.error("valid_to", "lies before valid_from");
    }
    const bool enabled = section.flag("enabled", true);
    account.beneficiary = read_beneficiary(section.table("beneficiary"));
    Section settings = section.table(settings_key);
    read_settings(&settings, &account);
    Section secrets = section.table("secrets");
    if (provider != nullptr) {
        check_settings(&settings, *provider, account, out);
        read_account_secrets(secrets, *provider, account, around, out);
    }
    section.finish();
    const ProviderConfig& house = out->providers[account.key.provider];
    account.enabled = enabled && house.enabled;
    out->flow.accounts.push_back(std::move(account));
}

void read_route(Section section, Configuration* out) {
    InboundRoute route;
    route.method = section.word("method", {"GET", "POST", "PUT"}, "POST");
    route.path = section.need_text("path", "a path that begins with a slash");
    if (!route.path.empty() &&
        (route.path[0] != '/' || route.path.find_first_of("?# ") != std::string::npos)) {
        section.error("path", "expected a path that begins with a slash, without query");
    }
    if (route.path.starts_with("/v1/") && !route.path.starts_with("/v1/callbacks/")) {
        section.error("path", "/v1/ belongs to the API; only /v1/callbacks/ is open to providers");
    }
    route.provider = section.need_text("provider", names_of_providers());
    route.kind = section.need_text("kind", "a kind of call");
    const ProviderModule* provider = find_provider(route.provider);
    if (provider == nullptr && !route.provider.empty()) {
        section.error("provider", "unknown; expected " + names_of_providers());
    }
    if (provider != nullptr &&
        std::ranges::find(provider->inbound_kinds, route.kind) == provider->inbound_kinds.end()) {
        section.error("kind", "this provider does not call us so");
    }
    for (const auto& other : out->routes) {
        if (other.method == route.method && other.path == route.path)
            section.error("path", "this route stands here already");
    }
    section.finish();
    out->routes.push_back(std::move(route));
}

void add_default_routes(Configuration* out) {
    for (const auto* provider : known_providers()) {
        const bool used = std::ranges::any_of(out->flow.accounts, [&](const auto& account) {
            return account.key.provider == provider->name;
        });
        if (!used) continue;
        const std::vector<InboundRoute> given = out->routes;
        for (const auto& route : provider->routes) {
            const bool replaced = std::ranges::any_of(given, [&](const InboundRoute& other) {
                return other.provider == provider->name && other.kind == route.kind;
            });
            const bool taken = std::ranges::any_of(out->routes, [&](const InboundRoute& other) {
                return other.method == route.method && other.path == route.path;
            });
            if (replaced || taken) continue;
            out->routes.push_back(
                {route.method, route.path, std::string(provider->name), route.kind}
            );
        }
    }
}

}  // namespace dvcpay::app::parts
