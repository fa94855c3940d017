#pragma once
// The configuration in the words of each room. Pure translations.
#include <string>

#include "api/options.hpp"
#include "app/config.hpp"
#include "flows/take_callback.hpp"
#include "net/client.hpp"
#include "net/server.hpp"
#include "store/sqlite/options.hpp"

namespace dvcpay::app {

sqlite::SqliteOptions store_options(const Configuration& config, const std::string& boot_id);
net::HttpClientOptions client_options(const Configuration& config);
/// `callbacks` outlives the server: it says when a provider's call is read.
net::HttpServerOptions public_options(
    const Configuration& config, Entropy* entropy, flows::TakeCallback* callbacks
);
net::HttpServerOptions private_options(const Configuration& config, Entropy* entropy);
net::HttpServerOptions admin_options(const Configuration& config, Entropy* entropy);
/// Without provider_state.
Result<api::ApiOptions> api_options(const Configuration& config);

}  // namespace dvcpay::app
