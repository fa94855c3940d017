#pragma once
#include <functional>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

namespace dvcpay::cli {

/// `refunds …` and `incidents …`. `run` becomes what the chosen command does.
void add_money_commands(CLI::App& app, const std::string& default_url, std::function<int()>* run);

}  // namespace dvcpay::cli
