// dvcpay-sandbox: the providers' side on one loopback port. Only wiring; what it does is in core/.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>
#include <string>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>

#include "net/client.hpp"
#include "net/server.hpp"
#include "net/signals.hpp"
#include "net/system.hpp"
#include "ports/task_group.hpp"
#include "sandbox/sandbox.hpp"
#include "sandbox/web.hpp"
#include "sandbox_host/book_file.hpp"
#include "sandbox_host/contract_files.hpp"
#include "sandbox_host/log_lines.hpp"

namespace dvcpay::sandbox {
namespace {

struct Options {
    std::string listen = "127.0.0.1:9180";
    std::string public_url;
    std::vector<std::string> partner_codes{"MOMOTEST01"};
    std::vector<std::string> access_keys{"AKtest0000000001"};
    std::vector<std::string> secret_key_files;
    std::string config_file;
    std::string next_secret_key_file;
    std::string auto_pay;
    std::int64_t auto_pay_after_ms = 500;
    std::int64_t order_life_s = 900;
    std::string scenario_file;
    std::string book_file;
    std::string tls_certificate_file;
    std::string tls_key_file;
    std::string ca_file;
    bool quiet = false;
    // contract
    std::string contract_folder;
    Places places;
};

void describe(CLI::App& app, Options& o) {
    app.add_option("--listen", o.listen, "address:port; port 0 takes any free one")
        ->capture_default_str();
    app.add_option("--public-url", o.public_url, "what payUrl begins with (default: the listener)");
    app.add_option("--momo-partner-code", o.partner_codes, "repeat for several partners")
        ->capture_default_str();
    app.add_option("--momo-access-key", o.access_keys, "one for each partner")
        ->capture_default_str();
    app.add_option(
        "--momo-next-secret-key-file",
        o.next_secret_key_file,
        "the first partner's next key while it rotates: believed, not yet used to sign"
    );
    app.add_option("--momo-secret-key-file", o.secret_key_files, "one for each partner");
    app.add_option("--config", o.config_file, "JSON file: the providers to play, see README");
    app.add_option("--auto-pay", o.auto_pay, "payers act by themselves: pay or decline")
        ->check(CLI::IsMember({"pay", "decline"}))
        ->expected(0, 1)
        ->default_str("pay");
    app.add_option("--auto-pay-after-ms", o.auto_pay_after_ms, "after so long")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    app.add_option("--order-life-s", o.order_life_s, "until an unpaid order expires")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--scenario", o.scenario_file, "JSON file of settings and faults");
    app.add_option("--book", o.book_file, "append who really paid to this file, fsynced");
    app.add_option("--tls-certificate", o.tls_certificate_file, "PEM chain: serve https");
    app.add_option("--tls-key", o.tls_key_file, "PEM key of it");
    app.add_option("--ca", o.ca_file, "PEM: whom to believe when the callback address is https");
    app.add_flag("--quiet", o.quiet, "no log lines");
    auto* contract = app.add_subcommand(
        "contract",
        "writes the test contracts of all providers as files, a gateway's side and --config of "
        "this program, and ends"
    );
    contract->add_option("--folder", o.contract_folder, "where; made if need be")->required();
    contract->add_option("--gateway", o.places.gateway_url, "where the providers' calls go")
        ->required();
    contract
        ->add_option("--public-url", o.places.sandbox_url, "where the gateway finds the sandbox")
        ->required();
}

Result<int> write_files(const Options& o) {
    for (const auto* url : {&o.places.gateway_url, &o.places.sandbox_url}) {
        if (url->find("://") == std::string::npos || url->ends_with('/'))
            return Error(Fault::configuration, *url + ": a URL without a slash at its end");
    }
    BOOST_OUTCOME_TRY(const auto names, write_contracts(o.contract_folder, o.places));
    for (const auto& name : names) std::cout << name << '\n';
    return 0;
}

Result<std::string> read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) return Error(Fault::configuration, path + " cannot be read");
    return text.str();
}

