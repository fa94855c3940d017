#pragma once
// What flows and API need of the configuration, already parsed and checked (gateway/app).
// Immutable.
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "domain/deadlines.hpp"
#include "domain/event.hpp"
#include "ports/adapter.hpp"
#include "ports/keys.hpp"

namespace dvcpay {

struct WebhookEndpoint {
    std::string id;  ///< our name for it, stable: deliveries carry it
    std::string client;
    std::string url;
    KeyName key;                   ///< whsec secrets in Keys
    std::vector<EventType> types;  ///< empty: all public ones
    std::int64_t concurrency = 8;  ///< deliveries in flight at most
    bool enabled = true;
    bool wants(EventType type) const {
        if (!enabled || !(is_public(type) || type == EventType::webhook_test)) return false;
        if (types.empty() || type == EventType::webhook_test) return true;
        for (const auto t : types) {
            if (t == type) return true;
        }
        return false;
    }
};

struct ClientConfig {
    std::string id;
    std::vector<std::string> return_origins;  ///< "https://dichvucong.example.vn"
};

struct InboundRoute {
    std::string method;
    std::string path;
    std::string provider;
    std::string kind;
};

/// Announced work of a provider: nobody begins to pay there meanwhile; what was begun goes on.
struct MaintenanceWindow {
    Wall from;
    Wall to;  ///< exclusive
};

/// How many calls that do not verify one address may make in one provider's name before further
/// ones wait, unread.
struct DoubtLimit {
    std::int64_t burst = 20;  ///< at once; 0: nobody waits
    std::int64_t per_second = 20;
    std::int64_t waiting_max = 64;  ///< of one address; further ones are refused
};

struct FlowConfig {
    std::string public_url;       ///< where providers and browsers reach us, no trailing slash
    std::string order_ref_space;  ///< two characters of this store's epoch
    std::string boot_id;          ///< of this process
    std::int64_t provider_wait_ms = 8000;
    std::int64_t payment_service_fee_dong = 0;
    std::int64_t quarantine_per_day = 1000;
    DoubtLimit doubt;
    std::int64_t webhook_timeout_ms = 10'000;
    std::vector<std::int64_t> webhook_schedule_s = {
        5, 30, 120, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400
    };
    std::int64_t idempotency_days = 30;
    DeadlineRules deadlines;  ///< of incidents
    std::map<std::string, ClientConfig> clients;
    std::vector<WebhookEndpoint> endpoints;
    std::vector<ProviderAccount> accounts;
    std::map<AccountKey, AskPlan> ask_plans;
    std::map<std::string, std::vector<MaintenanceWindow>> maintenance;  ///< by provider

    /// The end of the window that holds at `now`; empty where none does.
    std::optional<Wall> maintenance_until(const std::string& provider, Wall now) const {
        const auto it = maintenance.find(provider);
        if (it == maintenance.end()) return std::nullopt;
        for (const auto& window : it->second) {
            if (window.from <= now && now < window.to) return window.to;
        }
        return std::nullopt;
    }

    const ProviderAccount* account(const AccountKey& key) const {
        for (const auto& a : accounts) {
            if (a.key == key) return &a;
        }
        return nullptr;
    }
    std::vector<ProviderAccount> accounts_of(const std::string& provider) const {
        std::vector<ProviderAccount> out;
        for (const auto& a : accounts) {
            if (a.key.provider == provider) out.push_back(a);
        }
        return out;
    }
};

}  // namespace dvcpay
