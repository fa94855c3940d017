// Who proves what to whom: server, client certificate, and what becomes of a request when they do
// not.
#include <string>
#include <variant>

#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include "certificates.hpp"
#include "harness.hpp"
#include "net/client.hpp"

namespace dvcpay::net::test {
namespace {

namespace asio = boost::asio;

class NetTls : public testing::Test {
  public:
    static void SetUpTestSuite() {
        ca = new TestCa("Test CA");  // a CA costs little, but every test wants one
        other_ca = new TestCa("Other CA");
    }
    static void TearDownTestSuite() {
        delete ca;
        delete other_ca;
    }
    NetTls() {
        config.address_policy = AddressPolicy::allow_loopback;
        config.tls.ca_file = ca->ca_file();
    }
    void serve(TestCa::Files files, std::string client_ca = "") {
        ServerTls tls;
        tls.certificate_chain_file = files.certificate;
        tls.key_file = files.key;
        tls.client_ca_file = std::move(client_ca);
        options.tls = tls;
        server = std::make_unique<HttpServer>(loop.get_executor(), clock, handler, options);
        const auto listening = server->listen();
        ASSERT_TRUE(listening.has_value()) << listening.error().detail;
    }
    void connect_as(TestCa::Files files) {
        config.tls.certificate_chain_file = files.certificate;
        config.tls.key_file = files.key;
    }
    SendResult send(const std::string& host, std::string body = "{}") {
        if (!client) {
            HttpClientOptions all;
            all.fallback = config;
            all.hosts["bank.test"] = {"127.0.0.1"};
            all.hosts["wrong.test"] = {"127.0.0.1"};
            auto made = HttpClient::make(loop.get_executor(), clock, std::move(all));
            EXPECT_TRUE(made.has_value());
            client = std::move(made.value());
        }
        OutboundRequest out;
        out.channel = "bank";
        out.url = "https://" + host + ":" + std::to_string(server->port()) + "/pay";
        out.body = std::move(body);
        SendResult result;
        run(loop, [](NetTls* t, OutboundRequest r, SendResult* into) -> Task<void> {
            const auto due = t->clock.mono().plus_ms(10'000);
            *into = co_await t->client->send(std::move(r), due);
        }(this, std::move(out), &result));
        return result;
    }
    void TearDown() override {
        if (client) client->close();
        if (server) run(loop, server->drain(clock.mono().plus_ms(1000)));
    }

    static inline TestCa* ca = nullptr;
    static inline TestCa* other_ca = nullptr;
    asio::io_context loop{1};
    SystemClock clock;
    FunctionHandler handler{describe};
    HttpServerOptions options;
    ChannelConfig config;
    std::unique_ptr<HttpServer> server;
    std::unique_ptr<HttpClient> client;
};

std::string why_unavailable(const SendResult& result) {
    const auto* none = std::get_if<Unavailable>(&result);
    return none == nullptr ? "(not Unavailable)" : none->why;
}

TEST_F(NetTls, AnswersOverAVerifiedConnectionAreProven) {
    serve(ca->issue("bank", {"bank.test", "127.0.0.1"}));
    for (const auto* host : {"bank.test", "127.0.0.1", "bank.test"}) {
        const auto result = send(host);
        const auto* answer = std::get_if<HttpAnswer>(&result);
        ASSERT_NE(answer, nullptr) << why_unavailable(result);
        EXPECT_TRUE(answer->origin_proven);
        EXPECT_NE(answer->body.find("subject=\ntls=yes\n"), std::string::npos);
    }
    const auto stats = client->channel_stats("bank");
    EXPECT_EQ(stats.connections_opened, 2u);
    ASSERT_TRUE(stats.peer_certificate_until.has_value());
    const auto left_ms = stats.peer_certificate_until->ms - clock.wall().ms;
    EXPECT_GT(left_ms, 86'000'000);
    EXPECT_LT(left_ms, 86'401'000);
}

TEST_F(NetTls, CarriesABodyOfManyRecords) {
    options.body_bytes_max = 4'000'000;
    config.answer_bytes_max = 4'000'000;
    serve(ca->issue("bank", {"bank.test"}));
    const auto result = send("bank.test", std::string(3'000'000, 'x'));
    ASSERT_TRUE(std::holds_alternative<HttpAnswer>(result));
    EXPECT_GT(std::get<HttpAnswer>(result).body.size(), 3'000'000u);
}

TEST_F(NetTls, AnotherAuthoritysServerIsUnavailableAndSeesNoRequest) {
    serve(other_ca->issue("bank", {"bank.test"}));
    const auto why = why_unavailable(send("bank.test"));
    EXPECT_TRUE(why.starts_with("tls: ")) << why;
    EXPECT_EQ(server->stats().requests, 0u);
    EXPECT_EQ(client->channel_stats("bank").failures, 1);
}

TEST_F(NetTls, AnotherNameIsUnavailable) {
    serve(ca->issue("wrong.test", {"bank.test"}));
    const auto why = why_unavailable(send("wrong.test"));
    EXPECT_NE(why.find("hostname mismatch"), std::string::npos) << why;
    const auto by_address = why_unavailable(send("127.0.0.1"));
    EXPECT_NE(by_address.find("IP address mismatch"), std::string::npos) << by_address;
    EXPECT_EQ(server->stats().requests, 0u);
}

TEST_F(NetTls, AnExpiredCertificateIsUnavailable) {
    serve(ca->issue("bank", {"bank.test"}, TestCa::Validity::expired));
    const auto why = why_unavailable(send("bank.test"));
    EXPECT_NE(why.find("expired"), std::string::npos) << why;
}

TEST_F(NetTls, TheSystemsAuthoritiesDoNotKnowOurs) {
    config.tls.ca_file.clear();
    serve(ca->issue("bank", {"bank.test"}));
    EXPECT_TRUE(why_unavailable(send("bank.test")).starts_with("tls: "));
}

TEST_F(NetTls, AClientCertificateBecomesTheSubject) {
    serve(ca->issue("bank", {"bank.test"}), ca->ca_file());
    connect_as(ca->issue("portal-01", {}));
    const auto result = send("bank.test");
    const auto* answer = std::get_if<HttpAnswer>(&result);
    ASSERT_NE(answer, nullptr) << why_unavailable(result);
    EXPECT_NE(answer->body.find("subject=CN=portal-01\n"), std::string::npos);
}

TEST_F(NetTls, NoClientCertificateNoRequest) {
    serve(ca->issue("bank", {"bank.test"}), ca->ca_file());
    const auto result = send("bank.test");
    EXPECT_FALSE(std::holds_alternative<HttpAnswer>(result));
    EXPECT_EQ(server->stats().requests, 0u);
}

TEST_F(NetTls, AForeignClientCertificateNoRequest) {
    serve(ca->issue("bank", {"bank.test"}), ca->ca_file());
    connect_as(other_ca->issue("portal-01", {}));
    const auto result = send("bank.test");
    EXPECT_FALSE(std::holds_alternative<HttpAnswer>(result));
    EXPECT_EQ(server->stats().requests, 0u);
}

TEST_F(NetTls, ClearTextOnATlsPortIsClosed) {
    serve(ca->issue("bank", {"bank.test"}));
    run(loop, [](NetTls* t) -> Task<void> {
        RawClient raw(&t->loop);
        co_await raw.connect(t->server->port());
        co_await raw.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        const auto answer = co_await raw.rest();
        EXPECT_EQ(answer.find("HTTP/"), std::string::npos);
        EXPECT_EQ(t->server->stats().handshakes_failed, 1u);
    }(this));
}

TEST_F(NetTls, AHandshakeThatNeverComesIsClosed) {
    options.handshake_ms = 20;
    serve(ca->issue("bank", {"bank.test"}));
    run(loop, [](NetTls* t) -> Task<void> {
        RawClient raw(&t->loop);
        co_await raw.connect(t->server->port());
        const auto nothing = co_await raw.rest();
        EXPECT_EQ(nothing, "");
    }(this));
}

TEST_F(NetTls, AServerThatNeverShakesHandsIsUnavailableAtTheConnectTimeout) {
    ScriptedServer silent(&loop, [](ScriptedServer::Socket* socket, int) -> Task<void> {
        co_await read_request(socket);
    });
    config.connect_timeout_ms = 20;
    HttpClientOptions all;
    all.fallback = config;
    auto made = HttpClient::make(loop.get_executor(), clock, std::move(all));
    ASSERT_TRUE(made.has_value());
    client = std::move(made.value());
    run(loop, [](NetTls* t, ScriptedServer* peer) -> Task<void> {
        OutboundRequest out;
        out.channel = "bank";
        out.url = "https://127.0.0.1:" + std::to_string(peer->port()) + "/";
        const auto due = t->clock.mono().plus_ms(10'000);
        const auto result = co_await t->client->send(std::move(out), due);
        EXPECT_EQ(why_unavailable(result), "tls: timed out");
        co_await peer->close();
    }(this, &silent));
}

TEST_F(NetTls, NewFilesServeNewConnections) {
    const auto first = ca->issue("first", {"bank.test"});
    serve(first);
    ASSERT_TRUE(std::holds_alternative<HttpAnswer>(send("bank.test")));
    const auto second = other_ca->issue("second", {"bank.test"});
    std::rename(second.certificate.c_str(), first.certificate.c_str());
    EXPECT_TRUE(server->reload_tls().has_error()) << "a certificate without its key";
    ASSERT_TRUE(std::holds_alternative<HttpAnswer>(send("bank.test"))) << "the old ones stay";
    std::rename(second.key.c_str(), first.key.c_str());
    EXPECT_TRUE(server->reload_tls().has_value());
    client->close();
    client.reset();
    EXPECT_TRUE(why_unavailable(send("bank.test")).starts_with("tls: "));
}

TEST_F(NetTls, FilesThatCannotBeUsedAreNamed) {
    config.tls.ca_file = "no/such/ca.pem";
    HttpClientOptions all;
    all.channels.emplace("bank", config);
    const auto made = HttpClient::make(loop.get_executor(), clock, std::move(all));
    ASSERT_TRUE(made.has_error());
    EXPECT_EQ(made.error().fault, Fault::configuration);
    EXPECT_NE(made.error().detail.find("no/such/ca.pem"), std::string::npos);
    const auto files = ca->issue("a", {"bank.test"});
    ServerTls mixed;
    mixed.certificate_chain_file = files.certificate;
    mixed.key_file = ca->issue("b", {"bank.test"}).key;
    EXPECT_TRUE(server_context(mixed).has_error());
}

}  // namespace
}  // namespace dvcpay::net::test
