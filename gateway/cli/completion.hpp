#pragma once
// Tab completion, made from the grammar itself.
#include <string>

#include <CLI/CLI.hpp>

namespace dvcpay::cli {

/// A script for bash: subcommands and long options at each level of `app`, nothing asked of
/// anybody. To be sourced.
std::string bash_completion(const CLI::App& app);

}  // namespace dvcpay::cli
