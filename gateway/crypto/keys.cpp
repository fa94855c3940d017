#include "crypto/keys.hpp"

#include <algorithm>
#include <utility>

#include "crypto/digest.hpp"
#include "ports/proof.hpp"

namespace dvcpay::crypto {
namespace {

Error unknown_key(const KeyName& key) {
    return Error(Fault::configuration, "no secret is loaded under the name " + key);
}

std::string mac_with(const Secret& secret, MacAlgorithm algorithm, std::string_view text) {
    return secret.reveal([&](std::string_view bytes) { return hmac(algorithm, bytes, text); });
}

Result<void> check(const SecretsByName& secrets) {
    for (const auto& [name, all] : secrets) {
        if (all.empty()) return unknown_key(name);
        for (const auto& secret : all) {
            // An empty HMAC key would verify what anybody can compute.
            if (secret.empty())
                return Error(Fault::configuration, "an empty secret stands under the name " + name);
        }
    }
    return ok();
}

bool same_secret(const Secret& a, const Secret& b) {
    return a.reveal([&b](std::string_view left) {
        return b.reveal([left](std::string_view right) { return equal_constant_time(left, right); }
        );
    });
}

bool same_list(const std::vector<Secret>& a, const std::vector<Secret>& b) {
    return std::ranges::equal(a, b, same_secret);
}

}  // namespace

Result<FileKeys> FileKeys::make(SecretsByName secrets) {
    BOOST_OUTCOME_TRY(check(secrets));
    return FileKeys(std::make_shared<const SecretsByName>(std::move(secrets)));
}

Result<KeyChange> FileKeys::compare(SecretsByName fresh) const {
    BOOST_OUTCOME_TRY(check(fresh));
    for (const auto& [name, all] : *secrets_) {
        if (!fresh.contains(name)) return unknown_key(name);
    }
    KeyChange out;
    for (const auto& [name, all] : fresh) {
        const auto before = secrets_->find(name);
        if (before == secrets_->end() || !same_list(before->second, all)) out.names.push_back(name);
    }
    out.secrets = std::make_shared<const SecretsByName>(std::move(fresh));
    return out;
}

Task<Result<std::string>> FileKeys::mac(KeyName key, MacAlgorithm algorithm, std::string text) {
    const auto it = secrets_->find(key);
    if (it == secrets_->end()) co_return unknown_key(key);
    co_return mac_with(it->second.front(), algorithm, text);
}

std::optional<Proof> FileKeys::verify_mac(
    const KeyName& key, MacAlgorithm algorithm, std::string_view text, std::string_view mac
) const {
    const auto it = secrets_->find(key);
    if (it == secrets_->end()) return std::nullopt;
    // Every secret is tried whatever an earlier one said, so that the time does not tell which one
    // matched.
    bool verified = false;
    for (const auto& secret : it->second) {
        if (equal_constant_time(mac_with(secret, algorithm, text), mac)) verified = true;
    }
    if (!verified) return std::nullopt;
    return ProofIssuer::signature();
}

Result<std::vector<std::string>> FileKeys::mac_all_base64(
    const KeyName& key, MacAlgorithm algorithm, std::string_view text
) const {
    const auto it = secrets_->find(key);
    if (it == secrets_->end()) return unknown_key(key);
    std::vector<std::string> out;
    out.reserve(it->second.size());
    for (const auto& secret : it->second)
        out.push_back(to_base64(mac_with(secret, algorithm, text)));
    return out;
}

}  // namespace dvcpay::crypto
