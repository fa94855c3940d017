#pragma once
// Secrets and key files, by reference only: { file = "…" } or { env = "…" }, optionally with
// expires = 2027-12-31. A list of references is a rotation: newest first.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/config_section.hpp"
#include "ports/secret.hpp"

namespace dvcpay::app {

/// Looks up an environment variable; null where it is not set.
using Environment = std::function<const char*(const std::string& name)>;

/// Where relative paths begin, and where secrets are looked up.
struct Surroundings {
    std::string base;  ///< directory of the configuration file
    Environment environment;
    std::string path(const std::string& text) const;
};

struct LoadedSecret {
    Secret text;  ///< without the line end of its file
    std::optional<Day> expires;
    std::string from;  ///< the file or the variable, for messages
};

/// Whether a file must be closed to others: a provider's certificate is nobody's secret.
enum class Privacy : std::uint8_t { secret, open };

/// All secrets of `key`, newest first; empty, with faults, where there is none or one cannot be
/// read. Faults: a literal, both or neither of file and env, a file that is missing, no regular
/// file, empty, larger than 64 KiB, or open to everybody (open to the group: a warning).
std::vector<LoadedSecret> read_secrets(
    Section* section,
    std::string_view key,
    const Surroundings& around,
    Privacy privacy = Privacy::secret
);

/// Reports a file that a later step would stumble over. Empty paths are not looked at.
void check_file(Section* section, std::string_view key, const std::string& path);
/// The text of a private key's file, whose privacy is checked; empty where no file is named or it
/// cannot be used, which is reported.
std::optional<Secret> read_key_file(
    Section* section, std::string_view key, const std::string& path
);
void check_key_file(Section* section, std::string_view key, const std::string& path);

}  // namespace dvcpay::app
