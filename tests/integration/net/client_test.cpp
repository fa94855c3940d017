// The client against servers that are correct, silent, broken and hostile.
#include <string>
#include <variant>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include "harness.hpp"
#include "net/client.hpp"

namespace dvcpay::net::test {
namespace {

namespace asio = boost::asio;
using Peer = ScriptedServer::Socket;

const std::string hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

/// Answers every request on every connection with the same bytes.
ScriptedServer::Script always(std::string bytes) {
    return [bytes](Peer* socket, int) -> Task<void> {
        for (;;) {
            const auto request = co_await read_request(socket);
            if (request.empty()) co_return;
            co_await write_text(socket, bytes);
        }
    };
}

/// Answers one request with these bytes and closes.
ScriptedServer::Script once(std::string bytes) {
    return [bytes](Peer* socket, int) -> Task<void> {
        co_await read_request(socket);
        co_await write_text(socket, bytes);
    };
}

class NetClient : public testing::Test {
 public:
    NetClient() {
        config.address_policy = AddressPolicy::allow_loopback;
        config.clear_text = ClearText::loopback_only;
    }
    void serve(ScriptedServer::Script script) {
        server = std::make_unique<ScriptedServer>(&loop, std::move(script));
        HttpClientOptions options;
        options.channels.emplace("momo", config);
        options.fallback = config;
        auto made = HttpClient::make(loop.get_executor(), clock, std::move(options));
        ASSERT_TRUE(made.has_value());
        client = std::move(made.value());
    }
    OutboundRequest request(std::string method = "POST") const {
        OutboundRequest out;
        out.channel = "momo/default";
        out.method = std::move(method);
        out.url = "http://127.0.0.1:" + std::to_string(server->port()) + "/v2/create";
        out.headers.add("Content-Type", "application/json");
        out.body = out.method == "POST" ? "{}" : "";
        return out;
    }
    Mono in_ms(std::int64_t ms) const { return clock.mono().plus_ms(ms); }
    SendResult send(OutboundRequest out, std::int64_t ms = 10'000) {
        SendResult result;
        run(loop, [](NetClient* t, OutboundRequest r, Mono due, SendResult* into) -> Task<void> {
            *into = co_await t->client->send(std::move(r), due);
        }(this, std::move(out), in_ms(ms), &result));
        return result;
    }
    ChannelStats stats() const { return client->channel_stats("momo/default"); }
    void TearDown() override {
        if (client) client->close();
        if (server) run(loop, server->close());
    }

