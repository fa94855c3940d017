#pragma once
// The key store of a running gateway: secrets by name, loaded by whoever reads the configuration.
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ports/keys.hpp"
#include "ports/secret.hpp"

namespace dvcpay::crypto {

/// Newest first. While a key rotates a name has two.
using SecretsByName = std::map<KeyName, std::vector<Secret>>;

/// Immutable after make(); any thread. mac() answers without suspending: HMAC costs microseconds. A
/// key store behind a wire (HSM) would suspend there, which is why the port's mac() is a task.
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

    bool has(const KeyName& key) const { return secrets_.contains(key); }

  private:
    explicit FileKeys(SecretsByName secrets) : secrets_(std::move(secrets)) {}
    SecretsByName secrets_;
};

}  // namespace dvcpay::crypto
