#pragma once
// `dvcpay webhooks …`: what was told to the portal, as calls of the API with the rights of a key;
// and the endpoints, through the admin surface.
#include <string>
#include <vector>

#include "app/config.hpp"
#include "cli/change.hpp"

namespace dvcpay::cli {

struct DeliveryWords {
    std::string status;              ///< waiting, delivered, dead; empty: all
    std::int64_t limit = 50;         ///< of a list
    std::string id;                  ///< dlv_…
    std::string from, to;            ///< RFC 3339
    std::vector<std::string> types;  ///< empty: all public ones
};

int list_deliveries(const Target& target, const DeliveryWords& words, bool as_json);
int replay_delivery(const Target& target, Change change, const DeliveryWords& words, bool as_json);
int replay_range(const Target& target, Change change, const DeliveryWords& words, bool as_json);
int test_webhooks(const Target& target, Change change, bool as_json);

/// Exit::check_failed where one of them is told nothing though the configuration enables it.
int list_endpoints(const app::Configuration& config, bool as_json);
int disable_endpoint(
    const app::Configuration& config, const std::string& endpoint, const std::string& reason
);
int enable_endpoint(const app::Configuration& config, const std::string& endpoint);

/// One row of the list of endpoints: "told", or why not. Pure.
std::string standing(const nlohmann::json& endpoint);

}  // namespace dvcpay::cli
