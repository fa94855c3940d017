#include "api/auth.hpp"

#include <algorithm>
#include <array>

#include "api/header_list.hpp"
#include "crypto/digest.hpp"

namespace dvcpay::api {
namespace {

constexpr std::string_view scheme = "Bearer ";
constexpr std::size_t key_size = 4 + 43;

}  // namespace

bool is_scope(std::string_view scope) {
    return std::ranges::find(all_scopes, scope) != std::end(all_scopes);
}

Secret make_key_text(Entropy& entropy) {
    std::array<std::byte, 32> random{};
    entropy.fill(random);
    std::string bytes;
    for (const auto b : random) bytes.push_back(static_cast<char>(b));
    return Secret("dvk_" + crypto::to_base64url(bytes));
}

Task<Result<void>> ApiKeys::reload() {
    auto all_keys = [](Reader& reader) -> Result<std::vector<ApiKey>> { return reader.api_keys(); };
    auto found = co_await look_up<std::vector<ApiKey>>(store_, std::move(all_keys));
    if (!found) co_return found.error();
    std::unordered_map<std::string, std::shared_ptr<const ApiKey>> fresh;
    for (auto& key : found.value()) {
        std::string sha256 = key.sha256;
        fresh.emplace(std::move(sha256), std::make_shared<const ApiKey>(std::move(key)));
    }
    by_sha256_ = std::move(fresh);
    co_return ok();
}

std::shared_ptr<const ApiKey> ApiKeys::authenticate(std::string_view authorization, Wall now)
    const {
    if (authorization.size() != scheme.size() + key_size) return nullptr;
    if (!same_word(authorization.substr(0, scheme.size()), scheme)) return nullptr;
    const std::string sha256 = crypto::sha256_hex(authorization.substr(scheme.size()));
    // The table is searched by digest: what its timing could tell is about digests, from which no
    // key follows.
    const auto it = by_sha256_.find(sha256);
    if (it == by_sha256_.end()) return nullptr;
    const ApiKey& key = *it->second;
    if (!crypto::equal_constant_time(key.sha256, sha256)) return nullptr;
    if (key.revoked_at && *key.revoked_at <= now) return nullptr;
    if (key.expires_at && *key.expires_at <= now) return nullptr;
    return it->second;
}

bool has_scope(const ApiKey& key, std::string_view scope) {
    return std::ranges::find(key.scopes, scope) != key.scopes.end();
}

flows::Caller caller_of(const ApiKey& key) {
    const bool is_person = key.principal.kind == PrincipalKind::person;
    return flows::Caller{key.client, key.principal.id, key.agencies, is_person};
}

Visibility visibility_of(const ApiKey& key) {
    return Visibility{key.client, key.agencies};
}

bool may_see(const ApiKey& key, const Payment& payment) {
    if (!key.client.empty() && key.client != payment.client) return false;
    return key.agencies.empty() ||
           std::ranges::find(key.agencies, payment.agency_code) != key.agencies.end();
}

}  // namespace dvcpay::api
