#include "cli/api_commands.hpp"

#include <cstdlib>
#include <fstream>

#include <fmt/format.h>

namespace dvcpay::cli {

bool load_key(ApiOptions& options) {
    if (!options.key_file.empty()) {
        std::ifstream in(options.key_file);
        std::getline(in, options.target.bearer);
    } else if (const char* value = std::getenv("DVCPAY_API_KEY"); value != nullptr) {
        options.target.bearer = value;
    }
    if (options.target.bearer.empty())
        fmt::print(stderr, "dvcpay: no API key: give --key-file FILE or set DVCPAY_API_KEY\n");
    return !options.target.bearer.empty();
}

void add_api_options(CLI::App* command, ApiOptions& options) {
    command->add_option(
        "--url", options.target.url, "the API (default $DVCPAY_API_URL, else http://127.0.0.1:8080)"
    );
    command->add_option("--ca-file", options.target.ca_file, "whom to believe over https");
    command->add_option(
        "--key-file", options.key_file, "a file with your own API key (default: $DVCPAY_API_KEY)"
    );
    command->add_flag("--json", options.as_json, "the API's JSON instead of text");
}

void add_idempotency_key(CLI::App* command, ApiOptions& options) {
    command->add_option(
        "--idempotency-key",
        options.change.idempotency_key,
        "of a call whose answer was lost: it is not carried out twice"
    );
}

}  // namespace dvcpay::cli
