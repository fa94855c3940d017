#pragma once
// Calls of the admin surface: through the running daemon's socket, or, when it is down, in this
// process on the store itself, as the user who owns it. Both speak to the same handler
// (gateway/api), so both do the same.
#include <string>

#include "app/config.hpp"
#include "cli/call.hpp"

namespace dvcpay::cli {

/// Faults: unavailable and outcome_unknown as in call(); configuration (wrong user, store not
/// migrated).
Result<HttpResponse> admin_call(
    const app::Configuration& config,
    const std::string& method,
    const std::string& path,
    const std::string& body,
    const std::string& content_type,
    std::int64_t timeout_ms = 60'000
);

struct NewKey {
    std::string name;
    std::string kind = "system";  ///< system, person
    std::string client;
    std::vector<std::string> scopes;
    std::vector<std::string> agencies;
    std::int64_t expires_in_days = 0;  ///< 0: never
    std::string write_to;              ///< a file of mode 0600 for the key; empty: standard output
};

int create_key(const app::Configuration& config, const NewKey& wanted, bool as_json);
int list_keys(const app::Configuration& config, bool as_json);
int revoke_key(const app::Configuration& config, const std::string& id);
/// `what`: "services" or "agencies". Checks the file first; nothing is imported where a row is
/// wrong.
int import_catalogue(
    const app::Configuration& config, const std::string& what, const std::string& file
);
int check_catalogue(const std::string& what, const std::string& file);

}  // namespace dvcpay::cli
