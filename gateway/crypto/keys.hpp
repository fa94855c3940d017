#pragma once
// The key store of a running gateway: secrets by name, loaded by whoever reads the configuration.
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/signing_key.hpp"
#include "ports/entropy.hpp"
#include "ports/keys.hpp"
#include "ports/secret.hpp"

namespace dvcpay::crypto {

/// Newest first. While a key rotates a name has two.
using SecretsByName = std::map<KeyName, std::vector<Secret>>;

/// Runs `work` on another thread and comes back to the caller's. One `work` at a time.
using SignElsewhere =
    std::function<Task<Result<std::string>>(std::function<Result<std::string>()>)>;

/// All secrets of one moment. A name holds either texts for MACs or keys that sign.
struct KeySnapshot {
    SecretsByName secrets;
    std::map<KeyName, std::vector<SigningKey>> signers;
};

/// What a reload would put in force; made by FileKeys::compare() alone.
struct KeyChange {
    std::shared_ptr<const KeySnapshot> snapshot;
    std::vector<KeyName> names;  ///< whose list is another than before
};

/// The secrets in force are one immutable snapshot. Each call looks at one snapshot from its first
/// byte to its last; adopt() puts another in its place at once. Loop thread only. mac() answers
/// without suspending: HMAC costs microseconds. A key store behind a wire (HSM) would suspend
/// there, which is why the port's mac() is a task.
class FileKeys final : public Keys {
  public:
    /// Opens keys that sign, also in a token, which blocks. Fault::configuration, naming the key,
    /// where a name has no secret or an empty one, a key cannot be opened, or texts and keys are
    /// mixed under it. `elsewhere` empty: signs where it is called. `entropy` outlives it and
    /// is drawn from by encrypt() alone; without it encrypt() answers Fault::configuration.
    static Result<FileKeys> make(
        SecretsByName secrets, SignElsewhere elsewhere = {}, Entropy* entropy = nullptr
    );

    Task<Result<std::string>> mac(KeyName key, MacAlgorithm algorithm, std::string text) override;
    std::optional<Proof> verify_mac(
        const KeyName& key, MacAlgorithm algorithm, std::string_view text, std::string_view mac
    ) const override;
    Result<std::vector<std::string>> mac_all_base64(
        const KeyName& key, MacAlgorithm algorithm, std::string_view text
    ) const override;

    Result<std::string> digest(
        const KeyName& key,
        DigestAlgorithm algorithm,
        std::string_view before,
        std::string_view after
    ) const override;
    std::optional<Proof> verify_digest(
        const KeyName& key,
        DigestAlgorithm algorithm,
        std::string_view before,
        std::string_view after,
        std::string_view digest
    ) const override;
    std::optional<Proof> verify_text(const KeyName& key, std::string_view candidate) const override;
    Result<Secret> text(const KeyName& key) const override;

    Result<JweParts> encrypt(
        const KeyName& key,
        KeyManagement management,
        ContentCipher cipher,
        std::string_view clear,
        std::string_view authenticated
    ) override;
    Result<std::string> decrypt(
        const KeyName& key,
        KeyManagement management,
        ContentCipher cipher,
        const JweParts& parts,
        std::string_view authenticated
    ) const override;
    Result<std::string> decrypt_rsa(const KeyName& key, std::string_view ciphertext) const override;

    Task<Result<std::string>> sign(KeyName key, SignAlgorithm algorithm, std::string text) override;
    std::optional<Proof> verify_signature(
        const KeyName& key,
        SignAlgorithm algorithm,
        std::string_view text,
        std::string_view signature
    ) const override;

    bool has(const KeyName& key) const { return now_->secrets.contains(key); }

    /// Changes nothing yet. Faults as of make(), and where a name in force has gone: whoever signs
    /// with it is still running. Keys of an unchanged list stay open as they are.
    Result<KeyChange> compare(SecretsByName fresh) const;
    void adopt(KeyChange change) { now_ = std::move(change.snapshot); }

  private:
    FileKeys(std::shared_ptr<const KeySnapshot> now, SignElsewhere elsewhere, Entropy* entropy)
        : now_(std::move(now)), elsewhere_(std::move(elsewhere)), entropy_(entropy) {}
    /// Null, where no MAC is made with this name.
    const std::vector<Secret>* texts_of(const KeyName& key) const;
    std::shared_ptr<const KeySnapshot> now_;
    SignElsewhere elsewhere_;
    Entropy* entropy_;
};

}  // namespace dvcpay::crypto