Result<Secret> read_secret(const std::string& path) {
    BOOST_OUTCOME_TRY(auto text, read_file(path));
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    if (text.empty()) return Error(Fault::configuration, path + " is empty");
    return Secret(std::move(text));
}

/// {"file": "keys/a.pem"} becomes the file's text. A relative name is beside the configuration.
Result<void> read_files(Json& json, const std::filesystem::path& folder) {
    if (json.is_object() && json.size() == 1 && json.contains("file") && json["file"].is_string()) {
        const auto name = folder / json["file"].get<std::string>();
        BOOST_OUTCOME_TRY(auto text, read_file(name.string()));
        while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
        json = text;
        return ok();
    }
    if (json.is_structured()) {
        for (auto& part : json) {
            BOOST_OUTCOME_TRY(read_files(part, folder));
        }
    }
    return ok();
}

/// {"providers": {"momo": {…}, …}}
Result<Json> providers_of(const Options& o) {
    if (o.config_file.empty()) return Json::object();
    BOOST_OUTCOME_TRY(const auto text, read_file(o.config_file));
    auto json = Json::parse(text, nullptr, false);
    if (!json.is_object() || json.size() != 1 || !json.contains("providers")) {
        return Error(Fault::configuration, o.config_file + ": an object with `providers`");
    }
    Json providers = json["providers"];
    BOOST_OUTCOME_TRY(read_files(providers, std::filesystem::path(o.config_file).parent_path()));
    return providers;
}

Result<SandboxConfig> config_of(const Options& o) {
    if (o.secret_key_files.empty()) {
        if (!o.config_file.empty()) return SandboxConfig{};
        return Error(Fault::configuration, "--config or --momo-secret-key-file is needed");
    }
    if (o.partner_codes.size() != o.access_keys.size() ||
        o.partner_codes.size() != o.secret_key_files.size()) {
        return Error(
            Fault::configuration,
            "each --momo-partner-code needs its access key and secret key file"
        );
    }
    SandboxConfig config;
    for (std::size_t i = 0; i < o.partner_codes.size(); ++i) {
        momo::Partner partner;
        partner.code = o.partner_codes[i];
        partner.access_key = o.access_keys[i];
        BOOST_OUTCOME_TRY(auto secret, read_secret(o.secret_key_files[i]));
        partner.secret_key = std::move(secret);
        if (i == 0 && !o.next_secret_key_file.empty()) {
            BOOST_OUTCOME_TRY(partner.next_secret_key, read_secret(o.next_secret_key_file));
        }
        config.momo.partners.push_back(std::move(partner));
    }
    auto& settings = config.momo.settings;
    settings.order_life_ms = o.order_life_s * 1000;
    settings.auto_pay_after_ms = o.auto_pay_after_ms;
    if (o.auto_pay == "pay") settings.auto_pay = momo::AutoPay::pay;
    if (o.auto_pay == "decline") settings.auto_pay = momo::AutoPay::decline;
    return config;
}

Result<net::HttpServerOptions> server_options(const Options& o) {
    net::HttpServerOptions out;
    const auto colon = o.listen.rfind(':');
    const auto port = colon == std::string::npos ? std::string() : o.listen.substr(colon + 1);
    if (port.empty() || port.size() > 5 ||
        port.find_first_not_of("0123456789") != std::string::npos || std::stoi(port) > 65535) {
        return Error(Fault::configuration, "--listen: address:port");
    }
    out.address = o.listen.substr(0, colon);
    out.port = static_cast<std::uint16_t>(std::stoi(port));
    // Requests that never get an answer hold their places for minutes, by design.
    out.connections_max = 8192;
    out.requests_in_flight_max = 4096;
    if (!o.tls_certificate_file.empty()) {
        out.tls = net::ServerTls{o.tls_certificate_file, o.tls_key_file, {}};
    }
    return out;
}

