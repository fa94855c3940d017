// dvcpayd: the gateway's daemon. Exit codes: 0 stopped when asked to, 1 could not start, 2 the
// configuration has mistakes, 70 a bug stopped it.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#include <CLI/CLI.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "app/process.hpp"
#include "app/wiring.hpp"
#include "net/signals.hpp"
#include "net/system.hpp"

namespace dvcpay::app {
namespace {

constexpr int exit_cannot_start = 1;
constexpr int exit_configuration = 2;
constexpr int exit_bug = 70;

int cannot_start(const Error& why) {
    std::fprintf(
        stderr,
        "dvcpayd: cannot start: %s: %s\n",
        std::string(code_of(why.fault)).c_str(),
        why.detail.c_str()
    );
    for (const auto& field : why.fields) {
        std::fprintf(stderr, "  %s: %s\n", field.pointer.c_str(), field.detail.c_str());
    }
    return exit_cannot_start;
}

/// From start to stop; `exit` is what main returns.
Task<void> live(Gateway* gateway, net::SignalWatcher* signals, int* exit) {
    Result<Listening> listening = co_await gateway->start();
    if (!listening) {
        *exit = cannot_start(listening.error());
        co_await gateway->stop();
        co_return;
    }
    std::printf(
        "{\"event\":\"listening\",\"public\":%u,\"private\":%u}\n",
        unsigned{listening.value().public_port},
        unsigned{listening.value().private_port}
    );
    std::fflush(stdout);
    for (;;) {
        const net::Signal signal = co_await signals->next();
        if (signal != net::Signal::hangup) break;
        co_await gateway->reload();
    }
    co_await gateway->stop();
}

int run(Configuration config) {
    boost::asio::io_context loop(1);
    net::SystemClock clock;
    net::SystemEntropy entropy;
    net::SignalWatcher signals(loop.get_executor());
    auto made = Gateway::make(std::move(config), loop, clock, entropy);
    if (!made) return cannot_start(made.error());
    const auto gateway = std::move(made.value());
    int exit = 0;
    boost::asio::co_spawn(
        loop,
        live(gateway.get(), &signals, &exit),
        [&loop](std::exception_ptr bug) {
            if (bug) std::rethrow_exception(bug);
            loop.stop();  // the signal watcher would wait for ever
        }
    );
    try {
        loop.run();
    } catch (const std::exception& bug) {
        // The state behind a bug is not to be trusted: no clean-up, the store is safe against a
        // crash.
        gateway->telemetry().log(Level::critical, "bug", {{"what", bug.what()}});
        std::fprintf(stderr, "dvcpayd: stopped by a bug; see the log\n");
        std::fflush(nullptr);
        std::_Exit(exit_bug);
    }
    return exit;
}

int check_and_run(const std::string& file, bool only_check, bool clock_is_right) {
    ConfigResult loaded = load_config(file, process_environment);
    for (const auto& fault : loaded.faults) std::fprintf(stderr, "%s\n", to_string(fault).c_str());
    if (!loaded.config) return exit_configuration;
    if (only_check) {
        std::printf("%s: no mistakes\n", file.c_str());
        return 0;
    }
    loaded.config->clock_is_right = clock_is_right;
    return run(std::move(*loaded.config));
}

}  // namespace
}  // namespace dvcpay::app

int main(int argc, char** argv) {
    dvcpay::app::harden_process();
    CLI::App options("dvcpayd, the online-payment gateway connector of a public-service portal");
    std::string file = "/etc/dvcpay/dvcpay.toml";
    bool only_check = false;
    bool clock_is_right = false;
    options.add_option("--config", file, "configuration file")->capture_default_str();
    options.add_flag("--check", only_check, "read and check the configuration, then end");
    options.add_flag(
        "--clock-is-right",
        clock_is_right,
        "start though the store has seen a later time: the clock was ahead then"
    );
    options.set_version_flag("--version", std::string(dvcpay::app::version()));
    CLI11_PARSE(options, argc, argv);
    return dvcpay::app::check_and_run(file, only_check, clock_is_right);
}
