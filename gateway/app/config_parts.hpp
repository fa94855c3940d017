#pragma once
// The readers of single tables; private to load_config().
#include "app/config.hpp"
#include "app/config_section.hpp"

namespace dvcpay::app::parts {

void read_server(Section root, const Surroundings& around, Configuration* out);     ///< [server]
void read_store(Section section, const Surroundings& around, Configuration* out);   ///< [store]
void read_api(Section section, Configuration* out);                                 ///< [api]
void read_incidents(Section section, Configuration* out);                           ///< [incidents]
void read_retention(Section section, Configuration* out);                           ///< [retention]
void read_log(Section section, const Surroundings& around, Configuration* out);     ///< [log]
void read_audit(Section section, const Surroundings& around, Configuration* out);   ///< [audit]
void read_backup(Section section, const Surroundings& around, Configuration* out);  ///< [backup]
void read_catalogue(
    Section section, const Surroundings& around, Configuration* out
);  ///< [catalogue]
void read_ring(
    Section section, const Surroundings& around, Configuration* out
);                                                      ///< [personal_data]
void read_client(Section section, Configuration* out);  ///< [[client]]
void read_webhook(
    Section section, const Surroundings& around, Configuration* out
);                                                             ///< [[webhook]], after all clients
void read_webhook_rules(Section section, Configuration* out);  ///< [webhooks]
void read_provider(
    Section section, const std::string& name, const Surroundings& around, Configuration* out
);
void read_account(
    Section section, const Surroundings& around, Configuration* out
);  ///< after all providers
void read_route(Section section, Configuration* out);
/// The paths of the providers' own papers, for every kind of call whose route is not given.
void add_default_routes(Configuration* out);  ///< [[inbound]]

/// Members shared by [providers.x] and [[webhook]].
ChannelLimits read_channel(Section* section, const Surroundings& around, ChannelLimits preset);

/// What a URL or an origin may be.
enum class Shape : std::uint8_t { origin, url };
/// https, or http where the host is loopback. Reports what is wrong; false then.
bool check_url(Section* section, std::string_view key, const std::string& text, Shape shape);
bool is_loopback_host(std::string_view host);
/// Networks in CIDR form or single addresses.
void check_networks(Section* section, std::string_view key, const std::vector<std::string>& texts);

}  // namespace dvcpay::app::parts
