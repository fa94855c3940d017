#pragma once
// The secrets of a running gateway: what the log hides, and how they are read anew.
#include <boost/asio/any_io_executor.hpp>

#include "app/config.hpp"
#include "ops/redact.hpp"

namespace dvcpay::app {

/// Everything of a configuration that must not stand in a log.
ops::KnownSecrets known_secrets(const Configuration& config);
/// The keys of a ring, as bytes and as their files hold them.
ops::KnownSecrets known_keys(const std::vector<crypto::RingKey>& ring);
crypto::SecretsByName copies(const crypto::SecretsByName& secrets);

/// Signs on that thread, of which there must be one.
crypto::SignElsewhere signer_on(boost::asio::any_io_executor thread);

}  // namespace dvcpay::app
