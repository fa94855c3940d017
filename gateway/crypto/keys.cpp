#include "crypto/keys.hpp"

#include <algorithm>
#include <utility>

#include "crypto/digest.hpp"
#include "crypto/jwe.hpp"
#include "ports/proof.hpp"

namespace dvcpay::crypto {
namespace {

Error unknown_key(const KeyName& key) {
    return Error(Fault::configuration, "no secret is loaded under the name " + key);
}

std::string mac_with(const Secret& secret, MacAlgorithm algorithm, std::string_view text) {
    return secret.reveal([&](std::string_view bytes) { return hmac(algorithm, bytes, text); });
}

std::string digest_with(
    const Secret& secret, DigestAlgorithm algorithm, std::string_view before, std::string_view after
) {
    return secret.reveal([&](std::string_view bytes) {
        return digest(algorithm, {before, bytes, after});
    });
}

Result<Secret> symmetric_key(const KeyName& name, const Secret& secret) {
    auto key = secret.reveal(&parse_symmetric_key);
    if (!key) return Error(key.error().fault, name + ": " + key.error().detail);
    return key;
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

Result<std::vector<SigningKey>> open_keys(const KeyName& name, const std::vector<Secret>& all) {
    std::vector<SigningKey> out;
    for (const auto& secret : all) {
        if (!SigningKey::is_one(secret)) continue;
        auto key = SigningKey::load(secret);
        if (!key) return Error(key.error().fault, name + ": " + key.error().detail);
        out.push_back(std::move(key.value()));
    }
    if (!out.empty() && out.size() != all.size())
        return Error(
            Fault::configuration, "keys that sign and other texts are mixed under " + name
        );
    return out;
}

/// Names of `fresh` whose list is not that of `before`.
std::vector<KeyName> changed(const SecretsByName& before, const SecretsByName& fresh) {
    std::vector<KeyName> out;
    for (const auto& [name, all] : fresh) {
        const auto old = before.find(name);
        if (old == before.end() || !same_list(old->second, all)) out.push_back(name);
    }
    return out;
}

/// The keys of `names` are opened; those of other names are taken from `signers`.
Result<std::shared_ptr<const KeySnapshot>> snapshot_of(
    SecretsByName secrets,
    const std::vector<KeyName>& names,
    std::map<KeyName, std::vector<SigningKey>> signers
) {
    for (const auto& name : names) {
        BOOST_OUTCOME_TRY(auto keys, open_keys(name, secrets.at(name)));
        signers.erase(name);
        if (!keys.empty()) signers.emplace(name, std::move(keys));
    }
    return std::make_shared<const KeySnapshot>(KeySnapshot{std::move(secrets), std::move(signers)});
}

}  // namespace

Result<FileKeys> FileKeys::make(SecretsByName secrets, SignElsewhere elsewhere, Entropy* entropy) {
    BOOST_OUTCOME_TRY(check(secrets));
    const auto names = changed({}, secrets);
    BOOST_OUTCOME_TRY(auto now, snapshot_of(std::move(secrets), names, {}));
    return FileKeys(std::move(now), std::move(elsewhere), entropy);
}

Result<KeyChange> FileKeys::compare(SecretsByName fresh) const {
    BOOST_OUTCOME_TRY(check(fresh));
    for (const auto& [name, all] : now_->secrets) {
        if (!fresh.contains(name)) return unknown_key(name);
    }
    KeyChange out;
    out.names = changed(now_->secrets, fresh);
    BOOST_OUTCOME_TRY(out.snapshot, snapshot_of(std::move(fresh), out.names, now_->signers));
    return out;
}

const std::vector<Secret>* FileKeys::texts_of(const KeyName& key) const {
    const auto it = now_->secrets.find(key);
    if (it == now_->secrets.end() || now_->signers.contains(key)) return nullptr;
    return &it->second;
}

Task<Result<std::string>> FileKeys::mac(KeyName key, MacAlgorithm algorithm, std::string text) {
    const auto* texts = texts_of(key);
    if (texts == nullptr) co_return unknown_key(key);
    co_return mac_with(texts->front(), algorithm, text);
}

std::optional<Proof> FileKeys::verify_mac(
    const KeyName& key, MacAlgorithm algorithm, std::string_view text, std::string_view mac
) const {
    const auto* texts = texts_of(key);
    if (texts == nullptr) return std::nullopt;
    // Every secret is tried whatever an earlier one said, so that the time does not tell which one
    // matched.
    bool verified = false;
    for (const auto& secret : *texts) {
        if (equal_constant_time(mac_with(secret, algorithm, text), mac)) verified = true;
    }
    if (!verified) return std::nullopt;
    return ProofIssuer::signature();
}

Result<std::vector<std::string>> FileKeys::mac_all_base64(
    const KeyName& key, MacAlgorithm algorithm, std::string_view text
) const {
    const auto* texts = texts_of(key);
    if (texts == nullptr) return unknown_key(key);
    std::vector<std::string> out;
    out.reserve(texts->size());
    for (const auto& secret : *texts) out.push_back(to_base64(mac_with(secret, algorithm, text)));
    return out;
}

Result<std::string> FileKeys::digest(
    const KeyName& key, DigestAlgorithm algorithm, std::string_view before, std::string_view after
) const {
    const auto* texts = texts_of(key);
    if (texts == nullptr) return unknown_key(key);
    return digest_with(texts->front(), algorithm, before, after);
}

std::optional<Proof> FileKeys::verify_digest(
    const KeyName& key,
    DigestAlgorithm algorithm,
    std::string_view before,
    std::string_view after,
    std::string_view digest
) const {
    const auto* texts = texts_of(key);
    if (texts == nullptr) return std::nullopt;
    bool verified = false;  // every secret is tried, as in verify_mac()
    for (const auto& secret : *texts) {
        if (equal_constant_time(digest_with(secret, algorithm, before, after), digest))
            verified = true;
    }
    if (!verified) return std::nullopt;
    return ProofIssuer::signature();
}

std::optional<Proof> FileKeys::verify_text(const KeyName& key, std::string_view candidate) const {
    const auto* texts = texts_of(key);
    if (texts == nullptr) return std::nullopt;
    // Digests are compared, so that the time does not tell the length of a secret either.
    const std::string given = sha256(candidate);
    bool verified = false;
    for (const auto& secret : *texts) {
        const std::string held = secret.reveal(&sha256);
        if (equal_constant_time(held, given)) verified = true;
    }
    if (!verified) return std::nullopt;
    return ProofIssuer::credential();
}

Result<Secret> FileKeys::text(const KeyName& key) const {
    const auto* texts = texts_of(key);
    if (texts == nullptr) return unknown_key(key);
    return texts->front().copy();
}

Result<JweParts> FileKeys::encrypt(
    const KeyName& key,
    KeyManagement management,
    ContentCipher cipher,
    std::string_view clear,
    std::string_view authenticated
) {
    const auto* texts = texts_of(key);
    if (texts == nullptr) return unknown_key(key);
    if (entropy_ == nullptr)
        return Error(Fault::configuration, "this key store has no source of random bytes");
    BOOST_OUTCOME_TRY(const auto symmetric, symmetric_key(key, texts->front()));
    return jwe_seal(symmetric, management, cipher, clear, authenticated, *entropy_);
}

Result<std::string> FileKeys::decrypt(
    const KeyName& key,
    KeyManagement management,
    ContentCipher cipher,
    const JweParts& parts,
    std::string_view authenticated
) const {
    const auto* texts = texts_of(key);
    if (texts == nullptr) return unknown_key(key);
    for (const auto& secret : *texts) {
        BOOST_OUTCOME_TRY(const auto symmetric, symmetric_key(key, secret));
        auto clear = jwe_open(symmetric, management, cipher, parts, authenticated);
        if (clear) return clear;
    }
    return Error(Fault::forged, "no key of ours opens an encrypted text");
}

Result<std::string> FileKeys::decrypt_rsa(const KeyName& key, std::string_view ciphertext) const {
    const auto it = now_->signers.find(key);
    if (it == now_->signers.end()) return unknown_key(key);
    Result<std::string> clear = Fault::forged;
    for (const auto& held : it->second) {
        clear = held.decrypt(ciphertext);
        if (clear) return clear;
    }
    return clear;
}

Task<Result<std::string>> FileKeys::sign(KeyName key, SignAlgorithm algorithm, std::string text) {
    const auto it = now_->signers.find(key);
    if (it == now_->signers.end())
        co_return Error(Fault::configuration, "no key that signs is loaded under the name " + key);
    // The work has its own handle: a reload may drop the name meanwhile.
    std::function<Result<std::string>()> work =
        [signer = it->second.front(), algorithm, text = std::move(text)] {
            return signer.sign(algorithm, text);
        };
    if (!elsewhere_) co_return work();
    Result<std::string> signature = co_await elsewhere_(std::move(work));
    co_return signature;
}

std::optional<Proof> FileKeys::verify_signature(
    const KeyName& key, SignAlgorithm algorithm, std::string_view text, std::string_view signature
) const {
    const auto it = now_->signers.find(key);
    if (it == now_->signers.end()) return std::nullopt;
    for (const auto& signer : it->second) {
        if (signer.verify(algorithm, text, signature)) return ProofIssuer::signature();
    }
    return std::nullopt;
}

}  // namespace dvcpay::crypto
