#pragma once
// What auditors ask of the store itself; nothing here needs the daemon, and nothing writes.
#include <string>
#include <vector>

#include "app/config.hpp"

namespace dvcpay::cli {

struct AuditLine {
    std::string witness_file;              ///< empty: none
    std::vector<std::string> public_keys;  ///< PEM files besides the configured key's public half
    std::string store;                     ///< empty: the configured one
    bool json = false;
};

/// Exit::done where the history is as it was written, Exit::check_failed where it is not.
int verify_audit(const app::Configuration& config, const AuditLine& line);
/// The proof of one event on standard output.
int prove_event(
    const app::Configuration& config, const AuditLine& line, const std::string& event_id
);
/// The public half of the configured seal key, PEM.
int show_seal_key(const app::Configuration& config);

}  // namespace dvcpay::cli
