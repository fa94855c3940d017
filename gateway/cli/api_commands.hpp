#pragma once
// Commands that are calls of the API: the options every one of them has, and the key. Private to
// the program's grammar.
#include <functional>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/change.hpp"
#include "cli/exit_code.hpp"

namespace dvcpay::cli {

struct ApiOptions {
    Target target;
    std::string key_file;
    bool as_json = false;
    Change change;
};

/// The key into `options.target`; false, and told on stderr, where there is none.
bool load_key(ApiOptions& options);
void add_api_options(CLI::App* command, ApiOptions& options);
void add_idempotency_key(CLI::App* command, ApiOptions& options);

/// Makes commands; each has its own `Options` (an ApiOptions with more), shared by its closures.
template <class Options>
class ApiCommands {
  public:
    ApiCommands(std::string default_url, std::function<int()>* run)
        : url_(std::move(default_url)), run_(run) {}

    /// A subcommand with the options every one has; `work` runs once the key is read.
    CLI::App* add(
        CLI::App* group, const char* name, const char* about, std::function<int(Options&)> work
    ) {
        last_ = std::make_shared<Options>();
        last_->target.url = url_;
        CLI::App* command = group->add_subcommand(name, about);
        add_api_options(command, *last_);
        command->callback([options = last_, work = std::move(work), run = run_] {
            *run = [options, work] {
                return load_key(*options) ? work(*options) : static_cast<int>(Exit::usage);
            };
        });
        return command;
    }
    /// Those of the command made last.
    Options& options() { return *last_; }

  private:
    std::string url_;
    std::function<int()>* run_;
    std::shared_ptr<Options> last_;
};

}  // namespace dvcpay::cli
