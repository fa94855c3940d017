#pragma once
// The key store of a running gateway: secrets by name, loaded by whoever reads the configuration.
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ports/keys.hpp"
#include "ports/secret.hpp"

namespace dvcpay::crypto {

/// Newest first. While a key rotates a name has two.
using SecretsByName = std::map<KeyName, std::vector<Secret>>;

/// What a reload would put in force; made by FileKeys::compare() alone.
struct KeyChange {
    std::shared_ptr<const SecretsByName> secrets;
    std::vector<KeyName> names;  ///< whose list is another than before
};

/// The secrets in force are one immutable snapshot. Each call looks at one snapshot from its first
/// byte to its last; adopt() puts another in its place at once. Loop thread only. mac() answers
/// without suspending: HMAC costs microseconds. A key store behind a wire (HSM) would suspend
/// there, which is why the port's mac() is a task.
class FileKeys final : public Keys {
  public:
    /// Fault::configuration, naming the key, where a name has no secret or an empty one.
    static Result<FileKeys> make(SecretsByName secrets);

    Task<Result<std::string>> mac(KeyName key, MacAlgorithm algorithm, std::string text) override;
    std::optional<Proof> verify_mac(
        const KeyName& key, MacAlgorithm algorithm, std::string_view text, std::string_view mac
    ) const override;
    Result<std::vector<std::string>> mac_all_base64(
        const KeyName& key, MacAlgorithm algorithm, std::string_view text
    ) const override;

    bool has(const KeyName& key) const { return secrets_->contains(key); }

    /// Changes nothing yet. Faults as of make(), and where a name in force has gone: whoever signs
    /// with it is still running.
    Result<KeyChange> compare(SecretsByName fresh) const;
    void adopt(KeyChange change) { secrets_ = std::move(change.secrets); }

  private:
    explicit FileKeys(std::shared_ptr<const SecretsByName> secrets)
        : secrets_(std::move(secrets)) {}
    std::shared_ptr<const SecretsByName> secrets_;
};

}  // namespace dvcpay::crypto
