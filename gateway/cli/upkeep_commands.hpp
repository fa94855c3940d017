#pragma once
// The grammar of `dvcpay ring|personal|retention|backup|restore|export`.
#include <functional>
#include <string>

#include <CLI/CLI.hpp>

#include "app/config.hpp"

namespace dvcpay::cli {

/// Runs something with the configuration that --config names, or tells its mistakes.
using WithConfig = std::function<int(const std::function<int(const app::Configuration&)>&)>;

/// `chosen` becomes what the parsed command does.
void add_upkeep(CLI::App& app, const WithConfig& with_config, std::function<int()>& chosen);

}  // namespace dvcpay::cli
