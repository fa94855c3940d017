#pragma once
// Settings of the configured accounts, read once: a call that must be believed costs tens of
// microseconds, and reading forty settings costs as much again. Immutable, for any thread.
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "domain/result.hpp"
#include "ports/capability.hpp"

namespace dvcpay::toolkit {

template <class Settings>
class KnownSettings {
  public:
    using Read = Result<Settings> (*)(const ProviderAccount&);

    explicit KnownSettings(Read read, const std::vector<ProviderAccount>& accounts = {})
        : read_(read) {
        for (const auto& account : accounts) {
            if (auto found = read_now(account))
                known_.push_back({account.key, account.settings, std::move(found)});
        }
    }

    /// Null where they cannot be read. An account that is not one of those configured, or says
    /// something else now, is read anew.
    std::shared_ptr<const Settings> of(const ProviderAccount& account) const {
        for (const auto& one : known_) {
            if (one.key == account.key && one.texts == account.settings) return one.settings;
        }
        return read_now(account);
    }

  private:
    struct Known {
        AccountKey key;
        std::map<std::string, std::string> texts;
        std::shared_ptr<const Settings> settings;
    };

    std::shared_ptr<const Settings> read_now(const ProviderAccount& account) const {
        auto settings = read_(account);
        if (!settings) return nullptr;
        return std::make_shared<const Settings>(std::move(settings.value()));
    }

    Read read_;
    std::vector<Known> known_;
};

}  // namespace dvcpay::toolkit