    asio::io_context loop{1};
    FakeClock clock;
    ChannelConfig config;
    std::unique_ptr<ScriptedServer> server;
    std::unique_ptr<HttpClient> client;
};

std::string why_no_answer(const SendResult& result) {
    const auto* none = std::get_if<NoAnswer>(&result);
    return none == nullptr ? "(not NoAnswer)" : none->why;
}
std::string why_unavailable(const SendResult& result) {
    const auto* none = std::get_if<Unavailable>(&result);
    return none == nullptr ? "(not Unavailable)" : none->why;
}
int status_of_result(const SendResult& result) {
    const auto* answer = std::get_if<HttpAnswer>(&result);
    return answer == nullptr ? 0 : answer->status;
}

TEST_F(NetClient, SendsTheRequestAsWrittenAndReadsTheAnswer) {
    std::string seen;
    serve([&seen](Peer* socket, int) -> Task<void> {
        seen = co_await read_request(socket);
        co_await write_text(
            socket,
            "HTTP/1.1 201 Created\r\nDate: Fri, 15 Jan 2027 08:00:10 GMT\r\nX-A: b\r\nContent-Length: 2\r\n\r\nok"
        );
    });
    auto out = request();
    out.headers.add("X-Evil", "a\r\nX-Injected: b");
    out.headers.add("Content-Length", "99");
    const auto result = send(std::move(out));
    const auto* answer = std::get_if<HttpAnswer>(&result);
    ASSERT_NE(answer, nullptr);
    EXPECT_EQ(answer->status, 201);
    EXPECT_EQ(answer->body, "ok");
    EXPECT_EQ(answer->headers.get("x-a"), "b");
    EXPECT_TRUE(answer->origin_proven) << "loopback in clear, as the channel allows";
    EXPECT_TRUE(seen.starts_with("POST /v2/create HTTP/1.1\r\nHost: 127.0.0.1:")) << seen;
    EXPECT_NE(seen.find("\r\nContent-Length: 2\r\n"), std::string::npos);
    EXPECT_EQ(seen.find("Content-Length: 99"), std::string::npos);
    EXPECT_EQ(seen.find("\r\nX-Injected"), std::string::npos);
    EXPECT_TRUE(seen.ends_with("\r\n\r\n{}"));
    EXPECT_EQ(stats().date_skew_ms, 10'000);
    EXPECT_EQ(stats().successes, 1);
}

TEST_F(NetClient, UsesAConnectionAgainAfterACompleteAnswer) {
    serve(always(hello));
    for (int i = 0; i < 3; ++i) EXPECT_EQ(status_of_result(send(request())), 200);
    EXPECT_EQ(server->connections(), 1);
    EXPECT_EQ(stats().connections_idle, 1u);
    EXPECT_EQ(stats().connections_opened, 1u);
}

TEST_F(NetClient, UsesNoConnectionAgainThatSaidClose) {
    serve(always("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello"));
    for (int i = 0; i < 2; ++i) EXPECT_EQ(status_of_result(send(request())), 200);
    EXPECT_EQ(server->connections(), 2);
}

TEST_F(NetClient, UsesNoConnectionAgainThatSaidMoreThanItsAnswer) {
    serve(always(hello + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged"));
    for (int i = 0; i < 2; ++i) {
        const auto result = send(request());
        EXPECT_EQ(std::get<HttpAnswer>(result).body, "hello");
    }
    EXPECT_EQ(server->connections(), 2);
}

TEST_F(NetClient, AConnectionTheServerHasClosedIsReplacedBeforeAByteIsWritten) {
    serve(once(hello));
    EXPECT_EQ(status_of_result(send(request())), 200);
    EXPECT_EQ(stats().connections_idle, 1u);
    EXPECT_EQ(status_of_result(send(request())), 200);
    EXPECT_EQ(server->connections(), 2);
}

/// The keep-alive race: the server closes while our request is under way.
ScriptedServer::Script closes_on_the_second_request() {
    return [](Peer* socket, int number) -> Task<void> {
        co_await read_request(socket);
        co_await write_text(socket, hello);
        if (number == 0) {
            co_await read_request(socket);
            co_return;
        }
        co_await read_request(socket);
    };
}

TEST_F(NetClient, APostOnAConnectionThatDiesUnansweredMayHaveHappened) {
    serve(closes_on_the_second_request());
    EXPECT_EQ(status_of_result(send(request())), 200);
    EXPECT_NE(why_no_answer(send(request())).find("broken off"), std::string::npos);
    EXPECT_EQ(server->connections(), 1) << "never sent a second time";
}

TEST_F(NetClient, AGetOnAConnectionThatDiesUnansweredIsAskedAgain) {
    serve(closes_on_the_second_request());
    EXPECT_EQ(status_of_result(send(request("GET"))), 200);
    EXPECT_EQ(status_of_result(send(request("GET"))), 200);
    EXPECT_EQ(server->connections(), 2);
}

TEST_F(NetClient, NobodyListeningIsUnavailable) {
    serve(always(hello));
    const auto out = request();
    run(loop, server->close());
    EXPECT_NE(why_unavailable(send(out)).find("connect:"), std::string::npos);
    server.reset();
}

struct Broken {
    const char* name;
    std::string bytes;
};
class NetClientBroken : public NetClient, public testing::WithParamInterface<Broken> {};

TEST_P(NetClientBroken, IsNoAnswerAndItsConnectionIsClosed) {
    config.answer_bytes_max = 100;
    serve(once(GetParam().bytes));
    const auto why = why_no_answer(send(request()));
    EXPECT_TRUE(why.starts_with("answer ")) << why;
    EXPECT_EQ(stats().connections_idle, 0u);
    EXPECT_EQ(stats().failures, 1);
}

std::string many_interims() {
    std::string text;
    for (int i = 0; i < 20; ++i) text += "HTTP/1.1 100 Continue\r\n\r\n";
    return text + hello;
}

INSTANTIATE_TEST_SUITE_P(
    Answers, NetClientBroken,
    testing::Values(
        Broken{"Nothing", ""},
        Broken{"Garbage", "\x15\x03\x01\x00\x02\x02\x46"},
        Broken{"AnotherProtocol", "SSH-2.0-OpenSSH_9\r\n\r\n"},
        Broken{"HeadBrokenOff", "HTTP/1.1 200 OK\r\nContent-Le"},
        Broken{"BodyBrokenOff", "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello"},
        Broken{"ChunksBrokenOff", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"},
        Broken{"BothLengths", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
        Broken{"TwoLengths", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"},
        Broken{"AnnouncedTooLarge", "HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n"},
        Broken{"ChunksTooLarge", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" + std::string(101, 'x') + "\r\n0\r\n\r\n"},
        Broken{"EndlessTooLarge", "HTTP/1.1 200 OK\r\n\r\n" + std::string(101, 'x')},
        Broken{"HeadTooLarge", "HTTP/1.1 200 OK\r\nX-A: " + std::string(40'000, 'x') + "\r\n\r\n"},
        Broken{"SwitchesProtocol", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"},
        Broken{"InterimWithoutEnd", many_interims()},
        Broken{"InterimOnly", "HTTP/1.1 100 Continue\r\n\r\n"}
    ),
    [](const auto& each) { return each.param.name; }
);

TEST_F(NetClient, ReadsEveryHonestFraming) {
    const std::string chunked =
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n";
    for (const auto& bytes : {hello, chunked, std::string("HTTP/1.1 200 OK\r\n\r\nhello")}) {
        serve(once(bytes));
        const auto result = send(request());
        ASSERT_EQ(status_of_result(result), 200) << why_no_answer(result);
        EXPECT_EQ(std::get<HttpAnswer>(result).body, "hello");
        client->close();
        run(loop, server->close());
    }
}

TEST_F(NetClient, ReadsTheAnswerToHeadWithoutABody) {
    serve(always("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"));
    for (int i = 0; i < 2; ++i) EXPECT_EQ(status_of_result(send(request("HEAD"))), 200);
    EXPECT_EQ(server->connections(), 1);
}

TEST_F(NetClient, FollowsNoRedirect) {
    serve(always("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"));
    EXPECT_EQ(status_of_result(send(request())), 302);
    EXPECT_EQ(server->connections(), 1);
}

TEST_F(NetClient, ASilentServerIsNoAnswerAtTheDeadline) {
    serve([](Peer* socket, int) -> Task<void> {
        co_await read_request(socket);
        co_await read_request(socket);
    });
    EXPECT_EQ(why_no_answer(send(request(), 20)), "no answer in time");
    EXPECT_EQ(stats().connections_idle, 0u);
}

TEST_F(NetClient, AnAnswerThatDripsDoesNotOutliveTheDeadline) {
    serve([](Peer* socket, int) -> Task<void> {
        co_await read_request(socket);
        co_await write_text(socket, "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhel");
        co_await read_request(socket);
    });
    EXPECT_EQ(why_no_answer(send(request(), 20)), "no answer in time");
}

TEST_F(NetClient, ADeadlineThatHasPassedSendsNothing) {
    serve(always(hello));
    EXPECT_EQ(why_unavailable(send(request(), 0)), "no time left");
    EXPECT_EQ(server->connections(), 0);
}

TEST_F(NetClient, ALargeBodyArrivesWhole) {
    std::size_t length = 0;
    serve([&length](Peer* socket, int) -> Task<void> {
        const auto seen = co_await read_request(socket);
        length = body_of(seen).size();
        co_await write_text(socket, hello);
    });
    auto out = request();
    out.body.assign(3'000'000, 'x');
    EXPECT_EQ(status_of_result(send(std::move(out))), 200);
    EXPECT_EQ(length, 3'000'000u);
}

TEST_F(NetClient, AChannelsPlacesAreLimitedAndItsQueueToo) {
    config.connections_max = 1;
    config.requests_waiting_max = 1;
    Bell arrived(&loop);
    Bell release(&loop);
    serve([&](Peer* socket, int) -> Task<void> {
        for (;;) {
            const auto seen = co_await read_request(socket);
            if (seen.empty()) co_return;
            arrived.ring();
            co_await release.wait();
            co_await write_text(socket, hello);
        }
    });
    TaskGroup tasks(loop.get_executor());
    run(loop, [](NetClient* t, TaskGroup* group, Bell* seen, Bell* go) -> Task<void> {
        SendResult first;
        SendResult second;
        const auto sending = [](NetClient* c, SendResult* into) -> Task<void> {
            auto out = c->request();
            const auto due = c->in_ms(10'000);
            *into = co_await c->client->send(std::move(out), due);
        };
        group->spawn(sending(t, &first));
        co_await seen->wait();
        group->spawn(sending(t, &second));
        while (t->stats().waiting == 0) co_await asio::post(t->loop, asio::use_awaitable);
        auto out = t->request();
        const auto due = t->in_ms(10'000);
        const auto third = co_await t->client->send(std::move(out), due);
        EXPECT_EQ(why_unavailable(third), "channel busy");
        auto elsewhere = t->request();
        elsewhere.channel = "momo/other";
        elsewhere.method = "GET";
        elsewhere.body.clear();
        go->ring();
        const auto due_elsewhere = t->in_ms(10'000);
        const auto other = co_await t->client->send(std::move(elsewhere), due_elsewhere);
        EXPECT_EQ(status_of_result(other), 200) << "another channel has places of its own";
        co_await group->drain();
        EXPECT_EQ(status_of_result(first), 200);
        EXPECT_EQ(status_of_result(second), 200);
    }(this, &tasks, &arrived, &release));
    EXPECT_EQ(stats().in_flight, 0u);
    EXPECT_EQ(stats().connections_opened, 1u);
}

TEST_F(NetClient, WhoWaitsForAPlaceWaitsNoLongerThanItsDeadline) {
    config.connections_max = 1;
    Bell arrived(&loop);
    serve([&](Peer* socket, int) -> Task<void> {
        co_await read_request(socket);
        arrived.ring();
        co_await read_request(socket);
    });
    TaskGroup tasks(loop.get_executor());
    run(loop, [](NetClient* t, TaskGroup* group, Bell* seen) -> Task<void> {
        group->spawn([](NetClient* c) -> Task<void> {
            auto out = c->request();
            const auto due = c->in_ms(10'000);
            co_await c->client->send(std::move(out), due);
        }(t));
        co_await seen->wait();
        auto out = t->request();
        const auto due = t->in_ms(20);
        const auto result = co_await t->client->send(std::move(out), due);
        EXPECT_EQ(why_unavailable(result), "channel busy");
        EXPECT_EQ(t->stats().in_flight, 1u);
        co_await group->close();  // cancels the one under way
        EXPECT_EQ(t->stats().in_flight, 0u);
        EXPECT_EQ(t->stats().connections_idle, 0u);
        EXPECT_EQ(t->stats().failures, 0) << "our own change of mind says nothing about the peer";
    }(this, &tasks, &arrived));
}

TEST_F(NetClient, ACancelledWaiterLeavesTheQueue) {
    config.connections_max = 1;
    Bell arrived(&loop);
    Bell release(&loop);
    serve([&](Peer* socket, int) -> Task<void> {
        co_await read_request(socket);
        arrived.ring();
        co_await release.wait();
        co_await write_text(socket, hello);
    });
    TaskGroup holder(loop.get_executor());
    TaskGroup waiter(loop.get_executor());
    run(loop, [](NetClient* t, TaskGroup* one, TaskGroup* two, Bell* seen, Bell* go) -> Task<void> {
        const auto sending = [](NetClient* c) -> Task<void> {
            auto out = c->request();
            const auto due = c->in_ms(10'000);
            co_await c->client->send(std::move(out), due);
        };
        one->spawn(sending(t));
        co_await seen->wait();
        two->spawn(sending(t));
        while (t->stats().waiting == 0) co_await asio::post(t->loop, asio::use_awaitable);
        co_await two->close();
        EXPECT_EQ(t->stats().waiting, 0u);
        go->ring();
        co_await one->drain();
        EXPECT_EQ(t->stats().in_flight, 0u);
        EXPECT_EQ(t->stats().successes, 1);
    }(this, &holder, &waiter, &arrived, &release));
}

TEST_F(NetClient, TheCircuitOpensProbesAndCloses) {
    config.failures_to_open = 3;
    config.open_ms = 5000;
    bool healthy = false;
    serve([&healthy](Peer* socket, int) -> Task<void> {
        const auto seen = co_await read_request(socket);
        if (seen.empty()) co_return;
        co_await write_text(socket, healthy ? hello : "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
    });
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(stats().circuit, Circuit::closed);
        EXPECT_EQ(status_of_result(send(request())), 503);
    }
    EXPECT_EQ(stats().circuit, Circuit::open);
    const auto asked = server->connections();
    const auto refused = send(request());
    EXPECT_EQ(why_unavailable(refused), "circuit open");
    EXPECT_EQ(std::get<Unavailable>(refused).retry_after_s, 5);
    EXPECT_EQ(server->connections(), asked);

    clock.now = clock.now.plus_ms(5000);
    EXPECT_EQ(stats().circuit, Circuit::half_open);
    EXPECT_EQ(status_of_result(send(request())), 503) << "the probe fails";
    EXPECT_EQ(stats().circuit, Circuit::open);

    clock.now = clock.now.plus_ms(5000);
    healthy = true;
    EXPECT_EQ(status_of_result(send(request())), 200);
    EXPECT_EQ(stats().circuit, Circuit::closed);
    EXPECT_EQ(stats().successes, 1);
    EXPECT_EQ(stats().failures, 4);
    clock.now = clock.now.plus_ms(301'000);
    EXPECT_EQ(stats().failures, 0) << "five minutes forget";
}

TEST_F(NetClient, OnlyOneRequestProbesAHalfOpenCircuit) {
    config.failures_to_open = 1;
    config.open_ms = 1000;
    Bell arrived(&loop);
    serve([&](Peer* socket, int number) -> Task<void> {
        co_await read_request(socket);
        if (number == 0) co_return;
        arrived.ring();
        co_await read_request(socket);
    });
    EXPECT_NE(why_no_answer(send(request())), "(not NoAnswer)");
    clock.now = clock.now.plus_ms(1000);
    TaskGroup tasks(loop.get_executor());
    run(loop, [](NetClient* t, TaskGroup* group, Bell* seen) -> Task<void> {
        group->spawn([](NetClient* c) -> Task<void> {
            auto out = c->request();
            const auto due = c->in_ms(10'000);
            co_await c->client->send(std::move(out), due);
        }(t));
        co_await seen->wait();
        auto out = t->request();
        const auto due = t->in_ms(10'000);
        const auto second = co_await t->client->send(std::move(out), due);
        EXPECT_EQ(why_unavailable(second), "circuit open");
        co_await group->close();
        EXPECT_EQ(t->stats().circuit, Circuit::half_open) << "a probe that was cancelled lets another try";
    }(this, &tasks, &arrived));
}

TEST_F(NetClient, GoesNowhereItsPolicyForbids) {
    config.address_policy = AddressPolicy::public_only;
    config.clear_text = ClearText::allowed;
    serve(always(hello));
    EXPECT_EQ(why_unavailable(send(request())), "address not allowed");
    auto out = request();
    for (const auto* url : {"http://localhost/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://127.1/",
                            "http://0x7f000001/", "http://2130706433/", "http://169.254.169.254/latest/",
                            "http://10.0.0.1/", "http://[fd00::1]/", "http://0.0.0.0/", "http://[64:ff9b::7f00:1]/"}) {
        out.url = url;
        const auto why = why_unavailable(send(out));
        EXPECT_TRUE(why == "address not allowed" || why == "name not resolved") << url << ": " << why;
    }
    EXPECT_EQ(server->connections(), 0);
    EXPECT_EQ(stats().circuit, Circuit::closed) << "our own refusal is no failure of the peer";
}

TEST_F(NetClient, OneForbiddenAddressSpoilsAName) {
    serve(always(hello));
    HttpClientOptions options;
    options.fallback = config;
    options.fallback.address_policy = AddressPolicy::allow_private;
    options.hosts["bank.example"] = {"10.0.0.1", "127.0.0.1"};
    auto made = HttpClient::make(loop.get_executor(), clock, std::move(options));
    ASSERT_TRUE(made.has_value());
    client = std::move(made.value());
    auto out = request();
    out.url = "https://bank.example/";
    EXPECT_EQ(why_unavailable(send(std::move(out))), "address not allowed");
}

TEST_F(NetClient, SpeaksClearTextOnlyWhereTheChannelAllowsIt) {
    config.clear_text = ClearText::refused;
    serve(always(hello));
    EXPECT_EQ(why_unavailable(send(request())), "clear text not allowed");
    EXPECT_EQ(server->connections(), 0);
}

TEST_F(NetClient, RefusesWhatIsNoUrl) {
    serve(always(hello));
    auto out = request();
    for (const auto* url : {"", "/v1", "ftp://x/", "http://", "http://user:pw@127.0.0.1/", "http://127.0.0.1:99999/",
                            "http://a b/", "http://127.0.0.1/\r\nX: y", "https://%31%32%37.0.0.1/"}) {
        out.url = url;
        EXPECT_EQ(why_unavailable(send(out)), "not a URL") << url;
    }
}

TEST_F(NetClient, SpeaksToAUnixSocket) {
    const auto path = testing::TempDir() + "dvcpay-client-" + std::to_string(::getpid()) + ".sock";
    FunctionHandler handler(describe);
    SystemClock real;
    HttpServerOptions options;
    options.unix_path = path;
    HttpServer admin(loop.get_executor(), real, handler, options);
    ASSERT_TRUE(admin.listen().has_value());
    config.unix_path = path;
    serve(always(hello));
    auto out = request();
    out.url = "http://admin/v1/payments";
    const auto result = send(std::move(out));
    ASSERT_EQ(status_of_result(result), 200) << why_unavailable(result);
    EXPECT_NE(std::get<HttpAnswer>(result).body.find("peer=unix\n"), std::string::npos);
    EXPECT_TRUE(std::get<HttpAnswer>(result).origin_proven);
    run(loop, admin.drain(real.mono()));
}

TEST_F(NetClient, AfterCloseNothingIsSent) {
    serve(always(hello));
    EXPECT_EQ(status_of_result(send(request())), 200);
    client->close();
    EXPECT_EQ(stats().connections_idle, 0u);
    EXPECT_EQ(why_unavailable(send(request())), "shutting down");
}

}  // namespace
}  // namespace dvcpay::net::test
