#pragma once
// The grammar of `dvcpay webhooks`.
#include <functional>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/upkeep_commands.hpp"

namespace dvcpay::cli {

/// `run` becomes what the chosen command does.
void add_webhook_commands(
    CLI::App& app,
    const std::string& default_url,
    const WithConfig& with_config,
    std::function<int()>* run
);

}  // namespace dvcpay::cli