net::HttpClientOptions client_options(const Options& o) {
    net::ChannelConfig channel;
    channel.connections_max = 64;
    channel.requests_waiting_max = 10'000;
    channel.failures_to_open = 1'000'000'000;  // MoMo does not spare a merchant who is down
    channel.address_policy = net::AddressPolicy::allow_loopback;
    channel.clear_text = net::ClearText::allowed;
    channel.tls.ca_file = o.ca_file;
    net::HttpClientOptions out;
    out.channels["sandbox"] = channel;
    return out;
}

std::string own_url(const Options& o, std::uint16_t port) {
    if (!o.public_url.empty()) return o.public_url;
    const auto host = o.listen.substr(0, o.listen.rfind(':'));
    return (o.tls_certificate_file.empty() ? "http://" : "https://") + host + ':' +
           std::to_string(port);
}

Task<void> serve_until_told(
    net::SignalWatcher* signals, net::HttpServer* server, TaskGroup* tasks, net::SystemClock* clock
) {
    while (true) {
        const auto signal = co_await signals->next();
        if (signal != net::Signal::hangup) break;
    }
    const Mono due = clock->mono().plus_ms(500);
    // Payers first: what they began would otherwise go on telling a gateway that is being judged.
    co_await tasks->close();
    co_await server->drain(due);
}

void fail_loudly(const std::exception_ptr& bug) {
    if (bug) std::rethrow_exception(bug);
}

Result<int> run(const Options& o) {
    boost::asio::io_context io(1);
    net::SystemClock clock;
    net::SystemEntropy entropy;
    LogLines log(clock, o.quiet ? nullptr : stderr);
    NoBook no_book;
    std::optional<BookFile> file;
    if (!o.book_file.empty()) {
        BOOST_OUTCOME_TRY(auto opened, BookFile::open(o.book_file));
        file.emplace(std::move(opened));
    }
    BOOST_OUTCOME_TRY(
        auto client, net::HttpClient::make(io.get_executor(), clock, client_options(o))
    );
    BOOST_OUTCOME_TRY(auto config, config_of(o));
    BOOST_OUTCOME_TRY(auto options, server_options(o));
    TaskGroup tasks(io.get_executor());
    BookSink& book = file ? static_cast<BookSink&>(*file) : no_book;
    Sandbox sandbox({&clock, &entropy, client.get(), &tasks, &log, &book}, std::move(config));
    BOOST_OUTCOME_TRY(const auto providers, providers_of(o));
    BOOST_OUTCOME_TRY(sandbox.add(providers));
    if (!o.scenario_file.empty()) {
        BOOST_OUTCOME_TRY(auto text, read_file(o.scenario_file));
        BOOST_OUTCOME_TRY(sandbox.load_scenario(Json::parse(text, nullptr, false)));
    }
    net::HttpServer server(io.get_executor(), clock, sandbox, std::move(options));
    net::SignalWatcher signals(io.get_executor());
    BOOST_OUTCOME_TRY(server.listen());
    sandbox.set_public_base_url(own_url(o, server.port()));
    std::cout << "{\"event\":\"listening\",\"port\":" << server.port() << "}" << std::endl;
    log.log(Level::info, "sandbox.listening", {{"url", own_url(o, server.port())}});
    boost::asio::co_spawn(
        io.get_executor(), serve_until_told(&signals, &server, &tasks, &clock), fail_loudly
    );
    io.run();
    log.log(Level::info, "sandbox.stopped", {});
    return 0;
}

}  // namespace
}  // namespace dvcpay::sandbox

int main(int argc, char** argv) {
    CLI::App app{"dvcpay-sandbox: the payment providers' side, on this machine, without money"};
    dvcpay::sandbox::Options options;
    describe(app, options);
    CLI11_PARSE(app, argc, argv);
    const auto done = app.got_subcommand("contract") ? dvcpay::sandbox::write_files(options)
                                                     : dvcpay::sandbox::run(options);
    if (!done) {
        std::cerr << "dvcpay-sandbox: " << done.error().detail << '\n';
        return 1;
    }
    return done.value();
}
