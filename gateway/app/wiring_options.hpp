#pragma once
// The configuration in the words of each room. Pure translations.
#include <functional>
#include <string>
#include <string_view>

#include "api/options.hpp"
#include "app/config.hpp"
#include "net/client.hpp"
#include "net/server.hpp"
#include "store/sqlite/options.hpp"

namespace dvcpay::app {

sqlite::SqliteOptions store_options(const Configuration& config, const std::string& boot_id);
net::HttpClientOptions client_options(const Configuration& config);
/// Whether a provider's calls from this address are refused unread for now.
using HoldsCaller = std::function<bool(std::string_view provider, std::string_view peer)>;
net::HttpServerOptions public_options(
    const Configuration& config, Entropy* entropy, HoldsCaller holds
);
net::HttpServerOptions private_options(const Configuration& config, Entropy* entropy);
net::HttpServerOptions admin_options(const Configuration& config, Entropy* entropy);
/// Without provider_state.
Result<api::ApiOptions> api_options(const Configuration& config);

}  // namespace dvcpay::app
