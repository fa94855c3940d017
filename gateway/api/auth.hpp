#pragma once
// Who calls. Keys are known by their SHA-256 only; the table in force is replaced as a whole.
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "flows/requests.hpp"
#include "ports/entropy.hpp"
#include "ports/secret.hpp"
#include "ports/store.hpp"

namespace dvcpay::api {

/// The scopes a key may have (API page).
inline constexpr std::string_view all_scopes[] = {
    "payments:write",
    "payments:read",
    "payments:pii",
    "refunds:request",
    "refunds:approve",
    "incidents:write",
    "incidents:approve",
    "recon:run",
    "recon:decide",
    "recon:approve",
    "recon:sign",
    "webhooks:manage",
    "ops:read",
    "admin",
};
bool is_scope(std::string_view scope);

/// `dvk_` and 43 base64url characters of 32 random bytes.
Secret make_key_text(Entropy& entropy);

/// The cache of API keys. Loop thread only. Empty until the first reload: everybody is a stranger.
class ApiKeys {
  public:
    explicit ApiKeys(Store* store) : store_(store) {}

    /// Reads the table anew. Called at start, after each change, and every few seconds, so that a
    /// key revoked by another process stops working here too. On a fault the old table stays in
    /// force.
    Task<Result<void>> reload();

    /// The key behind an Authorization header, if it is valid at `now`; else null, without a hint
    /// why.
    std::shared_ptr<const ApiKey> authenticate(std::string_view authorization, Wall now) const;
    std::size_t size() const { return by_sha256_.size(); }

  private:
    Store* store_;
    std::unordered_map<std::string, std::shared_ptr<const ApiKey>> by_sha256_;
};

bool has_scope(const ApiKey& key, std::string_view scope);
flows::Caller caller_of(const ApiKey& key);
Visibility visibility_of(const ApiKey& key);
/// Empty client: every client; empty agencies: every agency.
bool may_see(const ApiKey& key, const Payment& payment);

}  // namespace dvcpay::api
