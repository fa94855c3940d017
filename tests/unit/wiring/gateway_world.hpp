#pragma once
// A whole gateway in this process, in a folder of its own, on free loopback ports; the test is its
// portal and its operator.
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <string>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "app/wiring.hpp"
#include "net/client.hpp"
#include "net/system.hpp"
#include "support/seal_key.hpp"

namespace dvcpay::app {

class GatewayWorld : public testing::Test {
  protected:
    GatewayWorld() {
        const auto* info = testing::UnitTest::GetInstance()->current_test_info();
        root_ = std::filesystem::path(testing::TempDir()) /
                (std::string("dvcpay-") + info->test_suite_name() + "-" + info->name());
        std::filesystem::remove_all(root_);
        std::filesystem::create_directories(root_);
        put("momo", momo_secret);
        put("hook", "whsec_" + base64_of_32);
        put("ring", base64_of_32);
        put("seal.key", support::seal_key_pem('s'));
        put("dvcpay.toml", text());
        net::HttpClientOptions options;
        options.fallback.address_policy = net::AddressPolicy::allow_loopback;
        options.fallback.clear_text = net::ClearText::loopback_only;
        options.channels["admin"] = options.fallback;
        options.channels["admin"].unix_path = (root_ / "admin.sock").string();
        client_ = std::move(net::HttpClient::make(loop_.get_executor(), clock_, options).value());
    }
    ~GatewayWorld() override {
        stop();
        client_->close();
        loop_.restart();
        loop_.poll();
        std::filesystem::remove_all(root_);
    }

    std::string text() const {
        const std::string catalogue = DVCPAY_CONFIG_DIR;
        return "[server]\npublic_url = \"http://127.0.0.1:1\"\nadmin_socket = \"admin.sock\"\n"
               "[server.public]\nport = 0\n[server.private]\nport = 0\n[server.limits]\ndrain_ms = "
               "5000\n"
               "[audit]\nseal_key_file = \"seal.key\"\nwitness_file = \"witness.jsonl\"\n"
               "[store]\npath = \"store.db\"\n[log]\nlevel = \"debug\"\n"
               "[catalogue]\nservices_file = \"" +
               catalogue + "/services.csv\"\nagencies_file = \"" + catalogue +
               "/agencies.csv\"\n[[personal_data.key]]\nid = \"r1\"\nsecret = { file = \"ring\" }\n"
               "[[client]]\nid = \"portal\"\nreturn_origins = [\"https://dichvucong.example.vn\"]\n"
               // Nobody listens at port 1: the provider cannot be reached, and the portal not
               // either.
               "[[webhook]]\nid = \"portal\"\nclient = \"portal\"\nurl = "
               "\"http://127.0.0.1:1/hooks\"\n"
               "reach = \"loopback\"\nsecret = { file = \"hook\" }\n"
               "[providers.momo]\nreach = \"loopback\"\n[[provider_account]]\nprovider = \"momo\"\n"
               "[provider_account.beneficiary]\naccount = \"1\"\nbank_bin = \"970418\"\nname = "
               "\"KBNN\"\n"
               "[provider_account.settings]\nendpoint = \"http://127.0.0.1:1\"\npartner_code = "
               "\"P\"\naccess_key = \"A\"\n"
               "[provider_account.secrets]\nsecret_key = { file = \"momo\", expires = 2027-12-31 "
               "}\n";
    }
    void put(const std::string& name, const std::string& content) {
        std::ofstream(root_ / name, std::ios::binary) << content;
        std::filesystem::permissions(
            root_ / name, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write
        );
    }
    Configuration configuration() {
        auto loaded = load_config((root_ / "dvcpay.toml").string(), nullptr);
        for (const auto& fault : loaded.faults) ADD_FAILURE() << to_string(fault);
        loaded.config->clock_is_right = clock_is_right_;
        return std::move(loaded.config.value());
    }

    /// Runs the loop until `task` has ended.
    template <class T>
    T await(Task<T> task) {
        std::optional<T> out;
        auto keep = [](Task<T> inner, std::optional<T>* slot) -> Task<void> {
            *slot = co_await std::move(inner);
        };
        until_done(keep(std::move(task), &out));
        return std::move(*out);
    }
    void until_done(Task<void> task) {
        bool done = false;
        boost::asio::co_spawn(loop_, std::move(task), [&done](std::exception_ptr bug) {
            done = true;
            if (bug) std::rethrow_exception(bug);
        });
        loop_.restart();
        while (!done) loop_.run_one();
    }

    Result<std::unique_ptr<Gateway>> make() {
        return Gateway::make(
            configuration(),
            loop_,
            clock_,
            entropy_,
            [this](std::string_view line) { log_.append(line).append("\n"); }
        );
    }
    Result<Listening> start() {
        auto made = make();
        if (!made) return made.error();
        gateway_ = std::move(made.value());
        auto started = await(gateway_->start());
        if (started) at_ = started.value();
        return started;
    }
    void stop() {
        if (!gateway_) return;
        until_done(gateway_->stop());
        gateway_.reset();
    }

    HttpAnswer call(
        const std::string& channel,
        std::uint16_t port,
        const std::string& method,
        const std::string& target,
        std::string body = {},
        Headers headers = {}
    ) {
        OutboundRequest request;
        request.channel = channel;
        request.method = method;
        request.url = "http://127.0.0.1:" + std::to_string(port == 0 ? 1 : port) + target;
        request.headers = std::move(headers);
        request.body = std::move(body);
        auto result = await(client_->send(std::move(request), clock_.mono().plus_ms(20'000)));
        if (const auto* answer = std::get_if<HttpAnswer>(&result)) return *answer;
        ADD_FAILURE() << method << " " << target << " was not answered";
        return {};
    }
    HttpAnswer get_private(const std::string& target) {
        return call("test", at_.private_port, "GET", target);
    }
    HttpAnswer admin(
        const std::string& method, const std::string& target, std::string body, Headers headers
    ) {
        return call("admin", 0, method, target, std::move(body), std::move(headers));
    }
    /// A key with every scope a portal uses, made as the command line makes it.
    std::string make_key() {
        const auto made = admin(
            "POST",
            "/admin/keys",
            R"({"name":"portal","kind":"system","client":"portal","scopes":["payments:write","payments:read",)"
            R"("webhooks:manage"]})",
            {{"Content-Type", "application/json"}}
        );
        EXPECT_EQ(made.status, 201) << made.body;
        return nlohmann::json::parse(made.body).at("key");
    }
    /// The portal's call, with a fresh idempotency key.
    HttpAnswer portal(
        const std::string& key,
        const std::string& method,
        const std::string& target,
        std::string body
    ) {
        Headers headers = {
            {"Authorization", "Bearer " + key},
            {"Idempotency-Key", "k" + std::to_string(++calls_)},
            {"Content-Type", "application/json"},
        };
        return call("test", at_.public_port, method, target, std::move(body), std::move(headers));
    }

    static inline const std::string base64_of_32 = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    static inline const std::string momo_secret = "SKtest-momo-000000000000000001";

    std::filesystem::path root_;
    boost::asio::io_context loop_{1};
    net::SystemClock clock_;
    net::SystemEntropy entropy_;
    std::string log_;
    int calls_ = 0;
    bool clock_is_right_ = false;
    std::unique_ptr<net::HttpClient> client_;
    std::unique_ptr<Gateway> gateway_;
    Listening at_;
};

}  // namespace dvcpay::app
