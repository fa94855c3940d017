// Places, queue, circuit and borders of a channel.
#include <string>
#include <variant>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include "client_fixture.hpp"

namespace dvcpay::net::test {
namespace {

namespace asio = boost::asio;

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
        const std::string busy = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";
        const auto bytes = healthy ? hello : busy;
        co_await write_text(socket, bytes);
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
        EXPECT_EQ(t->stats().circuit, Circuit::half_open)
            << "a probe that was cancelled lets another try";
    }(this, &tasks, &arrived));
}

TEST_F(NetClient, GoesNowhereItsPolicyForbids) {
    config.address_policy = AddressPolicy::public_only;
    config.clear_text = ClearText::allowed;
    serve(always(hello));
    EXPECT_EQ(why_unavailable(send(request())), "address not allowed");
    auto out = request();
    for (const auto* url :
         {"http://localhost/",
          "http://[::1]/",
          "http://[::ffff:127.0.0.1]/",
          "http://127.1/",
          "http://0x7f000001/",
          "http://2130706433/",
          "http://169.254.169.254/latest/",
          "http://10.0.0.1/",
          "http://[fd00::1]/",
          "http://0.0.0.0/",
          "http://[64:ff9b::7f00:1]/"}) {
        out.url = url;
        const auto why = why_unavailable(send(out));
        EXPECT_TRUE(why == "address not allowed" || why == "name not resolved")
            << url << ": " << why;
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
    for (const auto* url :
         {"",
          "/v1",
          "ftp://x/",
          "http://",
          "http://user:pw@127.0.0.1/",
          "http://127.0.0.1:99999/",
          "http://a b/",
          "http://127.0.0.1/\r\nX: y",
          "https://%31%32%37.0.0.1/"}) {
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
